//! What members do with conversations: the floor, labels, notes, canned replies; and what the list needs of each row.

crate::migration!("m0009_inbox", UP);

const UP: &str = "
-- `listed`: there is something to see. `needs_you`: a person is waited for. `labels` repeats `conversation_label` as JSON,
-- so that the list is one query. `preview_sealed`: the beginning of the last message.
ALTER TABLE conversation ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE conversation ADD COLUMN listed {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE conversation ADD COLUMN needs_you {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE conversation ADD COLUMN last_author TEXT;
ALTER TABLE conversation ADD COLUMN last_intent TEXT;
ALTER TABLE conversation ADD COLUMN preview_sealed {bytes};
ALTER TABLE conversation ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
ALTER TABLE conversation ADD COLUMN holder_id {uuid};
ALTER TABLE conversation ADD COLUMN holder_name TEXT;
ALTER TABLE conversation ADD COLUMN seen_seq {int} NOT NULL DEFAULT 0;

UPDATE conversation SET
    listed = (last_seq > 0 OR wants_person),
    needs_you = wants_person,
    last_author = (SELECT m.author FROM message m WHERE m.shop_id = conversation.shop_id
        AND m.conversation_id = conversation.id AND m.seq = conversation.last_seq),
    last_intent = (SELECT e.intent FROM execution e WHERE e.shop_id = conversation.shop_id
        AND e.conversation_id = conversation.id ORDER BY e.created_at DESC LIMIT 1);

CREATE INDEX conversation_recent ON conversation (shop_id, practice, last_at, id) WHERE listed;
CREATE INDEX conversation_channel ON conversation (shop_id, practice, channel, last_at, id) WHERE listed;
CREATE INDEX conversation_intent ON conversation (shop_id, practice, last_intent, last_at, id) WHERE listed;
CREATE INDEX conversation_needs_you ON conversation (shop_id, practice, last_at, id) WHERE needs_you;
CREATE INDEX conversation_handed_over ON conversation (shop_id, practice, last_at, id) WHERE voice = 'human';
CREATE INDEX conversation_closed ON conversation (shop_id, practice, last_at, id) WHERE state = 'closed';

-- Who wrote it, when a member did; the name is the first name they had then.
ALTER TABLE message ADD COLUMN member_id {uuid};
ALTER TABLE message ADD COLUMN member_name TEXT;

-- A blind index, so that an address is found without being readable.
ALTER TABLE contact_request ADD COLUMN email_index {bytes};
CREATE INDEX contact_request_email ON contact_request (shop_id, email_index) WHERE email_index IS NOT NULL;

CREATE TABLE conversation_label (
    shop_id {uuid} NOT NULL,
    label TEXT NOT NULL,
    conversation_id {uuid} NOT NULL,
    PRIMARY KEY (shop_id, label, conversation_id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX conversation_label_of ON conversation_label (shop_id, conversation_id);

-- What members write to each other about a customer, and what they did: sealed under the customer's key, as messages are.
CREATE TABLE note (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    conversation_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    member_id {uuid},
    member_name TEXT NOT NULL,
    body_sealed {bytes},
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id) ON DELETE CASCADE
);
CREATE INDEX note_conversation ON note (shop_id, conversation_id, created_at);

CREATE TABLE canned_reply (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id)
);

CREATE INDEX product_event_product ON product_event (shop_id, product_id, conversation_id);
";
