//! The one shape in which a failure is told to somebody outside (RFC 9457 problem details with a stable code).

use serde::{Deserialize, Serialize};

/// Stable, documented names of what went wrong. Callers may match on them; new ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request was understood and is wrong; `fields` may say where.
    Invalid,
    /// No credentials, or ones that ran out.
    Unauthorised,
    /// Known, but not allowed to.
    Forbidden,
    /// No such thing, or somebody else's: the two are not told apart.
    NotFound,
    /// Already there, or changed meanwhile.
    Conflict,
    TooLarge,
    RateLimited,
    /// A limit of the shop, not of the caller, or the server is full; try again later.
    Unavailable,
    Internal,
}

impl Code {
    /// The HTTP status that stands for the code.
    pub fn status(self) -> u16 {
        match self {
            Code::Invalid => 422,
            Code::Unauthorised => 401,
            Code::Forbidden => 403,
            Code::NotFound => 404,
            Code::Conflict => 409,
            Code::TooLarge => 413,
            Code::RateLimited => 429,
            Code::Unavailable => 503,
            Code::Internal => 500,
        }
    }
}

/// What is wrong with one field of a form or configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    pub field: String,
    pub detail: String,
}

/// A failure as it may be shown: says what to do, holds no internal cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    pub code: Code,
    pub detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// The request this happened in, as logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Seconds until another try makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new(), request_id: None, retry_after: None }
    }

    /// The one body for unknown ids and for somebody else's.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here. Check the address or the id.")
    }

    pub fn internal() -> Self {
        Self::new(Code::Internal, "Something failed on our side. It has been noted; please try again.")
    }
}
