//! Why a product was found.

use serde::Serialize;

use crate::query::Hit;

/// `why` of one result, as `vitrine search --explain` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    pub matched: Vec<String>,
    pub passed: Vec<String>,
    pub rank: usize,
}

impl Hit {
    pub fn why(&self) -> Why {
        Why { matched: self.matched.clone(), passed: self.passed.clone(), rank: self.rank }
    }
}
