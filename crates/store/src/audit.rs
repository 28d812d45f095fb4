//! The audit log: who did what, each row vouched for by an HMAC over itself and the one before it.
//!
//! `hash = HMAC-SHA256(audit key, hash before || row)`, per shop. A changed, swapped, inserted or removed row breaks the
//! chain; a cut tail shows at the head, which `audit_head` holds here and a file outside the database too.

use std::path::PathBuf;

use hmac::{Hmac, KeyInit, Mac};
use sea_orm::FromQueryResult;
use sha2::Sha256;
use tokio::{fs, io::AsyncWriteExt};
use types::{MemberId, ShopId, Time};

use crate::{
    Reads, Store, Tx,
    error::{Error, Result},
};

/// One deed.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Deed {
    /// From 0, without gaps.
    pub seq: i64,
    pub at: Time,
    /// None: the operator in the shell, or a job.
    pub member_id: Option<MemberId>,
    /// Their name as it was.
    pub member: String,
    /// Stable, such as `product.archived`.
    pub act: String,
    /// The id of what it was done to.
    pub about: String,
    /// JSON.
    pub detail: String,
    pub hash: Vec<u8>,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct DeedFilter {
    pub member: Option<MemberId>,
    pub act: Option<String>,
    pub from: Option<Time>,
    pub until: Option<Time>,
    /// Only deeds before this number: the page after the one that ended there.
    pub before: Option<i64>,
}

/// The newest link of a shop's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// A head as it was, kept in a file outside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub at: Time,
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// What a check of a chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tampered {
    /// Deeds from one number to another are not there.
    Missing { from: i64, to: i64 },
    /// The deed's hash does not fit it and the one before.
    Changed { seq: i64 },
    /// The deed is whole, and not the one that was anchored.
    Replaced { seq: i64, anchored: Time },
    /// The newest deeds are not there.
    CutOff { seq: i64 },
}

/// Deeds read at a time when all are gone over.
const BATCH: u64 = 1_000;

const COLUMNS: &str = "seq, at, member_id, member, act, about, detail, hash";

#[derive(FromQueryResult)]
struct DoerRow {
    member_id: MemberId,
    member: String,
}

impl Deed {
    /// What the chain vouches for; lengths go first, so that no two rows read the same.
    fn bytes(&self, shop: types::ShopId) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        let mut field = |bytes: &[u8]| {
            out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        field(shop.0.as_bytes());
        field(&self.seq.to_le_bytes());
        field(&self.at.timestamp_micros().to_le_bytes());
        field(self.member_id.as_ref().map(|id| id.0.as_bytes().as_slice()).unwrap_or_default());
        for text in [&self.member, &self.act, &self.about, &self.detail] {
            field(text.as_bytes());
        }
        out
    }
}

impl Store {
    fn anchors_file(&self) -> PathBuf {
        self.inner.files.root().join("audit.anchors")
    }

    /// Adds a head to the anchors, unless it is the last one there. A line each: shop, number, hash, time.
    pub async fn audit_anchor(&self, shop: ShopId, anchor: Anchor) -> Result<()> {
        if self.audit_anchors(shop).await?.last().is_some_and(|last| last.seq == anchor.seq && last.hash == anchor.hash)
        {
            return Ok(());
        }
        let line = format!("{shop} {} {} {}\n", anchor.seq, hex::encode(&anchor.hash), anchor.at.to_rfc3339());
        let write = async {
            let mut file =
                fs::OpenOptions::new().append(true).create(true).mode(0o600).open(self.anchors_file()).await?;
            file.write_all(line.as_bytes()).await?;
            file.sync_all().await
        };
        write.await.map_err(Error::disk("an audit anchor cannot be written"))
    }

    /// The anchors of a shop, oldest first.
    pub async fn audit_anchors(&self, shop: ShopId) -> Result<Vec<Anchor>> {
        let text = match fs::read_to_string(self.anchors_file()).await {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Error::disk("the audit anchors cannot be read")(error)),
        };
        let own = format!("{shop} ");
        let read = |line: &str| {
            let mut parts = line.strip_prefix(&own)?.split(' ');
            let (seq, hash, at) = (parts.next()?, parts.next()?, parts.next()?);
            let at = at.parse::<Time>().ok()?;
            Some(Anchor { at, seq: seq.parse().ok()?, hash: hex::decode(hash).ok()? })
        };
        Ok(text.lines().filter_map(read).collect())
    }
}

