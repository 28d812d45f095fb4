//! The web widget: sessions for sites on the shop's list, one-use tickets, the visitor's thread and messages.
//!
//! Nothing here needs a cookie: the host page keeps the visitor's token, the chat page holds a short-lived one.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{NewProductEvent, StoredMessage};
use types::{
    Author, Channel, Code, ConversationId, CustomerId, Language, MessageId, MessageState, Part, Problem,
    ProductEventKind, ProductId, ShopId, Time, TurnId, Voice,
    chat::{ChatEvent, ChatMessage, ChatThread},
};

use crate::{
    Ctx, Engine, Error, Result, clock,
    converse::{self, MindChoice},
    find, inbox, launcher, limits, shops, token,
};

/// How long the host page's token names a visitor after it was last renewed.
const VISITOR_DAYS: i64 = 90;
/// How long the chat page's token opens a conversation.
const TOKEN_MINUTES: i64 = 15;
/// How long after its end a token may still be renewed: a tablet that slept.
const RENEW_HOURS: i64 = 24;
const TICKET_SECONDS: i64 = 60;
/// Messages on the chat page.
const MESSAGES: u64 = 200;
/// Events read at a time.
const EVENTS: u64 = 200;
/// How often another process's events are looked for.
const POLL: Duration = Duration::from_millis(200);

/// The host page's token.
#[derive(Serialize, Deserialize)]
struct Visitor {
    shop: ShopId,
    visitor: String,
    until: i64,
}

/// The chat page's token; also what a ticket stands for.
#[derive(Clone, Serialize, Deserialize)]
struct Pass {
    shop: ShopId,
    visitor: String,
    origin: String,
    conversation: ConversationId,
    customer: CustomerId,
    until: i64,
}

/// What the loader gets for a page: who the visitor is from now on, and the key to one opening of the chat page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Kept by the host page (90 days); names the visitor, opens nothing by itself.
    pub visitor: String,
    /// Opens `/chat/<site>?t=…` once, within 60 s.
    pub ticket: String,
    /// Messages of the shop that the visitor's page has not shown yet.
    pub unread: u32,
}

/// A visitor who entered the chat page.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Shop handle, as in the address.
    pub site: String,
    pub shop_name: String,
    /// Origins that may frame the page.
    pub sites: Vec<String>,
    /// The one that does.
    pub origin: String,
    /// 15 minutes; sent with every call of the chat page, renewed by it.
    pub token: String,
    pub conversation: ConversationId,
}

/// A product that the visitor opened or added, as the chat page tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductEvent {
    pub kind: ProductEventKind,
    pub product: ProductId,
    pub turn: Option<TurnId>,
    /// Place in the reply, from 0.
    pub position: i64,
}

/// Starts or resumes a visitor's session. `origin` must be exactly one of the shop's sites. `visitor` is the token an
/// earlier session gave; one that ran out or is not ours begins a new visitor.
pub async fn session(engine: &Engine, site: &str, origin: &str, visitor: Option<&str>) -> Result<Session> {
    let cx = shops::find(engine, site).await?;
    if !cx.shop.sites.iter().any(|allowed| allowed == origin) {
        return Err(Error::Problem(Problem::new(
            Code::Forbidden,
            format!(
                "{origin} is not on the list of sites that may show this chat. Add it with `vitrine shop allow {site} {origin}`."
            ),
        )));
    }
    let now = cx.now();
    let known: Option<Visitor> = match visitor {
        Some(token) => token::read(engine.store(), "visitor", token)?,
        None => None,
    };
    let known = known.filter(|known| known.shop == cx.shop.id && known.until > now.timestamp());
    let visitor = match known {
        Some(known) => known.visitor,
        None => hex(&clock::random::<16>()?),
    };
    let (customer, conversation) = converse::open(&cx, Channel::Widget, &visitor, false).await?;
    let until = (now + chrono::TimeDelta::days(VISITOR_DAYS)).timestamp();
    let token = token::sign(engine.store(), "visitor", &Visitor { shop: cx.shop.id, visitor: visitor.clone(), until })?;
    let pass = Pass { shop: cx.shop.id, visitor, origin: origin.to_owned(), conversation, customer, until: 0 };
    launcher::seen(&cx, origin).await;
    let unread = cx.store.unread_count(conversation).await?.min(99) as u32;
    Ok(Session { visitor: token, ticket: issue(&cx, &pass).await?, unread })
}

