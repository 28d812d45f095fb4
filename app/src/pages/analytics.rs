//! Figures over a range.

use leptos::prelude::*;
use types::{
    Channel, Intent, Language, Tier,
    insight::{Analytics as Report, Day, DayFigures, Dimension, Figures, Table, day_name, share},
};

use crate::{
    address,
    api::insight::figures,
    components::{
        Empty, Fetched, Icon, Note, Page, Tone, bones_of_block,
        chart::{self, Better, Series, behind, change, dollars, figure, percent, points, relative, took},
        dynamic::{attribute, text},
        loaded,
    },
};

const RANGES: &[(&str, &str)] = &[("7", "7 days"), ("28", "28 days"), ("90", "90 days"), ("365", "365 days")];

/// Figures over a range.
#[component]
pub fn Analytics() -> impl IntoView {
    let (shop, days, from, to) =
        (address::shop(), address::query("days"), address::query("from"), address::query("to"));
    let alone = address::query("alone");
    let report: Fetched<Report> = Resource::new_blocking(
        move || (shop.get(), days.get(), from.get(), to.get()),
        |(shop, days, from, to)| figures(shop, days, from, to),
    );
    let actions: Children = Box::new(move || ranges(days, from, to, alone));
    view! {
        <Page title="Analytics" about="Days are counted in UTC. Conversations held for practice are left out." actions=actions>
            {loaded(report, bones_of_block, move |report| full(&shop.get_untracked(), report, alone.get_untracked().is_empty()))}
        </Page>
    }
}

fn ranges(days: Signal<String>, from: Signal<String>, to: Signal<String>, alone: Signal<String>) -> AnyView {
    let shown = move || match (days.get(), from.get()) {
        (days, from) if days.is_empty() && from.is_empty() => "28".to_owned(),
        (days, _) => days,
    };
    let chip = |(range, name): &(&'static str, &'static str)| {
        let range = *range;
        let here = attribute(move || (shown() == range).then(|| "true".to_owned()));
        let href = text(move || address::with(&[("days", range), ("from", ""), ("to", "")]));
        let on = attribute(move || (shown() == range).then(String::new));
        view! { <a class="chip" href=href aria-current=here data-on=on>{*name}</a> }.into_any()
    };
    let chips = RANGES.iter().map(chip).collect_view();
    let compare = text(move || address::with(&[("alone", if alone.get().is_empty() { "1" } else { "" })]));
    let compared = attribute(move || alone.get().is_empty().then(String::new));
    let own = attribute(move || (!from.get().is_empty()).then(String::new));
    view! {
        <div class="ranges">
            <nav class="row wrap" data-gap="s" aria-label="Range">{chips}</nav>
            <a class="chip" href=compare data-on=compared>{Icon::GitCompare.small()}"Compare"</a>
            <details class="own" open=own>
                <summary class="chip">{Icon::Calendar.small()}"Own range"</summary>
                <form method="get" class="row wrap">
                    <label class="field"><span class="label">"From"</span><input class="input" type="date" name="from" required prop:value=from value=from.get_untracked()/></label>
                    <label class="field"><span class="label">"To"</span><input class="input" type="date" name="to" required prop:value=to value=to.get_untracked()/></label>
                    <button class="button" type="submit">"Show"</button>
                </form>
            </details>
        </div>
    }
    .into_any()
}

fn full(shop: &str, report: Report, compared: bool) -> AnyView {
    if report.total.messages == 0 && report.total.replies == 0 && report.total_before.messages == 0 {
        let widget = address::of(shop, "widget");
        return view! {
            <Empty icon=Icon::ChartLine title="No conversations in these days"
                text="When shoppers talk to your assistant, you see here how often, how fast, what they asked and what they liked.">
                <a class="button" href=widget>"Put the widget on your shop"</a>
            </Empty>
        }
        .into_any();
    }
    let about = range_line(&report, compared);
    let made_up = report.made_up.then(|| {
        view! {
            <Note tone=Tone::Info icon=Icon::Info title="Made-up activity.".to_owned()>
                <span>"These conversations were generated for the demo, together with their times, costs and thumbs."</span>
            </Note>
        }
        .into_any()
    });
    view! {
        {made_up}
        <p class="range-line soft">{about}</p>
        {summary(&report, compared)}
        {conversations(shop, &report, compared)}
        {times(shop, &report)}
        {section("From shown to added", "Of products in replies; each counts once per reply.", None, shown_funnel(&report.total))}
        {words(shop, &report, compared)}
        {products(shop, &report)}
        {misses(shop, &report)}
        {cost(shop, &report, compared)}
    }
    .into_any()
}

