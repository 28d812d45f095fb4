//! Finding executions.

crate::migration!("m0012_inspect", UP);

const UP: &str = "SELECT 1;";
