//! Opening: connections and their settings, the master key, migrations.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use migration::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use sea_orm_migration::MigratorTrait;
use secrecy::{ExposeSecret, SecretBox};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::{
    Dialect, Files, Inner, Store, disk,
    error::{Error, Result},
    files::sync_folder,
    seal::{KeyCache, Master, Subject},
};

/// How long a write waits for its turn, and a connection for being made.
const PATIENCE: Duration = Duration::from_secs(10);

/// Unwrapped data keys are forgotten this often.
const KEYS_KEPT: Duration = Duration::from_secs(30);

/// The first version without the write-ahead-log reset bug.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Names the migration lock among PostgreSQL's advisory locks.
const MIGRATION_LOCK: i64 = 0x7669_7472_696e_6501;

pub struct Options {
    /// `sqlite://…` or `postgres://…`; empty for SQLite in the data folder.
    pub url: String,
    /// Holds the database (SQLite), the files and the master key; made when missing.
    pub data_dir: PathBuf,
    /// Without one, `master.key` in the data folder is read, or made at the first start.
    pub master_key: Option<SecretBox<[u8; 32]>>,
    /// Connections for reading (SQLite), connections in all (PostgreSQL); at least 2.
    pub readers: u32,
}

impl Store {
    /// Connects; the schema is left to [`Store::migrate`]. [`Error::Invalid`] says what is wrong with the options.
    pub async fn open(options: Options) -> Result<Store> {
        let Options { url, data_dir, master_key, readers } = options;
        let readers = readers.max(2);
        let folder = data_dir.clone();
        let key = blocking(move || {
            make_folder(&folder)?;
            match master_key {
                Some(key) => Ok(key),
                None => master_key_file(&folder),
            }
        })
        .await?;
        let master = Master::new(&key)?;
        let files = Files::new(&data_dir);
        let (dialect, reads, writes, database) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = connect_postgres(&url, readers).await?;
            (Dialect::Postgres, pool.clone(), pool, None)
        } else if url.is_empty() || url.starts_with("sqlite:") {
            let path = sqlite_path(&url, &data_dir)?;
            let writes = connect_sqlite(&path, 1, Role::Writer).await?;
            check_version(&writes).await?;
            let reads = connect_sqlite(&path, readers, Role::Reader).await?;
            (Dialect::Sqlite, reads, writes, Some(path))
        } else {
            return Err(Error::Invalid(
                "the database address must begin with sqlite:// or postgres://, or be empty for SQLite in the data folder"
                    .to_owned(),
            ));
        };
        if let Some(parent) = database.as_deref().and_then(Path::parent) {
            sync_folder(parent.to_owned()).await?;
        }
        let lock = database.as_ref().map(|path| path.with_extension("lock"));
        let inner = Arc::new(Inner {
            dialect,
            reads,
            writes,
            disk: database.map(disk::Disk::new),
            lock,
            master,
            keys: KeyCache::default(),
            files,
            queued: Notify::new(),
            listeners: Arc::default(),
        });
        forget_keys(&inner);
        Ok(Store { inner })
    }

    /// Brings the schema up to date. Several processes may do it at once: one migrates, the others wait and find it
    /// done. [`Error::Invalid`] when the database was sealed under another master key.
    pub async fn migrate(&self) -> Result<()> {
        let inner = &self.inner;
        match &inner.lock {
            Some(path) => {
                let path = path.clone();
                // Held until the file is dropped, also when this process dies.
                let _held = blocking(move || locked(&path)).await?;
                Migrator::up(&inner.writes, None).await?;
            }
            None => {
                let held = inner.dialect.begin(&inner.writes).await?;
                let sql = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
                held.execute_unprepared(&sql).await?;
                Migrator::up(&inner.writes, None).await?;
                held.commit().await?;
            }
        }
        self.check_master_key().await?;
        self.listing_fill().await?;
        self.renew_statistics().await
    }

    /// Lets SQLite look at what its indexes hold, where that has changed much; without it, it guesses which one to take.
    /// PostgreSQL does so by itself.
    pub async fn renew_statistics(&self) -> Result<()> {
        if self.inner.dialect == Dialect::Sqlite {
            // All tables, a sample of each: https://sqlite.org/pragma.html#pragma_optimize
            self.inner.writes.execute_unprepared("PRAGMA optimize=0x10002").await?;
        }
        Ok(())
    }

    /// Closes the connections, waiting for what is under way; SQLite then folds its log into the database file. For the
    /// end of the process: whatever is asked afterwards fails.
    pub async fn close(&self) -> Result<()> {
        self.inner.reads.close_by_ref().await?;
        Ok(self.inner.writes.close_by_ref().await?)
    }

    /// A database whose keys we cannot unwrap must not be written to: half of it would be under each master key.
    async fn check_master_key(&self) -> Result<()> {
        let inner = &self.inner;
        // The shops' own keys stand for all: every shop has one, and the customers' are wrapped like it.
        let sql = "SELECT 1 AS foreign_key FROM shop JOIN data_key ON data_key.shop_id = shop.id AND data_key.subject = $1 \
                   WHERE data_key.kek <> $2 LIMIT 1";
        let values = [Subject::Shop.uuid().into(), inner.master.id().into()];
        let foreign = Statement::from_sql_and_values(inner.dialect.backend(), sql, values);
        if inner.reads.query_one_raw(foreign).await?.is_some() {
            return Err(Error::Invalid(
                "this database was sealed under another master key: give the key it was made with, or restore its \
                 master.key file into the data folder"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "ends with the store; nothing is lost when it does not run")]
fn forget_keys(inner: &Arc<Inner>) {
    let inner = Arc::downgrade(inner);
    tokio::spawn(async move {
        let mut every = tokio::time::interval(KEYS_KEPT);
        loop {
            every.tick().await;
            match inner.upgrade() {
                Some(inner) => inner.keys.clear(),
                None => return,
            }
        }
    });
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::disk("a file operation was interrupted")(io::Error::other(error))))
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(Error::disk("the data folder cannot be made"))
}

