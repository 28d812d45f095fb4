//! Two or more products side by side: only what differs, facts from the catalogue.

use leptos::{ev::MouseEvent, prelude::*};
use types::Comparison;

use crate::{
    components::{
        dynamic::on,
        product_card::{Picture, link},
    },
    labels::Label,
    widget::Chat,
};

#[component]
pub fn ComparisonTable(comparison: Comparison) -> impl IntoView {
    let chat = Chat::here();
    let count = comparison.products.len().to_string();
    let caption = chat.fill(Label::Compared, "{n}", &count);
    let label = caption.clone();
    let heads = comparison.products.iter().map(|card| {
        let (name, url) = (card.name.clone(), card.url.clone());
        let follow = on(move |event: MouseEvent| {
            if url.as_deref().is_some_and(|url| chat.follow(url)) {
                event.prevent_default();
            }
        });
        view! {
            <th scope="col">
                <Picture url=Signal::stored(card.image.clone())/>
                {match link(chat, card.url.as_deref()) {
                    Some(href) => view! { <a href=href target="_top" rel="noopener" dir="auto" on:click=follow>{name}</a> }.into_any(),
                    None => view! { <span dir="auto">{name}</span> }.into_any(),
                }}
            </th>
        }
        .into_any()
    });
    let heads = heads.collect::<Vec<_>>();
    let rows = comparison.rows.into_iter().map(|row| {
        let values = row.values.into_iter().map(|value| {
            let value = if value.is_empty() { "–".to_owned() } else { value };
            view! { <td dir="auto">{value}</td> }.into_any()
        });
        view! { <tr><th scope="row" dir="auto">{chat.labels.with_value(|labels| labels.row(&row.name))}</th>{values.collect::<Vec<_>>()}</tr> }.into_any()
    });
    let rows = rows.collect::<Vec<_>>();
    view! {
        <div class="compare" tabindex="0" role="group" aria-label=caption>
            <table class="table" data-dense="" aria-label=label>
                <tbody><tr><td></td>{heads}</tr>{rows}</tbody>
            </table>
        </div>
    }
}
