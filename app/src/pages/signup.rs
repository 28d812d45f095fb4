//! Sign up: the first owner, with the code that the start printed.

use leptos::prelude::*;

use crate::components::Page;

/// Sign up: the first owner, with the code that the start printed.
#[component]
pub fn SignUp() -> impl IntoView {
    view! { <Page title="Sign up">""</Page> }
}
