//! Makes one product out of all rows of a handle, or says what is wrong with them.

use std::collections::HashSet;

use indexmap::IndexMap;
use types::{Currency, Product, ProductStatus, Stock, Variant};

use types::intake::Issue;

use super::{
    columns::{Column, Columns},
    exact, plain_text,
    table::Record,
};

/// Longest texts that are kept, in characters.
const MAX_TITLE: usize = 500;
const MAX_DESCRIPTION: usize = 20_000;
/// Of the short description.
pub const MAX_LINE: usize = 1_000;
const MAX_WORD: usize = 200;
/// Rows a product may have: Shopify allows 2,048 variants and 250 images.
const MAX_ROWS: usize = 4_000;
/// Highest price, in minor units: a slipped column, not a price, is above it.
pub const MAX_PRICE: i64 = 1_000_000_000_000;

/// What came of the rows of one handle. Ids and times of new products are nil: the caller fills them.
pub struct Assembled {
    /// `None` when an error was found.
    pub product: Option<Product>,
    /// Variants the rows speak of, read or not.
    pub variants: u64,
    pub errors: Vec<Issue>,
    pub warnings: Vec<Issue>,
}

/// Reads the rows of one handle on top of what the catalogue already holds. Columns that are absent leave things as they
/// are; the variants in the rows replace those there were.
pub fn assemble(
    handle: &str,
    rows: &[Record],
    columns: &Columns,
    currency: Currency,
    existing: Option<&Product>,
) -> Assembled {
    let mut reading = Reading { columns, currency, pictures: Vec::new(), errors: Vec::new(), warnings: Vec::new() };
    let mut variants = 0;
    let mut product = existing.cloned().unwrap_or_else(|| blank(handle));
    for row in rows {
        if row.broken {
            reading.errors.push(broken(row));
        } else if row.fields.len() > columns.width()
            && row.fields[columns.width()..].iter().any(|cell| !cell.trim().is_empty())
        {
            reading.errors.push(Issue::new(
                row.row,
                "",
                &shorten(&row.raw),
                "too_many_cells",
                "The row has more cells than the header has columns, so they cannot be told apart.",
                "Put quotes around cells that contain the separator.",
            ));
        }
        variants += u64::from(reading.speaks_of_variant(row));
    }
    if rows.len() > MAX_ROWS {
        reading.errors.push(Issue::new(
            rows[0].row,
            columns.name(Column::Handle),
            handle,
            "too_many_rows",
            "A product can have at most 4,000 rows.",
            "Check the handle: many products may share it by mistake.",
        ));
    } else if columns.exact() {
        exact::read(&mut reading, &mut product, rows, existing.is_some());
    } else if let Some(first) = rows.first() {
        reading.product(&mut product, first, rows, existing.is_some());
        reading.variants(&mut product, rows);
        reading.images(&mut product, rows);
    }
    let failed = !reading.errors.is_empty();
    if variants == 0 && failed {
        variants = 1;
    }
    Assembled { product: (!failed).then_some(product), variants, errors: reading.errors, warnings: reading.warnings }
}

/// A product of which nothing is known but its name in addresses.
pub fn blank(handle: &str) -> Product {
    Product {
        id: types::ProductId(uuid::Uuid::nil()),
        handle: handle.to_owned(),
        name: String::new(),
        short_description: String::new(),
        description: String::new(),
        brand: None,
        category: Vec::new(),
        tags: Vec::new(),
        status: ProductStatus::Active,
        featured: false,
        url: None,
        images: Vec::new(),
        attributes: IndexMap::new(),
        variants: Vec::new(),
        created_at: types::Time::UNIX_EPOCH,
        updated_at: types::Time::UNIX_EPOCH,
    }
}

fn broken(row: &Record) -> Issue {
    Issue::new(
        row.row,
        "",
        &shorten(&row.raw),
        "broken_quotes",
        "A quote is opened and not closed, or closed in the middle of a cell.",
        "Write a quote inside a cell twice (\"\"), and close every quoted cell before the separator.",
    )
}

/// The rows of one handle being read.
pub struct Reading<'a> {
    pub columns: &'a Columns,
    currency: Currency,
    /// The own picture of each variant read, empty where it has none.
    pictures: Vec<String>,
    errors: Vec<Issue>,
    warnings: Vec<Issue>,
}

