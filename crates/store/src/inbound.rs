//! Inbound: what came from outside, stored with its job before it is acknowledged, once however often it comes.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::Value as Json;
use types::{InboundId, JobId, ShopId, Time};

use crate::{
    Reads, Store, Tx,
    entity::inbound,
    error::{Error, Result},
    seal::Subject,
};

/// One event from outside and the job that works on it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewInbound {
    pub id: InboundId,
    /// Where it came from ("widget", "instagram", …).
    pub source: String,
    /// The sender's own id of the event; unique in the shop and source.
    pub external_id: String,
    pub lane: String,
    /// As it came; sealed under the shop's key.
    pub body: Vec<u8>,
    pub job: JobId,
    pub payload: Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    New,
    /// Known already; nothing was written and no job was pushed.
    Duplicate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboundState {
    Waiting,
    Done,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    pub id: InboundId,
    pub source: String,
    pub external_id: String,
    pub lane: String,
    /// Empty once it is done.
    pub body: Vec<u8>,
    pub state: InboundState,
    pub received_at: Time,
}

impl Store {
    /// Stores events and pushes their jobs in one transaction, in the order given; returns when all of it is on the
    /// disk, so that the sender may be told. One answer per event. A duplicate is durable too when this returns: it may
    /// have come while the first one was still on its way to the disk.
    pub async fn inbound_accept(&self, shop: ShopId, events: Vec<NewInbound>, now: Time) -> Result<Vec<Accepted>> {
        let tx = Tx::begin(self, shop).await?;
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            out.push(tx.inbound_add(event, now).await?);
        }
        tx.commit().await?;
        Ok(out)
    }
}

impl Reads {
    pub async fn inbound(&self, id: InboundId) -> Result<Option<Inbound>> {
        let Some(row) = inbound::Entity::find_by_id((self.shop, id)).one(&self.db()).await? else { return Ok(None) };
        let body = match &row.body_sealed {
            Some(sealed) => {
                let key = self.key(Subject::Shop).await?;
                key.unseal(self.place("inbound", "body", &[row.id.0.as_bytes()]), sealed)?
            }
            None => Vec::new(),
        };
        let state = match row.state.as_str() {
            "waiting" => InboundState::Waiting,
            "done" => InboundState::Done,
            other => return Err(Error::corrupt(format!("{other:?} is no state of an inbound event"))),
        };
        Ok(Some(Inbound {
            id: row.id,
            source: row.source,
            external_id: row.external_id,
            lane: row.lane,
            body,
            state,
            received_at: row.received_at,
        }))
    }
}

impl Tx {
    /// As [`Store::inbound_accept`], for one event, within a transaction.
    pub async fn inbound_add(&self, event: NewInbound, now: Time) -> Result<Accepted> {
        let key = self.key(Subject::Shop).await?;
        let row = inbound::Model {
            shop_id: self.shop,
            id: event.id,
            source: event.source,
            external_id: event.external_id,
            lane: event.lane.clone(),
            body_sealed: Some(key.seal(self.place("inbound", "body", &[event.id.0.as_bytes()]), &event.body)?),
            state: "waiting".to_owned(),
            received_at: now,
        };
        use inbound::Column as I;
        let keep = OnConflict::columns([I::ShopId, I::Source, I::ExternalId]).do_nothing().to_owned();
        let insert = inbound::Entity::insert(row.into_active_model().reset_all()).on_conflict(keep);
        if insert.exec_without_returning(&self.db()).await? == 0 {
            return Ok(Accepted::Duplicate);
        }
        self.job_push(&event.lane, event.payload, now, event.job).await?;
        Ok(Accepted::New)
    }

    /// Worked on: the body goes, the row stays so that a repeated delivery is recognised.
    pub async fn inbound_done(&self, id: InboundId) -> Result<()> {
        let sql = "UPDATE inbound SET state = 'done', body_sealed = NULL WHERE shop_id = $1 AND id = $2";
        if self.run(sql, [self.shop.into(), id.into()]).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
    }
}
