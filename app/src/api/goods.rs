//! What the pages of products and collections ask.
