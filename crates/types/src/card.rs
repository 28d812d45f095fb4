//! A product as it is shown to a shopper, and two or more of them weighed against each other.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{Money, ProductId, VariantId};

/// What a card says. Made from the catalogue when it is shown, never from a model's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductCard {
    pub id: ProductId,
    pub handle: String,
    pub name: String,
    /// Of the first variant in `variants`.
    pub price: Money,
    /// The former price, when it is higher.
    pub compare_at: Option<Money>,
    /// Variants have different prices, and `price` is the lowest of those that satisfy the filters.
    #[serde(default)]
    pub from_price: bool,
    /// Whether any variant that satisfies the filters can be bought.
    pub in_stock: bool,
    /// Left of the variants that satisfy the filters, when counted and few (1 to 5).
    #[serde(default)]
    pub few_left: Option<i64>,
    pub url: Option<String>,
    pub image: Option<String>,
    #[serde(default)]
    pub image_alt: String,
    pub brand: Option<String>,
    /// Those that satisfy the filters first, in the shop's order; at most 50.
    pub variants: Vec<CardVariant>,
    /// How many of `variants` satisfy the filters.
    #[serde(default)]
    pub matching: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardVariant {
    pub id: VariantId,
    pub sku: Option<String>,
    /// Canonical name to lower-case value: {"color": "navy", "size": "m"}.
    pub options: IndexMap<String, String>,
    /// The values as the shop spells them, in order, for chips.
    #[serde(default)]
    pub labels: Vec<String>,
    pub price: Money,
    pub compare_at: Option<Money>,
    pub in_stock: bool,
    pub image: Option<String>,
}

/// Only what differs, facts from the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub products: Vec<ProductCard>,
    pub rows: Vec<ComparisonRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// A message key ("price", "material", "sizes", …) or an attribute's own name.
    pub name: String,
    /// One per product, in order; empty where the catalogue says nothing.
    pub values: Vec<String>,
}
