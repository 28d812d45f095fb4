//! One collection: its name, its words, its products in order.

use leptos::{prelude::*, task::spawn_local};
use types::{
    Code, CollectionId, FieldProblem, ProductId, Right, Time,
    goods::{Brief, CollectionView},
};

use crate::{
    Failure, address,
    api::goods::{briefs, collect, collection, recollect, uncollect},
    browser,
    components::{
        Empty, Fetched, Icon, Page, Toasts, allowed, bones_of_list,
        dynamic::{attribute, effect, flag, on, shown, text, when},
        failed,
        frame::follow,
        guard_unsaved, toasts,
    },
    pages::{
        product::conflict,
        products::{badge, thumb},
    },
};

/// A collection while somebody works on it; a copy works on the same one.
#[derive(Clone, Copy)]
struct Editor {
    shop: Signal<String>,
    fetched: Fetched<Option<CollectionView>>,
    id: Option<CollectionId>,
    seen: RwSignal<Option<Time>>,
    draft: RwSignal<Draft>,
    stored: RwSignal<Draft>,
    dirty: Memo<bool>,
    busy: RwSignal<bool>,
    conflict: RwSignal<bool>,
    problems: RwSignal<Vec<FieldProblem>>,
    edits: bool,
    toasts: Toasts,
}

/// What the editor needs of the page around it. Found once: what is drawn when an answer comes can no longer reach it.
#[derive(Clone, Copy)]
struct Around {
    shop: Signal<String>,
    fetched: Fetched<Option<CollectionView>>,
    unsaved: RwSignal<bool>,
    edits: bool,
    toasts: Toasts,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Draft {
    name: String,
    description: String,
    products: Vec<Brief>,
}

impl Draft {
    fn of(view: &CollectionView) -> Self {
        Self { name: view.name.clone(), description: view.description.clone(), products: view.products.clone() }
    }

