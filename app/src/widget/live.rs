//! The one stream over which the chat hears what happened: opened while it is wanted, resumed after the last number
//! that was taken in, with growing waits when it cannot be had.

use std::cell::{Cell, RefCell};

use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};
use types::chat::ChatEvent;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestInit, Response};

use super::{
    Chat, Notice, browser,
    hear::hear,
    read::{self, Read, field},
    stream::Reader,
};

/// Tokens last 15 minutes; they are renewed after this many milliseconds.
const RENEW_AFTER: f64 = 12.0 * 60_000.0;

thread_local! {
    /// Ends the stream that is open now.
    static OPEN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    static WANTED: Cell<bool> = const { Cell::new(false) };
    /// Which of the streams that were ever opened is the one that counts.
    static STREAM: Cell<u32> = const { Cell::new(0) };
    /// When the token was made, in milliseconds.
    static TOKEN_AT: Cell<f64> = const { Cell::new(0.0) };
}

/// To be called when a token has come.
pub fn token_is_new() {
    TOKEN_AT.set(js_sys::Date::now());
}

fn token_is_old() -> bool {
    js_sys::Date::now() - TOKEN_AT.get() > RENEW_AFTER
}

/// Why a stream ended.
enum End {
    /// The token is not taken any more.
    Token,
    /// Seconds to wait, as the server says.
    Limited(u64),
    /// Closed by us or by the server, or lost on the way; whether anything had come.
    Over(bool),
}

/// Watches the tab and the connection. Runs in the browser only.
pub fn start(chat: Chat) {
    for event in ["visibilitychange", "freeze", "resume"] {
        browser::listen(&document(), event, move |_| turn(chat));
    }
    for event in ["online", "pageshow"] {
        browser::listen(&window(), event, move |_| turn(chat));
    }
    browser::listen(&window(), "offline", move |_| chat.notice.set(Some(Notice::Offline)));
    browser::listen(&window(), "online", move |_| {
        if chat.notice.get_untracked() == Some(Notice::Offline) {
            chat.notice.set(None);
        }
    });
    spawn_local(async move {
        loop {
            browser::sleep(30_000).await;
            if WANTED.get() && browser::visible() && token_is_old() {
                chat.renew().await;
            }
        }
    });
}

/// Opens the stream, or lets it go.
pub fn want(chat: Chat, wanted: bool) {
    if WANTED.replace(wanted) != wanted {
        turn(chat);
    }
}

/// Ends the stream that is open, and opens another if one is wanted and the tab is in front.
fn turn(chat: Chat) {
    STREAM.set(STREAM.get() + 1);
    if let Some(open) = OPEN.take() {
        open.abort();
    }
    if WANTED.get() && browser::visible() {
        chat.saw();
        spawn_local(run(chat, STREAM.get()));
    }
}

async fn run(chat: Chat, number: u32) {
    let mut wait = 500;
    while STREAM.get() == number {
        if token_is_old() {
            chat.renew().await;
        }
        match listen(chat, number).await {
            End::Token => {
                if !chat.renew().await && chat.notice.get_untracked() == Some(Notice::Ended) {
                    return;
                }
            }
            End::Limited(seconds) => browser::sleep(i32::try_from(seconds.min(600)).unwrap_or(600) * 1_000).await,
            End::Over(true) => wait = 500,
            End::Over(false) => {}
        }
        // Half of the wait is chance, so that a server that comes back is not asked by everybody at once.
        let chance = i32::from(browser::random()[0]) * wait / 256;
        browser::sleep((wait + chance) / 2).await;
        wait = (wait * 2).min(30_000);
    }
}

async fn listen(chat: Chat, number: u32) -> End {
    let mut heard = false;
    let Some(reader) = (match open(chat).await {
        Ok(reader) => reader,
        Err(end) => return end,
    }) else {
        return End::Over(false);
    };
    let mut events = Reader::default();
    while let Ok(piece) = JsFuture::from(reader.read()).await {
        if field(&piece, "done").is_truthy() || STREAM.get() != number {
            break;
        }
        let bytes = Uint8Array::new(&field(&piece, "value")).to_vec();
        heard = true;
        if chat.notice.get_untracked() == Some(Notice::Offline) && browser::online() {
            chat.notice.set(None);
        }
        for told in events.feed(&bytes) {
            if let (Some(number), Some(event)) =
                (told.id, read::json(&told.data).and_then(|value| ChatEvent::read(&value)))
            {
                hear(chat, number, event, browser::now());
                chat.saw();
            }
        }
    }
    End::Over(heard)
}

async fn open(chat: Chat) -> Result<Option<ReadableStreamDefaultReader>, End> {
    let lost = |_: JsValue| End::Over(false);
    let controller = AbortController::new().map_err(lost)?;
    let headers = Headers::new().map_err(lost)?;
    headers.set("authorization", &format!("Bearer {}", chat.token.get_untracked())).map_err(lost)?;
    headers.set("accept", "text/event-stream").map_err(lost)?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_signal(Some(&controller.signal()));
    OPEN.set(Some(controller));
    let address = format!("/widget/live?after={}", chat.last_event.get_value());
    let response = JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await.map_err(lost)?;
    let response: Response = response.unchecked_into();
    match response.status() {
        200 => Ok(response.body().map(|body| body.get_reader().unchecked_into())),
        401 | 404 => Err(End::Token),
        429 | 503 => {
            let seconds = response.headers().get("retry-after").ok().flatten().and_then(|seconds| seconds.parse().ok());
            Err(End::Limited(seconds.unwrap_or(5)))
        }
        _ => Err(End::Over(false)),
    }
}
