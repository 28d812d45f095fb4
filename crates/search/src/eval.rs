//! Judging a search: products and judgments in, metrics out.
//!
//! Gain is 2^rating − 1, discount log2(rank + 1), the ideal is over the query's judged products and unjudged ones count
//! 0; nDCG is averaged over the queries with any rating above 0. Relevant means rating 2 or 3, for recall@100 and the
//! reciprocal rank (cut at 10). Judged-only drops unjudged products before the cut. `judged10` is the share of the
//! first ten that are judged, over all queries. `wrong_top3` is the share of the queries with a rating-3 product whose
//! first three hold a rating-0 one.

use std::{
    collections::HashMap,
    io::{BufRead, Read},
    sync::Arc,
};

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;
use types::{Product, ProductId, ProductStatus, SearchMode, Stock, Time, Variant, VariantId};

/// A file that could not be read; the message says where and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("line {line}: {reason}")]
    Line { line: usize, reason: String },
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
}

fn at(line: usize, reason: impl Into<String>) -> Error {
    Error::Line { line, reason: reason.into() }
}

/// Products of an evaluation file with their own ids.
#[derive(Debug, Default)]
pub struct Products {
    /// In file order; ids are made from the position, so two readings of one file agree.
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

/// Prefixes of attribute names that say a type and nothing else.
const TYPE_PREFIXES: [&str; 3] = ["attr_t_", "attr_n_", "attr_b_"];

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").map_or(text.clone(), str::to_owned))
        }
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Catalogue files of other makers carry markup in their texts; products hold plain text.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        out.push_str(before);
        match tag.find('>').filter(|_| tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')) {
            Some(close) => {
                out.push(' ');
                rest = &tag[close + 1..];
            }
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn position_bytes(position: usize) -> [u8; 10] {
    let mut bytes = [0u8; 10];
    bytes[2..].copy_from_slice(&(position as u64).to_be_bytes());
    bytes
}

fn read_product(line: &str, position: usize) -> Result<(String, Product), String> {
    let value: Value = serde_json::from_str(line).map_err(|e| format!("not a JSON object: {e}"))?;
    let Value::Object(mut object) = value else { return Err("not a JSON object".to_owned()) };
    let mut first = |names: &[&str]| {
        let found = names.iter().find(|name| object.get(**name).is_some_and(|value| !value.is_null()))?;
        object.shift_remove(*found).as_ref().and_then(scalar)
    };
    let id = first(&["id"]).ok_or("no `id`: every product needs one")?;
    let name = first(&["title", "name"]).ok_or("neither `title` nor `name`: every product needs one of them")?;
    let description = first(&["description"]);
    let short = first(&["short_description"]);
    let brand = first(&["brand", "supplier", "vendor"]).filter(|brand| !brand.trim().is_empty());
    let price = first(&["price"]).and_then(|price| price.parse::<f64>().ok()).unwrap_or(0.0);
    let attributes = object
        .iter()
        .filter_map(|(key, value)| {
            let key = TYPE_PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
            scalar(value).map(|text| (key.to_owned(), text))
        })
        .collect();
    let bytes = position_bytes(position);
    let product = Product {
        id: ProductId::from_parts(0, bytes),
        handle: id.clone(),
        name: plain(&name),
        short_description: plain(&short.unwrap_or_default()),
        description: plain(&description.unwrap_or_default()),
        brand,
        category: Vec::new(),
        tags: Vec::new(),
        status: ProductStatus::Active,
        featured: false,
        url: None,
        images: Vec::new(),
        attributes,
        variants: vec![Variant {
            id: VariantId::from_parts(0, bytes),
            sku: None,
            barcode: None,
            options: IndexMap::new(),
            price: price.round() as i64,
            compare_at: None,
            stock: Stock::UNTRACKED,
            image: None,
        }],
        created_at: Time::UNIX_EPOCH,
        updated_at: Time::UNIX_EPOCH,
    };
    Ok((id, product))
}

/// Reads products as JSON lines; empty lines are skipped, a product that is there twice is refused.
pub fn read_products(lines: impl BufRead) -> Result<Products, Error> {
    let mut out = Products::default();
    let mut seen = std::collections::HashSet::new();
    for (line, text) in lines.lines().enumerate() {
        let text = text?;
        if text.trim().is_empty() {
            continue;
        }
        let position = out.products.len();
        let (name, product) = read_product(&text, position).map_err(|reason| at(line + 1, reason))?;
        if !seen.insert(name.clone()) {
            return Err(at(line + 1, format!("the id {name:?} is there twice")));
        }
        out.by_id.insert(product.id, position);
        out.names.push(name);
        out.products.push(Arc::new(product));
    }
    Ok(out)
}

/// Reads a CSV with the header `query,docid,rating`. A pair judged twice keeps its last rating.
pub fn read_judgments(csv: impl Read) -> Result<Judgments, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let header = reader.headers().map_err(|e| at(1, e.to_string()))?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|head| head.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
            .ok_or_else(|| at(1, format!("no column `{name}`; the header is query,docid,rating")))
    };
    let (query, docid, rating) = (column("query")?, column("docid")?, column("rating")?);
    let mut judgments = Judgments::new();
    for (record, row) in reader.records().enumerate() {
        let line = record + 2;
        let row = row.map_err(|e| at(line, e.to_string()))?;
        let cell = |column: usize| row.get(column).map(str::trim).ok_or_else(|| at(line, "too few columns"));
        let value: f64 = cell(rating)?.parse().map_err(|_| at(line, "the rating is not a number from 0 to 3"))?;
        if !(0.0..=3.0).contains(&value) {
            return Err(at(line, "the rating is not a number from 0 to 3"));
        }
        judgments.entry(cell(query)?.to_owned()).or_default().insert(cell(docid)?.to_owned(), value.round() as u8);
    }
    Ok(judgments)
}

