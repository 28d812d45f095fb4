//! Events: what changed in a conversation, numbered in the order of commits, for whoever listens.
//!
//! An event is written in the transaction it tells of. Its number comes from the conversation's row, which every writer
//! of the conversation locks, so the order of numbers is the order of commits. Events of the shop as a whole are numbered
//! by the shop's row.
//!
//! A listener reads what comes after the last number it saw, then waits. It is woken after a commit in this process;
//! what another process commits is found by asking again after a while (200 ms is the house's number).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value as Json;
use tokio::sync::watch;
use types::{ConversationId, ShopId, Time};
use uuid::Uuid;

use crate::{
    Reads, Store, Tx,
    entity::event,
    error::{Error, Result},
};

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Grows by one per event of the conversation (or of the shop), from 1.
    pub seq: i64,
    pub kind: String,
    /// What it tells of: ids, never a person's words.
    pub about: Json,
    pub created_at: Time,
}

impl TryFrom<event::Model> for Event {
    type Error = Error;
    fn try_from(row: event::Model) -> Result<Self> {
        let about = serde_json::from_str(&row.about).map_err(Error::corrupt)?;
        Ok(Self { seq: row.seq, kind: row.kind, about, created_at: row.created_at })
    }
}

impl Tx {
    /// Adds an event of a conversation, or of the shop as a whole; its number.
    pub async fn event_add(
        &self,
        conversation: Option<ConversationId>,
        kind: &str,
        about: Json,
        at: Time,
    ) -> Result<i64> {
        let seq = match conversation {
            Some(id) => {
                let sql = "UPDATE conversation SET event_seq = event_seq + 1 WHERE shop_id = $1 AND id = $2 RETURNING event_seq";
                self.row(sql, [self.shop.into(), id.into()]).await?
            }
            None => {
                let sql = "UPDATE shop SET event_seq = event_seq + 1 WHERE id = $1 RETURNING event_seq";
                self.row(sql, [self.shop.into()]).await?
            }
        };
        let seq: i64 = seq.ok_or(Error::NotFound)?.try_get("", "event_seq")?;
        let row = event::Model {
            shop_id: self.shop,
            conversation_id: conversation.map_or(Uuid::nil(), ConversationId::uuid),
            seq,
            kind: kind.to_owned(),
            about: about.to_string(),
            created_at: at,
        };
        event::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        self.tell_room(conversation);
        Ok(seq)
    }
}

impl Reads {
    /// At most `limit` events with a number above `seq`, in order.
    pub async fn events_after(&self, conversation: Option<ConversationId>, seq: i64, limit: u64) -> Result<Vec<Event>> {
        event::Entity::find()
            .filter(event::Column::ShopId.eq(self.shop))
            .filter(event::Column::ConversationId.eq(conversation.map_or(Uuid::nil(), ConversationId::uuid)))
            .filter(event::Column::Seq.gt(seq))
            .order_by_asc(event::Column::Seq)
            .limit(limit)
            .all(&self.db())
            .await?
            .into_iter()
            .map(Event::try_from)
            .collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Room {
    pub shop: ShopId,
    pub conversation: Option<ConversationId>,
}

/// Who listens in this process.
#[derive(Default)]
pub(crate) struct Listeners(Mutex<HashMap<Room, watch::Sender<()>>>);

impl Listeners {
    fn map(&self) -> MutexGuard<'_, HashMap<Room, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wake(&self, rooms: impl IntoIterator<Item = Room>) {
        let map = self.map();
        for room in rooms {
            if let Some(sender) = map.get(&room) {
                sender.send_replace(());
            }
        }
    }
}

/// Hears of commits that tell of one conversation (or of anything in the shop). Begin to listen, then read, then wait:
/// what is committed between reading and waiting ends the wait at once.
pub struct Listener {
    listeners: Arc<Listeners>,
    room: Room,
    heard: watch::Receiver<()>,
}

impl Store {
    /// `None` hears of every event of the shop, those of conversations too.
    pub fn event_listen(&self, shop: ShopId, conversation: Option<ConversationId>) -> Listener {
        let room = Room { shop, conversation };
        let listeners = self.inner.listeners.clone();
        let heard = listeners.map().entry(room).or_insert_with(|| watch::channel(()).0).subscribe();
        Listener { listeners, room, heard }
    }
}

impl Listener {
    /// Returns true after a commit in this process, false after `timeout`.
    pub async fn wait(&mut self, timeout: Duration) -> bool {
        matches!(tokio::time::timeout(timeout, self.heard.changed()).await, Ok(Ok(())))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut map = self.listeners.map();
        // This receiver still counts; a new listener cannot come in between, because it takes the same lock.
        if map.get(&self.room).is_some_and(|sender| sender.receiver_count() <= 1) {
            map.remove(&self.room);
        }
    }
}
