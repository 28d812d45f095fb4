//! What stands beside a conversation: labels, the customer as far as they are known, the team's notes.

use leptos::prelude::*;
use types::{NoteKind, TurnId};
use wasm_bindgen::JsCast;

use super::{
    desk::Desk,
    list::{plain, state},
    thread::day_name,
};
use crate::{
    address,
    api::inbox::label,
    browser,
    components::{
        Icon,
        dynamic::{effect, flag, on, shown, text},
    },
    pages::inspector::Inspector,
};

/// The reply whose making is looked at.
pub fn chosen() -> Signal<Option<TurnId>> {
    let turn = address::query("turn");
    Signal::derive(move || turn.get().parse().ok())
}

/// How the assistant came to the chosen reply; not there until one is chosen.
pub fn made(desk: Desk, turn: Signal<Option<TurnId>>) -> AnyView {
    // On a narrow screen it stands aside until it is called.
    effect(move || {
        let narrow = window().match_media("(width <= 1320px)").ok().flatten().is_some_and(|query| query.matches());
        if turn.get().is_some() && narrow {
            browser::pop_up("look");
        }
    });
    let back = text(move || {
        let open = desk.open.get().map(|id| id.to_string()).unwrap_or_default();
        address::of(&desk.shop.get(), &format!("conversations/{open}{}", desk.query.get()))
    });
    let hidden = flag(move || turn.get().is_none());
    view! {
        <section class="stack" hidden=hidden aria-label="How it answered">
            <div class="row"><h2>"How it answered"</h2>
            <a class="button end" data-kind="quiet" data-icon="" data-size="s" href=back aria-label="Back to what is known of the customer">{Icon::Close.view()}</a></div>
            <Inspector turn/>
        </section>
    }
    .into_any()
}

pub fn about(desk: Desk, turn: Signal<Option<TurnId>>) -> AnyView {
    let facts = shown(move || facts(desk));
    let labels = shown(move || labels(desk));
    let notes = shown(move || notes(desk));
    let hidden = flag(move || turn.get().is_some());
    view! {
        <section class="stack" hidden=hidden aria-label="About the customer">
        <div class="row">
            <h2>"About"</h2>
            <button class="button to-look end" type="button" data-kind="quiet" data-icon="" data-size="s" popovertarget="look" popovertargetaction="hide" aria-label="Close">{Icon::Close.view()}</button>
        </div>
        {facts}
        <h3>"Labels"</h3>
        {labels}
        <h3>"Notes"</h3>
        {notes}
        </section>
    }
    .into_any()
}

fn facts(desk: Desk) -> AnyView {
    let Some(head) = desk.head.get() else { return ().into_any() };
    let (tone, word) = state(&head.row);
    let intent = head.row.intent.map_or("Unknown", |intent| intent.name());
    let contact = match head.contact {
        Some(email) => {
            let href = format!("mailto:{email}");
            view! { <a href=href dir="ltr">{email}</a> }.into_any()
        }
        None if head.wants_person => "Asked for a person, left none".to_owned().into_any(),
        None => "None left".to_owned().into_any(),
    };
    let known = head
        .preferences
        .into_iter()
        .map(|(name, value)| view! { <dt dir="auto">{plain(&name)}</dt><dd dir="auto">{value}</dd> }.into_any());
    let known = known.collect::<Vec<_>>();
    let products = head.products.into_iter().map(|(id, name)| {
        let href = address::of(&desk.shop.get_untracked(), &format!("products/{id}"));
        view! { <li><a href=href dir="auto">{name}</a></li> }.into_any()
    });
    let products = products.collect::<Vec<_>>();
    let shown_lately = (!products.is_empty())
        .then(|| view! { <h3>"Shown lately"</h3><ul class="stack small" data-gap="s">{products}</ul> });
    let id = head.row.id.to_string();
    view! {
        <dl class="facts">
            <dt>"State"</dt><dd><span class="badge" data-tone=tone>{word}</span></dd>
            <dt>"Channel"</dt><dd>{head.row.channel.name()}</dd>
            <dt>"Language"</dt><dd>{head.language.name()}</dd>
            <dt>"Last wish"</dt><dd>{intent}</dd>
            <dt>"Since"</dt><dd>{day_name(desk, head.since)}</dd>
            <dt>"Address"</dt><dd>{contact}</dd>
            {known}
            <dt>"Id"</dt><dd class="mono clip" title=id.clone()>{id.clone()}</dd>
        </dl>
        {shown_lately}
    }
    .into_any()
}

fn labels(desk: Desk) -> AnyView {
    let labels = desk.head.with(|head| head.as_ref().map(|head| head.row.labels.clone()).unwrap_or_default());
    let set = move |name: String, is_on: bool| {
        if let Some((shop, id, after)) = desk.here() {
            desk.act(Box::pin(label(shop, id, name, is_on, after)), || {});
        }
    };
    let one = |name: String| {
        let off = desk.may_answer.then(|| {
            let (title, name) = (format!("Remove the label {name}"), name.clone());
            let press = on(move |_: leptos::ev::MouseEvent| set(name.clone(), false));
            view! { <button type="button" aria-label=title on:click=press>{Icon::Close.small()}</button> }
        });
        view! { <li class="tag"><span dir="auto">{name}</span>{off}</li> }.into_any()
    };
    let none = labels.is_empty().then(|| view! { <p class="small softer">"None yet"</p> });
    let add = desk.may_answer.then(|| {
        let submit = on(move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let field = document().get_element_by_id("label").and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
            if let Some(field) = field.filter(|field| !field.value().trim().is_empty()) {
                set(field.value(), true);
                field.set_value("");
            }
        });
        let known = desk.labels.with(|labels| labels.iter().map(|label| view! { <option value=label.clone()></option> }).collect_view());
        view! {
            <form class="row" data-needs-script="" on:submit=submit>
                <input class="input" id="label" list="labels" maxlength="32" autocomplete="off" aria-label="A label" placeholder="Add a label" dir="auto"/>
                <datalist id="labels">{known}</datalist>
                <button class="button" type="submit" data-size="s">"Add"</button>
            </form>
        }
    });
    view! { {none}<ul class="labels">{labels.into_iter().map(one).collect::<Vec<_>>()}</ul>{add} }.into_any()
}

fn notes(desk: Desk) -> AnyView {
    let notes = desk.head.with(|head| head.as_ref().map(|head| head.notes.clone()).unwrap_or_default());
    let notes: Vec<_> = notes.into_iter().filter(|note| note.kind == NoteKind::Note).collect();
    if notes.is_empty() {
        return view! { <p class="small softer">"What you note here only members see. Notes stand in the conversation, too."</p> }.into_any();
    }
    let one = |note: types::inbox::Note| {
        let about = format!("{}, {}", note.by, day_name(desk, note.at));
        view! { <li><p dir="auto">{note.text}</p><p class="tiny softer" dir="auto">{about}</p></li> }.into_any()
    };
    view! { <ul class="stack small" data-gap="s">{notes.into_iter().rev().map(one).collect::<Vec<_>>()}</ul> }
        .into_any()
}
