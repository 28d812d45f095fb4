//! Finding executions: those that went wrong, and the messages of a turn.

crate::migration!("m0012_inspect", UP);

// The list goes by the index of the figures, which holds most of what it filters on.
const UP: &str = "
CREATE INDEX execution_failed ON execution (shop_id, created_at) WHERE error IS NOT NULL;
CREATE INDEX message_of_turn ON message (shop_id, turn_id) WHERE turn_id IS NOT NULL;
";
