//! Conversations of the past, written many at a time: for a shop that is to look as after months. They are the same rows
//! as those of a conversation that took place, sealed the same way; only nobody waited for them.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use types::{Author, CustomerId, IdentityId, MessageId, MessageState, Part, Time, TurnId, Voice};

use crate::{
    NewConversation, NewExecution, NewProductEvent, Reads, SearchMiss, Tx,
    entity::{conversation, customer, data_key, execution, identity, message, message_part, product_event},
    error::{Error, Result},
    seal::{DataKey, Subject},
};

#[derive(Debug, Clone)]
pub struct PastMessage {
    pub id: MessageId,
    pub author: Author,
    pub turn: Option<TurnId>,
    /// Of a customer or member: one text.
    pub parts: Vec<Part>,
    /// The first name of the member who wrote it.
    pub member: Option<String>,
    pub quick_replies: Vec<String>,
    pub at: Time,
}

/// A whole conversation with a customer of its own, as it would stand had it taken place.
#[derive(Debug, Clone)]
pub struct PastConversation {
    pub conversation: NewConversation,
    pub identity: IdentityId,
    /// Who the customer is on the channel.
    pub external: String,
    pub voice: Voice,
    /// Asked for a person whom nobody has been yet.
    pub wants_person: bool,
    pub closed: bool,
    pub thread: Vec<u8>,
    /// In order.
    pub messages: Vec<PastMessage>,
    pub executions: Vec<NewExecution>,
    pub events: Vec<(TurnId, NewProductEvent, Time)>,
    pub handoff: Option<Time>,
    pub feedback: Vec<(MessageId, bool, Time)>,
    pub misses: Vec<(TurnId, SearchMiss)>,
}

macro_rules! insert_all {
    ($tx:expr, $entity:ident, $columns:literal, $rows:expr) => {
        for some in $rows.chunks($tx.dialect().rows_per_statement($columns)) {
            let rows = some.iter().cloned().map(|row| row.into_active_model().reset_all());
            $entity::Entity::insert_many(rows).exec_without_returning(&$tx.db()).await?;
        }
    };
}

impl Reads {
    /// Conversations in which something was said, practice aside.
    pub async fn conversation_count(&self) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM conversation WHERE shop_id = $1 AND NOT practice AND last_seq > 0";
        let row = self.row(sql, [self.shop.into()]).await?.ok_or(Error::NotFound)?;
        Ok(row.try_get("", "count")?)
    }
}

