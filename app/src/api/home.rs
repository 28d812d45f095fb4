//! What the home page asks.
