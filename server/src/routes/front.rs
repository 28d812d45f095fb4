//! What happens to every request before its handler: a number, an address, a check of where it comes from; and to every
//! answer after: the headers that all have.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Instant,
};

use app::ssr::Policy;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use types::{Code, Problem};

use super::{fixed, problem};
use crate::{config::Config, http::Peer};

/// Addresses that other sites may post to; each checks by itself who does.
const CROSS_SITE: &[&str] = &["/widget/session"];

/// The address a request came from, behind the proxies that are trusted.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

pub struct Front {
    trusted_proxies: usize,
    origin: String,
}

impl Front {
    pub fn new(config: &Config) -> Self {
        Self { trusted_proxies: config.server.trusted_proxies, origin: config.server.public_url.to_lowercase() }
    }

    fn address(&self, request: &Request) -> IpAddr {
        let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
        if self.trusted_proxies == 0 {
            return peer;
        }
        // The entry that the outermost trusted proxy wrote: whatever stands left of it, anybody may have written.
        let entries: Vec<&str> = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let at = entries.len().checked_sub(self.trusted_proxies);
        at.and_then(|at| entries.get(at)).and_then(|entry| entry.trim().parse().ok()).unwrap_or(peer)
    }

    /// Whether a request that changes something comes from a page of ours. Browsers say so themselves; programs that
    /// send neither header hold no visitor's credentials that a page could borrow.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        match (headers.get("sec-fetch-site").map(HeaderValue::as_bytes), text(header::ORIGIN)) {
            (Some(site), _) => site == b"same-origin" || site == b"none",
            (None, Some(origin)) => {
                let host = text(header::HOST).unwrap_or_default();
                origin.eq_ignore_ascii_case(&self.origin)
                    || origin
                        .split_once("://")
                        .is_some_and(|(_, rest)| !host.is_empty() && rest.eq_ignore_ascii_case(host))
            }
            (None, None) => true,
        }
    }
}

pub async fn guard(State(front): State<Arc<Front>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = engine::clock::random::<8>().map(hex::encode).unwrap_or_default();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let address = front.address(&request);
    request.extensions_mut().insert(ClientAddress(address));
    // Paths hold no personal data and queries may hold tickets: only the path is logged.
    let span = tracing::info_span!("request", id, %method, path);
    let changes = !matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if path.contains("%00") {
        // No file and no handle has a zero in its name; the file system answers it with a failure.
        problem(Problem::not_found())
    } else if changes && !CROSS_SITE.contains(&path.as_str()) && !front.is_ours(request.headers()) {
        problem(Problem::new(
            Code::Forbidden,
            "This request came from another site. Open the page itself and try again.",
        ))
    } else {
        next.run(request).instrument(span.clone()).await
    };
    for (name, value) in [
        fixed("x-content-type-options", "nosniff"),
        fixed("referrer-policy", "strict-origin-when-cross-origin"),
        fixed("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        response.headers_mut().entry(name).or_insert(value);
    }
    if front.origin.starts_with("https://") {
        let (name, value) = fixed("strict-transport-security", "max-age=31536000");
        response.headers_mut().insert(name, value);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    metrics::histogram!("http_seconds", "method" => method.to_string(), "status" => status.to_string()).record(seconds);
    span.in_scope(|| tracing::debug!(status, seconds, "answered"));
    response
}

/// The content policy of the operator's pages.
pub fn home_policy() -> Policy {
    Arc::new(|nonce| policy(nonce, "'none'"))
}

/// The content policy of a rendered page: only what we serve, only scripts that we named, framed only by `ancestors`.
pub fn policy(nonce: &str, ancestors: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src * data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(trusted_proxies: usize) -> Front {
        Front { trusted_proxies, origin: "https://vitrine.example".to_owned() }
    }

    #[test]
    fn the_address_is_the_one_the_outermost_trusted_proxy_saw() {
        let request = |forwarded: &[&str]| {
            let mut request = Request::builder();
            for entry in forwarded {
                request = request.header("x-forwarded-for", *entry);
            }
            request.extension(Peer("10.0.0.9:1".parse().unwrap())).body(axum::body::Body::empty()).unwrap()
        };
        for (proxies, forwarded, expected) in [
            (0, &["1.1.1.1"][..], "10.0.0.9"),
            (1, &["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
            (2, &["6.6.6.6", "1.1.1.1, 10.0.0.1"], "1.1.1.1"),
            (2, &["1.1.1.1"], "10.0.0.9"),
            (1, &["rubbish"], "10.0.0.9"),
        ] {
            assert_eq!(front(proxies).address(&request(forwarded)).to_string(), expected, "{forwarded:?}");
        }
    }

    #[test]
    fn other_sites_may_change_nothing() {
        let check = |pairs: &[(&'static str, &'static str)], expected: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(front(0).is_ours(&headers), expected, "{pairs:?}");
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://vitrine.example")], false);
        check(&[("origin", "https://vitrine.example")], true);
        check(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")], true);
        check(&[("origin", "https://evil.example"), ("host", "vitrine.example")], false);
        check(&[("origin", "null"), ("host", "vitrine.example")], false);
        check(&[], true);
    }
}
