//! Search on behalf of a shop: keeps each shop's snapshot fresh, adds meaning to the words, and tells the result.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use agent::CatalogueWords;
use embed::Embedder;
use search::{CatalogueIndex, Entry, Query, document_text, text_hash};
use serde::Serialize;
use tokio::sync::Mutex as AsyncMutex;
use types::{
    Filters, Money, Parts, ProductId, ProductStatus, Relaxed, SearchMode, ShopId, Understood, inspect::ScoredHit,
};

use crate::{Ctx, Error, Result, insights};

/// Snapshots kept in memory; the one unused for longest goes first.
const KEPT: usize = 64;
/// Popularity moves slowly: a snapshot is made anew after this even when the catalogue stands still.
const STALE: Duration = Duration::from_secs(15 * 60);
/// Products read at a time.
const PAGE: u64 = 2_000;
/// Events that count for popularity.
const POPULARITY_DAYS: i64 = 90;

/// One shop's searchable catalogue at one version.
pub(crate) struct Snapshot {
    pub index: CatalogueIndex,
    pub words: CatalogueWords,
    version: i64,
    made: Instant,
}

impl Snapshot {
    /// A hit as it is told with its reasons; `None` when the product has left.
    pub fn scored(&self, hit: &search::Hit, shop: &types::Shop) -> Option<ScoredHit> {
        let product = self.index.product(hit.product)?;
        Some(ScoredHit {
            product: hit.product,
            name: product.name.clone(),
            price: product
                .variants
                .iter()
                .map(|variant| variant.price)
                .min()
                .map(|least| Money::new(least, shop.currency)),
            image: product.images.first().map(|image| image.url.clone()),
            rank: hit.rank as u64,
            score: hit.score,
            parts: hit.parts,
            matched: hit.matched.clone(),
        })
    }
}

#[derive(Default)]
pub(crate) struct Snapshots {
    ready: Mutex<HashMap<ShopId, (Arc<Snapshot>, Instant)>>,
    /// One maker per shop at a time; the others wait for its snapshot.
    making: Mutex<HashMap<ShopId, Arc<AsyncMutex<()>>>>,
}

impl Snapshots {
    fn fresh(&self, shop: ShopId, version: i64) -> Option<Arc<Snapshot>> {
        let mut ready = self.ready.lock().ok()?;
        let (snapshot, used) = ready.get_mut(&shop)?;
        *used = Instant::now();
        (snapshot.version == version && snapshot.made.elapsed() < STALE).then(|| snapshot.clone())
    }

    fn keep(&self, shop: ShopId, snapshot: Arc<Snapshot>) {
        let Ok(mut ready) = self.ready.lock() else { return };
        ready.insert(shop, (snapshot, Instant::now()));
        if ready.len() > KEPT {
            let oldest = ready.iter().min_by_key(|(_, (_, used))| *used).map(|(shop, _)| *shop);
            oldest.map(|shop| ready.remove(&shop));
        }
    }

    fn maker(&self, shop: ShopId) -> Arc<AsyncMutex<()>> {
        match self.making.lock() {
            Ok(mut making) => making.entry(shop).or_default().clone(),
            Err(_) => Arc::default(),
        }
    }
}

/// The shop's snapshot at its present version; made when there is none.
pub(crate) async fn snapshot(cx: &Ctx) -> Result<Arc<Snapshot>> {
    let snapshots = &cx.engine.inner.snapshots;
    let version = cx.store.catalogue_version().await?;
    if let Some(snapshot) = snapshots.fresh(cx.shop.id, version) {
        return Ok(snapshot);
    }
    let maker = snapshots.maker(cx.shop.id);
    let _turn = maker.lock().await;
    let version = cx.store.catalogue_version().await?;
    if let Some(snapshot) = snapshots.fresh(cx.shop.id, version) {
        return Ok(snapshot);
    }
    let snapshot = Arc::new(make(cx, version).await?);
    snapshots.keep(cx.shop.id, snapshot.clone());
    Ok(snapshot)
}

async fn make(cx: &Ctx, version: i64) -> Result<Snapshot> {
    let mut products = Vec::new();
    loop {
        let page = cx.store.products_page(products.last().map(|product: &types::Product| product.id), PAGE).await?;
        let last = (page.len() as u64) < PAGE;
        products.extend(page);
        if last {
            break;
        }
    }
    let mut vectors = cx.store.embeddings(cx.embedder().model()).await?;
    let popularity = popularity(&insights::product_counts(cx, POPULARITY_DAYS).await?);
    let currency = cx.shop.currency;
    tokio::task::spawn_blocking(move || {
        let entries = products
            .into_iter()
            .filter(|product| product.status == ProductStatus::Active)
            .map(|product| Entry {
                vector: vectors.remove(&product.id).map(|(_, vector)| vector),
                popularity: popularity.get(&product.id).copied(),
                product: Arc::new(product),
            })
            .collect();
        let index = CatalogueIndex::build(entries, currency);
        let words = words(&index);
        Snapshot { index, words, version, made: Instant::now() }
    })
    .await
    .map_err(|error| Error::internal("the snapshot could not be made", error))
}

/// Popularity in 0..1 from what was shown, opened and added: a rate smoothed towards the shop's own, so that one lucky
/// click makes no best seller. An opening counts 1, an adding 3; the prior weighs 20 showings.
fn popularity(counts: &HashMap<ProductId, store::ProductCounts>) -> HashMap<ProductId, f32> {
    const PRIOR: f64 = 20.0;
    let interest = |count: &store::ProductCounts| count.opened as f64 + 3.0 * count.added as f64;
    let shown: f64 = counts.values().map(|count| count.shown as f64).sum();
    if shown == 0.0 {
        return HashMap::new();
    }
    let mean = counts.values().map(interest).sum::<f64>() / shown;
    let rate = |count: &store::ProductCounts| (interest(count) + mean * PRIOR) / (count.shown as f64 + PRIOR);
    let most = counts.values().map(rate).fold(f64::EPSILON, f64::max);
    counts.iter().map(|(product, count)| (*product, (rate(count) / most) as f32)).collect()
}

