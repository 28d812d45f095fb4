//! The inbox: members see conversations, take the floor, write, hand back, leave notes and labels, close.
//!
//! Whoever takes the floor does it under the conversation's lock and epoch, so a reply that is being made is dropped
//! ([`crate::converse`]). What a customer has not been shown never tells of notes and labels: they are tables of their own.

mod search;
mod watch;

use store::{Added, Conversation, NewMemberMessage, NewNote, Tx};
use types::{
    Author, CannedReplyId, Code, ConversationId, ConversationState, MemberId, MessageId, NoteId, NoteKind, Problem,
    Right, Voice,
    chat::ChatMessage,
    goods::Goal,
    inbox::{self, CannedReply, Changes, Head, List, PAGE, WRITTEN, Wanted},
};

pub use self::watch::{Watch, watch};
use crate::{Actor, Ctx, Error, Result, audit, converse, inspect::wording::preference, jobs, widget};

/// Messages of a conversation that are shown at first.
const MESSAGES: u64 = 200;
/// Events read to find what changed; when there were more, everything is sent.
const EVENTS: u64 = 200;
/// Labels offered as filters.
const LABELS: u64 = 30;
/// Canned replies of a shop.
const CANNED: usize = 200;

/// A page of the list, newest first; with `text`, what was found.
pub async fn list(cx: &Ctx, wanted: &Wanted) -> Result<List> {
    cx.may(Right::View)?;
    let (listing, searched) = match wanted.text.trim() {
        "" => (cx.store.inbox_list(wanted, PAGE).await?, None),
        text => search::search(cx, wanted, text).await?,
    };
    Ok(List {
        rows: listing.rows,
        more: listing.more,
        needs_you: cx.store.needs_you_count().await?,
        handed_over: cx.store.handed_over_count().await?,
        labels: cx.store.labels(LABELS).await?,
        searched,
    })
}

/// How many conversations wait for a person.
pub async fn needs_you(cx: &Ctx) -> Result<u64> {
    cx.may(Right::View)?;
    Ok(cx.store.needs_you_count().await?)
}

/// Conversations by id, or by the address that was left in them; for the command palette.
pub async fn goals(cx: &Ctx, wanted: &str) -> Result<Vec<Goal>> {
    cx.may(Right::View)?;
    let wanted = wanted.trim();
    let ids = match (wanted.parse(), converse::address_in(wanted)) {
        (Ok(id), _) => vec![id],
        (_, Some(address)) => cx.store.inbox_by_contact(address, 8).await?,
        _ => return Ok(Vec::new()),
    };
    let goal = |row: inbox::Row| Goal { page: format!("conversations/{}", row.id), name: row.who, more: row.preview };
    Ok(cx.store.inbox_rows(&ids).await?.into_iter().map(goal).collect())
}

/// The newest messages of a conversation with everything beside them; all of them when `whole`.
pub async fn thread(cx: &Ctx, id: ConversationId, whole: bool) -> Result<Changes> {
    cx.may(Right::View)?;
    let conversation = cx.store.conversation(id).await?.ok_or_else(Error::not_found)?;
    let stored = cx.store.messages(id, if whole { u64::MAX >> 1 } else { MESSAGES }).await?;
    let messages: Vec<ChatMessage> = stored.into_iter().map(widget::chat_message).collect();
    let earlier = messages.first().is_some_and(|first| first.seq > 1);
    changed(cx, &conversation, messages, earlier).await
}

/// What changed of a conversation after event number `after`.
pub async fn changes(cx: &Ctx, id: ConversationId, after: i64) -> Result<Changes> {
    cx.may(Right::View)?;
    let conversation = cx.store.conversation(id).await?.ok_or_else(Error::not_found)?;
    let events = cx.store.events_after(Some(id), after, EVENTS).await?;
    // Numbers have no gaps: where one is missing, old events were deleted.
    let complete = (events.len() as u64) < EVENTS && events.first().is_none_or(|first| first.seq == after + 1);
    if !complete {
        return thread(cx, id, false).await;
    }
    let mut ids: Vec<MessageId> = Vec::new();
    for event in &events {
        let message = event.about.get("message").and_then(|id| id.as_str()?.parse().ok());
        ids.extend(message.filter(|message| !ids.contains(message)));
    }
    let stored = cx.store.messages_by_ids(id, &ids).await?;
    changed(cx, &conversation, stored.into_iter().map(widget::chat_message).collect(), false).await
}

