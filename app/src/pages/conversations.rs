//! The inbox: list and one conversation.

use leptos::prelude::*;

use crate::components::Page;

/// The inbox: list and one conversation.
#[component]
pub fn Conversations() -> impl IntoView {
    view! { <Page title="Conversations">""</Page> }
}
