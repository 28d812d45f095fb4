//! Collections, pictures, and what lists of products need.

crate::migration!("m0007_goods", UP);

const UP: &str = "
-- What lists of products filter and sort by, apart from the long texts: a list reads this table through. Written with
-- the product it is of; rows of older products are made when the program starts. `words` are name, handle, brand and
-- SKUs in small letters, `tags` the tags in small letters, each in lines. `stock` is the sum of what is counted, empty
-- when nothing is; `price` is the lowest.
CREATE TABLE listing (
    shop_id {uuid} NOT NULL,
    product_id {uuid} NOT NULL,
    status TEXT NOT NULL,
    name {plain} NOT NULL,
    words TEXT NOT NULL,
    category {plain} NOT NULL,
    tags TEXT NOT NULL,
    price {int} NOT NULL,
    stock {int},
    available {bool} NOT NULL,
    pictured {bool} NOT NULL,
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, product_id),
    FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
){narrow};

CREATE TABLE collection (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX collection_name ON collection (shop_id, name);

CREATE TABLE collection_product (
    shop_id {uuid} NOT NULL,
    collection_id {uuid} NOT NULL,
    product_id {uuid} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (shop_id, collection_id, product_id),
    FOREIGN KEY (shop_id, collection_id) REFERENCES collection (shop_id, id) ON DELETE CASCADE,
    FOREIGN KEY (shop_id, product_id) REFERENCES product (shop_id, id) ON DELETE CASCADE
){narrow};
CREATE INDEX collection_product_of ON collection_product (shop_id, product_id);

CREATE TABLE media (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    state TEXT NOT NULL,
    problem TEXT NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id)
);

CREATE INDEX product_event_of ON product_event (shop_id, product_id, kind, at) WHERE NOT practice;
";
