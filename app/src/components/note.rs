//! A note in the flow of a page: an icon, what is so, what follows, and at most one way on.

use leptos::prelude::*;

use super::{Icon, Tone};

#[component]
pub fn Note(tone: Tone, icon: Icon, title: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="note" data-tone=tone.as_str() role="status">
            {icon.view()}
            <div><b>{title}</b>" "{children.map(|children| children().into_any())}</div>
        </div>
    }
}
