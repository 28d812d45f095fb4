//! The web widget: sessions for sites on the shop's list, one-use tickets, the visitor's thread and messages.
//!
//! Nothing here needs a cookie: the host page keeps the visitor's token, the chat page holds a short-lived one.

use serde::{Deserialize, Serialize};
use types::{
    ConversationId, MessageId, ProductEventKind, ProductId, TurnId,
    chat::{ChatEvent, ChatThread},
};

use crate::{Engine, Result};

/// What the loader gets for a page: who the visitor is from now on, and the key to one opening of the chat page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Kept by the host page (90 days); names the visitor, opens nothing by itself.
    pub visitor: String,
    /// Opens `/chat/<site>?t=…` once, within 60 s.
    pub ticket: String,
    /// Messages of the assistant since the visitor last had the chat open.
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

/// Starts or resumes a visitor's session. `origin` must be exactly one of the shop's sites; `page` is the address of
/// the host page as it says, untrusted.
pub async fn session(_engine: &Engine, _site: &str, _origin: &str, _visitor: Option<&str>) -> Result<Session> {
    Err(crate::Error::not_found())
}

/// Uses up a ticket. `Error` 404 for unknown, used or outdated ones and for another site's.
pub async fn enter(_engine: &Engine, _site: &str, _ticket: &str) -> Result<Visit> {
    Err(crate::Error::not_found())
}

/// Checks a token; 401 when it ran out or is not ours.
pub async fn visit(_engine: &Engine, _token: &str) -> Result<Visit> {
    Err(crate::Error::not_found())
}

/// A fresh ticket for the same visitor: how the page comes back after a plain form was sent.
pub async fn ticket(_engine: &Engine, _token: &str) -> Result<String> {
    Err(crate::Error::not_found())
}

/// A token for another 15 minutes, from one that still holds (or ran out at most 24 hours ago while its visitor is the same).
pub async fn renew(_engine: &Engine, _token: &str) -> Result<String> {
    Err(crate::Error::not_found())
}

/// The thread as the shopper sees it (last 200 messages). `language` is the host page's BCP 47 tag.
pub async fn thread(_engine: &Engine, _token: &str, _language: &str) -> Result<ChatThread> {
    Err(crate::Error::not_found())
}

/// Accepts a message, durably, once per `client_id` (made by the page; 1 to 64 characters). The reply comes as events.
pub async fn say(_engine: &Engine, _token: &str, _client_id: &str, _text: &str) -> Result<MessageId> {
    Err(crate::Error::not_found())
}

/// Waits until the reply to `message` is closed or `millis` have passed: for the plain form.
pub async fn settle(_engine: &Engine, _token: &str, _message: MessageId, _millis: u64) -> Result<()> {
    Err(crate::Error::not_found())
}

/// Marks the conversation as wanting a person.
pub async fn ask_for_person(_engine: &Engine, _token: &str) -> Result<()> {
    Err(crate::Error::not_found())
}

/// Keeps an e-mail address, sealed, for the person who will answer.
pub async fn leave_contact(_engine: &Engine, _token: &str, _email: &str) -> Result<()> {
    Err(crate::Error::not_found())
}

/// Notes that a product was opened or added.
pub async fn record(_engine: &Engine, _token: &str, _event: ProductEvent) -> Result<()> {
    Err(crate::Error::not_found())
}

/// What happened after event number `after`, waiting up to `millis` for something to happen.
pub async fn events(_engine: &Engine, _token: &str, _after: i64, _millis: u64) -> Result<Vec<(i64, ChatEvent)>> {
    Err(crate::Error::not_found())
}
