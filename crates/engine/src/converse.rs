//! A conversation: what a customer writes comes in, one reply goes out, whatever happens in between.
//!
//! [`accept`] makes a message durable; [`turn`] is the job that answers it. Everything a turn leaves behind (message,
//! parts, thread, execution, preferences, events, the job's own completion) is one transaction at its end. A reply that
//! takes longer is stored piece by piece on the way, and a turn run again after a crash closes what it finds: it never
//! says a second version.

pub(crate) mod ended;
pub(crate) mod recorded;
mod stage;

use std::time::Instant;

use agent::{ShopFacts, Thread, TurnInput};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    Accepted, Added, Claim, Conversation, NewConversation, NewCustomerMessage, NewExecution, NewInbound,
    NewProductEvent, SearchMiss, Tx,
};
use types::{
    Author, Channel, ConversationId, CustomerId, ExecutionId, IdentityId, InboundId, JobId, Language, MessageId,
    MessageState, MindKind, Part, ProductEventKind, Tier, TurnId, Voice, WhyLocal,
};
use uuid::Uuid;

pub use self::recorded::{Told, TurnFailure};
use self::{
    ended::{How, Unrecorded},
    recorded::Recorded,
    stage::Stage,
};
use crate::{
    Ctx, Error, Result, find, inbox,
    jobs::{self, Job},
    ledger, minds,
    settings::{self, Wishes},
    tools::Tools,
};

/// Characters of one message that are kept; the rest is cut off.
pub const MAX_MESSAGE: usize = 20_000;

/// Which mind is to answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MindChoice {
    /// The best there is.
    #[default]
    Auto,
    Local,
    Llm,
}

/// A message on its way in, as stored before it is acknowledged.
#[derive(Debug, Serialize, Deserialize)]
struct Incoming {
    conversation: ConversationId,
    message: MessageId,
    turn: TurnId,
    client_id: String,
    text: String,
    mind: MindChoice,
}

impl Incoming {
    fn unrecorded(&self, language: Language, received_at: types::Time) -> Unrecorded<'_> {
        Unrecorded { conversation: self.conversation, turn: self.turn, language, message: &self.text, received_at }
    }
}

/// A message that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub message: MessageId,
    pub turn: TurnId,
}

