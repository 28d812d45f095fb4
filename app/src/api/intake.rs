//! What the pages of imports ask.
