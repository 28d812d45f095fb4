//! Every address the server answers, in reading order, and what all answers have in common.

mod audit;
mod chat;
mod demo;
mod desk;
mod front;
mod health;
mod intake;
mod live;
mod media;
pub mod metrics;
mod sheet;
mod widget;

use std::{path::Path, sync::Arc};

use axum::{
    Extension, Router,
    body::Body,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use engine::Engine;
use leptos::config::LeptosOptions;
use tokio::sync::watch;
use tower_http::{compression::CompressionLayer, services::ServeDir, set_header::SetResponseHeaderLayer};
use types::Problem;

pub use front::ClientAddress;

use crate::{config::Config, session, state::AppState};

/// A chat message of 20,000 characters in any script, with its form around it.
const MAX_BODY: usize = 256 * 1024;
/// Built files carry a hash of their content in their names.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The whole router.
pub fn router(engine: Engine, config: &Config, site: &Path, closing: watch::Receiver<bool>) -> Router {
    let options = LeptosOptions::builder()
        .output_name("vitrine")
        .site_root(site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .build();
    let health = health::Health::new(engine.clone(), closing.clone());
    let standings = health.standings();
    let state = AppState { engine: engine.clone(), leptos: options.clone() };
    let files = |folder: &str| ServeDir::new(site.join(folder)).precompressed_br().precompressed_gzip();
    let built = Router::new()
        .nest_service("/pkg", files("pkg"))
        .nest_service("/fonts", files("fonts"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, FOR_EVER));

    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/widget.js", get(widget::loader))
        .route("/widget/look", get(widget::look))
        .route("/widget/session", post(widget::session).options(widget::preflight))
        .route("/widget/live", get(live::live))
        .route("/chat/", get(chat::ended))
        .route("/chat/{site}", get(chat::page))
        .route("/s/{shop}/audit.csv", get(audit::export))
        .route("/s/{shop}/live", get(desk::live))
        .route("/media/{shop}/{file}", get(media::show))
        .route("/api/goods/upload", post(media::upload))
        .route("/s/{shop}/analytics.csv", get(sheet::analytics))
        .route("/s/{shop}/export.csv", get(intake::table))
        .route("/s/{shop}/export.jsonl", get(intake::lines))
        .route("/s/{shop}/imports/{id}/failed.csv", get(intake::failed))
        .route("/s/{shop}/imports/upload", post(intake::upload))
        .route("/api/{*call}", post(chat::call))
        .merge(demo::router(site))
        .layer(Extension(health))
        .layer(Extension(standings.clone()))
        .layer(Extension(live::Closing(closing)))
        .layer(Extension(widget::Loader::read(site)))
        .with_state(state)
        .merge(app::ssr::home_router(engine.clone(), options, standings, front::home_policy()))
        .merge(built)
        .fallback_service(files("").append_index_html_on_directories(false).fallback(get(nothing_here)))
        .layer(middleware::from_fn_with_state(engine.clone(), session::caller))
        .layer(session::layer(engine, config))
        .layer(middleware::map_response(session::whole_removal))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(Arc::new(front::Front::new(config)), front::guard))
}

async fn nothing_here() -> Response {
    problem(Problem::not_found())
}

/// A problem as an answer (RFC 9457).
pub fn problem(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let retry = problem.retry_after.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok());
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
    if let Some(retry) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    response
}

/// An engine error as an answer; its cause is logged here, once.
pub fn failure(error: &engine::Error) -> Response {
    let told = error.problem();
    if told.code.status() >= 500 {
        tracing::error!(%error, "a request failed");
    }
    problem(told)
}

/// A header with a fixed value, for middleware and handlers.
pub const fn fixed(name: &'static str, value: &'static str) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// A file to be kept, which its name says to be CSV or lines of JSON. Nobody between keeps it too.
pub fn download(body: impl Into<Body>, name: &str) -> Response {
    let kind = if name.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // A name is letters, digits, hyphens and a point.
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
