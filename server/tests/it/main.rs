//! The server through its front door: routes, command line, queue, on both databases.
//!
//! Without `TEST_DATABASE_URL` the PostgreSQL half is skipped aloud.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod app;
mod accounts;
mod chaos;
mod cli;
mod conversation;
mod database;
mod goods;
mod import;
mod inbox;
mod insight;
mod inspect;
mod intake;
mod launcher;
mod live;
mod member;
mod minds;
mod page;
mod program;
mod refusals;
mod rights;
mod settings;
mod staff;
mod stream;
mod widget;
