//! What the page of the audit log asks.

use leptos::server;
use types::members::{Deeds, DeedsWanted};

use crate::Failure;

/// A page of the log, the latest first.
#[server(prefix = "/api/audit", endpoint = "list")]
pub async fn read_deeds(shop: String, wanted: DeedsWanted) -> Result<Deeds, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::audit::list(&cx, &wanted).await)
}
