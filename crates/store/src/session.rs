//! Sessions of members: the store that tower-sessions asks.
