//! The search tester: results with their reasons, and why a product is not among them.
