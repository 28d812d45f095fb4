//! Toasts: what was done, for a while, with a way to undo it.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{
    Icon,
    dynamic::{list, on, when},
};
use crate::Failure;

/// What a toast's button does.
type Deed = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    number: u64,
    text: String,
    failed: bool,
    undo: Option<Deed>,
}

/// The toasts of the dashboard; a copy speaks to the same ones.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    count: StoredValue<u64>,
}

/// Long enough to read, and to change one's mind.
const STAYS: Duration = Duration::from_secs(8);

impl Toasts {
    pub fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), count: StoredValue::new(0) }
    }

    /// Says what was done.
    pub fn say(self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Says what was done, with a button that takes it back.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.add(text.into(), false, Some(Arc::new(undo)));
    }

    /// Says what could not be done.
    pub fn fail(self, failure: &Failure) {
        self.add(failure.0.detail.clone(), true, None);
    }

    fn add(self, text: String, failed: bool, undo: Option<Deed>) {
        let number = self.count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let number = number.unwrap_or_default();
        self.shown.update(|shown| {
            shown.push(Toast { number, text, failed, undo });
            if shown.len() > 3 {
                shown.remove(0);
            }
        });
        set_timeout(move || self.drop(number), STAYS);
    }

    fn drop(self, number: u64) {
        self.shown.update(|shown| shown.retain(|toast| toast.number != number));
    }

    fn one(self, key: &str) -> AnyView {
        let number: u64 = key.parse().unwrap_or_default();
        let Some(toast) = self.shown.with_untracked(|shown| shown.iter().find(|toast| toast.number == number).cloned())
        else {
            return ().into_any();
        };
        let undo = toast.undo.map(|undo| {
            let click = on(move |_: leptos::ev::MouseEvent| {
                self.drop(number);
                undo();
            });
            view! { <button class="button" type="button" data-size="s" on:click=click>"Undo"</button> }
        });
        let close = on(move |_: leptos::ev::MouseEvent| self.drop(number));
        let icon = toast.failed.then(|| Icon::CircleAlert.view());
        view! {
            <div class="toast">
                {icon}<span dir="auto">{toast.text}</span>{undo}
                <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" aria-label="Dismiss" on:click=close>{Icon::Close.view()}</button>
            </div>
        }
        .into_any()
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// The toasts of this page.
pub fn toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_default()
}

/// Where toasts appear: once, in the frame.
#[component]
pub fn ToastCorner() -> impl IntoView {
    let toasts = toasts();
    let keys = move || toasts.shown.with(|shown| shown.iter().map(|toast| toast.number.to_string()).collect());
    let any =
        when(move || toasts.shown.with(|shown| (!shown.is_empty()).then(|| list(keys, move |key| toasts.one(key)))));
    view! { <div class="toasts" role="status" aria-live="polite">{any}</div> }.into_any()
}
