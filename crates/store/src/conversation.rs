//! Conversations: the thread of one customer on one channel.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use types::{Channel, ConversationId, ConversationState, CustomerId, Language, Time, Voice, inbox::Holder};

use crate::{
    Reads, Tx,
    entity::conversation,
    error::{Error, Result},
    seal::Subject,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConversation {
    pub id: ConversationId,
    pub customer: CustomerId,
    pub channel: Channel,
    pub language: Language,
    /// Held to try things out; left out of figures.
    pub practice: bool,
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    pub customer: CustomerId,
    pub channel: Channel,
    /// Who has the floor.
    pub voice: Voice,
    pub language: Language,
    pub wants_person: bool,
    pub practice: bool,
    /// What the assistant keeps in mind between turns, as it was saved; empty before the first turn.
    pub thread: Vec<u8>,
    /// Number of the last message; 0 when nothing was said.
    pub last_seq: i64,
    /// Number of the last event.
    pub event_seq: i64,
    /// Grows whenever the floor changes hands: a turn that began under another number has been interrupted.
    pub epoch: i64,
    pub state: ConversationState,
    /// Who has the floor, when a member took it.
    pub holder: Option<Holder>,
    /// The customer's page has shown everything up to this message.
    pub seen_seq: i64,
    pub created_at: Time,
    pub last_at: Time,
}

pub(crate) fn language(tag: &str) -> Result<Language> {
    serde_json::from_value(serde_json::Value::String(tag.to_owned())).map_err(Error::corrupt)
}

impl Reads {
    async fn read_conversation(&self, row: conversation::Model) -> Result<Conversation> {
        let thread = match &row.thread_sealed {
            Some(sealed) => {
                let key = self.key(Subject::Customer(row.customer_id)).await?;
                key.unseal(self.place("conversation", "thread", &[row.id.0.as_bytes()]), sealed)?
            }
            None => Vec::new(),
        };
        Ok(Conversation {
            id: row.id,
            customer: row.customer_id,
            channel: row.channel.parse().map_err(Error::corrupt)?,
            voice: row.voice.parse().map_err(Error::corrupt)?,
            language: language(&row.language)?,
            wants_person: row.wants_person,
            practice: row.practice,
            thread,
            last_seq: row.last_seq,
            event_seq: row.event_seq,
            epoch: row.epoch,
            state: row.state.parse().map_err(Error::corrupt)?,
            holder: row.holder_name.map(|name| Holder { member: row.holder_id, name }),
            seen_seq: row.seen_seq,
            created_at: row.created_at,
            last_at: row.last_at,
        })
    }

    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>> {
        match conversation::Entity::find_by_id((self.shop, id)).one(&self.db()).await? {
            Some(row) => self.read_conversation(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The latest one of a customer on a channel.
    pub async fn conversation_open_for(&self, customer: CustomerId, channel: Channel) -> Result<Option<Conversation>> {
        let row = conversation::Entity::find()
            .filter(conversation::Column::ShopId.eq(self.shop))
            .filter(conversation::Column::CustomerId.eq(customer))
            .filter(conversation::Column::Channel.eq(channel.as_str()))
            .order_by_desc(conversation::Column::CreatedAt)
            .order_by_desc(conversation::Column::Id)
            .limit(1)
            .one(&self.db())
            .await?;
        match row {
            Some(row) => self.read_conversation(row).await.map(Some),
            None => Ok(None),
        }
    }

    pub(crate) async fn customer_of(&self, id: ConversationId) -> Result<CustomerId> {
        let customer = conversation::Entity::find_by_id((self.shop, id))
            .select_only()
            .column(conversation::Column::CustomerId)
            .into_tuple()
            .one(&self.db())
            .await?;
        customer.ok_or(Error::NotFound)
    }
}

impl Tx {
    /// [`Error::NotFound`] when there is no such customer.
    pub async fn conversation_add(&self, new: &NewConversation) -> Result<()> {
        let row = conversation::Model {
            shop_id: self.shop,
            id: new.id,
            customer_id: new.customer,
            channel: new.channel.to_string(),
            voice: Voice::Assistant.to_string(),
            language: new.language.tag().to_owned(),
            wants_person: false,
            practice: new.practice,
            thread_sealed: None,
            last_seq: 0,
            event_seq: 0,
            epoch: 0,
            created_at: new.at,
            last_at: new.at,
            state: ConversationState::Open.to_string(),
            listed: false,
            needs_you: false,
            last_author: None,
            last_intent: None,
            preview_sealed: None,
            labels: "[]".to_owned(),
            holder_id: None,
            holder_name: None,
            seen_seq: 0,
        };
        conversation::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Reads the conversation and keeps everybody else from changing it until this transaction ends.
    pub async fn conversation_lock(&self, id: ConversationId) -> Result<Option<Conversation>> {
        let query = conversation::Entity::find_by_id((self.shop, id)).lock_exclusive();
        match query.one(&self.db()).await? {
            Some(row) => self.read_conversation(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// What the assistant keeps in mind; sealed under the customer's key.
    pub async fn thread_save(&self, id: ConversationId, thread: &[u8]) -> Result<()> {
        let key = self.key(Subject::Customer(self.customer_of(id).await?)).await?;
        let sealed = key.seal(self.place("conversation", "thread", &[id.0.as_bytes()]), thread)?;
        self.set(id, "thread_sealed = $3", sealed.into()).await
    }

    /// Gives the floor to somebody; the conversation's new epoch. Unchanged when they have it already. Nobody in
    /// particular holds it then.
    pub async fn voice_set(&self, id: ConversationId, voice: Voice) -> Result<i64> {
        let sql = "UPDATE conversation SET epoch = CASE WHEN voice = $3 THEN epoch ELSE epoch + 1 END, voice = $3, \
                   holder_id = NULL, holder_name = NULL WHERE shop_id = $1 AND id = $2 RETURNING epoch";
        let row = self.row(sql, [self.shop.into(), id.into(), voice.as_str().into()]).await?;
        Ok(row.ok_or(Error::NotFound)?.try_get("", "epoch")?)
    }

    /// Who wants a person waits for one, until one has answered.
    pub async fn wants_person_set(&self, id: ConversationId, wants: bool) -> Result<()> {
        let what = "wants_person = $3, needs_you = (needs_you OR $3), listed = (listed OR $3)";
        self.set(id, what, wants.into()).await
    }

    pub async fn language_set(&self, id: ConversationId, language: Language) -> Result<()> {
        self.set(id, "language = $3", language.tag().into()).await
    }

    pub(crate) async fn set(&self, id: ConversationId, what: &str, value: sea_orm::Value) -> Result<()> {
        let sql = format!("UPDATE conversation SET {what} WHERE shop_id = $1 AND id = $2");
        if self.run(sql, [self.shop.into(), id.into(), value]).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
    }
}