impl<'a> Reading<'a> {
    pub fn raw<'r>(&self, row: &'r Record, column: Column) -> &'r str {
        self.columns.raw(row, column)
    }

    fn cell<'r>(&self, row: &'r Record, column: Column) -> &'r str {
        self.columns.cell(row, column)
    }

    pub fn error(&mut self, row: &Record, column: Column, code: &str, reason: &str, fix: &str) {
        let issue = Issue::new(row.row, self.columns.name(column), &shorten(self.cell(row, column)), code, reason, fix);
        self.errors.push(issue);
    }

    pub fn warning(&mut self, row: &Record, column: Column, code: &str, reason: &str, fix: &str) {
        let issue = Issue::new(row.row, self.columns.name(column), &shorten(self.cell(row, column)), code, reason, fix);
        self.warnings.push(issue);
    }

    pub fn speaks_of_variant(&self, row: &Record) -> bool {
        use Column::{Barcode, Color, Option1Value, Option2Value, Price, Quantity, Size, Sku};
        !row.broken
            && [Price, Sku, Option1Value, Option2Value, Barcode, Quantity, Color, Size]
                .into_iter()
                .any(|column| !self.cell(row, column).is_empty())
    }

    /// What stands on the first row only.
    fn product(&mut self, product: &mut Product, first: &Record, rows: &[Record], known: bool) {
        use Column::*;
        let titled = rows.iter().find(|row| !row.broken && !self.cell(row, Title).is_empty()).unwrap_or(first);
        if let Some(title) = self.kept(titled, Title, MAX_TITLE) {
            product.name = title;
        } else if !known && self.errors.is_empty() {
            self.error(
                first,
                Title,
                "title_missing",
                "A new product needs a title on its first row.",
                "Fill in the title, or correct the handle if the row belongs to another product.",
            );
        }
        let first = titled;
        if let Some(description) = self.kept(first, Description, MAX_DESCRIPTION) {
            product.description = description;
        }
        if let Some(line) = self.kept(first, ShortDescription, MAX_LINE) {
            product.short_description = line;
        }
        if let Some(brand) = self.kept(first, Brand, MAX_WORD) {
            product.brand = Some(brand);
        }
        let text = |column| Some(self.cell(first, column)).filter(|cell| !cell.is_empty());
        let kind = text(Kind).map(plain_text);
        match (text(Category), &kind) {
            (Some(path), _) => product.category = category(path),
            (None, Some(kind)) => product.category = vec![kind.clone()],
            (None, None) => {}
        }
        if let Some(tags) = text(Tags) {
            product.tags = distinct(tags.split(',').map(plain_text));
        }
        if let Some(url) = text(Url).filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            product.url = Some(url.to_owned());
        }
        if let Some(featured) = text(Featured) {
            product.featured = truthy(featured);
        }
        for (column, name) in [(Material, "Material"), (Gender, "Gender"), (AgeGroup, "Age group")] {
            if let Some(value) = text(column) {
                product.attributes.insert(name.to_owned(), plain_text(value));
            }
        }
        if let (Some(kind), true) = (kind, product.category.len() > 1 || text(Category).is_some()) {
            product.attributes.insert("Type".to_owned(), kind);
        }
        for (name, value) in self.columns.attributes(first) {
            product.attributes.insert(name.to_owned(), plain_text(value));
        }
        let published = text(Published).map(truthy);
        let status = text(Status).map(str::to_lowercase);
        product.status = match (status.as_deref(), published) {
            (Some("archived"), _) => ProductStatus::Archived,
            (Some("draft" | "unlisted"), _) | (_, Some(false)) => ProductStatus::Draft,
            (Some("active"), _) | (None, Some(true)) => ProductStatus::Active,
            (Some(_), _) => {
                self.status_unknown(first);
                product.status
            }
            (None, None) => product.status,
        };
    }

    /// The text of a cell, without its markup; cut, with a warning, where it is longer than what is kept.
    fn kept(&mut self, row: &Record, column: Column, most: usize) -> Option<String> {
        let text = plain_text(self.cell(row, column));
        if text.chars().count() > most {
            let reason = format!("The text is longer than {most} characters, so its end was cut off.");
            self.warning(row, column, "text_too_long", &reason, "Shorten the text if its end matters.");
        }
        Some(clip(&text, most)).filter(|text| !text.is_empty())
    }

    pub fn status_unknown(&mut self, row: &Record) {
        self.warning(
            row,
            Column::Status,
            "status_unknown",
            "The status is none of active, draft, archived; the product stays as it was.",
            "Write active, draft or archived.",
        );
    }

    pub fn price_missing(&mut self, row: &Record) {
        self.error(
            row,
            Column::Price,
            "price_missing",
            "The variant has no price, and the assistant never guesses one.",
            "Fill in the price.",
        );
    }

    pub fn image_no_address(&mut self, row: &Record, column: Column) {
        self.warning(
            row,
            column,
            "image_no_address",
            "The picture is not an address, so it was left out.",
            "Write an address that begins with https://.",
        );
    }

    /// The figure in the stock column.
    pub fn quantity(&mut self, row: &Record) -> Option<i64> {
        let cell = self.cell(row, Column::Quantity);
        let figure = cell.strip_suffix(".0").unwrap_or(cell);
        // A comma stands between thousands, or the figure is no whole number.
        let grouped = figure.split(',').skip(1).all(|group| group.len() == 3);
        match figure.replace(',', "").parse::<i64>() {
            Ok(quantity) if grouped && quantity.abs() <= 1_000_000_000 => Some(quantity),
            _ => {
                self.error(
                    row,
                    Column::Quantity,
                    "quantity_not_a_number",
                    "The stock is not a whole number.",
                    "Write how many there are, such as 12.",
                );
                None
            }
        }
    }

    fn variants(&mut self, product: &mut Product, rows: &[Record]) {
        let names = self.option_names(rows);
        let mut read: Vec<Variant> = Vec::new();
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        for row in rows {
            if !self.speaks_of_variant(row) {
                continue;
            }
            let options = self.options(row, &names);
            let key: Vec<String> = options.values().map(|value| value.to_lowercase()).collect();
            if !seen.insert(key) && !options.is_empty() {
                self.warning(
                    row,
                    Column::Option1Value,
                    "variant_twice",
                    "The product has this combination of options already; the first row counts.",
                    "Remove the row, or correct its options.",
                );
                continue;
            }
            let before = product
                .variants
                .iter()
                .find(|variant| variant.options == options)
                .or_else(|| product.variants.iter().find(|variant| same_sku(variant, self.cell(row, Column::Sku))))
                .cloned();
            read.push(self.variant(row, options, before));
            self.pictures.push(self.cell(row, Column::VariantImage).to_owned());
        }
        if read.is_empty() {
            if product.variants.is_empty() && self.errors.is_empty() {
                self.error(
                    &rows[0],
                    Column::Price,
                    "price_missing",
                    "The product has no price, and the assistant never guesses one.",
                    "Fill in the price.",
                );
            }
            return;
        }
        product.variants = read;
    }

    /// Option names of the product: from the first row that has them, and from columns that are options by themselves.
    fn option_names(&self, rows: &[Record]) -> Vec<(String, Column)> {
        use Column::*;
        let mut names = Vec::new();
        for (name, value) in [(Option1Name, Option1Value), (Option2Name, Option2Value), (Option3Name, Option3Value)] {
            let filled = rows.iter().any(|row| !row.broken && !self.cell(row, value).is_empty());
            if filled {
                let named = rows.iter().find(|row| !row.broken && !self.cell(row, name).is_empty());
                let named = named.map_or_else(|| "Option".to_owned(), |row| plain_text(self.cell(row, name)));
                names.push((named, value));
            }
        }
        for (name, column) in [("Color", Color), ("Size", Size)] {
            let taken = names.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
            if !taken && rows.iter().any(|row| !row.broken && !self.cell(row, column).is_empty()) {
                names.push((name.to_owned(), column));
            }
        }
        names
    }

    fn options(&self, row: &Record, names: &[(String, Column)]) -> IndexMap<String, String> {
        let options: IndexMap<String, String> = names
            .iter()
            .map(|(name, column)| (name.clone(), plain_text(self.cell(row, *column))))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        // Shopify's way of saying that a product has no options.
        if options.len() == 1 && options.values().all(|value| value == "Default Title") {
            return IndexMap::new();
        }
        options
    }

    fn variant(&mut self, row: &Record, options: IndexMap<String, String>, before: Option<Variant>) -> Variant {
        use Column::*;
        let price = match self.cell(row, Price) {
            "" => before.as_ref().map(|variant| variant.price).or_else(|| {
                self.price_missing(row);
                None
            }),
            _ => self.price(row, Price),
        };
        let compare_at = match self.cell(row, CompareAt) {
            "" if self.columns.has(CompareAt) => None,
            "" => before.as_ref().and_then(|variant| variant.compare_at),
            _ => self.price(row, CompareAt),
        };
        let kept = |column: Column, old: Option<&Option<String>>| match self.cell(row, column) {
            "" if self.columns.has(column) => None,
            "" => old.cloned().flatten(),
            cell => Some(clip(&plain_text(cell), MAX_WORD)),
        };
        let sku = kept(Sku, before.as_ref().map(|variant| &variant.sku));
        let barcode = kept(Barcode, before.as_ref().map(|variant| &variant.barcode));
        let stock = self.stock(row, before.as_ref().map(|variant| variant.stock));
        Variant {
            id: before.map_or(types::VariantId(uuid::Uuid::nil()), |variant| variant.id),
            sku,
            // Spreadsheets write a leading apostrophe to keep figures as text.
            barcode: barcode.map(|code| code.trim_start_matches('\'').to_owned()).filter(|code| !code.is_empty()),
            options,
            price: price.unwrap_or_default(),
            compare_at: compare_at.filter(|before| *before > 0),
            stock,
            image: None,
        }
    }

    pub fn price(&mut self, row: &Record, column: Column) -> Option<i64> {
        let amount = amount(self.cell(row, column), self.currency);
        match amount {
            Some(amount) if amount < 0 => {
                self.error(row, column, "price_negative", "A price cannot be below zero.", "Correct the price.");
                None
            }
            Some(amount) if amount <= MAX_PRICE => Some(amount),
            _ => {
                self.error(
                    row,
                    column,
                    "price_not_a_number",
                    "This is not an amount of money.",
                    "Write figures with a point before the cents, such as 24.90.",
                );
                None
            }
        }
    }

    fn stock(&mut self, row: &Record, before: Option<Stock>) -> Stock {
        use Column::*;
        if !self.columns.has(Quantity) && !self.columns.has(Policy) {
            return before.unwrap_or(Stock::UNTRACKED);
        }
        let backorder = match self.cell(row, Policy) {
            "" => before.is_some_and(|stock| stock.backorder) && !self.columns.has(Policy),
            policy => policy.eq_ignore_ascii_case("continue") || truthy(policy),
        };
        let untracked = self.columns.has(Tracker) && self.cell(row, Tracker).is_empty();
        let quantity = match self.cell(row, Quantity) {
            _ if untracked => None,
            "" if self.columns.has(Quantity) => Some(0).filter(|_| self.columns.has(Tracker)),
            "" => before.and_then(|stock| stock.quantity),
            _ => self.quantity(row),
        };
        Stock { quantity, backorder }
    }

    fn images(&mut self, product: &mut Product, rows: &[Record]) {
        use Column::*;
        if !self.columns.has(Image) {
            return;
        }
        let mut found: Vec<(u32, types::Image)> = Vec::new();
        let mut add = |reading: &mut Self, row: &Record, column: Column, position: u32, alt: String| {
            let url = reading.cell(row, column).to_owned();
            if !is_picture_address(&url) {
                reading.image_no_address(row, column);
            } else if !found.iter().any(|(_, known)| known.url == url) {
                found.push((position, types::Image { url, alt }));
            }
        };
        for row in rows.iter().filter(|row| !row.broken) {
            if !self.cell(row, Image).is_empty() {
                let position = self.cell(row, ImagePosition).parse().unwrap_or(u32::MAX);
                let alt = clip(&plain_text(self.cell(row, ImageAlt)), MAX_TITLE);
                add(self, row, Image, position, alt);
            }
        }
        for row in rows.iter().filter(|row| !row.broken) {
            if !self.cell(row, VariantImage).is_empty() {
                add(self, row, VariantImage, u32::MAX, String::new());
            }
        }
        found.sort_by_key(|(position, _)| *position);
        product.images = found.into_iter().map(|(_, image)| image).collect();
        if product.images.is_empty() && self.errors.is_empty() {
            self.warning(
                &rows[0],
                Image,
                "image_empty",
                "The product has no picture.",
                "Add the address of a picture: cards without one are rarely opened.",
            );
        }
        for (variant, own) in product.variants.iter_mut().zip(&self.pictures) {
            variant.image = product.images.iter().position(|image| !own.is_empty() && image.url == *own);
        }
    }
}

