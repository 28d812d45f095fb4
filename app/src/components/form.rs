//! The parts of a form that is saved as a whole: fields that know what is wrong with them, and the bar that saves.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use types::FieldProblem;

use super::{
    Icon,
    dynamic::{attribute, on, when},
    guard_unsaved, toasts,
};
use crate::Failure;

/// What is going on with a form.
#[derive(Clone, Copy)]
pub struct Saving {
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Vec<FieldProblem>>,
}

impl Default for Saving {
    fn default() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(Vec::new()) }
    }
}

impl Saving {
    /// What is wrong with a field.
    pub fn wrong(self, name: &str) -> Option<String> {
        self.wrong
            .with(|wrong| wrong.iter().find(|problem| problem.field == name).map(|problem| problem.detail.clone()))
    }

    /// Marks a field that the page itself finds wrong.
    pub fn mark(self, wrong: Vec<FieldProblem>) {
        self.wrong.set(wrong);
    }

    /// Runs one call at a time, and shows what is wrong beside the fields, or as a toast. `done` hears the answer.
    pub fn run<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let toasts = toasts();
        spawn_local(async move {
            let answer = call.await;
            self.busy.set(false);
            match answer {
                Ok(value) => {
                    self.wrong.set(Vec::new());
                    done(value);
                }
                Err(failure) => {
                    if failure.0.fields.is_empty() {
                        toasts.fail(&failure);
                    }
                    self.wrong.set(failure.0.fields);
                }
            }
        });
    }
}

/// Saves, says so, and offers to put back what was there before, which `call` answers with. `put` shows what is in force
/// now.
pub fn keep<T, F>(
    saving: Saving,
    shop: String,
    value: T,
    said: &'static str,
    call: impl Fn(String, T) -> F + Copy + Send + Sync + 'static,
    put: impl Fn(&T) + Copy + Send + Sync + 'static,
) where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let toasts = toasts();
    saving.run(call(shop.clone(), value.clone()), move |before: T| {
        put(&value);
        toasts.undoable(said, move || {
            let (shop, before) = (shop.clone(), before.clone());
            spawn_local(async move {
                match call(shop, before.clone()).await {
                    Ok(_) => put(&before),
                    Err(failure) => toasts.fail(&failure),
                }
            });
        });
    });
}

/// What is beside an input.
#[derive(Clone, Default)]
pub struct Field {
    /// Its name in the form; the id in the page.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<String>,
    /// Before the text: "$".
    pub sign: Option<&'static str>,
    /// After it.
    pub unit: Option<String>,
    /// `type` of the input; "text" when empty.
    pub kind: &'static str,
    pub mono: bool,
    /// What an answer looks like.
    pub example: Option<String>,
    /// The id of a list of suggestions.
    pub list: Option<&'static str>,
}

/// A labelled text field.
pub fn field(field: Field, value: RwSignal<String>, saving: Saving) -> AnyView {
    let Field { name, label, hint, sign, unit, kind, mono, example, list } = field;
    let write = on(move |event: leptos::ev::Event| value.set(event_target_value(&event)));
    let class = if mono { "input mono" } else { "input" };
    let kind = if kind.is_empty() { "text" } else { kind };
    let mode = (sign == Some("$")).then_some("decimal");
    let invalid = attribute(move || saving.wrong(name).map(|_| "true".to_owned()));
    let about = format!("{name}-about");
    let input = view! {
        <input class=class id=name name=name type=kind inputmode=mode list=list placeholder=example autocomplete="off" spellcheck="false"
            value=value.get_untracked() prop:value=value on:input=write aria-invalid=invalid aria-describedby=about.clone()/>
    };
    let input = match (sign, unit) {
        (None, None) => input.into_any(),
        (sign, unit) => {
            let unit = unit.map(|unit| view! { <span class="softer small unit">{unit}</span> });
            view! { <div class="affix">{sign.map(|sign| view! { <span>{sign}</span> })}{input}{unit}</div> }.into_any()
        }
    };
    view! { <div class="field"><label for=name>{label}</label>{input}{told(name, about, hint, saving)}</div> }
        .into_any()
}

/// A hint, and what is wrong.
pub fn told(name: &'static str, id: String, hint: Option<String>, saving: Saving) -> AnyView {
    let hint = hint.map(|hint| view! { <p class="hint">{hint}</p> });
    let error = when(move || {
        saving.wrong(name).map(|detail| view! { <p class="error">{Icon::CircleAlert.view()}{detail}</p> }.into_any())
    });
    view! { <div id=id aria-live="polite">{hint}{error}</div> }.into_any()
}

/// The bar that appears while something is not saved; it guards the page too.
pub fn savebar(
    dirty: impl Fn() -> bool + Clone + Send + Sync + 'static,
    saving: Saving,
    save: impl Fn() + Send + Sync + 'static,
    discard: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    guard_unsaved(dirty.clone());
    let save: Arc<dyn Fn() + Send + Sync> = Arc::new(save);
    let discard: Arc<dyn Fn() + Send + Sync> = Arc::new(discard);
    let bar = when(move || {
        if !dirty() {
            return None;
        }
        let (save, discard) = (save.clone(), discard.clone());
        let wrong = saving.wrong.with(Vec::len);
        let told = match wrong {
            0 => ().into_any(),
            1 => view! { <span class="badge" data-tone="critical">"1 field needs another look"</span> }.into_any(),
            count => {
                view! { <span class="badge" data-tone="critical">{format!("{count} fields need another look")}</span> }
                    .into_any()
            }
        };
        let discard = on(move |_: leptos::ev::MouseEvent| {
            saving.wrong.set(Vec::new());
            discard();
        });
        let save = on(move |_: leptos::ev::MouseEvent| save());
        let busy = attribute(move || saving.busy.get().then(|| "true".to_owned()));
        Some(
            view! {
                <div class="savebar" role="region" aria-label="Changes that are not saved">
                    {told}
                    <span class="end row">
                        <button class="button" type="button" data-kind="quiet" on:click=discard>"Discard"</button>
                        <button class="button" type="button" data-kind="primary" aria-busy=busy on:click=save>"Save"</button>
                    </span>
                </div>
            }
            .into_any(),
        )
    });
    view! { {bar} }.into_any()
}

/// Amounts of dollars in a field: empty is no bound.
pub fn amount(micros: Option<i64>) -> String {
    let Some(micros) = micros else { return String::new() };
    let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
    let part = format!("{part:06}");
    let part = part.trim_end_matches('0');
    format!("{whole}.{part:0<2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_as_they_were() {
        for micros in [0, 1, 250_000, 5_000_000, 90_000_010] {
            assert_eq!(types::settings::micros(&amount(Some(micros))), Some(micros));
        }
        assert_eq!(amount(Some(5_000_000)), "5.00");
        assert_eq!(amount(None), "");
    }
}
