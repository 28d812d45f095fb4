//! The form of one product while somebody works on it, and the fields it is made of.

use leptos::{prelude::*, task::spawn_local};
use types::{
    Code, Currency, FieldProblem, Me, ProductId, Right, Time,
    goods::{Knows, ProductForm, ProductView},
};

use crate::{
    Failure, address,
    api::goods::save,
    browser,
    components::{
        Fetched, Icon, Toasts, allowed,
        dynamic::{attribute, effect, on, text, when},
        frame::follow,
        toasts,
    },
};

/// A copy works on the same form.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub shop: Signal<String>,
    pub product: Fetched<Option<ProductView>>,
    pub id: Option<ProductId>,
    pub form: RwSignal<ProductForm>,
    /// As it is stored.
    stored: RwSignal<ProductForm>,
    seen: RwSignal<Option<Time>>,
    pub knows: RwSignal<Option<Knows>>,
    pub dirty: Memo<bool>,
    pub busy: RwSignal<bool>,
    pub conflict: RwSignal<bool>,
    pub problems: RwSignal<Vec<FieldProblem>>,
    /// Grows when rows come, go or are replaced: then tables are drawn anew.
    pub shape: RwSignal<u32>,
    pub edits: bool,
    pub currency: Currency,
    pub toasts: Toasts,
}

/// What the editor needs of the page around it. Found once: what is drawn when an answer comes can no longer reach it.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub shop: Signal<String>,
    pub product: Fetched<Option<ProductView>>,
    pub unsaved: RwSignal<bool>,
    edits: bool,
    currency: Currency,
    toasts: Toasts,
}

impl Around {
    pub fn new(shop: Signal<String>, product: Fetched<Option<ProductView>>) -> Self {
        Self {
            shop,
            product,
            unsaved: RwSignal::new(false),
            edits: allowed(Right::EditCatalogue),
            currency: use_context::<Me>().map_or(Currency::USD, |me| me.shop.currency),
            toasts: toasts(),
        }
    }
}

/// Reads a text of the form, and writes it.
pub(super) type Reading = fn(&ProductForm) -> String;
pub(super) type Writing = fn(&mut ProductForm, String);

impl Editor {
    pub fn new(page: Around, known: Option<&ProductView>, form: ProductForm) -> Self {
        let (stored, form) = (RwSignal::new(form.clone()), RwSignal::new(form));
        let dirty = Memo::new(move |_| form.with(|form| stored.with(|stored| form != stored)));
        effect(move || page.unsaved.set(dirty.get()));
        let Around { shop, product, edits, currency, toasts, .. } = page;
        Self {
            shop,
            product,
            id: known.map(|known| known.id),
            form,
            stored,
            seen: RwSignal::new(known.map(|known| known.updated_at)),
            knows: RwSignal::new(known.map(|known| known.knows.clone())),
            dirty,
            busy: RwSignal::new(false),
            conflict: RwSignal::new(false),
            problems: RwSignal::new(Vec::new()),
            shape: RwSignal::new(0),
            edits,
            currency,
            toasts,
        }
    }

    /// Changes the form and draws its tables anew.
    pub fn reshape(self, change: impl FnOnce(&mut ProductForm)) {
        self.form.update(change);
        self.problems.set(Vec::new());
        self.shape.update(|shape| *shape += 1);
    }

    pub fn discard(self) {
        self.form.set(self.stored.get_untracked());
        self.problems.set(Vec::new());
        self.conflict.set(false);
        self.shape.update(|shape| *shape += 1);
    }

