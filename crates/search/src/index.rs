//! One shop's searchable catalogue: an immutable snapshot.

use std::{collections::HashMap, sync::Arc};

use types::{Currency, Filters, Product, ProductId, ProductStatus, Time};

use crate::{
    Vocabulary,
    document::{codes, fields},
    facets::Facets,
    lexical::{Builder, Lexical},
    lexicon::key,
    text::words,
    traits::{Kinds, Traits, of_variants_with},
    vector::Vectors,
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
    pub(crate) vocabulary: Vocabulary,
    /// By id, so that the position breaks ties.
    pub(crate) products: Vec<Arc<Product>>,
    pub(crate) popularity: Vec<Option<f32>>,
    /// Beside the products, so that ranking reads one short row.
    pub(crate) created_at: Vec<Time>,
    pub(crate) lexical: Lexical,
    pub(crate) vectors: Vectors,
    /// Mean of all vectors.
    pub(crate) centre: Vec<f32>,
    pub(crate) facets: Facets,
    /// Folded name, handle, SKU or barcode to the products that go by it.
    exact: HashMap<String, Vec<u32>>,
    by_id: HashMap<ProductId, u32>,
    by_handle: HashMap<String, u32>,
    currency: Currency,
}

impl CatalogueIndex {
    /// Builds the snapshot; of entries with one id the last counts.
    pub fn build(entries: Vec<Entry>, currency: Currency) -> CatalogueIndex {
        let mut entries: Vec<Entry> =
            entries.into_iter().filter(|entry| entry.product.status == ProductStatus::Active).collect();
        entries.sort_by_key(|entry| entry.product.id);
        entries.reverse();
        entries.dedup_by_key(|entry| entry.product.id);
        entries.reverse();
        let products: Vec<Arc<Product>> = entries.iter().map(|entry| Arc::clone(&entry.product)).collect();
        let mut kinds = Kinds::default();
        let traits: Vec<Vec<Traits>> = products.iter().map(|p| of_variants_with(p, &mut kinds)).collect();
        let vocabulary = Vocabulary::learn_with(products.iter().map(|product| &**product), &traits, currency);
        let mut builder = Builder::new(vocabulary.language());
        let mut exact: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, product) in products.iter().enumerate() {
            let parts = fields(product);
            builder.add(parts.iter().map(|(part, text)| (*part, text.as_str())));
            let mut names: Vec<String> = vec![key(&product.name), key(&product.handle)];
            names.extend(product.variants.iter().flat_map(codes).map(key));
            names.sort_unstable();
            names.dedup();
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                exact.entry(name).or_default().push(at as u32);
            }
        }
        let vectors = Vectors::new(entries.iter().map(|entry| entry.vector.as_deref()));
        CatalogueIndex {
            centre: vectors.centre(),
            facets: Facets::build(&products, traits, vocabulary.stems()),
            lexical: builder.finish(),
            vectors,
            exact,
            by_id: products.iter().enumerate().map(|(at, product)| (product.id, at as u32)).collect(),
            by_handle: products.iter().enumerate().map(|(at, product)| (product.handle.clone(), at as u32)).collect(),
            popularity: entries.iter().map(|entry| entry.popularity.map(|value| value.clamp(0.0, 1.0))).collect(),
            created_at: products.iter().map(|product| product.created_at).collect(),
            vocabulary,
            products,
            currency,
        }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    pub(crate) fn position(&self, id: ProductId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub fn product(&self, id: ProductId) -> Option<&Arc<Product>> {
        self.position(id).and_then(|at| self.products.get(at as usize))
    }

    pub fn by_handle(&self, handle: &str) -> Option<&Arc<Product>> {
        self.by_handle.get(handle).and_then(|at| self.products.get(*at as usize))
    }

    /// All products, ordered by id.
    pub fn products(&self) -> impl ExactSizeIterator<Item = &Arc<Product>> {
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
        self.vectors.any()
    }

    /// Products whose name, handle, SKU or barcode is exactly this text, case and signs aside.
    pub(crate) fn named(&self, text: &str) -> &[u32] {
        self.exact.get(&key(text)).map_or(&[], Vec::as_slice)
    }

    /// What to embed for a query: its text together with the filters that have a meaning, spelling mistakes put right,
    /// in the order an English speaker would say it ("blue leather Acme hiking boots"). Empty for an empty query.
    pub fn meaning_text(&self, text: &str, filters: &Filters) -> String {
        let corrected: Vec<String> = words(text)
            .iter()
            .map(|word| self.corrected(&word.text).unwrap_or_else(|| text[word.start..word.end].to_owned()))
            .collect();
        let mut pieces: Vec<&str> = Vec::new();
        pieces.extend(filters.colors.iter().map(String::as_str));
        pieces.extend(filters.materials.iter().map(String::as_str));
        pieces.extend(filters.brands.iter().map(String::as_str));
        pieces.extend(corrected.iter().map(String::as_str));
        pieces.extend(filters.categories.iter().map(String::as_str));
        pieces.join(" ")
    }

    /// A known word instead of an unknown one that looks like it.
    fn corrected(&self, word: &str) -> Option<String> {
        if self.lexical.frequency(word) > 0 || !crate::things::Things::shared().names(word, None).is_empty() {
            return None;
        }
        let none = |_: &str| Vec::new();
        self.lexical.slots(&[word.to_owned()], &none).into_iter().find_map(|slot| slot.corrected)
    }
}
