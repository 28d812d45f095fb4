//! The catalogue as a file, for spreadsheets (CSV) or programs (JSON lines). Importing it again changes nothing.
//!
//! The CSV has the columns of Shopify's product CSV in its new form where Shopify has the field, so that Shopify reads it
//! too, and columns of our own where it has none (short description, featured, own address, a fourth and fifth option,
//! which picture a variant shows, when the product was first seen). The column `Vitrine export v1` says that cells are to
//! be read back exactly; its rules stand in `import::exact`. JSON lines are described in `import::lines`.

use std::fmt::Write as _;

use indexmap::IndexSet;
use types::{
    Product, ProductId, Right, Variant,
    goods::Asked,
    intake::{Field, FileFormat},
};

use crate::{
    Ctx, Error, Result, goods,
    import::{METAFIELD, OPTIONS, guard, join, slug},
};

/// Products read at a time.
const PAGE: u64 = 500;

/// Columns of a product, of a variant and of a picture, between which options and attributes stand.
const PRODUCT: [Field; 11] = [
    Field::Title,
    Field::Handle,
    Field::Description,
    Field::ShortDescription,
    Field::Brand,
    Field::Category,
    Field::Tags,
    Field::Status,
    Field::Featured,
    Field::Url,
    Field::CreatedAt,
];
const VARIANT: [Field; 7] =
    [Field::Sku, Field::Barcode, Field::Price, Field::CompareAt, Field::Tracker, Field::Quantity, Field::Policy];
const IMAGE: [Field; 5] =
    [Field::Image, Field::ImagePosition, Field::ImageAlt, Field::VariantImage, Field::VariantImagePosition];

/// A catalogue that is being written, piece by piece: call [`Export::next`] to the end.
pub struct Export {
    cx: Ctx,
    format: FileFormat,
    /// Written before anything else; taken when it is.
    head: Option<String>,
    attributes: IndexSet<String>,
    options: usize,
    /// What is written, in this order; `None`: every product, as they were made.
    wanted: Option<Vec<ProductId>>,
    next: Place,
}

/// Where reading goes on.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    after: Option<ProductId>,
    at: usize,
}

impl Export {
    /// Begins to write the products that a list shows when it is asked this (its order and page do not count). A table
    /// needs to know all attributes first, so the catalogue is read twice.
    pub async fn begin(cx: &Ctx, format: FileFormat, asked: &Asked) -> Result<Export> {
        cx.may(Right::View)?;
        let asked = Asked { sort: String::new(), page: String::new(), ..asked.clone() };
        let wanted = match asked == Asked::default() {
            true => None,
            false => Some(goods::matching(cx, &asked).await?),
        };
        let mut export = Export {
            cx: cx.clone(),
            format,
            head: None,
            attributes: IndexSet::new(),
            options: 3,
            wanted,
            next: Place::default(),
        };
        if format == FileFormat::Csv {
            let mut place = Place::default();
            loop {
                let (page, next) = export.page(place).await?;
                if page.is_empty() {
                    break;
                }
                place = next;
                for product in &page {
                    export.attributes.extend(product.attributes.keys().cloned());
                    let most = product.variants.iter().map(|variant| variant.options.len()).max().unwrap_or_default();
                    export.options = export.options.max(most).min(OPTIONS.len());
                }
            }
            export.head = Some(export.header());
        }
        Ok(export)
    }

