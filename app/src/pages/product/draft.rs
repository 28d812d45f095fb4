//! What the page of a product and the page of a collection have in common: something is fetched, worked on, saved, and
//! perhaps saved by somebody else meanwhile. And lists in them that are ordered by hand.

use std::str::FromStr;

use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use types::{Code, FieldProblem, Problem, Right, Time};

use crate::{
    Failure, address, browser,
    components::{
        Fetched, Icon, Toasts, allowed,
        dynamic::{attribute, effect, flag, on, shown, text, when},
        frame::follow,
        guard_unsaved, toasts, whole,
    },
};

/// The word in the address of what is not there yet.
const NEW: &str = "new";

/// What an editor needs of the page around it. Found once: what is drawn when an answer comes can no longer reach it.
pub struct Around<V: Send + Sync + 'static> {
    pub shop: Signal<String>,
    pub fetched: Fetched<Option<V>>,
    unsaved: RwSignal<bool>,
    pub edits: bool,
    pub toasts: Toasts,
}

impl<V: Send + Sync + 'static> Clone for Around<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Send + Sync + 'static> Copy for Around<V> {}

/// The page of one thing, or of a new one. `place` is where all of them stand, by the name of `all`.
pub fn page<V, I, F>(
    (name, place, all): (&'static str, &'static str, &'static str),
    fetch: fn(String, I) -> F,
    full: impl Fn(Around<V>, Option<V>) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView
where
    V: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    I: FromStr + Send + 'static,
    F: Future<Output = Result<V, Failure>> + Send + 'static,
{
    let (shop, id) = (address::shop(), address::param("id"));
    let fetched: Fetched<Option<V>> = Resource::new_blocking(
        move || (shop.get(), id.get()),
        move |(shop, id)| async move {
            match id.parse().ok() {
                _ if id == NEW => Ok(None),
                Some(id) => fetch(shop, id).await.map(Some),
                None => Err(Failure(Problem::not_found())),
            }
        },
    );
    let around =
        Around { shop, fetched, unsaved: RwSignal::new(false), edits: allowed(Right::EditCatalogue), toasts: toasts() };
    guard_unsaved(move || around.unsaved.get());
    whole(name, (place, all), fetched, move |known| full(around, known))
}

/// The name of what is edited, as its page's title: as it is written, as it is stored while nothing is written, or `new`.
pub fn titled(
    new: &'static str,
    written: impl Fn() -> String + Send + Sync + 'static,
    stored: impl Fn() -> String + Send + Sync + 'static,
) -> Signal<String> {
    text(move || {
        let names = [written(), stored(), new.to_owned()];
        names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default()
    })
}

/// How far the saving of a form is; a copy speaks of the same.
#[derive(Clone, Copy)]
pub struct Draft {
    pub shop: Signal<String>,
    pub edits: bool,
    pub toasts: Toasts,
    /// The form is not as it is stored.
    pub dirty: Memo<bool>,
    busy: RwSignal<bool>,
    /// Who else saved meanwhile, in words.
    conflict: RwSignal<Option<String>>,
    pub problems: RwSignal<Vec<FieldProblem>>,
    /// As of when it was last read.
    seen: RwSignal<Option<Time>>,
}

impl Draft {
    pub fn new<V: Send + Sync + 'static>(around: Around<V>, dirty: Memo<bool>, seen: Option<Time>) -> Self {
        let Around { shop, unsaved, edits, toasts, .. } = around;
        effect(move || unsaved.set(dirty.get()));
        Self {
            shop,
            edits,
            toasts,
            dirty,
            busy: RwSignal::new(false),
            conflict: RwSignal::new(None),
            problems: RwSignal::new(Vec::new()),
            seen: RwSignal::new(seen),
        }
    }

    /// Nothing is wrong any more.
    pub fn clear(self) {
        self.problems.set(Vec::new());
        self.conflict.set(None);
    }

    /// Saves: one call at a time. The call hears when the thing was last seen, unless it is to be written `anyway`,
    /// whatever somebody else did meanwhile. `done` says when it was saved, and where to go on.
    pub fn save<V: 'static, F>(
        self,
        anyway: bool,
        call: impl FnOnce(String, Option<Time>) -> F,
        done: impl FnOnce(V) -> (Time, Option<String>) + 'static,
    ) where
        F: Future<Output = Result<V, Failure>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let shop = self.shop.get_untracked();
        let call = call(shop.clone(), self.seen.get_untracked().filter(|_| !anyway));
        spawn_local(async move {
            let saved = call.await;
            self.busy.set(false);
            match saved {
                Ok(view) => {
                    self.toasts.say("Saved");
                    self.clear();
                    let (seen, on) = done(view);
                    self.seen.set(Some(seen));
                    if let Some(page) = on {
                        // The guard hears first that nothing is unsaved any more.
                        browser::sleep(30).await;
                        follow(&address::of(&shop, &page));
                    }
                }
                Err(failure) => self.fail(&failure),
            }
        });
    }

    fn fail(self, failure: &Failure) {
        let Failure(problem) = failure;
        if problem.code == Code::Conflict {
            self.conflict.set(Some(problem.detail.clone()));
            return browser::focus("main");
        }
        self.toasts.fail(failure);
        // When the server was not reached, what it said before still holds.
        if problem.code == Code::Invalid {
            self.problems.set(problem.fields.clone());
        }
        if let Some(first) = problem.fields.first() {
            browser::focus(&format!("p-{}", first.field));
        }
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
    pub fn error(self, key: impl Into<String>) -> AnyView {
        let key = key.into();
        let error = when(move || {
            self.problem(&key).map(|detail| {
                view! { <p class="error" id=format!("e-{key}")>{Icon::CircleAlert.view()}{detail}</p> }.into_any()
            })
        });
        view! { {error} }.into_any()
    }

    /// A text with its label: a line, or several when it is `tall`.
    pub fn field(
        self,
        (key, label, hint): (&'static str, &'static str, &'static str),
        tall: bool,
        value: impl Fn() -> String + Send + Sync + 'static,
        write: impl Fn(String) + 'static,
    ) -> AnyView {
        let value = text(value);
        let write = on(move |event: leptos::ev::Event| write(event_target_value(&event)));
        let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
        let (id, told, wrong) = (format!("p-{key}"), format!("e-{key}"), self.invalid(key.to_owned()));
        let input = if tall {
            view! { <textarea class="input" id=id.clone() dir="auto" aria-invalid=wrong aria-describedby=told prop:value=value on:input=write>{value.get_untracked()}</textarea> }.into_any()
        } else {
            view! { <input class="input" id=id.clone() dir="auto" autocomplete="off" aria-invalid=wrong aria-describedby=told value=value.get_untracked() prop:value=value on:input=write/> }.into_any()
        };
        view! { <div class="field"><label for=id>{label}</label>{input}{hint}{self.error(key)}</div> }.into_any()
    }

    /// Somebody else saved meanwhile: whose is kept?
    pub fn conflict(
        self,
        mine: impl Fn() + Copy + Send + 'static,
        theirs: impl Fn() + Copy + Send + 'static,
    ) -> AnyView {
        let note = when(move || {
            let (mine, theirs) =
                (on(move |_: leptos::ev::MouseEvent| mine()), on(move |_: leptos::ev::MouseEvent| theirs()));
            self.conflict.get().map(|told| view! {
                <div class="note" data-tone="caution" role="status">
                    {Icon::GitCompare.view()}
                    <div>
                        <b dir="auto">{told}</b>" Nothing is lost yet: keep what stands here, or take what was saved."
                        <div class="row wrap"><button class="button" type="button" data-size="s" on:click=mine>"Keep mine"</button><button class="button" type="button" data-kind="quiet" data-size="s" on:click=theirs>"Take what was saved"</button></div>
                    </div>
                </div>
            }.into_any())
        });
        view! { {note} }.into_any()
    }

    /// The bar that saves, for those who may.
    pub fn bar(self, save: impl Fn() + 'static, discard: impl Fn() + 'static) -> AnyView {
        if !self.edits {
            return ().into_any();
        }
        let save = on(move |_: leptos::ev::MouseEvent| save());
        let discard = on(move |_: leptos::ev::MouseEvent| discard());
        let saving = shown(move || match self.busy.get() {
            true => view! { {Icon::LoaderCircle.view()}"Saving" }.into_any(),
            false => view! { "Save" }.into_any(),
        });
        let wrong = when(move || {
            let words = match self.problems.with(Vec::len) {
                0 => return None,
                1 => "1 field to correct".to_owned(),
                count => format!("{count} fields to correct"),
            };
            Some(view! { <span class="badge" data-tone="critical" role="alert">{words}</span> }.into_any())
        });
        let dirty = when(move || {
            let dirty = self.dirty.get();
            dirty.then(|| view! { <span class="badge" data-tone="caution">"Unsaved changes"</span> }.into_any())
        });
        let still = flag(move || !self.dirty.get() || self.busy.get());
        let state = attribute(move || self.busy.get().then(|| "true".to_owned()));
        view! {
            <div class="savebar" data-needs-script="">
                {dirty}{wrong}
                <span class="end row">
                    <button class="button" type="button" data-kind="quiet" on:click=discard disabled=still>"Discard"</button>
                    <button class="button" type="button" data-kind="primary" on:click=save disabled=still aria-busy=state>{saving}</button>
                </span>
            </div>
        }
        .into_any()
    }
}

/// A list that is ordered by hand: dragged, or moved by its buttons.
#[derive(Clone, Copy)]
pub struct Order {
    edits: bool,
    dragged: StoredValue<Option<usize>>,
    /// Moves what stands at one place to another.
    shift: StoredValue<Box<dyn Fn(usize, usize) + Send + Sync>>,
}

impl Order {
    pub fn new(edits: bool, shift: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        Self { edits, dragged: StoredValue::new(None), shift: StoredValue::new(Box::new(shift)) }
    }

    /// One of the list, at its place.
    pub fn item(self, at: usize, matter: AnyView) -> AnyView {
        let begin = on(move |_: leptos::ev::DragEvent| self.dragged.set_value(Some(at)));
        let over = on(|event: leptos::ev::DragEvent| event.prevent_default());
        let land = on(move |event: leptos::ev::DragEvent| {
            event.prevent_default();
            if let Some(from) = self.dragged.get_value() {
                self.dragged.set_value(None);
                self.shift.with_value(|shift| shift(from, at));
            }
        });
        view! { <li draggable=self.edits.to_string() on:dragstart=begin on:dragover=over on:drop=land>{matter}</li> }
            .into_any()
    }

    /// The two buttons that move what stands at a place: towards the beginning, and away from it.
    pub fn steps(self, at: usize, count: usize, icons: [Icon; 2], labels: [String; 2]) -> AnyView {
        let name = |back: bool, at: usize| format!("{}-{at}", if back { "back" } else { "on" });
        let step = |back: bool, icon: Icon, label: String| {
            let to = if back { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < count) };
            let press = on(move |_: leptos::ev::MouseEvent| {
                let Some(to) = to else { return };
                self.shift.with_value(|shift| shift(at, to));
                // The focus goes with it; at an end, to the button that leads away from there.
                browser::focus(&name(if to == 0 { false } else { back || to + 1 == count }, to));
            });
            tool(icon, label, Some(name(back, at)), to.is_none(), press)
        };
        let ([back, on], [towards, away]) = (icons, labels);
        view! { {step(true, back, towards)}{step(false, on, away)} }.into_any()
    }
}

/// A small button with an icon only.
pub fn tool(
    icon: Icon,
    label: String,
    id: Option<String>,
    off: bool,
    press: Box<dyn FnMut(leptos::ev::MouseEvent)>,
) -> AnyView {
    view! { <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" id=id aria-label=label on:click=press disabled=off>{icon.view()}</button> }
        .into_any()
}

/// Takes what stands at one place of a list to another.
pub fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if from < list.len() && to < list.len() {
        let one = list.remove(from);
        list.insert(to, one);
    }
}
