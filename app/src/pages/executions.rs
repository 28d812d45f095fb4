//! How the assistant came to what it said.

use leptos::prelude::*;
use types::{
    Intent, Language, MindKind, Tier,
    inspect::{ExecutionFilter, ExecutionRow, Executions as Found},
};

use super::inspector::{moment, opened};
use crate::{
    address,
    api::inspect,
    components::{
        Badge, Empty, Icon, Page, Tone, bones_of_block, bones_of_list,
        chart::{dollars, took},
        dynamic::text,
        loaded, talk_tabs,
    },
};

const SLOW: [(&str, &str); 4] =
    [("100", "over 0.1 s"), ("1000", "over 1 s"), ("3000", "over 3 s"), ("10000", "over 10 s")];
const DEAR: [(&str, &str); 4] =
    [("0", "cost anything"), ("1000", "over $0.001"), ("10000", "over $0.01"), ("100000", "over $0.10")];

/// What the address asks for.
#[derive(Clone, PartialEq)]
struct Wanted {
    shop: String,
    filter: ExecutionFilter,
    page: u64,
}

/// All executions, by what went wrong, slow or dear.
#[component]
pub fn Executions() -> impl IntoView {
    let shop = address::shop();
    let names = ["tier", "mind", "intent", "lang", "error", "slow", "cost", "conversation", "page"];
    let values = names.map(address::query);
    let wanted = Memo::new(move |_| {
        let [tier, mind, intent, language, error, slow, cost, conversation, page] = values.map(|value| value.get());
        let filter = ExecutionFilter {
            tier: tier.parse().ok(),
            mind: mind.parse().ok(),
            intent: intent.parse().ok(),
            language: Some(language).filter(|tag| !tag.is_empty()),
            conversation: conversation.parse().ok(),
            failed: match error.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            over_ms: slow.parse().ok(),
            over_micros: cost.parse().ok(),
        };
        Wanted { shop: shop.get(), filter, page: page.parse().unwrap_or(1) }
    });
    let found = Resource::new_blocking(
        move || wanted.get(),
        |wanted| {
            let filter = serde_json::to_string(&wanted.filter).unwrap_or_default();
            inspect::list(wanted.shop, filter, wanted.page)
        },
    );
    view! {
        <Page title="Executions" about="Every turn of the assistant, good or bad: what it was given, what it did, what it cost.">
            {talk_tabs()}
            {move || filters(&wanted.get())}
            {loaded(found, bones_of_list, move |found| listed(found, &wanted.get_untracked()))}
        </Page>
    }
    .into_any()
}

/// A form that asks for the page again: it works without script, and keeps what was asked in the address.
fn filters(wanted: &Wanted) -> AnyView {
    let filter = &wanted.filter;
    let words = |all: Vec<&'static str>| -> Vec<(String, String)> {
        all.into_iter().map(|word| (word.to_owned(), word.replace('_', " "))).collect()
    };
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect()
    };
    let failed = filter.failed.map(|yes| if yes { "yes" } else { "no" }.to_owned());
    let chosen = |value: Option<String>| value.unwrap_or_default();
    let fields = vec![
        choice(
            "tier",
            "Answered by",
            Tier::ALL.iter().map(|tier| (tier.to_string(), tier.name().to_owned())).collect(),
            chosen(filter.tier.map(|tier| tier.to_string())),
        ),
        choice(
            "mind",
            "Mind",
            words(MindKind::ALL.iter().map(|mind| mind.as_str()).collect()),
            chosen(filter.mind.map(|mind| mind.to_string())),
        ),
        choice("error", "Outcome", owned(&[("yes", "went wrong"), ("no", "went well")]), chosen(failed)),
        choice("slow", "Time", owned(&SLOW), chosen(filter.over_ms.map(|ms| ms.to_string()))),
        choice("cost", "Cost", owned(&DEAR), chosen(filter.over_micros.map(|micros| micros.to_string()))),
        choice(
            "intent",
            "Intent",
            Intent::ALL.iter().map(|intent| (intent.to_string(), intent.name().to_owned())).collect(),
            chosen(filter.intent.map(|intent| intent.to_string())),
        ),
        choice(
            "lang",
            "Language",
            Language::ALL.iter().map(|language| (language.tag().to_owned(), language.name().to_owned())).collect(),
            chosen(filter.language.clone()),
        ),
    ];
    let conversation = filter
        .conversation
        .map(|id| view! { <input type="hidden" name="conversation" value=id.to_string()/> }.into_any());
    let of_one = filter.conversation.map(|_| view! { <span class="tag">"of one conversation"</span> }.into_any());
    let list = address::of(&wanted.shop, "executions");
    let clear = (!filter.is_empty())
        .then(|| view! { <a class="button" data-kind="quiet" href=list.clone()>"Clear"</a> }.into_any());
    let set = (!filter.is_empty()).then_some("");
    view! {
        <form class="tools sift" method="get" action=list.clone() data-set=set>
            {fields}{conversation}
            <button class="button" type="submit">{Icon::ListFilter.view()}"Filter"</button>
            {clear}{of_one}
        </form>
    }
    .into_any()
}

