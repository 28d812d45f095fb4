//! Rows with errors and warnings: by kind, by page, each with what is wrong and what to do.

use leptos::prelude::*;
use types::intake::{ImportView, Issue, IssueKind, IssuePage};

use super::many;
use crate::{
    address,
    components::{Fetched, Icon, bones_of_list, dynamic::shown, loaded},
};

/// Errors first, warnings after; `issues` is what the address asks for.
pub fn told(view: &ImportView, issues: Fetched<IssuePage>) -> AnyView {
    if view.errors.is_empty() && view.warnings.is_empty() {
        return ().into_any();
    }
    let (show, kind) = (address::query("show"), address::query("kind"));
    let shop = address::shop().get_untracked();
    let errors: u64 = view.errors.iter().map(|kind| kind.count).sum();
    let warnings: u64 = view.warnings.iter().map(|kind| kind.count).sum();
    let failed = view.failed_rows.then(|| {
        let href = address::of(&shop, &format!("imports/{}/failed.csv", view.brief.id));
        let rows = many(view.brief.rows.failed, "row");
        view! { <a class="button" data-size="s" href=href download="">{Icon::Download.view()}{format!("Download the {rows}")}</a> }
    });
    let tab = move |name: &'static str, label: String| {
        let href = Signal::derive(move || address::with(&[("show", name), ("kind", ""), ("page", "")]));
        let here = Signal::derive(move || (show.get() == name).then(|| "page".to_owned()));
        view! { <a href=href aria-current=here>{label}</a> }.into_any()
    };
    let kinds = (view.errors.clone(), view.warnings.clone());
    let chips = shown(move || {
        let kinds = if show.get() == "warnings" { &kinds.1 } else { &kinds.0 };
        let chips: Vec<AnyView> = kinds.iter().map(|one| chip(one, &kind.get())).collect();
        view! { <div class="row wrap intake-kinds">{chips}</div> }.into_any()
    });
    view! {
        <section class="section">
            <header><h2>"What was found"</h2><p>"A row with an error leaves its whole product out. A warning leaves nothing out."</p></header>
            <div class="stack">
                <div class="row wrap">
                    <nav class="tabs" aria-label="Errors or warnings">
                        {tab("", format!("Errors ({errors})"))}{tab("warnings", format!("Warnings ({warnings})"))}
                    </nav>
                    <span class="end">{failed}</span>
                </div>
                {chips}
                {loaded(issues, bones_of_list, full)}
            </div>
        </section>
    }
    .into_any()
}

fn chip(kind: &IssueKind, open: &str) -> AnyView {
    let here = kind.code == open;
    let code = if here { String::new() } else { kind.code.clone() };
    let href = address::with(&[("kind", &code), ("page", "")]);
    let current = here.then_some("true");
    view! { <a class="chip" href=href aria-current=current data-on=here.then_some("")><span>{kind.reason.clone()}</span><span class="softer">{kind.count}</span></a> }
        .into_any()
}

fn full(page: IssuePage) -> AnyView {
    if page.issues.is_empty() {
        return view! { <p class="soft">"None of these."</p> }.into_any();
    }
    let rows: Vec<AnyView> = page.issues.into_iter().map(row).collect();
    let at = address::query("page");
    let now = move || at.get().parse::<u64>().unwrap_or(1).clamp(1, page.pages.max(1));
    let pager = (page.pages > 1).then(|| {
        let step = move |to: u64, label: &'static str| {
            let there = (1..=page.pages).contains(&to) && to != now();
            let href = address::with(&[("page", &to.to_string())]);
            if there {
                view! { <a class="button" data-size="s" href=href>{label}</a> }.into_any()
            } else {
                view! { <span class="button" data-size="s" aria-disabled="true">{label}</span> }.into_any()
            }
        };
        let links = shown(move || {
            let now = now();
            view! {
                <span>{format!("Page {now} of {}", page.pages)}</span>
                <span class="end row">{step(now.saturating_sub(1), "Before")}{step(now + 1, "Next")}</span>
            }
            .into_any()
        });
        view! { <nav class="pager" aria-label="Pages">{links}</nav> }
    });
    view! {
        <div class="table-wrap">
            <table class="table" data-stack="" data-dense="">
                <caption class="hush">"Rows with something to tell"</caption>
                <thead><tr><th class="num">"Row"</th><th>"Column"</th><th>"Value"</th><th>"What is wrong"</th><th>"What to do"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {pager}
    }
    .into_any()
}

fn row(issue: Issue) -> AnyView {
    let value = if issue.value.is_empty() { "(empty)".to_owned() } else { issue.value };
    view! {
        <tr>
            <td class="num" data-keep="">{issue.row}</td>
            <td data-keep="" dir="auto">{issue.column}</td>
            <td class="mono" data-keep="price" dir="auto"><span class="clip intake-value">{value}</span></td>
            <td data-keep="line">{issue.reason}</td>
            <td data-keep="line"><b class="intake-fix">{issue.fix}</b></td>
        </tr>
    }
    .into_any()
}
