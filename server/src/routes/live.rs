//! The live stream of a conversation: what happened after a number, as it happens (server-sent events).

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use engine::widget;
use futures::{Stream, StreamExt};
use serde::Deserialize;
use tokio::sync::watch;
use types::{Code, Problem};

use super::{failure, problem};
use crate::state::AppState;

/// A silent stream says that it lives this often.
pub(super) const BREATH: Duration = Duration::from_secs(15);

/// Turns true when streams are to end.
#[derive(Clone)]
pub struct Closing(pub watch::Receiver<bool>);

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: i64,
}

/// `GET /widget/live?after=<n>` with the chat page's token. Ends when the token does: the page comes back with a new one.
pub async fn live(
    State(state): State<AppState>,
    Extension(Closing(closing)): Extension<Closing>,
    after: Result<Query<After>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(token) = token.map(str::to_owned) else {
        return problem(Problem::new(Code::Unauthorised, "Send the chat's token as Authorization: Bearer."));
    };
    if let Err(error) = widget::visit(&state.engine, &token).await {
        return failure(&error);
    }
    let Ok(Query(After { after })) = after else {
        return problem(Problem::new(Code::Invalid, "`after` is the number of an event, such as after=12."));
    };
    let stream = futures::stream::unfold(
        (state.engine, token, after, closing),
        |(engine, token, after, mut closing)| async move {
            let events = tokio::select! {
                events = widget::events(&engine, &token, after, BREATH.as_millis() as u64) => events.ok()?,
                () = crate::worker::closed(&mut closing) => return None,
            };
            let last = events.last().map_or(after, |(number, _)| *number);
            let mut told: Vec<Result<Event, Infallible>> = events
                .iter()
                .filter_map(|(number, event)| Event::default().id(number.to_string()).json_data(event).ok())
                .map(Ok)
                .collect();
            if told.is_empty() {
                told.push(Ok(Event::default().comment("")));
            }
            Some((futures::stream::iter(told), (engine, token, last, closing)))
        },
    );
    streamed(stream.flatten())
}

/// Answers with a stream of events, counted as long as it is open.
pub(super) fn streamed(stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    metrics::gauge!("sse_open").increment(1.0);
    let counted = Counted;
    // The stream holds it until it is dropped.
    let stream = stream.inspect(move |_| {
        let _open = &counted;
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
