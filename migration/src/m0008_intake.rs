//! What an import changed, so that it can be undone.

crate::migration!("m0008_intake", UP);

const UP: &str = "
-- Errors and warnings apart from the counts, which are read far more often.
ALTER TABLE import ADD COLUMN issues TEXT NOT NULL DEFAULT '{}';

-- `was`: the product before, compressed; empty when the import made it. `became`: a digest of what the import wrote, so
-- that a product somebody changed since is known.
CREATE TABLE import_change (
    shop_id {uuid} NOT NULL,
    import_id {uuid} NOT NULL,
    product_id {uuid} NOT NULL,
    was {bytes},
    became {bytes} NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (shop_id, import_id, product_id),
    FOREIGN KEY (shop_id, import_id) REFERENCES import (shop_id, id) ON DELETE CASCADE
);
";
