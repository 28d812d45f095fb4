//! The audit log: who did what.

use std::fmt::Display;

use store::{Deed, Tx};

use crate::{Actor, Ctx, Error, Result};

/// Notes in the transaction of the deed itself who did it. `act` is stable ("product.archived"), `about` names the
/// thing (an id), `detail` says what changed, without secrets and without customers' words.
pub(crate) async fn note(
    cx: &Ctx,
    tx: &Tx,
    act: &'static str,
    about: impl Display,
    detail: serde_json::Value,
) -> Result<()> {
    let (member_id, member) = match &cx.actor {
        Actor::System => (None, String::new()),
        Actor::Member { id, name, .. } => (Some(*id), name.clone()),
    };
    let detail = serde_json::to_string(&detail).map_err(|error| Error::internal("an audit note", error))?;
    let deed = Deed {
        seq: 0,
        at: cx.now(),
        member_id,
        member,
        act: act.to_owned(),
        about: about.to_string(),
        detail,
        hash: Vec::new(),
    };
    Ok(tx.deed_add(deed).await?)
}
