//! Figures: home, analytics, series and tables.
