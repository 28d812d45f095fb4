//! Figures by day, and what they are counted from.