/// Uses up a ticket. 404 for unknown, used or outdated ones and for another site's.
pub async fn enter(engine: &Engine, site: &str, ticket: &str) -> Result<Visit> {
    let cx = shops::find(engine, site).await?;
    let payload = cx.store.ticket_take(Sha256::digest(ticket).into(), cx.now()).await?.ok_or_else(Error::not_found)?;
    let pass: Pass = serde_json::from_value(payload).map_err(|error| Error::internal("a stored ticket", error))?;
    admit(&cx, pass)
}

/// Checks a token; 401 when it ran out or is not ours.
pub async fn visit(engine: &Engine, token: &str) -> Result<Visit> {
    let (cx, pass) = check(engine, token).await?;
    Ok(Visit { token: token.to_owned(), ..admit(&cx, pass)? })
}

/// A fresh ticket for the same visitor: how the page comes back after a plain form was sent.
pub async fn ticket(engine: &Engine, token: &str) -> Result<String> {
    let (cx, pass) = check(engine, token).await?;
    issue(&cx, &pass).await
}

/// A token for another 15 minutes, from one that still holds or ran out at most 24 hours ago.
pub async fn renew(engine: &Engine, token: &str) -> Result<String> {
    let (cx, pass) = check_within(engine, token, chrono::TimeDelta::hours(RENEW_HOURS)).await?;
    Ok(admit(&cx, pass)?.token)
}

/// The thread as the shopper sees it (last 200 messages). `language` is the host page's BCP 47 tag.
pub async fn thread(engine: &Engine, token: &str, language: &str) -> Result<ChatThread> {
    let (cx, pass) = check(engine, token).await?;
    let conversation = cx.store.conversation(pass.conversation).await?.ok_or_else(Error::not_found)?;
    let stored = cx.store.messages(conversation.id, MESSAGES).await?;
    let open = stored.last().is_some_and(|message| message.state == MessageState::Open);
    let last = stored.last().map(|message| message.author);
    let looking = open || inbox::is_looking(&cx, &conversation, last).await?;
    let starters = if stored.is_empty() { starters(&cx, language).await? } else { Vec::new() };
    // Who was answered by a person needs no address to be answered.
    let wants_contact = conversation.wants_person
        && conversation.voice == Voice::Assistant
        && cx.store.contact(conversation.id).await?.is_none()
        && !cx.store.member_wrote(conversation.id).await?;
    Ok(ChatThread {
        shop_name: cx.shop.name.clone(),
        language: if stored.is_empty() { spoken(language) } else { conversation.language },
        voice: conversation.voice,
        messages: stored.into_iter().map(chat_message).collect(),
        last_event: conversation.event_seq,
        seen: conversation.seen_seq,
        looking,
        wants_contact,
        starters,
    })
}

/// What to ask first: the shop's own in this language, else what the assistant makes of the catalogue.
async fn starters(cx: &Ctx, language: &str) -> Result<Vec<String>> {
    let own = launcher::look(cx).await?.phrases.remove(language).map(|phrases| phrases.starters).unwrap_or_default();
    if !own.is_empty() {
        return Ok(own);
    }
    let snapshot = find::snapshot(cx).await?;
    Ok(agent::starters(&snapshot.words, spoken(language)))
}

/// Accepts a message, durably, once per `client_id` (made by the page; 1 to 64 characters). The reply comes as events.
pub async fn say(engine: &Engine, token: &str, client_id: &str, text: &str) -> Result<MessageId> {
    let (cx, pass) = check(engine, token).await?;
    limits::message(engine, cx.shop.id, pass.conversation)?;
    let received = converse::accept(&cx, Channel::Widget, pass.conversation, client_id, text, MindChoice::Auto).await?;
    Ok(received.message)
}

/// Waits until the reply to `message` is closed or `millis` have passed: for the plain form.
pub async fn settle(engine: &Engine, token: &str, message: MessageId, millis: u64) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let begun = Instant::now();
    let limit = Duration::from_millis(millis);
    let mut listener = engine.store().event_listen(cx.shop.id, Some(pass.conversation));
    loop {
        let turn = cx.store.message(message).await?.and_then(|message| message.turn);
        if let Some(turn) = turn {
            let reply = cx.store.message_by_turn(pass.conversation, turn, Author::Assistant).await?;
            if reply.is_some_and(|reply| reply.state == MessageState::Closed) {
                return Ok(());
            }
        }
        let Some(left) = limit.checked_sub(begun.elapsed()) else { return Ok(()) };
        listener.wait(left.min(POLL)).await;
    }
}

