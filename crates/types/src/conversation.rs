//! The words of a conversation: who speaks, through what, with what intent, in which state.

use serde::{Deserialize, Serialize};

use crate::{Comparison, ProductCard};

/// An enum that is stored and printed as one snake_case word.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::conversation::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($word => Ok($name::$variant),)* _ => Err($crate::conversation::UnknownWord { kind: stringify!($name), word: text.to_owned() }) }
            }
        }
    )*};
}

pub(crate) use words;

/// A stored or given word that is none of the known ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no {kind}")]
pub struct UnknownWord {
    pub(crate) kind: &'static str,
    pub(crate) word: String,
}

words! {
    /// Where a customer writes.
    Channel { Widget = "widget", Instagram = "instagram", Messenger = "messenger", Whatsapp = "whatsapp", Api = "api", }

    /// What a customer wants, in the order in which one decides the reply when several are heard.
    Intent {
        Handoff = "handoff",
        Support = "support",
        OrderStatus = "order_status",
        Comparison = "comparison",
        VariantQuestion = "variant_question",
        PriceInquiry = "price_inquiry",
        Gift = "gift",
        ProductSearch = "product_search",
        GeneralQuestion = "general_question",
        OffTopic = "off_topic",
        Thanks = "thanks",
        Greeting = "greeting",
    }

    /// Who wrote a message.
    Author { Customer = "customer", Assistant = "assistant", Member = "member", System = "system", }

    /// Who has the floor.
    Voice { Assistant = "assistant", Human = "human", }

    /// An open message may still grow; a closed one never changes.
    MessageState { Open = "open", Closed = "closed", }

    /// What answered.
    Tier { Full = "full", Lean = "lean", Local = "local", Human = "human", }

    MindKind { Llm = "llm", Local = "local", }

    /// What happened to a product in a conversation.
    ProductEventKind { Shown = "shown", Opened = "opened", Added = "added", }
}

impl Intent {
    /// As members read it.
    pub fn name(self) -> &'static str {
        match self {
            Intent::Handoff => "Wants a person",
            Intent::Support => "Something went wrong",
            Intent::OrderStatus => "Where is my order",
            Intent::Comparison => "Comparison",
            Intent::VariantQuestion => "About a variant",
            Intent::PriceInquiry => "What it costs",
            Intent::Gift => "A gift",
            Intent::ProductSearch => "Looking for a product",
            Intent::GeneralQuestion => "About the shop",
            Intent::OffTopic => "Off topic",
            Intent::Thanks => "Thanks",
            Intent::Greeting => "Greeting",
        }
    }
}

impl Tier {
    /// As members read it.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Full => "Language model",
            Tier::Lean => "Language model, short",
            Tier::Local => "Built-in mind",
            Tier::Human => "A person",
        }
    }
}

impl Channel {
    /// As it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Widget => "Widget",
            Channel::Instagram => "Instagram",
            Channel::Messenger => "Messenger",
            Channel::Whatsapp => "WhatsApp",
            Channel::Api => "API",
        }
    }
}

/// A piece of a message, as stored and as shown. What the shopper saw is exactly this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// Checked plain text; `draft` is what it was filled from (product handles such as `[[p3]]`).
    Text {
        text: String,
        draft: Option<String>,
    },
    Cards {
        cards: Vec<ProductCard>,
    },
    Comparison {
        comparison: Comparison,
    },
}

impl Part {
    /// The part as plain text; empty for cards.
    pub fn text(&self) -> &str {
        match self {
            Part::Text { text, .. } => text,
            Part::Cards { .. } | Part::Comparison { .. } => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for intent in Intent::ALL {
            assert_eq!(intent.as_str().parse(), Ok(*intent));
        }
        assert!("nothing".parse::<Tier>().is_err());
        assert_eq!(serde_json::to_string(&Intent::OffTopic).unwrap(), "\"off_topic\"");
    }
}
