//! Conversations as members work on them.
