//! Databases for tests: SQLite in a temporary folder, PostgreSQL as a fresh database on the server that
//! `TEST_DATABASE_URL` names. [`on_both!`](crate::on_both) runs a test on each.

use std::{
    ops::Deref,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};
use secrecy::SecretBox;
use tempfile::TempDir;

use crate::{Error, Options, Store, error::Result};

/// A migrated store that goes away with the test.
pub struct TestStore {
    store: Store,
    url: String,
    folder: TempDir,
    _database: Option<OwnDatabase>,
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// What [`Store::open`] was given; empty for SQLite in the folder.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same database through connections of its own, as a second process would have it. Not migrated.
    pub async fn again(&self) -> Result<Store> {
        Store::open(options(&self.url, self.folder.path())).await
    }

    /// Runs any statement; for tests that look at, or damage, what is stored.
    pub async fn run(&self, sql: &str) -> Result<u64> {
        let tx = self.inner.dialect.begin(&self.inner.writes).await?;
        let done = tx.execute_unprepared(sql).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

fn options(url: &str, folder: &Path) -> Options {
    Options {
        url: url.to_owned(),
        data_dir: folder.to_owned(),
        master_key: Some(SecretBox::new(Box::new([7; 32]))),
        readers: 4,
    }
}

fn folder() -> Result<TempDir> {
    TempDir::new().map_err(Error::disk("no temporary folder"))
}

/// SQLite in a temporary folder, empty: nothing is migrated.
pub async fn empty() -> Result<TestStore> {
    let folder = folder()?;
    let store = Store::open(options("", folder.path())).await?;
    Ok(TestStore { store, url: String::new(), folder, _database: None })
}

/// SQLite in a temporary folder, migrated. The master key is the same in every test.
pub async fn store() -> Result<TestStore> {
    let store = empty().await?;
    store.migrate().await?;
    Ok(store)
}

/// A new PostgreSQL database, empty; `None`, said aloud, when `TEST_DATABASE_URL` names no server.
pub async fn postgres_empty() -> Result<Option<TestStore>> {
    #[expect(clippy::disallowed_methods, reason = "tests are told where a server is by the script that started it")]
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
        eprintln!("skipped: TEST_DATABASE_URL is not set, so nothing was tested on PostgreSQL");
        return Ok(None);
    };
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("vitrine_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    statement(&server, &format!("CREATE DATABASE {name}")).await?;
    let base = server.split('?').next().unwrap_or_default();
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    let url = format!("{base}/{name}");
    let folder = folder()?;
    let store = Store::open(options(&url, folder.path())).await?;
    Ok(Some(TestStore { store, url, folder, _database: Some(OwnDatabase { server, name }) }))
}

/// A new PostgreSQL database, migrated; `None`, said aloud, when `TEST_DATABASE_URL` names no server.
pub async fn postgres() -> Result<Option<TestStore>> {
    let store = postgres_empty().await?;
    if let Some(store) = &store {
        store.migrate().await?;
    }
    Ok(store)
}

async fn statement(server: &str, sql: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    db.execute_unprepared(sql).await?;
    db.close().await
}

/// A database that is dropped with its test.
struct OwnDatabase {
    server: String,
    name: String,
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        let (server, name) = (std::mem::take(&mut self.server), std::mem::take(&mut self.name));
        // Of its own thread and runtime, because the test's cannot be waited for here. A leftover harms nobody.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(statement(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).ok()
        });
        dropped.join().ok();
    }
}

/// Turns `async fn name(store: TestStore) { … }` into two tests, `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn check($store: $crate::testing::TestStore) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check($crate::testing::store().await.expect("a store on SQLite")).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(store) = $crate::testing::postgres().await.expect("a store on PostgreSQL") {
                    check(store).await;
                }
            }
        }
    )*};
}