/// The open conversation of somebody on a channel; begun when there is none. `practice` conversations are left out of all
/// figures.
pub async fn open(cx: &Ctx, channel: Channel, external: &str, practice: bool) -> Result<(CustomerId, ConversationId)> {
    // Two pages may open at the same moment: the loser of the race finds what the winner made.
    for _ in 0..3 {
        let customer = cx.store.customer_by_identity(channel, external).await?;
        if let Some(customer) = &customer
            && let Some(conversation) = cx.store.conversation_open_for(customer.id, channel).await?
        {
            return Ok((customer.id, conversation.id));
        }
        let language = settings::wishes(cx).await?.profile.language;
        let tx = cx.store.begin().await?;
        let now = cx.now();
        let id = cx.id(ConversationId::from_parts)?;
        let begun = async {
            let customer = match customer {
                Some(customer) => customer.id,
                None => {
                    let customer = cx.id(CustomerId::from_parts)?;
                    tx.customer_add(customer, now).await?;
                    tx.identity_add(cx.id(IdentityId::from_parts)?, customer, channel, external, now).await?;
                    customer
                }
            };
            tx.conversation_add(&NewConversation { id, customer, channel, language, practice, at: now }).await?;
            Ok::<_, Error>(customer)
        };
        match begun.await {
            Ok(customer) => {
                tx.commit().await?;
                return Ok((customer, id));
            }
            Err(Error::Store(store::Error::Conflict { .. })) => drop(tx),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Store(store::Error::Busy))
}

/// Makes a message durable and queues its answer, once per `client_id`. The same call again gives the same ids.
pub async fn accept(
    cx: &Ctx,
    channel: Channel,
    conversation: ConversationId,
    client_id: &str,
    text: &str,
    mind: MindChoice,
) -> Result<Received> {
    if client_id.is_empty() || client_id.len() > 64 {
        return Err(Error::invalid("A message needs a client id of 1 to 64 characters."));
    }
    let external_id = format!("{conversation}:{client_id}");
    let message = MessageId(named("message", &external_id));
    let turn = TurnId(named("turn", &external_id));
    let incoming = Incoming {
        conversation,
        message,
        turn,
        client_id: client_id.to_owned(),
        text: text.chars().filter(|c| *c != '\0').take(MAX_MESSAGE).collect(),
        mind,
    };
    let body = serde_json::to_vec(&incoming).map_err(|error| Error::internal("a message", error))?;
    let id = cx.id(InboundId::from_parts)?;
    let new = NewInbound {
        id,
        source: channel.to_string(),
        external_id,
        lane: jobs::conversation_lane(conversation),
        body,
        job: cx.id(JobId::from_parts)?,
        payload: Job::Turn { inbound: id }.payload()?,
    };
    let accepted = cx.engine.store().inbound_accept(cx.shop.id, vec![new], cx.now()).await?;
    let duplicate = accepted.contains(&Accepted::Duplicate);
    metrics::counter!("messages_accepted_total", "channel" => channel.as_str(), "duplicate" => duplicate.to_string())
        .increment(1);
    Ok(Received { message, turn })
}

/// An id that follows from a name, so that a message sent twice has one id without asking.
pub(crate) fn named(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("{kind}\0{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The job: answers one message.
pub(crate) async fn turn(cx: &Ctx, claim: &Claim, inbound: InboundId) -> Result<()> {
    let begun = Instant::now();
    let stored = cx.store.inbound(inbound).await?.ok_or_else(Error::not_found)?;
    if stored.state == store::InboundState::Done {
        let tx = cx.store.begin().await?;
        tx.job_complete(claim, cx.now()).await?;
        return Ok(tx.commit_soft().await?);
    }
    let incoming: Incoming =
        serde_json::from_slice(&stored.body).map_err(|error| Error::internal("a stored message", error))?;
    let conversation = cx.store.conversation(incoming.conversation).await?.ok_or_else(Error::not_found)?;
    receive(cx, &incoming, conversation.voice).await?;

    if conversation.voice == Voice::Human {
        // A person answers; nothing more is to be done.
        let tx = cx.store.begin().await?;
        finish(cx, &tx, claim, inbound).await?;
        return Ok(tx.commit().await?);
    }
    let earlier = cx.store.message_by_turn(conversation.id, incoming.turn, Author::Assistant).await?;
    if let Some(earlier) = earlier {
        return take_up(cx, claim, &stored, &incoming, &conversation, earlier).await;
    }
    reply(cx, claim, inbound, incoming, conversation, begun).await
}

/// Writes down what the customer wrote, and that an answer is being looked for where the assistant has the floor.
async fn receive(cx: &Ctx, incoming: &Incoming, voice: Voice) -> Result<()> {
    let now = cx.now();
    let tx = cx.store.begin().await?;
    let added = tx
        .message_add_customer(&NewCustomerMessage {
            id: incoming.message,
            conversation: incoming.conversation,
            text: incoming.text.clone(),
            turn: Some(incoming.turn),
            client_id: Some(incoming.client_id.clone()),
            at: now,
        })
        .await?;
    if matches!(added, Added::New { .. }) {
        let about = serde_json::json!({ "message": incoming.message });
        tx.event_add(Some(incoming.conversation), "message", about, now).await?;
        if voice == Voice::Assistant {
            let about = serde_json::json!({ "turn": incoming.turn });
            tx.event_add(Some(incoming.conversation), "looking", about, now).await?;
        }
    }
    // Nothing is lost with this: the message itself is on the disk since it was accepted.
    Ok(tx.commit_soft().await?)
}

/// Thinks, and closes the turn.
async fn reply(
    cx: &Ctx,
    claim: &Claim,
    inbound: InboundId,
    incoming: Incoming,
    conversation: Conversation,
    begun: Instant,
) -> Result<()> {
    let snapshot = find::snapshot(cx).await?;
    let wishes = settings::wishes(cx).await?;
    let input = given(cx, &snapshot, &incoming, &conversation, &wishes).await?;
    let foreign = input.understood.foreign_currency.clone();
    let tools = Tools::new(cx.clone(), snapshot, input.thread.standing.filters.clone(), foreign);
    let stage = Stage::new(cx, &conversation, incoming.turn, cx.id(MessageId::from_parts)?);
    let chosen = minds::choose(cx, incoming.mind, &wishes, conversation.cost_micros).await?;
    let outcome = agent::run(&input, &*chosen.mind, &tools, &stage).await;
    let calls = outcome.calls.clone();
    ledger::measure(&calls);
    let noted = tools.noted();
    let heard = stage.heard().await;

    let now = cx.now();
    let tx = cx.store.begin().await?;
    let current = tx.conversation_lock(conversation.id).await?.ok_or_else(Error::not_found)?;
    let interrupted = current.voice == Voice::Human || current.epoch != conversation.epoch;
    // Somebody took the floor while this was thought out: what was not shown yet is never said.
    if !interrupted || heard.written > 0 {
        let message = match heard.opened {
            Some(message) => message,
            None => tx.message_open_assistant(conversation.id, incoming.turn, heard.message, now).await?.id,
        };
        let said = heard.said(interrupted);
        for (position, part) in said.iter().enumerate().skip(heard.written) {
            tx.message_part_add(message, position as i64, part).await?;
        }
        let offered: &[String] = if interrupted { &[] } else { &outcome.quick_replies };
        tx.message_close(message, offered, now).await?;
        tx.event_add(Some(conversation.id), "message", serde_json::json!({ "message": message }), now).await?;
        tx.product_events_add(conversation.id, incoming.turn, &shown(said), now).await?;
        tx.conversation_said(conversation.id, Author::Assistant, &inbox::preview(said), Some(outcome.intent)).await?;
    }
    if !interrupted {
        let thread = serde_json::to_vec(&outcome.thread).map_err(|error| Error::internal("a thread", error))?;
        tx.thread_save(conversation.id, &thread).await?;
        tx.language_set(conversation.id, outcome.language).await?;
        if noted.hand_off.is_some() {
            tx.wants_person_set(conversation.id, true).await?;
            tx.handoff_note(conversation.id, now).await?;
        }
        if let Some(miss) = &noted.miss {
            let miss = SearchMiss { text: miss.text.clone(), shown: miss.shown, at: now };
            tx.search_miss_add(conversation.id, incoming.turn, &miss).await?;
        }
        // Asked for an address, the shopper may simply write it.
        if let Some(address) = address_in(&incoming.text).filter(|_| conversation.wants_person) {
            tx.contact_add(conversation.id, address, now).await?;
        }
        for preference in &noted.preferences {
            tx.preference_set(conversation.customer, &preference.name, &preference.value, Some(incoming.turn), now)
                .await?;
        }
    }
    let ms = begun.elapsed().as_secs_f64() * 1_000.0;
    metrics::histogram!("turn_seconds", "tier" => outcome.tier.as_str()).record(ms / 1_000.0);
    let execution = cx.id(ExecutionId::from_parts)?;
    let wanted = incoming.mind == MindChoice::Llm || !matches!(chosen.why, Some(WhyLocal::Chosen | WhyLocal::NotSet));
    let fallback = outcome.error.is_some() || (wanted && outcome.tier == Tier::Local);
    tx.execution_add(&NewExecution {
        id: execution,
        conversation: conversation.id,
        turn: incoming.turn,
        intent: Some(outcome.intent),
        tier: outcome.tier,
        mind: Some(outcome.mind),
        language: outcome.language,
        input: serde_json::to_vec(&input).map_err(|error| Error::internal("a turn's input", error))?,
        error: outcome.error.as_ref().map(ToString::to_string),
        steps: Recorded { searches: noted.searches, ..Recorded::new(outcome, chosen.why, ms, interrupted) }
            .to_bytes()?,
        fallback,
        cost_micros: ledger::cost(&calls),
        ms: ms.round() as i64,
        at: now,
    })
    .await?;
    finish(cx, &tx, claim, inbound).await?;
    let paid = chosen.grant.as_ref().map_or(now, |grant| grant.at);
    ledger::book(&tx, incoming.turn, Some((conversation.id, execution)), paid, &calls).await?;
    tx.commit().await?;
    // What was reserved is given back only now, when what was spent can be seen.
    drop(chosen);
    Ok(())
}

/// Closes a message that an earlier run of the turn had begun to say.
async fn take_up(
    cx: &Ctx,
    claim: &Claim,
    inbound: &store::Inbound,
    incoming: &Incoming,
    conversation: &Conversation,
    earlier: store::StoredMessage,
) -> Result<()> {
    let now = cx.now();
    let tx = cx.store.begin().await?;
    let turn = incoming.unrecorded(conversation.language, inbound.received_at);
    ended::record(cx, &tx, turn, How::CutOff, "The process that answered ended before the reply was whole.").await?;
    if earlier.state == MessageState::Open {
        let mut said = earlier.parts;
        // Cards alone are no answer.
        if said.iter().all(|part| part.text().is_empty()) {
            let apology = Part::Text { text: agent::apology(conversation.language), draft: None };
            tx.message_part_add(earlier.id, said.len() as i64, &apology).await?;
            said.push(apology);
        }
        tx.message_close(earlier.id, &[], now).await?;
        tx.event_add(Some(conversation.id), "message", serde_json::json!({ "message": earlier.id }), now).await?;
        if let Some(turn) = earlier.turn {
            tx.product_events_add(conversation.id, turn, &shown(&said), now).await?;
        }
        tx.conversation_said(conversation.id, Author::Assistant, &inbox::preview(&said), None).await?;
    }
    finish(cx, &tx, claim, inbound.id).await?;
    Ok(tx.commit().await?)
}

/// The first e-mail address in a text, as far as its shape tells.
pub(crate) fn address_in(text: &str) -> Option<&str> {
    let wrapped = |c: char| matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '.' | '!' | '?');
    let shaped = |word: &&str| {
        word.len() <= 254
            && !word.contains(char::is_control)
            && word.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && !host.contains('@')
                    && host.split('.').count() > 1
                    && !host.split('.').any(str::is_empty)
            })
    };
    text.split_whitespace().map(|word| word.trim_matches(wrapped)).find(shaped)
}

