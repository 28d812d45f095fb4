//! How the two pages wake in the browser: they take up what the server rendered.

use leptos::{mount::hydrate_from, prelude::*};
use types::Me;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    routes::Dashboard,
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

/// Wakes the dashboard, for whom the server wrote into the head of the page.
pub fn dashboard() {
    let meta = document().query_selector("meta[name=vitrine-me]").ok().flatten();
    let me: Option<Me> = meta.and_then(|meta| serde_json::from_str(&meta.get_attribute("content")?).ok());
    let Some(root) = root("page") else { return };
    let app = move || {
        if let Some(me) = me {
            provide_context(me);
        }
        view! { <Dashboard/> }
    };
    hydrate_from(root, app).forget();
}
