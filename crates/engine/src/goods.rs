//! Products as a member works on them: lists, one product, archive and restore.
