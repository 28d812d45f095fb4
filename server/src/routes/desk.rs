//! The live stream of a shop's dashboard: which conversations changed, as the list shows them (server-sent events).

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use engine::{Engine, inbox};
use futures::StreamExt;
use serde::Deserialize;
use tokio::time::Instant;
use types::{Code, MemberId, Problem};

use super::{failure, live::Closing, problem};
use crate::state::AppState;

/// A silent stream says that it lives this often.
const BREATH: Duration = Duration::from_secs(15);
/// Whether the member may still listen is looked up this often.
const CHECK: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
pub struct After {
    after: Option<i64>,
}

/// Who listens, and until when.
struct Listening {
    engine: Engine,
    member: Option<MemberId>,
    shop: String,
    watch: inbox::Watch,
    closing: tokio::sync::watch::Receiver<bool>,
    checked: Instant,
    _counted: Counted,
}

impl Listening {
    /// The next thing to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let news = tokio::select! {
            news = self.watch.next(BREATH) => news.ok()?,
            () = crate::worker::closed(&mut self.closing) => return None,
        };
        if self.checked.elapsed() >= CHECK {
            engine::accounts::enter(&self.engine, self.member, &self.shop).await.ok()?;
            self.checked = Instant::now();
        }
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
    let member = caller.and_then(|Extension(caller)| caller.member);
    let Ok(Query(After { after })) = after else {
        return problem(Problem::new(Code::Invalid, "`after` is a number, as the stream gave it."));
    };
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let begun = async {
        let cx = engine::accounts::enter(&state.engine, member, &shop).await?;
        inbox::watch(&cx, last.or(after)).await
    };
    let watch = match begun.await {
        Ok(watch) => watch,
        Err(error) => return failure(&error),
    };
    metrics::gauge!("sse_open").increment(1.0);
    let listening =
        Listening { engine: state.engine, member, shop, watch, closing, checked: Instant::now(), _counted: Counted };
    let stream = futures::stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((Ok::<_, Infallible>(event), listening))
    });
    // A layer may poll once more after the end.
    let mut response = Sse::new(stream.fuse()).into_response();
    for (name, value) in [super::fixed("cache-control", "no-store"), super::fixed("x-accel-buffering", "no")] {
        response.headers_mut().insert(name, value);
    }
    response
}

/// One open stream in the figures.
struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("sse_open").decrement(1.0);
    }
}
