//! What can go wrong in the store; each variant asks for a different next action.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing of this shop has that id, or what it refers to is gone. Tell the asker; the two are not told apart.
    #[error("there is no such thing")]
    NotFound,
    /// Already there, or changed meanwhile: read again and decide anew. `what` names the thing, for logs.
    #[error("{what} is already there")]
    Conflict { what: String },
    /// Another worker holds the lane now: drop everything, roll back, write nothing.
    #[error("the lease was lost to another worker")]
    LeaseLost,
    /// The database did not get round to it in time: try again soon.
    #[error("the database is busy")]
    Busy,
    /// The key was destroyed (the customer was erased), or was sealed under another master key, or the bytes were
    /// tampered with: show nothing, do not retry.
    #[error("cannot be unsealed: {0}")]
    Unsealable(&'static str),
    /// A stored value that this version cannot read: report, do not retry.
    #[error("a stored value cannot be read: {0}")]
    Corrupt(String),
    /// The database or its disk failed: not ready; try later.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] DbErr),
    /// A file operation failed: not ready; try later.
    #[error("{what}: {source}")]
    Disk { what: String, source: std::io::Error },
    /// The caller asked for something that cannot be; the text says what to change.
    #[error("{0}")]
    Invalid(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn disk(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Disk { what: what.into(), source }
    }

    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    /// Worth trying again unchanged, soon or later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable(_) | Self::Disk { .. })
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Conflict { what },
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::NotFound,
            _ => {}
        }
        match &error {
            DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Self::NotFound,
            DbErr::ConnectionAcquire(_) => Self::Busy,
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Corrupt(error.to_string()),
            DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner) if is_contention(inner) => Self::Busy,
            _ => Self::Unavailable(error),
        }
    }
}

/// SQLite: BUSY and LOCKED with their extended codes. PostgreSQL: serialization failure, deadlock, lock not available,
/// query cancelled by a timeout.
fn is_contention(error: &RuntimeErr) -> bool {
    let RuntimeErr::SqlxError(error) = error else { return false };
    match error.as_ref() {
        SqlxError::PoolTimedOut => true,
        SqlxError::Database(inner) => inner.code().is_some_and(|code| {
            matches!(&*code, "5" | "6" | "261" | "262" | "517" | "773" | "40001" | "40P01" | "55P03" | "57014")
        }),
        _ => false,
    }
}
