//! What is embedded of a product.

use types::Product;

/// The text whose embedding stands for a product. Deterministic; renewed when [`crate::text_hash`] of it changes.
pub fn document_text(product: &Product) -> String {
    format!("{}. {}", product.name, product.short_description)
}
