//! How the server is doing.

use leptos::server;
use serde::{Deserialize, Serialize};

use crate::{Failure, components::Tone};

/// One line about how the server is doing, in words an operator reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    pub tone: Tone,
    /// "Database"
    pub what: String,
    /// "SQLite, 3 shops"
    pub how: String,
}

/// What there is to say of this server. It names no shop and no path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub version: String,
    pub health: Vec<Health>,
}

/// How the server is doing, for whoever may configure the shop.
#[server(prefix = "/api/settings", endpoint = "server")]
pub async fn read_server(shop: String) -> Result<Standing, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(cx.may(types::Right::Configure))?;
    Ok(crate::ssr::standing().await)
}
