//! How the assistant came to what it said.

use leptos::prelude::*;

use crate::components::Page;

/// All executions, by what went wrong, slow or dear.
#[component]
pub fn Executions() -> impl IntoView {
    view! { <Page title="Executions">""</Page> }
}

/// One execution, step by step.
#[component]
pub fn ExecutionPage() -> impl IntoView {
    view! { <Page title="Execution">""</Page> }
}
