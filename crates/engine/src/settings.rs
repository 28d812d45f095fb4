//! What a merchant sets.
