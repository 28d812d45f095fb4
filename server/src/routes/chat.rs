//! The chat page, and what it asks.

use app::ssr::{ChatLook, Policy, Standings};
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::{StatusCode, header},
    response::Response,
};
use engine::{limits, widget};
use leptos::config::LeptosOptions;
use std::sync::Arc;
use types::{Code, Problem};

use super::{ClientAddress, front, problem};
use crate::state::AppState;

/// Calls that are counted by address.
const COUNTED: &[&str] = &["/api/chat/say", "/api/chat/contact", "/api/chat/person"];

/// `GET /chat/{site}?t=<ticket>`: once per ticket.
pub async fn page(
    State(AppState { engine, leptos }): State<AppState>,
    Path(site): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let query = query.unwrap_or_default();
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("t=")).unwrap_or_default();
    match widget::enter(&engine, &site, ticket).await {
        Ok(visit) => {
            let look = ChatLook::read(&query, &visit.sites);
            let policy = framed_by(&visit.sites);
            app::ssr::chat_response(engine, leptos, request, visit, look, policy).await
        }
        Err(error) => stopped(leptos, &query, request, error.problem()).await,
    }
}

/// `GET /chat/`: where a plain form leads when its token says no more whose chat it was.
pub async fn ended(
    State(AppState { leptos, .. }): State<AppState>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    stopped(leptos, &query.unwrap_or_default(), request, Problem::not_found()).await
}

/// Who asks with a worn-out ticket is a page that was allowed to: it may show why. There is nothing else on it.
async fn stopped(leptos: LeptosOptions, query: &str, request: Request, problem: Problem) -> Response {
    let ancestors: Policy = Arc::new(|nonce| front::policy(nonce, "*"));
    app::ssr::problem_response(leptos, request, problem, &ChatLook::read(query, &[]), ancestors).await
}

fn framed_by(sites: &[String]) -> Policy {
    let sites = if sites.is_empty() { "'none'".to_owned() } else { sites.join(" ") };
    Arc::new(move |nonce| front::policy(nonce, &sites))
}

/// `POST /api/…`: the server functions.
pub async fn call(
    State(AppState { engine, leptos }): State<AppState>,
    Extension(standings): Extension<Standings>,
    Extension(address): Extension<ClientAddress>,
    request: Request,
) -> Response {
    if COUNTED.contains(&request.uri().path())
        && let Err(error) = limits::address(&engine, address.0)
    {
        let page = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        return match page {
            Some(accept) if accept.contains("text/html") => {
                let policy: Policy = Arc::new(|nonce| front::policy(nonce, "*"));
                app::ssr::problem_response(leptos, request, error.problem(), &ChatLook::default(), policy).await
            }
            _ => problem(error.problem()),
        };
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, super::MAX_BODY).await else {
        return problem(Problem::new(Code::TooLarge, "This is too long. Send it in several parts."));
    };
    let response = app::ssr::call(engine, standings, Request::from_parts(parts, Body::from(bytes))).await;
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!("a server function failed");
    }
    response
}
