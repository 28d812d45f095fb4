//! The agent as a whole: dialogues, intents, limits, guard.

mod dialogues;
mod fixture;
mod intents;
mod limits;
mod lying;
