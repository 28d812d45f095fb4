//! Messages: numbered in their conversation, made of parts, sealed under the customer's key.
//!
//! What a customer writes is whole when it comes. What the assistant says grows part by part, each committed before it
//! is shown, and is then closed; closed messages never change. A turn has at most one message per author, so a turn that
//! is run again after a crash finds what it has already said.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use types::{Author, ConversationId, MemberId, MessageId, MessageState, Part, Time, TurnId};

use crate::{
    Reads, Tx,
    entity::{message, message_part},
    error::{Error, Result},
    seal::{DataKey, Subject},
};

#[derive(Debug, Clone, PartialEq)]
pub struct StoredMessage {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// From 1, without gaps.
    pub seq: i64,
    pub author: Author,
    /// First name of the member who wrote it.
    pub name: Option<String>,
    pub state: MessageState,
    pub turn: Option<TurnId>,
    /// A customer's message is one text part.
    pub parts: Vec<Part>,
    pub quick_replies: Vec<String>,
    pub client_id: Option<String>,
    pub created_at: Time,
    pub closed_at: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomerMessage {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub text: String,
    /// The turn this message begins.
    pub turn: Option<TurnId>,
    /// The sender's own name for the message: sent twice, it is kept once.
    pub client_id: Option<String>,
    pub at: Time,
}

/// What a member writes to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMemberMessage {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub text: String,
    /// `None`: written in the shell.
    pub member: Option<MemberId>,
    /// First name, as the customer reads it.
    pub name: String,
    pub client_id: String,
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    New {
        seq: i64,
    },
    /// The conversation has a message with this client id, or this very id; nothing was written.
    Duplicate {
        id: MessageId,
        seq: i64,
    },
}

/// The assistant's message of a turn, new or from a run that did not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub id: MessageId,
    pub seq: i64,
    pub state: MessageState,
    /// What an earlier run of the turn has already said.
    pub parts: Vec<Part>,
    pub fresh: bool,
}

/// A message that is whole when it comes.
struct Written<'a> {
    author: Author,
    id: MessageId,
    conversation: ConversationId,
    text: &'a str,
    turn: Option<TurnId>,
    client_id: Option<String>,
    member: Option<MemberId>,
    name: Option<String>,
    at: Time,
}

pub(crate) fn part_kind(part: &Part) -> &'static str {
    match part {
        Part::Text { .. } => "text",
        Part::Cards { .. } => "cards",
        Part::Comparison { .. } => "comparison",
    }
}

impl Reads {
    fn read_message(&self, key: &DataKey, row: message::Model, mut parts: Vec<Part>) -> Result<StoredMessage> {
        let place = [row.id.0.as_bytes().as_slice()];
        if let Some(sealed) = &row.body_sealed {
            let text = key.unseal_text(self.place("message", "body", &place), sealed)?;
            parts.insert(0, Part::Text { text, draft: None });
        }
        let quick_replies = match &row.quick_replies_sealed {
            Some(sealed) => {
                let json = key.unseal(self.place("message", "quick_replies", &place), sealed)?;
                serde_json::from_slice(&json).map_err(Error::corrupt)?
            }
            None => Vec::new(),
        };
        Ok(StoredMessage {
            id: row.id,
            conversation: row.conversation_id,
            seq: row.seq,
            author: row.author.parse().map_err(Error::corrupt)?,
            name: row.member_name.filter(|name| !name.is_empty()),
            state: row.state.parse().map_err(Error::corrupt)?,
            turn: row.turn_id,
            parts,
            quick_replies,
            client_id: row.client_id,
            created_at: row.created_at,
            closed_at: row.closed_at,
        })
    }

    async fn read_messages(&self, rows: Vec<message::Model>) -> Result<Vec<StoredMessage>> {
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let key = self.key(Subject::Customer(self.customer_of(first.conversation_id).await?)).await?;
        let mut parts: HashMap<MessageId, Vec<Part>> = HashMap::new();
        for some in rows.chunks(1000) {
            let found = message_part::Entity::find()
                .filter(message_part::Column::ShopId.eq(self.shop))
                .filter(message_part::Column::MessageId.is_in(some.iter().map(|row| row.id)))
                .order_by_asc(message_part::Column::MessageId)
                .order_by_asc(message_part::Column::Position)
                .all(&self.db())
                .await?;
            for row in found {
                let place = [row.message_id.0.as_bytes().as_slice(), &row.position.to_le_bytes()];
                let json = key.unseal(self.place("message_part", "body", &place), &row.body_sealed)?;
                let part = serde_json::from_slice(&json).map_err(Error::corrupt)?;
                parts.entry(row.message_id).or_default().push(part);
            }
        }
        rows.into_iter()
            .map(|row| {
                let parts = parts.remove(&row.id).unwrap_or_default();
                self.read_message(&key, row, parts)
            })
            .collect()
    }

