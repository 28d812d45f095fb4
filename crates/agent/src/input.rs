//! Everything a turn is given. Stored with the execution: a replay needs nothing else.

use serde::{Deserialize, Serialize};
use types::{BrandVoice, Currency, Language, Time, TurnId, Understood};

use crate::{Limits, Thread};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnInput {
    pub turn: TurnId,
    pub now: Time,
    /// As the customer wrote it.
    pub message: String,
    /// What the message says by itself, from `search::understand`.
    pub understood: Understood,
    /// Of the message; minds that match by meaning may use it.
    #[serde(default)]
    pub embedding: Option<Vec<f32>>,
    #[serde(default)]
    pub thread: Thread,
    pub shop: ShopFacts,
    /// How a language model is to sound.
    #[serde(default)]
    pub voice: BrandVoice,
    #[serde(default)]
    pub words: CatalogueWords,
    #[serde(default)]
    pub limits: Limits,
    /// Chooses among wordings that mean the same.
    pub seed: u64,
}

/// What may be said about the shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShopFacts {
    pub name: String,
    pub currency: Currency,
    /// How to reach a person, as the merchant wrote it (an e-mail address, a telephone number).
    #[serde(default)]
    pub contact: Option<String>,
    /// Languages the shop answers in; empty: all that there are messages for.
    #[serde(default)]
    pub languages: Vec<Language>,
}

/// The shop's own words, most frequent first, each list short (at most some dozens): for quick replies, clarifying
/// questions and starters. Values lower case, categories and brands as the shop spells them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueWords {
    pub categories: Vec<String>,
    pub brands: Vec<String>,
    pub colors: Vec<String>,
    pub sizes: Vec<String>,
    pub materials: Vec<String>,
    /// Whether anything is reduced.
    pub on_sale: bool,
}