/// The end of every turn, however it went: the message is done with, and so is the job.
async fn finish(cx: &Ctx, tx: &Tx, claim: &Claim, inbound: InboundId) -> Result<()> {
    tx.inbound_done(inbound).await?;
    Ok(tx.job_complete(claim, cx.now()).await?)
}

/// Gives the floor to a person, or back to the assistant: from here on nothing that the other had in mind is said.
pub async fn give_floor(cx: &Ctx, conversation: ConversationId, voice: Voice) -> Result<()> {
    let tx = cx.store.begin().await?;
    tx.voice_set(conversation, voice).await?;
    if voice == Voice::Human {
        tx.handoff_note(conversation, cx.now()).await?;
    }
    tx.event_add(Some(conversation), "voice", serde_json::json!({ "voice": voice }), cx.now()).await?;
    Ok(tx.commit().await?)
}

/// A turn that cannot be done: the shopper is told so all the same, once. `cause` goes into its record.
pub(crate) async fn give_up(cx: &Ctx, inbound: InboundId, cause: &str) -> Result<()> {
    let Some(stored) = cx.store.inbound(inbound).await?.filter(|stored| stored.state != store::InboundState::Done)
    else {
        return Ok(());
    };
    let Ok(incoming) = serde_json::from_slice::<Incoming>(&stored.body) else { return Ok(()) };
    let Some(conversation) = cx.store.conversation(incoming.conversation).await? else { return Ok(()) };
    receive(cx, &incoming, conversation.voice).await?;
    let now = cx.now();
    let tx = cx.store.begin().await?;
    if conversation.voice == Voice::Human {
        // The person reads it, and is the one to answer.
        tx.inbound_done(inbound).await?;
        return Ok(tx.commit().await?);
    }
    let opened = tx.message_open_assistant(conversation.id, incoming.turn, cx.id(MessageId::from_parts)?, now).await?;
    if opened.state == MessageState::Open {
        let mut said = opened.parts;
        if said.is_empty() {
            said.push(Part::Text { text: agent::apology(conversation.language), draft: None });
            tx.message_part_add(opened.id, 0, &said[0]).await?;
        }
        tx.conversation_said(conversation.id, Author::Assistant, &inbox::preview(&said), None).await?;
        tx.message_close(opened.id, &[], now).await?;
        tx.event_add(Some(conversation.id), "message", serde_json::json!({ "message": opened.id }), now).await?;
        tx.wants_person_set(conversation.id, true).await?;
        tx.handoff_note(conversation.id, now).await?;
    }
    let turn = incoming.unrecorded(conversation.language, stored.received_at);
    ended::record(cx, &tx, turn, How::GaveUp, cause).await?;
    tx.inbound_done(inbound).await?;
    Ok(tx.commit().await?)
}