/// What one query returned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ran {
    /// The file's own ids, best first; 100 are looked at.
    pub results: Vec<String>,
    /// Milliseconds of wall time, measured by the caller.
    pub ms: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
}

impl Percentiles {
    /// By nearest rank; zeros for nothing.
    pub fn of(mut values: Vec<f64>) -> Percentiles {
        values.sort_by(f64::total_cmp);
        let rank = |share: f64| {
            let at = (share * values.len() as f64).ceil() as usize;
            values.get(at.saturating_sub(1)).copied().unwrap_or(0.0)
        };
        Percentiles { p50: rank(0.50), p99: rank(0.99) }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryReport {
    pub query: String,
    /// `None` when no judged product of the query has a rating above 0.
    pub ndcg10: Option<f64>,
    pub ndcg10_judged: Option<f64>,
    pub judged10: f64,
    /// `None` when no judged product of the query has a rating of 2 or 3.
    pub recall100: Option<f64>,
    pub rr10: Option<f64>,
    /// The first ten.
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

fn gain(rating: u8) -> f64 {
    f64::from(2u32.pow(u32::from(rating)) - 1)
}

fn dcg(ratings: impl Iterator<Item = u8>) -> f64 {
    ratings.take(10).enumerate().map(|(at, rating)| gain(rating) / (at as f64 + 2.0).log2()).sum()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / count as f64 }
}

fn report_query(query: &str, results: &[String], judged: &IndexMap<String, u8>) -> QueryReport {
    let rating = |id: &String| judged.get(id).copied();
    let mut ideal: Vec<u8> = judged.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = dcg(ideal.iter().copied());
    let relevant = ideal.iter().filter(|rating| **rating >= 2).count();
    let graded = |value: f64| (best > 0.0).then(|| value / best);
    let found = results.iter().take(100).filter(|id| rating(id).is_some_and(|rating| rating >= 2)).count();
    let first = results.iter().take(10).position(|id| rating(id).is_some_and(|rating| rating >= 2));
    QueryReport {
        query: query.to_owned(),
        ndcg10: graded(dcg(results.iter().map(|id| rating(id).unwrap_or(0)))),
        ndcg10_judged: graded(dcg(results.iter().filter_map(rating))),
        judged10: results.iter().take(10).filter(|id| rating(id).is_some()).count() as f64 / 10.0,
        recall100: (relevant > 0).then(|| found as f64 / relevant as f64),
        rr10: (relevant > 0).then(|| first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0))),
        results: results.iter().take(10).cloned().collect(),
    }
}

/// Measures a run against judgments. `run` maps each judged query to what was returned; a missing one counts as empty.
pub fn evaluate(run: &HashMap<String, Ran>, judgments: &Judgments, products: usize, mode: SearchMode) -> Report {
    let none = Ran::default();
    let ran = |query: &str| run.get(query).unwrap_or(&none);
    let per_query: Vec<QueryReport> =
        judgments.iter().map(|(query, judged)| report_query(query, &ran(query).results, judged)).collect();
    let with_best: Vec<bool> = judgments
        .iter()
        .filter(|(_, judged)| judged.values().any(|rating| *rating == 3))
        .map(|(query, judged)| ran(query).results.iter().take(3).any(|id| judged.get(id) == Some(&0)))
        .collect();
    Report {
        products,
        queries: judgments.len(),
        scored: per_query.iter().filter(|query| query.ndcg10.is_some()).count(),
        ndcg10: mean(per_query.iter().filter_map(|query| query.ndcg10)),
        ndcg10_judged: mean(per_query.iter().filter_map(|query| query.ndcg10_judged)),
        judged10: mean(per_query.iter().map(|query| query.judged10)),
        recall100: mean(per_query.iter().filter_map(|query| query.recall100)),
        mrr10: mean(per_query.iter().filter_map(|query| query.rr10)),
        zero_results: judgments.keys().filter(|query| ran(query).results.is_empty()).count(),
        wrong_top3: mean(with_best.into_iter().map(|wrong| f64::from(u8::from(wrong)))),
        ms: Percentiles::of(run.values().map(|ran| ran.ms).collect()),
        mode,
        per_query,
    }
}
