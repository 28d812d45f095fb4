//! The list: tabs, search and filters in the address, one line per conversation.

use leptos::prelude::*;
use types::{
    Channel, ConversationId, ConversationState, Intent, Voice,
    inbox::{Row, Which},
    insight::MONTHS,
};
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::{
    address, browser,
    components::{
        Empty, Icon,
        dynamic::{attribute, list, on, shown, text},
        frame::{follow, grouped},
        live,
    },
    widget::clock,
};

/// `product_search` → `Product search`
pub fn plain(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    first + &letters.as_str().replace('_', " ")
}

/// Title, search, filters and tabs.
pub fn top(desk: Desk) -> AnyView {
    view! {
        <div class="top">
            <div class="row"><h1>"Conversations"</h1></div>
            {search(desk)}
            {tabs(desk)}
        </div>
    }
    .into_any()
}

fn tabs(desk: Desk) -> AnyView {
    let needs = live().needs_you;
    let one = move |which: Which, name: &'static str, count: Option<Signal<u64>>| {
        let href = text(move || desk.filtered(&[("which", if which == Which::All { "" } else { which.as_str() })]));
        let here = attribute(move || (desk.wanted.get().which == which).then(|| "page".to_owned()));
        let count = count.map(|count| {
            shown(move || match count.get() {
                0 => ().into_any(),
                count => view! { <span class="count" data-kind=(which != Which::NeedsYou).then_some("quiet")>{grouped(count as i64)}</span> }.into_any(),
            })
        });
        view! { <a href=href aria-current=here>{name}{count}</a> }.into_any()
    };
    view! {
        <nav class="tabs" aria-label="Which conversations">
            {one(Which::All, "All", None)}
            {one(Which::NeedsYou, "Needs you", Some(needs.into()))}
            {one(Which::HandedOver, "Handed over", Some(desk.handed_over.into()))}
            {one(Which::Closed, "Closed", None)}
        </nav>
    }
    .into_any()
}

/// One plain form: it works before the page is awake, and afterwards without loading the page anew.
fn search(desk: Desk) -> AnyView {
    let action = text(move || address::of(&desk.shop.get(), "conversations"));
    let submit = on(move |event: web_sys::SubmitEvent| {
        let form = event.target().and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        if let Some(form) = form {
            event.prevent_default();
            go(desk, &form);
        }
    });
    let change = on(move |event: leptos::ev::Event| {
        let field = event.target().and_then(|field| field.dyn_into::<web_sys::Element>().ok());
        // The search field waits for Enter.
        let select = field.filter(|field| field.tag_name() == "SELECT");
        let form = select.and_then(|field| field.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
            go(desk, &form);
        }
    });
    let which = text(move || desk.wanted.get().which.as_str().to_owned());
    let words = text(move || desk.wanted.get().text);
    let chosen = shown(move || {
        let wanted = desk.wanted.get();
        let count = [wanted.channel.is_some(), wanted.intent.is_some(), wanted.label.is_some(), wanted.practice]
            .into_iter()
            .filter(|set| *set)
            .count();
        match count {
            0 => ().into_any(),
            count => view! { <span class="count" data-kind="quiet" aria-label=format!("{count} set")>{count}</span> }
                .into_any(),
        }
    });
    let fields = shown(move || {
        let wanted = desk.wanted.get();
        let channels = Channel::ALL.iter().map(|channel| (channel.as_str().to_owned(), channel.name().to_owned()));
        let intents = Intent::ALL.iter().map(|intent| (intent.as_str().to_owned(), intent.name().to_owned()));
        let mut labels = desk.labels.get();
        labels.extend(wanted.label.clone().filter(|label| !labels.contains(label)));
        let practice = [("1".to_owned(), "Practice only".to_owned())].into_iter();
        view! {
            {choice("channel", "Channel", "All channels", channels.collect(), wanted.channel.map(Channel::as_str))}
            {choice("intent", "Intent", "All intents", intents.collect(), wanted.intent.map(Intent::as_str))}
            {choice("label", "Label", "All labels", labels.into_iter().map(|label| (label.clone(), label)).collect(), wanted.label.as_deref())}
            {choice("practice", "Kind", "Customers", practice.collect(), wanted.practice.then_some("1"))}
        }
        .into_any()
    });
    let clear = shown(move || {
        let wanted = desk.wanted.get();
        let any = wanted.channel.is_some() || wanted.intent.is_some() || wanted.label.is_some() || wanted.practice;
        if !any {
            return ().into_any();
        }
        let href = desk.filtered(&[("channel", ""), ("intent", ""), ("label", ""), ("practice", "")]);
        view! { <a class="button" data-size="s" data-kind="quiet" href=href>"Clear"</a> }.into_any()
    });
    view! {
        <form class="find" method="get" action=action role="search" on:submit=submit on:change=change>
            <input type="hidden" name="which" value=which/>
            <div class="affix">
                {Icon::Search.view()}
                <input class="input" type="search" name="q" prop:value=words value=words maxlength="200" aria-label="Search conversations" placeholder="Words, label, product" autocomplete="off"/>
            </div>
            <details class="filters" data-menu="">
                <summary class="button" data-icon="" data-kind="quiet" aria-label="Filters" title="Filters">{Icon::ListFilter.view()}{chosen}</summary>
                <div class="menu">{fields}<div class="row"><button class="button" data-size="s" type="submit">"Show"</button>{clear}</div></div>
            </details>
        </form>
    }
    .into_any()
}

