//! What was asked of a language model, and what it cost.

use serde::{Deserialize, Serialize};
use types::Tier;

/// One call, tries included; also one that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCall {
    pub model: String,
    pub tier: Tier,
    /// Of these, `cached_tokens` were read from the provider's cache and `written_tokens` written to it.
    pub prompt_tokens: u64,
    pub cached_tokens: u64,
    pub written_tokens: u64,
    pub completion_tokens: u64,
    /// Micro-dollars, rounded up; 0 where no price is known.
    pub cost_micros: i64,
    /// The provider did not say: a token was taken for four characters.
    pub estimated: bool,
    pub ms: u64,
    /// Until the first word or call.
    pub first_token_ms: Option<u64>,
    pub tries: u32,
    /// In plain words, no text of the conversation.
    pub error: Option<String>,
}
