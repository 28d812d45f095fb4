//! A button that copies a text.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Icon,
    dynamic::{on, text},
};

/// Copies `what`, and says so for a moment.
pub fn copy(what: String) -> AnyView {
    let copied = RwSignal::new(false);
    let click = on(move |_: leptos::ev::MouseEvent| {
        let promise = window().navigator().clipboard().write_text(&what);
        spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                copied.set(true);
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            }
        });
    });
    let label = text(move || if copied.get() { "Copied" } else { "Copy" }.to_owned());
    view! {
        <button class="button" type="button" data-size="s" data-needs-script="" on:click=click>{Icon::Copy.view()}<span aria-live="polite">{label}</span></button>
    }
    .into_any()
}
