//! What a member asks about themselves: getting in and out, password, sessions.
