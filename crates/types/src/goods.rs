//! Products and collections as the dashboard lists, shows and edits them.
