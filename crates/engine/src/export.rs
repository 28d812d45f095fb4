//! The catalogue as a table again.
