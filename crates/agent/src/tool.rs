//! What a mind may ask for. A call carries no shop, no customer and no conversation: the toolbox knows for whom it works.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use types::{Comparison, Filters, Order, ProductCard, ProductId, Relaxed, SearchMode};

use crate::Why;

/// How a tool is described to a mind that reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    /// As in the serialised call: "search_products".
    pub name: String,
    pub description: String,
    /// JSON Schema of the arguments.
    pub parameters: serde_json::Value,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a handful live in a turn")]
pub enum ToolCall {
    SearchProducts(SearchProducts),
    GetProductVariants(GetProductVariants),
    CompareProducts(CompareProducts),
    RememberPreference(RememberPreference),
    HandOff(HandOff),
}

impl ToolCall {
    pub fn name(&self) -> &'static str {
        match self {
            ToolCall::SearchProducts(_) => "search_products",
            ToolCall::GetProductVariants(_) => "get_product_variants",
            ToolCall::CompareProducts(_) => "compare_products",
            ToolCall::RememberPreference(_) => "remember_preference",
            ToolCall::HandOff(_) => "hand_off",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchProducts {
    /// What words and meaning are matched against; may be empty.
    pub text: String,
    pub filters: Filters,
    pub order: Option<Order>,
    /// Products that resemble this one.
    pub like: Option<ProductId>,
    /// Not to be shown (again).
    pub exclude_ids: Vec<ProductId>,
    pub limit: u32,
    /// Loosen filters, with a note, when nothing matches strictly.
    pub relax: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GetProductVariants {
    pub product: ProductId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompareProducts {
    /// Two to five.
    pub products: Vec<ProductId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RememberPreference {
    /// A filter's name: "sizes", "colors", "price_max".
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandOff {
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a handful live in a turn")]
pub enum ToolResult {
    Found(Found),
    Details(Details),
    Compared(Comparison),
    Remembered,
    HandedOff,
    /// The call failed; the turn goes on without it.
    Failed(ToolError),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// How many match strictly, before `exclude_ids` and `limit`.
    pub total: u64,
    /// In the order to show; at most `limit`.
    pub cards: Vec<ProductCard>,
    /// What was loosened to find these; empty when they match strictly.
    pub relaxed: Vec<Relaxed>,
    pub mode: SearchMode,
    /// A currency the customer named that is not the shop's (ISO code).
    #[serde(default)]
    pub foreign_currency: Option<String>,
}

/// One product with all its variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Details {
    pub card: ProductCard,
    /// Name and value as the shop spells them ("Material", "Linen").
    #[serde(default)]
    pub attributes: Vec<(String, String)>,
    /// Plain text.
    #[serde(default)]
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind}: {text}")]
pub struct ToolError {
    /// "not_found", "unavailable", "invalid", …: for the trace and for choosing what to do next.
    pub kind: String,
    pub text: String,
}

impl ToolResult {
    /// The cards a result brought, in order.
    pub fn cards(&self) -> &[ProductCard] {
        match self {
            ToolResult::Found(found) => &found.cards,
            ToolResult::Details(details) => std::slice::from_ref(&details.card),
            ToolResult::Compared(comparison) => &comparison.products,
            ToolResult::Remembered | ToolResult::HandedOff | ToolResult::Failed(_) => &[],
        }
    }
}

/// Does what a mind asks, on behalf of one customer of one shop.
#[async_trait]
pub trait Toolbox: Send + Sync {
    async fn call(&self, call: ToolCall) -> ToolResult;
}
