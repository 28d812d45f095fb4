//! Settings of a shop by name; secrets are sealed.

crate::migration!("m0005_setting", UP);

const UP: &str = "
-- `value` is JSON; a secret has `value_sealed` instead.
CREATE TABLE setting (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT,
    value_sealed {bytes},
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, name)
);
";
