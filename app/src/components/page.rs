//! A page of the dashboard: its title, what can be done with it, its matter; and what stands where there is nothing.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::{Icon, dynamic::effect};
use crate::browser;

/// The frame of one page. `actions` stand beside the title; `crumb` leads back (address, name).
#[component]
pub fn Page(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] about: Option<Signal<String>>,
    #[prop(optional)] crumb: Option<(String, String)>,
    #[prop(optional)] actions: Option<Children>,
    children: Children,
) -> impl IntoView {
    let crumb =
        crumb.map(|(address, name)| view! { <a class="crumb" href=address>{Icon::ChevronLeft.small()}{name}</a> });
    view! {
        <Title text=move || format!("{} · Vitrine", title.get())/>
        <main class="page" id="main" tabindex="-1">
            <header class="head">
                <div>
                    {crumb}
                    <h1 dir="auto">{title}</h1>
                    {about.map(|about| view! { <p>{about}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="row">{actions()}</div> })}
            </header>
            {children().into_any()}
        </main>
    }
    .into_any()
}

/// What will stand here, and one way on.
#[component]
pub fn Empty(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="pane">{icon.view()}</span>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// An address that leads nowhere, or to somebody else's shop.
#[component]
pub fn Lost() -> impl IntoView {
    crate::error::nothing_here();
    view! {
        <Title text="Not found · Vitrine"/>
        <main class="page" id="main" tabindex="-1">
            <Empty icon=Icon::Search title="There is nothing here" text="Check the address. It may belong to a shop you do not work for.">
                <a class="button" href="/" rel="external">"Go to your shop"</a>
            </Empty>
        </main>
    }
    .into_any()
}

/// A page of another area: loaded whole. The address that the page was loaded with leads nowhere.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let location = use_location();
    // The router knows the new address before the browser does.
    effect(move || {
        let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
        if !browser::arrived_at(&path) {
            let query = if query.is_empty() { query } else { format!("?{query}") };
            let address = format!("{path}{query}{}", location.hash.get_untracked());
            // By then the router has written the new address; the page takes that entry's place in the history.
            set_timeout(
                move || {
                    let _ = window().location().replace(&address);
                },
                Duration::from_millis(30),
            );
        }
    });
    view! { <Lost/> }
}
