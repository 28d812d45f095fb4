//! The audit log as a file.

use app::ssr::Caller;
use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use engine::{accounts, audit};
use types::{Code, Problem, members::DeedsWanted};

use super::{download, failure, problem};
use crate::state::AppState;

/// `GET /s/{shop}/audit.csv`: what the page's filter shows, all of it.
pub async fn export(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(shop): Path<String>,
    wanted: Result<Query<DeedsWanted>, QueryRejection>,
) -> Response {
    let cx = match accounts::enter(&state.engine, caller.member, &shop).await {
        Ok(cx) => cx,
        Err(error) => return failure(&error),
    };
    let Ok(Query(wanted)) = wanted else {
        return problem(Problem::new(
            Code::Invalid,
            "This is no filter of the audit log. Open the log, set its filter and choose CSV there.",
        ));
    };
    match audit::export(&cx, &wanted).await {
        Ok(table) => download(table, &format!("audit-{}.csv", cx.shop().handle)),
        Err(error) => failure(&error),
    }
}
