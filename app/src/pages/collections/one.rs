//! One collection: its name, its words, its products in order.

use leptos::{prelude::*, task::spawn_local};
use types::{
    CollectionId, ProductId,
    goods::{Brief, CollectionView},
};

use crate::{
    address,
    api::goods::{briefs, collect, collection, recollect, uncollect},
    browser,
    components::{
        Empty, Fetched, Icon, Page,
        dynamic::{on, shown},
        frame::follow,
    },
    pages::{
        product::{Around, Draft, Order, page, shift, titled, tool},
        products::{badge, thumb},
    },
};

/// A collection while somebody works on it; a copy works on the same one.
#[derive(Clone, Copy)]
struct Editor {
    draft: Draft,
    fetched: Fetched<Option<CollectionView>>,
    id: Option<CollectionId>,
    form: RwSignal<Form>,
    /// As it is stored.
    stored: RwSignal<Form>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Form {
    name: String,
    description: String,
    products: Vec<Brief>,
}

impl Form {
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
    page(("Collection", "collections", "Collections"), collection, full)
}

impl Editor {
    fn save(self, anyway: bool) {
        let (id, form) = (self.id, self.form.get_untracked());
        self.draft.save(
            anyway,
            move |shop, seen| {
                let ids = form.ids();
                collect(shop, id, seen, form.name, form.description, ids)
            },
            move |view: CollectionView| {
                self.stored.set(Form::of(&view));
                self.form.set(Form::of(&view));
                (view.updated_at, id.is_none().then(|| format!("collections/{}", view.id)))
            },
        );
    }

    fn remove(self, id: CollectionId) {
        let shop = self.draft.shop.get_untracked();
        spawn_local(async move {
            let was = match uncollect(shop.clone(), id).await {
                Ok(was) => was,
                Err(failure) => return self.draft.toasts.fail(&failure),
            };
            self.stored.set(self.form.get_untracked());
            let (toasts, handle) = (self.draft.toasts, shop.clone());
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

    fn discard(self) {
        self.form.set(self.stored.get_untracked());
        self.draft.clear();
    }
}

fn full(around: Around<CollectionView>, known: Option<CollectionView>) -> AnyView {
    let form = known.as_ref().map(Form::of).unwrap_or_default();
    let (form, stored) = (RwSignal::new(form.clone()), RwSignal::new(form));
    let dirty = Memo::new(move |_| form.with(|form| stored.with(|stored| form != stored)));
    let draft = Draft::new(around, dirty, known.as_ref().map(|known| known.updated_at));
    let editor = Editor { draft, fetched: around.fetched, id: known.map(|known| known.id), form, stored };
    let name = |of: RwSignal<Form>| move || of.with(|form| form.name.clone());
    let title = titled("New collection", name(form), name(stored));
    let crumb = (address::of(&around.shop.get_untracked(), "collections"), "Collections".to_owned());
    let remove = editor.id.filter(|_| around.edits).map(|id| {
        let press = on(move |_: leptos::ev::MouseEvent| editor.remove(id));
        view! { <button class="button" type="button" on:click=press data-needs-script="">{Icon::Trash.view()}"Remove"</button> }
    });
    let actions = Box::new(move || remove.into_any());
    view! {
        <Page title=title crumb=crumb actions=actions>
            {draft.conflict(move || editor.save(true), move || editor.fetched.refetch())}
            <fieldset class="plain" disabled=!around.edits>{basics(editor)}{products(editor)}</fieldset>
            {draft.bar(move || editor.save(false), move || editor.discard())}
        </Page>
    }
    .into_any()
}

fn basics(editor: Editor) -> AnyView {
    let Editor { draft, form, .. } = editor;
    let name = draft.field(
        ("name", "Name", ""),
        false,
        move || form.with(|form| form.name.clone()),
        move |text| form.update(|form| form.name = text),
    );
    let description = draft.field(
        ("description", "Description", ""),
        true,
        move || form.with(|form| form.description.clone()),
        move |text| form.update(|form| form.description = text),
    );
    view! {
        <section class="section">
            <header><h2>"Basics"</h2><p>"For members only: shoppers do not see collections yet"</p></header>
            <div class="stack">{name}{description}</div>
        </section>
    }
    .into_any()
}

fn products(editor: Editor) -> AnyView {
    let order = Order::new(editor.draft.edits, move |from, to| {
        editor.form.update(|form| shift(&mut form.products, from, to));
    });
    let products = Memo::new(move |_| editor.form.with(|form| form.products.clone()));
    let rows = shown(move || {
        let products = products.get();
        if products.is_empty() {
            return view! { <Empty icon=Icon::Package title="No products yet" text="Search below for what belongs together."/> }.into_any();
        }
        let count = products.len();
        let row = |(at, product)| order.item(at, row(editor, at, count, product, order));
        view! { <ol class="list members">{products.into_iter().enumerate().map(row).collect::<Vec<_>>()}</ol> }
            .into_any()
    });
    view! {
        <section class="section">
            <header><h2>"Products"</h2><p>"In your order. Drag, or use the arrows."</p></header>
            <div class="stack">{rows}{editor.draft.error("products")}{editor.draft.edits.then(|| finder(editor))}</div>
        </section>
    }
    .into_any()
}

fn row(editor: Editor, at: usize, count: usize, product: Brief, order: Order) -> AnyView {
    let drop = on(move |_: leptos::ev::MouseEvent| {
        editor.form.update(|form| {
            form.products.remove(at);
        });
    });
    let href = address::of(&editor.draft.shop.get_untracked(), &format!("products/{}", product.id));
    let name = product.name.clone();
    let tools = editor.draft.edits.then(|| {
        let labels = [format!("Move {name} up"), format!("Move {name} down")];
        view! {
            <span class="row" data-needs-script="">
                {order.steps(at, count, [Icon::ArrowUp, Icon::ArrowDown], labels)}
                {tool(Icon::Close, format!("Take {name} out"), None, false, drop)}
            </span>
        }
    });
    view! {
        {thumb(product.picture.as_deref())}
        <div class="grow"><a class="goal" href=href dir="auto">{product.name}</a><p class="small softer"><bdi>{product.code}</bdi>" · "{product.price.to_string()}</p></div>
        {badge(product.status)}{tools}
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
        let (mine, shop) = (asked.get_value(), editor.draft.shop.get_untracked());
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
                Err(failure) => editor.draft.toasts.fail(&failure),
            }
        });
    });
    let results = shown(move || {
        let Some(products) = found.get() else { return ().into_any() };
        if products.is_empty() {
            return view! { <p class="soft" role="status">"No product by that name."</p> }.into_any();
        }
        let inside = editor.form.with(Form::ids);
        let line = |product: Brief| {
            let there = inside.contains(&product.id);
            let name = product.name.clone();
            let (picture, code) = (product.picture.clone(), product.code.clone());
            let press = on(move |_: leptos::ev::MouseEvent| {
                let product = product.clone();
                editor.form.update(|form| {
                    if !form.products.iter().any(|known| known.id == product.id) {
                        form.products.push(product);
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
