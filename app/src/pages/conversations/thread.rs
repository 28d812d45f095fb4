//! One conversation: what was said, with the notes of the team in their places; its head, and where one writes.

use leptos::{html, prelude::*};
use types::{
    Author, ConversationState, NoteKind, Time, Voice,
    inbox::{Head, Note},
    insight::MONTHS,
};

use super::{composer, desk::Desk, said};
use crate::{
    address, browser,
    components::{
        Icon,
        dynamic::{effect, list, on, shown, text},
    },
    widget::clock,
};

pub fn bones() -> AnyView {
    let one = |side: &'static str, width: &'static str| {
        view! { <div class="said" data-by=side style=width><span class="bone" style="block-size:2.5rem;inline-size:100%"></span></div> }
    };
    view! {
        <div class="talk" aria-busy="true" aria-label="Loading">
            {one("customer", "inline-size:45%")}{one("assistant", "inline-size:70%")}{one("customer", "inline-size:35%")}
        </div>
    }
    .into_any()
}

/// What stands in the thread: a day, a message by its place, a note by its place, what is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Day(i64, Time),
    Message(usize),
    Note(usize),
}

/// Messages in their order, notes where their time puts them, a day before what is the first of it.
fn items(messages: &[Time], notes: &[Time], day: impl Fn(Time) -> i64) -> Vec<Item> {
    let mut items = Vec::with_capacity(messages.len() + notes.len() + 4);
    let (mut notes, mut today) = (notes.iter().enumerate().peekable(), None);
    let mut add = |at: Time, item: Item, items: &mut Vec<Item>| {
        if today != Some(day(at)) {
            today = Some(day(at));
            items.push(Item::Day(day(at), at));
        }
        items.push(item);
    };
    for (place, at) in messages.iter().enumerate() {
        while let Some((note, when)) = notes.next_if(|(_, when)| *when < at) {
            add(*when, Item::Note(note), &mut items);
        }
        add(*at, Item::Message(place), &mut items);
    }
    for (note, when) in notes {
        add(*when, Item::Note(note), &mut items);
    }
    items
}

pub fn thread(desk: Desk) -> AnyView {
    let log = NodeRef::<html::Div>::new();
    let keys = move || {
        let day = |at: Time| clock::day_number(at, desk.awake.get().then(|| browser::zone(at)));
        desk.messages.with(|messages| {
            let notes = desk.head.with(|head| head.as_ref().map(|head| head.notes.clone()).unwrap_or_default());
            let times: Vec<Time> = messages.iter().map(|message| message.at).collect();
            let noted: Vec<Time> = notes.iter().map(|note| note.at).collect();
            let key = |item: Item| match item {
                Item::Day(number, at) => format!("d {} {number}", at.timestamp()),
                // What has grown is drawn anew.
                Item::Message(at) => {
                    let message = &messages[at];
                    format!("m {} {} {}", message.id, message.parts.len(), message.open)
                }
                Item::Note(at) => format!("n {}", notes[at].id),
            };
            items(&times, &noted, day).into_iter().map(key).collect::<Vec<String>>()
        })
    };
    let item = move |key: &str| {
        let mut words = key.split(' ');
        match (words.next(), words.next().unwrap_or_default()) {
            (Some("d"), at) => day(desk, at),
            (Some("m"), id) => desk.messages.with_untracked(|messages| {
                let known = id.parse().ok().and_then(|id| messages.iter().find(|message| message.id == id));
                known.map_or_else(|| ().into_any(), |message| said::message(desk, message))
            }),
            (_, id) => desk.head.with_untracked(|head| {
                let notes = head.as_ref().map(|head| head.notes.as_slice()).unwrap_or_default();
                let known = id.parse().ok().and_then(|id| notes.iter().find(|note| note.id == id));
                known.map_or_else(|| ().into_any(), |note| beside(desk, note))
            }),
        }
    };
    let waiting = move || {
        desk.pending.with(|pending| pending.iter().map(|one| format!("{} {}", one.client_id, one.failed)).collect())
    };
    let on_its_way = move |key: &str| composer::pending(desk, key.split(' ').next().unwrap_or_default());
    let earlier = shown(move || match desk.earlier.get() {
        true => {
            let all = on(move |_: leptos::ev::MouseEvent| desk.whole.set(true));
            view! { <p class="day"><button class="button" data-size="s" data-kind="quiet" type="button" on:click=all>"Show what was said before"</button></p> }.into_any()
        }
        false => ().into_any(),
    });
    let looking = shown(move || {
        match desk.head.with(|head| head.as_ref().is_some_and(|head| head.looking)) {
        true => view! { <div class="said" data-by="assistant"><div class="typing" role="status"><span class="hush">"The assistant is looking"</span><span></span><span></span><span></span></div></div> }.into_any(),
        false => ().into_any(),
    }
    });
    keep_at_end(desk, log);
    view! {
        {head(desk)}
        <h2 class="hush">"Messages"</h2>
        <div class="reel" tabindex="0" role="log" aria-label="Messages" node_ref=log>
            <div class="talk">{earlier}{list(keys, item)}{list(waiting, on_its_way)}{looking}</div>
        </div>
        {composer::composer(desk)}
    }
    .into_any()
}

