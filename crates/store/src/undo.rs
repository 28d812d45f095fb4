//! What an import changed, so that it can be undone.
