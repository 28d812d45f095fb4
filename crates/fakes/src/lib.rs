//! Other people's servers, played: strict about what they are sent, and badly behaved when a script says so.
//!
//! A crate because it answers HTTP, which `agent` and `engine` must not see, and because tests and `vitrine fake` share it.

mod chunks;
mod faults;
mod lies;
pub mod openai;
mod schema;
mod script;
mod shopkeeper;
pub mod smtp;

pub use lies::{has_false_figure, lie_in};
pub use script::{Answer, Behaviour, Fault, ListedModel, Script, ScriptedCall};
