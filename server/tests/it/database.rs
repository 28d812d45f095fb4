//! A database of its own for each test: SQLite in the test's folder, or a fresh PostgreSQL database that is dropped at the
//! end.

use std::{
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
};

/// Where a test keeps what it stores.
pub struct Database {
    /// Empty for SQLite in the data folder.
    pub url: String,
    _own: Option<Own>,
}

struct Own {
    server: String,
    name: String,
}

impl Database {
    pub fn sqlite() -> Self {
        Self { url: String::new(), _own: None }
    }

    /// A new PostgreSQL database; `None`, said aloud, when `TEST_DATABASE_URL` names no server.
    pub fn postgres() -> Option<Self> {
        let Some(server) = variable("TEST_DATABASE_URL") else {
            eprintln!("skipped: TEST_DATABASE_URL is not set, so nothing was tested on PostgreSQL");
            return None;
        };
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("vitrine_front_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        statement(&server, &format!("CREATE DATABASE {name}"));
        let base = server.split('?').next().unwrap_or_default();
        let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
        Some(Self { url: format!("{base}/{name}"), _own: Some(Own { server, name }) })
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A leftover harms nobody.
        let _ = Command::new("psql").args(["-qXc", &sql, &self.server]).output();
    }
}

fn statement(server: &str, sql: &str) {
    let done = Command::new("psql").args(["-qXc", sql, server]).output().expect("psql is found");
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
}

#[expect(clippy::disallowed_methods, reason = "tests are told by their script where things are")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
