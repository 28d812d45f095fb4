//! The inline form for an e-mail address, once the shopper has asked for a person.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Chat, Notice, compose::Hidden};
use crate::{
    components::{
        Icon, Note, Tone,
        dynamic::{on, shown, yes},
    },
    labels::Label,
};

/// Whether a person was asked for, and an address left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    No,
    Open,
    Left,
}

#[component]
pub fn Contact() -> impl IntoView {
    let chat = Chat::here();
    shown(move || match chat.contact.get() {
        Asked::No => ().into_any(),
        Asked::Open => form(chat).into_any(),
        Asked::Left => {
            view! { <Note tone=Tone::Positive icon=Icon::CircleCheck title=chat.word(Label::ContactDone)/> }.into_any()
        }
    })
}

fn form(chat: Chat) -> impl IntoView {
    let shop = chat.page.with_value(|page| page.thread.shop_name.clone());
    let wrong = move || chat.notice.get() == Some(Notice::BadEmail);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let field =
            document().get_element_by_id("email").and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field {
            chat.leave_contact(field.value());
        }
    };
    view! {
        <form class="contact" method="post" action="/api/chat/contact" on:submit=on(submit)>
            <Hidden client_id=None/>
            <p><b>{chat.fill(Label::ContactTitle, "{shop}", &shop)}</b>" "{chat.word(Label::ContactMore)}</p>
            <label class="hush" for="email">{chat.word(Label::Email)}</label>
            <div class="line">
                <input class="input" id="email" name="email" type="email" required maxlength="254" autocomplete="email" dir="ltr"
                    placeholder=chat.word(Label::Email) aria-invalid=yes(wrong)/>
                <button class="button" type="submit">{chat.word(Label::EmailSend)}</button>
            </div>
        </form>
    }
}
