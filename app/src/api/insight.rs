//! What home and analytics ask.
