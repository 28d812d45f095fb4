//! Charts as SVG, drawn where the page is rendered: lines, bars, sparks, a funnel, and the table behind each.
//!
//! All take plain numbers and say them with a function, so that one piece of code draws them all.

use leptos::prelude::*;
use types::insight::{Day, day_name};

use super::Icon;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 816.0;
const TOP: f64 = 12.0;

/// "20 Nov"
fn short(day: Day) -> String {
    let name = day_name(day);
    let end = name.find(' ').map_or(name.len(), |space| (space + 4).min(name.len()));
    name[..end].to_owned()
}

/// "1,284"
pub fn figure(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as "91.8 %"; a dash when there is none.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// Milliseconds as "38 ms" or "1.4 s".
pub fn took(ms: f64) -> String {
    if ms < 1_000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1_000.0) }
}

/// Millionths of a dollar as "$12.40", "$0.0041", "$0.000012".
pub fn dollars(micros: f64) -> String {
    let dollars = micros / 1e6;
    match micros {
        0.0 | 95_000.0.. => format!("${dollars:.2}"),
        100.0.. => format!("${dollars:.4}"),
        _ => format!("${dollars:.6}"),
    }
}

/// How a number is said.
pub type Say = fn(f64) -> String;

/// A line or the bars of a chart, one value for each day.
pub struct Series {
    pub name: &'static str,
    pub values: Vec<f64>,
    /// What is compared with: dashed.
    pub before: bool,
}

/// A step that four of reach over `most`: a small round number times a power of ten. Whole numbers have whole steps.
fn step(most: f64, whole: bool) -> f64 {
    let raw = (most / 4.0).max(f64::MIN_POSITIVE);
    let ten = 10f64.powf(raw.log10().floor());
    let fit =
        [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 8.0, 10.0].into_iter().map(|by| by * ten).find(|step| *step >= raw * 0.999);
    let step = fit.unwrap_or(raw);
    if whole { step.ceil().max(1.0) } else { step }
}

struct Frame {
    bottom: f64,
    most: f64,
}

impl Frame {
    fn y(&self, value: f64) -> f64 {
        self.bottom - (value / self.most).min(1.0) * (self.bottom - TOP)
    }
}

fn frame(series: &[Series], bottom: f64, whole: bool, say: Say) -> (Frame, AnyView) {
    let most = series.iter().flat_map(|series| &series.values).copied().fold(0.0, f64::max);
    let step = if most > 0.0 { step(most, whole) } else { 1.0 };
    let frame = Frame { bottom, most: step * 4.0 };
    let lines = (0..=4).map(|tick| {
        let value = step * f64::from(tick);
        let y = frame.y(value);
        let class = if tick == 0 { "axis base" } else { "axis" };
        view! {
            <line class=class x1="44" x2="816" y1=at(y) y2=at(y)></line>
            <text x="36" y=at(y + 4.0) text-anchor="end">{say(value)}</text>
        }
        .into_any()
    });
    let lines = lines.collect_view().into_any();
    (frame, lines)
}

fn at(number: f64) -> String {
    format!("{number:.1}")
}

fn x(number: usize, of: usize) -> f64 {
    if of < 2 { RIGHT } else { LEFT + (RIGHT - LEFT) * number as f64 / (of - 1) as f64 }
}

fn day_marks(days: &[Day], y: f64, place: fn(usize, usize) -> f64) -> AnyView {
    let every = days.len().div_ceil(4).max(1);
    let mark = |(number, day): (usize, &Day)| {
        let anchor = if number == 0 && days.len() > 1 { "start" } else { "middle" };
        view! { <text x=at(place(number, days.len())) y=at(y) text-anchor=anchor>{short(*day)}</text> }.into_any()
    };
    days.iter().enumerate().step_by(every).map(mark).collect_view().into_any()
}

fn boxed(id: &'static str, title: &str, height: u32, drawing: AnyView) -> AnyView {
    let (name, view_box) = (format!("chart-{id}"), format!("-16 0 896 {height}"));
    let (label, id) = (title.to_owned(), name.clone());
    view! {
        <div class="chartbox" tabindex="0" role="group" aria-label=format!("Chart: {title}")>
            <svg class="chart" viewBox=view_box role="img" aria-labelledby=name>
                <title id=id>{label}</title>
                {drawing}
            </svg>
        </div>
    }
    .into_any()
}

