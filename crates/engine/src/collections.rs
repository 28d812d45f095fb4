//! Collections: named lists of products.
