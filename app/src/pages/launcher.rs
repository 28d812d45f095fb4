//! The widget: look, starters, sites, installation.

use leptos::prelude::*;

use crate::components::Page;

/// The widget: look, starters, sites, installation.
#[component]
pub fn Launcher() -> impl IntoView {
    view! { <Page title="Widget">""</Page> }
}