/// Lines over days. The first series is filled and ends in a dot; the last value of each is said beside it.
pub fn lines(id: &'static str, title: &str, days: &[Day], series: Vec<Series>, whole: bool, say: Say) -> AnyView {
    let (frame, grid) = frame(&series, 222.0, whole, say);
    let path = |values: &[f64]| {
        let points =
            values.iter().enumerate().map(|(n, value)| format!("{},{}", at(x(n, values.len())), at(frame.y(*value))));
        points.collect::<Vec<_>>().join(" ")
    };
    let mut ends: Vec<f64> = Vec::new();
    let drawn = series.iter().enumerate().map(|(number, series)| {
        let line = path(&series.values);
        let area = (number == 0).then(|| {
            let area = format!("M{},222.0 {line} {},222.0z", at(x(0, series.values.len())), at(RIGHT));
            view! { <path class="area" d=area></path> }
        });
        let last = series.values.last().copied().unwrap_or_default();
        let y = frame.y(last);
        let dot = (number == 0).then(|| view! { <circle class="dot" cx="816.0" cy=at(y) r="4.5"></circle> });
        // A figure that would stand on another is left to the table.
        let free = ends.iter().all(|end| (end - y).abs() > 14.0);
        let class = if number == 0 { "key" } else { "" };
        let said = free.then(|| view! { <text class=class x="826" y=at(y + 4.0)>{say(last)}</text> });
        ends.push(y);
        let before = series.before.then_some("");
        let second = (number > 0 && !series.before).then_some("");
        view! { {area}<path class="line" data-before=before data-second=second d=format!("M{line}")></path>{dot}{said} }
            .into_any()
    });
    let drawn = drawn.rev().collect::<Vec<_>>();
    let drawn = drawn.into_iter().collect_view();
    let marks = day_marks(days, 242.0, x);
    let legend = legend(&series);
    let chart = boxed(id, title, 250, view! { {grid}{drawn}{marks} }.into_any());
    view! { {legend}{chart} }.into_any()
}

fn legend(series: &[Series]) -> AnyView {
    if series.len() < 2 {
        return ().into_any();
    }
    let item = |(number, series): (usize, &Series)| {
        let before = series.before.then_some("");
        let color = (number > 0).then_some("--c:var(--data-2)");
        view! { <li><i data-before=before style=color></i>{series.name}</li> }.into_any()
    };
    let items = series.iter().enumerate().map(item).collect_view();
    view! { <ul class="legend">{items}</ul> }.into_any()
}

fn middle(number: usize, of: usize) -> f64 {
    let width = (RIGHT - LEFT) / of.max(1) as f64;
    LEFT + width * (number as f64 + 0.5)
}

/// Bars over days; the last one is marked and said.
pub fn bars(id: &'static str, title: &str, days: &[Day], series: Series, whole: bool, say: Say) -> AnyView {
    let series = [series];
    let (frame, grid) = frame(&series, 162.0, whole, say);
    let values = &series[0].values;
    let width = (RIGHT - LEFT) / values.len().max(1) as f64;
    let gap = (width * 0.14).min(4.0);
    let bar = |(number, value): (usize, &f64)| {
        let (y, now) = (frame.y(*value), (number + 1 == values.len()).then_some(""));
        let left = LEFT + width * number as f64 + gap / 2.0;
        view! { <rect data-now=now x=at(left) width=at(width - gap) y=at(y) height=at(162.0 - y)></rect> }.into_any()
    };
    let drawn = values.iter().enumerate().map(bar).collect_view();
    let last = values.last().copied().unwrap_or_default();
    let key = view! { <text class="key" x="822" y=at(frame.y(last) + 4.0)>{say(last)}</text> };
    let marks = day_marks(days, 182.0, middle);
    boxed(id, title, 190, view! { {grid}{drawn}{key}{marks} }.into_any())
}

/// A line the size of a word.
pub fn spark(values: &[f64]) -> AnyView {
    let most = values.iter().copied().fold(0.0, f64::max);
    let least = values.iter().copied().fold(f64::INFINITY, f64::min).min(most);
    let (many, range) = (values.len().max(2) - 1, if most > least { most - least } else { 1.0 });
    let point = |(n, value): (usize, &f64)| (80.0 * n as f64 / many as f64, 18.0 - 16.0 * (value - least) / range);
    let points: Vec<(f64, f64)> = values.iter().enumerate().map(point).collect();
    let Some((cx, cy)) = points.last().copied() else { return ().into_any() };
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
    view! {
        <svg class="spark" viewBox="0 0 80 20" aria-hidden="true">
            <path d=format!("M{}", path.join(" "))></path><circle cx=at(cx) cy=at(cy) r="2.5"></circle>
        </svg>
    }
    .into_any()
}

