//! Imports and exports: files of products that come in and go out, what their columns mean, what came of them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ImportId, ProductId, Time, conversation::words};

words! {
    /// Where an import stands. Each is left only by the steps that [`ImportState::may`] names.
    ImportState {
        /// Taken in; nothing has changed, the columns may be named.
        Draft = "draft",
        /// The dry run is queued or going on.
        Checking = "checking",
        /// The dry run has ended; nothing has changed.
        Checked = "checked",
        Queued = "queued",
        Running = "running",
        /// Somebody stopped it; the batch at hand is written to its end.
        Stopping = "stopping",
        Done = "done",
        /// Ended before its end, because somebody wanted so. What was written stands.
        Stopped = "stopped",
        /// Could not be finished. What was written stands.
        Failed = "failed",
        Undoing = "undoing",
        Undone = "undone",
    }

    /// What a member can do with an import.
    Step { Name = "name", Check = "check", Start = "start", Stop = "stop", Undo = "undo", Discard = "discard", }

    /// How a file of products is written.
    FileFormat { Csv = "csv", JsonLines = "jsonl", }

    /// How sure it is what a column means.
    Confidence {
        /// The column has a name that exports give it.
        Sure = "sure",
        /// Its name holds such a name, or its values look like it.
        Likely = "likely",
        Unknown = "unknown",
    }

    /// What a column may mean.
    Field {
        Handle = "handle",
        Title = "title",
        Description = "description",
        ShortDescription = "short_description",
        Brand = "brand",
        Category = "category",
        Kind = "kind",
        Tags = "tags",
        Published = "published",
        Status = "status",
        Featured = "featured",
        Url = "url",
        Option1Name = "option1_name",
        Option1Value = "option1_value",
        Option2Name = "option2_name",
        Option2Value = "option2_value",
        Option3Name = "option3_name",
        Option3Value = "option3_value",
        Option4Name = "option4_name",
        Option4Value = "option4_value",
        Option5Name = "option5_name",
        Option5Value = "option5_value",
        Sku = "sku",
        Barcode = "barcode",
        Price = "price",
        CompareAt = "compare_at",
        Tracker = "tracker",
        Quantity = "quantity",
        Policy = "policy",
        Image = "image",
        ImagePosition = "image_position",
        ImageAlt = "image_alt",
        VariantImage = "variant_image",
        VariantImagePosition = "variant_image_position",
        Color = "color",
        Size = "size",
        Material = "material",
        Gender = "gender",
        AgeGroup = "age_group",
        CreatedAt = "created_at",
        /// The mark of a file that Vitrine wrote: its cells are read back exactly.
        Exact = "exact",
    }
}

impl ImportState {
    /// Whether a step may be taken from here.
    pub fn may(self, step: Step) -> bool {
        use ImportState::*;
        match step {
            Step::Name | Step::Check => matches!(self, Draft | Checked),
            Step::Start => self == Checked,
            Step::Stop => matches!(self, Checking | Queued | Running),
            Step::Undo => matches!(self, Done | Stopped | Failed),
            Step::Discard => matches!(self, Draft | Checking | Checked),
        }
    }

    /// Whether something goes on that will end by itself.
    pub fn is_moving(self) -> bool {
        use ImportState::*;
        matches!(self, Checking | Queued | Running | Stopping | Undoing)
    }

    /// As a person reads it.
    pub fn label(self) -> &'static str {
        match self {
            ImportState::Draft => "Not started",
            ImportState::Checking => "Dry run",
            ImportState::Checked => "Ready to import",
            ImportState::Queued => "Waiting",
            ImportState::Running => "Importing",
            ImportState::Stopping => "Stopping",
            ImportState::Done => "Imported",
            ImportState::Stopped => "Stopped",
            ImportState::Failed => "Broke off",
            ImportState::Undoing => "Being undone",
            ImportState::Undone => "Undone",
        }
    }
}

impl Field {
    /// As a merchant reads it, and as an export names its column where Shopify has the field too.
    pub fn label(self) -> &'static str {
        match self {
            Field::Handle => "URL handle",
            Field::Title => "Title",
            Field::Description => "Description",
            Field::ShortDescription => "Short description",
            Field::Brand => "Vendor",
            Field::Category => "Product category",
            Field::Kind => "Type",
            Field::Tags => "Tags",
            Field::Published => "Published on online store",
            Field::Status => "Status",
            Field::Featured => "Featured",
            Field::Url => "Product URL",
            Field::Option1Name => "Option1 name",
            Field::Option1Value => "Option1 value",
            Field::Option2Name => "Option2 name",
            Field::Option2Value => "Option2 value",
            Field::Option3Name => "Option3 name",
            Field::Option3Value => "Option3 value",
            Field::Option4Name => "Option4 name",
            Field::Option4Value => "Option4 value",
            Field::Option5Name => "Option5 name",
            Field::Option5Value => "Option5 value",
            Field::Sku => "SKU",
            Field::Barcode => "Barcode",
            Field::Price => "Price",
            Field::CompareAt => "Compare-at price",
            Field::Tracker => "Inventory tracker",
            Field::Quantity => "Inventory quantity",
            Field::Policy => "Continue selling when out of stock",
            Field::Image => "Product image URL",
            Field::ImagePosition => "Image position",
            Field::ImageAlt => "Image alt text",
            Field::VariantImage => "Variant image URL",
            Field::VariantImagePosition => "Variant image position",
            Field::Color => "Color",
            Field::Size => "Size",
            Field::Material => "Material",
            Field::Gender => "Gender",
            Field::AgeGroup => "Age group",
            Field::CreatedAt => "Created at",
            Field::Exact => "Vitrine export v1",
        }
    }
}

