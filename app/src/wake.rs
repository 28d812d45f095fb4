//! How the two pages wake in the browser: they take up what the server rendered.

use leptos::{mount::hydrate_from, prelude::*};
use types::Me;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    browser,
    routes::{Dashboard, Desk, Goods, Office, Talk, Window},
    widget::{
        ChatApp, Page, Stopped,
        read::{self, Read},
    },
};

fn root(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|root| root.dyn_into().ok())
}

/// Wakes the chat, from what the server wrote into the head of the page.
pub fn chat() {
    let meta = document().query_selector("meta[name=vitrine-chat]").ok().flatten();
    let page = meta.and_then(|meta| meta.get_attribute("content")).and_then(|data| Page::read(&read::json(&data)?));
    let (Some(page), Some(root)) = (page, root("chat")) else { return };
    if page.site.is_empty() {
        hydrate_from(root, move || view! { <Stopped page/> }).forget();
    } else {
        hydrate_from(root, move || view! { <ChatApp page/> }).forget();
    }
}

/// Wakes all pages of the dashboard.
pub fn dashboard() {
    page(|| view! { <Dashboard/> }.into_any());
}

/// Wakes the desk's pages.
pub fn desk() {
    page(|| view! { <Desk/> }.into_any());
}

/// Wakes the pages of conversations.
pub fn talk() {
    page(|| view! { <Talk/> }.into_any());
}

/// Wakes the pages of search and widget.
pub fn window() {
    page(|| view! { <Window/> }.into_any());
}

/// Wakes the goods' pages.
pub fn goods() {
    page(|| view! { <Goods/> }.into_any());
}

/// Wakes the office's pages.
pub fn office() {
    page(|| view! { <Office/> }.into_any());
}

/// For whom the server wrote into the head of the page.
fn page(app: fn() -> AnyView) {
    let meta = document().query_selector("meta[name=vitrine-me]").ok().flatten();
    let me: Option<Me> = meta.and_then(|meta| serde_json::from_str(&meta.get_attribute("content")?).ok());
    let Some(root) = root("page") else { return };
    browser::arrive();
    let app = move || {
        if let Some(me) = me {
            provide_context(me);
        }
        app()
    };
    hydrate_from(root, app).forget();
}
