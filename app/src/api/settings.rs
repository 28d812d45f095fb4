//! What the settings ask.