async fn given(
    cx: &Ctx,
    snapshot: &find::Snapshot,
    incoming: &Incoming,
    conversation: &Conversation,
    wishes: &Wishes,
) -> Result<TurnInput> {
    let now = cx.now();
    let mut thread: Thread = match conversation.thread.as_slice() {
        [] => Thread::default(),
        bytes => serde_json::from_slice(bytes).map_err(|error| Error::internal("a stored thread", error))?,
    };
    thread = thread.fresh_if_idle(now);
    thread.preferences = cx
        .store
        .preference_get(conversation.customer)
        .await?
        .into_iter()
        .map(|known| agent::Preference { name: known.name, value: known.value })
        .collect();
    Ok(TurnInput { thread, ..given_alone(cx, snapshot, incoming.turn, &incoming.text, wishes) })
}

/// What a turn is given of a message that belongs to no conversation.
pub(crate) fn given_alone(
    cx: &Ctx,
    snapshot: &find::Snapshot,
    turn: TurnId,
    message: &str,
    wishes: &Wishes,
) -> TurnInput {
    let limits = agent::Limits { characters: wishes.limits.reply_characters, ..agent::Limits::default() };
    let read: String = message.chars().take(limits.message as usize).collect();
    TurnInput {
        turn,
        now: cx.now(),
        understood: find::understand(snapshot, &read),
        message: message.to_owned(),
        embedding: None,
        thread: Thread::default(),
        shop: ShopFacts {
            name: cx.shop.name.clone(),
            currency: cx.shop.currency,
            contact: wishes.profile.contact.line(),
            languages: Vec::new(),
        },
        words: snapshot.words.clone(),
        voice: wishes.voice.clone(),
        limits,
        seed: turn.0.as_u64_pair().1,
    }
}

