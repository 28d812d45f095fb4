//! Reads a table that Vitrine wrote: every cell comes back as it was. Its header bears a mark (`Vitrine export v1`).
//!
//! Other tables hold markup, entities and doubled space, so their cells are cleaned; doing that here would change texts
//! that are plain already. The rules of such a file, which `export` follows:
//! - A text that begins with a character that makes a spreadsheet compute (`= + - @`, their wide forms, tab, line end) or
//!   with an apostrophe has one apostrophe more in front; it is taken off here. Figures are written as they are.
//! - An empty cell is a value that is not there. A value that is there and empty is one apostrophe.
//! - In lists (tags by commas, the category by `>`) a backslash stands before separators and backslashes of a value.
//! - Columns that somebody removed leave their field as it is.

use types::{Product, ProductStatus, Stock, Variant};

use super::{
    assemble::{Reading, is_picture_address, truthy},
    columns::Column::{self, *},
    table::Record,
};

/// Name and value column of each option.
pub const OPTIONS: [(Column, Column); 5] = [
    (Option1Name, Option1Value),
    (Option2Name, Option2Value),
    (Option3Name, Option3Value),
    (Option4Name, Option4Value),
    (Option5Name, Option5Value),
];

/// What a spreadsheet would take for a formula, or hide.
fn computes(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠'])
}

/// A text that is there, as a cell: nothing in it is computed, and [`unguard`] gives it back.
pub fn guard(text: &str) -> String {
    if text.is_empty() || computes(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// Values as one cell; [`split`] gives them back.
pub fn join(values: &[String], separator: char) -> String {
    let between = if separator == ',' { ", ".to_owned() } else { format!(" {separator} ") };
    let escaped = values.iter().map(|value| {
        value.chars().fold(String::new(), |mut out, c| {
            if c == '\\' || c == separator {
                out.push('\\');
            }
            out.push(c);
            out
        })
    });
    guard(&escaped.collect::<Vec<_>>().join(&between))
}

/// The values of a cell that holds a list.
pub fn split(cell: &str, separator: char) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    let mut values = vec![String::new()];
    let mut rest = unguard(cell).chars().peekable();
    while let Some(c) = rest.next() {
        let last = values.len() - 1;
        match c {
            '\\' => values[last].extend(rest.next()),
            c if c == separator => {
                // The space before and after a separator is the list's own.
                if separator != ',' {
                    values[last].pop();
                }
                if rest.peek() == Some(&' ') {
                    rest.next();
                }
                values.push(String::new());
            }
            c => values[last].push(c),
        }
    }
    values
}

/// A value that may be missing.
fn present(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| unguard(cell).to_owned())
}

/// Reads the rows of one handle on top of what the catalogue holds.
pub fn read(reading: &mut Reading, product: &mut Product, rows: &[Record], known: bool) {
    let rows: Vec<&Record> = rows.iter().filter(|row| !row.broken).collect();
    let Some(first) = rows.iter().find(|row| !reading.raw(row, Title).is_empty()).or(rows.first()) else { return };
    facts(reading, product, first, known);
    images(reading, product, &rows);
    variants(reading, product, &rows);
}

fn facts(reading: &mut Reading, product: &mut Product, first: &Record, known: bool) {
    let columns = reading.columns;
    let has = |column| columns.has(column);
    let cell = |column| columns.raw(first, column);
    match present(cell(Title)) {
        Some(name) => product.name = name,
        None if known => {}
        None => reading.error(
            first,
            Title,
            "title_missing",
            "A new product needs a title on its first row.",
            "Fill in the title, or correct the handle if the row belongs to another product.",
        ),
    }
    for (column, text) in [(Description, &mut product.description), (ShortDescription, &mut product.short_description)]
    {
        if has(column) {
            *text = unguard(cell(column)).to_owned();
        }
    }
    if has(Brand) {
        product.brand = present(cell(Brand));
    }
    if has(Category) {
        product.category = split(cell(Category), '>');
    }
    if has(Tags) {
        product.tags = split(cell(Tags), ',');
    }
    if has(Featured) {
        product.featured = truthy(cell(Featured).trim());
    }
    if has(Url) {
        let url = present(cell(Url));
        if url == product.url
            || url.as_deref().is_none_or(|url| url.starts_with("https://") || url.starts_with("http://"))
        {
            product.url = url;
        } else {
            reading.warning(
                first,
                Url,
                "url_no_address",
                "The product's address is none, so it stays as it was.",
                "Write an address that begins with https://.",
            );
        }
    }
    match cell(Status).trim().to_lowercase().as_str() {
        "active" => product.status = ProductStatus::Active,
        "draft" => product.status = ProductStatus::Draft,
        "archived" => product.status = ProductStatus::Archived,
        "" => {}
        _ => reading.status_unknown(first),
    }
    if !known {
        product.created_at = cell(CreatedAt).trim().parse().unwrap_or_default();
    }
    for (name, cell) in columns.raw_attributes(first) {
        match present(cell) {
            Some(value) => drop(product.attributes.insert(name.to_owned(), value)),
            None => drop(product.attributes.shift_remove(name)),
        }
    }
}

fn images(reading: &mut Reading, product: &mut Product, rows: &[&Record]) {
    if !reading.columns.has(Image) {
        return;
    }
    let mut found: Vec<(u32, types::Image)> = Vec::new();
    for row in rows {
        let Some(url) = present(reading.raw(row, Image).trim()) else { continue };
        if !is_picture_address(&url) {
            reading.image_no_address(row, Image);
            continue;
        }
        let position = reading.raw(row, ImagePosition).trim().parse().unwrap_or(u32::MAX);
        found.push((position, types::Image { url, alt: unguard(reading.raw(row, ImageAlt)).to_owned() }));
    }
    found.sort_by_key(|(position, _)| *position);
    product.images = found.into_iter().map(|(_, image)| image).collect::<Vec<types::Image>>();
}