/// A bar as long as `share` (0..1) of its place.
pub fn share_bar(share: f64) -> AnyView {
    let style = format!("--v:{:.4};--c:var(--data-1);min-inline-size:2px", share.clamp(0.0, 1.0));
    view! { <span class="score" aria-hidden="true"><i style=style></i></span> }.into_any()
}

/// What became of what: name, what it is a share of, count.
pub fn funnel(steps: &[(&str, String, i64)]) -> AnyView {
    let most = steps.first().map_or(1, |step| step.2.max(1));
    let step = |(name, about, count): &(&str, String, i64)| {
        view! {
            <li>
                <span>{(*name).to_owned()}" "<span class="softer small">{about.clone()}</span></span>
                <b class="num">{figure(*count)}</b>
                {share_bar(*count as f64 / most as f64)}
            </li>
        }
        .into_any()
    };
    let steps = steps.iter().map(step).collect_view();
    view! { <ol class="funnel">{steps}</ol> }.into_any()
}

/// The numbers of a chart as a table that can be opened. The first column names the row.
pub fn behind(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> AnyView {
    let head = head.iter().enumerate().map(|(number, name)| {
        let class = (number > 0).then_some("num");
        view! { <th scope="col" class=class>{(*name).to_owned()}</th> }.into_any()
    });
    let head = head.collect_view();
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().enumerate().map(|(number, cell)| {
            if number == 0 {
                view! { <th scope="row">{cell}</th> }.into_any()
            } else {
                view! { <td class="num">{cell}</td> }.into_any()
            }
        });
        let cells = cells.collect_view();
        view! { <tr>{cells}</tr> }.into_any()
    });
    let rows = rows.collect_view();
    view! {
        <details class="behind">
            <summary>{Icon::ChevronRight.small()}"Show as a table"</summary>
            <div class="table-wrap" tabindex="0" role="group" aria-label=caption.to_owned()>
                <table class="table" data-dense="">
                    <caption class="hush">{caption.to_owned()}</caption>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// Whether more is better.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
    /// Neither.
    Neutral,
}

/// How a number stands to the one before it: an arrow, and what is said of it.
pub fn change(now: Option<f64>, before: Option<f64>, better: Better, say: fn(f64, f64) -> String) -> AnyView {
    let (Some(now), Some(before)) = (now, before) else { return ().into_any() };
    if now == before {
        return view! { <span class="tiny">"as before"</span> }.into_any();
    }
    let up = now > before;
    let tone = match better {
        Better::Neutral => None,
        Better::More => Some(if up { "positive" } else { "critical" }),
        Better::Less => Some(if up { "critical" } else { "positive" }),
    };
    let icon = if up { Icon::ArrowUp } else { Icon::ArrowDown };
    let spoken = if up { "up" } else { "down" };
    view! {
        <span class="tiny">
            <span class="row" data-tone=tone>{icon.small()}<span class="hush">{spoken}</span></span>
            {say(now, before)}
        </span>
    }
    .into_any()
}

/// "18 % from 4,419"
pub fn relative(now: f64, before: f64) -> String {
    if before == 0.0 {
        return "from none".to_owned();
    }
    format!("{:.0} % from {}", ((now - before) / before * 100.0).abs(), figure(before.round() as i64))
}

/// "2.3 points", of shares.
pub fn points(now: f64, before: f64) -> String {
    format!("{:.1} points", ((now - before) * 100.0).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_top() {
        for (most, whole, expected) in [
            (231.0, true, 80.0),
            (45.0, true, 15.0),
            (3.0, true, 1.0),
            (1.0, true, 1.0),
            (0.84, false, 0.25),
            (1.5, false, 0.4),
            (40.0, true, 10.0),
            (10.0, true, 3.0),
        ] {
            assert_eq!(step(most, whole), expected, "{most}");
            assert!(step(most, whole) * 4.0 >= most);
        }
    }

    #[test]
    fn numbers_are_said_as_people_write_them() {
        assert_eq!(figure(1_234_567), "1,234,567");
        assert_eq!(figure(-12), "−12");
        assert_eq!(figure(999), "999");
        assert_eq!((took(38.0), took(1_400.0)), ("38 ms".to_owned(), "1.4 s".to_owned()));
        assert_eq!(
            (dollars(840_000.0), dollars(4_100.0), dollars(12.0), dollars(0.0)),
            ("$0.84".into(), "$0.0041".into(), "$0.000012".into(), "$0.00".into())
        );
        assert_eq!(percent(Some(0.9184)), "91.8 %");
        assert_eq!(relative(118.0, 100.0), "18 % from 100");
        assert_eq!(points(0.95, 0.927), "2.3 points");
    }
}
