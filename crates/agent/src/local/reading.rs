//! What a message means in its conversation: intents, references, what is being looked for, and what is to be done.

use serde::{Deserialize, Serialize};
use types::{Intent, Language};

use crate::{
    TurnInput,
    thread::{Handle, Standing},
};

/// How one message was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub language: Language,
    pub intent: Intent,
    pub intents: Vec<Intent>,
    /// 0..1, of `intent`.
    pub confidence: f32,
    /// In force after this message.
    pub standing: Standing,
    /// Products the message speaks of, likeliest first.
    pub refers: Vec<Handle>,
    pub act: Act,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    Search,
}

pub fn read(input: &TurnInput) -> Reading {
    Reading {
        language: input.understood.language,
        intent: Intent::ProductSearch,
        intents: vec![Intent::ProductSearch],
        confidence: 0.5,
        standing: Standing {
            filters: input.understood.filters.clone(),
            text: input.understood.text.clone(),
            order: input.understood.order,
        },
        refers: Vec::new(),
        act: Act::Search,
    }
}
