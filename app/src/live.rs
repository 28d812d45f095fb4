//! The dashboard's one live stream: which conversations changed, and how many wait. Closed while nobody looks.

use std::cell::{Cell, RefCell};

use leptos::{prelude::*, task::spawn_local};
use types::inbox::Told;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventSource;

use crate::{address, browser};

thread_local! {
    static OPEN: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    /// Up to where was heard; sent along when the stream is opened again.
    static HEARD: RefCell<String> = const { RefCell::new(String::new()) };
    /// Tries that failed since something was heard.
    static FAILED: Cell<u32> = const { Cell::new(0) };
}

/// Listens as long as the page lives; runs in the browser only.
pub fn listen(shop: String, told: RwSignal<Option<Told>>) {
    let turn = move || turn(&shop, told);
    turn();
    let (shown, back) = (turn.clone(), turn);
    browser::listen(&document(), "visibilitychange", move |_| shown());
    browser::listen(&window(), "pageshow", move |_| back());
    browser::listen(&window(), "pagehide", |_| close());
}

fn close() {
    if let Some(open) = OPEN.take() {
        open.close();
    }
}

/// Ends the stream that is open, and opens another if the tab is in front.
fn turn(shop: &str, told: RwSignal<Option<Told>>) {
    close();
    if !browser::visible() {
        return;
    }
    let heard = HEARD.with_borrow(Clone::clone);
    let after = if heard.is_empty() { heard } else { format!("?after={heard}") };
    let Ok(source) = EventSource::new(&format!("{}{after}", address::of(shop, "live"))) else { return };
    let hear = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        FAILED.set(0);
        HEARD.set(event.last_event_id());
        let news = event.data().as_string().and_then(|data| serde_json::from_str(&data).ok());
        if news.is_some() {
            told.set(news);
        }
    });
    source.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // The browser comes back by itself, unless it was turned away.
    let shop = shop.to_owned();
    let lost = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let gone = event.target().and_then(|target| target.dyn_into::<EventSource>().ok());
        if gone.is_none_or(|gone| gone.ready_state() != EventSource::CLOSED) {
            return;
        }
        let failed = FAILED.get().min(5);
        FAILED.set(failed + 1);
        let shop = shop.clone();
        spawn_local(async move {
            browser::sleep(2_000 << failed).await;
            let over =
                OPEN.with_borrow(|open| open.as_ref().is_some_and(|open| open.ready_state() == EventSource::CLOSED));
            if over {
                turn(&shop, told);
            }
        });
    });
    source.set_onerror(Some(lost.as_ref().unchecked_ref()));
    hear.forget();
    lost.forget();
    OPEN.set(Some(source));
}