async fn changed(cx: &Ctx, conversation: &Conversation, messages: Vec<ChatMessage>, earlier: bool) -> Result<Changes> {
    let id = conversation.id;
    let row = cx.store.inbox_rows(&[id]).await?.pop().ok_or_else(Error::not_found)?;
    let known = cx.store.preference_get(conversation.customer).await?;
    let ids = cx.store.products_shown(id, 5).await?;
    let products = cx.store.products_by_ids(&ids).await?;
    let name = |id| products.iter().find(|product| product.id == id).map(|product| (id, product.name.clone()));
    let lane = jobs::conversation_lane(id);
    let head = Head {
        language: conversation.language,
        since: conversation.created_at,
        wants_person: conversation.wants_person,
        contact: cx.store.contact(id).await?,
        preferences: known.iter().map(|known| preference(&known.name, &known.value, cx.shop.currency)).collect(),
        products: ids.into_iter().filter_map(name).collect(),
        seen: conversation.seen_seq,
        looking: conversation.voice == Voice::Assistant
            && cx.engine.store().queue_lane_pending(cx.shop.id, &lane).await? > 0,
        thumbs: cx.store.thumbs(id).await?,
        notes: cx.store.notes(id).await?,
        row,
    };
    Ok(Changes { head, messages, earlier, last_event: conversation.event_seq })
}

/// The member who acts: id, whole name, and the first name, which is all that a customer reads.
fn me(cx: &Ctx) -> (Option<MemberId>, String, String) {
    let (id, name) = match &cx.actor {
        Actor::Member { id, name, .. } => (Some(*id), name.as_str()),
        Actor::System => (None, ""),
    };
    // Who gave no name is called by their address in the house; outside they are the shop.
    let first = match inbox::first_name(name) {
        "" => cx.shop.name.as_str(),
        first if first.contains('@') => cx.shop.name.as_str(),
        first => first,
    };
    let name = if name.trim().is_empty() { cx.shop.name.as_str() } else { name };
    (id, name.to_owned(), first.to_owned())
}

/// Notes beside the conversation what a member did with it, and tells who listens.
async fn did(cx: &Ctx, tx: &Tx, id: ConversationId, kind: NoteKind, act: &'static str) -> Result<()> {
    let (member, name, _) = me(cx);
    let now = cx.now();
    let note =
        NewNote { id: cx.id(NoteId::from_parts)?, conversation: id, kind, member, name, text: String::new(), at: now };
    tx.note_add(&note).await?;
    tx.event_add(Some(id), "note", serde_json::json!({ "note": note.id }), now).await?;
    audit::note(cx, tx, act, id, serde_json::json!({})).await
}

async fn take_in(cx: &Ctx, tx: &Tx, conversation: &Conversation) -> Result<()> {
    let (member, _, first) = me(cx);
    tx.floor_take(conversation.id, member, &first).await?;
    tx.handoff_note(conversation.id, cx.now()).await?;
    if conversation.state == ConversationState::Closed {
        tx.conversation_close(conversation.id, false).await?;
    }
    let about = serde_json::json!({ "voice": Voice::Human });
    tx.event_add(Some(conversation.id), "voice", about, cx.now()).await?;
    did(cx, tx, conversation.id, NoteKind::Took, "conversation.taken").await
}

fn is_mine(cx: &Ctx, conversation: &Conversation) -> bool {
    conversation.voice == Voice::Human
        && conversation.holder.as_ref().is_some_and(|holder| holder.member.is_some() && holder.member == me(cx).0)
}

/// The member has the floor from now on, whoever had it before. What the assistant was about to say is not said.
pub async fn take(cx: &Ctx, id: ConversationId) -> Result<()> {
    cx.may(Right::Answer)?;
    let tx = cx.store.begin().await?;
    let conversation = tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    if is_mine(cx, &conversation) {
        return Ok(());
    }
    take_in(cx, &tx, &conversation).await?;
    Ok(tx.commit().await?)
}

/// The assistant answers again, from the customer's next message on.
pub async fn hand_back(cx: &Ctx, id: ConversationId) -> Result<()> {
    cx.may(Right::Answer)?;
    let tx = cx.store.begin().await?;
    let conversation = tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    if conversation.voice == Voice::Assistant {
        return Ok(());
    }
    give_back(cx, &tx, id).await?;
    tx.needs_you_set(id, false).await?;
    did(cx, &tx, id, NoteKind::HandedBack, "conversation.handed_back").await?;
    Ok(tx.commit().await?)
}

