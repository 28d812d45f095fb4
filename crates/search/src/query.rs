//! The shapes of one search: what is asked and what is answered.

use types::{Filters, Order, Parts, ProductId, Relaxed, SearchMode, Time, Weights};

/// One search. Nothing is read from outside it: the same query on the same index always gives the same answer.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// What words and meaning are matched against: [`types::Understood::text`], or raw words. May be empty.
    pub text: &'a str,
    /// The embedding of the text, L2-normalised, of the index's dimension; anything else is ignored.
    pub vector: Option<&'a [f32]>,
    pub filters: &'a Filters,
    /// Sorts the relevant hits by a key instead of the score.
    pub order: Option<Order>,
    pub weights: Weights,
    /// Recency is counted from here.
    pub now: Time,
    /// At most this many hits.
    pub limit: usize,
    /// Loosen constraints when nothing matches strictly.
    pub relax: bool,
    /// "More like this": meaning and words of this product take the place of what the query leaves empty; the product
    /// itself is left out.
    pub like: Option<ProductId>,
    /// Left out of hits and total (already shown, say).
    pub exclude_ids: &'a [ProductId],
}

impl<'a> Query<'a> {
    /// Words and filters with the default weights, ten hits, relaxing allowed.
    pub fn new(text: &'a str, filters: &'a Filters, now: Time) -> Self {
        Query {
            text,
            vector: None,
            filters,
            order: None,
            weights: Weights::default(),
            now,
            limit: 10,
            relax: true,
            like: None,
            exclude_ids: &[],
        }
    }
}

/// What a search answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How many match strictly, before any relaxing: 0 whenever `relaxed` is not empty.
    pub total: usize,
    /// Best first.
    pub hits: Vec<Hit>,
    /// What was loosened, in order; empty when something matched strictly.
    pub relaxed: Vec<Relaxed>,
    pub mode: SearchMode,
}

/// One product that was found, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub product: ProductId,
    /// Weighted mean of the known parts, 0..1.
    pub score: f32,
    pub parts: Parts,
    /// Words of the query that stand in the product, in the query's order, as the query spells them.
    pub matched: Vec<String>,
    /// Filters that were passed, as "field: value" ("color: navy", "price: at most 8000").
    pub passed: Vec<String>,
    /// From 1.
    pub rank: usize,
}