/// Marks the conversation as wanting a person.
pub async fn ask_for_person(engine: &Engine, token: &str) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let tx = cx.store.begin().await?;
    tx.wants_person_set(pass.conversation, true).await?;
    tx.handoff_note(pass.conversation, cx.now()).await?;
    tx.event_add(Some(pass.conversation), "wants_person", serde_json::json!({}), cx.now()).await?;
    Ok(tx.commit().await?)
}

/// Keeps an e-mail address, sealed, for the person who will answer.
pub async fn leave_contact(engine: &Engine, token: &str, email: &str) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let email = converse::address_in(email).filter(|address| *address == email.trim()).ok_or_else(|| {
        let detail = "This does not look like an e-mail address. Write it like name@example.com.";
        Error::wrong("email", detail)
    })?;
    let tx = cx.store.begin().await?;
    tx.contact_add(pass.conversation, email, cx.now()).await?;
    tx.wants_person_set(pass.conversation, true).await?;
    tx.event_add(Some(pass.conversation), "wants_person", serde_json::json!({}), cx.now()).await?;
    Ok(tx.commit().await?)
}

/// The visitor's page has shown everything up to message number `seq`.
pub async fn seen(engine: &Engine, token: &str, seq: i64) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let tx = cx.store.begin().await?;
    if tx.seen_set(pass.conversation, seq).await? {
        tx.event_add(Some(pass.conversation), "seen", serde_json::json!({ "seq": seq }), cx.now()).await?;
        // Lost in a power cut, a message counts as unread once more.
        tx.commit_soft().await?;
    }
    Ok(())
}

/// Notes that a product of a reply was opened or added. Products that the reply did not show, and what only the server may
/// note, are refused.
pub async fn record(engine: &Engine, token: &str, event: ProductEvent) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let turn = match (event.kind, event.turn) {
        (ProductEventKind::Opened | ProductEventKind::Added, Some(turn)) => turn,
        _ => return Err(Error::invalid("Only a product of a reply can be opened or added.")),
    };
    let reply =
        cx.store.message_by_turn(pass.conversation, turn, Author::Assistant).await?.ok_or_else(Error::not_found)?;
    let shown = reply.parts.iter().any(|part| match part {
        Part::Cards { cards } => cards.iter().any(|card| card.id == event.product),
        Part::Comparison { comparison } => comparison.products.iter().any(|card| card.id == event.product),
        Part::Text { .. } => false,
    });
    if !shown || cx.store.products_by_ids(&[event.product]).await?.is_empty() {
        return Err(Error::not_found());
    }
    let noted = NewProductEvent { product: event.product, position: event.position.clamp(0, 100), kind: event.kind };
    let tx = cx.store.begin().await?;
    tx.product_events_add(pass.conversation, turn, &[noted], cx.now()).await?;
    Ok(tx.commit().await?)
}

/// What the shopper thinks of a reply of this conversation; the last word counts. The inbox hears of it.
pub async fn rate(engine: &Engine, token: &str, message: MessageId, up: bool) -> Result<()> {
    let (cx, pass) = check(engine, token).await?;
    let tx = cx.store.begin().await?;
    if tx.feedback_set(pass.conversation, message, up, cx.now()).await? {
        tx.event_add(Some(pass.conversation), "thumb", serde_json::json!({}), cx.now()).await?;
    }
    Ok(tx.commit_soft().await?)
}

/// What happened after event number `after`, waiting up to `millis` for something to happen.
pub async fn events(engine: &Engine, token: &str, mut after: i64, millis: u64) -> Result<Vec<(i64, ChatEvent)>> {
    let (cx, pass) = check(engine, token).await?;
    let begun = Instant::now();
    let limit = Duration::from_millis(millis);
    // Listening begins before looking: nothing can happen in between.
    let mut listener = engine.store().event_listen(cx.shop.id, Some(pass.conversation));
    loop {
        let events = cx.store.events_after(Some(pass.conversation), after, EVENTS).await?;
        after = events.last().map_or(after, |event| event.seq);
        let told = told(&cx, events).await?;
        if !told.is_empty() {
            return Ok(told);
        }
        let Some(left) = limit.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else {
            return Ok(Vec::new());
        };
        listener.wait(left.min(POLL)).await;
    }
}

