//! What people see: the chat a shopper opens on a shop's page, and the pages of the dashboard.
//!
//! A crate because it is compiled twice: for the server (`ssr`), which renders, and for the browser (`hydrate`), which
//! wakes what was rendered. The browser's half is again two: `widget` never reaches for `routes` or `pages`, so that a
//! shopper downloads the chat alone.

pub mod address;
pub mod api;
pub mod browser;
pub mod components;
pub mod error;
pub mod labels;
pub mod live;
pub mod pages;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(feature = "hydrate")]
pub mod wake;
pub mod widget;
#[cfg(feature = "ssr")]
pub mod words;

pub use error::Failure;
