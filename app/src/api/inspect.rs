//! What the pages ask about executions, and the search tester.

use leptos::server;
use types::{
    ExecutionId, TurnId,
    inspect::{Executions, Inspected, Inspection, Tested},
};

use crate::Failure;

/// Executions, newest first; `page` from 1. `filter` is JSON, so that what is not set need not be sent.
#[server(prefix = "/api/inspect", endpoint = "list")]
pub async fn list(shop: String, filter: String, page: u64) -> Result<Executions, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let filter: types::inspect::ExecutionFilter = serde_json::from_str(&filter).unwrap_or_default();
    crate::ssr::answer(engine::inspect::list(&cx, &filter, page).await)
}

/// One execution, opened.
#[server(prefix = "/api/inspect", endpoint = "open")]
pub async fn open(shop: String, id: ExecutionId) -> Result<Inspection, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inspect::open(&cx, id).await)
}

/// What there is to see of a turn.
#[server(prefix = "/api/inspect", endpoint = "turn")]
pub async fn of_turn(shop: String, turn: TurnId) -> Result<Inspected, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::inspect::of_turn(&cx, turn).await)
}

/// A search with its reasons; `why` is a product that is asked about, or empty.
#[server(prefix = "/api/inspect", endpoint = "search")]
pub async fn search(shop: String, query: String, why: String) -> Result<Tested, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::tester::run(&cx, &query, &why).await)
}
