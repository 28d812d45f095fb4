//! Who did what.

use leptos::prelude::*;

use crate::components::Page;

/// Who did what.
#[component]
pub fn Audit() -> impl IntoView {
    view! { <Page title="Audit log">""</Page> }
}
