//! What home and analytics ask.

use leptos::server;
use types::insight::{Analytics, HomeView};

use crate::Failure;

/// Figures of a range, as the page's address names it: a number of days, or both ends.
#[server(prefix = "/api/insight", endpoint = "figures")]
pub async fn figures(shop: String, days: String, from: String, to: String) -> Result<Analytics, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let span = engine::insights::Span::read(&days, &from, &to, cx.now().date_naive());
    crate::ssr::answer(engine::insights::analytics(&cx, span).await)
}

/// Everything the home page shows.
#[server(prefix = "/api/insight", endpoint = "home")]
pub async fn home(shop: String) -> Result<HomeView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::home::view(&cx).await)
}

/// Shows the set-up guide, or no more.
#[server(prefix = "/api/insight", endpoint = "guide")]
pub async fn guide(shop: String, dismissed: bool) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::home::guide_set(&cx, dismissed).await)
}