fn shown(parts: &[Part]) -> Vec<NewProductEvent> {
    let cards = parts.iter().flat_map(|part| match part {
        Part::Cards { cards } => cards.as_slice(),
        Part::Text { .. } | Part::Comparison { .. } => &[],
    });
    let event = |(position, card): (usize, &types::ProductCard)| NewProductEvent {
        product: card.id,
        position: position as i64,
        kind: ProductEventKind::Shown,
    };
    cards.enumerate().map(event).collect()
}

/// Writes one message into a conversation and waits for what comes of it: the shell's way to talk.
pub async fn say(
    cx: &Ctx,
    conversation: ConversationId,
    client_id: &str,
    text: &str,
    mind: MindChoice,
) -> Result<Told> {
    let begun = Instant::now();
    let received = accept(cx, Channel::Api, conversation, client_id, text, mind).await?;
    let lane = jobs::conversation_lane(conversation);
    jobs::drain(&cx.engine, &lane, || async {
        Ok(cx.engine.store().queue_lane_pending(cx.shop.id, &lane).await? == 0)
    })
    .await?;
    let ms = begun.elapsed().as_secs_f64() * 1_000.0;
    let mut told = told(cx, conversation, received.turn).await?;
    told.ms = ms;
    Ok(told)
}

/// What came of a turn that has ended.
pub async fn told(cx: &Ctx, conversation: ConversationId, turn: TurnId) -> Result<Told> {
    let reply = cx.store.message_by_turn(conversation, turn, Author::Assistant).await?;
    let execution = cx.store.execution_by_turn(turn).await?;
    let parts = reply.as_ref().map(|reply| reply.parts.as_slice()).unwrap_or_default();
    match execution {
        Some(execution) => {
            let recorded = Recorded::from_bytes(&execution.steps)?;
            Ok(recorded.told(conversation, &execution, parts))
        }
        None => {
            let language = cx.store.conversation(conversation).await?.map(|found| found.language).unwrap_or_default();
            Ok(Told::without_record(conversation, turn, language, parts))
        }
    }
}

/// What a turn was driven by when nobody recorded it: a person has the floor.
pub(crate) const HUMAN: (Tier, Option<MindKind>) = (Tier::Human, None);

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn addresses_are_found_by_their_shape() {
        for (text, expected) in [
            ("ann@example.com", Some("ann@example.com")),
            ("please write to <ann.b+shop@mail.example.co.uk>.", Some("ann.b+shop@mail.example.co.uk")),
            ("meet me @ the shop", None),
            ("a@b", None),
            ("a@b..com", None),
            ("a@@b.com", None),
            ("@example.com", None),
            ("", None),
        ] {
            assert_eq!(address_in(text), expected, "{text}");
        }
    }
}