fn words(index: &CatalogueIndex) -> CatalogueWords {
    let mut counts: [HashMap<String, usize>; 5] = Default::default();
    let mut on_sale = false;
    for product in index.products() {
        on_sale |= product.variants.iter().any(types::Variant::on_sale);
        let mut count = |kind: usize, word: &str| {
            if !word.is_empty() {
                *counts[kind].entry(word.to_owned()).or_default() += 1;
            }
        };
        product.category.last().into_iter().for_each(|category| count(0, category));
        product.brand.iter().for_each(|brand| count(1, brand));
        let mut seen: Vec<(usize, String)> = Vec::new();
        for variant in &product.variants {
            for (name, value) in search::canonical_options(index.vocabulary(), product, variant) {
                let kind = match name.as_str() {
                    "color" => 2,
                    "size" => 3,
                    "material" => 4,
                    _ => continue,
                };
                if !seen.contains(&(kind, value.clone())) {
                    count(kind, &value);
                    seen.push((kind, value));
                }
            }
        }
    }
    let [categories, brands, colors, sizes, materials] = counts.map(|counts| {
        let mut words: Vec<(String, usize)> = counts.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.into_iter().take(24).map(|(word, _)| word).collect()
    });
    CatalogueWords { categories, brands, colors, sizes, materials, on_sale }
}

/// Makes the shop's snapshot, so that the next search need not.
pub async fn warm(cx: &Ctx) -> Result<()> {
    snapshot(cx).await.map(drop)
}

/// What a text says to this shop, by itself.
pub(crate) fn understand(snapshot: &Snapshot, text: &str) -> Understood {
    search::understand(text, snapshot.index.vocabulary())
}

/// The vector of what is looked for, when there is a model and something to read. Words that became filters still mean
/// something, so they are read too.
pub(crate) async fn vector(
    embedder: &dyn Embedder,
    index: &CatalogueIndex,
    text: &str,
    filters: &Filters,
) -> Option<Vec<f32>> {
    let meant = index.meaning_text(text, filters);
    if meant.trim().is_empty() {
        return None;
    }
    embedder.query(&meant).await.ok()
}

/// The answer to a search, as the shell and the API tell it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    pub query: String,
    pub filters: Filters,
    /// What was matched after the filters were taken out.
    pub text: String,
    /// Strictly matching.
    pub total: usize,
    pub results: Vec<Hit>,
    pub relaxed: Vec<Relaxed>,
    pub mode: SearchMode,
    pub ms: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub id: ProductId,
    pub handle: String,
    pub name: String,
    pub price: Money,
    pub score: f32,
    pub parts: Parts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    pub matched: Vec<String>,
    pub passed: Vec<String>,
    pub rank: usize,
}

/// Searches for what a person wrote. `limit` 1 to 100.
pub async fn search(cx: &Ctx, query: &str, limit: usize, explain: bool) -> Result<Answer> {
    let snapshot = snapshot(cx).await?;
    let begun = Instant::now();
    let understood = understand(&snapshot, query);
    let vector = vector(cx.embedder(), &snapshot.index, &understood.text, &understood.filters).await;
    let found = snapshot.index.search(&Query {
        vector: vector.as_deref(),
        order: understood.order,
        limit: limit.clamp(1, 100),
        ..Query::new(&understood.text, &understood.filters, cx.now())
    });
    let results = found.hits.iter().filter_map(|hit| {
        let product = snapshot.index.product(hit.product)?;
        let card = crate::card::card(product, snapshot.index.vocabulary(), &understood.filters, &cx.shop);
        Some(Hit {
            id: card.id,
            handle: card.handle,
            name: card.name,
            price: card.price,
            score: hit.score,
            parts: hit.parts,
            why: explain.then(|| Why { matched: hit.matched.clone(), passed: hit.passed.clone(), rank: hit.rank }),
        })
    });
    let results = results.collect();
    Ok(Answer {
        query: query.to_owned(),
        filters: understood.filters,
        text: understood.text,
        total: found.total,
        results,
        relaxed: found.relaxed,
        mode: found.mode,
        ms: begun.elapsed().as_secs_f64() * 1_000.0,
    })
}

/// What is embedded of a product, and the hash that tells whether it changed.
pub(crate) fn document(product: &types::Product) -> (String, u64) {
    let text = document_text(product);
    let hash = text_hash(&text);
    (text, hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn popularity_is_a_rate_and_one_lucky_click_makes_no_best_seller() {
        let id = |product: u8| ProductId::from_parts(1, [product; 10]);
        let counts = HashMap::from([
            (id(1), store::ProductCounts { shown: 1_000, opened: 300, added: 100 }),
            (id(2), store::ProductCounts { shown: 1, opened: 1, added: 0 }),
            (id(3), store::ProductCounts { shown: 1_000, opened: 10, added: 0 }),
        ]);
        let popularity = popularity(&counts);
        assert_eq!(popularity[&id(1)], 1.0);
        assert!(popularity[&id(3)] < popularity[&id(2)] && popularity[&id(2)] < popularity[&id(1)], "{popularity:?}");
        assert!(super::popularity(&HashMap::new()).is_empty());
    }
}
