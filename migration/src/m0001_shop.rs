//! Shops, the sealed data keys of their customers, one-use tickets.

crate::migration!("m0001_shop", UP);

const UP: &str = "
CREATE TABLE shop (
    id {uuid} NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    url_template TEXT,
    sites TEXT NOT NULL,
    catalogue_version {int} NOT NULL,
    event_seq {int} NOT NULL,
    created_at {time} NOT NULL
);

-- One key per subject: a customer, or the shop itself (the nil id). `wrapped` is empty once the key was destroyed; the
-- row stays as the tombstone.
CREATE TABLE data_key (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    subject {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kek TEXT NOT NULL,
    wrapped {bytes},
    created_at {time} NOT NULL,
    erased_at {time},
    PRIMARY KEY (shop_id, subject)
);

CREATE TABLE ticket (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    hash {bytes} NOT NULL,
    payload TEXT NOT NULL,
    expires_at {time} NOT NULL,
    PRIMARY KEY (shop_id, hash)
);
";
