//! What the language model may cost, what it has cost, and what the server lets in.

use leptos::prelude::*;
use types::{
    FieldProblem, SpendLimits,
    settings::{LimitView, MessageRate, Spent, dollars, micros},
};

use crate::{
    Failure, address,
    api::settings::{read_limits, set_limits},
    components::{
        Icon, Page, bones_of_block,
        dynamic::{on, shown},
        form::{Field, Saving, amount, field, keep, savebar},
        frame::grouped,
        loaded, settings_tabs,
    },
};

/// Limits and budget.
#[component]
pub fn LimitSettings() -> impl IntoView {
    let shop = address::shop();
    let view = Resource::new_blocking(move || shop.get(), read_limits);
    view! { <Page title="Settings">{settings_tabs()}{loaded(view, bones_of_block, full)}</Page> }
}

#[derive(Clone, Copy)]
struct Fields {
    day: RwSignal<String>,
    month: RwSignal<String>,
    conversation: RwSignal<String>,
    characters: RwSignal<String>,
    tell: RwSignal<bool>,
}

impl Fields {
    fn new(limits: &SpendLimits) -> Self {
        Self {
            day: RwSignal::new(amount(limits.day_micros)),
            month: RwSignal::new(amount(limits.month_micros)),
            conversation: RwSignal::new(amount(limits.conversation_micros)),
            characters: RwSignal::new(limits.reply_characters.to_string()),
            tell: RwSignal::new(limits.tell),
        }
    }

    fn fill(self, limits: &SpendLimits) {
        self.day.set(amount(limits.day_micros));
        self.month.set(amount(limits.month_micros));
        self.conversation.set(amount(limits.conversation_micros));
        self.characters.set(limits.reply_characters.to_string());
        self.tell.set(limits.tell);
    }

    /// The limits, or which fields are no figures.
    fn read(self) -> Result<SpendLimits, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let mut bad = |field: &str, detail: &str| {
            wrong.push(FieldProblem { field: field.to_owned(), detail: detail.to_owned() });
        };
        let mut money = |field: &str, text: String| match micros(&text) {
            Some(micros) => Some(micros),
            None if text.trim().is_empty() => None,
            None => {
                bad(field, "Write an amount in US dollars, such as 5 or 0.25, or leave it empty.");
                None
            }
        };
        let day_micros = money("day", self.day.get());
        let month_micros = money("month", self.month.get());
        let conversation_micros = money("conversation", self.conversation.get());
        let characters = self.characters.get().trim().parse();
        if characters.is_err() {
            bad("reply_characters", "Write a whole number, such as 2000.");
        }
        match characters {
            Ok(reply_characters) if wrong.is_empty() => {
                let tell = self.tell.get();
                Ok(SpendLimits { day_micros, month_micros, conversation_micros, tell, reply_characters })
            }
            _ => Err(wrong),
        }
    }
}

