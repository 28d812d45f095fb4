//! Tabs that are pages: links under a title, the open one marked.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::Right;

use super::{dynamic::attribute, frame::allowed};
use crate::address;

/// Pages of the shop beside each other: page and name.
pub fn tabs(label: &'static str, pages: &[(&'static str, &'static str)]) -> AnyView {
    let shop = address::shop();
    let path = use_location().pathname;
    let one = |(page, name): &(&'static str, &'static str)| {
        let page = *page;
        let here = attribute(move || (path.get() == address::of(&shop.get(), page)).then(|| "page".to_owned()));
        let href = Signal::derive(move || address::of(&shop.get(), page));
        view! { <a href=href aria-current=here>{*name}</a> }.into_any()
    };
    view! { <nav class="tabs" aria-label=label>{pages.iter().map(one).collect::<Vec<_>>()}</nav> }.into_any()
}

/// The settings a member may see.
pub fn settings_tabs() -> AnyView {
    let mut pages = vec![];
    if allowed(Right::Configure) {
        pages.extend([
            ("settings", "Shop"),
            ("settings/voice", "Voice"),
            ("settings/model", "Language model"),
            ("settings/limits", "Limits"),
        ]);
    }
    pages.push(("settings/replies", "Canned replies"));
    if allowed(Right::ManageMembers) {
        pages.extend([("settings/members", "Members"), ("settings/audit", "Audit log")]);
    }
    pages.push(("settings/account", "Your account"));
    if allowed(Right::Configure) {
        pages.push(("settings/server", "Server"));
    }
    tabs("Settings", &pages)
}

pub fn goods_tabs() -> AnyView {
    tabs("Catalogue", &[("products", "Products"), ("collections", "Collections"), ("imports", "Imports")])
}

pub fn talk_tabs() -> AnyView {
    tabs("Conversations", &[("conversations", "Inbox"), ("executions", "Executions")])
}
