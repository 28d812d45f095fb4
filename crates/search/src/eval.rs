//! Judging a search: products and judgments in, metrics out.

use std::{collections::HashMap, io::BufRead, sync::Arc};

use indexmap::IndexMap;
use serde::Serialize;
use types::{Product, ProductId, SearchMode};

/// A file that could not be read; the message says which line and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("line {line}: {reason}")]
    Line { line: usize, reason: String },
    #[error("{0}")]
    Read(#[from] std::io::Error),
}

/// Products of an evaluation file with their own ids.
#[derive(Debug, Default)]
pub struct Products {
    /// In file order; ids are made from the position.
    pub products: Vec<Arc<Product>>,
    /// The file's own id of each, by position.
    pub names: Vec<String>,
    by_id: HashMap<ProductId, usize>,
}

impl Products {
    /// The file's own id of a product.
    pub fn name(&self, id: ProductId) -> Option<&str> {
        self.by_id.get(&id).and_then(|at| self.names.get(*at)).map(String::as_str)
    }
}

/// query -> document id -> rating 0–3, in file order.
pub type Judgments = IndexMap<String, IndexMap<String, u8>>;

/// Reads products as JSON lines.
pub fn read_products(_lines: impl BufRead) -> Result<Products, Error> {
    Ok(Products::default())
}

/// Reads a CSV with the header `query,docid,rating`.
pub fn read_judgments(_csv: impl std::io::Read) -> Result<Judgments, Error> {
    Ok(Judgments::new())
}

/// What one query returned: document ids, best first, at least 100 where there are that many (`total` may be larger).
#[derive(Debug, Clone, Default)]
pub struct Ran {
    pub results: Vec<String>,
    /// Milliseconds of wall time, measured by the caller.
    pub ms: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryReport {
    pub query: String,
    /// `None` when no judged product of the query has a rating above 0.
    pub ndcg10: Option<f64>,
    pub ndcg10_judged: Option<f64>,
    pub judged10: f64,
    /// `None` when no product of the query has a rating of 2 or 3.
    pub recall100: Option<f64>,
    pub rr10: Option<f64>,
    pub results: Vec<String>,
}

/// Exactly the object that `vitrine eval search --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub products: usize,
    pub queries: usize,
    /// Queries with any rating above 0: what nDCG is averaged over.
    pub scored: usize,
    pub ndcg10: f64,
    pub ndcg10_judged: f64,
    pub judged10: f64,
    pub recall100: f64,
    pub mrr10: f64,
    pub zero_results: usize,
    pub wrong_top3: f64,
    pub ms: Percentiles,
    pub mode: SearchMode,
    pub per_query: Vec<QueryReport>,
}

/// Measures a run against judgments. `run` maps each judged query to what was returned; a missing one counts as empty.
pub fn evaluate(run: &HashMap<String, Ran>, judgments: &Judgments, products: usize, mode: SearchMode) -> Report {
    let _ = run;
    Report {
        products,
        queries: judgments.len(),
        scored: 0,
        ndcg10: 0.0,
        ndcg10_judged: 0.0,
        judged10: 0.0,
        recall100: 0.0,
        mrr10: 0.0,
        zero_results: 0,
        wrong_top3: 0.0,
        ms: Percentiles { p50: 0.0, p99: 0.0 },
        mode,
        per_query: Vec::new(),
    }
}
