//! What a message was read as: the shape that the plan follows and that is stored with the execution.

use serde::{Deserialize, Serialize};
use types::{Intent, Language};

use crate::{
    Why,
    thread::{Handle, Question, Standing},
};

/// How one message was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub language: Language,
    /// The one that decides the reply.
    pub intent: Intent,
    /// All that were heard, in the order of precedence.
    pub intents: Vec<Intent>,
    /// 0..1, of `intent`.
    pub confidence: f32,
    /// In force after this message.
    pub standing: Standing,
    /// Products the message speaks of, likeliest first.
    pub refers: Vec<Handle>,
    pub act: Act,
    /// What the customer said of themselves: a filter's name and its value.
    #[serde(default)]
    pub prefers: Vec<(String, String)>,
    /// Asked beside the search ("… and do you ship to Canada?").
    #[serde(default)]
    pub beside: Option<Saying>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    Search(Look),
    /// A product was chosen from those shown.
    Pick,
    /// The customer wants to buy it.
    Take,
    /// Questions about what was shown.
    Variants {
        about: Vec<Aspect>,
    },
    Price,
    Compare,
    /// Something is asked of a product, and it is not clear of which.
    Which,
    Say {
        what: Saying,
    },
    HandOff {
        why: Why,
    },
}

/// How to look.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    pub how: How,
    pub like: Option<Handle>,
    /// Do not show again what was shown.
    pub skip_shown: bool,
    /// Put this question after the cards.
    pub ask: Option<Question>,
    /// The bound before "cheaper" set one, to go back to when nothing is.
    pub before: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    #[default]
    New,
    Refined,
    More,
    Like,
    /// Strictly below everything spoken of.
    Cheaper,
    Dearer,
    Popular,
    Gift,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    Sizes,
    Colors,
    Stock,
    Material,
    /// "in M", "in red": what the filters of the message hold.
    Asked,
    /// A named attribute, or the description.
    Other,
}

/// What needs no tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saying {
    Greeting,
    Bye,
    Thanks,
    OffTopic,
    Bot,
    Injection,
    Empty,
    UnknownLanguage,
    Delivery,
    Returns,
    Payment,
    General,
    Order,
    Support,
    Discount,
    /// An address was left after a hand-off.
    Address,
}

/// "dress" and "Dresses", "sundress" and "dress": one is the other's plural, or its last part.
pub fn same_thing(a: &str, b: &str) -> bool {
    let stem = |word: &str| {
        let word = word
            .strip_suffix("es")
            .filter(|w| w.ends_with("ss") || w.ends_with("sh") || w.ends_with("ch") || w.ends_with('x'))
            .unwrap_or(word);
        if word.ends_with("ss") { word.to_owned() } else { word.strip_suffix('s').unwrap_or(word).to_owned() }
    };
    let (a, b) = (stem(a), stem(b));
    a == b
        || (a.len() > 4 && b.len() > 4 && (a.ends_with(&b) || b.ends_with(&a)))
        || a.split_whitespace().any(|part| part == b)
}
