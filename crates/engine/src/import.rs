//! Product tables into the catalogue: read whole, product by product, resumable, with every doubt told by row and column.

mod assemble;
mod columns;
mod encoding;
mod groups;
mod table;
mod text;

use serde::{Deserialize, Serialize};

pub use assemble::amount;
pub use encoding::Refused;
pub use text::{plain_text, slug};

/// Something to tell about a cell. `row` counts records, the header is 1.
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
    fn new(row: u64, column: &str, value: &str, code: &str, reason: &str, fix: &str) -> Self {
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
