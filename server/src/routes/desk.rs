//! The live stream of a shop's dashboard: which conversations changed, as the list shows them (server-sent events).

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{Response, sse::Event},
};
use engine::{Engine, accounts, inbox};
use serde::Deserialize;
use types::{Code, Problem};

use super::{
    failure,
    live::{BREATH, Closing, streamed},
    problem,
};
use crate::state::AppState;

#[derive(Deserialize)]
pub struct After {
    after: Option<i64>,
}

/// Who listens, and until when.
struct Listening {
    engine: Engine,
    session: [u8; 32],
    shop: String,
    watch: inbox::Watch,
    closing: tokio::sync::watch::Receiver<bool>,
}

impl Listening {
    /// The next thing to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let news = tokio::select! {
            news = self.watch.next(BREATH) => news.ok()?,
            () = crate::worker::closed(&mut self.closing) => return None,
        };
        // Who has logged out, or works here no more, hears no more.
        let seen = accounts::session_by_hash(&self.engine, self.session).await.ok()??;
        accounts::enter(&self.engine, Some(seen.member), &self.shop).await.ok()?;
        match news {
            Some((moment, told)) => Event::default().id(moment.to_string()).json_data(&told).ok(),
            None => Some(Event::default().comment("")),
        }
    }
}

/// `GET /s/{shop}/live?after=<moment>` for members. The browser itself sends `Last-Event-ID` when it comes back.
pub async fn live(
    State(state): State<AppState>,
    Extension(Closing(closing)): Extension<Closing>,
    Path(shop): Path<String>,
    after: Result<Query<After>, QueryRejection>,
    caller: Option<Extension<app::ssr::Caller>>,
    headers: HeaderMap,
) -> Response {
    let caller = caller.map(|Extension(caller)| caller).unwrap_or_default();
    let Ok(Query(After { after })) = after else {
        return problem(Problem::new(Code::Invalid, "`after` is a number, as the stream gave it."));
    };
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let begun = async {
        let cx = accounts::enter(&state.engine, caller.member, &shop).await?;
        let session = caller.session.ok_or_else(|| engine::Error::unauthorised("Log in to go on."))?;
        Ok::<_, engine::Error>((session, inbox::watch(&cx, last.or(after)).await?))
    };
    let (session, watch) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return failure(&error),
    };
    let listening = Listening { engine: state.engine, session, shop, watch, closing };
    streamed(futures::stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((Ok(event), listening))
    }))
}
