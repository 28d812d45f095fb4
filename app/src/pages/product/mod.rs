//! One product: what customers read, its pictures and variants, and what the assistant knows of it.

mod basics;
mod editor;
mod knows;
mod pictures;
mod variants;

use leptos::{prelude::*, task::spawn_local};
use types::{
    ProductStatus,
    goods::{Deed, ProductForm, ProductView, Step},
};

pub use self::editor::conflict;
use self::editor::{Around, Editor};
use crate::{
    Failure, address,
    api::goods::{change, view},
    components::{
        Fetched, Icon, Page, bones_of_block,
        dynamic::{flag, on, shown, text, when},
        failed, guard_unsaved,
    },
    pages::products::badge,
};

/// The word in the address of a product that is not there yet.
const NEW: &str = "new";

#[component]
pub fn ProductPage() -> impl IntoView {
    let (shop, id) = (address::shop(), address::param("id"));
    let product: Fetched<Option<ProductView>> = Resource::new_blocking(
        move || (shop.get(), id.get()),
        |(shop, id)| async move {
            if id == NEW {
                return Ok(None);
            }
            let id = id.parse().map_err(|_| Failure(types::Problem::not_found()))?;
            view(shop, id).await.map(Some)
        },
    );
    let page = Around::new(shop, product);
    guard_unsaved(move || page.unsaved.get());
    let back = move || (address::of(&shop.get_untracked(), "products"), "Products".to_owned());
    view! {
        <Transition fallback=move || view! { <Page title="Product" crumb=back()>{bones_of_block()}</Page> }>
            {move || Suspend::new(async move {
                match product.await {
                    Ok(known) => full(page, known),
                    Err(Failure(problem)) => {
                        if problem.code == types::Code::NotFound {
                            crate::error::nothing_here();
                        }
                        view! { <Page title="Product" crumb=back()>{failed(&problem, move || product.refetch())}</Page> }.into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

fn full(page: Around, known: Option<ProductView>) -> AnyView {
    let form = known.as_ref().map_or_else(ProductForm::blank, |known| known.form.clone());
    let editor = Editor::new(page, known.as_ref(), form);
    let title = text(move || {
        let name = editor.form.with(|form| form.name.trim().to_owned());
        if name.is_empty() { "New product".to_owned() } else { name }
    });
    let crumb = (address::of(&page.shop.get_untracked(), "products"), "Products".to_owned());
    let actions = Box::new(move || actions(editor, known.clone()));
    let note = when(move || {
        editor
            .conflict
            .get()
            .then(|| conflict("product", move |_| editor.save(true), move |_| editor.product.refetch()))
    });
    let knows = when(move || editor.knows.get().map(|knows| knows::knows(&knows)));
    let fields = view! {
        {basics::basics(editor)}
        {pictures::pictures(editor)}
        {variants::variants(editor)}
        {basics::more(editor)}
    };
    view! {
        <Page title=title crumb=crumb actions=actions>
            {note}
            <fieldset class="plain" disabled=!editor.edits>{fields}</fieldset>
            {knows}
            {editor.edits.then(|| savebar(editor))}
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
    let toasts = editor.toasts;
    let id = known.id;
    let press = on(move |_: leptos::ev::MouseEvent| {
        let shop = editor.shop.get_untracked();
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
    let busy = flag(move || editor.dirty.get());
    let archive = editor.edits.then(|| {
        view! { <button class="button" type="button" on:click=press disabled=busy data-needs-script="">{icon.view()}{name}</button> }
    });
    view! { {badge(status)}{see}{archive} }.into_any()
}

fn savebar(editor: Editor) -> AnyView {
    let save = on(move |_: leptos::ev::MouseEvent| editor.save(false));
    let discard = on(move |_: leptos::ev::MouseEvent| editor.discard());
    let busy = move || editor.busy.get();
    let saving = shown(move || match editor.busy.get() {
        true => view! { {Icon::LoaderCircle.view()}"Saving" }.into_any(),
        false => view! { "Save" }.into_any(),
    });
    let wrong = when(move || {
        let count = editor.problems.with(Vec::len);
        (count > 0).then(|| {
            let words = if count == 1 { "1 field to correct".to_owned() } else { format!("{count} fields to correct") };
            view! { <span class="badge" data-tone="critical" role="alert">{words}</span> }.into_any()
        })
    });
    let dirty = when(move || {
        editor
            .dirty
            .get()
            .then(|| view! { <span class="badge" data-tone="caution">"Unsaved changes"</span> }.into_any())
    });
    let clean = flag(move || !editor.dirty.get() || busy());
    let still = flag(move || !editor.dirty.get() || busy());
    let state = Signal::derive(move || busy().then_some("true"));
    view! {
        <div class="savebar" data-needs-script="">
            {dirty}{wrong}
            <span class="end row">
                <button class="button" type="button" data-kind="quiet" on:click=discard disabled=still>"Discard"</button>
                <button class="button" type="button" data-kind="primary" on:click=save disabled=clean aria-busy=state>{saving}</button>
            </span>
        </div>
    }
    .into_any()
}
