//! What needs attention, today's figures, the set-up guide.

use leptos::prelude::*;

use crate::components::Page;

/// What needs attention, today's figures, the set-up guide.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Page title="Home">""</Page> }
}
