//! The agent as a whole: dialogues, intents, limits, guard.
