//! Take up an invitation.

use leptos::prelude::*;

use crate::components::Page;

/// Take up an invitation.
#[component]
pub fn Invite() -> impl IntoView {
    view! { <Page title="Join">""</Page> }
}
