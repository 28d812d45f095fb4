//! Imports and exports of products: what was imported, and one import from its file to its end.

mod columns;
mod one;
mod told;
mod upload;

use leptos::prelude::*;
use types::{
    ImportId, Right, Time,
    intake::{ImportBrief, ImportState, Step},
};

pub use one::ImportPage;

use self::upload::upload;
use crate::{
    Failure, address,
    api::intake::read_list,
    components::{Badge, Empty, Icon, Page, Tone, allowed, bones_of_list, frame::grouped, loaded, tabs::goods_tabs},
};

/// What each state is shown as.
pub fn tone(state: ImportState) -> Tone {
    match state {
        ImportState::Done => Tone::Positive,
        ImportState::Failed => Tone::Critical,
        ImportState::Stopped => Tone::Caution,
        ImportState::Draft | ImportState::Undone => Tone::None,
        _ => Tone::Info,
    }
}

/// `2026-11-20 14:05`, UTC.
pub fn moment(at: Time) -> AnyView {
    let text = at.to_rfc3339();
    let shown = format!("{} {} UTC", &text[..10], &text[11..16]);
    view! { <time datetime=text>{shown}</time> }.into_any()
}

/// `1 product`, `12 products`.
pub fn many(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(count as i64)) }
}

/// The files that were imported, and where the next one is chosen.
#[component]
pub fn Imports() -> impl IntoView {
    let shop = address::shop();
    let before = address::query("before");
    let list = Resource::new_blocking(move || (shop.get(), before.get()), |(shop, before)| read_list(shop, before));
    let export = Signal::derive(move || address::of(&shop.get(), "export.csv"));
    let lines = Signal::derive(move || address::of(&shop.get(), "export.jsonl"));
    view! {
        <Page title="Imports and exports">
            {goods_tabs()}
            <section class="section">
                <header><h2>"Import"</h2><p>"Nothing changes before you have seen what would."</p></header>
                {upload()}
            </section>
            <section class="section">
                <header><h2>"Imports"</h2><p>"Can be undone for 30 days."</p></header>
                {loaded(list, bones_of_list, move |list| full(&shop.get_untracked(), list))}
            </section>
            <section class="section">
                <header><h2>"Export"</h2><p>"Importing the file again changes nothing."</p></header>
                <div class="row wrap">
                    <a class="button" href=export download="">{Icon::Download.view()}"All products, CSV"</a>
                    <a class="button" href=lines download="" data-kind="quiet">{Icon::Download.view()}"JSON lines"</a>
                </div>
            </section>
        </Page>
    }
}

fn full(shop: &str, (imports, next): (Vec<ImportBrief>, Option<ImportId>)) -> AnyView {
    if imports.is_empty() {
        return view! {
            <Empty icon=Icon::Upload title="No file was imported yet" text="Choose a file above. The sample shows which columns are read.">
                <a class="button" href="/demo/products.csv" download="">{Icon::FileDown.view()}"Download a sample file"</a>
            </Empty>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = imports.iter().map(|import| row(shop, import)).collect();
    let older = next.map(|next| {
        let href = format!("{}?before={next}", address::of(shop, "imports"));
        view! { <nav class="pager" aria-label="Pages"><span class="end"><a class="button" data-size="s" href=href>"Older imports"</a></span></nav> }
    });
    view! {
        <div class="table-wrap">
            <table class="table" data-stack="">
                <caption class="hush">"Imports, newest first"</caption>
                <thead><tr>
                    <th>"File"</th><th>"State"</th><th class="num">"Created"</th><th class="num">"Updated"</th>
                    <th class="num">"Unchanged"</th><th class="num">"Failed"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {older}
    }
    .into_any()
}

fn row(shop: &str, import: &ImportBrief) -> AnyView {
    let href = address::of(shop, &format!("imports/{}", import.id));
    let by = if import.by.is_empty() { String::new() } else { format!(" by {}", import.by) };
    let (name, state, products, at) = (import.file_name.clone(), import.state, import.products, import.at);
    // Before it begins there is nothing to count.
    let begun = !state.may(Step::Name) && state != ImportState::Checking;
    let count =
        |count: u64| view! { <td class="num">{if begun { grouped(count as i64) } else { "–".to_owned() }}</td> };
    view! {
        <tr>
            <td data-keep=""><div class="what"><div>
                <a href=href dir="auto">{name}</a>
                <small>{moment(at)}<span dir="auto">{by}</span></small>
            </div></div></td>
            <td data-keep="price"><Badge tone=tone(state)>{state.label()}</Badge></td>
            {count(products.created)}{count(products.updated)}{count(products.unchanged)}{count(products.failed)}
        </tr>
    }
    .into_any()
}

/// Something that was asked of the server from a button: what failed is said, what was done is shown.
fn ask<F>(asked: F, done: impl FnOnce() + 'static)
where
    F: Future<Output = Result<(), Failure>> + 'static,
{
    let toasts = crate::components::toasts();
    leptos::task::spawn_local(async move {
        match asked.await {
            Ok(()) => done(),
            Err(failure) => toasts.fail(&failure),
        }
    });
}

fn may_edit() -> bool {
    allowed(Right::EditCatalogue)
}