impl Reads {
    /// The hash that a deed must have after the one with `before`.
    pub fn deed_hash(&self, before: &[u8], deed: &Deed) -> Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.store.inner.master.audit_key()).map_err(Error::corrupt)?;
        mac.update(before);
        mac.update(&deed.bytes(self.shop));
        Ok(mac.finalize().into_bytes().to_vec())
    }

    /// Deeds, the latest first.
    pub async fn deeds(&self, filter: &DeedFilter, limit: u64) -> Result<Vec<Deed>> {
        let mut sql = format!("SELECT {COLUMNS} FROM audit WHERE shop_id = $1");
        let mut values: Vec<sea_orm::Value> = vec![self.shop.into()];
        let mut and = |condition: &str, value: sea_orm::Value| {
            values.push(value);
            sql.push_str(&format!(" AND {condition} ${}", values.len()));
        };
        if let Some(member) = filter.member {
            and("member_id =", member.into());
        }
        if let Some(act) = &filter.act {
            and("act =", act.as_str().into());
        }
        if let Some(from) = filter.from {
            and("at >=", from.into());
        }
        if let Some(until) = filter.until {
            and("at <", until.into());
        }
        if let Some(before) = filter.before {
            and("seq <", before.into());
        }
        sql.push_str(&format!(" ORDER BY seq DESC LIMIT {limit}"));
        self.rows(sql, values).await
    }

    /// Deeds from a number on, oldest first, for going over the chain.
    pub async fn deeds_from(&self, seq: i64, limit: u64) -> Result<Vec<Deed>> {
        let sql = format!("SELECT {COLUMNS} FROM audit WHERE shop_id = $1 AND seq >= $2 ORDER BY seq LIMIT {limit}");
        self.rows(sql, [self.shop.into(), seq.into()]).await
    }

    /// Who did something here, by name.
    pub async fn deed_members(&self) -> Result<Vec<(MemberId, String)>> {
        let sql = "SELECT member_id, MAX(member) AS member FROM audit \
                   WHERE shop_id = $1 AND member_id IS NOT NULL GROUP BY member_id ORDER BY 2, 1";
        let rows = self.rows::<DoerRow>(sql, [self.shop.into()]).await?;
        Ok(rows.into_iter().map(|row| (row.member_id, row.member)).collect())
    }

    /// Goes over the whole chain, its head, and the anchors outside the database; how many deeds there are, and what was
    /// tampered with.
    pub async fn audit_check(&self, anchors: &[Anchor]) -> Result<(u64, Vec<Tampered>)> {
        let mut found = Vec::new();
        // The head first: what is added meanwhile comes after it.
        let head = self.audit_head().await?;
        let mut pending = anchors.iter().peekable();
        let (mut next, mut before, mut count, mut last_hash) = (0, Vec::new(), 0, None);
        loop {
            let deeds = self.deeds_from(next, BATCH).await?;
            if deeds.is_empty() {
                break;
            }
            for deed in deeds {
                if deed.seq != next {
                    found.push(Tampered::Missing { from: next, to: deed.seq - 1 });
                }
                if self.deed_hash(&before, &deed)? != deed.hash {
                    found.push(Tampered::Changed { seq: deed.seq });
                }
                while let Some(anchor) = pending.next_if(|anchor| anchor.seq <= deed.seq) {
                    if anchor.seq == deed.seq && anchor.hash != deed.hash {
                        found.push(Tampered::Replaced { seq: deed.seq, anchored: anchor.at });
                    }
                }
                if head.as_ref().is_some_and(|head| head.seq == deed.seq) {
                    last_hash = Some(deed.hash.clone());
                }
                (next, before, count) = (deed.seq + 1, deed.hash, count + 1);
            }
        }
        if let Some(head) = head.filter(|head| last_hash.as_ref() != Some(&head.hash)) {
            found.push(Tampered::CutOff { seq: head.seq });
        } else if let Some(anchor) = pending.last() {
            found.push(Tampered::CutOff { seq: anchor.seq });
        }
        Ok((count, found))
    }

    /// None before the first deed.
    pub async fn audit_head(&self) -> Result<Option<Head>> {
        let row = self.row("SELECT seq, hash FROM audit_head WHERE shop_id = $1", [self.shop.into()]).await?;
        row.map(|row| Ok(Head { seq: row.try_get("", "seq")?, hash: row.try_get("", "hash")? })).transpose()
    }
}

impl Tx {
    /// Adds a deed to the end of the chain. Its number and hash are given here.
    pub async fn deed_add(&self, mut deed: Deed) -> Result<()> {
        // Takes the head's row: of several the next waits until this transaction ends.
        let sql = "INSERT INTO audit_head (shop_id, seq, hash) VALUES ($1, 0, $2) \
                   ON CONFLICT (shop_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
        let none: Vec<u8> = Vec::new();
        let row = self.row(sql, [self.shop.into(), none.into()]).await?.ok_or(Error::NotFound)?;
        deed.seq = row.try_get("", "seq")?;
        let before: Vec<u8> = row.try_get("", "hash")?;
        deed.hash = self.deed_hash(&before, &deed)?;
        let sql = format!("INSERT INTO audit (shop_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        let values = [
            self.shop.into(),
            deed.seq.into(),
            deed.at.into(),
            deed.member_id.into(),
            deed.member.into(),
            deed.act.into(),
            deed.about.into(),
            deed.detail.into(),
            deed.hash.clone().into(),
        ];
        self.run(sql, values).await?;
        self.run("UPDATE audit_head SET hash = $2 WHERE shop_id = $1", [self.shop.into(), deed.hash.into()]).await?;
        Ok(())
    }
}
