//! What one turn may spend. A turn always ends, whatever the mind does.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// How often the mind is asked.
    pub steps: u32,
    pub tool_calls: u32,
    /// Pieces given to the audience: sentences, rows of cards, comparisons.
    pub pieces: u32,
    /// Characters of all sentences together.
    pub characters: u32,
    /// Products in one reply.
    pub products: u32,
    /// Products shown when nothing else is asked.
    pub shown: u32,
    /// Characters of the customer's message that are read.
    pub message: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 8, tool_calls: 12, pieces: 16, characters: 2_000, products: 10, shown: 5, message: 2_000 }
    }
}
