//! What differs between SQLite and PostgreSQL. Nothing else in this crate asks which one it is.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::error::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub(crate) fn backend(self) -> DbBackend {
        match self {
            Dialect::Sqlite => DbBackend::Sqlite,
            Dialect::Postgres => DbBackend::Postgres,
        }
    }

    /// A transaction that may write. SQLite takes the write lock at once: a transaction that reads first and writes
    /// later fails with BUSY whatever the timeout, when another one wrote in between.
    pub(crate) async fn begin(self, writes: &DatabaseConnection) -> Result<DatabaseTransaction> {
        let sqlite_transaction_mode = match self {
            Dialect::Sqlite => Some(SqliteTransactionMode::Immediate),
            Dialect::Postgres => None,
        };
        let options = TransactionOptions { sqlite_transaction_mode, ..Default::default() };
        Ok(writes.begin_with_options(options).await?)
    }

    /// Run before a commit that need not wait for the disk.
    pub(crate) fn before_soft_commit(self) -> Option<&'static str> {
        match self {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some("SET LOCAL synchronous_commit TO OFF"),
        }
    }

    /// Ends a `SELECT` whose rows are about to be changed, passing over those that somebody else is changing. SQLite has
    /// one writer, which is us.
    pub(crate) fn for_update_skip(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Most rows of `columns` values in one statement. SQLite takes 32,766 parameters and PostgreSQL 65,535; beyond a
    /// few hundred rows a longer statement gains nothing.
    pub(crate) fn rows_per_statement(self, columns: usize) -> usize {
        (16_000 / columns.max(1)).clamp(1, 500)
    }
}
