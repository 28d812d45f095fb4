//! Tables of the dashboard as files.

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use engine::insights::{self, Span};
use serde::Deserialize;
use types::{Problem, insight::Table};

use super::{download, failure, problem};
use crate::state::AppState;

#[derive(Deserialize)]
pub struct Asked {
    table: Table,
    #[serde(default)]
    days: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `GET /s/{shop}/analytics.csv?table=days&from=2026-11-01&to=2026-11-20` for members.
pub async fn analytics(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    caller: Option<Extension<app::ssr::Caller>>,
) -> Response {
    let member = caller.and_then(|Extension(caller)| caller.member);
    let cx = match engine::accounts::enter(&state.engine, member, &shop).await {
        Ok(cx) => cx,
        Err(error) => return failure(&error),
    };
    let Ok(Query(asked)) = asked else { return problem(Problem::not_found()) };
    let span = Span::read(&asked.days, &asked.from, &asked.to, cx.now().date_naive());
    match insights::export::table(&cx, span, asked.table).await {
        Ok(sheet) => download(sheet.text, &sheet.name),
        Err(error) => failure(&error),
    }
}