/// Opens (and makes) a file and waits until no other process holds it.
fn locked(path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(Error::disk("the lock file cannot be opened"))?;
    file.lock().map_err(Error::disk("the lock file cannot be locked"))?;
    Ok(file)
}

/// Reads the key file; makes it first when there is none. Whole or not there, and only one of several starting
/// processes makes it.
fn master_key_file(folder: &Path) -> Result<SecretBox<[u8; 32]>> {
    let path = folder.join("master.key");
    let _held = locked(&folder.join("master.lock"))?;
    if !path.exists() {
        let mut key = Zeroizing::new([0u8; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|error| Error::disk("no randomness")(io::Error::other(error)))?;
        let text = Zeroizing::new(hex::encode(key.as_slice()));
        let temporary = folder.join("master.key.new");
        let write = || {
            let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            File::open(folder)?.sync_all()
        };
        write().map_err(Error::disk("master.key cannot be written to the data folder"))?;
    }
    let text = Zeroizing::new(fs::read_to_string(&path).map_err(Error::disk("master.key cannot be read"))?);
    let mode = fs::metadata(&path).map_err(Error::disk("master.key cannot be read"))?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!("master.key in the data folder can be read by others; make its mode 0600");
    }
    let mut key = Box::new([0u8; 32]);
    hex::decode_to_slice(text.trim(), key.as_mut_slice())
        .map_err(|_| Error::Invalid("master.key in the data folder must hold 64 hexadecimal digits".to_owned()))?;
    let secret = SecretBox::new(key);
    if secret.expose_secret() == &[0; 32] {
        return Err(Error::Invalid("master.key in the data folder holds only zeros".to_owned()));
    }
    Ok(secret)
}

fn sqlite_path(url: &str, data_dir: &Path) -> Result<PathBuf> {
    let name = url.strip_prefix("sqlite:").unwrap_or_default();
    let name = name.strip_prefix("//").unwrap_or(name);
    let name = name.split('?').next().unwrap_or_default();
    match name {
        "" if url.is_empty() => Ok(data_dir.join("vitrine.db")),
        "" | ":memory:" => {
            Err(Error::Invalid("the SQLite database must be a file: sqlite://folder/vitrine.db".to_owned()))
        }
        name => Ok(PathBuf::from(name)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
}

async fn connect_sqlite(path: &Path, connections: u32, role: Role) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite://?mode=rwc");
    let path = path.to_owned();
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&path)
                .create_if_missing(true)
                .busy_timeout(PATIENCE)
                .foreign_keys(true)
                .synchronous(SqliteSynchronous::Normal)
                .statement_cache_capacity(256)
                // Each row crosses from SQLite's thread to ours; most of the time of a long read went into waking for it.
                .row_buffer_size(1024)
                .pragma("temp_store", "memory")
                .pragma("mmap_size", "134217728");
            match role {
                Role::Writer => sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .pragma("journal_size_limit", "67108864")
                    .pragma("cache_size", "-32000"),
                Role::Reader => sqlite.pragma("cache_size", "-8000").pragma("query_only", "on"),
            }
        });
    Ok(Database::connect(options).await?)
}

async fn connect_postgres(url: &str, connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).acquire_timeout(PATIENCE).sqlx_logging(false);
    // Also when it is a timeout: at the start nobody is busy, there is no server.
    Database::connect(options).await.map_err(Error::Unavailable)
}

async fn check_version(db: &DatabaseConnection) -> Result<()> {
    let sql = Statement::from_string(db.get_database_backend(), "SELECT sqlite_version() AS version");
    let row = db.query_one_raw(sql).await?.ok_or(Error::NotFound)?;
    let version: String = row.try_get("", "version")?;
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let found: (u32, u32, u32) = (next(), next(), next());
    if found < OLDEST_SQLITE {
        let (a, b, c) = OLDEST_SQLITE;
        return Err(Error::Invalid(format!("SQLite {version} is linked; {a}.{b}.{c} or newer is needed")));
    }
    Ok(())
}
