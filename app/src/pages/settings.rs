//! What a merchant sets.

use leptos::prelude::*;

use crate::components::Page;

/// The shop.
#[component]
pub fn ShopSettings() -> impl IntoView {
    view! { <Page title="Shop">""</Page> }
}

/// How the assistant speaks.
#[component]
pub fn VoiceSettings() -> impl IntoView {
    view! { <Page title="Voice">""</Page> }
}

/// The language model.
#[component]
pub fn ModelSettings() -> impl IntoView {
    view! { <Page title="Language model">""</Page> }
}

/// Limits and budget.
#[component]
pub fn LimitSettings() -> impl IntoView {
    view! { <Page title="Limits">""</Page> }
}

/// How this server is doing.
#[component]
pub fn ServerSettings() -> impl IntoView {
    view! { <Page title="This server">""</Page> }
}
