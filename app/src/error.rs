//! How a failure travels to the page: the problem itself, in JSON, with its own status.

use std::fmt;

use leptos::prelude::use_context;
use leptos::server_fn::{
    Bytes,
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use types::{Code, Problem};

/// Sets the status of the page that is being rendered; there on the server only.
#[derive(Clone, Copy)]
pub struct Status(pub fn(u16));

/// The page that is being rendered leads nowhere.
pub fn nothing_here() {
    if let Some(Status(set)) = use_context::<Status>() {
        set(404);
    }
}

/// A problem as the error of a server function. The body is the problem's JSON, so that an answer of the server itself
/// (a limit, a refused origin) reads the same to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failure(pub Problem);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Failure {}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure(problem)
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    /// The framework's own failures. Their texts name internals, so none of them is shown.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Failure(match error {
            ServerFnErrorErr::Request(_) => Problem::new(Code::Unavailable, "The server cannot be reached."),
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => unreadable(),
            // On the server this is the request, in the browser the answer.
            ServerFnErrorErr::Deserialization(_) if !cfg!(target_family = "wasm") => unreadable(),
            _ => Problem::internal(),
        })
    }

    fn de(answer: Bytes) -> Self {
        Failure(serde_json::from_slice(&answer).unwrap_or_else(|_| Problem::internal()))
    }
}

fn unreadable() -> Problem {
    Problem::new(Code::Invalid, "The form could not be read. Reload the page and try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_problem_that_the_server_sent_as_problem_json() {
        let body = r#"{"type":"about:blank","title":"Too Many Requests","status":429,"code":"rate_limited","detail":"A moment.","retry_after":20}"#;
        let failure = Failure::de(body.as_bytes().to_vec().into());
        assert_eq!(failure.0.code, Code::RateLimited);
        assert_eq!(failure.0.retry_after, Some(20));
    }

    #[test]
    fn never_shows_what_the_framework_says() {
        let failure = Failure::from_server_fn_error(ServerFnErrorErr::ServerError("at /srv/x.rs".into()));
        assert_eq!(failure.0, Problem::internal());
        assert_eq!(Failure::de(b"<html>502</html>".to_vec().into()).0.code, Code::Internal);
    }
}
