//! What members do with conversations: notes, labels, canned replies.

crate::migration!("m0009_inbox", UP);

const UP: &str = "SELECT 1;";
