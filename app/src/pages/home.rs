//! What needs attention, today's figures, the set-up guide.

use leptos::prelude::*;
use types::{
    Me, Right,
    insight::{Attention, AttentionKind, Figures, Guide, GuideStep, HomeView, day_name},
};

use crate::{
    address,
    api::insight::{guide, home},
    components::{
        Fetched, Icon, Note, Page, Tone, allowed, bones_of_list,
        chart::{self, Better, change, dollars, figure, percent, points, relative, took},
        dynamic::on,
        loaded, moment, toasts,
    },
};

/// What needs attention, today's figures, the set-up guide.
#[component]
pub fn Home() -> impl IntoView {
    let shop = address::shop();
    let view: Fetched<HomeView> = Resource::new_blocking(move || shop.get(), home);
    let name = use_context::<Me>().map(|me| me.name).unwrap_or_default();
    let title = match name.split_whitespace().next() {
        Some(first) => format!("Hello, {first}"),
        None => "Home".to_owned(),
    };
    view! {
        <Page title=title>
            {loaded(view, bones_of_list, move |found| full(&shop.get_untracked(), found, view))}
        </Page>
    }
}

fn full(shop: &str, found: HomeView, from: Fetched<HomeView>) -> AnyView {
    let line = match (found.attention.len(), found.today.conversations) {
        (0, 0) => "Nothing needs you. No conversations yet today.".to_owned(),
        (0, _) => format!("Nothing needs you. {}", talk(&found.today)),
        (1, _) => format!("One thing needs you. {}", talk(&found.today)),
        (many, _) => format!("{many} things need you. {}", talk(&found.today)),
    };
    let made_up = found.made_up.then(|| {
        view! {
            <Note tone=Tone::Info icon=Icon::Info title="Made-up activity.".to_owned()>
                <span>"These conversations were generated for the demo."</span>
            </Note>
        }
        .into_any()
    });
    let set_up = found.guide.as_ref().map(|guide| set_up(shop, guide, from));
    view! {
        <p class="home-line soft">{line}</p>
        {made_up}
        {set_up}
        {attention(shop, &found.attention)}
        {today(&found)}
        {deeds(shop, &found)}
    }
    .into_any()
}

fn talk(today: &Figures) -> String {
    let alone = (today.conversations - today.handoffs).max(0);
    match today.conversations {
        0 => "No conversations yet today.".to_owned(),
        1 => "The assistant has had 1 conversation today.".to_owned(),
        many => format!(
            "The assistant has had {} conversations today and handled {} of them alone.",
            figure(many),
            figure(alone)
        ),
    }
}

fn set_up(shop: &str, guide_now: &Guide, from: Fetched<HomeView>) -> AnyView {
    let done = guide_now.steps.iter().filter(|step| step.1).count();
    let all = guide_now.steps.len();
    let next = guide_now.steps.iter().position(|step| !step.1);
    let step = |(number, (step, done, about)): (usize, &(GuideStep, bool, String))| {
        let now = (next == Some(number)).then_some("");
        let (icon, tone) = match (*done, now) {
            (true, _) => (Icon::CircleCheck, Some("positive")),
            (false, Some(_)) => (Icon::CircleDot, None),
            (false, None) => (Icon::Circle, None),
        };
        let state = if *done { "Done: " } else { "" };
        let (title, todo, action, page) = match step {
            GuideStep::Products => ("Products are in", "Bring your products in", "Import products", "imports"),
            GuideStep::Widget => {
                ("The widget is on your shop", "Put the widget on your shop", "Install the widget", "widget")
            }
            GuideStep::Voice => ("It speaks like you", "Let it speak like you", "Choose a voice", "settings/voice"),
            GuideStep::Conversation => {
                ("The first conversation was held", "Have a first conversation", "Try a conversation", "widget#try")
            }
        };
        let title = if *done { title } else { todo };
        let way = now.map(|_| {
            view! { <div class="row wrap"><a class="button" data-kind="primary" href=address::of(shop, page)>{action}</a></div> }
                .into_any()
        });
        view! {
            <li data-now=now>
                <span data-tone=tone class="mark-of">{icon.view()}</span>
                <div><b><span class="hush">{state}</span>{title}</b><p class="small" dir="auto">{about.clone()}</p>{way}</div>
            </li>
        }
        .into_any()
    };
    let steps = guide_now.steps.iter().enumerate().map(step).collect_view();
    let handle = shop.to_owned();
    let hide = allowed(Right::Configure).then(|| {
        let click = on(move |_: leptos::ev::MouseEvent| dismiss(handle.clone(), true, from));
        view! { <button class="button" data-kind="quiet" data-size="s" type="button" on:click=click>"Hide the guide"</button> }
            .into_any()
    });
    let label = format!("{done} of {all} steps done");
    view! {
        <section class="section">
            <header>
                <h2>"Set up your shop"</h2>
                <p>{format!("{done} of {all} done")}</p>
                <progress class="progress" max=all.to_string() value=done.to_string() aria-label=label></progress>
                {hide}
            </header>
            <ol class="guide">{steps}</ol>
        </section>
    }
    .into_any()
}

