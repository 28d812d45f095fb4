//! How each fault looks on the wire.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use crate::Fault;

/// An error as OpenAI words it.
pub fn refused(status: u16, kind: &str, code: Option<&str>, param: Option<&str>, message: &str) -> Response {
    let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
    with_status(status, "application/json", body.to_string())
}

fn with_status(status: u16, kind: &'static str, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The faults that end a request before there is an answer.
pub fn instead(fault: Fault, model: &str) -> Option<Response> {
    let limited = |seconds: u32| {
        let mut response =
            refused(429, "requests", Some("rate_limit_exceeded"), None, "Rate limit reached for requests.");
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        response
    };
    let invalid = "invalid_request_error";
    Some(match fault {
        Fault::Html500 => with_status(500, "text/html", "<html><body><h1>Internal error</h1></body></html>".into()),
        Fault::Overloaded503 => {
            refused(503, "service_unavailable_error", Some("server_is_overloaded"), None, "The server is overloaded.")
        }
        Fault::RateLimited => limited(1),
        Fault::RateLimitedForAnHour => limited(3600),
        Fault::RateLimitedText => with_status(429, "text/plain", "slow down".into()),
        Fault::Quota => refused(
            429,
            "insufficient_quota",
            Some("insufficient_quota"),
            None,
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        Fault::WrongKey => refused(401, invalid, Some("invalid_api_key"), None, "Incorrect API key provided."),
        Fault::NoModel => refused(
            404,
            invalid,
            Some("model_not_found"),
            None,
            &format!("The model `{model}` does not exist or you do not have access to it."),
        ),
        Fault::TooLong => refused(
            400,
            invalid,
            Some("context_length_exceeded"),
            Some("messages"),
            "This model's maximum context length is 8192 tokens.",
        ),
        Fault::BadRequest => refused(400, invalid, None, Some("messages"), "Invalid value."),
        Fault::NumericCode => with_status(
            400,
            "application/json",
            json!({"error": {"message": "bad", "type": null, "param": null, "code": 400}}).to_string(),
        ),
        Fault::Redirect => {
            let mut response = with_status(307, "text/plain", String::new());
            response.headers_mut().insert(header::LOCATION, header::HeaderValue::from_static("/elsewhere"));
            response
        }
        _ => return None,
    })
}

fn event(value: &Value) -> Bytes {
    Bytes::from(format!("data: {value}\n\n"))
}

/// The chunks as a stream of events, with what goes wrong on the way.
pub fn streamed(chunks: &[Value], fault: Option<Fault>, delay: Duration) -> Response {
    let half = chunks.len().div_ceil(2);
    let mut events: Vec<Bytes> = chunks.iter().map(event).collect();
    let mut wait_at = usize::MAX;
    let mut pace = Duration::ZERO;
    let mut paced = usize::MAX;
    match fault {
        Some(Fault::Stall) => wait_at = half,
        Some(Fault::Eof) => events.truncate(half),
        Some(Fault::ErrorChunk) => {
            events.truncate(half);
            let error =
                json!({"message": "The server had an error.", "type": "server_error", "param": null, "code": null});
            events.push(event(&json!({ "error": error })));
        }
        Some(Fault::Garbage) => {
            events.truncate(half);
            events.push(Bytes::from_static(b"data: {\"choices\": [{\"delta\": {\"cont\n\n"));
        }
        Some(Fault::Huge) => {
            let long =
                json!({"choices": [{"index": 0, "delta": {"content": "word ".repeat(20_000)}, "finish_reason": null}]});
            let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
            events = vec![event(&long); 60];
            events.push(event(&end));
        }
        Some(Fault::Thinks) => {
            let thought =
                json!({"choices": [{"index": 0, "delta": {"reasoning_content": "Hm. "}, "finish_reason": null}]});
            events.splice(..0, vec![event(&thought); 12]);
            (pace, paced) = (Duration::from_millis(100), 12);
        }
        Some(Fault::Drip) => {
            events = events.concat().into_iter().map(|byte| Bytes::copy_from_slice(&[byte])).collect();
            pace = Duration::from_millis(20);
        }
        _ => {}
    }
    let done = !matches!(fault, Some(Fault::Eof | Fault::NoDone | Fault::ErrorChunk | Fault::Garbage));
    if done {
        events.push(Bytes::from_static(b"data: [DONE]\n\n"));
    }
    let stream = stream::iter(events.into_iter().enumerate()).then(move |(at, bytes)| async move {
        if at == wait_at {
            tokio::time::sleep(delay).await;
        } else if at < paced && !pace.is_zero() {
            tokio::time::sleep(pace).await;
        }
        Ok::<_, Infallible>(bytes)
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(stream)).into_response()
}
