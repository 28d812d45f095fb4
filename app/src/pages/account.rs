//! One's own name, password and sessions.

use leptos::prelude::*;

use crate::components::Page;

/// One's own name, password and sessions.
#[component]
pub fn Account() -> impl IntoView {
    view! { <Page title="Your account">""</Page> }
}
