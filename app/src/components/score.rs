//! A product that a search found: its place, its score as one bar of six parts, and what the parts are.

use leptos::prelude::*;
use types::{
    Weights,
    inspect::{ScoredHit, parts_by_name},
};

use super::Icon;

/// Names of the six parts beside their colours.
pub fn score_legend() -> AnyView {
    let weights = Weights::default();
    let named = parts_by_name(&Default::default(), &weights).into_iter().enumerate();
    let items: Vec<AnyView> =
        named.map(|(at, (name, ..))| view! { <li><i style=color(at)></i>{name}</li> }.into_any()).collect();
    view! { <ul class="legend" aria-label="Parts of the score">{items}</ul> }.into_any()
}

fn color(at: usize) -> String {
    format!("--c:var(--data-{})", at + 1)
}

/// One hit. `link` leads to the product's page.
pub fn scored(hit: ScoredHit, weights: Weights, link: String) -> AnyView {
    let parts = parts_by_name(&hit.parts, &weights);
    let whole: f32 = parts.iter().filter(|part| part.1.is_some()).map(|part| part.2).sum();
    let share = |value: f32, weight: f32| if whole > 0.0 { value * weight / whole } else { 0.0 };
    let bar: Vec<AnyView> = parts
        .iter()
        .enumerate()
        .map(|(at, (_, value, weight))| {
            let style = format!("--v:{:.3};{}", share(value.unwrap_or(0.0), *weight), color(at));
            view! { <i style=style></i> }.into_any()
        })
        .collect();
    let rows: Vec<AnyView> =
        parts.iter().enumerate().map(|(at, (name, value, weight))| row(at, name, *value, *weight)).collect();
    let picture = match hit.image {
        Some(url) => view! { <img class="thumb" src=url width="400" height="500" alt="" loading="lazy"/> }.into_any(),
        None => view! { <span class="thumb">{Icon::ImageOff.view()}</span> }.into_any(),
    };
    let matched = (!hit.matched.is_empty()).then(|| {
        view! { <span class="softer clip" dir="auto">{format!("matched: {}", hit.matched.join(", "))}</span> }
            .into_any()
    });
    view! {
        <li class="hit">
            <span class="rank">{hit.rank}</span>
            {picture}
            <div class="grow">
                <div class="row"><a class="clip" href=link dir="auto"><b>{hit.name}</b></a><span class="end num"><b>{format!("{:.3}", hit.score)}</b></span></div>
                <p class="small soft row">{hit.price.map(|price| view! { <span class="price small"><bdi>{price.to_string()}</bdi></span> })}{matched}</p>
                <div class="score" aria-hidden="true">{bar}</div>
                <details class="behind">
                    <summary>{Icon::ChevronRight.small()}"Parts of the score"</summary>
                    <dl class="parts">{rows}</dl>
                </details>
            </div>
        </li>
    }
    .into_any()
}

fn row(at: usize, name: &'static str, value: Option<f32>, weight: f32) -> AnyView {
    let figure = value.map_or("unknown".to_owned(), |value| format!("{value:.2}"));
    let times = if value.is_some() { format!("× {weight:.2}") } else { "left out".to_owned() };
    view! {
        <dt style=color(at)>{name}</dt>
        <dd><span class="track" style=color(at)><i style=format!("--v:{:.3}", value.unwrap_or(0.0))></i></span><span class="num">{figure}</span><span class="num softer">{times}</span></dd>
    }
    .into_any()
}
