//! Figures for merchants: rolled up by day, counted again on demand.