/// Hides the guide, or brings it back; hiding can be undone.
fn dismiss(shop: String, dismissed: bool, from: Fetched<HomeView>) {
    let toasts = toasts();
    leptos::task::spawn_local(async move {
        match guide(shop.clone(), dismissed).await {
            Ok(()) => {
                from.refetch();
                if dismissed {
                    toasts.undoable("The guide is hidden.", move || dismiss(shop.clone(), false, from));
                }
            }
            Err(failure) => toasts.fail(&failure),
        }
    });
}

fn attention(shop: &str, found: &[Attention]) -> AnyView {
    let row = |one: &Attention| {
        let (tone, word, title, about, action) = told(one);
        let href = address::of(shop, &one.page);
        view! {
            <li class="attn">
                <span class="kind"><span class="badge" data-tone=tone>{word}</span></span>
                <div class="grow"><b dir="auto">{title}</b><p class="soft small">{about}</p></div>
                <a class="button" data-size="s" href=href>{action}</a>
            </li>
        }
        .into_any()
    };
    let matter = if found.is_empty() {
        view! { <p class="soft">"Nothing. When something fails, waits for a person or finds no product, it is told here."</p> }
            .into_any()
    } else {
        let rows = found.iter().map(row).collect_view();
        view! { <ul class="list" data-bare="">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section">
            <header><h2>"Needs attention"</h2><p>"Most urgent first"</p></header>
            <div class="stack">{matter}</div>
        </section>
    }
    .into_any()
}

/// Tone, word, title, line and action.
fn told(one: &Attention) -> (&'static str, &'static str, String, &'static str, &'static str) {
    let count = one.count;
    let many = |single: &str, several: &str| match count {
        1 => single.to_owned(),
        _ => format!("{} {several}", figure(count)),
    };
    match one.kind {
        AttentionKind::Parked => (
            "critical",
            "Given up",
            many("A piece of work was given up this week", "pieces of work were given up this week"),
            "They failed several times. The server's page says why.",
            "Look",
        ),
        AttentionKind::Failing => (
            "critical",
            "Failing",
            many("A reply of the last hour failed", "replies of the last hour failed"),
            "The shoppers had an answer all the same, by the built-in mind or an apology.",
            "See them",
        ),
        AttentionKind::Person => (
            "person",
            "Wants a person",
            many("A conversation waits for you", "conversations wait for you"),
            "The assistant keeps the shopper company until you write.",
            "Open",
        ),
        AttentionKind::Import => (
            "critical",
            "Failed",
            many("An import failed this week", "imports failed this week"),
            "What was read before it failed is in the catalogue.",
            "Look",
        ),
        AttentionKind::Budget => {
            let of = one.example.as_deref().unwrap_or("day");
            if count < 100 {
                (
                    "caution",
                    "Budget",
                    format!("{count} % of the {of}'s budget is spent"),
                    "When it is used up, the built-in mind answers.",
                    "Limits",
                )
            } else {
                (
                    "critical",
                    "Budget",
                    format!("The {of}'s budget is used up"),
                    "The built-in mind answers until the next one begins.",
                    "Limits",
                )
            }
        }
        AttentionKind::Misses => (
            "caution",
            "No answer found",
            match &one.example {
                Some(text) => {
                    format!("“{text}” is the most frequent of {} searches that found nothing this week", figure(count))
                }
                None => many("A search found nothing this week", "searches found nothing this week"),
            },
            "A synonym, a tag or a product would change that.",
            "See them",
        ),
        AttentionKind::Pictures => (
            "info",
            "No picture",
            many("A product has no picture", "products have no picture"),
            "A reply shows them with an empty frame.",
            "See them",
        ),
        AttentionKind::Vectors => (
            "info",
            "Not read yet",
            many("A product is found by its words alone", "products are found by their words alone"),
            "The model reads them in the background.",
            "Look",
        ),
    }
}

fn today(found: &HomeView) -> AnyView {
    let (now, then) = (&found.today, &found.last_week);
    let week =
        |of: fn(&Figures) -> f64| chart::spark(&found.week.iter().map(|day| of(&day.figures)).collect::<Vec<_>>());
    let number = |number: i64| Some(number as f64);
    let fewer: fn(f64, f64) -> String = |now, before| {
        let by = (now - before).abs();
        format!("{by:.0} {}", if now < before { "fewer" } else { "more" })
    };
    let faster: fn(f64, f64) -> String =
        |now, before| format!("{} {}", took((now - before).abs()), if now < before { "faster" } else { "slower" });
    let of_budget = match found.budget_micros {
        Some(budget) => view! { <span class="tiny">{format!("of {} a day", dollars(budget as f64))}</span> }.into_any(),
        None => ().into_any(),
    };
    let one = |name: &'static str, value: String, beside: AnyView, spark: AnyView| {
        view! { <div><dt>{name}</dt><dd>{value}{beside}</dd>{spark}</div> }.into_any()
    };
    let p50 = |figures: &Figures| figures.p50.map(|ms| ms as f64);
    let day = day_name(found.now.date_naive());
    let until = found.now.time().to_string();
    let until = until.get(..5).unwrap_or_default().to_owned();
    view! {
        <section class="section">
            <header><h2>"Today"</h2><p>{format!("{day}, until {until} UTC, beside the same day last week")}</p></header>
            <dl class="figures">
                {one("Conversations", figure(now.conversations), change(number(now.conversations), number(then.conversations), Better::More, relative), week(|f| f.conversations as f64))}
                {one("Answered alone", percent(now.alone()), change(now.alone(), then.alone(), Better::More, points), week(|f| f.alone().unwrap_or(1.0)))}
                {one("Typical reply", p50(now).map_or_else(|| "–".to_owned(), took), change(p50(now), p50(then), Better::Less, faster), week(|f| f.p50.unwrap_or_default() as f64))}
                {one("Added to cart", figure(now.added), change(number(now.added), number(then.added), Better::More, fewer), week(|f| f.added as f64))}
                {one("Spent on the LLM", dollars(now.cost_micros as f64), of_budget, week(|f| f.cost_micros as f64))}
            </dl>
        </section>
    }
    .into_any()
}

fn deeds(shop: &str, found: &HomeView) -> AnyView {
    if found.deeds.is_empty() {
        return ().into_any();
    }
    let row = |deed: &types::insight::Deed| {
        let ago = moment::ago(deed.at, found.now);
        view! {
            <li><div class="grow"><b dir="auto">{deed.who.clone()}</b>" "<span class="soft">{deed.act.clone()}</span></div><span class="softer small">{ago}</span></li>
        }
        .into_any()
    };
    let rows = found.deeds.iter().map(row).collect_view();
    view! {
        <section class="section">
            <header><h2>"Activity"</h2><p><a href=address::of(shop, "settings/audit")>"All that members did"</a></p></header>
            <ul class="list" data-bare="">{rows}</ul>
        </section>
    }
    .into_any()
}
