//! Tests through the public face of the crate.

#![allow(clippy::unwrap_used)]

mod explaining;
mod filters;
mod laws;
mod shop;
mod understanding;