async fn give_back(cx: &Ctx, tx: &Tx, id: ConversationId) -> Result<()> {
    tx.voice_set(id, Voice::Assistant).await?;
    let about = serde_json::json!({ "voice": Voice::Assistant });
    tx.event_add(Some(id), "voice", about, cx.now()).await?;
    Ok(())
}

/// What a member wrote, without what is around it; refused when it is empty or too long.
fn written(text: &str) -> Result<String> {
    let text: String = text.trim().chars().filter(|c| *c != '\0').collect();
    match text.chars().count() {
        0 => Err(Error::invalid("Write something first.")),
        count if count > WRITTEN => Err(Error::invalid(format!("Write at most {WRITTEN} characters at once."))),
        _ => Ok(text),
    }
}

fn checked_id(client_id: &str) -> Result<()> {
    if client_id.is_empty() || client_id.len() > 64 {
        return Err(Error::invalid("What is written needs a client id of 1 to 64 characters."));
    }
    Ok(())
}

/// Says something to the customer, once per `client_id` (made by the page; 1 to 64 characters). Whoever writes while the
/// assistant has the floor takes it; where another member has it, it must be taken first.
pub async fn reply(cx: &Ctx, id: ConversationId, client_id: &str, text: &str) -> Result<MessageId> {
    cx.may(Right::Answer)?;
    checked_id(client_id)?;
    let text = written(text)?;
    let tx = cx.store.begin().await?;
    let conversation = tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    // Customers name their messages too.
    let client_id = format!("member:{client_id}");
    if let Some(same) = tx.message_by_client_id(id, &client_id).await? {
        return Ok(same.id);
    }
    if !is_mine(cx, &conversation) {
        if let Some(holder) = conversation.holder.as_ref().filter(|_| conversation.voice == Voice::Human) {
            let detail = format!("{} has the floor. Take it over to write here.", holder.name);
            return Err(Error::Problem(Problem::new(Code::Conflict, detail)));
        }
        take_in(cx, &tx, &conversation).await?;
    }
    let (member, _, name) = me(cx);
    let message = MessageId(converse::named("message", &format!("{id}:{client_id}")));
    let now = cx.now();
    let new = NewMemberMessage { id: message, conversation: id, text, member, name, client_id, at: now };
    if let Added::Duplicate { id, .. } = tx.message_add_member(&new).await? {
        return Ok(id);
    }
    if conversation.state == ConversationState::Closed {
        tx.conversation_close(id, false).await?;
    }
    tx.event_add(Some(id), "message", serde_json::json!({ "message": message }), now).await?;
    audit::note(cx, &tx, "conversation.answered", id, serde_json::json!({ "message": message })).await?;
    tx.commit().await?;
    metrics::counter!("member_messages_total").increment(1);
    Ok(message)
}

/// Leaves a note that only members see, once per `client_id`.
pub async fn note(cx: &Ctx, id: ConversationId, client_id: &str, text: &str) -> Result<NoteId> {
    cx.may(Right::Answer)?;
    checked_id(client_id)?;
    let text = written(text)?;
    let tx = cx.store.begin().await?;
    tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    let (member, name, _) = me(cx);
    let now = cx.now();
    let note = NoteId(converse::named("note", &format!("{id}:{client_id}")));
    let new = NewNote { id: note, conversation: id, kind: NoteKind::Note, member, name, text, at: now };
    if tx.note_add(&new).await? {
        tx.event_add(Some(id), "note", serde_json::json!({ "note": note }), now).await?;
        audit::note(cx, &tx, "conversation.noted", id, serde_json::json!({ "note": note })).await?;
        tx.commit().await?;
    }
    Ok(note)
}

/// Puts a label on a conversation, or takes it off. The label is kept in small letters.
pub async fn label(cx: &Ctx, id: ConversationId, label: &str, on: bool) -> Result<()> {
    cx.may(Right::Answer)?;
    let refused = || Error::invalid(format!("A label has 1 to {} characters.", inbox::LABEL));
    let label = inbox::label(label).ok_or_else(refused)?;
    let tx = cx.store.begin().await?;
    tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    let row = tx.inbox_rows(&[id]).await?.pop().ok_or_else(Error::not_found)?;
    if row.labels.contains(&label) == on {
        return Ok(());
    }
    if on && row.labels.len() >= inbox::LABELS {
        return Err(Error::invalid(format!("A conversation has at most {} labels.", inbox::LABELS)));
    }
    tx.label_set(id, &label, on).await?;
    tx.event_add(Some(id), "labels", serde_json::json!({}), cx.now()).await?;
    let act = if on { "conversation.labelled" } else { "conversation.unlabelled" };
    audit::note(cx, &tx, act, id, serde_json::json!({ "label": label })).await?;
    Ok(tx.commit().await?)
}

