//! The audit log as a file.

use app::ssr::Caller;
use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use engine::{accounts, audit};
use types::{Code, Problem, members::DeedsWanted};

use super::{failure, fixed, problem};
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
        return problem(Problem::new(Code::Invalid, "This is no filter of the audit log."));
    };
    match audit::export(&cx, &wanted).await {
        Ok(table) => {
            let name = format!("attachment; filename=\"audit-{}.csv\"", cx.shop().handle);
            let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response();
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            let (name, value) = fixed("cache-control", "no-store");
            response.headers_mut().insert(name, value);
            response
        }
        Err(error) => failure(&error),
    }
}
