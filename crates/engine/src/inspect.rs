//! How the assistant came to what it said.
