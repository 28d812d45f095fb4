//! What the command palette asks.

use leptos::server;
use types::goods::Goal;

use crate::Failure;

/// Products and conversations whose name or words hold `wanted`; at most eight.
#[server(prefix = "/api/palette", endpoint = "find")]
pub async fn find(shop: String, wanted: String) -> Result<Vec<Goal>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let mut goals = crate::ssr::answer(engine::inbox::goals(&cx, &wanted).await)?;
    goals.extend(crate::ssr::answer(engine::goods::goals(&cx, &wanted).await)?);
    goals.truncate(8);
    Ok(goals)
}
