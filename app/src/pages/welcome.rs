//! The root page: a quiet welcome for whoever runs this server. It says how the server is, leads to the demo shop, and
//! tells how to bring an own shop.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::home::{Standing, read_standing},
    components::{Badge, Icon},
};

const ADD: &str = "vitrine shop add my-shop --name 'My shop' --currency USD \\\n  --url 'https://shop.example/products/{handle}' \\\n  --site https://shop.example";
const IMPORT: &str = "vitrine import --shop my-shop products.csv";

#[component]
pub fn Welcome() -> impl IntoView {
    let standing = Resource::new_blocking(|| (), |()| read_standing());
    let shown = move || Suspend::new(async move { full(standing.await.unwrap_or_default()) });
    view! {
        <Title text="Vitrine"/>
        <main class="welcome">
            <header>
                <svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 3h18v18H3z"></path><path d="M3 3l9 18 9-18"></path></svg>
                <h1>"Vitrine is running"</h1>
                <p class="soft">"A shopping assistant that finds the right thing in your own catalogue, says so truthfully, and stays on your machine."</p>
            </header>
            <Suspense fallback=|| ()>{shown}</Suspense>
        </main>
    }
}

fn full(standing: Standing) -> impl IntoView {
    let demo = standing.demo.then(|| view! {
        <p><a class="button" data-kind="primary" href="/demo" rel="external">"Open the demo shop"{Icon::ArrowUpRight.view()}</a></p>
    });
    let health = standing.health.into_iter().map(|line| {
        view! {
            <div><dt>{line.what}</dt><dd><Badge tone=Signal::stored(line.tone)>{line.how}</Badge></dd></div>
        }
    });
    let health = health.collect_view();
    let snippet = RwSignal::new(SNIPPET.to_owned());
    // The address of this server is known in the browser.
    Effect::new(move |_| {
        if let Ok(origin) = window().location().origin() {
            snippet.set(SNIPPET.replace("https://vitrine.example", &origin));
        }
    });
    view! {
        {demo}
        <section class="section">
            <header><h2>"Your own shop"</h2><p>"Three steps, no account"</p></header>
            <ol class="steps-list">
                <li><h3>"Add the shop"</h3><p class="soft">"Name the address its products have, and the sites that may show the chat."</p><Code text=Signal::stored(ADD.to_owned())/></li>
                <li><h3>"Bring the catalogue"</h3><p class="soft">"A CSV as Shopify exports it, or a plain one with a header."</p><Code text=Signal::stored(IMPORT.to_owned())/></li>
                <li><h3>"Put one line on the shop's pages"</h3><p class="soft">"It adds a button in the corner and nothing else until somebody asks."</p><Code text=snippet.into()/></li>
            </ol>
        </section>
        <section class="section">
            <header><h2>"This server"</h2><p>{(!standing.version.is_empty()).then(|| format!("Version {}", standing.version))}</p></header>
            <dl class="health">{health}</dl>
        </section>
    }
}

const SNIPPET: &str = "<script src=\"https://vitrine.example/widget.js\" data-site=\"my-shop\" async></script>";

/// What a machine reads, and a button that copies it.
#[component]
fn Code(text: Signal<String>) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&text.get_untracked());
        leptos::task::spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                copied.set(true);
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            }
        });
    };
    view! {
        <div class="code">
            <pre tabindex="0"><code>{text}</code></pre>
            <button class="button" data-size="s" type="button" on:click=copy data-needs-script="">
                {move || if copied.get() { Icon::Check.view() } else { Icon::Copy.view() }}
                <span role="status">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
            </button>
        </div>
    }
}
