//! Canned replies.

use leptos::prelude::*;

use crate::components::Page;

/// Canned replies.
#[component]
pub fn ReplySettings() -> impl IntoView {
    view! { <Page title="Canned replies">""</Page> }
}
