//! Tests through the public face of the crate.

#![allow(clippy::unwrap_used)]

mod filters;
mod laws;
mod shop;
mod understanding;
