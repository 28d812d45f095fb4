//! Figures over a range.

use leptos::prelude::*;

use crate::components::Page;

/// Figures over a range.
#[component]
pub fn Analytics() -> impl IntoView {
    view! { <Page title="Analytics">""</Page> }
}