/// Stays at the end with what comes, unless the member has scrolled back to read. The reel is laid out from its end,
/// which is shown at first: there nothing is 0, and what lies before is below it.
fn keep_at_end(desk: Desk, log: NodeRef<html::Div>) {
    effect(move || {
        desk.messages.track();
        desk.pending.track();
        desk.head.track();
        let Some(log) = log.get() else { return };
        let own = desk.pending.with_untracked(|pending| !pending.is_empty());
        if own || log.scroll_top() > -240 {
            request_animation_frame(move || log.set_scroll_top(0));
        }
    });
}

fn day(desk: Desk, at: &str) -> AnyView {
    let at = at.parse().ok().and_then(|at| Time::from_timestamp(at, 0)).unwrap_or_default();
    let name = text(move || day_name(desk, at));
    view! { <p class="day">{name}</p> }.into_any()
}

pub fn day_name(desk: Desk, at: Time) -> String {
    match clock::day(at, desk.awake.get().then(|| browser::zone(at))) {
        clock::Day::Today => "Today".to_owned(),
        clock::Day::Yesterday => "Yesterday".to_owned(),
        clock::Day::Other(day, month) => format!("{day} {}", MONTHS[month % 12]),
    }
}

pub fn time(desk: Desk, at: Time) -> Signal<String> {
    text(move || clock::clock(at, desk.awake.get().then(|| browser::zone(at))))
}

/// A note of the team, or what a member did.
fn beside(desk: Desk, note: &Note) -> AnyView {
    let (by, at) = (note.by.clone(), time(desk, note.at));
    let did = |icon: Icon, what: &str| {
        view! { <p class="day" data-kind="did">{icon.small()}<span dir="auto">{format!("{by} {what}")}</span><span>{at}</span></p> }.into_any()
    };
    match note.kind {
        NoteKind::Took => did(Icon::Hand, "took over"),
        NoteKind::HandedBack => did(Icon::Undo, "handed back to the assistant"),
        NoteKind::Closed => did(Icon::Check, "closed the conversation"),
        NoteKind::Reopened => did(Icon::RotateCcw, "opened it again"),
        NoteKind::Note => {
            let text = note.text.clone();
            view! {
                <div class="said" data-by="us">
                    <div class="bubble" data-kind="note"><b>"Note for the team. "</b><span dir="auto">{text}</span></div>
                    <p class="tiny"><span dir="auto">{by}</span><span>{at}</span><span>"only members see this"</span></p>
                </div>
            }
            .into_any()
        }
    }
}

