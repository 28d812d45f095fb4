//! What the page of members asks.