    /// The next piece of the file, UTF-8; `None` at its end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head.into_bytes()));
        }
        let (page, next) = self.page(self.next).await?;
        self.next = next;
        if page.is_empty() {
            return Ok(None);
        }
        let mut out = String::with_capacity(page.len() * 1_024);
        for product in &page {
            match self.format {
                FileFormat::Csv => self.rows(&mut out, product),
                FileFormat::JsonLines => self.line(&mut out, product)?,
            }
        }
        Ok(Some(out.into_bytes()))
    }

    /// Some products, and where it goes on after them; none at the end.
    async fn page(&self, from: Place) -> Result<(Vec<Product>, Place)> {
        let Some(wanted) = &self.wanted else {
            let page = self.cx.store.products_walk(from.after, PAGE).await?;
            let after = page.last().map(|product| product.id).or(from.after);
            return Ok((page, Place { after, ..from }));
        };
        let mut place = from;
        // Those that were removed meanwhile are passed over.
        while place.at < wanted.len() {
            let some = &wanted[place.at..wanted.len().min(place.at + PAGE as usize)];
            place.at += some.len();
            let page = self.cx.store.products_by_ids(some).await?;
            if !page.is_empty() {
                return Ok((page, place));
            }
        }
        Ok((Vec::new(), place))
    }

    fn header(&self) -> String {
        let options = OPTIONS.iter().take(self.options).flat_map(|(name, value)| [*name, *value]);
        let named = PRODUCT.into_iter().chain(options).chain(VARIANT).chain(IMAGE);
        let mut cells: Vec<String> = named.map(|field| field.label().to_owned()).collect();
        cells.extend(self.attributes.iter().map(|name| {
            let key = slug(name).replace('-', "_");
            format!("{}{METAFIELD}custom.{key})", guard(name))
        }));
        cells.push(Field::Exact.label().to_owned());
        // Spreadsheets take a file for UTF-8 only with this mark.
        let mut out = "\u{feff}".to_owned();
        record(&mut out, &cells);
        out
    }

    /// As many rows as the product has variants or pictures, whichever are more; what is the product's own stands on the
    /// first.
    fn rows(&self, out: &mut String, product: &Product) {
        let count = product.variants.len().max(product.images.len()).max(1);
        for at in 0..count {
            let mut cells = if at == 0 { facts(product) } else { rest(product) };
            let variant = product.variants.get(at);
            let mut options = variant.into_iter().flat_map(|variant| &variant.options);
            for _ in 0..self.options {
                match options.next() {
                    Some((name, value)) => cells.extend([guard(name), guard(value)]),
                    None => cells.extend([String::new(), String::new()]),
                }
            }
            match variant {
                Some(variant) => self.variant(&mut cells, variant),
                None => cells.extend(VARIANT.map(|_| String::new())),
            }
            match product.images.get(at) {
                Some(image) => {
                    let alt = if image.alt.is_empty() { String::new() } else { guard(&image.alt) };
                    cells.extend([image.url.clone(), (at + 1).to_string(), alt]);
                }
                None => cells.extend([String::new(), String::new(), String::new()]),
            }
            let shown = variant.and_then(|variant| variant.image);
            cells.push(shown.and_then(|at| product.images.get(at)).map(|image| image.url.clone()).unwrap_or_default());
            cells.push(shown.map(|at| (at + 1).to_string()).unwrap_or_default());
            cells.extend(self.attributes.iter().map(|name| match product.attributes.get(name) {
                Some(value) if at == 0 => guard(value),
                _ => String::new(),
            }));
            // Says nothing by itself; a column without a single cell is dropped by some programs.
            cells.push("1".to_owned());
            record(out, &cells);
        }
    }

    fn variant(&self, cells: &mut Vec<String>, variant: &Variant) {
        let text = |text: &Option<String>| text.as_deref().map(guard).unwrap_or_default();
        cells.extend([
            text(&variant.sku),
            text(&variant.barcode),
            self.amount(variant.price),
            variant.compare_at.map(|amount| self.amount(amount)).unwrap_or_default(),
            // The word that Shopify knows.
            if variant.stock.quantity.is_some() { "shopify".to_owned() } else { String::new() },
            variant.stock.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            if variant.stock.backorder { "TRUE" } else { "FALSE" }.to_owned(),
        ]);
    }

    /// A decimal amount of the shop's currency, as `Currency::parse_amount` reads it.
    fn amount(&self, minor: i64) -> String {
        let currency = self.cx.shop.currency;
        let (digits, scale) = (currency.digits() as usize, currency.scale() as u64);
        let sign = if minor < 0 { "-" } else { "" };
        let (whole, part) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
        if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0digits$}") }
    }

    fn line(&self, out: &mut String, product: &Product) -> Result<()> {
        let variants: Vec<serde_json::Value> = product
            .variants
            .iter()
            .map(|variant| {
                serde_json::json!({
                    "sku": variant.sku,
                    "barcode": variant.barcode,
                    "options": variant.options,
                    "price": self.amount(variant.price),
                    "compare_at": variant.compare_at.map(|amount| self.amount(amount)),
                    "quantity": variant.stock.quantity,
                    "backorder": variant.stock.backorder,
                    "image": variant.image,
                })
            })
            .collect();
        let line = serde_json::json!({
            "handle": product.handle,
            "name": product.name,
            "short_description": product.short_description,
            "description": product.description,
            "brand": product.brand,
            "category": product.category,
            "tags": product.tags,
            "status": product.status,
            "featured": product.featured,
            "url": product.url,
            "images": product.images,
            "attributes": product.attributes,
            "created_at": product.created_at,
            "variants": variants,
        });
        writeln!(out, "{line}").map_err(|error| Error::internal("a line of JSON", error))
    }
}

/// The cells of [`PRODUCT`].
fn facts(product: &Product) -> Vec<String> {
    let text = |text: &str| if text.is_empty() { String::new() } else { guard(text) };
    let maybe = |text: &Option<String>| text.as_deref().map(guard).unwrap_or_default();
    let list = |values: &[String], separator| if values.is_empty() { String::new() } else { join(values, separator) };
    vec![
        guard(&product.name),
        text(&product.handle),
        text(&product.description),
        text(&product.short_description),
        maybe(&product.brand),
        list(&product.category, '>'),
        list(&product.tags, ','),
        product.status.to_string(),
        if product.featured { "TRUE" } else { "FALSE" }.to_owned(),
        maybe(&product.url),
        product.created_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
    ]
}

/// The same on the rows that follow: only the handle, by which they belong together.
fn rest(product: &Product) -> Vec<String> {
    PRODUCT.iter().map(|field| if *field == Field::Handle { guard(&product.handle) } else { String::new() }).collect()
}

/// Writes one record (RFC 4180).
fn record(out: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let plain = cell.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/' | '\'' | '('));
        if plain {
            out.push_str(cell);
        } else {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        }
    }
    out.push_str("\r\n");
}
