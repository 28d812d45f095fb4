//! The list itself, what is ticked in it, and what is done to all that is.

use leptos::{prelude::*, task::spawn_local};
use types::{
    ProductStatus,
    goods::{Deed, LOW, Listing, Row, SortBy, Step},
};

use super::{Here, pager, tools};
use crate::{
    address,
    api::goods::change,
    components::{
        Icon,
        dynamic::{on, text, when},
        frame::grouped,
    },
};

pub(super) fn table(here: Here, listing: &Listing) -> AnyView {
    let head = |sort: SortBy, name: &'static str, num: bool, spare: bool| {
        let now = listing.sort == Some(sort);
        // The first press brings what one looks for: A before Z, the most before the least.
        let downwards = if now { !listing.descending } else { sort != SortBy::Name };
        let word = format!("{}{sort}", if downwards { "-" } else { "" });
        let href = here.with(&[("sort", &word), ("page", "")]);
        let direction = now.then_some(if listing.descending { "descending" } else { "ascending" });
        let arrow = now.then(|| if listing.descending { Icon::ArrowDown.view() } else { Icon::ArrowUp.view() });
        view! { <th scope="col" class=num.then_some("num") aria-sort=direction data-spare=spare.then_some("")><a href=href>{name}{arrow}</a></th> }.into_any()
    };
    let plain = |name: &'static str, num: bool| {
        view! { <th scope="col" class=num.then_some("num") data-spare="">{name}</th> }.into_any()
    };
    let all: Vec<types::ProductId> = listing.rows.iter().map(|row| row.id).collect();
    let tick = here.edits.then(|| {
        let (wanted, known) = (all.clone(), all.clone());
        let press = on(move |event: leptos::ev::Event| {
            here.chosen.set(if event_target_checked(&event) { wanted.clone() } else { Vec::new() });
        });
        let ticked = Signal::derive(move || here.chosen.with(|chosen| known.iter().all(|id| chosen.contains(id))));
        view! { <th><label class="tick"><input type="checkbox" aria-label="Select all on this page" prop:checked=ticked on:change=press data-needs-script=""/></label></th> }
    });
    let rows: Vec<AnyView> = listing.rows.iter().map(|row| line(here, row)).collect();
    let collections = listing.collections.clone();
    let bulk = when(move || {
        let count = here.chosen.with(Vec::len);
        (count > 0).then(|| bulk(here, &collections))
    });
    view! {
        <div class="table-wrap"><table class="table" data-stack="">
            <caption class="hush">"Products"</caption>
            <thead><tr>
                {tick}{head(SortBy::Name, "Product", false, false)}<th scope="col">"Status"</th>{plain("Category", false)}
                {head(SortBy::Stock, "Stock", false, false)}{head(SortBy::Price, "Price", true, false)}
                {head(SortBy::Shown, "Shown", true, false)}{plain("Opened", true)}{plain("Added", true)}
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
        {bulk}
        {pager(here, listing)}
    }
    .into_any()
}

fn line(here: Here, row: &Row) -> AnyView {
    let id = row.id;
    let href = address::of(&here.shop.get_untracked(), &format!("products/{id}"));
    let tick = here.edits.then(|| {
        let press = on(move |event: leptos::ev::Event| {
            let checked = event_target_checked(&event);
            here.chosen.update(|chosen| {
                chosen.retain(|known| *known != id);
                if checked {
                    chosen.push(id);
                }
            });
        });
        let ticked = Signal::derive(move || here.chosen.with(|chosen| chosen.contains(&id)));
        view! { <td data-keep=""><label class="tick"><input type="checkbox" aria-label=format!("Select {}", row.name) prop:checked=ticked on:change=press data-needs-script=""/></label></td> }
    });
    let missing = row.picture.is_none().then(|| view! { " · "<span class="lacks">"no picture"</span> });
    let from = row.from_price.then_some("from ");
    let before = row.compare_at.map(|before| view! { <s><span class="hush">"was "</span>{before.to_string()}</s> });
    view! {
        <tr>
            {tick}
            <th scope="row" data-keep=""><div class="what">{thumb(row.picture.as_deref())}<div><a href=href dir="auto">{row.name.clone()}</a><small><bdi>{row.code.clone()}</bdi>{missing}</small></div></div></th>
            <td>{badge(row.status)}</td>
            <td data-spare="" dir="auto">{row.category.clone()}</td>
            <td data-keep="line">{stock(row)}</td>
            <td class="num" data-keep="price"><span class="price">{from}{row.price.to_string()}{before}</span></td>
            <td class="num">{grouped(row.shown)}</td>
            <td class="num" data-spare="">{grouped(row.opened)}</td>
            <td class="num" data-spare="">{grouped(row.added)}</td>
        </tr>
    }
    .into_any()
}