/// Who it is, where they write, and what can be done.
fn head(desk: Desk) -> AnyView {
    let who = text(move || desk.head.with(|head| head.as_ref().map(|head| head.row.who.clone()).unwrap_or_default()));
    let where_ =
        text(move || desk.head.with(|head| head.as_ref().map(|head| described(desk, head)).unwrap_or_default()));
    let back = text(move || format!("{}{}", address::of(&desk.shop.get(), "conversations"), desk.query.get()));
    let deeds = shown(move || {
        if !desk.may_answer {
            return ().into_any();
        }
        let (voice, state) = desk.head.with(|head| {
            head.as_ref().map_or((Voice::Assistant, ConversationState::Open), |head| (head.row.voice, head.row.state))
        });
        let asleep = !desk.awake.get();
        let floor = match voice {
            Voice::Human if desk.is_mine() => {
                let give = on(move |_: leptos::ev::MouseEvent| desk.hand_back());
                view! { <button class="button" type="button" data-fold="" disabled=asleep on:click=give>{Icon::Undo.view()}<span>"Hand back"</span></button> }.into_any()
            }
            _ => {
                let take = on(move |_: leptos::ev::MouseEvent| desk.take());
                view! { <button class="button" type="button" data-fold="" disabled=asleep on:click=take>{Icon::Hand.view()}<span>"Take over"</span></button> }.into_any()
            }
        };
        let closed = state == ConversationState::Closed;
        let close = on(move |_: leptos::ev::MouseEvent| desk.close(!closed));
        let (icon, name) = if closed { (Icon::RotateCcw, "Open again") } else { (Icon::Check, "Close") };
        view! {
            {floor}
            <button class="button" type="button" data-fold="" data-kind="quiet" disabled=asleep on:click=close>{icon.view()}<span>{name}</span></button>
        }
        .into_any()
    });
    view! {
        <header>
            <a class="button back" data-kind="quiet" data-icon="" href=back aria-label="All conversations">{Icon::ChevronLeft.view()}</a>
            <div class="grow"><h1 class="clip">{who}</h1><p class="tiny softer clip">{where_}</p></div>
            <div class="row" data-needs-script="">{deeds}</div>
            <button class="button to-look" type="button" data-kind="quiet" data-icon="" popovertarget="look" aria-label="About this conversation">{Icon::PanelRight.view()}</button>
        </header>
    }
    .into_any()
}

fn described(desk: Desk, head: &Head) -> String {
    let practice = if head.row.practice { " · practice" } else { "" };
    let zone = desk.awake.get().then(|| browser::zone(head.since));
    let time = clock::clock(head.since, zone);
    let since = match clock::day(head.since, zone) {
        clock::Day::Today => time,
        clock::Day::Yesterday => format!("yesterday, {time}"),
        clock::Day::Other(day, month) => format!("{day} {}, {time}", MONTHS[month % 12]),
    };
    format!("{}{practice} · since {since}", head.row.channel.name())
}

/// How far a message of the shop has come.
pub fn delivery(desk: Desk, author: Author, seq: i64) -> AnyView {
    if author == Author::Customer {
        return ().into_any();
    }
    let seen = text(move || {
        let seen = desk.head.with(|head| head.as_ref().is_some_and(|head| head.seen >= seq));
        if seen { "seen" } else { "sent" }.to_owned()
    });
    view! { <span class="way">{Icon::Check.small()}{seen}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_where_their_time_puts_them() {
        let at = |seconds: i64| Time::from_timestamp(seconds, 0).unwrap();
        let day = |at: Time| at.timestamp() / 100;
        let found = items(&[at(10), at(20), at(120)], &[at(5), at(20), at(130), at(250)], day);
        use Item::*;
        let expected = [
            Day(0, at(5)),
            Note(0),
            Message(0),
            Message(1),
            Note(1),
            Day(1, at(120)),
            Message(2),
            Note(2),
            Day(2, at(250)),
            Note(3),
        ];
        assert_eq!(found, expected);
        assert!(items(&[], &[], day).is_empty());
    }
}
