//! What an import changed, so that it can be undone.

crate::migration!("m0008_intake", UP);

const UP: &str = "SELECT 1;";