async fn told(cx: &Ctx, events: Vec<store::Event>) -> Result<Vec<(i64, ChatEvent)>> {
    let mut told = Vec::new();
    for event in events {
        let id = |name: &str| event.about.get(name).and_then(|id| id.as_str()).map(str::to_owned);
        let message = match id("message").and_then(|id| id.parse().ok()) {
            Some(id) => cx.store.message(id).await?,
            None => None,
        };
        let chat = match (event.kind.as_str(), message) {
            ("message", Some(message)) => Some(ChatEvent::Message { message: chat_message(message) }),
            ("part", Some(message)) => {
                let position = event.about.get("position").and_then(serde_json::Value::as_u64).unwrap_or_default();
                message.parts.get(position as usize).map(|part| ChatEvent::Part {
                    message: message.id,
                    turn: message.turn,
                    position: position as i64,
                    part: part.clone(),
                })
            }
            ("looking", _) => id("turn").and_then(|turn| turn.parse().ok()).map(|turn| ChatEvent::Looking { turn }),
            ("voice", _) => {
                let voice = id("voice").and_then(|voice| voice.parse().ok());
                voice.map(|voice| ChatEvent::Voice { voice })
            }
            _ => None,
        };
        if let Some(chat) = chat {
            told.push((event.seq, chat));
        }
    }
    Ok(told)
}

pub(crate) fn chat_message(message: StoredMessage) -> ChatMessage {
    ChatMessage {
        id: message.id,
        turn: message.turn,
        seq: message.seq,
        author: message.author,
        name: message.name,
        parts: message.parts,
        open: message.state == MessageState::Open,
        at: message.created_at,
        quick_replies: message.quick_replies,
    }
}

async fn issue(cx: &Ctx, pass: &Pass) -> Result<String> {
    let ticket = hex(&clock::random::<32>()?);
    let payload = serde_json::to_value(pass).map_err(|error| Error::internal("a ticket", error))?;
    let expires = cx.now() + chrono::TimeDelta::seconds(TICKET_SECONDS);
    cx.store.ticket_add(Sha256::digest(&ticket).into(), &payload, expires).await?;
    Ok(ticket)
}

fn admit(cx: &Ctx, pass: Pass) -> Result<Visit> {
    let conversation = pass.conversation;
    let until = (cx.now() + chrono::TimeDelta::minutes(TOKEN_MINUTES)).timestamp();
    Ok(Visit {
        site: cx.shop.handle.clone(),
        shop_name: cx.shop.name.clone(),
        sites: cx.shop.sites.clone(),
        origin: pass.origin.clone(),
        token: token::sign(cx.engine.store(), "chat", &Pass { until, ..pass })?,
        conversation,
    })
}

async fn check(engine: &Engine, token: &str) -> Result<(Ctx, Pass)> {
    check_within(engine, token, chrono::TimeDelta::zero()).await
}

async fn check_within(engine: &Engine, token: &str, grace: chrono::TimeDelta) -> Result<(Ctx, Pass)> {
    let over = || Error::unauthorised("This chat was open for a long time. Close it and open it again.");
    let pass: Pass = token::read(engine.store(), "chat", token)?.ok_or_else(over)?;
    let until = Time::from_timestamp(pass.until, 0).ok_or_else(over)?;
    if until + grace < engine.now() {
        return Err(over());
    }
    let shop = engine.store().shop_by_id(pass.shop).await?.ok_or_else(over)?;
    // A site that was taken off the list is out at once.
    if !shop.sites.contains(&pass.origin) {
        return Err(over());
    }
    Ok((engine.on_behalf_of(shop), pass))
}

fn hex(bytes: &[u8]) -> String {
    hex::encode(bytes)
}

/// The language that is spoken first to a page in `tag`.
pub(crate) fn spoken(tag: &str) -> Language {
    match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => Language::German,
        "fr" => Language::French,
        "es" => Language::Spanish,
        "it" => Language::Italian,
        "pt" => Language::Portuguese,
        "nl" => Language::Dutch,
        "hi" => Language::Hindi,
        _ => Language::English,
    }
}
