//! What Vitrine remembers: the only crate that speaks SQL. SQLite embedded, PostgreSQL in production, one behaviour.
//!
//! A crate because nothing else may see entities or SQL, and because its tests run without the rest.
//!
//! [`Store`] is the whole database; almost everything is asked through [`Store::shop`], the database as one shop may see
//! it. Writing is a [`Tx`]: [`Tx::commit`] when somebody outside waits for it, [`Tx::commit_soft`] for what may be lost in
//! a power cut and costs only a retry.
//!
//! Times are handed in and kept to the microsecond (what PostgreSQL keeps): hand in no finer ones, or what is read back
//! differs between the databases.

mod account;
mod attention;
mod audit;
mod catalogue;
mod collection;
mod conversation;
mod customer;
mod dialect;
mod disk;
mod embedding;
mod entity;
mod error;
mod events;
mod execution;
mod figures;
mod files;
mod history;
mod import;
mod inbound;
mod inbox;
mod ledger;
mod listing;
mod media;
mod message;
mod open;
mod popularity;
mod queue;
mod scope;
mod seal;
mod session;
mod setting;
mod shop;
#[cfg(feature = "testing")]
pub mod testing;
mod ticket;
mod undo;

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use secrecy::SecretBox;
use tokio::sync::Notify;
use types::ShopId;

pub use account::{Colleague, Invitation, Member};
pub use audit::{Anchor, Deed, DeedFilter, Head, Tampered};
pub use conversation::{Conversation, NewConversation};
pub use customer::{Customer, Preference};
pub use dialect::Dialect;
pub use embedding::TextHash;
pub use error::{Error, Result};
pub use events::{Event, Listener};
pub use execution::{Execution, NewExecution};
pub use figures::{Counted, KeptDay, SearchMiss, day_start};
pub use files::{FileName, Files};
pub use history::{PastConversation, PastMessage};
pub use import::Import;
pub use inbound::{Accepted, Inbound, InboundState, NewInbound};
pub use inbox::{Listing, NewNote, Texts};
pub use listing::{ListFilter, ListOrder, PATH};
pub use message::{Added, NewCustomerMessage, NewMemberMessage, Opened, StoredMessage};
pub use open::Options;
pub use popularity::{NewProductEvent, ProductCounts};
pub use queue::{Claim, DeadJob, Depth, JobRow};
pub use scope::{Reads, ShopStore, Tx};
pub use session::Session;
pub use types::intake::ImportState;
pub use undo::{Change, ChangeState};

/// The database and the files beside it. Clones share everything.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    dialect: Dialect,
    reads: DatabaseConnection,
    /// SQLite: the one connection that writes. PostgreSQL: the same pool as `reads`.
    writes: DatabaseConnection,
    /// SQLite: the shared sync. PostgreSQL shares by itself.
    disk: Option<disk::Disk>,
    /// SQLite: a lock file for what only one process may do at a time.
    lock: Option<std::path::PathBuf>,
    master: seal::Master,
    keys: seal::KeyCache,
    files: Files,
    queued: Notify,
    listeners: Arc<events::Listeners>,
}

impl Store {
    /// The database as one shop may see it. Whether there is such a shop shows when something is asked.
    pub fn shop(&self, shop: ShopId) -> ShopStore {
        ShopStore::new(self.clone(), shop)
    }

    pub fn dialect(&self) -> Dialect {
        self.inner.dialect
    }

    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// Signs short-lived tokens; derived from the master key, so the same in every process of an installation.
    pub fn token_key(&self) -> SecretBox<[u8; 32]> {
        self.inner.master.token_key()
    }

    /// Writes, durably: fails when the database would not take a message now.
    pub async fn ping(&self) -> Result<()> {
        let tx = self.inner.dialect.begin(&self.inner.writes).await?;
        // The table is the migrations' own; touching it takes the write path without changing anything.
        tx.execute_unprepared("UPDATE seaql_migrations SET applied_at = applied_at").await?;
        tx.commit().await?;
        match &self.inner.disk {
            Some(disk) => disk.sync().await,
            None => Ok(()),
        }
    }
}