fn range_line(report: &Report, compared: bool) -> String {
    let (Some(first), Some(last)) = (report.days.first(), report.days.last()) else { return String::new() };
    let days = report.days.len();
    let beside = match (compared, days) {
        (false, _) => String::new(),
        (true, 1) => ", beside the day before".to_owned(),
        (true, days) => format!(", beside the {days} days before"),
    };
    if days == 1 {
        format!("{}{beside}.", day_name(first.day))
    } else {
        format!("{} to {}{beside}.", day_name(first.day), day_name(last.day))
    }
}

fn one(name: &'static str, value: String, beside: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}{beside}</dd></div> }.into_any()
}

fn plain(text: String) -> AnyView {
    view! { <span class="tiny">{text}</span> }.into_any()
}

fn summary(report: &Report, compared: bool) -> AnyView {
    let (now, then) = (&report.total, &report.total_before);
    let beside = |now: Option<f64>, before: Option<f64>, better: Better, say: fn(f64, f64) -> String| {
        if compared { change(now, before, better, say) } else { ().into_any() }
    };
    let number = |number: i64| Some(number as f64);
    let ms = |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), |ms| took(ms as f64));
    let from_ms: fn(f64, f64) -> String = |_, before| format!("from {}", took(before));
    let from_number: fn(f64, f64) -> String = |_, before| format!("from {before:.1}");
    let from_dollars: fn(f64, f64) -> String = |_, before| format!("from {}", dollars(before));
    let each = |figures: &Figures| figures.per_conversation(figures.messages);
    let handed = |figures: &Figures| share(figures.handoffs, figures.conversations);
    let fallen = |figures: &Figures| share(figures.fallbacks, figures.replies);
    let liked = |figures: &Figures| share(figures.thumbs_up, figures.thumbs_up + figures.thumbs_down);
    let costs = |figures: &Figures| figures.per_conversation(figures.cost_micros);
    view! {
        <dl class="figures analytics-figures">
            {one("Conversations", figure(now.conversations), beside(number(now.conversations), number(then.conversations), Better::More, relative))}
            {one("Messages each", each(now).map_or_else(|| "–".to_owned(), |each| format!("{each:.1}")), beside(each(now), each(then), Better::Neutral, from_number))}
            {one("Answered alone", percent(now.alone()), beside(now.alone(), then.alone(), Better::More, points))}
            {one("Reply time, p50", ms(now.p50), beside(now.p50.map(|ms| ms as f64), then.p50.map(|ms| ms as f64), Better::Less, from_ms))}
            {one("Reply time, p95", ms(now.p95), beside(now.p95.map(|ms| ms as f64), then.p95.map(|ms| ms as f64), Better::Less, from_ms))}
            {one("Handed over", percent(handed(now)), beside(handed(now), handed(then), Better::Less, points))}
            {one("Fallback replies", percent(fallen(now)), beside(fallen(now), fallen(then), Better::Less, points))}
            {one("Thumbs up", percent(liked(now)), if compared && liked(then).is_some() { beside(liked(now), liked(then), Better::More, points) } else { plain(format!("{} up, {} down", figure(now.thumbs_up), figure(now.thumbs_down))) })}
            {one("Per conversation", costs(now).map_or_else(|| "–".to_owned(), dollars), beside(costs(now), costs(then), Better::Less, from_dollars))}
        </dl>
    }
    .into_any()
}

fn section(title: &str, about: &str, export: Option<AnyView>, matter: AnyView) -> AnyView {
    let id = title.to_lowercase().replace(' ', "-");
    view! {
        <section class="section" id=id>
            <header><h2>{title.to_owned()}</h2><p>{about.to_owned()}</p>{export}</header>
            <div class="stack">{matter}</div>
        </section>
    }
    .into_any()
}

/// A link that brings a table of the shown range as a file.
fn export(shop: &str, report: &Report, table: Table) -> Option<AnyView> {
    let (first, last) = (report.days.first()?, report.days.last()?);
    let page = format!("analytics.csv?table={table}&from={}&to={}", first.day, last.day);
    let href = address::of(shop, &page);
    Some(
        view! {
            <a class="button" data-kind="quiet" data-size="s" href=href rel="external" download="">
                {Icon::Download.view()}"Export CSV"
            </a>
        }
        .into_any(),
    )
}

fn days_of(report: &Report) -> Vec<Day> {
    report.days.iter().map(|day| day.day).collect()
}

fn values(days: &[DayFigures], of: fn(&Figures) -> f64) -> Vec<f64> {
    days.iter().map(|day| of(&day.figures)).collect()
}

