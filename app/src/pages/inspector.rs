//! The inspector: one turn, told step by step. It stands beside a conversation and on a page of its own.

use leptos::prelude::*;
use types::{
    TurnId, Weights,
    insight::MONTHS,
    inspect::{Cut, Heard, Inspected, InspectedStep, Inspection, StepSort, Stretch, Trouble},
};

use crate::{
    address,
    api::inspect,
    components::{
        Badge, Empty, Icon, Note, Tone, bones_of_block,
        chart::{dollars, took},
        loaded,
        score::scored,
    },
    widget::clock,
};

/// How the assistant came to its reply in `turn`; nothing until a turn is chosen.
#[component]
pub fn Inspector(#[prop(into)] turn: Signal<Option<TurnId>>) -> impl IntoView {
    let shop = address::shop();
    let found = Resource::new_blocking(
        move || (shop.get(), turn.get()),
        |(shop, turn)| async move {
            match turn {
                Some(turn) => inspect::of_turn(shop, turn).await.map(Some),
                None => Ok(None),
            }
        },
    );
    loaded(found, bones_of_block, move |inspected| {
        match inspected {
        Some(inspected) => told(&shop.get_untracked(), inspected),
        None => view! { <Empty icon=Icon::Eye title="No reply chosen" text="Choose a reply to see how the assistant came to it."/> }
            .into_any(),
    }
    })
}

fn told(shop: &str, inspected: Inspected) -> AnyView {
    match inspected {
        Inspected::Recorded(inspection) => opened(shop, *inspection, true),
        Inspected::Running => view! {
            <div class="note" data-tone="info" role="status">
                {Icon::LoaderCircle.view()}
                <div><b>"Running."</b>" The assistant is still at work on this turn; its record is written when it ends."</div>
            </div>
        }
        .into_any(),
        Inspected::Silent => view! {
            <div class="note" data-tone="info" role="status">
                {Icon::Hand.view()}
                <div><b>"A person had the floor."</b>" The assistant read this message and was silent."</div>
            </div>
        }
        .into_any(),
    }
}

/// The record itself. `narrow`: it stands beside something, under a heading of its own.
pub fn opened(shop: &str, inspection: Inspection, narrow: bool) -> AnyView {
    let Inspection { row, confidence, tokens, trouble, steps, said, waterfall } = inspection;
    let products = address::of(shop, "products");
    let heading = if narrow {
        let own = address::of(shop, &format!("executions/{}", row.id));
        view! { <p class="small"><a href=own>"On a page of its own"</a></p> }.into_any()
    } else {
        view! { <h2 class="hush">"The record"</h2> }.into_any()
    };
    let (tone, outcome) = match (&row.error, row.tier) {
        (Some(_), _) if row.mind.is_none() => (Tone::Critical, "Went wrong"),
        (Some(_), types::Tier::Full) => (Tone::Caution, "Answered, but cut short"),
        (Some(_), _) => (Tone::Caution, "Answered after a failure"),
        (None, types::Tier::Human) => (Tone::None, "Left to a person"),
        (None, _) => (Tone::Positive, "Answered"),
    };
    let sure = confidence.map(|sure| format!(", {:.0} %", sure * 100.0)).unwrap_or_default();
    let intent = row.intent.map_or("Not read", |intent| intent.name());
    let facts: Vec<AnyView> = [
        ("Outcome", view! { <Badge tone>{outcome}</Badge> }.into_any()),
        ("Answered by", row.tier.name().into_any()),
        ("Intent", format!("{intent}{sure}").into_any()),
        ("Language", row.language.name().into_any()),
        ("Time", took(row.ms as f64).into_any()),
        ("Cost", dollars(row.cost_micros as f64).into_any()),
        (
            "Tokens",
            tokens
                .map_or("None, no model was asked".to_owned(), |(own, out)| format!("{own} in · {out} out"))
                .into_any(),
        ),
        ("When", format!("{} UTC", moment(row.at)).into_any()),
        ("Execution", view! { <span class="mono">{row.id.to_string()}</span> }.into_any()),
    ]
    .into_iter()
    .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }.into_any())
    .collect();
    let trouble: Vec<AnyView> = trouble.into_iter().map(troubled).collect();
    let steps: Vec<AnyView> = steps.into_iter().map(|step| told_step(step, &products)).collect();
    let said: Vec<AnyView> = said
        .into_iter()
        .map(|piece| {
            let draft = piece.draft.map(|draft| {
                view! { <p class="tiny softer" dir="auto">"Draft: "<span class="mono">{draft}</span></p> }.into_any()
            });
            view! { <li><p dir="auto">{piece.text}</p>{draft}</li> }.into_any()
        })
        .collect();
    let silent = said.is_empty().then(|| view! { <p class="softer small">"Nothing was said."</p> }.into_any());
    let none = steps
        .is_empty()
        .then(|| view! { <p class="softer small">"No step was written down before it ended."</p> }.into_any());
    view! {
        <div class="inspected">
            {heading}
            <dl class="facts">{facts}</dl>
            {trouble}
            <section><h3>"The customer wrote"</h3><blockquote dir="auto">{row.asked}</blockquote></section>
            <section><h3>"Steps"</h3>{none}<ol class="steps small">{steps}</ol></section>
            <section><h3>"What was said"</h3>{silent}<ol class="pieces small">{said}</ol></section>
            {timed(waterfall)}
        </div>
    }
    .into_any()
}

