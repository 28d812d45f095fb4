//! What changes on a page, in few types. Every closure in a view is a type of its own, and the framework writes its
//! hydration once for each: in the chat's wasm that is a third. Behind these functions all closures are one type.

use std::sync::Arc;

use leptos::prelude::*;

/// A part of the page that is drawn again when what it reads changes.
pub type Shown = Box<dyn FnMut() -> AnyView + Send>;

/// See [`Shown`]. Nothing is `().into_any()`.
pub fn shown(view: impl FnMut() -> AnyView + Send + 'static) -> Shown {
    Box::new(view)
}

/// A part that is there or not.
pub fn when(view: impl Fn() -> Option<AnyView> + Send + 'static) -> Shown {
    Box::new(move || view().unwrap_or_else(|| ().into_any()))
}

/// A text that changes.
pub fn text(text: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(text)
}

/// An attribute that is there or not, and when it is, with what value.
pub fn attribute(value: impl Fn() -> Option<String> + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(value)
}

/// An attribute without a value, there or not.
pub fn flag(on: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(move || on().then(String::new))
}

/// An attribute that says yes or no.
pub fn yes(on: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(move || Some(if on() { "true" } else { "false" }.to_owned()))
}

/// What is done when something happens.
pub fn on<E: 'static>(event: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(event)
}

/// Something that is done again when what it reads changes; in the browser only.
pub fn effect(done: impl FnMut() + 'static) {
    let mut done: Box<dyn FnMut()> = Box::new(done);
    Effect::new(move |_| done());
}

/// A list whose items stay as long as their key does. An item that changes under its key must read what changes itself.
pub fn list(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    item: impl Fn(&str) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys = Signal::derive(keys);
    let item: Arc<dyn Fn(&str) -> AnyView + Send + Sync> = Arc::new(item);
    view! { <For each=move || keys.get() key=String::clone children=move |key: String| item(&key)/> }.into_any()
}
