//! Members: who they are, how they get in, for which shops they work.

use types::MemberId;

use crate::{Ctx, Engine, Error, Result};

/// The context of a member at work in a shop. A shop that is not theirs and one that is not there are the same.
pub async fn enter(_engine: &Engine, member: Option<MemberId>, _shop: &str) -> Result<Ctx> {
    match member {
        None => Err(Error::unauthorised("Log in to go on.")),
        Some(_) => Err(Error::not_found()),
    }
}