fn conversations(shop: &str, report: &Report, compared: bool) -> AnyView {
    let count: fn(&Figures) -> f64 = |figures| figures.conversations as f64;
    let mut series = vec![Series { name: "These days", values: values(&report.days, count), before: false }];
    if compared {
        series.push(Series { name: "The days before", values: values(&report.before, count), before: true });
    }
    let drawn =
        chart::lines("conversations", "Conversations per day", &days_of(report), series, true, |n| figure(n as i64));
    let rows = report.days.iter().enumerate().map(|(number, day)| {
        let f = &day.figures;
        let before = report.before.get(number).map(|day| day.figures.conversations).unwrap_or_default();
        let mut row = vec![day_name(day.day)];
        row.extend(
            [f.conversations, before, f.messages, f.replies, f.handoffs, f.fallbacks, f.thumbs_up, f.thumbs_down]
                .map(figure),
        );
        row
    });
    let head = [
        "Day",
        "Conversations",
        "Before",
        "Messages",
        "Replies",
        "Handed over",
        "Fallbacks",
        "Thumbs up",
        "Thumbs down",
    ];
    let table = behind("Conversations per day", &head, rows.collect());
    section("Conversations", "Per day", export(shop, report, Table::Days), view! { {drawn}{table} }.into_any())
}

fn times(shop: &str, report: &Report) -> AnyView {
    let series = vec![
        Series {
            name: "p95",
            values: values(&report.days, |figures| figures.p95.unwrap_or_default() as f64),
            before: false,
        },
        Series {
            name: "p50",
            values: values(&report.days, |figures| figures.p50.unwrap_or_default() as f64),
            before: false,
        },
    ];
    let drawn = chart::lines("times", "Reply time per day, p95 and p50", &days_of(report), series, false, took);
    let ms = |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), |ms| took(ms as f64));
    let row = |day: &DayFigures| vec![day_name(day.day), ms(day.figures.p50), ms(day.figures.p95)];
    let table = behind("Reply time per day", &["Day", "p50", "p95"], report.days.iter().map(row).collect());
    let about = "From taking the message up until the reply is whole. Of 100 replies, 50 are as fast as p50, 95 as p95, to within a sixteenth.";
    section("Reply time", about, export(shop, report, Table::Days), view! { {drawn}{table} }.into_any())
}

fn shown_funnel(figures: &Figures) -> AnyView {
    let of = |part: i64, whole: i64, name: &str| match share(part, whole) {
        Some(share) => format!("{} of {name}", percent(Some(share))),
        None => String::new(),
    };
    chart::funnel(&[
        ("Shown", String::new(), figures.shown),
        ("Opened", of(figures.opened, figures.shown, "shown"), figures.opened),
        ("Added to cart", of(figures.added, figures.opened, "opened"), figures.added),
    ])
}

/// What a stored word is called.
fn name_of(dimension: Dimension, word: &str) -> String {
    let name = match dimension {
        Dimension::Intent => word.parse().ok().map(Intent::name),
        Dimension::Language => Language::of_tag(word).map(Language::name),
        Dimension::Channel => word.parse().ok().map(Channel::name),
        Dimension::Tier => word.parse().ok().map(Tier::name),
    };
    name.unwrap_or(word).to_owned()
}

