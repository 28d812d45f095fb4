//! Finding executions: the newest of a shop by what they were, those that went wrong, and the messages of a turn.

crate::migration!("m0012_inspect", UP);

// The list filters on what stands in the index behind the time, so that only the rows it shows are read: beside them lie
// sealed records of many kilobytes.
const UP: &str = "
CREATE INDEX execution_newest ON execution (shop_id, created_at, id, tier, mind, intent, language, ms, cost_micros);
CREATE INDEX execution_failed ON execution (shop_id, created_at, id) WHERE error IS NOT NULL;
CREATE INDEX message_of_turn ON message (shop_id, turn_id) WHERE turn_id IS NOT NULL;
";