    /// The last `last` messages in their order. Of an erased customer: [`Error::Unsealable`].
    pub async fn messages(&self, conversation: ConversationId, last: u64) -> Result<Vec<StoredMessage>> {
        let mut rows = message::Entity::find()
            .filter(message::Column::ShopId.eq(self.shop))
            .filter(message::Column::ConversationId.eq(conversation))
            .order_by_desc(message::Column::Seq)
            .limit(last)
            .all(&self.db())
            .await?;
        rows.reverse();
        self.read_messages(rows).await
    }

    pub async fn message(&self, id: MessageId) -> Result<Option<StoredMessage>> {
        let rows = message::Entity::find_by_id((self.shop, id)).all(&self.db()).await?;
        Ok(self.read_messages(rows).await?.pop())
    }

    /// Those of a conversation among `ids`, in their order.
    pub async fn messages_by_ids(&self, conversation: ConversationId, ids: &[MessageId]) -> Result<Vec<StoredMessage>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = message::Entity::find()
            .filter(message::Column::ShopId.eq(self.shop))
            .filter(message::Column::ConversationId.eq(conversation))
            .filter(message::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(message::Column::Seq)
            .all(&self.db())
            .await?;
        self.read_messages(rows).await
    }

    pub async fn message_by_client_id(
        &self,
        conversation: ConversationId,
        client_id: &str,
    ) -> Result<Option<StoredMessage>> {
        let rows = message::Entity::find()
            .filter(message::Column::ShopId.eq(self.shop))
            .filter(message::Column::ConversationId.eq(conversation))
            .filter(message::Column::ClientId.eq(client_id))
            .all(&self.db())
            .await?;
        Ok(self.read_messages(rows).await?.pop())
    }

    /// What an author said in a turn.
    pub async fn message_by_turn(
        &self,
        conversation: ConversationId,
        turn: TurnId,
        author: Author,
    ) -> Result<Option<StoredMessage>> {
        let rows = message::Entity::find()
            .filter(message::Column::ShopId.eq(self.shop))
            .filter(message::Column::ConversationId.eq(conversation))
            .filter(message::Column::TurnId.eq(turn))
            .filter(message::Column::Author.eq(author.as_str()))
            .all(&self.db())
            .await?;
        Ok(self.read_messages(rows).await?.pop())
    }
}

impl Tx {
    /// Adds what a customer wrote, closed. [`Error::NotFound`] when there is no such conversation.
    pub async fn message_add_customer(&self, new: &NewCustomerMessage) -> Result<Added> {
        let row = Written {
            author: Author::Customer,
            id: new.id,
            conversation: new.conversation,
            text: &new.text,
            turn: new.turn,
            client_id: new.client_id.clone(),
            member: None,
            name: None,
            at: new.at,
        };
        self.message_add(row).await
    }

    /// Adds what a member wrote, closed. [`Error::NotFound`] when there is no such conversation.
    pub async fn message_add_member(&self, new: &NewMemberMessage) -> Result<Added> {
        let row = Written {
            author: Author::Member,
            id: new.id,
            conversation: new.conversation,
            text: &new.text,
            turn: None,
            client_id: Some(new.client_id.clone()),
            member: new.member,
            name: Some(new.name.clone()),
            at: new.at,
        };
        self.message_add(row).await
    }

    async fn message_add(&self, new: Written<'_>) -> Result<Added> {
        // The next number first: it locks the conversation, so nobody can add the same message in between.
        let seq = self.next_seq(new.conversation, new.at).await?;
        let same = message::Entity::find()
            .filter(message::Column::ShopId.eq(self.shop))
            .filter(message::Column::ConversationId.eq(new.conversation))
            .filter(message::Column::Id.eq(new.id).or(message::Column::ClientId.eq(new.client_id.clone())))
            .one(&self.db())
            .await?;
        if let Some(same) = same {
            let sql = "UPDATE conversation SET last_seq = last_seq - 1 WHERE shop_id = $1 AND id = $2";
            self.run(sql, [self.shop.into(), new.conversation.into()]).await?;
            return Ok(Added::Duplicate { id: same.id, seq: same.seq });
        }
        let key = self.key(Subject::Customer(self.customer_of(new.conversation).await?)).await?;
        let place = [new.id.0.as_bytes().as_slice()];
        let row = message::Model {
            shop_id: self.shop,
            id: new.id,
            conversation_id: new.conversation,
            seq,
            author: new.author.to_string(),
            state: MessageState::Closed.to_string(),
            turn_id: new.turn,
            client_id: new.client_id,
            body_sealed: Some(key.seal(self.place("message", "body", &place), new.text.as_bytes())?),
            quick_replies_sealed: None,
            created_at: new.at,
            closed_at: Some(new.at),
            member_id: new.member,
            member_name: new.name,
        };
        message::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        self.conversation_said(new.conversation, new.author, new.text, None).await?;
        Ok(Added::New { seq })
    }

