//! What calls of language models cost.

crate::migration!("m0010_ledger", UP);

const UP: &str = "SELECT 1;";
