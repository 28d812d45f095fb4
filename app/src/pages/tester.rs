//! The search tester.

use leptos::prelude::*;

use crate::components::Page;

/// The search tester.
#[component]
pub fn Tester() -> impl IntoView {
    view! { <Page title="Search">""</Page> }
}
