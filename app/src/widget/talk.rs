//! What was said, in order, with its days; what may be said next; and where the page stands in it.

use leptos::{ev::MouseEvent, html, prelude::*};
use types::Author;

use super::{
    Chat, browser, clock,
    clock::Day,
    compose::Hidden,
    message::Message,
    state::{Entry, Way},
};
use crate::{
    components::{
        Icon,
        dynamic::{Shown, effect, list, on, when},
    },
    labels::Label,
};

#[component]
pub fn Talk() -> impl IntoView {
    let chat = Chat::here();
    let log = NodeRef::<html::Div>::new();
    let behind = RwSignal::new(false);
    let empty = move || chat.entries.with(Vec::is_empty);
    let latest = chat.entries.with_untracked(|entries| {
        entries.iter().rev().find(|entry| entry.author() == Author::Customer).map(|entry| entry.key.clone())
    });
    let keys = move || chat.entries.with(|entries| entries.iter().map(|entry| entry.key.clone()).collect());
    let item = move |key: &str| match chat
        .entries
        .with_untracked(|entries| entries.iter().find(|entry| entry.key == key).cloned())
    {
        Some(entry) => {
            let latest = latest.as_ref() == Some(&entry.key);
            view! { {separator(chat, entry.clone())}<Message entry latest/> }.into_any()
        }
        None => ().into_any(),
    };
    follow(chat, log, behind);
    view! {
        <div class="talk" id="talk" tabindex="0" role="log" aria-live="polite" aria-label=chat.word(Label::Message) node_ref=log
            on:scroll=on(move |_| behind.set(log.get_untracked().is_some_and(|log| rest(&log) > log.client_height())))>
            {when(move || empty().then(|| greeting(chat)))}
            {list(keys, item)}
            {when(move || chat.looking.get().then(|| looking(chat)))}
            {when(move || next(chat))}
        </div>
        {when(move || behind.get().then(|| view! {
            <button class="newest" type="button" aria-label=chat.word(Label::Newest) on:click=on(move |_| {
                if let Some(log) = log.get_untracked() {
                    scroll(&log, log.scroll_height());
                }
            })>{Icon::ArrowDown.view()}</button>
        }.into_any()))}
    }
}

/// What stands there before anything was said.
fn greeting(chat: Chat) -> AnyView {
    view! {
        <div class="greeting">
            <h2>{chat.word(Label::Hello)}</h2>
            <p>{chat.word(Label::HelloMore)}</p>
        </div>
    }
    .into_any()
}

fn looking(chat: Chat) -> AnyView {
    view! {
        <div class="said" data-by="assistant">
            <div class="typing" role="status"><span class="hush">{chat.word(Label::Looking)}</span><span></span><span></span><span></span></div>
            <p class="tiny still">{chat.word(Label::StillLooking)}</p>
        </div>
    }
    .into_any()
}

/// Starters while nothing was said; quick replies while the message that offered them is the last.
fn next(chat: Chat) -> Option<AnyView> {
    let last = chat.entries.with(|entries| entries.last().cloned());
    let (label, texts) = match last {
        None => (Label::Starters, chat.page.with_value(|page| page.thread.starters.clone())),
        Some(entry) => {
            let offered = entry.message.with(|message| (!message.open).then(|| message.quick_replies.clone()));
            (Label::QuickReplies, offered.unwrap_or_default())
        }
    };
    if texts.is_empty() || chat.looking.get() {
        return None;
    }
    let one = move |text: String| {
        let (said, value) = (text.clone(), text.clone());
        view! {
            <li><button class="chip" type="submit" name="text" value=value dir="auto" on:click=on(move |event: MouseEvent| {
                event.prevent_default();
                chat.say(&said);
                browser::focus("message");
            })>{text}</button></li>
        }
        .into_any()
    };
    let view = view! {
        <form class="next" method="post" action="/api/chat/say">
            <Hidden client_id=Some(chat.form_id())/>
            <ul class="quick" aria-label=chat.word(label)>{texts.into_iter().map(one).collect::<Vec<_>>()}</ul>
        </form>
    };
    Some(view.into_any())
}

/// The day, where it differs from that of the message before.
fn separator(chat: Chat, entry: Entry) -> Shown {
    let zone = move |entry: &Entry| chat.awake.get().then(|| browser::zone(entry.message.with(|message| message.at)));
    let number = move |entry: &Entry| clock::day_number(entry.message.with(|message| message.at), zone(entry));
    let day = move || {
        let before = chat.entries.with(|entries| {
            let place = entries.iter().position(|other| other.key == entry.key)?;
            place.checked_sub(1).and_then(|place| entries.get(place).cloned())
        });
        let differs = before.is_none_or(|before| number(&before) != number(&entry));
        differs.then(|| clock::day(entry.message.with(|message| message.at), zone(&entry)))
    };
    when(move || {
        let text = match day()? {
            Day::Today => chat.word(Label::Today),
            Day::Yesterday => chat.word(Label::Yesterday),
            Day::Other(day, month) => {
                let month = chat.labels.with_value(|labels| labels.months.get(month).cloned().unwrap_or_default());
                chat.fill(Label::Day, "{day}", &day.to_string()).replace("{month}", &month)
            }
        };
        Some(view! { <p class="day">{text}</p> }.into_any())
    })
}

/// Pixels below what is seen.
fn rest(log: &web_sys::HtmlDivElement) -> i32 {
    log.scroll_height() - log.scroll_top() - log.client_height()
}

fn scroll(log: &web_sys::HtmlDivElement, top: i32) {
    let options = web_sys::ScrollToOptions::new();
    options.set_top(f64::from(top));
    options.set_behavior(if browser::calm() { web_sys::ScrollBehavior::Auto } else { web_sys::ScrollBehavior::Smooth });
    log.scroll_to_with_scroll_to_options(&options);
}

/// Follows what comes: down to its end, but never so far that the shopper's own question leaves the page. A shopper who
/// has scrolled back to read is left alone.
fn follow(chat: Chat, log: NodeRef<html::Div>, behind: RwSignal<bool>) {
    let mut first = true;
    effect(move || {
        let entries = chat.entries.get();
        for entry in &entries {
            entry.message.track();
        }
        chat.looking.track();
        // These take room from the log.
        chat.notice.track();
        chat.contact.track();
        let own = entries
            .last()
            .is_some_and(|last| last.author() == Author::Customer && last.way.get_untracked() == Way::Sending);
        let away = behind.get_untracked() && !own;
        let jump = std::mem::take(&mut first);
        if let Some(log) = log.get().filter(|_| !away) {
            // After the page has been drawn.
            request_animation_frame(move || {
                let question = log
                    .query_selector_all(".said[data-by=customer]")
                    .ok()
                    .and_then(|all| all.get(all.length().checked_sub(1)?));
                let question =
                    question.and_then(|node| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(node).ok());
                let end = log.scroll_height() - log.client_height();
                let top = question.map_or(end, |question| question.offset_top() - 12).min(end);
                if jump {
                    log.set_scroll_top(top);
                } else if top > log.scroll_top() {
                    scroll(&log, top);
                }
            });
        }
    });
}