fn choice(
    name: &'static str,
    label: &'static str,
    every: &'static str,
    values: Vec<(String, String)>,
    chosen: Option<&str>,
) -> AnyView {
    let one = |(value, label): (String, String)| {
        let selected = chosen == Some(value.as_str());
        view! { <option value=value selected=selected>{label}</option> }.into_any()
    };
    let options = values.into_iter().map(one).collect::<Vec<_>>();
    view! {
        <label class="field"><span class="label">{label}</span><select class="input" name=name><option value="">{every}</option>{options}</select></label>
    }
    .into_any()
}

fn go(desk: Desk, form: &web_sys::HtmlFormElement) {
    let Ok(fields) = web_sys::FormData::new_with_form(form) else { return };
    let value = |name: &str| fields.get(name).as_string().unwrap_or_default();
    let (which, words) = (value("which"), value("q"));
    let (channel, intent, label, practice) = (value("channel"), value("intent"), value("label"), value("practice"));
    let href = untrack(|| {
        desk.filtered(&[
            ("which", if which == "all" { "" } else { &which }),
            ("q", words.trim()),
            ("channel", &channel),
            ("intent", &intent),
            ("label", &label),
            ("practice", &practice),
            ("until", ""),
            ("page", ""),
        ])
    });
    follow(&href);
}

pub fn bones() -> AnyView {
    let one = || view! { <li class="stack" data-gap="s"><span class="bone" style="inline-size:45%"></span><span class="bone" style="inline-size:85%"></span></li> };
    view! { <ul class="bones" aria-busy="true" aria-label="Loading">{(0..6).map(|_| one()).collect_view()}</ul> }
        .into_any()
}

/// The lines, what was searched, and the way to the next page.
pub fn rows(desk: Desk) -> AnyView {
    let keys = move || desk.rows.with(|rows| rows.iter().map(|row| row.id.to_string()).collect());
    let line = move |key: &str| match key.parse() {
        Ok(id) => line(desk, id),
        Err(_) => ().into_any(),
    };
    let empty = shown(move || match desk.rows.with(Vec::is_empty) {
        true => empty(desk),
        false => ().into_any(),
    });
    let searched = shown(move || searched(desk));
    let pages = shown(move || {
        let page = desk.wanted.get().page;
        let newer = (page > 0).then(|| {
            let before = (page - 1).to_string();
            let href = desk.filtered(&[("page", if page == 1 { "" } else { &before })]);
            view! { <a class="button" data-size="s" href=href>"Newer"</a> }
        });
        let older = desk.more.get().then(|| {
            let href = desk.filtered(&[("page", &(page + 1).to_string())]);
            view! { <a class="button" data-size="s" href=href>"Older"</a> }
        });
        match newer.is_some() || older.is_some() {
            true => {
                view! { <nav class="pager" aria-label="Pages">{newer}<span class="end"></span>{older}</nav> }.into_any()
            }
            false => ().into_any(),
        }
    });
    view! { <h2 class="hush">"List"</h2><ul class="lines">{list(keys, line)}</ul>{empty}{pages}{searched} }.into_any()
}

/// How far words were looked for, and the way to go on.
fn searched(desk: Desk) -> AnyView {
    let Some(searched) = desk.searched.get() else { return ().into_any() };
    let on = desk.wanted.with(|wanted| wanted.until.is_some());
    if searched.older.is_none() && !on {
        return ().into_any();
    }
    let many = grouped(searched.conversations as i64);
    let told = match (on, searched.older) {
        (false, _) => format!(
            "Read so far: the newest {many} conversations. Labels, products and addresses were looked for in all."
        ),
        (true, Some(_)) => format!("Read: the next {many} conversations."),
        (true, None) => format!("Read: the last {many} conversations. There are no older ones."),
    };
    let older = searched.older.filter(|_| !desk.more.get()).map(|older| {
        let older = older.to_string();
        let href = desk.filtered(&[("until", &older)]);
        view! { <a class="button" data-size="s" href=href>"Search older"</a> }
    });
    let newest = on.then(|| {
        let href = desk.filtered(&[("until", "")]);
        view! { <a class="button" data-size="s" data-kind="quiet" href=href>"Newest again"</a> }
    });
    view! { <div class="far"><p class="tiny" role="status">{told}</p><div class="row">{older}{newest}</div></div> }
        .into_any()
}

