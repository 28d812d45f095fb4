//! What one message asks for: filters, order, language, and the words that are left.

use types::Understood;

use crate::Vocabulary;

/// Reads a message by itself; merging with the thread is the caller's. Pure, bounded, never fails.
pub fn understand(text: &str, _vocabulary: &Vocabulary) -> Understood {
    Understood { text: text.trim().to_owned(), ..Understood::default() }
}
