//! What goes out to people outside the chat. Today that is mail.
//!
//! A crate because it talks to other machines and must see neither shops nor SQL.

pub mod mail;
