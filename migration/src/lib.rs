//! The schema, in order.
//!
//! Migrations are SQL rather than a builder's calls: what the database holds can be read in one place, and both
//! databases get the same tables from the same text. Only the names of column types differ; they are filled in by
//! [`write`]. A migration that was released is never edited: the next one expands, a later one contracts, so that two
//! versions of the binary can work on one database while one replaces the other.
//!
//! Conventions: `shop_id` leads every primary key, foreign key and index, so that a row of one shop can neither refer
//! to another's nor be found by it (the queue's `lane_due` is the exception: a worker serves every shop). Ids are
//! UUIDs. JSON is text, read and written whole, so that the order of names survives on both databases. Columns whose
//! name ends in `sealed` hold ciphertext.

use sea_orm_migration::{
    prelude::{DbErr, MigrationTrait, MigratorTrait, SchemaManager},
    sea_orm::{ConnectionTrait, DbBackend},
};

mod m0001_shop;
mod m0002_catalogue;
mod m0003_conversation;
mod m0004_queue;
mod m0005_setting;
mod m0006_account;
mod m0007_goods;
mod m0008_intake;
mod m0009_inbox;
mod m0010_ledger;
mod m0011_figures;
mod m0012_inspect;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_shop::Migration),
            Box::new(m0002_catalogue::Migration),
            Box::new(m0003_conversation::Migration),
            Box::new(m0004_queue::Migration),
            Box::new(m0005_setting::Migration),
            Box::new(m0006_account::Migration),
            Box::new(m0007_goods::Migration),
            Box::new(m0008_intake::Migration),
            Box::new(m0009_inbox::Migration),
            Box::new(m0010_ledger::Migration),
            Box::new(m0011_figures::Migration),
            Box::new(m0012_inspect::Migration),
        ]
    }
}

/// Fills in `{uuid}`, `{bytes}`, `{time}`, `{int}`, `{bool}`, `{plain}` (text that sorts by its bytes on both) and
/// `{narrow}` (clustered by the primary key, where the database can: for tables of small rows) and runs the statements.
async fn write(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let [uuid, bytes, time, plain, narrow] = match manager.get_database_backend() {
        DbBackend::Sqlite => ["BLOB", "BLOB", "TEXT", "TEXT", " WITHOUT ROWID"],
        _ => ["UUID", "BYTEA", "TIMESTAMPTZ", "TEXT COLLATE \"C\"", ""],
    };
    let sql = sql
        .replace("{uuid}", uuid)
        .replace("{bytes}", bytes)
        .replace("{time}", time)
        .replace("{plain}", plain)
        .replace("{narrow}", narrow)
        .replace("{int}", "BIGINT")
        .replace("{bool}", "BOOLEAN");
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// A migration whose name is its module's and that only runs `UP`.
macro_rules! migration {
    ($name:literal, $up:ident) => {
        pub struct Migration;

        impl sea_orm_migration::prelude::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::prelude::MigrationTrait for Migration {
            // All or nothing on SQLite too, so that a crash in the middle leaves nothing behind.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::prelude::SchemaManager,
            ) -> Result<(), sea_orm_migration::prelude::DbErr> {
                crate::write(manager, $up).await
            }
        }
    };
}
pub(crate) use migration;