fn troubled(trouble: Trouble) -> AnyView {
    let after = format!("{} {}", ended(&trouble.cause), trouble.done);
    view! { <Note tone=Tone::Critical icon=Icon::OctagonAlert title=ended(&trouble.what)><span dir="auto">{after}</span></Note> }.into_any()
}

/// With a full stop at its end.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn told_step(step: InspectedStep, products: &str) -> AnyView {
    let icon = match step.sort {
        StepSort::Given => Icon::Eye,
        StepSort::Understood => Icon::BookOpen,
        StepSort::Mind | StepSort::Model => Icon::Brain,
        StepSort::Search => Icon::Search,
        StepSort::Tool => Icon::Wrench,
        StepSort::Guard => Icon::ShieldCheck,
        StepSort::Notice => Icon::TriangleAlert,
        StepSort::Kept => Icon::Check,
    };
    let lines: Vec<AnyView> =
        step.lines.into_iter().map(|line| view! { <p class="soft" dir="auto">{line}</p> }.into_any()).collect();
    let cut: Vec<AnyView> = step.cut.into_iter().map(struck).collect();
    let hits = (!step.hits.is_empty()).then(|| {
        let hits: Vec<AnyView> = step
            .hits
            .into_iter()
            .map(|hit| {
                let link = format!("{products}/{}", hit.product);
                scored(hit, Weights::default(), link)
            })
            .collect();
        view! {
            <details class="behind">
                <summary>{Icon::ChevronRight.small()}"Why these"</summary>
                <ol class="list">{hits}</ol>
            </details>
        }
        .into_any()
    });
    let raw: Vec<AnyView> = step
        .raw
        .into_iter()
        .map(|(name, json)| {
            view! {
                <details class="behind">
                    <summary>{Icon::ChevronRight.small()}{name}</summary>
                    <pre class="code" dir="ltr" tabindex="0">{json}</pre>
                </details>
            }
            .into_any()
        })
        .collect();
    let error = step.error.map(|error| {
        view! { <p><span class="badge" data-tone="critical">"Failed"</span>" "<span dir="auto">{error}</span></p> }
            .into_any()
    });
    let time =
        step.micros.map(|micros| view! { <span class="end softer tiny">{microseconds(micros)}</span> }.into_any());
    view! {
        <li>
            {icon.view()}
            <div>
                <p class="row"><b>{step.title}</b>{time}</p>
                {lines}{heard(step.heard)}{cut}{error}{hits}{raw}
            </div>
        </li>
    }
    .into_any()
}

fn struck(cut: Cut) -> AnyView {
    let (tone, state) = if cut.dropped { ("caution", "Left out") } else { ("info", "Repaired") };
    let draft = if cut.dropped {
        view! { <s dir="auto">{cut.draft}</s> }.into_any()
    } else {
        view! { <span dir="auto">{cut.draft}</span> }.into_any()
    };
    view! { <p class="cut"><span class="badge" data-tone=tone>{state}</span>{draft}<span class="softer tiny" dir="auto">{cut.reason}</span></p> }
        .into_any()
}

/// What was heard, as chips: the value, and the words it came from.
pub fn heard(heard: Vec<Heard>) -> AnyView {
    if heard.is_empty() {
        return ().into_any();
    }
    let chips: Vec<AnyView> = heard
        .into_iter()
        .map(|one| {
            let words = (!one.words.is_empty() && one.words != one.value)
                .then(|| view! { <span class="softer" dir="auto">{format!("“{}”", one.words)}</span> }.into_any());
            view! { <li class="tag" data-refused=one.refused.then_some("")>{one.what}<b dir="auto">{one.value}</b>{words}</li> }.into_any()
        })
        .collect();
    view! { <ul class="heard" aria-label="Heard">{chips}</ul> }.into_any()
}

/// Where the time went: a bar for each stretch from where it began; the figures beside them are the table.
pub fn timed(stretches: Vec<Stretch>) -> AnyView {
    let whole = stretches.iter().map(|stretch| stretch.from_micros + stretch.micros).max().unwrap_or_default() as f64;
    if whole == 0.0 {
        return ().into_any();
    }
    let bars: Vec<AnyView> = stretches
        .into_iter()
        .map(|stretch| {
            let color = match stretch.sort {
                StepSort::Search => 1,
                StepSort::Understood => 2,
                StepSort::Kept | StepSort::Given => 3,
                StepSort::Tool | StepSort::Notice => 4,
                StepSort::Mind | StepSort::Guard => 5,
                StepSort::Model => 6,
            };
            let (from, share) = (stretch.from_micros as f64 / whole, stretch.micros as f64 / whole);
            let style = format!("--from:{from:.4};--v:{share:.4};--c:var(--data-{color})");
            view! { <li><span class="clip">{stretch.name}</span><span class="track" dir="ltr"><i style=style></i></span><span class="num">{microseconds(stretch.micros)}</span></li> }
                .into_any()
        })
        .collect();
    view! { <section><h3>"Where the time went"</h3><ol class="waterfall">{bars}</ol></section> }.into_any()
}

fn microseconds(micros: u64) -> String {
    match micros {
        0..10_000 => format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100),
        _ => took(micros as f64 / 1_000.0),
    }
}

/// "20 Nov, 09:34", in UTC.
pub fn moment(at: types::Time) -> String {
    match clock::day(at, None) {
        clock::Day::Other(day, month) => format!("{day} {}, {}", &MONTHS[month][..3], clock::clock(at, None)),
        _ => clock::clock(at, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_true() {
        assert_eq!((microseconds(430), microseconds(12_345)), ("0.4 ms".to_owned(), "12 ms".to_owned()));
    }
}
