//! What a shopper's words ask for, typed: filters, order, the words they came from; and what a search answers beside
//! products: score parts, relaxations, mode.

use serde::{Deserialize, Serialize};

/// Constraints on products. Fields are joined by AND, the values of one field by OR; colour, size, price and stock hold
/// together on *one* variant. Values are lower case (categories and brands as the shop spells them).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Minor units, inclusive.
    pub price_min: Option<i64>,
    /// Minor units, inclusive.
    pub price_max: Option<i64>,
    /// English base name, or the finer shade that was said.
    pub colors: Vec<String>,
    /// Canonical: "m" for medium, others as written.
    pub sizes: Vec<String>,
    pub categories: Vec<String>,
    pub brands: Vec<String>,
    /// English base name.
    pub materials: Vec<String>,
    /// Refused values of any kind; never also in another list.
    pub exclude: Vec<String>,
    /// `Some(true)` or nothing.
    pub in_stock: Option<bool>,
    /// `Some(true)` or nothing.
    pub on_sale: Option<bool>,
}

impl Filters {
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
}

/// The kinds of filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Price,
    Color,
    Size,
    Category,
    Brand,
    Material,
    Exclude,
    Stock,
    Sale,
}

/// An order the shopper asked for; without one, results are ranked by score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    Cheapest,
    Dearest,
    Newest,
    Popular,
}

/// A stretch of the message that became a filter or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub field: Field,
    /// The value as it stands in the filters ("m", "8000", "navy").
    pub value: String,
    /// The words it came from, as written.
    pub words: String,
    /// Byte range in the message.
    pub start: usize,
    pub end: usize,
}

/// Languages the local mind knows. `Other` is a script or language it has no messages for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "it")]
    Italian,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "nl")]
    Dutch,
    #[serde(rename = "hi")]
    Hindi,
    /// Hindi in Latin letters, mixed with English.
    #[serde(rename = "hi-Latn")]
    Hinglish,
    #[serde(rename = "und")]
    Other,
}

impl Language {
    pub const ALL: [Language; 10] = [
        Language::English,
        Language::German,
        Language::French,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
        Language::Hindi,
        Language::Hinglish,
        Language::Other,
    ];

    /// In English.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "German",
            Language::French => "French",
            Language::Spanish => "Spanish",
            Language::Italian => "Italian",
            Language::Portuguese => "Portuguese",
            Language::Dutch => "Dutch",
            Language::Hindi => "Hindi",
            Language::Hinglish => "Hindi in Latin letters",
            Language::Other => "Another language",
        }
    }

    /// The language of a tag, as [`Language::tag`] gives it.
    pub fn of_tag(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::French => "fr",
            Language::Spanish => "es",
            Language::Italian => "it",
            Language::Portuguese => "pt",
            Language::Dutch => "nl",
            Language::Hindi => "hi",
            Language::Hinglish => "hi-Latn",
            Language::Other => "und",
        }
    }
}

/// What one message says, by itself: nothing of the conversation is merged in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Understood {
    pub filters: Filters,
    pub order: Option<Order>,
    /// The message with filters, order and filler taken out: what words and meaning are matched against.
    pub text: String,
    pub spans: Vec<Span>,
    /// Constraints the message takes back ("any price is fine", "forget the colour").
    pub dropped: Vec<Field>,
    /// A currency sign or word that is not the shop's (ISO code); figures were taken at face value.
    pub foreign_currency: Option<String>,
    pub language: Language,
    /// "sorry, blue" / "I meant blue": the values replace, rather than join, those of the same field.
    pub correction: bool,
}

/// The six parts of a score, each 0..1 before weighting; `None` where unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    pub semantic: Option<f32>,
    pub keyword: Option<f32>,
    pub popularity: Option<f32>,
    pub availability: Option<f32>,
    pub price_match: Option<f32>,
    pub recency: Option<f32>,
}

/// The weight of each part. The default is the prior that every shop starts with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub semantic: f32,
    pub keyword: f32,
    pub popularity: f32,
    pub availability: f32,
    pub price_match: f32,
    pub recency: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { semantic: 0.40, keyword: 0.20, popularity: 0.15, availability: 0.10, price_match: 0.10, recency: 0.05 }
    }
}

/// One constraint that was loosened because nothing matched strictly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relaxed {
    /// The name of the filter in [`Filters`]: "price_max", "colors", …
    pub filter: String,
    pub from: serde_json::Value,
    pub to: serde_json::Value,
}

/// Whether meaning took part in a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchMode {
    Hybrid,
    Keyword,
}
