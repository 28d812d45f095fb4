//! What the widget's page asks.