fn choice(name: &'static str, label: &'static str, options: Vec<(String, String)>, chosen: String) -> AnyView {
    let mut known = chosen.is_empty();
    let mut one: Vec<AnyView> = options
        .into_iter()
        .map(|(value, name)| {
            let selected = value == chosen;
            known |= selected;
            view! { <option value=value selected=selected>{name}</option> }.into_any()
        })
        .collect();
    if !known {
        // A figure that somebody wrote into the address is kept.
        one.push(view! { <option value=chosen.clone() selected=true>{format!("over {chosen}")}</option> }.into_any());
    }
    view! {
        <label class="field"><span class="label">{label}</span>
            <select class="input" name=name><option value="">"Any"</option>{one}</select>
        </label>
    }
    .into_any()
}

fn listed(found: Found, wanted: &Wanted) -> AnyView {
    if found.rows.is_empty() {
        let list = address::of(&wanted.shop, "executions");
        return match wanted.filter.is_empty() {
            true => view! { <Empty icon=Icon::Brain title="No turn yet" text="When a customer writes, every step of the answer is kept here."/> }.into_any(),
            false => view! {
                <Empty icon=Icon::ListFilter title="Nothing matches" text="No execution is like this. Loosen a filter.">
                    <a class="button" href=list>"Show all"</a>
                </Empty>
            }
            .into_any(),
        };
    }
    let (total, page, pages) = (found.total, found.page, found.pages());
    let many = match total {
        1 => "1 execution".to_owned(),
        Found::COUNTED.. => format!("{total} or more executions"),
        _ => format!("{total} executions"),
    };
    let rows: Vec<AnyView> = found.rows.into_iter().map(|row| listed_row(row, &wanted.shop)).collect();
    let turn = move |to: u64, name: &'static str, on: bool| match on {
        true => view! { <a class="button" data-size="s" href=address::with(&[("page", &to.to_string())])>{name}</a> }
            .into_any(),
        false => view! { <span class="button" data-size="s" aria-disabled="true">{name}</span> }.into_any(),
    };
    view! {
        <div class="table-wrap">
            <table class="table turns" data-dense="">
                <caption class="hush">"Executions, newest first"</caption>
                <thead><tr>
                    <th scope="col">"The customer wrote"</th><th scope="col" data-spare="">"Intent"</th><th scope="col">"Outcome"</th>
                    <th scope="col" data-spare="">"Answered by"</th><th scope="col" data-spare="">"Language"</th>
                    <th scope="col" class="num">"Time"</th><th scope="col" class="num" data-spare="">"Cost"</th><th scope="col" class="num">"When, UTC"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <nav class="pager" aria-label="Pages">
            <span>{format!("{many}, page {page} of {pages}")}</span><span class="end"></span>
            {turn(page.saturating_sub(1), "Newer", page > 1)}{turn(page + 1, "Older", page < pages)}
        </nav>
    }
    .into_any()
}

fn listed_row(row: ExecutionRow, shop: &str) -> AnyView {
    let link = address::of(shop, &format!("executions/{}", row.id));
    let intent = row.intent.map_or("Not read", |intent| intent.name());
    let (tone, outcome) = match row.error {
        Some(error) => (Tone::Critical, error),
        None => (Tone::Positive, "Answered".to_owned()),
    };
    let asked = if row.asked.is_empty() { "Not readable any more".to_owned() } else { row.asked };
    view! {
        <tr>
            <th scope="row" class="asked"><a class="clip" href=link dir="auto">{asked}</a></th>
            <td data-spare="">{intent}</td>
            <td class="outcome"><Badge tone><span class="clip" dir="auto">{outcome}</span></Badge></td>
            <td data-spare="">{row.tier.name()}</td>
            <td data-spare="">{row.language.name()}</td>
            <td class="num took">{took(row.ms as f64)}</td>
            <td class="num" data-spare="">{dollars(row.cost_micros as f64)}</td>
            <td class="num when">{moment(row.at)}</td>
        </tr>
    }
    .into_any()
}

/// One execution, step by step.
#[component]
pub fn ExecutionPage() -> impl IntoView {
    let (shop, id) = (address::shop(), address::param("id"));
    let found = Resource::new_blocking(
        move || (shop.get(), id.get()),
        |(shop, id)| async move {
            match id.parse() {
                Ok(id) => inspect::open(shop, id).await,
                Err(_) => Err(crate::Failure(types::Problem::not_found())),
            }
        },
    );
    let crumb = (address::of(&shop.get_untracked(), "executions"), "Executions".to_owned());
    view! {
        <Page title=text(|| "How it answered".to_owned()) crumb=crumb>
            {loaded(found, bones_of_block, move |inspection| {
                let shop = shop.get_untracked();
                let conversation = address::of(&shop, &format!("conversations/{}?turn={}", inspection.row.conversation, inspection.row.turn));
                let others = address::of(&shop, &format!("executions?conversation={}", inspection.row.conversation));
                view! {
                    <p class="ways"><a href=conversation>"Open the conversation"</a><a href=others>"Its other turns"</a></p>
                    {opened(&shop, inspection, false)}
                }
                .into_any()
            })}
        </Page>
    }
    .into_any()
}
