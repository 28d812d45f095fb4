//! What a shop's page asks of us: the loader, and a session for the visitor.

use std::{path::Path, sync::Arc};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Query, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{launcher, limits, widget};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use types::{Code, Problem};

use super::{ClientAddress, failure, fixed, problem};
use crate::state::AppState;

/// The loader as it lies in the site folder, with its tag.
#[derive(Clone)]
pub struct Loader(Arc<Option<(Bytes, HeaderValue)>>);

impl Loader {
    pub fn read(site: &Path) -> Self {
        let read = std::fs::read(site.join("widget.js")).ok();
        Self(Arc::new(read.and_then(|bytes| {
            let tag = HeaderValue::from_str(&format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..8]))).ok()?;
            Some((Bytes::from(bytes), tag))
        })))
    }
}

/// `GET /widget.js`: fetched anew after five minutes, and only when it changed.
pub async fn loader(Extension(loader): Extension<Loader>, headers: HeaderMap) -> Response {
    let Some((bytes, tag)) = &*loader.0 else { return problem(Problem::not_found()) };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag);
    let (status, body) = if known { (StatusCode::NOT_MODIFIED, Bytes::new()) } else { (StatusCode::OK, bytes.clone()) };
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::ETAG, tag.clone()),
        fixed("cross-origin-resource-policy", "cross-origin"),
        fixed("access-control-allow-origin", "*"),
    ];
    (status, about, body).into_response()
}

/// What the loader says of the page it is on.
#[derive(Deserialize)]
pub struct Page {
    site: String,
    #[serde(default)]
    l: String,
}

/// `GET /widget/look?site=<handle>&l=<language>`: what the button looks like. As public as the button itself.
pub async fn look(State(state): State<AppState>, Query(page): Query<Page>, headers: HeaderMap) -> Response {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let mut response = match launcher::button(&state.engine, &page.site, &page.l, origin).await {
        Ok(look) => ([(header::CACHE_CONTROL, "public, max-age=300")], Json(look)).into_response(),
        Err(error) => failure(&error),
    };
    let (name, value) = fixed("access-control-allow-origin", "*");
    response.headers_mut().insert(name, value);
    response
}

#[derive(Deserialize)]
pub struct Asked {
    site: String,
    #[serde(default)]
    visitor: Option<String>,
}

/// `POST /widget/session`: who the visitor is, and a ticket for the chat page. The origin must be on the shop's list; the
/// answer may be read by whoever asked, for it says why when it is a refusal.
pub async fn session(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Response {
    let origin = headers.get(header::ORIGIN).cloned();
    let answer = async {
        let asked = match asked {
            Ok(Json(asked)) => asked,
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return problem(Problem::new(Code::TooLarge, "This is no question for a session: it is too long."));
            }
            Err(_) => {
                return problem(Problem::new(Code::Invalid, "Send JSON: {\"site\": \"<handle>\", \"visitor\": null}."));
            }
        };
        let Some(origin) = origin.as_ref().and_then(|origin| origin.to_str().ok()) else {
            return problem(Problem::new(
                Code::Forbidden,
                "Only a web page can open a chat: the request has no Origin.",
            ));
        };
        if let Err(error) = limits::address(&state.engine, address.0) {
            return failure(&error);
        }
        match widget::session(&state.engine, &asked.site, origin, asked.visitor.as_deref()).await {
            Ok(session) => ([(header::CACHE_CONTROL, "no-store")], Json(session)).into_response(),
            Err(error) => failure(&error),
        }
    };
    let mut response = answer.await;
    allow(response.headers_mut(), origin);
    response
}

/// `OPTIONS /widget/session`: any page may ask; the answer to the question itself depends on the list.
pub async fn preflight(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let about = response.headers_mut();
    about.extend([
        fixed("access-control-allow-methods", "POST"),
        fixed("access-control-allow-headers", "content-type"),
        fixed("access-control-max-age", "600"),
    ]);
    allow(about, headers.get(header::ORIGIN).cloned());
    response
}

fn allow(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
}
