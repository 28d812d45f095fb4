//! Collections of products: all of them, and one with its products in the order made by hand.

mod one;

use leptos::prelude::*;
use types::{Right, goods::CollectionRow};

use crate::{
    address,
    api::goods::collections,
    components::{Empty, Fetched, Icon, Page, allowed, bones_of_list, loaded, tabs::goods_tabs},
    pages::products::thumb,
};

pub use one::CollectionPage;

/// All collections.
#[component]
pub fn Collections() -> impl IntoView {
    let shop = address::shop();
    let all: Fetched<Vec<CollectionRow>> = Resource::new_blocking(move || shop.get(), collections);
    let edits = allowed(Right::EditCatalogue);
    let new = Signal::derive(move || address::of(&shop.get(), "collections/new"));
    let actions = Box::new(move || {
        edits
            .then(|| view! { <a class="button" data-kind="primary" href=new>{Icon::Plus.view()}"New collection"</a> })
            .into_any()
    });
    view! {
        <Page title="Collections" actions=actions>
            {goods_tabs()}
            {loaded(all, bones_of_list, move |rows| full(&shop.get_untracked(), rows, edits))}
        </Page>
    }
    .into_any()
}

fn full(shop: &str, rows: Vec<CollectionRow>, edits: bool) -> AnyView {
    if rows.is_empty() {
        let new = edits.then(|| {
            let href = address::of(shop, "collections/new");
            view! { <a class="button" href=href>{Icon::Plus.view()}"New collection"</a> }
        });
        return view! {
            <Empty icon=Icon::Layers title="Your collections will stand here" text="Name a few products that belong together, such as gifts under $50 or this summer’s linen.">
                {new}
            </Empty>
        }
        .into_any();
    }
    let row = |row: CollectionRow| {
        let href = address::of(shop, &format!("collections/{}", row.id));
        let pictures = row.pictures.iter().map(|url| thumb(Some(url))).collect::<Vec<_>>();
        let count = if row.count == 1 { "1 product".to_owned() } else { format!("{} products", row.count) };
        view! {
            <li>
                <div class="grow"><a class="goal" href=href dir="auto">{row.name}</a><p class="small softer" dir="auto">{row.description}</p></div>
                <span class="row pile" aria-hidden="true">{pictures}</span>
                <span class="softer small">{count}</span>
            </li>
        }
        .into_any()
    };
    view! { <ul class="list collections">{rows.into_iter().map(row).collect::<Vec<_>>()}</ul> }.into_any()
}