fn empty(desk: Desk) -> AnyView {
    let wanted = desk.wanted.get();
    let filtered = wanted.channel.is_some() || wanted.intent.is_some() || wanted.label.is_some() || wanted.practice;
    if !wanted.text.is_empty() || filtered {
        let all = desk.filtered(&[
            ("q", ""),
            ("until", ""),
            ("channel", ""),
            ("intent", ""),
            ("label", ""),
            ("practice", ""),
        ]);
        let partly = desk.searched.with(|searched| searched.as_ref().is_some_and(|searched| searched.older.is_some()));
        let text =
            if partly { "Not among those that were read so far." } else { "No conversation fits what was looked for." };
        return view! {
            <Empty icon=Icon::Search title="Nothing matches" text=text>
                <a class="button" href=all>"Show all"</a>
            </Empty>
        }
        .into_any();
    }
    let (title, text) = match wanted.which {
        Which::All => ("No conversations yet", "What shoppers write in the chat appears here, as it happens."),
        Which::NeedsYou => ("Nobody waits for you", "Who asks for a person, or gets no answer, appears here."),
        Which::HandedOver => ("Nothing is taken over", "Conversations in which a person has the floor appear here."),
        Which::Closed => {
            ("Nothing is closed", "Closed conversations are kept here. The customer's next message opens one again.")
        }
    };
    let way = (wanted.which == Which::All).then(|| {
        let href = address::of(&desk.shop.get(), "widget");
        view! { <a class="button" href=href>"Put the chat on your site"</a> }.into_any()
    });
    view! { <Empty icon=Icon::Inbox title=title text=text>{way}</Empty> }.into_any()
}

fn line(desk: Desk, id: ConversationId) -> AnyView {
    let row = Memo::new(move |_| desk.rows.with(|rows| rows.iter().find(|row| row.id == id).cloned()));
    let href = text(move || desk.address(id));
    let here = attribute(move || (desk.open.get() == Some(id)).then(|| "true".to_owned()));
    let inner = shown(move || row.get().map_or_else(|| ().into_any(), |row| inner(desk, row)));
    view! { <li><a href=href aria-current=here>{inner}</a></li> }.into_any()
}

fn inner(desk: Desk, row: Row) -> AnyView {
    let (tone, state) = state(&row);
    let at = row.last_at;
    let time = text(move || when(desk, at));
    let preview = match row.preview.is_empty() {
        true => "…".to_owned(),
        false => row.preview,
    };
    let labels = row.labels.into_iter().take(2).map(|label| view! { <span class="tag clip" dir="auto">{label}</span> });
    view! {
        <b class="clip">{row.who}</b><time datetime=at.to_rfc3339()>{time}</time>
        <p class="clip" dir="auto">{preview}</p>
        <span class="meta"><span class="badge" data-tone=tone>{state}</span>{labels.collect_view()}<span class="tiny softer">{row.channel.name()}</span></span>
    }
    .into_any()
}

/// What is to be said first of a conversation.
pub fn state(row: &Row) -> (&'static str, String) {
    let holder = row.holder.as_ref().map(|holder| holder.name.as_str()).unwrap_or("A person");
    match (row.needs_you, row.voice, row.state) {
        (true, ..) => ("person", "Needs you".to_owned()),
        (_, Voice::Human, _) => ("info", format!("{holder} has it")),
        (_, _, ConversationState::Closed) => ("none", "Closed".to_owned()),
        _ => ("positive", "Assistant".to_owned()),
    }
}

/// The time of today, the day of others.
fn when(desk: Desk, at: types::Time) -> String {
    let zone = desk.awake.get().then(|| browser::zone(at));
    match clock::day(at, zone) {
        clock::Day::Today => clock::clock(at, zone),
        clock::Day::Yesterday => "Yesterday".to_owned(),
        clock::Day::Other(day, month) => format!("{day} {}", MONTHS[month % 12]),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_are_read_aloud() {
        for (word, expected) in [("product_search", "Product search"), ("widget", "Widget"), ("", "")] {
            assert_eq!(plain(word), expected);
        }
    }
}
