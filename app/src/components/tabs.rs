//! Tabs that are pages: links under a title, the open one marked.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use types::Right;

use super::{
    dynamic::{attribute, effect, text},
    frame::allowed,
};
use crate::{address, browser};

/// Pages of the shop beside each other: page and name.
pub fn tabs(label: &'static str, pages: &[(&'static str, &'static str)]) -> AnyView {
    let shop = address::shop();
    let path = use_location().pathname;
    // Where they do not all fit, the open one is brought into view.
    effect(move || {
        path.track();
        request_animation_frame(browser::show_tab);
    });
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
    let (shop, path) = (address::shop(), use_location().pathname);
    let tabs = tabs("Settings", &pages);
    // All have one heading; their titles tell them apart, for who has several open.
    let title = text(move || {
        let name = pages.iter().find(|(page, _)| path.get() == address::of(&shop.get(), page)).map(|(_, name)| *name);
        format!("{} · Settings · Vitrine", name.unwrap_or("Settings"))
    });
    view! { <Title text=title/>{tabs} }.into_any()
}

pub fn goods_tabs() -> AnyView {
    tabs("Catalogue", &[("products", "Products"), ("collections", "Collections"), ("imports", "Imports")])
}

pub fn talk_tabs() -> AnyView {
    tabs("Conversations", &[("conversations", "Inbox"), ("executions", "Executions")])
}
