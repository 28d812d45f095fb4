//! Members, the shops they work for, invitations.
