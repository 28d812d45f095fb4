//! Log in.

use leptos::prelude::*;

use crate::components::Page;

/// Log in.
#[component]
pub fn Login() -> impl IntoView {
    view! { <Page title="Log in">""</Page> }
}
