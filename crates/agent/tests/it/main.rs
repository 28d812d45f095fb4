//! The agent as a whole: dialogues, intents, limits, guard.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up must stop")]

mod dialogues;
mod fixture;
mod intents;
mod languages;
mod limits;
mod llm;
mod lying;
mod more_dialogues;
mod speed;
