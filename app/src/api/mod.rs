//! Server functions: each hands its arguments to the engine. All are POST, with pinned addresses under `/api/`.

pub mod chat;
pub mod home;
