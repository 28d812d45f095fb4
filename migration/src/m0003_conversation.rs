//! Customers and what was said with them.

crate::migration!("m0003_conversation", UP);

const UP: &str = "
CREATE TABLE customer (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    created_at {time} NOT NULL,
    erased_at {time},
    PRIMARY KEY (shop_id, id)
);

CREATE TABLE identity (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    customer_id {uuid} NOT NULL,
    channel TEXT NOT NULL,
    external_index {bytes} NOT NULL,
    external_sealed {bytes} NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX identity_external ON identity (shop_id, channel, external_index);
CREATE INDEX identity_customer ON identity (shop_id, customer_id);

CREATE TABLE conversation (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    customer_id {uuid} NOT NULL,
    channel TEXT NOT NULL,
    voice TEXT NOT NULL,
    language TEXT NOT NULL,
    wants_person {bool} NOT NULL,
    practice {bool} NOT NULL,
    thread_sealed {bytes},
    last_seq {int} NOT NULL,
    event_seq {int} NOT NULL,
    epoch {int} NOT NULL,
    created_at {time} NOT NULL,
    last_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_customer ON conversation (shop_id, customer_id, channel, created_at);

CREATE TABLE message (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    seq {int} NOT NULL,
    author TEXT NOT NULL,
    state TEXT NOT NULL,
    turn_id {uuid},
    client_id TEXT,
    body_sealed {bytes},
    quick_replies_sealed {bytes},
    created_at {time} NOT NULL,
    closed_at {time},
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX message_seq ON message (shop_id, conversation_id, seq);
CREATE UNIQUE INDEX message_client ON message (shop_id, conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX message_turn ON message (shop_id, conversation_id, turn_id, author) WHERE turn_id IS NOT NULL;

CREATE TABLE message_part (
    shop_id {uuid} NOT NULL,
    message_id {uuid} NOT NULL,
    position {int} NOT NULL,
    kind TEXT NOT NULL,
    body_sealed {bytes} NOT NULL,
    PRIMARY KEY (shop_id, message_id, position),
    FOREIGN KEY (shop_id, message_id) REFERENCES message (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE execution (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    turn_id {uuid} NOT NULL,
    intent TEXT,
    tier TEXT NOT NULL,
    mind TEXT,
    language TEXT NOT NULL,
    input_sealed {bytes} NOT NULL,
    steps_sealed {bytes} NOT NULL,
    error TEXT,
    cost_micros {int} NOT NULL,
    ms {int} NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX execution_turn ON execution (shop_id, turn_id);
CREATE INDEX execution_conversation ON execution (shop_id, conversation_id);

CREATE TABLE preference (
    shop_id {uuid} NOT NULL,
    customer_id {uuid} NOT NULL,
    name TEXT NOT NULL,
    value_sealed {bytes} NOT NULL,
    turn_id {uuid},
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, customer_id, name),
    FOREIGN KEY (shop_id, customer_id) REFERENCES customer (shop_id, id) ON DELETE CASCADE
);

-- Where a person may answer a customer who asked for one; a later address replaces the former.
CREATE TABLE contact_request (
    shop_id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    email_sealed {bytes} NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, conversation_id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
);

-- What happened to a product, once per turn, kind and place: a turn or a click reported twice counts once.
-- `practice` repeats the conversation's, so that counting reads this table only.
CREATE TABLE product_event (
    shop_id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    turn_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    product_id {uuid} NOT NULL,
    position {int} NOT NULL,
    practice {bool} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (shop_id, conversation_id, turn_id, kind, product_id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX product_event_at ON product_event (shop_id, at, product_id, kind) WHERE NOT practice;
";
