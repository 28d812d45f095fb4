//! Finds products: what a shopper's words ask for, and which products of one shop answer them best, with reasons.
//!
//! A crate because it must not see SQL, HTTP, clocks, randomness or the environment: everything here is a pure function
//! of a [`CatalogueIndex`], a [`Query`] and a time that is handed in, so the tester, the agent, the evaluation command
//! and the benchmark run the very same code and get the very same order.

pub mod document;
pub mod eval;
pub mod explain;
mod facets;
pub mod filter;
mod find;
mod grammar;
pub mod index;
mod language;
pub mod lexical;
pub mod lexicon;
mod price;
pub mod query;
pub mod rank;
mod relax;
mod size;
pub mod synonyms;
pub mod text;
mod things;
pub mod traits;
pub mod understand;
mod units;
mod values;
pub mod vector;
pub mod vocabulary;

pub use document::document_text;
pub use explain::{Explained, Miss, Place};
pub use filter::{canonical_options, matching_variants};
pub use index::{CatalogueIndex, Entry};
pub use query::{Found, Hit, Query};
pub use text::text_hash;
pub use understand::understand;
pub use vocabulary::Vocabulary;
