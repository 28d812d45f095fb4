//! Products as the dashboard lists them: filtered, sorted, paged.
