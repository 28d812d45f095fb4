//! What the inbox asks of the server. Whatever changes a conversation answers with what changed after event `after`.

use leptos::server;
use types::{
    CannedReplyId, ConversationId,
    inbox::{CannedReply, Changes, List, Wanted},
};

use crate::Failure;

#[server(prefix = "/api/inbox", endpoint = "list")]
pub async fn read_list(shop: String, wanted: Wanted) -> Result<List, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::list(&cx, &wanted).await)
}

/// The newest messages with everything beside them; all messages when `whole`.
#[server(prefix = "/api/inbox", endpoint = "thread")]
pub async fn read_thread(shop: String, id: ConversationId, whole: bool) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::thread(&cx, id, whole).await)
}

#[server(prefix = "/api/inbox", endpoint = "changes")]
pub async fn read_changes(shop: String, id: ConversationId, after: i64) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::changes(&cx, id, after).await)
}

#[server(prefix = "/api/inbox", endpoint = "take")]
pub async fn take(shop: String, id: ConversationId, after: i64) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::take(&cx, id).await;
    crate::ssr::changed(&cx, id, after, done).await
}

#[server(prefix = "/api/inbox", endpoint = "hand-back")]
pub async fn hand_back(shop: String, id: ConversationId, after: i64) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::hand_back(&cx, id).await;
    crate::ssr::changed(&cx, id, after, done).await
}

/// Says something to the customer, once per `client_id`.
#[server(prefix = "/api/inbox", endpoint = "reply")]
pub async fn reply(
    shop: String,
    id: ConversationId,
    client_id: String,
    text: String,
    after: i64,
) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::reply(&cx, id, &client_id, &text).await.map(drop);
    crate::ssr::changed(&cx, id, after, done).await
}

/// Leaves a note that only members see, once per `client_id`.
#[server(prefix = "/api/inbox", endpoint = "note")]
pub async fn note(
    shop: String,
    id: ConversationId,
    client_id: String,
    text: String,
    after: i64,
) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::note(&cx, id, &client_id, &text).await.map(drop);
    crate::ssr::changed(&cx, id, after, done).await
}

#[server(prefix = "/api/inbox", endpoint = "label")]
pub async fn label(shop: String, id: ConversationId, label: String, on: bool, after: i64) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::label(&cx, id, &label, on).await;
    crate::ssr::changed(&cx, id, after, done).await
}

#[server(prefix = "/api/inbox", endpoint = "close")]
pub async fn close(shop: String, id: ConversationId, closed: bool, after: i64) -> Result<Changes, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let done = engine::inbox::close(&cx, id, closed).await;
    crate::ssr::changed(&cx, id, after, done).await
}

#[server(prefix = "/api/inbox", endpoint = "replies")]
pub async fn read_replies(shop: String) -> Result<Vec<CannedReply>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::canned_replies(&cx).await)
}

/// Adds a canned reply when `id` is not there.
#[server(prefix = "/api/inbox", endpoint = "save-reply")]
pub async fn save_reply(
    shop: String,
    id: Option<CannedReplyId>,
    name: String,
    text: String,
) -> Result<CannedReply, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::canned_reply_save(&cx, id, &name, &text).await)
}

#[server(prefix = "/api/inbox", endpoint = "remove-reply")]
pub async fn remove_reply(shop: String, id: CannedReplyId) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inbox::canned_reply_remove(&cx, id).await)
}