/// Where a column's cells go. As text: a field's word, `attribute:Name`, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Target {
    Field(Field),
    /// Public metadata of the product under this name.
    Attribute(String),
    #[default]
    Ignored,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Field(field) => f.write_str(field.as_str()),
            Target::Attribute(name) => write!(f, "attribute:{name}"),
            Target::Ignored => Ok(()),
        }
    }
}

impl FromStr for Target {
    type Err = crate::conversation::UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("attribute:") {
            Some(name) => Ok(Target::Attribute(name.to_owned())),
            None if text.is_empty() || text == "ignore" => Ok(Target::Ignored),
            None => text.parse().map(Target::Field),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        // A field that a newer version named is none of ours.
        Ok(text.parse().unwrap_or_default())
    }
}

/// A column of a file: what it holds and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// As the file spells it.
    pub name: String,
    /// Some of its first values, none twice.
    pub samples: Vec<String>,
    pub target: Target,
    /// How sure the guess was; a column that somebody named is sure.
    pub confidence: Confidence,
}

/// Something to tell about a cell. `row` counts records, the header is 1; of JSON lines it is the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub row: u64,
    pub column: String,
    pub value: String,
    /// Stable, for programs.
    pub code: String,
    pub reason: String,
    pub fix: String,
}

impl Issue {
    pub fn new(row: u64, column: &str, value: &str, code: &str, reason: &str, fix: &str) -> Self {
        Self {
            row,
            column: column.to_owned(),
            value: value.to_owned(),
            code: code.to_owned(),
            reason: reason.to_owned(),
            fix: fix.to_owned(),
        }
    }
}

/// How often one thing was said, and in what words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueKind {
    pub code: String,
    pub reason: String,
    pub count: u64,
}

/// How many things of a kind were created, changed, left alone, or not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Below the header.
    pub read: u64,
    /// Of products that failed; they are in the failed-rows file.
    pub failed: u64,
}

/// What undoing an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Products that the import had made.
    pub removed: u64,
    /// Products that are as they were before.
    pub restored: u64,
    /// Products that somebody changed since: they were left alone.
    pub left: u64,
}

/// A product that undoing left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftAlone {
    pub id: ProductId,
    pub name: String,
    /// It is not there any more.
    pub gone: bool,
}

/// An import as the list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportBrief {
    pub id: ImportId,
    pub file_name: String,
    pub format: FileFormat,
    pub state: ImportState,
    /// Who handed the file in; empty when it came through the shell.
    pub by: String,
    pub at: Time,
    pub products: Counts,
    pub variants: Counts,
    pub rows: Rows,
    /// Rows in the file; 0 until it was read.
    pub total: u64,
    /// Until when it can be undone.
    pub undo_until: Option<Time>,
}

/// One import with everything its page shows in any state, but for the rows with errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    pub brief: ImportBrief,
    /// Empty for JSON lines.
    pub columns: Vec<FileColumn>,
    pub errors: Vec<IssueKind>,
    pub warnings: Vec<IssueKind>,
    /// Whether there is a file of the rows that failed.
    pub failed_rows: bool,
    /// What the last step has to say when it went wrong.
    pub problem: Option<String>,
    /// Time spent reading.
    pub ms: f64,
    /// Seconds that the rest will take at the pace of the last ones.
    pub seconds_left: Option<u64>,
    pub undone: Option<Undone>,
    /// The first of those that undoing left alone.
    pub left: Vec<LeftAlone>,
    pub may_edit: bool,
}

/// Some of the rows with errors, or with warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePage {
    pub issues: Vec<Issue>,
    /// Of those that were kept; more may have been counted.
    pub pages: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_text_and_back() {
        for target in [Target::Field(Field::Option1Name), Target::Attribute("Fit: wide".to_owned()), Target::Ignored] {
            assert_eq!(target.to_string().parse(), Ok(target.clone()));
            let json = serde_json::to_string(&target).unwrap();
            assert_eq!(serde_json::from_str::<Target>(&json).unwrap(), target);
        }
        assert!("colour".parse::<Target>().is_err());
    }

    #[test]
    fn what_changes_the_catalogue_needs_a_dry_run_first() {
        let starts: Vec<_> = ImportState::ALL.iter().filter(|state| state.may(Step::Start)).collect();
        assert_eq!(starts, [&ImportState::Checked]);
        for state in ImportState::ALL {
            assert!(!(state.may(Step::Undo) && state.may(Step::Start)), "{state}");
            assert!(!state.is_moving() || !state.may(Step::Name), "{state}");
        }
    }
}