    /// `anyway`: whatever somebody else did meanwhile.
    pub fn save(self, anyway: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let (shop, form) = (self.shop.get_untracked(), self.form.get_untracked());
        let seen = self.seen.get_untracked().filter(|_| !anyway);
        spawn_local(async move {
            let saved = save(shop.clone(), self.id, seen, form.clone()).await;
            self.busy.set(false);
            match saved {
                Ok(view) => {
                    self.toasts.say("Saved");
                    self.conflict.set(false);
                    self.problems.set(Vec::new());
                    self.stored.set(view.form.clone());
                    // What was typed while it was saved stays, and is still to be saved.
                    if self.form.with_untracked(|now| *now == form) {
                        self.form.set(view.form);
                        self.shape.update(|shape| *shape += 1);
                    }
                    self.seen.set(Some(view.updated_at));
                    self.knows.set(Some(view.knows));
                    if self.id.is_none() {
                        // The guard hears first that nothing is unsaved any more.
                        browser::sleep(30).await;
                        follow(&address::of(&shop, &format!("products/{}", view.id)));
                    }
                }
                Err(Failure(problem)) if problem.code == Code::Conflict => {
                    self.conflict.set(true);
                    browser::focus("main");
                }
                Err(failure) => {
                    self.problems.set(failure.0.fields.clone());
                    self.toasts.fail(&failure);
                    if let Some(first) = failure.0.fields.first() {
                        browser::focus(&format!("p-{}", first.field));
                    }
                }
            }
        });
    }

    /// What is wrong with a field.
    pub fn problem(self, key: &str) -> Option<String> {
        let find = |problems: &Vec<FieldProblem>| {
            problems.iter().find(|problem| problem.field == key).map(|problem| problem.detail.clone())
        };
        self.problems.with(find)
    }

    /// `aria-invalid` of a field.
    pub fn invalid(self, key: String) -> Signal<Option<String>> {
        attribute(move || self.problem(&key).map(|_| "true".to_owned()))
    }

    /// What is wrong, beneath a field.
    pub fn error(self, key: &'static str) -> AnyView {
        let error = when(move || {
            self.problem(key).map(|detail| {
                view! { <p class="error" id=format!("e-{key}")>{Icon::CircleAlert.view()}{detail}</p> }.into_any()
            })
        });
        view! { {error} }.into_any()
    }

    /// A line of text with its label.
    pub fn line(
        self,
        key: &'static str,
        label: &'static str,
        hint: &'static str,
        get: Reading,
        set: Writing,
    ) -> AnyView {
        let value = text(move || self.form.with(get));
        let write = on(move |event: leptos::ev::Event| {
            let text = event_target_value(&event);
            self.form.update(|form| set(form, text));
        });
        let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
        let id = format!("p-{key}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input class="input" id=id dir="auto" autocomplete="off" aria-invalid=self.invalid(key.to_owned()) aria-describedby=format!("e-{key}") value=value.get_untracked() prop:value=value on:input=write/>
                {hint}{self.error(key)}
            </div>
        }
        .into_any()
    }

    /// Several lines of text with their label.
    pub fn lines(
        self,
        key: &'static str,
        label: &'static str,
        hint: &'static str,
        get: Reading,
        set: Writing,
    ) -> AnyView {
        let value = text(move || self.form.with(get));
        let write = on(move |event: leptos::ev::Event| {
            let text = event_target_value(&event);
            self.form.update(|form| set(form, text));
        });
        let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
        let id = format!("p-{key}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <textarea class="input" id=id dir="auto" aria-invalid=self.invalid(key.to_owned()) aria-describedby=format!("e-{key}") prop:value=value on:input=write>{value.get_untracked()}</textarea>
                {hint}{self.error(key)}
            </div>
        }
        .into_any()
    }
}

/// Somebody else saved meanwhile: whose is kept?
pub fn conflict(
    what: &str,
    mine: impl FnMut(leptos::ev::MouseEvent) + 'static,
    theirs: impl FnMut(leptos::ev::MouseEvent) + 'static,
) -> AnyView {
    let (mine, theirs) = (on(mine), on(theirs));
    view! {
        <div class="note" data-tone="caution" role="status">
            {Icon::GitCompare.view()}
            <div>
                <b>{format!("Somebody else changed this {what} meanwhile.")}</b>" Nothing of yours is lost yet, and nothing of theirs."
                <div class="row wrap"><button class="button" type="button" data-size="s" on:click=mine>"Keep mine"</button><button class="button" type="button" data-kind="quiet" data-size="s" on:click=theirs>"Take theirs"</button></div>
            </div>
        </div>
    }
    .into_any()
}
