//! What calls of language models cost.

crate::migration!("m0010_ledger", UP);

const UP: &str = "
-- One call. `turn_id` and `position` name it, so that a turn written twice counts once; a call outside a conversation (a
-- voice that is tried) has no conversation. Costs are micro-dollars.
CREATE TABLE model_call (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    turn_id {uuid} NOT NULL,
    position {int} NOT NULL,
    conversation_id {uuid},
    execution_id {uuid},
    model TEXT NOT NULL,
    tier TEXT NOT NULL,
    prompt_tokens {int} NOT NULL,
    cached_tokens {int} NOT NULL,
    written_tokens {int} NOT NULL,
    completion_tokens {int} NOT NULL,
    cost_micros {int} NOT NULL,
    estimated {bool} NOT NULL,
    ms {int} NOT NULL,
    first_token_ms {int},
    error TEXT,
    at {time} NOT NULL,
    PRIMARY KEY (shop_id, turn_id, position),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX model_call_at ON model_call (shop_id, at);
CREATE INDEX model_call_conversation ON model_call (shop_id, conversation_id);

-- The sums of a day ('2026-11-20') and of a month ('2026-11'), in UTC: what a budget is measured against.
CREATE TABLE spending (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    period TEXT NOT NULL,
    calls {int} NOT NULL,
    failed {int} NOT NULL,
    tokens {int} NOT NULL,
    cost_micros {int} NOT NULL,
    PRIMARY KEY (shop_id, period)
){narrow};

ALTER TABLE conversation ADD COLUMN cost_micros {int} NOT NULL DEFAULT 0;
";
