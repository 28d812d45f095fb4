//! Collections, pictures, and what lists of products need.

crate::migration!("m0007_goods", UP);

const UP: &str = "SELECT 1;";
