//! Addresses of the dashboard: where a page is, and what stands in its query.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use types::Me;

/// The handle of the shop whose page is open.
pub fn shop() -> Signal<String> {
    let params = use_params_map();
    let known = use_context::<Me>().map(|me| me.shop.handle).unwrap_or_default();
    Signal::derive(move || params.with(|params| params.get("shop")).unwrap_or_else(|| known.clone()))
}

/// `/s/<shop>/<page>`; `page` may hold a query.
pub fn of(shop: &str, page: &str) -> String {
    if page.is_empty() { format!("/s/{shop}") } else { format!("/s/{shop}/{page}") }
}

/// A parameter of the path, such as `id`.
pub fn param(name: &'static str) -> Signal<String> {
    let params = use_params_map();
    Signal::derive(move || params.with(|params| params.get(name)).unwrap_or_default())
}

/// One value of the query; empty when it is not there.
pub fn query(name: &'static str) -> Signal<String> {
    let query = use_query_map();
    Signal::derive(move || query.with(|query| query.get(name)).unwrap_or_default())
}

/// This page's address with some values of its query replaced (empty ones leave it). Reads the address, so it follows it.
pub fn with(changes: &[(&str, &str)]) -> String {
    let location = use_location();
    let (path, query) = (location.pathname.get(), location.query.get());
    let mut pairs: Vec<(String, String)> = query
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != &name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value))
        .collect();
    pairs.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}={}", encode(&name), encode(&value)))
        .collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// Percent-encodes everything but unreserved characters.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}
