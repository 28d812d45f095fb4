//! Products as the catalogue holds them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{ProductId, Time, VariantId, conversation::words};

words! {
    /// Whether a product may be shown to shoppers.
    ProductStatus { Active = "active", Draft = "draft", Archived = "archived", }
}

/// A product with everything that search, cards and the dashboard need. Text fields are plain text, never markup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    /// Unique in the shop; names the product in addresses and imports.
    pub handle: String,
    pub name: String,
    #[serde(default)]
    pub short_description: String,
    #[serde(default)]
    pub description: String,
    /// As the shop spells it.
    pub brand: Option<String>,
    /// From the root to the leaf, as the shop spells them; empty when unknown.
    #[serde(default)]
    pub category: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub status: ProductStatus,
    #[serde(default)]
    pub featured: bool,
    /// The product's own address where the catalogue gives one; else the shop's template is used.
    pub url: Option<String>,
    #[serde(default)]
    pub images: Vec<Image>,
    /// Public metadata by name, as the shop spells both.
    #[serde(default)]
    pub attributes: IndexMap<String, String>,
    /// Never empty for a product that was imported.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// When the product was first seen; recency is counted from here.
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `https://…`, `http://…` or a root-relative path of this server.
    pub url: String,
    #[serde(default)]
    pub alt: String,
}

/// One thing that can be bought. Money is minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub id: VariantId,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    /// Option name to value, both as the shop spells them, in the shop's order ("Color" → "Navy").
    #[serde(default)]
    pub options: IndexMap<String, String>,
    pub price: i64,
    /// The former price; only higher ones than `price` count as a sale.
    pub compare_at: Option<i64>,
    pub stock: Stock,
    /// Index into the product's images.
    pub image: Option<usize>,
}

impl Variant {
    pub fn in_stock(&self) -> bool {
        self.stock.available()
    }

    pub fn on_sale(&self) -> bool {
        self.compare_at.is_some_and(|before| before > self.price)
    }
}

/// How many there are, and what follows from none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// `None`: the shop does not count this variant, it can always be bought.
    pub quantity: Option<i64>,
    /// May be sold when there is none.
    pub backorder: bool,
}

impl Stock {
    pub const UNTRACKED: Stock = Stock { quantity: None, backorder: false };

    pub fn available(self) -> bool {
        self.backorder || self.quantity.is_none_or(|quantity| quantity > 0)
    }
}

impl Product {
    pub fn in_stock(&self) -> bool {
        self.variants.iter().any(Variant::in_stock)
    }

    /// The leaf of the category path.
    pub fn kind(&self) -> Option<&str> {
        self.category.last().map(String::as_str)
    }
}
