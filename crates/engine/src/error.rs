//! The one error of the product and how it is told to somebody outside.

use types::{Code, FieldProblem, Problem};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every variant is a different thing to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Tell the caller: wrong input, credentials, limits, unknown ids.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// A product table was refused whole: tell the caller.
    #[error("{0}")]
    Refused(#[from] crate::import::Refused),
    /// The store said why.
    #[error("{0}")]
    Store(#[from] store::Error),
    /// Log it, and say that something failed.
    #[error("{what}: {source}")]
    Internal {
        what: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    pub fn not_found() -> Self {
        Self::Problem(Problem::not_found())
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(Code::Invalid, detail))
    }

    /// A form of which one field must be written differently.
    pub fn wrong(field: &str, detail: &str) -> Self {
        let mut problem = Problem::new(Code::Invalid, detail);
        problem.fields.push(FieldProblem { field: field.to_owned(), detail: detail.to_owned() });
        Self::Problem(problem)
    }

    pub fn unauthorised(detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(Code::Unauthorised, detail))
    }

    /// A member whose role does not allow what was asked.
    pub fn forbidden(role: types::Role) -> Self {
        let detail = format!("Your role ({role}) does not allow this. An owner or admin of the shop can change that.");
        Self::Problem(Problem::new(Code::Forbidden, detail))
    }

    pub fn internal(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal { what, source: source.into() }
    }

    /// The work may succeed when it is done again.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Store(store) if store.is_transient())
    }

    /// What may be shown. Causes stay inside: log the error itself, once, at the edge.
    pub fn problem(&self) -> Problem {
        match self {
            Error::Problem(problem) => problem.clone(),
            Error::Refused(refused) => Problem::new(Code::Invalid, refused.to_string()),
            Error::Store(store::Error::NotFound) => Problem::not_found(),
            Error::Store(store::Error::Conflict { .. }) => {
                Problem::new(Code::Conflict, "This is already there. Read it again and decide anew.")
            }
            Error::Store(store::Error::Invalid(detail)) => Problem::new(Code::Invalid, detail.clone()),
            Error::Store(store) if store.is_transient() => {
                let mut problem =
                    Problem::new(Code::Unavailable, "The server cannot write right now. Please try again.");
                problem.retry_after = Some(2);
                problem
            }
            Error::Store(_) | Error::Internal { .. } => Problem::internal(),
        }
    }
}
