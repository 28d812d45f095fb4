//! Imports and exports of products.

use leptos::prelude::*;

use crate::components::Page;

/// Imports: file, mapping, dry run, progress, result.
#[component]
pub fn Imports() -> impl IntoView {
    view! { <Page title="Import">""</Page> }
}

/// One import.
#[component]
pub fn ImportPage() -> impl IntoView {
    view! { <Page title="Import">""</Page> }
}