    fn ids(&self) -> Vec<ProductId> {
        self.products.iter().map(|product| product.id).collect()
    }
}

/// One collection.
#[component]
pub fn CollectionPage() -> impl IntoView {
    let (shop, id) = (address::shop(), address::param("id"));
    let fetched: Fetched<Option<CollectionView>> = Resource::new_blocking(
        move || (shop.get(), id.get()),
        |(shop, id)| async move {
            if id == "new" {
                return Ok(None);
            }
            let id = id.parse().map_err(|_| Failure(types::Problem::not_found()))?;
            collection(shop, id).await.map(Some)
        },
    );
    let page =
        Around { shop, fetched, unsaved: RwSignal::new(false), edits: allowed(Right::EditCatalogue), toasts: toasts() };
    guard_unsaved(move || page.unsaved.get());
    let back = move || (address::of(&shop.get_untracked(), "collections"), "Collections".to_owned());
    view! {
        <Transition fallback=move || view! { <Page title="Collection" crumb=back()>{bones_of_list()}</Page> }>
            {move || Suspend::new(async move {
                match fetched.await {
                    Ok(known) => full(page, known),
                    Err(Failure(problem)) => {
                        if problem.code == Code::NotFound {
                            crate::error::nothing_here();
                        }
                        view! { <Page title="Collection" crumb=back()>{failed(&problem, move || fetched.refetch())}</Page> }.into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

impl Editor {
    fn save(self, anyway: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let (shop, draft) = (self.shop.get_untracked(), self.draft.get_untracked());
        let seen = self.seen.get_untracked().filter(|_| !anyway);
        spawn_local(async move {
            let ids = draft.ids();
            let saved = collect(shop.clone(), self.id, seen, draft.name, draft.description, ids).await;
            self.busy.set(false);
            match saved {
                Ok(view) => {
                    self.toasts.say("Saved");
                    self.conflict.set(false);
                    self.problems.set(Vec::new());
                    self.seen.set(Some(view.updated_at));
                    self.stored.set(Draft::of(&view));
                    self.draft.set(Draft::of(&view));
                    if self.id.is_none() {
                        // The guard hears first that nothing is unsaved any more.
                        browser::sleep(30).await;
                        follow(&address::of(&shop, &format!("collections/{}", view.id)));
                    }
                }
                Err(Failure(problem)) if problem.code == Code::Conflict => {
                    self.conflict.set(true);
                    browser::focus("main");
                }
                Err(failure) => {
                    self.problems.set(failure.0.fields.clone());
                    self.toasts.fail(&failure);
                }
            }
        });
    }

    fn remove(self, id: CollectionId) {
        let shop = self.shop.get_untracked();
        spawn_local(async move {
            let was = match uncollect(shop.clone(), id).await {
                Ok(was) => was,
                Err(failure) => return self.toasts.fail(&failure),
            };
            self.stored.set(self.draft.get_untracked());
            let (toasts, handle) = (self.toasts, shop.clone());
            toasts.undoable("Collection removed", move || {
                let (shop, was) = (handle.clone(), was.clone());
                spawn_local(async move {
                    let ids = was.products.iter().map(|product| product.id).collect();
                    match recollect(shop.clone(), was.id, was.name, was.description, ids).await {
                        Ok(back) => follow(&address::of(&shop, &format!("collections/{}", back.id))),
                        Err(failure) => toasts.fail(&failure),
                    }
                });
            });
            browser::sleep(30).await;
            follow(&address::of(&shop, "collections"));
        });
    }

    fn error(self, key: &'static str) -> AnyView {
        let error = when(move || {
            let detail = self.problems.with(|problems| {
                problems.iter().find(|problem| problem.field == key).map(|problem| problem.detail.clone())
            });
            detail.map(|detail| {
                view! { <p class="error" id=format!("e-{key}")>{Icon::CircleAlert.view()}{detail}</p> }.into_any()
            })
        });
        view! { {error} }.into_any()
    }
}

fn full(page: Around, known: Option<CollectionView>) -> AnyView {
    let Around { shop, fetched, unsaved, edits, toasts } = page;
    let draft = known.as_ref().map(Draft::of).unwrap_or_default();
    let (draft, stored) = (RwSignal::new(draft.clone()), RwSignal::new(draft));
    let editor = Editor {
        shop,
        fetched,
        id: known.as_ref().map(|known| known.id),
        seen: RwSignal::new(known.as_ref().map(|known| known.updated_at)),
        draft,
        stored,
        dirty: Memo::new(move |_| draft.with(|draft| stored.with(|stored| draft != stored))),
        busy: RwSignal::new(false),
        conflict: RwSignal::new(false),
        problems: RwSignal::new(Vec::new()),
        edits,
        toasts,
    };
    effect(move || unsaved.set(editor.dirty.get()));
    let title = text(move || {
        let name = editor.draft.with(|draft| draft.name.trim().to_owned());
        if name.is_empty() { "New collection".to_owned() } else { name }
    });
    let crumb = (address::of(&shop.get_untracked(), "collections"), "Collections".to_owned());
    let remove = editor.id.filter(|_| editor.edits).map(|id| {
        let press = on(move |_: leptos::ev::MouseEvent| editor.remove(id));
        view! { <button class="button" type="button" on:click=press data-needs-script="">{Icon::Trash.view()}"Remove"</button> }
    });
    let actions = Box::new(move || remove.into_any());
    let note = when(move || {
        let theirs = move |_| editor.fetched.refetch();
        editor.conflict.get().then(|| conflict("collection", move |_| editor.save(true), theirs))
    });
    view! {
        <Page title=title crumb=crumb actions=actions>
            {note}
            <fieldset class="plain" disabled=!editor.edits>{basics(editor)}{products(editor)}</fieldset>
            {editor.edits.then(|| savebar(editor))}
        </Page>
    }
    .into_any()
}

fn basics(editor: Editor) -> AnyView {
    let name = text(move || editor.draft.with(|draft| draft.name.clone()));
    let rename = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.draft.update(|draft| draft.name = text);
    });
    let words = text(move || editor.draft.with(|draft| draft.description.clone()));
    let describe = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.draft.update(|draft| draft.description = text);
    });
    let wrong = attribute(move || {
        let known = editor.problems.with(|problems| problems.iter().any(|problem| problem.field == "name"));
        known.then(|| "true".to_owned())
    });
    view! {
        <section class="section">
            <header><h2>"Basics"</h2><p>"For members only: shoppers do not see collections yet"</p></header>
            <div class="stack">
                <div class="field"><label for="c-name">"Name"</label><input class="input" id="c-name" dir="auto" autocomplete="off" aria-invalid=wrong aria-describedby="e-name" value=name.get_untracked() prop:value=name on:input=rename/>{editor.error("name")}</div>
                <div class="field"><label for="c-words">"Description"</label><textarea class="input" id="c-words" dir="auto" prop:value=words on:input=describe>{words.get_untracked()}</textarea>{editor.error("description")}</div>
            </div>
        </section>
    }
    .into_any()
}

fn products(editor: Editor) -> AnyView {
    let dragged = StoredValue::new(None::<usize>);
    let order = Memo::new(move |_| editor.draft.with(|draft| draft.products.clone()));
    let rows = shown(move || {
        let products = order.get();
        if products.is_empty() {
            return view! { <Empty icon=Icon::Package title="No products yet" text="Search below for what belongs together."/> }.into_any();
        }
        let count = products.len();
        let rows: Vec<AnyView> =
            products.into_iter().enumerate().map(|(at, product)| row(editor, at, count, product, dragged)).collect();
        view! { <ol class="list members">{rows}</ol> }.into_any()
    });
    view! {
        <section class="section">
            <header><h2>"Products"</h2><p>"In your order. Drag, or use the arrows."</p></header>
            <div class="stack">{rows}{editor.error("products")}{editor.edits.then(|| finder(editor))}</div>
        </section>
    }
    .into_any()
}

fn row(editor: Editor, at: usize, count: usize, product: Brief, dragged: StoredValue<Option<usize>>) -> AnyView {
    let shift = move |from: usize, to: usize| {
        editor.draft.update(|draft| {
            if from < draft.products.len() && to < draft.products.len() {
                let product = draft.products.remove(from);
                draft.products.insert(to, product);
            }
        });
    };
    let move_to = |to: usize| {
        on(move |_: leptos::ev::MouseEvent| {
            shift(at, to);
            browser::focus(&format!("up-{to}"));
        })
    };
    let (up, down) = (move_to(at.saturating_sub(1)), move_to(at + 1));
    let drop = on(move |_: leptos::ev::MouseEvent| {
        editor.draft.update(|draft| {
            draft.products.remove(at);
        });
    });
    let begin = on(move |_: leptos::ev::DragEvent| dragged.set_value(Some(at)));
    let over = on(|event: leptos::ev::DragEvent| event.prevent_default());
    let land = on(move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        if let Some(from) = dragged.get_value() {
            dragged.set_value(None);
            shift(from, at);
        }
    });
    let href = address::of(&editor.shop.get_untracked(), &format!("products/{}", product.id));
    let name = product.name.clone();
    let tools = editor.edits.then(|| view! {
        <span class="row" data-needs-script="">
            <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" id=format!("up-{at}") aria-label=format!("Move {name} up") on:click=up disabled={at == 0}>{Icon::ArrowUp.view()}</button>
            <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" aria-label=format!("Move {name} down") on:click=down disabled={at + 1 == count}>{Icon::ArrowDown.view()}</button>
            <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" aria-label=format!("Take {name} out") on:click=drop>{Icon::Close.view()}</button>
        </span>
    });
    view! {
        <li draggable=editor.edits.to_string() on:dragstart=begin on:dragover=over on:drop=land>
            {thumb(product.picture.as_deref())}
            <div class="grow"><a class="goal" href=href dir="auto">{product.name}</a><p class="small softer"><bdi>{product.code}</bdi>" · "{product.price.to_string()}</p></div>
            {badge(product.status)}{tools}
        </li>
    }
    .into_any()
}

/// Adds products by a few letters.
fn finder(editor: Editor) -> AnyView {
    let found = RwSignal::new(None::<Vec<Brief>>);
    let asked = StoredValue::new(0u32);
    let write = on(move |event: leptos::ev::Event| {
        let wanted = event_target_value(&event).trim().to_owned();
        asked.update_value(|count| *count += 1);
        let (mine, shop) = (asked.get_value(), editor.shop.get_untracked());
        if wanted.is_empty() {
            found.set(None);
            return;
        }
        spawn_local(async move {
            browser::sleep(150).await;
            if asked.get_value() != mine {
                return;
            }
            match briefs(shop, wanted).await {
                Ok(products) if asked.get_value() == mine => found.set(Some(products)),
                Ok(_) => {}
                Err(failure) => editor.toasts.fail(&failure),
            }
        });
    });
    let results = shown(move || {
        let Some(products) = found.get() else { return ().into_any() };
        if products.is_empty() {
            return view! { <p class="soft" role="status">"No product by that name."</p> }.into_any();
        }
        let inside = editor.draft.with(Draft::ids);
        let line = |product: Brief| {
            let there = inside.contains(&product.id);
            let name = product.name.clone();
            let (picture, code) = (product.picture.clone(), product.code.clone());
            let press = on(move |_: leptos::ev::MouseEvent| {
                let product = product.clone();
                editor.draft.update(|draft| {
                    if !draft.products.iter().any(|known| known.id == product.id) {
                        draft.products.push(product);
                    }
                });
            });
            view! {
                <li>{thumb(picture.as_deref())}<div class="grow"><span dir="auto">{name.clone()}</span><p class="small softer"><bdi>{code}</bdi></p></div>
                    <button class="button" type="button" data-size="s" aria-label=format!("Add {name}") disabled=there on:click=press>{if there { "Added" } else { "Add" }}</button></li>
            }
            .into_any()
        };
        view! { <ul class="list" data-bare="" aria-label="Found products">{products.into_iter().map(line).collect::<Vec<_>>()}</ul> }.into_any()
    });
    view! {
        <div class="field" data-needs-script="">
            <label for="c-find">"Add products"</label>
            <div class="affix">{Icon::Search.small()}<input class="input" id="c-find" type="search" placeholder="Name, handle, SKU or brand" dir="auto" autocomplete="off" on:input=write/></div>
        </div>
        {results}
    }
    .into_any()
}

fn savebar(editor: Editor) -> AnyView {
    let save = on(move |_: leptos::ev::MouseEvent| editor.save(false));
    let discard = on(move |_: leptos::ev::MouseEvent| {
        editor.draft.set(editor.stored.get_untracked());
        editor.problems.set(Vec::new());
        editor.conflict.set(false);
    });
    let dirty = when(move || {
        editor
            .dirty
            .get()
            .then(|| view! { <span class="badge" data-tone="caution">"Unsaved changes"</span> }.into_any())
    });
    let still = move || flag(move || !editor.dirty.get() || editor.busy.get());
    view! {
        <div class="savebar" data-needs-script="">
            {dirty}
            <span class="end row">
                <button class="button" type="button" data-kind="quiet" on:click=discard disabled=still()>"Discard"</button>
                <button class="button" type="button" data-kind="primary" on:click=save disabled=still()>"Save"</button>
            </span>
        </div>
    }
    .into_any()
}
