//! Products and collections as the dashboard lists, shows and edits them.

use serde::{Deserialize, Serialize};

/// Something the command palette leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Address within the shop's pages, such as `products/prd_…`.
    pub page: String,
    pub name: String,
    /// What tells it from others of its name.
    pub more: String,
}
