//! One fdatasync for everybody who waits: how a commit becomes durable on SQLite.
//!
//! The writer commits under `synchronous=NORMAL`, which leaves the frames in the write-ahead log unsynced, gives the one
//! writer connection back, and only then waits here. Whoever comes while a sync runs shares the next one, because a sync
//! covers exactly the commits that had returned before it began. So the disk's latency is paid per group and never while
//! the write lock is held.
//!
//! The other way, a task that runs waiting use cases as savepoints of one transaction, would share the commit too, but one
//! use case's failure or slowness would be everybody's, and nothing could be asked of the database between two statements
//! of one of them. Measured (`cargo bench -p store`, 2 cores busy with other work, load about 5, an 8 kB fdatasync 4.0 ms
//! in the median and varying), commits a second of one row each:
//!
//! | writers at once | this | control: `synchronous=FULL`, a sync per commit | this, not waited for |
//! |---|---|---|---|
//! | 1 | 363 | 505 | |
//! | 8 | 2,422 | 359 | 4,300 |
//! | 64 | 4,787 | 764 | |
//!
//! and 3,777 events a second accepted by 64 senders (1 kB sealed, a job each). One writer alone pays the disk either way;
//! 64 get what the single writer connection can do, as if the disk cost nothing.
//!
//! The log is opened afresh each time: after a checkpoint SQLite begins it anew, and syncing is about the file, not about
//! the descriptor that wrote it. (What a checkpoint moved into the database file was synced by SQLite itself.)
//!
//! A failed sync is final. The kernel may mark pages clean that never reached the disk, so that a second sync succeeds
//! without having written them; from then on nothing is called durable until the process starts again and SQLite reads
//! the log back from the disk.

use std::{
    fs::OpenOptions,
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::sync::Mutex;

use crate::error::{Error, Result};

pub(crate) struct Disk {
    log: PathBuf,
    /// Commits that asked to be durable.
    asked: AtomicU64,
    /// How many of them are.
    durable: Mutex<u64>,
    failed: AtomicBool,
}

impl Disk {
    /// `database` is the SQLite file; its log lies beside it.
    pub(crate) fn new(database: PathBuf) -> Self {
        let mut log = database.into_os_string();
        log.push("-wal");
        Self { log: log.into(), asked: AtomicU64::new(0), durable: Mutex::new(0), failed: AtomicBool::new(false) }
    }

    /// Returns when everything committed before the call is on the disk.
    pub(crate) async fn sync(&self) -> Result<()> {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut durable = self.durable.lock().await;
        if self.failed.load(Ordering::SeqCst) {
            return Err(Error::disk("an earlier sync failed; restart to go on")(io::ErrorKind::Other.into()));
        }
        if *durable >= mine {
            return Ok(());
        }
        let covered = self.asked.load(Ordering::SeqCst);
        let log = self.log.clone();
        let synced = tokio::task::spawn_blocking(move || OpenOptions::new().write(true).open(log)?.sync_data()).await;
        match synced.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(()) => {
                *durable = covered;
                Ok(())
            }
            Err(error) => {
                self.failed.store(true, Ordering::SeqCst);
                Err(Error::disk("the database's log could not be synced to the disk")(error))
            }
        }
    }
}
