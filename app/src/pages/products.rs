//! All products: search, filters, sort, paging.

use leptos::prelude::*;

use crate::components::Page;

/// All products: search, filters, sort, paging.
#[component]
pub fn Products() -> impl IntoView {
    view! { <Page title="Products">""</Page> }
}
