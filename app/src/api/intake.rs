//! What the pages of imports ask of the server. The file itself goes to `POST /s/{shop}/imports/upload`.

use leptos::server;
use types::{
    ImportId,
    intake::{ImportBrief, ImportView, IssuePage, Target},
};

use crate::Failure;

/// A page of imports, newest first, and where the next one begins. `before` is an id or empty.
#[server(prefix = "/api/intake", endpoint = "list")]
pub async fn read_list(shop: String, before: String) -> Result<(Vec<ImportBrief>, Option<ImportId>), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::import::list(&cx, before.parse().ok()).await)
}

#[server(prefix = "/api/intake", endpoint = "view")]
pub async fn read_import(shop: String, id: String) -> Result<ImportView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let id = crate::ssr::answer(id.parse().map_err(|_| engine::Error::not_found()))?;
    crate::ssr::answer(engine::import::view(&cx, id).await)
}

/// Rows with errors (or warnings) of one kind, or of all; `page` counts from 1.
#[server(prefix = "/api/intake", endpoint = "issues")]
pub async fn read_issues(
    shop: String,
    id: String,
    errors: bool,
    kind: String,
    page: u64,
) -> Result<IssuePage, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let id = crate::ssr::answer(id.parse().map_err(|_| engine::Error::not_found()))?;
    crate::ssr::answer(engine::import::issues(&cx, id, errors, &kind, page).await)
}

/// Begins the dry run. `targets`: what the columns mean, in the order of the file; empty leaves them as they are.
#[server(prefix = "/api/intake", endpoint = "check")]
pub async fn check(shop: String, id: ImportId, #[server(default)] targets: Vec<Target>) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    if !targets.is_empty() {
        crate::ssr::answer(engine::import::name_columns(&cx, id, targets).await)?;
    }
    crate::ssr::answer(engine::import::check(&cx, id).await)
}

#[server(prefix = "/api/intake", endpoint = "start")]
pub async fn start(shop: String, id: ImportId) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::import::start(&cx, id).await)
}

#[server(prefix = "/api/intake", endpoint = "stop")]
pub async fn stop(shop: String, id: ImportId) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::import::stop(&cx, id).await)
}

#[server(prefix = "/api/intake", endpoint = "undo")]
pub async fn undo(shop: String, id: ImportId) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::import::undo(&cx, id).await)
}

/// Throws a file away that has changed nothing.
#[server(prefix = "/api/intake", endpoint = "discard")]
pub async fn discard(shop: String, id: ImportId) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::import::discard(&cx, id).await)
}