/// A small picture, or the place of one.
pub fn thumb(picture: Option<&str>) -> AnyView {
    match picture {
        Some(url) => {
            view! { <img class="thumb" src=url.to_owned() width="40" height="50" alt="" loading="lazy"/> }.into_any()
        }
        None => view! { <span class="thumb">{Icon::ImageOff.small()}</span> }.into_any(),
    }
}

/// A product's status as shape and word.
pub fn badge(status: ProductStatus) -> AnyView {
    let tone = match status {
        ProductStatus::Active => "positive",
        ProductStatus::Draft => "draft",
        ProductStatus::Archived => "none",
    };
    view! { <span class="badge" data-tone=tone>{tools::name(status)}</span> }.into_any()
}

fn stock(row: &Row) -> AnyView {
    match (row.available, row.stock) {
        (false, _) => view! { <span class="badge" data-tone="critical">"Out of stock"</span> }.into_any(),
        (true, Some(left)) if (1..=LOW).contains(&left) => {
            view! { <span class="badge" data-tone="caution">{format!("{left} left")}</span> }.into_any()
        }
        (true, Some(left)) if left > 0 => view! { {format!("{} in stock", grouped(left))} }.into_any(),
        (true, Some(_)) => view! { "On backorder" }.into_any(),
        (true, None) => view! { <span class="softer">"Not counted"</span> }.into_any(),
    }
}

fn bulk(here: Here, collections: &[(types::CollectionId, String)]) -> AnyView {
    let chosen = text(move || format!("{} selected", here.chosen.with(Vec::len)));
    let deed = |name: &'static str, icon: Option<Icon>, deed: Deed, done: &'static str| {
        let press = on(move |_: leptos::ev::MouseEvent| act(here, deed.clone(), done));
        view! { <button class="button" type="button" data-kind="quiet" data-size="s" on:click=press>{icon.map(Icon::view)}{name}</button> }.into_any()
    };
    let tag = RwSignal::new(String::new());
    let write = on(move |event: leptos::ev::Event| tag.set(event_target_value(&event)));
    let add = on(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !tag.with_untracked(|tag| tag.trim().is_empty()) {
            act(here, Deed::AddTag(tag.get_untracked()), "tagged");
        }
    });
    let into: Vec<AnyView> = collections
        .iter()
        .map(|(id, name)| {
            let id = *id;
            let press = on(move |_: leptos::ev::MouseEvent| act(here, Deed::AddTo(id), "added to the collection"));
            view! { <button type="button" on:click=press dir="auto">{name.clone()}</button> }.into_any()
        })
        .collect();
    let into = (!into.is_empty()).then(|| view! {
        <details class="filters" data-menu="" data-up=""><summary class="button" data-kind="quiet" data-size="s">{Icon::Layers.view()}"Add to collection"</summary><div class="menu">{into}</div></details>
    });
    let clear = on(move |_: leptos::ev::MouseEvent| here.chosen.set(Vec::new()));
    view! {
        <div class="bulk" role="region" aria-label="Selected products">
            <b>{chosen}</b>
            {deed("Make active", None, Deed::Status(ProductStatus::Active), "made active")}
            {deed("Archive", Some(Icon::Archive), Deed::Status(ProductStatus::Archived), "archived")}
            <details class="filters" data-menu="" data-up="">
                <summary class="button" data-kind="quiet" data-size="s">{Icon::Tag.view()}"Add a tag"</summary>
                <form class="menu" on:submit=add><div class="field"><label for="bulk-tag">"Tag"</label><input class="input" id="bulk-tag" maxlength="100" dir="auto" on:input=write autocomplete="off"/></div><button class="button" data-wide="" type="submit">"Add"</button></form>
            </details>
            {into}
            <button class="button" type="button" data-icon="" data-kind="quiet" data-size="s" aria-label="Clear the selection" on:click=clear>{Icon::Close.view()}</button>
        </div>
    }
    .into_any()
}

/// Does it to all that is ticked, and says so with a way back.
fn act(here: Here, deed: Deed, done: &'static str) {
    let toasts = here.toasts;
    let shop = here.shop.get_untracked();
    let steps = vec![Step { deed, products: here.chosen.get_untracked() }];
    spawn_local(async move {
        match change(shop.clone(), steps).await {
            Err(failure) => toasts.fail(&failure),
            Ok(changed) if changed.count == 0 => toasts.say("They are that way already"),
            Ok(changed) => {
                here.chosen.set(Vec::new());
                here.listing.refetch();
                let what = if changed.count == 1 { "product" } else { "products" };
                toasts.undoable(format!("{} {what} {done}", changed.count), move || {
                    let (shop, back) = (shop.clone(), changed.back.clone());
                    spawn_local(async move {
                        match change(shop, back).await {
                            Ok(_) => here.listing.refetch(),
                            Err(failure) => toasts.fail(&failure),
                        }
                    });
                });
            }
        }
    });
}
