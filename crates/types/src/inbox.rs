//! Conversations as a member sees them: list, thread, notes, labels, canned replies.
