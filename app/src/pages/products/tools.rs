//! The tools above the list: status, search, filters, and the conditions that hold.

use leptos::prelude::*;
use types::{
    ProductStatus,
    goods::{Condition, Lack, Listing, StockLevel},
};
use wasm_bindgen::JsCast;

use super::{Here, without, without_any};
use crate::components::{
    Icon,
    dynamic::on,
    frame::{follow, grouped},
};

pub(super) fn tools(here: Here, listing: &Listing) -> AnyView {
    let asked = here.asked.get_untracked();
    let status = [("", "All", listing.by_status.iter().sum::<u64>())].into_iter().chain(
        ProductStatus::ALL.iter().zip(listing.by_status).map(|(status, count)| (status.as_str(), name(*status), count)),
    );
    let status = status.map(|(word, name, count)| {
        let chosen = asked.status == word;
        let href = here.with(&[("status", word), ("page", "")]);
        view! {
            <a class="chip" href=href data-on=chosen.then_some("") aria-current=chosen.then_some("true")>{name}" "<span class="softer">{grouped(count as i64)}</span></a>
        }
    });
    let chips: Vec<AnyView> = listing
        .conditions
        .iter()
        .filter(|(condition, _)| !matches!(condition, Condition::Status | Condition::Text))
        .map(|(condition, words)| {
            let label = format!("Drop the filter {words}");
            view! { <a class="chip" data-on="" href=without(here, *condition) aria-label=label><span dir="auto">{words.clone()}</span>{Icon::Close.view()}</a> }.into_any()
        })
        .collect();
    let count = chips.len();
    let clear = (count > 1).then(|| view! { <a class="chip" href=without_any(here)>"Clear all"</a> });
    let submit = on(|event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(query) = form.and_then(|form| query(&form)) else { return };
        let path = window().location().pathname().unwrap_or_default();
        follow(&if query.is_empty() { path } else { format!("{path}?{query}") });
    });
    let option = |value: &str, label: String, chosen: &str| {
        let selected = value == chosen;
        view! { <option value=value.to_owned() selected=selected>{label}</option> }.into_any()
    };
    let any = |chosen: &str| option("", "Any".to_owned(), chosen);
    let categories: Vec<AnyView> = std::iter::once(any(&asked.category))
        .chain(
            listing
                .categories
                .iter()
                .map(|(path, count)| option(path, format!("{path} ({})", grouped(*count as i64)), &asked.category)),
        )
        .collect();
    let tags = listing.tags.iter().map(|(tag, _)| view! { <option value=tag.clone()></option> }).collect_view();
    let stock: Vec<AnyView> = vec![
        any(&asked.stock),
        option(StockLevel::InStock.as_str(), "In stock".to_owned(), &asked.stock),
        option(StockLevel::Low.as_str(), "10 or fewer left".to_owned(), &asked.stock),
        option(StockLevel::Out.as_str(), "Out of stock".to_owned(), &asked.stock),
    ];
    let lack: Vec<AnyView> = vec![
        option("", "Nothing in particular".to_owned(), &asked.lack),
        option(Lack::Picture.as_str(), "A picture".to_owned(), &asked.lack),
        option(Lack::Meaning.as_str(), "Meaning (active, found by words only)".to_owned(), &asked.lack),
    ];
    let collections: Vec<AnyView> = std::iter::once(any(&asked.collection))
        .chain(listing.collections.iter().map(|(id, name)| option(&id.to_string(), name.clone(), &asked.collection)))
        .collect();
    let in_collection = (!listing.collections.is_empty()).then(|| view! {
        <div class="field"><label for="f-collection">"Collection"</label><select class="input" id="f-collection" name="collection">{collections}</select></div>
    });
    view! {
        <nav class="row wrap statuses" aria-label="Status">{status.collect_view()}</nav>
        <form class="tools" role="search" method="get" on:submit=submit>
            <input type="hidden" name="status" value=asked.status.clone()/>
            <input type="hidden" name="sort" value=asked.sort.clone()/>
            <label class="affix">{Icon::Search.small()}<span class="hush">"Search products"</span><input class="input" type="search" name="q" placeholder="Name, handle, SKU or brand" value=asked.q.clone() dir="auto" autocomplete="off"/></label>
            <details class="filters" data-menu="">
                <summary class="button">{Icon::ListFilter.view()}"Filter"{(count > 0).then(|| view! { <span class="count" aria-label=format!("{count} filters")>{count}</span> })}</summary>
                <div class="menu">
                    <div class="field"><label for="f-category">"Category"</label><select class="input" id="f-category" name="category">{categories}</select></div>
                    <div class="field"><label for="f-tag">"Tag"</label><input class="input" id="f-tag" name="tag" list="f-tags" value=asked.tag.clone() dir="auto" autocomplete="off"/><datalist id="f-tags">{tags}</datalist></div>
                    <div class="field"><label for="f-stock">"Stock"</label><select class="input" id="f-stock" name="stock">{stock}</select></div>
                    <fieldset class="field"><legend class="label">"Lowest price"</legend><div class="row">
                        <input class="input num" name="from" inputmode="decimal" placeholder="From" aria-label="Price from" value=asked.from.clone()/>
                        <input class="input num" name="to" inputmode="decimal" placeholder="To" aria-label="Price up to" value=asked.to.clone()/>
                    </div></fieldset>
                    <div class="field"><label for="f-lack">"Missing"</label><select class="input" id="f-lack" name="lack">{lack}</select></div>
                    {in_collection}
                    <button class="button" data-wide="" type="submit">"Apply"</button>
                </div>
            </details>
            {chips}{clear}
        </form>
    }
    .into_any()
}

pub(super) fn name(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Active => "Active",
        ProductStatus::Draft => "Draft",
        ProductStatus::Archived => "Archived",
    }
}

/// The fields that say something, as a query.
fn query(form: &web_sys::HtmlFormElement) -> Option<String> {
    let fields = web_sys::FormData::new_with_form(form).ok()?;
    let pairs = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    let text = String::from(pairs.to_string());
    Some(text.split('&').filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("&"))
}