fn full(view: LimitView) -> AnyView {
    let shop = address::shop();
    let saving = Saving::default();
    let fields = Fields::new(&view.limits);
    let saved = RwSignal::new(view.limits.clone());
    let put = move |limits: &SpendLimits| {
        fields.fill(limits);
        saved.set(limits.clone());
    };
    let save = move || match untrack(|| fields.read()) {
        Ok(limits) => keep(saving, shop.get_untracked(), limits, "Saved.", send, put),
        Err(wrong) => saving.mark(wrong),
    };
    let (today, month) = (view.today.clone(), view.month.clone());
    let spent = shown(move || {
        let limits = saved.get();
        view! {
            {bar("Today", &today, limits.day_micros)}
            {bar("This month", &month, limits.month_micros)}
        }
        .into_any()
    });
    let money = |name, label, hint: Option<&str>| Field {
        name,
        label,
        hint: hint.map(str::to_owned),
        sign: Some("$"),
        ..Field::default()
    };
    let tell = on(move |event: leptos::ev::Event| fields.tell.set(event_target_checked(&event)));
    let told = fields.tell.get_untracked();
    let long = Field {
        name: "reply_characters",
        label: "Longest reply",
        hint: Some("200 to 2,000. Cards are not counted.".to_owned()),
        unit: Some("characters".to_owned()),
        ..Field::default()
    };
    view! {
        <section class="section">
            <header><h2>"Budget"</h2><p>"At the limit the built-in mind goes on answering. Days and months are in UTC."</p></header>
            <div class="stack">
                <div class="grid">
                    {field(money("day", "A day", None), fields.day, saving)}
                    {field(money("month", "A month", None), fields.month, saving)}
                    {field(money("conversation", "A conversation", Some("Empty: no bound of its own.")), fields.conversation, saving)}
                </div>
                {spent}
                <label class="switch"><input type="checkbox" role="switch" checked=told prop:checked=fields.tell on:change=tell/><span>"Tell on Home when 80 % of a budget is spent"</span></label>
                {table(&view.days)}
            </div>
        </section>
        <section class="section">
            <header><h2>"Replies"</h2><p>"How much one may hold"</p></header>
            <div class="short">{field(long, fields.characters, saving)}</div>
        </section>
        <section class="section">
            <header><h2>"Messages let in"</h2><p>"Set by whoever runs this server"</p></header>
            <dl class="pairs">
                {rate("From one visitor", view.visitor)}
                {rate("From one address", view.address)}
                {rate("To the shop", view.shop)}
            </dl>
        </section>
        {savebar(move || fields.read().map_or(true, |limits| limits != saved.get()), saving, save, move || fields.fill(&saved.get_untracked()))}
    }
    .into_any()
}

fn send(shop: String, limits: SpendLimits) -> impl Future<Output = Result<SpendLimits, Failure>> {
    let SpendLimits { day_micros, month_micros, conversation_micros, tell, reply_characters } = limits;
    set_limits(shop, day_micros, month_micros, conversation_micros, tell, reply_characters)
}

fn bar(name: &'static str, spent: &Spent, budget: Option<i64>) -> AnyView {
    let used = format!("{name}: {}", dollars(spent.cost_micros));
    let Some(budget) = budget else {
        return view! { <div class="row small"><span>{used}</span><span class="end softer">"No bound"</span></div> }
            .into_any();
    };
    let percent = if budget <= 0 { 100 } else { i128::from(spent.cost_micros) * 100 / i128::from(budget) };
    let tone = match percent {
        100.. => Some("critical"),
        80.. => Some("caution"),
        _ => None,
    };
    let of = format!("{percent} % of {}", dollars(budget));
    let of = match tone {
        Some(tone) => view! { <span class="badge end" data-tone=tone>{of}</span> }.into_any(),
        None => view! { <span class="end softer">{of}</span> }.into_any(),
    };
    view! {
        <div>
            <div class="row small"><span>{used}</span>{of}</div>
            <progress class="progress" max=budget.max(1).to_string() value=spent.cost_micros.min(budget.max(1)).to_string() aria-label=format!("Spent, {}", name.to_lowercase())></progress>
        </div>
    }
    .into_any()
}

fn table(days: &[Spent]) -> AnyView {
    let used: Vec<&Spent> = days.iter().rev().filter(|day| day.calls > 0).collect();
    if used.is_empty() {
        return view! { <p class="hint">"Nothing was spent in the last 30 days."</p> }.into_any();
    }
    let rows = used.into_iter().map(|day| {
        view! {
            <tr>
                <th scope="row">{day.period.clone()}</th>
                <td class="num">{grouped(day.calls)}</td>
                <td class="num">{grouped(day.failed)}</td>
                <td class="num">{grouped(day.tokens)}</td>
                <td class="num">{dollars(day.cost_micros)}</td>
            </tr>
        }
    });
    view! {
        <details class="behind">
            <summary>{Icon::ChevronRight.view()}"The last 30 days"</summary>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Spent by day">
                <table class="table">
                    <thead><tr><th scope="col">"Day"</th><th scope="col" class="num">"Calls"</th><th scope="col" class="num">"Failed"</th><th scope="col" class="num">"Tokens"</th><th scope="col" class="num">"Cost"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn rate(name: &'static str, rate: MessageRate) -> AnyView {
    let minute = grouped(i64::from(rate.per_minute));
    let hour = grouped(i64::from(rate.per_hour));
    view! { <div><dt>{name}</dt><dd>{format!("{minute} a minute, {hour} an hour")}</dd></div> }.into_any()
}
