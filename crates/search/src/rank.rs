//! The score: six parts, each 0..1, and their weighted mean.
