//! One product: what customers read, its pictures and variants, and what the assistant knows of it.

mod basics;
mod draft;
mod editor;
mod knows;
mod pictures;
mod variants;

use leptos::{prelude::*, task::spawn_local};
use types::{
    ProductStatus,
    goods::{Deed, ProductForm, ProductView, Step},
};

pub use self::draft::{Around, Draft, Order, page, shift, titled, tool};
use self::editor::Editor;
use crate::{
    address,
    api::goods::{change, view},
    components::{
        Icon, Page,
        dynamic::{flag, on, when},
    },
    pages::products::badge,
};

#[component]
pub fn ProductPage() -> impl IntoView {
    page(("Product", "products", "Products"), view, full)
}

fn full(around: Around<ProductView>, known: Option<ProductView>) -> AnyView {
    let editor = Editor::new(around, known.as_ref());
    let draft = editor.draft;
    let name = |of: RwSignal<ProductForm>| move || of.with(|form| form.name.clone());
    let title = titled("New product", name(editor.form), name(editor.stored));
    let crumb = (address::of(&around.shop.get_untracked(), "products"), "Products".to_owned());
    let actions = Box::new(move || actions(editor, known.clone()));
    let knows = when(move || editor.knows.get().map(|knows| knows::knows(&knows)));
    let fields = view! {
        {basics::basics(editor)}
        {pictures::pictures(editor)}
        {variants::variants(editor)}
        {basics::more(editor)}
    };
    view! {
        <Page title=title crumb=crumb actions=actions>
            {draft.conflict(move || editor.save(true), move || editor.product.refetch())}
            <fieldset class="plain" disabled=!draft.edits>{fields}</fieldset>
            {knows}
            {draft.bar(move || editor.save(false), move || editor.discard())}
        </Page>
    }
    .into_any()
}

/// What can be done with the whole product: beside its title.
fn actions(editor: Editor, known: Option<ProductView>) -> AnyView {
    let Some(known) = known else { return ().into_any() };
    let see = known.address.clone().map(|url| {
        view! { <a class="button" data-kind="quiet" href=url target="_blank" rel="external noopener noreferrer">"See in the shop"{Icon::ArrowUpRight.view()}</a> }
    });
    let status: ProductStatus = known.form.status.parse().unwrap_or(ProductStatus::Draft);
    let (name, icon, next, done) = match status {
        ProductStatus::Archived => ("Restore", Icon::RotateCcw, ProductStatus::Active, "Product restored"),
        _ => ("Archive", Icon::Archive, ProductStatus::Archived, "Product archived"),
    };
    let toasts = editor.draft.toasts;
    let id = known.id;
    let press = on(move |_: leptos::ev::MouseEvent| {
        let shop = editor.draft.shop.get_untracked();
        let steps = vec![Step { deed: Deed::Status(next), products: vec![id] }];
        spawn_local(async move {
            match change(shop.clone(), steps).await {
                Err(failure) => toasts.fail(&failure),
                Ok(changed) => {
                    editor.product.refetch();
                    toasts.undoable(done, move || {
                        let (shop, back) = (shop.clone(), changed.back.clone());
                        spawn_local(async move {
                            match change(shop, back).await {
                                Ok(_) => editor.product.refetch(),
                                Err(failure) => toasts.fail(&failure),
                            }
                        });
                    });
                }
            }
        });
    });
    // What is not saved would be lost with the page's new state.
    let busy = flag(move || editor.draft.dirty.get());
    let archive = editor.draft.edits.then(|| {
        view! { <button class="button" type="button" on:click=press disabled=busy data-needs-script="">{icon.view()}{name}</button> }
    });
    view! { {badge(status)}{see}{archive} }.into_any()
}