impl Tx {
    /// Writes conversations that are over, with new customers.
    pub async fn history_add(&self, past: &[PastConversation]) -> Result<()> {
        let (mut keys, mut customers, mut identities, mut conversations) = (vec![], vec![], vec![], vec![]);
        let (mut messages, mut parts, mut executions, mut events) = (vec![], vec![], vec![], vec![]);
        for one in past {
            let (id, customer) = (one.conversation.id, one.conversation.customer);
            let at = one.conversation.at;
            let (row, key) = self.store.inner.master.make_key(self.shop, Subject::Customer(customer), at)?;
            keys.push(row);
            customers.push(customer::Model { shop_id: self.shop, id: customer, created_at: at, erased_at: None });
            identities.push(self.past_identity(one, customer, &key)?);
            let place = [id.0.as_bytes().as_slice()];
            let last = one.messages.last();
            let text = last.map(|message| message.parts.iter().map(Part::text).collect::<Vec<_>>().join(" "));
            let preview = crate::inbox::begins(text.as_deref().unwrap_or_default());
            let member = one.messages.iter().rev().find_map(|message| message.member.clone());
            let holds = one.voice == Voice::Human;
            conversations.push(conversation::Model {
                shop_id: self.shop,
                id,
                customer_id: customer,
                channel: one.conversation.channel.to_string(),
                voice: one.voice.to_string(),
                language: one.conversation.language.tag().to_owned(),
                wants_person: one.wants_person,
                practice: one.conversation.practice,
                thread_sealed: Some(key.seal(self.place("conversation", "thread", &place), &one.thread)?),
                last_seq: one.messages.len() as i64,
                event_seq: 0,
                epoch: 0,
                created_at: at,
                last_at: last.map_or(at, |message| message.at),
                state: if one.closed { "closed" } else { "open" }.to_owned(),
                listed: !one.messages.is_empty(),
                needs_you: one.wants_person && !one.closed,
                last_author: last.map(|message| message.author.to_string()),
                last_intent: one.executions.last().and_then(|run| run.intent).map(|intent| intent.to_string()),
                preview_sealed: Some(key.seal(self.place("conversation", "preview", &place), preview.as_bytes())?),
                labels: "[]".to_owned(),
                holder_id: None,
                holder_name: member.filter(|_| holds),
                seen_seq: one.messages.len() as i64,
                // Comes with its calls, which are booked as any others are.
                cost_micros: 0,
            });
            for (number, message) in one.messages.iter().enumerate() {
                self.past_message(one, number, message, &key, &mut messages, &mut parts)?;
            }
            for new in &one.executions {
                executions.push(self.execution_row(new, &key)?);
            }
            for (turn, event, at) in &one.events {
                events.push(product_event::Model {
                    shop_id: self.shop,
                    conversation_id: id,
                    turn_id: *turn,
                    kind: event.kind.to_string(),
                    product_id: event.product,
                    position: event.position,
                    practice: one.conversation.practice,
                    at: *at,
                });
            }
        }
        insert_all!(self, data_key, 7, keys);
        insert_all!(self, customer, 4, customers);
        insert_all!(self, identity, 7, identities);
        insert_all!(self, conversation, 24, conversations);
        insert_all!(self, message, 14, messages);
        insert_all!(self, message_part, 5, parts);
        insert_all!(self, execution, 16, executions);
        for some in events.chunks(self.dialect().rows_per_statement(8)) {
            use product_event::Column as P;
            let keep = OnConflict::columns([P::ShopId, P::ConversationId, P::TurnId, P::Kind, P::ProductId])
                .do_nothing()
                .to_owned();
            let rows = some.iter().cloned().map(|row| row.into_active_model().reset_all());
            product_event::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(&self.db()).await?;
        }
        for one in past {
            let id = one.conversation.id;
            if let Some(at) = one.handoff {
                self.handoff_note(id, at).await?;
            }
            for (turn, miss) in &one.misses {
                self.search_miss_add(id, *turn, miss).await?;
            }
            for (message, up, at) in &one.feedback {
                self.feedback_set(id, *message, *up, *at).await?;
            }
        }
        Ok(())
    }

    fn past_identity(&self, one: &PastConversation, customer: CustomerId, key: &DataKey) -> Result<identity::Model> {
        let channel = one.conversation.channel.as_str();
        let place = [one.identity.0.as_bytes().as_slice()];
        Ok(identity::Model {
            shop_id: self.shop,
            id: one.identity,
            customer_id: customer,
            channel: channel.to_owned(),
            external_index: self.store.inner.master.blind_index(self.shop, channel, &one.external)?,
            external_sealed: key.seal(self.place("identity", "external", &place), one.external.as_bytes())?,
            created_at: one.conversation.at,
        })
    }

    fn past_message(
        &self,
        one: &PastConversation,
        number: usize,
        new: &PastMessage,
        key: &DataKey,
        messages: &mut Vec<message::Model>,
        parts: &mut Vec<message_part::Model>,
    ) -> Result<()> {
        let place = [new.id.0.as_bytes().as_slice()];
        let assistant = new.author == Author::Assistant;
        let body = (!assistant).then(|| new.parts.first().map(Part::text).unwrap_or_default());
        let json = serde_json::to_vec(&new.quick_replies).map_err(Error::corrupt)?;
        let quick = assistant.then(|| key.seal(self.place("message", "quick_replies", &place), &json)).transpose()?;
        let body = body.map(|text| key.seal(self.place("message", "body", &place), text.as_bytes())).transpose()?;
        messages.push(message::Model {
            shop_id: self.shop,
            id: new.id,
            conversation_id: one.conversation.id,
            seq: number as i64 + 1,
            author: new.author.to_string(),
            state: MessageState::Closed.to_string(),
            turn_id: new.turn,
            client_id: None,
            body_sealed: body,
            quick_replies_sealed: quick,
            created_at: new.at,
            closed_at: Some(new.at),
            member_id: None,
            member_name: new.member.clone(),
        });
        if assistant {
            for (position, part) in new.parts.iter().enumerate() {
                let position = position as i64;
                let json = serde_json::to_vec(part).map_err(Error::corrupt)?;
                let place = [new.id.0.as_bytes().as_slice(), &position.to_le_bytes()];
                parts.push(message_part::Model {
                    shop_id: self.shop,
                    message_id: new.id,
                    position,
                    kind: crate::message::part_kind(part).to_owned(),
                    body_sealed: key.seal(self.place("message_part", "body", &place), &json)?,
                });
            }
        }
        Ok(())
    }
}
