//! Reads JSON lines: one product a line, in the form that `export` writes.
//!
//!     {"handle":"vase","name":"Vase","short_description":"","description":"…","brand":"Lune","category":["Home","Vases"],
//!      "tags":["new"],"status":"active","featured":false,"url":null,"images":[{"url":"https://…","alt":"…"}],
//!      "attributes":{"Material":"Clay"},"created_at":"2026-01-31T09:00:00Z","variants":[{"sku":"V-1","barcode":null,
//!      "options":{"Color":"Blue"},"price":"24.90","compare_at":null,"quantity":3,"backorder":false,"image":0}]}
//!
//! Only `name` and a price are needed. Names that are missing leave what is there; `null` empties it. Money is an amount
//! of the shop's currency, as text; `quantity` is null where stock is not counted; `image` counts from 0. Texts are plain.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufRead, BufReader, Read as _, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use serde_json::{Map, Value};
use types::{Currency, Image, Product, ProductStatus, Stock, Variant, intake::Issue};

use super::{
    Refused,
    assemble::{Assembled, MAX_PRICE, amount, blank, is_picture_address, shorten},
    exact,
    groups::{self, Cursor},
    slug,
};

/// A longer line is no product.
const MAX_LINE: usize = 4 << 20;
/// More products than this are refused whole.
const MAX_LINES: u64 = 1_000_000;

/// One line.
#[derive(Debug)]
pub struct Line {
    pub row: u64,
    pub handle: String,
    pub raw: String,
    read: Result<Map<String, Value>, String>,
    /// An earlier line has the same handle.
    repeated: bool,
}

/// A file of lines, whose handles were counted.
pub struct Lines {
    path: PathBuf,
    /// Products in the file.
    pub records: u64,
    /// Where lines begin that repeat a handle.
    repeated: HashSet<u64>,
    offset: u64,
    row: u64,
    input: Option<BufReader<File>>,
}

/// Whether a UTF-8 file holds JSON lines rather than a table: it begins with a brace. One list of all products would have
/// to be read whole, so it is refused.
pub fn is_lines(path: &Path) -> Result<bool, Refused> {
    let mut head = [0; 512];
    let read = File::open(path)?.read(&mut head)?;
    match head[..read].iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Err(Refused::OneList),
        first => Ok(first == Some(&b'{')),
    }
}

impl Lines {
    pub fn open(path: &Path) -> Result<Lines, Refused> {
        let mut lines =
            Lines { path: path.to_owned(), records: 0, repeated: HashSet::new(), offset: 0, row: 1, input: None };
        let mut seen = HashSet::new();
        while let Some((offset, line)) = lines.line()? {
            lines.records += 1;
            if lines.records > MAX_LINES {
                return Err(Refused::TooManyRows);
            }
            let line = read(lines.row, line, false);
            if !line.handle.is_empty() && !seen.insert(groups::hash(&line.handle)) {
                lines.repeated.insert(offset);
            }
        }
        lines.resume(0, 1);
        Ok(lines)
    }

    pub fn resume(&mut self, offset: u64, row: u64) {
        (self.offset, self.row, self.input) = (offset, row, None);
    }

    /// Where to take up after the lines handed out so far.
    pub fn cursor(&self) -> Cursor {
        Cursor::Sweep { offset: self.offset, row: self.row }
    }

    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let Some((offset, line)) = self.line()? else { return Ok(None) };
        Ok(Some(read(self.row - 1, line, self.repeated.contains(&offset))))
    }

    /// The next line that is not blank, and where it begins.
    fn line(&mut self) -> io::Result<Option<(u64, String)>> {
        let mut input = match self.input.take() {
            Some(input) => input,
            None => {
                let mut file = File::open(&self.path)?;
                file.seek(SeekFrom::Start(self.offset))?;
                BufReader::with_capacity(1 << 17, file)
            }
        };
        loop {
            let mut bytes = Vec::new();
            // `take` keeps a file without line ends from being read whole.
            let length = (&mut input).take(MAX_LINE as u64).read_until(b'\n', &mut bytes)?;
            if length == 0 {
                return Ok(None);
            }
            let begun = self.offset;
            self.offset += length as u64;
            self.row += 1;
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                self.input = Some(input);
                let text = String::from_utf8_lossy(&bytes);
                return Ok(Some((begun, text.trim_end_matches(['\n', '\r']).to_owned())));
            }
        }
    }
}

