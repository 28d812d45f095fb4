//! Where the shopper writes: a plain form first, with keys and a limit once awake.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

use super::{Chat, Notice, contact::Asked};
use crate::{
    components::{
        Icon,
        dynamic::{effect, flag, on, text, when, yes},
    },
    labels::Label,
};

/// Characters a message may have.
const MOST: usize = 4_000;
/// From here on the composer counts.
const NEAR: usize = 3_600;

/// What every plain form of the chat carries along. `client_id` only where something is said.
#[component]
pub fn Hidden(client_id: Option<String>) -> impl IntoView {
    let chat = Chat::here();
    view! {
        <input type="hidden" name="token" value=chat.token.get_untracked()/>
        <input type="hidden" name="look" value=chat.page.with_value(|page| page.look.clone())/>
        {client_id.map(|id| view! { <input type="hidden" name="client_id" value=id/> }.into_any())}
    }
}

#[component]
pub fn Composer() -> impl IntoView {
    let chat = Chat::here();
    let draft = RwSignal::new(String::new());
    let length = move || draft.with(|draft| draft.chars().count());
    let person = move || chat.human.get() || chat.contact.get() != Asked::No;
    let placeholder = text(move || chat.word(if person() { Label::PlaceholderPerson } else { Label::Placeholder }));
    let over = move || length() > MOST;
    let count = when(move || {
        let length = length();
        (length > NEAR).then(|| {
            let (label, n) = if length > MOST {
                (Label::CharactersOver, length - MOST)
            } else {
                (Label::CharactersLeft, MOST - length)
            };
            chat.fill(label, "{n}", &n.to_string()).into_any()
        })
    });
    let field = move || {
        document().get_element_by_id("message").and_then(|field| field.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
    };
    // What was typed before the wasm came is not lost.
    effect(move || {
        if let Some(field) = field() {
            draft.set(field.value());
        }
    });
    let send = move || {
        if untrack(over) || chat.notice.get_untracked() == Some(Notice::Ended) {
            return;
        }
        chat.say(&draft.get_untracked());
        draft.set(String::new());
        if let Some(field) = field() {
            field.set_value("");
            let _ = field.focus();
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="composer" method="post" action="/api/chat/say" on:submit=on(move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            send();
        })>
            <Hidden client_id=Some(chat.form_id())/>
            <label class="hush" for="message">{chat.word(Label::Message)}</label>
            <div class="line">
                <textarea id="message" name="text" rows="1" required dir="auto" enterkeyhint="send" autocomplete="off" placeholder=placeholder
                    aria-describedby="count" aria-invalid=yes(over)
                    on:input=on(move |event| draft.set(event_target_value(&event))) on:keydown=on(key)></textarea>
                <button class="button" data-kind="primary" data-icon="" type="submit" aria-label=chat.word(Label::Send)
                    aria-disabled=yes(over)>
                    {Icon::Send.view()}
                </button>
            </div>
            <p class="count-left tiny" id="count" role="status" data-over=flag(over)>{count}</p>
            <p class="disclosure tiny">{chat.word(Label::Disclosure)}</p>
        </form>
    }
}