fn same_sku(variant: &Variant, sku: &str) -> bool {
    !sku.is_empty() && variant.sku.as_deref() == Some(sku)
}

fn category(path: &str) -> Vec<String> {
    let separator = if path.contains('>') { '>' } else { '/' };
    path.split(separator).map(plain_text).filter(|part| !part.is_empty()).take(8).collect()
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    values.filter(|value| !value.is_empty() && seen.insert(value.to_lowercase())).take(250).collect()
}

/// Whether a cell says yes.
pub fn truthy(cell: &str) -> bool {
    matches!(cell.to_lowercase().as_str(), "true" | "yes" | "1" | "y" | "x" | "wahr" | "ja")
}

/// Whether a page may show what lies there.
pub fn is_picture_address(url: &str) -> bool {
    let rooted = url.starts_with('/') && !url.starts_with("//");
    (rooted || url.starts_with("https://") || url.starts_with("http://"))
        && url.len() <= 2_000
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'))
}

/// Minor units from what a table may write: "24.9", "$24.90", "1,250.00", "1.250,00 €", "24,90".
pub fn amount(cell: &str, currency: Currency) -> Option<i64> {
    let figure: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '\'' && *c != '\u{a0}').collect();
    let signless =
        figure.trim_matches(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).trim_end_matches('-');
    // What was trimmed may be a sign or a code, not words.
    if figure.chars().count() > signless.chars().count() + 4 {
        return None;
    }
    let last_comma = signless.rfind(',');
    let last_point = signless.rfind('.');
    let plain = match (last_comma, last_point) {
        (Some(comma), Some(point)) if comma > point => signless.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => signless.replace(',', ""),
        (Some(comma), None) if signless.matches(',').count() > 1 || signless.len() - comma == 4 => {
            signless.replace(',', "")
        }
        (Some(_), None) => signless.replace(',', "."),
        // 1.250.000 is a million; 1.250 is one and a quarter or more than a thousand, and nobody guesses a price.
        (None, Some(_)) if signless.matches('.').count() > 1 => signless.replace('.', ""),
        (None, Some(point)) if signless.len() - point == 4 && currency.digits() != 3 && point > 0 => return None,
        _ => signless.to_owned(),
    };
    currency.parse_amount(&plain)
}

fn clip(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

pub fn shorten(text: &str) -> String {
    if text.chars().count() > 120 { format!("{}…", clip(text, 120)) } else { text.to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, currency: &str, expected: Option<i64>) {
        assert_eq!(amount(cell, currency.parse().unwrap()), expected, "{cell}");
    }

    #[test]
    fn amounts_are_read_as_they_are_written_in_many_places() {
        let thousand = ["1250", "1,250", "1250.00", "1,250.00", "1.250,00", "1.250,00 €", "€1'250.00", "1 250,00"];
        for cell in thousand {
            check(cell, "EUR", Some(125_000));
        }
        check("1.250.000", "EUR", Some(125_000_000));
        check("19.9900", "EUR", Some(1_999));
        check("24,90", "EUR", Some(2_490));
        check("-4", "EUR", Some(-400));
        for cell in ["", "free", "ten dollars", "4 to 5", "0.0051"] {
            check(cell, "EUR", None);
        }
    }

    /// In one half of the world it is one and a quarter, in the other more than a thousand.
    #[test]
    fn a_figure_with_two_meanings_is_no_amount() {
        check("1.250", "EUR", None);
        check("24.900", "USD", None);
        check("1.250", "KWD", Some(1_250));
    }
}
