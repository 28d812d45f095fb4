//! What the widget page asks.

use leptos::server;
use types::launcher::{Site, WidgetLook, WidgetSetup};

use crate::Failure;

/// The widget as it is set up.
#[server(prefix = "/api/launcher", endpoint = "read")]
pub async fn read(shop: String) -> Result<WidgetSetup, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::launcher::setup(&cx).await).map(crate::ssr::with_greetings)
}

/// Keeps a look, written as JSON; what it was before.
#[server(prefix = "/api/launcher", endpoint = "save")]
pub async fn save(shop: String, look: String) -> Result<WidgetLook, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let unreadable =
        || engine::Error::invalid("Write colours as # and six hexadecimal digits, and distances as numbers.");
    let look: WidgetLook = crate::ssr::answer(serde_json::from_str(&look).map_err(|_| unreadable()))?;
    crate::ssr::answer(engine::launcher::save(&cx, look).await)
}

/// Lets a site show the chat; all sites after it.
#[server(prefix = "/api/launcher", endpoint = "allow")]
pub async fn allow(shop: String, site: String) -> Result<Vec<Site>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::launcher::allow(&cx, &site).await)
}

/// Takes a site off the list; all sites after it.
#[server(prefix = "/api/launcher", endpoint = "forbid")]
pub async fn forbid(shop: String, site: String) -> Result<Vec<Site>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::launcher::forbid(&cx, &site).await)
}
