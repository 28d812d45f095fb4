//! Replies in the shopper's language, from message files.

use types::Language;

use crate::CatalogueWords;

pub fn starters(_words: &CatalogueWords, _language: Language) -> Vec<String> {
    Vec::new()
}
