//! Who works for the shop.

use leptos::prelude::*;

use crate::components::Page;

/// Who works for the shop.
#[component]
pub fn Members() -> impl IntoView {
    view! { <Page title="Members">""</Page> }
}
