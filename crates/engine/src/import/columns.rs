//! Which column of a table means what.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;
pub use types::intake::Field as Column;
use types::intake::{Confidence, FileColumn, Issue, Target};

use super::{exact, table::Record};

#[derive(Deserialize)]
struct Names {
    fields: HashMap<Column, Vec<String>>,
    ignored: Ignored,
}

#[derive(Deserialize)]
struct Ignored {
    names: Vec<String>,
    prefixes: Vec<String>,
}

/// Stands between the name of a metafield and its key in the header of Shopify's exports.
pub const METAFIELD: &str = " (product.metafields.";

static NAMES: LazyLock<Option<Names>> = LazyLock::new(|| toml::from_str(include_str!("../../data/columns.toml")).ok());

/// The header of a table, understood.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    at: HashMap<Column, usize>,
    /// As the file spells them.
    names: Vec<String>,
    /// Metafields: where, and under what name a shopper may hear of them.
    attributes: Vec<(usize, String)>,
}

/// What a column of this name means, if exports call it so. `None`: nobody knows.
fn known(name: &str) -> Option<Target> {
    let names = NAMES.as_ref()?;
    let key = fold(name);
    if let Some((column, _)) = names.fields.iter().find(|(_, aliases)| aliases.contains(&key)) {
        return Some(Target::Field(*column));
    }
    if let Some((label, _)) = name.rsplit_once(METAFIELD) {
        return Some(Target::Attribute(exact::unguard(label).to_owned()));
    }
    let ignored = key.is_empty()
        || names.ignored.names.contains(&key)
        || names.ignored.prefixes.iter().any(|prefix| key.starts_with(prefix));
    ignored.then_some(Target::Ignored)
}

/// The field whose name stands within this one, the longest first: "Price in EUR" is a price.
fn alike(name: &str) -> Option<Column> {
    let key: String = fold(name).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let key = format!(" {} ", fold(&key));
    let fields = NAMES.as_ref()?.fields.iter().filter(|(column, _)| **column != Column::Exact);
    let names = fields.flat_map(|(column, aliases)| aliases.iter().map(move |alias| (alias, *column)));
    let found = names.filter(|(alias, _)| alias.len() >= 3 && key.contains(&format!(" {alias} ")));
    found.max_by_key(|(alias, column)| (alias.len(), std::cmp::Reverse(*column))).map(|(_, column)| column)
}

/// What the columns of a header are best taken for, with some of their first values. Two columns never mean the same.
pub fn guess(header: &Record, first: &[Record]) -> Vec<FileColumn> {
    let mut columns: Vec<FileColumn> = header
        .fields
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let name = name.trim().to_owned();
            let target = known(&name);
            let confidence = if target.is_some() { Confidence::Sure } else { Confidence::Unknown };
            FileColumn { samples: samples(first, at), target: target.unwrap_or_default(), confidence, name }
        })
        .collect();
    let mut taken: Vec<Column> = Vec::new();
    for column in &mut columns {
        if let Target::Field(field) = column.target {
            if taken.contains(&field) {
                (column.target, column.confidence) = (Target::Ignored, Confidence::Unknown);
            } else {
                taken.push(field);
            }
        }
    }
    for column in columns.iter_mut().filter(|column| column.confidence == Confidence::Unknown) {
        if let Some(field) = alike(&column.name).filter(|field| !taken.contains(field)) {
            taken.push(field);
            (column.target, column.confidence) = (Target::Field(field), Confidence::Likely);
        }
    }
    columns
}

fn samples(records: &[Record], at: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for cell in records.iter().filter_map(|record| record.fields.get(at)) {
        let cell: String = cell.trim().chars().take(80).collect();
        if !cell.is_empty() && !found.contains(&cell) {
            found.push(cell);
        }
        if found.len() == 3 {
            break;
        }
    }
    found
}

impl Columns {
    /// Understands a header by the names that exports use. `None` when neither handle nor title is among the columns.
    pub fn read(header: &Record, warnings: &mut Vec<Issue>) -> Option<Columns> {
        let mut doubts = Vec::new();
        let targets = header.fields.iter().map(|name| known(name.trim())).collect::<Vec<_>>();
        for (name, _) in header.fields.iter().zip(&targets).filter(|(_, target)| target.is_none()) {
            let name = name.trim();
            doubts.push(Issue::new(
                header.row,
                name,
                name,
                "unknown_column",
                "This column is not known and was left out.",
                "Rename it to a known column, or leave it: nothing else depends on it.",
            ));
        }
        let targets: Vec<Target> = targets.into_iter().map(Option::unwrap_or_default).collect();
        let columns = Columns::mapped(header, &targets, &mut doubts)?;
        warnings.extend(doubts);
        Some(columns)
    }

