//! What the command palette asks.

use leptos::server;
use types::goods::Goal;

use crate::Failure;

/// Products and conversations whose name or words hold `wanted`; at most eight.
#[server(prefix = "/api/palette", endpoint = "find")]
pub async fn find(shop: String, wanted: String) -> Result<Vec<Goal>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::goals(&cx, &wanted).await)
}
