//! Databases for tests: SQLite in a temporary folder, PostgreSQL as a fresh database on a given server.

use std::{ops::Deref, path::Path};

use secrecy::SecretBox;
use tempfile::TempDir;

use crate::{Options, Store, error::Result};

/// A migrated store that goes away with the test.
pub struct TestStore {
    store: Store,
    url: String,
    folder: TempDir,
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

    /// The same database through connections of its own, as a second process would have it.
    pub async fn again(&self) -> Result<Store> {
        Store::open(options(&self.url, self.folder.path())).await
    }

    async fn open(url: String) -> Result<TestStore> {
        let folder = TempDir::new().map_err(crate::Error::disk("no temporary folder"))?;
        let store = Store::open(options(&url, folder.path())).await?;
        store.migrate().await?;
        Ok(TestStore { store, url, folder })
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

/// SQLite in a temporary folder, migrated. The master key is the same in every test.
pub async fn store() -> Result<TestStore> {
    TestStore::open(String::new()).await
}
