//! A message as the shopper saw it: sentences, cards, comparisons. Nothing here can be bought; names lead to the product.

use leptos::prelude::*;
use types::{Author, Comparison, Part, ProductCard, chat::ChatMessage};

use super::{
    desk::Desk,
    thread::{delivery, time},
};
use crate::{
    address,
    components::{
        Icon,
        dynamic::{attribute, shown, text},
    },
};

pub fn message(desk: Desk, message: &ChatMessage) -> AnyView {
    let side = match message.author {
        Author::Customer => "customer",
        Author::Assistant => "assistant",
        Author::Member => "us",
        Author::System => "system",
    };
    let by = match message.author {
        Author::Customer => "Customer".to_owned(),
        Author::Assistant => "Assistant".to_owned(),
        Author::Member => message.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| "Member".to_owned()),
        Author::System => "Shop".to_owned(),
    };
    let mut blocks: Vec<AnyView> = Vec::new();
    let mut words = String::new();
    for part in &message.parts {
        match part {
            Part::Text { text, .. } => {
                if !words.is_empty() && !text.starts_with('\n') {
                    words.push(' ');
                }
                words.push_str(text);
            }
            part => {
                flush(&mut words, &mut blocks);
                blocks.push(other(desk, part));
            }
        }
    }
    flush(&mut words, &mut blocks);
    let shown_by = (message.author != Author::Customer).then(|| view! { <span dir="auto">{by.clone()}</span> });
    let way = if message.open { ().into_any() } else { delivery(desk, message.author, message.seq) };
    let id = message.id;
    let thumb = shown(move || {
        let thumb = desk.head.with(|head| head.as_ref()?.thumbs.iter().find(|(of, _)| *of == id).map(|(_, up)| *up));
        match thumb {
            Some(true) => {
                view! { <span class="way" data-tone="positive">{Icon::ThumbsUp.small()}"liked"</span> }.into_any()
            }
            Some(false) => {
                view! { <span class="way" data-tone="critical">{Icon::ThumbsDown.small()}"not liked"</span> }.into_any()
            }
            None => ().into_any(),
        }
    });
    let how = match (message.author, message.turn) {
        (Author::Assistant, Some(turn)) => {
            let href = text(move || {
                let query = desk.query.get();
                let join = if query.is_empty() { '?' } else { '&' };
                let open = desk.open.get().map(|id| id.to_string()).unwrap_or_default();
                address::of(&desk.shop.get(), &format!("conversations/{open}{query}{join}turn={turn}"))
            });
            let chosen = address::query("turn");
            let here = attribute(move || (chosen.get() == turn.to_string()).then(|| "true".to_owned()));
            Some(view! { <a href=href aria-current=here>"How it answered"</a> })
        }
        _ => None,
    };
    view! {
        <div class="said" data-by=side>
            <span class="hush">{format!("{by}: ")}</span>
            {blocks}
            <p class="tiny">{shown_by}<span>{time(desk, message.at)}</span>{way}{thumb}{how}</p>
        </div>
    }
    .into_any()
}

fn flush(words: &mut String, blocks: &mut Vec<AnyView>) {
    let text = std::mem::take(words);
    if !text.is_empty() {
        blocks.push(view! { <p class="bubble" dir="auto">{text}</p> }.into_any());
    }
}

fn other(desk: Desk, part: &Part) -> AnyView {
    match part {
        Part::Cards { cards } => {
            let label = if cards.len() == 1 { "1 product".to_owned() } else { format!("{} products", cards.len()) };
            let one = |one: &ProductCard| view! { <li>{card(desk, one)}</li> }.into_any();
            view! { <ul class="cards" tabindex="0" aria-label=label data-one=cards.len() == 1>{cards.iter().map(one).collect::<Vec<_>>()}</ul> }.into_any()
        }
        Part::Comparison { comparison } => compared(desk, comparison),
        Part::Text { .. } => ().into_any(),
    }
}

/// Pictures come from the web, or from this server by a path.
fn picture(url: Option<&str>) -> AnyView {
    let shown = url.filter(|url| {
        (url.starts_with('/') && !url.starts_with("//")) || url.starts_with("https://") || url.starts_with("http://")
    });
    match shown {
        Some(url) => view! { <img src=url.to_owned() alt="" width="400" height="500" loading="lazy" decoding="async" referrerpolicy="no-referrer"/> }.into_any(),
        None => view! { <span class="nopic">{Icon::ImageOff.view()}<span class="hush">"No picture"</span></span> }.into_any(),
    }
}

fn card(desk: Desk, card: &ProductCard) -> AnyView {
    let href = address::of(&desk.shop.get_untracked(), &format!("products/{}", card.id));
    let price = if card.from_price { format!("from {}", card.price) } else { card.price.to_string() };
    let before = card.compare_at.filter(|before| before.amount > card.price.amount);
    let was = before.map(|was| view! { <s><span class="hush">"was "</span>{was.to_string()}</s> });
    let (tone, stock) = match (card.in_stock, card.few_left) {
        (false, _) => ("critical", "Sold out".to_owned()),
        (true, Some(left)) => ("caution", format!("{left} left")),
        (true, None) => ("positive", "In stock".to_owned()),
    };
    let mut values: Vec<&str> = Vec::new();
    for variant in &card.variants {
        for (name, value) in variant.options.iter().zip(&variant.labels).map(|((name, _), value)| (name, value)) {
            if name != "title" && !values.contains(&value.as_str()) {
                values.push(value);
            }
        }
    }
    let more = values.len().saturating_sub(8);
    let chips = values
        .into_iter()
        .take(8)
        .map(|value| view! { <span class="chip" data-size="s" dir="auto">{value.to_owned()}</span> });
    let more = (more > 0).then(|| view! { <span class="chip" data-size="s">{format!("+{more}")}</span> });
    view! {
        <article class="product" aria-label=card.name.clone()>
            <span class="picture">{picture(card.image.as_deref())}</span>
            <h3 class="name"><a href=href dir="auto">{card.name.clone()}</a></h3>
            <span class="price"><span>{price}</span>{was}</span>
            <span class="badge" data-tone=tone>{stock}</span>
            <div class="options"><div class="chips">{chips.collect_view()}{more}</div></div>
        </article>
    }
    .into_any()
}

fn compared(desk: Desk, comparison: &Comparison) -> AnyView {
    let heads = comparison.products.iter().map(|card| {
        let href = address::of(&desk.shop.get_untracked(), &format!("products/{}", card.id));
        view! { <th scope="col">{picture(card.image.as_deref())}<a href=href dir="auto">{card.name.clone()}</a></th> }
    });
    let heads = heads.collect_view();
    let rows = comparison.rows.iter().map(|row| {
        let values = row.values.iter().map(|value| {
            let value = if value.is_empty() { "–".to_owned() } else { value.clone() };
            view! { <td dir="auto">{value}</td> }
        });
        view! { <tr><th scope="row" dir="auto">{super::list::plain(&row.name)}</th>{values.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let label = format!("{} products compared", comparison.products.len());
    let caption = label.clone();
    view! {
        <div class="compare" tabindex="0" role="group" aria-label=caption>
            <table class="table" data-dense="" aria-label=label><tbody><tr><td></td>{heads}</tr>{rows}</tbody></table>
        </div>
    }
    .into_any()
}
