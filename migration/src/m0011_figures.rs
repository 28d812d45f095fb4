//! Figures by day.

crate::migration!("m0011_figures", UP);

const UP: &str = "SELECT 1;";