fn variants(reading: &mut Reading, product: &mut Product, rows: &[&Record]) {
    let names: Vec<Option<String>> =
        OPTIONS.iter().map(|(name, _)| rows.iter().find_map(|row| present(reading.raw(row, *name)))).collect();
    let mut before: Vec<Variant> = std::mem::take(&mut product.variants);
    for row in rows {
        if !reading.speaks_of_variant(row) {
            continue;
        }
        let options = OPTIONS
            .iter()
            .zip(&names)
            .filter_map(|((name, value), common)| {
                let value = present(reading.raw(row, *value))?;
                let name = present(reading.raw(row, *name)).or_else(|| common.clone());
                Some((name.unwrap_or_else(|| "Option".to_owned()), value))
            })
            .collect();
        let sku = present(reading.raw(row, Sku));
        // Each of those there were is taken once, so that twins keep their own ids.
        let taken = take_best(&mut before, &options, sku.as_deref());
        let variant = variant(reading, row, options, sku, taken, &product.images);
        product.variants.push(variant);
    }
    if product.variants.is_empty() && !before.is_empty() {
        product.variants = before;
    }
}

/// Takes the variant that a row speaks of out of those there were.
pub fn take_best(
    before: &mut Vec<Variant>,
    options: &indexmap::IndexMap<String, String>,
    sku: Option<&str>,
) -> Option<Variant> {
    let same = |variant: &Variant| variant.sku.as_deref() == sku;
    let at = before
        .iter()
        .position(|variant| variant.options == *options && same(variant))
        .or_else(|| before.iter().position(|variant| variant.options == *options))
        .or_else(|| before.iter().position(|variant| sku.is_some() && same(variant)))?;
    Some(before.remove(at))
}

fn variant(
    reading: &mut Reading,
    row: &Record,
    options: indexmap::IndexMap<String, String>,
    sku: Option<String>,
    before: Option<Variant>,
    images: &[types::Image],
) -> Variant {
    let columns = reading.columns;
    let price = match columns.cell(row, Price) {
        "" if before.is_none() => {
            reading.price_missing(row);
            None
        }
        "" => before.as_ref().map(|before| before.price),
        _ => reading.price(row, Price),
    };
    let compare_at = match columns.cell(row, CompareAt) {
        "" if columns.has(CompareAt) => None,
        "" => before.as_ref().and_then(|before| before.compare_at),
        _ => reading.price(row, CompareAt),
    };
    let barcode = match columns.has(Barcode) {
        true => present(columns.raw(row, Barcode)),
        false => before.as_ref().and_then(|before| before.barcode.clone()),
    };
    let sku = if columns.has(Sku) { sku } else { before.as_ref().and_then(|before| before.sku.clone()) };
    let stood = before.as_ref().map_or(Stock::UNTRACKED, |before| before.stock);
    let counted = match columns.has(Tracker) {
        true => !columns.cell(row, Tracker).is_empty(),
        false => !columns.cell(row, Quantity).is_empty(),
    };
    let quantity = match columns.cell(row, Quantity) {
        _ if !columns.has(Quantity) => stood.quantity,
        _ if !counted => None,
        "" => Some(0),
        _ => reading.quantity(row),
    };
    let backorder = if columns.has(Policy) { truthy(columns.cell(row, Policy)) } else { stood.backorder };
    let own = columns.cell(row, VariantImage);
    let by_address = || images.iter().position(|image| !own.is_empty() && image.url == own);
    let image = match columns.cell(row, VariantImagePosition).parse::<usize>() {
        Ok(position) if position > 0 => Some(position - 1),
        _ if columns.has(VariantImage) || columns.has(VariantImagePosition) => by_address(),
        _ => before.as_ref().and_then(|before| before.image),
    };
    let stood = before.as_ref().and_then(|before| before.image);
    Variant {
        id: before.as_ref().map_or(types::VariantId(uuid::Uuid::nil()), |before| before.id),
        sku,
        barcode,
        options,
        price: price.unwrap_or_default(),
        compare_at,
        stock: Stock { quantity, backorder },
        image: image.filter(|at| *at < images.len() || stood == Some(*at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were_and_compute_nothing() {
        for text in ["", "plain", "=1+1", "'quoted", "''", "-5", "@home", "\ttab", "＝wide", " spaced ", "a\nb"] {
            let cell = guard(text);
            assert_eq!(present(&cell).as_deref(), Some(text));
            assert!(cell.starts_with('\'') || !computes(&cell), "{cell:?}");
        }
        assert_eq!(present(""), None);
    }

    #[test]
    fn lists_come_back_as_they_were() {
        for separator in [',', '>'] {
            for list in [
                &[][..],
                &["one"],
                &["a, b", "c > d", "e\\"],
                &["=1", ""],
                &["", ""],
                &[""],
                &[" spaced ", "\\,"],
                &["Home > Garden", "x,y"],
            ] {
                let list: Vec<String> = list.iter().map(|value| (*value).to_owned()).collect();
                let cell = if list.is_empty() { String::new() } else { join(&list, separator) };
                assert_eq!(split(&cell, separator), list, "{cell:?}");
            }
        }
    }
}
