//! One product: create, edit, archive.

use leptos::prelude::*;

use crate::components::Page;

/// One product: create, edit, archive.
#[component]
pub fn ProductPage() -> impl IntoView {
    view! { <Page title="Product">""</Page> }
}
