//! A forgotten password, and a new one.

use leptos::prelude::*;

use crate::components::Page;

/// Ask for a link to set a new password.
#[component]
pub fn Forgot() -> impl IntoView {
    view! { <Page title="Forgot password">""</Page> }
}

/// Set a new password.
#[component]
pub fn Reset() -> impl IntoView {
    view! { <Page title="New password">""</Page> }
}
