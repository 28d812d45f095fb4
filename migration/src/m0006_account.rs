//! Members, sessions, invitations, the audit log.

crate::migration!("m0006_account", UP);

const UP: &str = "
-- Members, their sessions and links belong to no shop: a member may work for several. `email` is in small letters.
CREATE TABLE member (
    id {uuid} NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT,
    created_at {time} NOT NULL
);

CREATE TABLE member_shop (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    since {time} NOT NULL,
    PRIMARY KEY (shop_id, member_id)
);
CREATE INDEX member_shop_of ON member_shop (member_id, shop_id);

-- Of a session's key, of links and of invitations only a hash is kept.
CREATE TABLE session (
    hash {bytes} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at {time} NOT NULL,
    seen_at {time} NOT NULL
);
CREATE INDEX session_of ON session (member_id, seen_at);

CREATE TABLE password_link (
    hash {bytes} NOT NULL PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    expires_at {time} NOT NULL
);
CREATE INDEX password_link_of ON password_link (member_id);

CREATE TABLE invitation (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    id {uuid} NOT NULL,
    hash {bytes} NOT NULL UNIQUE,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    PRIMARY KEY (shop_id, id),
    UNIQUE (shop_id, email)
);

-- What members did. Each row's `hash` vouches for the row and for the hash before it; `audit_head` holds the last.
CREATE TABLE audit (
    shop_id {uuid} NOT NULL REFERENCES shop (id) ON DELETE CASCADE,
    seq {int} NOT NULL,
    at {time} NOT NULL,
    member_id {uuid},
    member TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (shop_id, seq)
);
CREATE INDEX audit_member ON audit (shop_id, member_id, seq);
CREATE INDEX audit_act ON audit (shop_id, act, seq);

CREATE TABLE audit_head (
    shop_id {uuid} NOT NULL PRIMARY KEY REFERENCES shop (id) ON DELETE CASCADE,
    seq {int} NOT NULL,
    hash {bytes} NOT NULL
);
";