    /// Understands a header as somebody said what it means. `None` when neither handle nor title is among the columns.
    pub fn mapped(header: &Record, targets: &[Target], warnings: &mut Vec<Issue>) -> Option<Columns> {
        let exact = targets.contains(&Target::Field(Column::Exact));
        let mut columns =
            Columns { names: header.fields.iter().map(|name| name.trim().to_owned()).collect(), ..Columns::default() };
        for (at, target) in targets.iter().enumerate().take(columns.names.len()) {
            match target {
                Target::Field(column) if columns.has(*column) => {
                    let name = &columns.names[at];
                    warnings.push(Issue::new(
                        header.row,
                        name,
                        name,
                        "column_twice",
                        "Another column means the same, and the first one counts.",
                        "Remove one of the two columns.",
                    ));
                }
                Target::Field(column) => drop(columns.at.insert(*column, at)),
                // An exact name may begin or end with a space.
                Target::Attribute(label) => {
                    let own = header.fields[at].rsplit_once(METAFIELD).filter(|_| exact);
                    let label = own.map_or(label.as_str(), |(own, _)| exact::unguard(own));
                    columns.attributes.push((at, label.to_owned()));
                }
                Target::Ignored => {}
            }
        }
        (columns.has(Column::Handle) || columns.has(Column::Title)).then_some(columns)
    }

    /// How many columns the header has that are known; tells the right delimiter from the wrong ones.
    pub fn known(&self) -> usize {
        self.at.len()
    }

    /// Whether Vitrine wrote the file, so that its cells are read back as they were.
    pub fn exact(&self) -> bool {
        self.has(Column::Exact)
    }

    pub fn width(&self) -> usize {
        self.names.len()
    }

    pub fn has(&self, column: Column) -> bool {
        self.at.contains_key(&column)
    }

    /// The trimmed cell; empty when the column or the cell is missing.
    pub fn cell<'r>(&self, record: &'r Record, column: Column) -> &'r str {
        self.at.get(&column).and_then(|at| record.fields.get(*at)).map_or("", |cell| cell.trim())
    }

    /// The cell as it stands; empty when the column or the cell is missing.
    pub fn raw<'r>(&self, record: &'r Record, column: Column) -> &'r str {
        self.at.get(&column).and_then(|at| record.fields.get(*at)).map_or("", String::as_str)
    }

    /// The attribute cells of a record as they stand, by name.
    pub fn raw_attributes<'r>(&'r self, record: &'r Record) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.attributes.iter().filter_map(|(at, name)| Some((name.as_str(), record.fields.get(*at)?.as_str())))
    }

    /// The column's name as the file spells it.
    pub fn name(&self, column: Column) -> &str {
        self.at.get(&column).and_then(|at| self.names.get(*at)).map_or("", String::as_str)
    }

    /// The filled attribute cells of a record, by name.
    pub fn attributes<'r>(&'r self, record: &'r Record) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.attributes.iter().filter_map(|(at, name)| {
            let cell = record.fields.get(*at)?.trim();
            (!cell.is_empty()).then_some((name.as_str(), cell))
        })
    }
}

fn fold(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Record {
        Record {
            row: 1,
            offset: 0,
            fields: names.iter().map(|name| (*name).to_owned()).collect(),
            raw: String::new(),
            broken: false,
            open: false,
        }
    }

    #[test]
    fn the_data_file_reads() {
        toml::from_str::<Names>(include_str!("../../data/columns.toml")).unwrap();
    }

    #[test]
    fn both_shopify_headers_and_a_plain_one_are_known() {
        for names in [
            &["Handle", "Title", "Body (HTML)", "Variant SKU", "Variant Price", "Image Src"][..],
            &["URL handle", "title", "Description", "SKU", "Price", "Product image URL"],
            &["Product  Name", "slug", "summary", "ean", "PRICE", "Picture"],
        ] {
            let mut warnings = Vec::new();
            let columns = Columns::read(&header(names), &mut warnings).unwrap();
            assert_eq!(columns.known(), names.len(), "{names:?}");
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn names_that_are_not_known_are_guessed_once() {
        let names = ["Name", "Price in EUR", "Our price", "Stock level", "Mood", "Price", "Article no. (SKU)"];
        let mut row = header(&["Vase", "9,90", "8", "3", "calm", "7", "V-1"]);
        row.row = 2;
        let guessed: Vec<String> =
            guess(&header(&names), &[row]).iter().map(|c| format!("{} {}", c.target, c.confidence)).collect();
        assert_eq!(
            guessed,
            ["title sure", " unknown", " unknown", "quantity likely", " unknown", "price sure", "sku likely"]
        );
        let guessed = guess(&header(&names[..3]), &[]);
        assert_eq!(guessed[1].target, Target::Field(Column::Price), "the first of two likely ones");
        assert_eq!(guessed[2].target, Target::Ignored);
    }

    #[test]
    fn unknown_columns_warn_and_foreign_tables_are_refused() {
        let mut warnings = Vec::new();
        let names = ["Title", "Mood", "Cost per item", "Price / Germany", "Fabric (product.metafields.custom.fabric)"];
        let columns = Columns::read(&header(&names), &mut warnings).unwrap();
        assert_eq!(
            warnings.iter().map(|w| (w.code.as_str(), w.value.as_str())).collect::<Vec<_>>(),
            [("unknown_column", "Mood")]
        );
        let mut row = header(&["Vase", "", "", "", "Linen"]);
        row.row = 2;
        assert_eq!(columns.attributes(&row).collect::<Vec<_>>(), [("Fabric", "Linen")]);
        assert!(Columns::read(&header(&["date", "amount"]), &mut Vec::new()).is_none());
    }
}