fn read(row: u64, raw: String, repeated: bool) -> Line {
    let read = match serde_json::from_str::<Value>(&raw) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("it is no object".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    let text = |name: &str| read.as_ref().ok().and_then(|fields| fields.get(name)?.as_str()).unwrap_or_default();
    let handle = match text("handle").trim() {
        "" => slug(text("name")),
        handle => groups::handle(handle),
    };
    Line { row, handle, raw, read, repeated }
}

impl Line {
    pub fn skus(&self) -> Vec<String> {
        let variants = self.read.as_ref().ok().and_then(|fields| fields.get("variants")?.as_array());
        let skus = variants.into_iter().flatten().filter_map(|variant| variant.get("sku")?.as_str());
        skus.filter(|sku| !sku.is_empty()).map(str::to_owned).collect()
    }

    /// Reads the line on top of what the catalogue holds.
    pub fn assemble(&self, currency: Currency, existing: Option<&Product>) -> Assembled {
        let mut reading = Reading { row: self.row, currency, errors: Vec::new(), warnings: Vec::new() };
        let mut product = existing.cloned().unwrap_or_else(|| blank(&self.handle));
        let mut variants = 1;
        match &self.read {
            Err(reason) => reading.error(
                "",
                &shorten(&self.raw),
                "line_not_json",
                &format!("The line is no JSON object: {reason}."),
                "Write one product as {…} on a line of its own.",
            ),
            Ok(_) if self.repeated => reading.error(
                "handle",
                &self.handle,
                "handle_twice",
                "An earlier line has the same handle, and that one counts.",
                "Put all variants of a product on one line.",
            ),
            Ok(fields) => {
                reading.product(&mut product, fields, existing.is_some());
                variants = product.variants.len().max(1) as u64;
            }
        }
        let failed = !reading.errors.is_empty();
        Assembled {
            product: (!failed).then_some(product),
            variants,
            errors: reading.errors,
            warnings: reading.warnings,
        }
    }
}

struct Reading {
    row: u64,
    currency: Currency,
    errors: Vec<Issue>,
    warnings: Vec<Issue>,
}

/// What a line says of a field.
enum Said<'a> {
    Nothing,
    Empty,
    Value(&'a Value),
}

fn said<'a>(fields: &'a Map<String, Value>, name: &str) -> Said<'a> {
    match fields.get(name) {
        None => Said::Nothing,
        Some(Value::Null) => Said::Empty,
        Some(value) => Said::Value(value),
    }
}

/// No database keeps the character zero.
fn clean(text: &str) -> String {
    text.replace('\0', "")
}

impl Reading {
    fn error(&mut self, column: &str, value: &str, code: &str, reason: &str, fix: &str) {
        self.errors.push(Issue::new(self.row, column, value, code, reason, fix));
    }

    fn wrong(&mut self, column: &str, value: &Value, wanted: &str) {
        let reason = format!("This is not {wanted}.");
        let fix = format!("Write {wanted}, or leave it out.");
        self.error(column, &shorten(&value.to_string()), "value_of_another_kind", &reason, &fix);
    }

    fn text(&mut self, fields: &Map<String, Value>, name: &str, column: &str, to: &mut String) {
        match said(fields, name) {
            Said::Nothing => {}
            Said::Empty => to.clear(),
            Said::Value(Value::String(text)) => *to = clean(text),
            Said::Value(other) => self.wrong(column, other, "a text in quotes"),
        }
    }

    fn maybe(&mut self, fields: &Map<String, Value>, name: &str, column: &str, to: &mut Option<String>) {
        match said(fields, name) {
            Said::Nothing => {}
            Said::Empty => *to = None,
            Said::Value(Value::String(text)) => *to = Some(clean(text)),
            Said::Value(other) => self.wrong(column, other, "a text in quotes"),
        }
    }

