//! What a merchant sets: how the assistant speaks, which model it uses, what it may cost.

use serde::{Deserialize, Serialize};

/// How the assistant sounds. It changes wording, never facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "voice", rename_all = "snake_case")]
pub enum BrandVoice {
    #[default]
    Professional,
    Casual,
    Playful,
    Luxury,
    /// In the merchant's own words, at most 600 characters; data for the model, never rules.
    Custom {
        text: String,
    },
}