/// Closes a conversation, and hands back the floor; or opens it again. The customer's next message opens it too.
pub async fn close(cx: &Ctx, id: ConversationId, closed: bool) -> Result<()> {
    cx.may(Right::Answer)?;
    let tx = cx.store.begin().await?;
    let conversation = tx.conversation_lock(id).await?.ok_or_else(Error::not_found)?;
    if (conversation.state == ConversationState::Closed) == closed {
        return Ok(());
    }
    tx.conversation_close(id, closed).await?;
    if closed && conversation.voice == Voice::Human {
        give_back(cx, &tx, id).await?;
    }
    match closed {
        true => did(cx, &tx, id, NoteKind::Closed, "conversation.closed").await?,
        false => did(cx, &tx, id, NoteKind::Reopened, "conversation.reopened").await?,
    }
    Ok(tx.commit().await?)
}

/// The shop's canned replies, by name.
pub async fn canned_replies(cx: &Ctx) -> Result<Vec<CannedReply>> {
    cx.may(Right::View)?;
    Ok(cx.store.canned_replies().await?)
}

/// Adds a canned reply (`id` is `None`) or changes one.
pub async fn canned_reply_save(cx: &Ctx, id: Option<CannedReplyId>, name: &str, text: &str) -> Result<CannedReply> {
    cx.may(Right::Answer)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 60 {
        return Err(refused_field("name", "Give it a name of 1 to 60 characters."));
    }
    let text = written(text).map_err(|error| refused_field("text", &error.problem().detail))?;
    let tx = cx.store.begin().await?;
    let known = tx.canned_replies().await?;
    if known.iter().any(|reply| reply.name.eq_ignore_ascii_case(&name) && Some(reply.id) != id) {
        return Err(refused_field("name", "Another canned reply has this name."));
    }
    if known.len() >= CANNED && id.is_none() {
        return Err(Error::invalid(format!("A shop has at most {CANNED} canned replies. Remove one first.")));
    }
    let id = match id {
        Some(id) => id,
        None => cx.id(CannedReplyId::from_parts)?,
    };
    let reply = CannedReply { id, name, text };
    tx.canned_reply_put(&reply, cx.now()).await?;
    audit::note(cx, &tx, "canned_reply.saved", id, serde_json::json!({ "name": reply.name })).await?;
    tx.commit().await?;
    Ok(reply)
}

fn refused_field(field: &str, detail: &str) -> Error {
    let mut problem = Problem::new(Code::Invalid, detail);
    problem.fields.push(types::FieldProblem { field: field.to_owned(), detail: detail.to_owned() });
    Error::Problem(problem)
}

/// Removes a canned reply. That it was not there is no failure.
pub async fn canned_reply_remove(cx: &Ctx, id: CannedReplyId) -> Result<()> {
    cx.may(Right::Answer)?;
    let tx = cx.store.begin().await?;
    if tx.canned_reply_remove(id).await? {
        audit::note(cx, &tx, "canned_reply.removed", id, serde_json::json!({})).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The beginning of a reply, for the list.
pub(crate) fn preview(parts: &[types::Part]) -> String {
    let text = agent::text_of(parts);
    if !text.trim().is_empty() {
        return text;
    }
    let count = parts.iter().map(|part| match part {
        types::Part::Cards { cards } => cards.len(),
        types::Part::Comparison { comparison } => comparison.products.len(),
        types::Part::Text { .. } => 0,
    });
    match count.sum::<usize>() {
        0 => String::new(),
        1 => "1 product".to_owned(),
        count => format!("{count} products"),
    }
}

/// Whether the thread's last word is the customer's, and an answer is on its way.
pub(crate) async fn is_looking(cx: &Ctx, conversation: &Conversation, last: Option<Author>) -> Result<bool> {
    if conversation.voice != Voice::Assistant || last != Some(Author::Customer) {
        return Ok(false);
    }
    let lane = jobs::conversation_lane(conversation.id);
    Ok(cx.engine.store().queue_lane_pending(cx.shop.id, &lane).await? > 0)
}
