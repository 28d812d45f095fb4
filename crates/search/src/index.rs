//! One shop's searchable catalogue: an immutable snapshot.

use std::{collections::HashMap, sync::Arc};

use types::{Currency, Product, ProductId, SearchMode};

use crate::{
    Vocabulary,
    query::{Found, Query},
};

/// A product with what the store keeps beside it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub product: Arc<Product>,
    /// Embedding of [`crate::document_text`], L2-normalised. `None`: not embedded yet.
    pub vector: Option<Vec<f32>>,
    /// 0..1, from events. `None`: unknown.
    pub popularity: Option<f32>,
}

/// An immutable snapshot of one shop's searchable catalogue. Products that are not active are left out.
#[derive(Debug)]
pub struct CatalogueIndex {
    vocabulary: Vocabulary,
    products: Vec<Arc<Product>>,
    by_id: HashMap<ProductId, usize>,
    by_handle: HashMap<String, usize>,
    currency: Currency,
}

impl CatalogueIndex {
    pub fn build(entries: Vec<Entry>, currency: Currency) -> CatalogueIndex {
        let products: Vec<Arc<Product>> = entries.into_iter().map(|entry| entry.product).collect();
        let by_id = products.iter().enumerate().map(|(at, p)| (p.id, at)).collect();
        let by_handle = products.iter().enumerate().map(|(at, p)| (p.handle.clone(), at)).collect();
        let vocabulary = Vocabulary::learn(products.iter().map(|p| &**p), currency);
        CatalogueIndex { vocabulary, products, by_id, by_handle, currency }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    pub fn product(&self, id: ProductId) -> Option<&Arc<Product>> {
        self.by_id.get(&id).and_then(|at| self.products.get(*at))
    }

    pub fn by_handle(&self, handle: &str) -> Option<&Arc<Product>> {
        self.by_handle.get(handle).and_then(|at| self.products.get(*at))
    }

    /// All products, ordered by id.
    pub fn products(&self) -> impl Iterator<Item = &Arc<Product>> {
        self.products.iter()
    }

    pub fn len(&self) -> usize {
        self.products.len()
    }

    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    /// Whether any product has a vector.
    pub fn has_vectors(&self) -> bool {
        false
    }

    pub fn search(&self, _query: &Query<'_>) -> Found {
        Found { total: 0, hits: Vec::new(), relaxed: Vec::new(), mode: SearchMode::Keyword }
    }
}
