//! What the inbox asks.