    /// Begins the assistant's message of a turn, or finds the one that an earlier run of the turn began; then `id` is
    /// not used.
    pub async fn message_open_assistant(
        &self,
        conversation: ConversationId,
        turn: TurnId,
        id: MessageId,
        at: Time,
    ) -> Result<Opened> {
        let seq = self.next_seq(conversation, at).await?;
        if let Some(same) = self.message_by_turn(conversation, turn, Author::Assistant).await? {
            let sql = "UPDATE conversation SET last_seq = last_seq - 1 WHERE shop_id = $1 AND id = $2";
            self.run(sql, [self.shop.into(), conversation.into()]).await?;
            return Ok(Opened { id: same.id, seq: same.seq, state: same.state, parts: same.parts, fresh: false });
        }
        let row = message::Model {
            shop_id: self.shop,
            id,
            conversation_id: conversation,
            seq,
            author: Author::Assistant.to_string(),
            state: MessageState::Open.to_string(),
            turn_id: Some(turn),
            client_id: None,
            body_sealed: None,
            quick_replies_sealed: None,
            created_at: at,
            closed_at: None,
            member_id: None,
            member_name: None,
        };
        message::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(Opened { id, seq, state: MessageState::Open, parts: Vec::new(), fresh: true })
    }

    /// Adds a part to an open message. `position` counts from 0; [`Error::Conflict`] when it is taken or the message is
    /// closed.
    pub async fn message_part_add(&self, message: MessageId, position: i64, part: &Part) -> Result<()> {
        let (row, key) = self.open_message(message).await?;
        let json = serde_json::to_vec(part).map_err(Error::corrupt)?;
        let place = [row.id.0.as_bytes().as_slice(), &position.to_le_bytes()];
        let part = message_part::Model {
            shop_id: self.shop,
            message_id: message,
            position,
            kind: part_kind(part).to_owned(),
            body_sealed: key.seal(self.place("message_part", "body", &place), &json)?,
        };
        message_part::Entity::insert(part.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// The message says no more. [`Error::Conflict`] when it was closed before.
    pub async fn message_close(&self, message: MessageId, quick_replies: &[String], at: Time) -> Result<()> {
        let (row, key) = self.open_message(message).await?;
        let json = serde_json::to_vec(quick_replies).map_err(Error::corrupt)?;
        let sealed = key.seal(self.place("message", "quick_replies", &[row.id.0.as_bytes()]), &json)?;
        let sql = "UPDATE message SET state = 'closed', quick_replies_sealed = $3, closed_at = $4 \
                   WHERE shop_id = $1 AND id = $2 AND state = 'open'";
        if self.run(sql, [self.shop.into(), message.into(), sealed.into(), at.into()]).await? == 0 {
            return Err(Error::Conflict { what: "a closed message".to_owned() });
        }
        Ok(())
    }

    async fn open_message(&self, id: MessageId) -> Result<(message::Model, std::sync::Arc<DataKey>)> {
        let row = message::Entity::find_by_id((self.shop, id)).lock_exclusive().one(&self.db()).await?;
        let row = row.ok_or(Error::NotFound)?;
        if row.state != MessageState::Open.as_str() {
            return Err(Error::Conflict { what: "a closed message".to_owned() });
        }
        let key = self.key(Subject::Customer(self.customer_of(row.conversation_id).await?)).await?;
        Ok((row, key))
    }

    async fn next_seq(&self, conversation: ConversationId, at: Time) -> Result<i64> {
        let sql = "UPDATE conversation SET last_seq = last_seq + 1, listed = TRUE, last_at = CASE WHEN last_at < $3 THEN $3 ELSE last_at END \
                   WHERE shop_id = $1 AND id = $2 RETURNING last_seq";
        let row = self.row(sql, [self.shop.into(), conversation.into(), at.into()]).await?;
        Ok(row.ok_or(Error::NotFound)?.try_get("", "last_seq")?)
    }
}
