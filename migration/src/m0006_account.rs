//! Members, sessions, invitations, the audit log.

crate::migration!("m0006_account", UP);

const UP: &str = "SELECT 1;";
