//! Products with their variants, meanings and imports.

crate::migration!("m0002_catalogue", UP);

const UP: &str = "
CREATE TABLE product (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    short_description TEXT NOT NULL,
    description TEXT NOT NULL,
    brand TEXT,
    category TEXT NOT NULL,
    tags TEXT NOT NULL,
    status TEXT NOT NULL,
    featured {bool} NOT NULL,
    url TEXT,
    images TEXT NOT NULL,
    attributes TEXT NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    deleted_at {time},
    PRIMARY KEY (shop_id, id)
);
-- A deleted product keeps its row and gives its handle back.
CREATE UNIQUE INDEX product_handle ON product (shop_id, handle) WHERE deleted_at IS NULL;

CREATE TABLE variant (
    shop_id {uuid} NOT NULL,
    product_id {uuid} NOT NULL,
    position {int} NOT NULL,
    id {uuid} NOT NULL,
    sku TEXT,
    barcode TEXT,
    options TEXT NOT NULL,
    price {int} NOT NULL,
    compare_at {int},
    quantity {int},
    backorder {bool} NOT NULL,
    image {int},
    PRIMARY KEY (shop_id, product_id, position),
    FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX variant_sku ON variant (shop_id, sku) WHERE sku IS NOT NULL;

CREATE TABLE product_embedding (
    shop_id {uuid} NOT NULL,
    model TEXT NOT NULL,
    product_id {uuid} NOT NULL,
    text_hash {bytes} NOT NULL,
    vector {bytes} NOT NULL,
    PRIMARY KEY (shop_id, model, product_id),
    FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
);

CREATE TABLE import (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    options TEXT NOT NULL,
    position TEXT NOT NULL,
    counts TEXT NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id)
);
CREATE INDEX import_state ON import (shop_id, state);
";
