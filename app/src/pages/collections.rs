//! Collections of products.

use leptos::prelude::*;

use crate::components::Page;

/// All collections.
#[component]
pub fn Collections() -> impl IntoView {
    view! { <Page title="Collections">""</Page> }
}

/// One collection.
#[component]
pub fn CollectionPage() -> impl IntoView {
    view! { <Page title="Collection">""</Page> }
}
