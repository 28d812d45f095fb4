//! The inbox by keyboard: j and k go through the list, t takes over, r writes, e closes.

use leptos::{ev::keydown, prelude::*};
use types::ConversationState;
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::{browser, components::dynamic::effect};

/// Runs in the browser only, as long as the page is shown.
pub fn listen(desk: Desk) {
    // What follows a g is the way to a place (`frame`).
    let going = StoredValue::new(false);
    effect(move || {
        let handle = window_event_listener(keydown, move |event| {
            let gone = going.get_value();
            going.set_value(event.key() == "g" && !gone);
            if !gone {
                press(desk, &event);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn press(desk: Desk, event: &web_sys::KeyboardEvent) {
    let busy = document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.closest("dialog[open]").is_ok_and(|dialog| dialog.is_some())
    });
    if busy || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let open = desk.open.get_untracked().is_some();
    match event.key().as_str() {
        "j" => step(1),
        "k" => step(-1),
        "t" if open => desk.take(),
        "r" if open => {
            event.prevent_default();
            browser::focus("reply");
        }
        "e" if open => {
            let closed = desk
                .head
                .with_untracked(|head| head.as_ref().is_some_and(|head| head.row.state == ConversationState::Closed));
            desk.close(!closed);
        }
        _ => {}
    }
}

/// Opens the conversation after or before the one that is open; the first when none is.
fn step(by: i32) {
    let Ok(links) = document().query_selector_all(".inbox .lines a") else { return };
    let count = links.length() as i32;
    let link = |at: i32| links.get(at as u32).and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    let now = (0..count).find(|at| link(*at).is_some_and(|link| link.has_attribute("aria-current")));
    let next = match now {
        Some(now) => (now + by).clamp(0, count - 1),
        None => 0,
    };
    if let Some(link) = link(next).filter(|_| Some(next) != now) {
        link.click();
        let _ = link.focus();
    }
}
