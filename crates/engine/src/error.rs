//! The one error of the product and how it is told to somebody outside.

use types::{Code, Problem};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every variant is a different thing to say to the caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wrong input, credentials, limits: the problem is the answer.
    #[error("{0}")]
    Problem(#[from] Problem),
}

impl Error {
    pub fn not_found() -> Self {
        Self::Problem(Problem::not_found())
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(Code::Invalid, detail))
    }

    /// What may be shown; causes stay inside.
    pub fn problem(&self) -> Problem {
        match self {
            Error::Problem(problem) => problem.clone(),
        }
    }
}
