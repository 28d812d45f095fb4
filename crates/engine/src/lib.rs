//! The product: one module per capability, free functions that take a `Ctx` first and list their consequences in order.
//!
//! A crate because it must not see HTTP, HTML or the environment.

pub mod error;
pub mod import;
pub mod widget;

pub use error::{Error, Result};

/// The product, ready to use. A cheap clone.
#[derive(Clone)]
pub struct Engine {}
