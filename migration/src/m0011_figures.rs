//! Figures by day, and the facts they are counted from that nothing else kept.

crate::migration!("m0011_figures", UP);

const UP: &str = "
-- Another mind was meant to answer than did, or the turn failed.
ALTER TABLE execution ADD COLUMN fallback {bool} NOT NULL DEFAULT FALSE;

-- Holds all that is counted: the rows themselves are long, and their blobs stand in the way.
CREATE INDEX execution_figures ON execution
    (shop_id, created_at, conversation_id, intent, language, tier, fallback, ms, cost_micros);
CREATE INDEX message_figures ON message (shop_id, created_at, conversation_id, author, seq);

CREATE INDEX product_bare ON product (shop_id) WHERE deleted_at IS NULL AND images = '[]';

-- When a conversation first needed a person.
CREATE TABLE handoff (
    shop_id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (shop_id, conversation_id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX handoff_at ON handoff (shop_id, at);

-- What a shopper thinks of one reply; the last word counts.
CREATE TABLE feedback (
    shop_id {uuid} NOT NULL,
    message_id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    up {bool} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (shop_id, message_id),
    FOREIGN KEY (shop_id, message_id) REFERENCES message (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX feedback_at ON feedback (shop_id, at);

-- A search of a turn that nothing matched strictly. Its words are the customer's: sealed under their key, so that
-- erasing them erases these.
CREATE TABLE search_miss (
    shop_id {uuid} NOT NULL,
    turn_id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    customer_id {uuid} NOT NULL,
    text_sealed {bytes} NOT NULL,
    shown {int} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (shop_id, turn_id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
);
CREATE INDEX search_miss_at ON search_miss (shop_id, at);
-- What is held for practice does not count; to find what is left out.
CREATE INDEX conversation_practice ON conversation (shop_id, id) WHERE practice;

-- One day of a shop (UTC, YYYY-MM-DD). `counted_at` is empty when something changed afterwards.
CREATE TABLE figure_day (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    conversations {int} NOT NULL,
    messages {int} NOT NULL,
    replies {int} NOT NULL,
    handoffs {int} NOT NULL,
    fallbacks {int} NOT NULL,
    thumbs_up {int} NOT NULL,
    thumbs_down {int} NOT NULL,
    shown {int} NOT NULL,
    opened {int} NOT NULL,
    added {int} NOT NULL,
    misses {int} NOT NULL,
    cost_micros {int} NOT NULL,
    times TEXT NOT NULL,
    counted_at {time},
    PRIMARY KEY (shop_id, day)
){narrow};

CREATE TABLE figure_word (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    word TEXT NOT NULL,
    count {int} NOT NULL,
    PRIMARY KEY (shop_id, day, kind, word)
){narrow};

CREATE TABLE figure_product (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    product_id {uuid} NOT NULL,
    shown {int} NOT NULL,
    opened {int} NOT NULL,
    added {int} NOT NULL,
    PRIMARY KEY (shop_id, day, product_id)
){narrow};
";
