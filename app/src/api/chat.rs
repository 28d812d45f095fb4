//! What the chat page asks of the server. The token stands in the arguments: there is no cookie.
//!
//! `look` is sent by plain forms only; the answer to them is the page again, opened with a fresh ticket.

use leptos::server;
use types::{MessageId, ProductEventKind, ProductId, TurnId};

use crate::Failure;

/// Accepts a message, once per `client_id`. The reply comes over the live stream; a plain form waits for it.
#[server(prefix = "/api/chat", endpoint = "say")]
pub async fn say(token: String, client_id: String, text: String, look: String) -> Result<Option<MessageId>, Failure> {
    let said = engine::widget::say(&crate::ssr::engine()?, &token, &client_id, &text).await;
    crate::ssr::back_to_page(&token, &look, said.map(Some)).await
}

/// Asks for a person.
#[server(prefix = "/api/chat", endpoint = "person")]
pub async fn ask_for_person(token: String, look: String) -> Result<Option<MessageId>, Failure> {
    let asked = engine::widget::ask_for_person(&crate::ssr::engine()?, &token).await;
    crate::ssr::back_to_page(&token, &look, asked.map(|()| None)).await
}

/// Leaves an e-mail address for the person who will answer.
#[server(prefix = "/api/chat", endpoint = "contact")]
pub async fn leave_contact(token: String, email: String, look: String) -> Result<Option<MessageId>, Failure> {
    let left = engine::widget::leave_contact(&crate::ssr::engine()?, &token, &email).await;
    crate::ssr::back_to_page(&token, &look, left.map(|()| None)).await
}

/// Notes that a product was opened or added; `position` is its place in the reply, from 0.
#[server(prefix = "/api/chat", endpoint = "record")]
pub async fn record(
    token: String,
    kind: ProductEventKind,
    product: ProductId,
    turn: Option<TurnId>,
    position: i64,
) -> Result<(), Failure> {
    let event = engine::widget::ProductEvent { kind, product, turn, position };
    crate::ssr::answer(engine::widget::record(&crate::ssr::engine()?, &token, event).await)
}

/// Tells that the page has shown everything up to message number `seq`.
#[server(prefix = "/api/chat", endpoint = "seen")]
pub async fn seen(token: String, seq: i64) -> Result<(), Failure> {
    crate::ssr::answer(engine::widget::seen(&crate::ssr::engine()?, &token, seq).await)
}

/// Tells what the shopper thinks of a reply; the last word counts.
#[server(prefix = "/api/chat", endpoint = "rate")]
pub async fn rate(token: String, message: MessageId, up: bool) -> Result<(), Failure> {
    crate::ssr::answer(engine::widget::rate(&crate::ssr::engine()?, &token, message, up).await)
}

/// A token for another 15 minutes.
#[server(prefix = "/api/chat", endpoint = "renew")]
pub async fn renew(token: String) -> Result<String, Failure> {
    crate::ssr::answer(engine::widget::renew(&crate::ssr::engine()?, &token).await)
}