    fn flag(&mut self, fields: &Map<String, Value>, name: &str, column: &str, to: &mut bool) {
        match said(fields, name) {
            Said::Nothing => {}
            Said::Empty => *to = false,
            Said::Value(Value::Bool(yes)) => *to = *yes,
            Said::Value(other) => self.wrong(column, other, "true or false"),
        }
    }

    fn texts(&mut self, fields: &Map<String, Value>, name: &str, to: &mut Vec<String>) {
        match said(fields, name) {
            Said::Nothing => {}
            Said::Empty => to.clear(),
            Said::Value(Value::Array(values)) if values.iter().all(Value::is_string) => {
                *to = values.iter().filter_map(Value::as_str).map(clean).collect();
            }
            Said::Value(other) => self.wrong(name, other, "a list of texts in quotes"),
        }
    }

    fn pairs(&mut self, fields: &Map<String, Value>, name: &str, column: &str, to: &mut IndexMap<String, String>) {
        match said(fields, name) {
            Said::Nothing => {}
            Said::Empty => to.clear(),
            Said::Value(Value::Object(pairs)) if pairs.values().all(Value::is_string) => {
                let pair = |(name, value): (&String, &Value)| (clean(name), clean(value.as_str().unwrap_or_default()));
                *to = pairs.iter().map(pair).collect();
            }
            Said::Value(other) => self.wrong(column, other, "names and texts such as {\"Color\":\"Blue\"}"),
        }
    }

    fn product(&mut self, product: &mut Product, fields: &Map<String, Value>, known: bool) {
        self.text(fields, "name", "name", &mut product.name);
        if product.name.trim().is_empty() && !known {
            let fix = "Add \"name\", or correct the handle if the line is about another product.";
            self.error("name", "", "title_missing", "A new product needs a name.", fix);
        }
        self.text(fields, "short_description", "short_description", &mut product.short_description);
        self.text(fields, "description", "description", &mut product.description);
        self.maybe(fields, "brand", "brand", &mut product.brand);
        self.texts(fields, "category", &mut product.category);
        self.texts(fields, "tags", &mut product.tags);
        self.flag(fields, "featured", "featured", &mut product.featured);
        let before = product.url.clone();
        self.maybe(fields, "url", "url", &mut product.url);
        let address = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        if product.url != before && product.url.as_ref().is_some_and(|url| !address(url)) {
            let reason = "The product's address is none, so it stays as it was.";
            let value = product.url.take().unwrap_or_default();
            let fix = "Write an address that begins with https://.";
            self.warnings.push(Issue::new(self.row, "url", &shorten(&value), "url_no_address", reason, fix));
            product.url = before;
        }
        match said(fields, "status") {
            Said::Value(Value::String(word)) if word == "active" => product.status = ProductStatus::Active,
            Said::Value(Value::String(word)) if word == "draft" => product.status = ProductStatus::Draft,
            Said::Value(Value::String(word)) if word == "archived" => product.status = ProductStatus::Archived,
            Said::Value(other) => self.wrong("status", other, "active, draft or archived"),
            Said::Nothing | Said::Empty => {}
        }
        self.pairs(fields, "attributes", "attributes", &mut product.attributes);
        if let (Said::Value(Value::String(at)), false) = (said(fields, "created_at"), known) {
            product.created_at = at.parse().unwrap_or_default();
        }
        self.images(product, fields);
        self.variants(product, fields);
    }

    fn images(&mut self, product: &mut Product, fields: &Map<String, Value>) {
        let images = match said(fields, "images") {
            Said::Nothing => return,
            Said::Empty => &Vec::new(),
            Said::Value(Value::Array(images)) => images,
            Said::Value(other) => return self.wrong("images", other, "a list of pictures"),
        };
        product.images.clear();
        for image in images {
            let text = |name| image.get(name).and_then(Value::as_str).unwrap_or_default();
            if is_picture_address(text("url")) {
                product.images.push(Image { url: text("url").to_owned(), alt: clean(text("alt")) });
            } else {
                let value = shorten(&image.to_string());
                let reason = "The picture is not an address, so it was left out.";
                let fix = "Write {\"url\":\"https://…\",\"alt\":\"…\"}.";
                self.warnings.push(Issue::new(self.row, "images", &value, "image_no_address", reason, fix));
            }
        }
    }

