//! The demo shop's own pages: a plain third-party shop, as far as the widget can tell. Its style, script and pictures
//! are files of the site folder.

use std::path::{Path, PathBuf};

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::AppState;

/// As strict as a shop's policy may be: the widget works under it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

pub fn router(site: &Path) -> Router<AppState> {
    let folder = site.join("demo");
    let page = |name: &str| {
        let path = folder.join(name);
        get(move || read(path.clone()))
    };
    Router::new()
        .route("/demo", page("index.html"))
        .route("/demo/", get(|| async { Redirect::permanent("/demo") }))
        .route("/demo/products/{handle}", page("product.html"))
        .route("/demo/cart", page("cart.html"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, POLICY))
}

async fn read(path: PathBuf) -> Response {
    match tokio::fs::read_to_string(&path).await {
        Ok(text) => Html(text).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "The demo shop is not built; `make build` puts it beside the program.\n")
            .into_response(),
    }
}
