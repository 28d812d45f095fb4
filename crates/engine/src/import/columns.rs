//! Which column of a table means what.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{Issue, table::Record};

/// What a column may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Handle,
    Title,
    Description,
    ShortDescription,
    Brand,
    Category,
    Kind,
    Tags,
    Published,
    Status,
    Featured,
    Url,
    #[serde(rename = "option1_name")]
    Option1Name,
    #[serde(rename = "option1_value")]
    Option1Value,
    #[serde(rename = "option2_name")]
    Option2Name,
    #[serde(rename = "option2_value")]
    Option2Value,
    #[serde(rename = "option3_name")]
    Option3Name,
    #[serde(rename = "option3_value")]
    Option3Value,
    Sku,
    Barcode,
    Price,
    CompareAt,
    Tracker,
    Quantity,
    Policy,
    Image,
    ImagePosition,
    ImageAlt,
    VariantImage,
    Color,
    Size,
    Material,
    Gender,
    AgeGroup,
}

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

impl Columns {
    /// Understands a header. `None` when neither handle nor title is among the columns.
    pub fn read(header: &Record, warnings: &mut Vec<Issue>) -> Option<Columns> {
        let names = NAMES.as_ref()?;
        let mut columns =
            Columns { names: header.fields.iter().map(|name| name.trim().to_owned()).collect(), ..Columns::default() };
        let mut doubts = Vec::new();
        for (at, name) in columns.names.iter().enumerate() {
            let key = fold(name);
            let known = names.fields.iter().find(|(_, aliases)| aliases.contains(&key)).map(|(column, _)| *column);
            match known {
                Some(column) if columns.at.contains_key(&column) => {
                    doubts.push(Issue::new(
                        header.row,
                        name,
                        name,
                        "column_twice",
                        "Another column means the same, and the first one counts.",
                        "Remove one of the two columns.",
                    ));
                }
                Some(column) => {
                    columns.at.insert(column, at);
                }
                None if key.contains("(product.metafields.") => {
                    let label = name.split(" (product.metafields.").next().unwrap_or(name).trim();
                    columns.attributes.push((at, label.to_owned()));
                }
                None if key.is_empty()
                    || names.ignored.names.contains(&key)
                    || names.ignored.prefixes.iter().any(|prefix| key.starts_with(prefix)) => {}
                None => {
                    doubts.push(Issue::new(
                        header.row,
                        name,
                        name,
                        "unknown_column",
                        "This column is not known and was left out.",
                        "Rename it to a known column, or leave it: nothing else depends on it.",
                    ));
                }
            }
        }
        if !columns.has(Column::Handle) && !columns.has(Column::Title) {
            return None;
        }
        warnings.extend(doubts);
        Some(columns)
    }

    /// How many columns the header has that are known; tells the right delimiter from the wrong ones.
    pub fn known(&self) -> usize {
        self.at.len()
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
