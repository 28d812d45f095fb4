//! Makes months of realistic activity for the demo shop.
