//! What the pages ask of the browser. Everything here may be missing or refused (storage above all) and then does nothing.

use js_sys::{Date, Promise};
use leptos::prelude::{document, window};
use types::Time;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::widget::clock::Zone;

/// The time now.
pub fn now() -> Time {
    Time::from_timestamp_millis(Date::now() as i64).unwrap_or_default()
}

/// The shopper's zone, as it was at `at`.
pub fn zone(at: Time) -> Zone {
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    Zone { minutes: -(date.get_timezone_offset() as i64), now: (Date::now() / 1000.0) as i64 }
}

/// 16 random bytes.
pub fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

pub async fn sleep(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

pub fn online() -> bool {
    window().navigator().on_line()
}

/// Whether the tab is in front.
pub fn visible() -> bool {
    document().visibility_state() != web_sys::VisibilityState::Hidden
}

pub fn calm() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}

/// Whether keys and not fingers are at hand, so that taking the focus opens no keyboard over the page.
pub fn has_keys() -> bool {
    window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}

/// Keeps a choice of this browser for a year, where the server sees it too.
pub fn choose(name: &str, value: &str) {
    let document: web_sys::HtmlDocument = document().unchecked_into();
    let _ = document.set_cookie(&format!("{name}={value}; path=/; max-age=31536000; samesite=lax"));
}

/// Opens a dialog that is part of the page.
pub fn open(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

pub fn close(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

pub fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text for this tab; an empty one is forgotten.
pub fn remember(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
    }
}

thread_local! {
    /// The path that this page was loaded with.
    static LOADED: String = window().location().pathname().unwrap_or_default();
}

/// Remembers with which address the page was loaded.
pub fn arrive() {
    LOADED.with(|_| ());
}

/// Whether the page was loaded with this path.
pub fn arrived_at(path: &str) -> bool {
    LOADED.with(|loaded| loaded == path)
}

/// Listens as long as the page lives.
pub fn listen(target: &web_sys::EventTarget, event: &str, heard: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(heard);
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// As [`listen`], before anything on the page hears it.
pub fn capture(target: &web_sys::EventTarget, event: &str, heard: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(heard);
    let hear = closure.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_bool(event, hear, true);
    closure.forget();
}

/// Shows what pops up over the page.
pub fn pop_up(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let show = js_sys::Reflect::get(&element, &"showPopover".into()).ok().and_then(|show| show.dyn_into().ok());
    if let Some(show) = show {
        let show: js_sys::Function = show;
        let _ = show.call0(&element);
    }
}

/// Brings the open one of a row of tabs into view, where they do not all fit.
pub fn show_tab() {
    let tab = document().query_selector(".tabs [aria-current]").ok().flatten();
    let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let Some(row) = tab.parent_element().and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    row.set_scroll_left(tab.offset_left() - row.offset_left() - (row.client_width() - tab.offset_width()) / 2);
}

pub fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}
