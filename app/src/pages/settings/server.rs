//! How this server is doing.

use leptos::prelude::*;

use crate::{
    address,
    api::server::{Standing, read_server},
    components::{Badge, Page, bones_of_block, loaded, settings_tabs},
};

/// How this server is doing.
#[component]
pub fn ServerSettings() -> impl IntoView {
    let shop = address::shop();
    let standing = Resource::new_blocking(move || shop.get(), read_server);
    view! { <Page title="Settings">{settings_tabs()}{loaded(standing, bones_of_block, full)}</Page> }
}

fn full(standing: Standing) -> AnyView {
    let lines = standing.health.into_iter().map(|line| {
        view! { <div><dt>{line.what}</dt><dd><Badge tone=Signal::stored(line.tone)>{line.how}</Badge></dd></div> }
    });
    view! {
        <section class="section">
            <header><h2>"This server"</h2><p>{format!("Version {}", standing.version)}</p></header>
            <dl class="pairs">{lines.collect_view()}</dl>
        </section>
    }
    .into_any()
}
