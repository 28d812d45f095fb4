//! What the audit log asks.