    fn variants(&mut self, product: &mut Product, fields: &Map<String, Value>) {
        let variants = match said(fields, "variants") {
            Said::Value(Value::Array(variants)) => variants,
            Said::Value(other) => return self.wrong("variants", other, "a list of variants"),
            Said::Empty | Said::Nothing => &Vec::new(),
        };
        if variants.is_empty() {
            if product.variants.is_empty() && fields.get("variants").is_none() {
                let fix = "Add \"variants\":[{\"price\":\"24.90\"}].";
                let reason = "The product has no price, and the assistant never guesses one.";
                self.error("variants", "", "price_missing", reason, fix);
            }
            return;
        }
        let mut before = std::mem::take(&mut product.variants);
        for (at, variant) in variants.iter().enumerate() {
            let Value::Object(fields) = variant else {
                self.wrong(&format!("variants[{at}]"), variant, "a variant such as {\"price\":\"24.90\"}");
                continue;
            };
            let read = self.variant(at, fields, &mut before, product.images.len());
            product.variants.push(read);
        }
    }

    fn variant(&mut self, at: usize, fields: &Map<String, Value>, before: &mut Vec<Variant>, images: usize) -> Variant {
        let column = |name: &str| format!("variants[{at}].{name}");
        let mut options = IndexMap::new();
        self.pairs(fields, "options", &column("options"), &mut options);
        let mut sku = None;
        self.maybe(fields, "sku", &column("sku"), &mut sku);
        let stood = exact::take_best(before, &options, sku.as_deref());
        let new = stood.is_none();
        let mut variant = stood.unwrap_or_else(|| Variant {
            id: types::VariantId(uuid::Uuid::nil()),
            sku: None,
            barcode: None,
            options: IndexMap::new(),
            price: 0,
            compare_at: None,
            stock: Stock::UNTRACKED,
            image: None,
        });
        if fields.contains_key("options") {
            variant.options = options;
        }
        if fields.contains_key("sku") {
            variant.sku = sku;
        }
        self.maybe(fields, "barcode", &column("barcode"), &mut variant.barcode);
        match said(fields, "price") {
            Said::Value(value) => variant.price = self.amount(&column("price"), value),
            Said::Nothing if !new => {}
            Said::Nothing | Said::Empty => {
                let reason = "The variant has no price, and the assistant never guesses one.";
                self.error(&column("price"), "", "price_missing", reason, "Fill in the price.");
            }
        }
        match said(fields, "compare_at") {
            Said::Value(value) => variant.compare_at = Some(self.amount(&column("compare_at"), value)),
            Said::Empty => variant.compare_at = None,
            Said::Nothing => {}
        }
        match said(fields, "quantity") {
            Said::Value(value) => match value.as_i64().filter(|quantity| quantity.abs() <= 1_000_000_000) {
                Some(quantity) => variant.stock.quantity = Some(quantity),
                None => self.wrong(&column("quantity"), value, "a whole number such as 12"),
            },
            Said::Empty => variant.stock.quantity = None,
            Said::Nothing => {}
        }
        self.flag(fields, "backorder", &column("backorder"), &mut variant.stock.backorder);
        match said(fields, "image") {
            Said::Value(value) => match value.as_u64() {
                Some(image) if (image as usize) < images || variant.image == Some(image as usize) => {
                    variant.image = Some(image as usize);
                }
                _ => self.wrong(&column("image"), value, "the number of a picture, counted from 0"),
            },
            Said::Empty => variant.image = None,
            Said::Nothing => {}
        }
        variant
    }

    fn amount(&mut self, column: &str, value: &Value) -> i64 {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match amount(&text, self.currency) {
            Some(amount) if (0..=MAX_PRICE).contains(&amount) => amount,
            _ => {
                let fix = "Write figures with a point before the cents, such as \"24.90\".";
                let reason = "This is not an amount of money.";
                self.error(column, &shorten(&text), "price_not_a_number", reason, fix);
                0
            }
        }
    }
}
