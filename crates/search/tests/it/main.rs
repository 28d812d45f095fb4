//! Tests through the public face of the crate.

mod filters;
mod laws;
mod shop;
mod understanding;
