//! Server functions: each hands its arguments to the engine. All are POST, with pinned addresses under `/api/`.

pub mod account;
pub mod audit;
pub mod chat;
pub mod goods;
pub mod home;
pub mod inbox;
pub mod insight;
pub mod inspect;
pub mod intake;
pub mod launcher;
pub mod members;
pub mod palette;
pub mod settings;