fn words(shop: &str, report: &Report, compared: bool) -> AnyView {
    let of = |dimension: Dimension| {
        let words: Vec<_> = report.words.iter().filter(|word| word.dimension == dimension).collect();
        let (most, all) = (words.iter().map(|word| word.count).max(), words.iter().map(|word| word.count).sum::<i64>());
        let row = |word: &&types::insight::WordCount| {
            let bar = chart::share_bar(share(word.count, most.unwrap_or_default()).unwrap_or_default());
            let before =
                compared.then(|| view! { <td class="num softer" data-spare="">{figure(word.before)}</td> }.into_any());
            view! {
                <tr>
                    <th scope="row">{name_of(dimension, &word.word)}</th>
                    <td class="fill">{bar}</td>
                    <td class="num">{figure(word.count)}</td>
                    {before}
                    <td class="num softer">{format!("{:.0} %", share(word.count, all).unwrap_or_default() * 100.0)}</td>
                </tr>
            }
            .into_any()
        };
        let rows = words.iter().map(row).collect_view();
        let before = compared.then(|| view! { <th scope="col" class="num" data-spare="">"Before"</th> }.into_any());
        view! {
            <div class="table-wrap">
                <table class="table hbars" data-dense="">
                    <thead class="hush"><tr><th scope="col">"What"</th><th scope="col">"Share"</th><th scope="col" class="num">"Replies"</th>{before}<th scope="col" class="num">"Percent"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let about = if compared { "By intent; grey: the days before" } else { "By intent" };
    let asked = section("What they asked", about, export(shop, report, Table::Words), of(Dimension::Intent));
    view! {
        {asked}
        {section("Languages", "Of the replies", None, of(Dimension::Language))}
        {section("Channels", "Where they wrote", None, of(Dimension::Channel))}
        {section("Who answered", "Fallbacks count as what answered in the end", None, of(Dimension::Tier))}
    }
    .into_any()
}

fn products(shop: &str, report: &Report) -> AnyView {
    let row = |product: &types::insight::ProductFigures| {
        let href = address::of(shop, &format!("products/{}", product.id));
        let picture = match &product.image {
            Some(url) => {
                view! { <img class="thumb" src=url.clone() alt="" width="40" height="50" loading="lazy"/> }.into_any()
            }
            None => view! { <span class="thumb">{Icon::ImageOff.small()}</span> }.into_any(),
        };
        let name = match product.name.is_empty() {
            true => view! { <span class="softer">"No longer in the catalogue"</span> }.into_any(),
            false => view! { <a href=href dir="auto">{product.name.clone()}</a> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><div class="what">{picture}<div>{name}</div></div></th>
                <td class="num">{figure(product.shown)}</td>
                <td class="num">{figure(product.opened)}</td>
                <td class="num">{figure(product.added)}</td>
            </tr>
        }
        .into_any()
    };
    let matter = if report.products.is_empty() {
        view! { <p class="soft">"No product was shown in these days."</p> }.into_any()
    } else {
        let rows = report.products.iter().map(row).collect_view();
        view! {
            <div class="table-wrap" tabindex="0" role="group" aria-label="Top products">
                <table class="table">
                    <thead><tr><th scope="col">"Product"</th><th scope="col" class="num">"Shown"</th><th scope="col" class="num">"Opened"</th><th scope="col" class="num">"Added"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    section("Top products", "The most shown in replies, at most 20", export(shop, report, Table::Products), matter)
}

fn misses(shop: &str, report: &Report) -> AnyView {
    let row = |miss: &types::insight::Miss| {
        let (tone, done) = match miss.shown {
            0 => ("critical", "Nothing shown".to_owned()),
            1 => ("caution", "Loosened, 1 shown".to_owned()),
            many => ("caution", format!("Loosened, {many} shown")),
        };
        let href = address::of(shop, &format!("search?q={}", address::encode(&miss.text)));
        view! {
            <tr>
                <th scope="row" dir="auto">{miss.text.clone()}</th>
                <td class="num">{figure(miss.times)}</td>
                <td><span class="badge" data-tone=tone>{done}</span></td>
                <td class="num" data-spare=""><a class="button" data-size="s" href=href>"Try it"</a></td>
            </tr>
        }
        .into_any()
    };
    let matter = if report.misses.is_empty() {
        view! { <p class="soft">"Every search of these days had a strict match."</p> }.into_any()
    } else {
        let rows = report.misses.iter().map(row).collect_view();
        view! {
            <div class="table-wrap" tabindex="0" role="group" aria-label="Searches without a match">
                <table class="table">
                    <thead><tr><th scope="col">"Searched for"</th><th scope="col" class="num">"Times"</th><th scope="col">"What was done"</th><th scope="col" data-spare=""><span class="hush">"Way on"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let about =
        "Searches without a strict match, as they were understood. What an erased customer searched for is gone.";
    section("Found nothing", about, export(shop, report, Table::Misses), matter)
}

fn cost(shop: &str, report: &Report, compared: bool) -> AnyView {
    let series =
        Series { name: "Cost", values: values(&report.days, |figures| figures.cost_micros as f64), before: false };
    let drawn = chart::bars("cost", "Cost per day in US dollars", &days_of(report), series, false, dollars);
    let each =
        |figures: &Figures| figures.per_conversation(figures.cost_micros).map_or_else(|| "–".to_owned(), dollars);
    let row = |day: &DayFigures| {
        vec![
            day_name(day.day),
            dollars(day.figures.cost_micros as f64),
            each(&day.figures),
            figure(day.figures.replies),
        ]
    };
    let table =
        behind("Cost per day", &["Day", "Cost", "Per conversation", "Replies"], report.days.iter().map(row).collect());
    let before =
        if compared { format!(", {} before", dollars(report.total_before.cost_micros as f64)) } else { String::new() };
    let about = format!("Language model, per day: {} in all{before}", dollars(report.total.cost_micros as f64));
    section("Cost", &about, export(shop, report, Table::Days), view! { {drawn}{table} }.into_any())
}
