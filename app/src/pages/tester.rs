//! The search tester: ask as a customer would, and see why each product is where it is, or is not there.

use leptos::prelude::*;
use types::{
    Weights,
    inspect::{Tested, Verdict, WhyNot},
};

use super::inspector::{heard, timed};
use crate::{
    address,
    api::inspect,
    components::{
        Empty, Icon, Note, Page, Tone, bones_of_list,
        dynamic::text,
        loaded,
        score::{score_legend, scored},
    },
};

/// The search tester.
#[component]
pub fn Tester() -> impl IntoView {
    let (shop, query, why) = (address::shop(), address::query("q"), address::query("why"));
    let found = Resource::new_blocking(
        move || (shop.get(), query.get(), why.get()),
        |(shop, query, why)| async move {
            match query.trim() {
                "" => Ok(None),
                _ => inspect::search(shop, query, why).await.map(Some),
            }
        },
    );
    view! {
        <Page title="Search" about=text(|| "Ask as a customer would, and see why each product is where it is. Nothing here is counted.".to_owned())>
            <form class="tools" role="search" method="get" action=move || address::of(&shop.get(), "search")>
                <label class="affix">{Icon::Search.view()}<span class="hush">"Query"</span>
                    <input class="input" type="search" name="q" dir="auto" maxlength="1000" placeholder="blue summer dress under $80, size M" value=query prop:value=query/>
                </label>
                <button class="button" type="submit" data-kind="primary">"Search"</button>
            </form>
            {loaded(found, bones_of_list, move |tested| match tested {
                Some(tested) => results(&shop.get_untracked(), tested),
                None => view! { <Empty icon=Icon::Search title="Try a search" text="What was understood, what was found, and the six parts of each score will stand here."/> }
                    .into_any(),
            })}
        </Page>
    }
    .into_any()
}

fn results(shop: &str, tested: Tested) -> AnyView {
    let Tested {
        query,
        heard: said,
        text,
        language,
        mode,
        mode_note,
        total,
        relaxed,
        passed,
        hits,
        weights,
        timings,
        products,
        why,
        ..
    } = tested;
    let words =
        (!text.is_empty()).then(|| view! { <span class="tag">"words "<b dir="auto">{text}</b></span> }.into_any());
    let took: u64 = timings.iter().map(|stretch| stretch.micros).sum();
    let mode = match mode {
        types::SearchMode::Hybrid => "words and meaning",
        types::SearchMode::Keyword => "words alone",
    };
    let many = match total {
        0 => "None matches strictly".to_owned(),
        1 => "1 matches strictly".to_owned(),
        n => format!("{n} match strictly"),
    };
    let figures =
        format!("{many}, of {products} products · {mode} · {language} · {}.{} ms", took / 1_000, took % 1_000 / 100);
    let note = mode_note.map(|note| view! { <p class="small softer">{note}</p> }.into_any());
    let loosened = (!relaxed.is_empty()).then(|| {
        view! { <Note tone=Tone::Caution icon=Icon::TriangleAlert title="Nothing matched strictly, so the search was loosened.".to_owned()><span dir="auto">{relaxed.join(" ")}</span></Note> }
            .into_any()
    });
    let passed = (!passed.is_empty()).then(|| {
        view! { <p class="small softer" dir="auto">{format!("All of them passed: {}", passed.join(" · "))}</p> }
            .into_any()
    });
    let none = hits.is_empty().then(|| {
        view! { <Empty icon=Icon::Search title="Nothing was found" text="Not even after loosening. Take a word or a filter away, or ask below why a product is missing."/> }.into_any()
    });
    let list: Vec<AnyView> = hits
        .into_iter()
        .map(|hit| {
            let link = address::of(shop, &format!("products/{}", hit.product));
            scored(hit, weights, link)
        })
        .collect();
    let found = (!list.is_empty()).then(|| view! { {score_legend()}<ol class="list">{list}</ol> }.into_any());
    view! {
        <div class="tested">
            <section>
                <div class="understood"><span class="softer small">"Heard"</span>{heard(said)}{words}</div>
                <p class="small softer">{figures}</p>
                {note}{loosened}{passed}{none}{found}
            </section>
            <aside class="stack" aria-label="Why not, and timings">
                {asking(shop, &query, why, weights)}
                {timed(timings)}
            </aside>
        </div>
    }
    .into_any()
}

/// "Why not this product?"
fn asking(shop: &str, query: &str, why: Option<WhyNot>, weights: Weights) -> AnyView {
    let asked = why.as_ref().map(|why| why.asked.clone()).unwrap_or_default();
    let search = address::of(shop, "search");
    let answer = why.map(|why| answered(shop, query, why, weights));
    view! {
        <section class="why">
            <h2>"Why not this product?"</h2>
            <form class="tools" method="get" action=search>
                <input type="hidden" name="q" value=query.to_owned()/>
                <label class="affix"><span class="hush">"Product"</span>
                    <input class="input" type="search" name="why" dir="auto" placeholder="Name, SKU, handle or id" value=asked/>
                </label>
                <button class="button" type="submit">"Ask"</button>
            </form>
            {answer}
        </section>
    }
    .into_any()
}

fn answered(shop: &str, query: &str, why: WhyNot, weights: Weights) -> AnyView {
    if let Some(verdict) = why.verdict {
        return judged(shop, verdict, weights);
    }
    if why.choices.is_empty() {
        return view! { <Note tone=Tone::Info icon=Icon::Info title="No such product.".to_owned()>"Write its name as the catalogue has it, its SKU, handle or id. Drafts and archived products are found by SKU, handle or id."</Note> }
            .into_any();
    }
    let search = address::of(shop, "search");
    let choices: Vec<AnyView> = why
        .choices
        .into_iter()
        .map(|(id, name, handle)| {
            let link = format!("{search}?q={}&why={id}", address::encode(query));
            view! { <li><a class="grow" href=link dir="auto">{name}</a><span class="tiny softer clip">{handle}</span></li> }.into_any()
        })
        .collect();
    view! { <p class="small">"Which of these?"</p><ul class="list">{choices}</ul> }.into_any()
}

fn judged(shop: &str, verdict: Verdict, weights: Weights) -> AnyView {
    let link = address::of(shop, &format!("products/{}", verdict.product));
    let tone = if verdict.shown { "positive" } else { "caution" };
    let reasons: Vec<AnyView> =
        verdict.reasons.into_iter().map(|reason| view! { <li dir="auto">{reason}</li> }.into_any()).collect();
    let own = link.clone();
    let compared: Vec<AnyView> = [(verdict.hit, own), (verdict.last, String::new())]
        .into_iter()
        .filter_map(|(hit, link)| {
            let hit = hit?;
            let link = if link.is_empty() { address::of(shop, &format!("products/{}", hit.product)) } else { link };
            Some(scored(hit, weights, link))
        })
        .collect();
    let compared = (!compared.is_empty()).then(|| view! { <ol class="list">{compared}</ol> }.into_any());
    view! {
        <div class="verdict">
            <p><a href=link dir="auto"><b>{verdict.name}</b></a></p>
            <p><span class="badge" data-tone=tone>{verdict.title}</span></p>
            <ul class="reasons small">{reasons}</ul>
            {compared}
        </div>
    }
    .into_any()
}
