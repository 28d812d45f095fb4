//! What came from outside, the work it makes, and what is told to those who listen.

crate::migration!("m0004_queue", UP);

const UP: &str = "
CREATE TABLE inbound (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    body_sealed {bytes},
    state TEXT NOT NULL,
    received_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX inbound_external ON inbound (shop_id, source, external_id);
CREATE INDEX inbound_received ON inbound (shop_id, received_at);

-- `due_at` is the next moment at which the lane may be claimed: when its head is due, or when its lease runs out;
-- empty when nothing waits. `running` is the job that `owner` holds.
CREATE TABLE lane (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    due_at {time},
    pending {int} NOT NULL,
    tail {int} NOT NULL,
    fence {int} NOT NULL,
    owner TEXT,
    running {uuid},
    touched_at {time} NOT NULL,
    PRIMARY KEY (shop_id, name)
){narrow};
CREATE INDEX lane_due ON lane (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE job (
    shop_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    lane TEXT NOT NULL,
    seq {int} NOT NULL,
    unique_key TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at {time} NOT NULL,
    attempts {int} NOT NULL,
    crashes {int} NOT NULL,
    error TEXT,
    ended_at {time},
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, lane) REFERENCES lane (shop_id, name) ON DELETE CASCADE
);
CREATE UNIQUE INDEX job_order ON job (shop_id, lane, seq);
CREATE INDEX job_waiting ON job (shop_id, lane, seq) WHERE state = 'waiting';
CREATE INDEX job_dead ON job (shop_id, ended_at) WHERE state = 'dead';
CREATE INDEX job_done ON job (ended_at) WHERE state = 'done';

-- Of a conversation, or of the shop as a whole (the nil id).
CREATE TABLE event (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    conversation_id {uuid} NOT NULL,
    seq {int} NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, conversation_id, seq)
){narrow};
CREATE INDEX event_created ON event (shop_id, created_at);
";
