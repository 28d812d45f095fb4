//! What the shopper has written and the server has not taken yet: kept for the tab, sent in order, tried again by itself.

use js_sys::Array;
use leptos::{prelude::*, task::spawn_local};
use types::{Code, Time};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    Chat, Notice, ask, browser, read,
    state::{Entry, Way},
};

/// Waits between tries, in milliseconds; the last one repeats.
const WAITS: &[i32] = &[1_000, 2_000, 4_000, 8_000, 15_000];

thread_local! {
    /// One sender at a time, so that messages arrive in the order they were written.
    static SENDING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

fn name(chat: Chat) -> String {
    chat.page.with_value(|page| format!("vitrine:{}:outbox", page.site))
}

fn unsent(entry: &Entry) -> bool {
    matches!(entry.way.get_untracked(), Way::Sending | Way::Waiting)
}

/// Writes down what is on its way, for a page that is opened again before it has arrived.
pub fn keep(chat: Chat) {
    let waiting = Array::new();
    for entry in chat.entries.get_untracked().iter().filter(|entry| unsent(entry)) {
        let at = entry.message.with_untracked(|message| message.at.timestamp_millis());
        waiting.push(&Array::of3(&entry.key.as_str().into(), &entry.text().into(), &JsValue::from_f64(at as f64)));
    }
    let text = if waiting.length() == 0 { None } else { js_sys::JSON::stringify(&waiting).ok().map(String::from) };
    browser::remember(&name(chat), &text.unwrap_or_default());
}

/// Takes up what an earlier page left, and sends it under the same name, so that it is said once.
pub fn resume(chat: Chat) {
    let kept = browser::remembered(&name(chat))
        .and_then(|text| read::json(&text))
        .and_then(|kept| kept.dyn_into::<Array>().ok());
    let mut left = Vec::new();
    for one in kept.unwrap_or_default() {
        let one: Array = one.unchecked_into();
        let at = Time::from_timestamp_millis(one.get(2).as_f64().unwrap_or_default() as i64);
        if let (Some(key), Some(text), Some(at)) = (one.get(0).as_string(), one.get(1).as_string(), at) {
            left.push(chat.entry(Some(key), chat.own(at, &text), Way::Waiting));
        }
    }
    if !left.is_empty() {
        chat.entries.update(|entries| entries.extend(left));
        send(chat);
    }
}

/// Sends what waits, one after the other. Does nothing while it is already doing so.
pub fn send(chat: Chat) {
    if SENDING.replace(true) {
        return;
    }
    spawn_local(async move {
        let mut failures = 0;
        while let Some(entry) =
            chat.entries.with_untracked(|entries| entries.iter().find(|entry| unsent(entry)).cloned())
        {
            let said = ask::say(&chat.token.get_untracked(), &entry.key, &entry.text()).await;
            let problem = match said {
                Ok(id) => {
                    arrived(chat, &entry, id);
                    failures = 0;
                    continue;
                }
                Err(problem) => problem,
            };
            failures += 1;
            match problem.code {
                Code::RateLimited => {
                    wait(chat, &entry);
                    countdown(chat, problem.retry_after.unwrap_or(30)).await;
                }
                Code::Unauthorised if failures < 3 => {
                    if !chat.renew().await {
                        wait(chat, &entry);
                        if chat.notice.get_untracked() == Some(Notice::Ended) {
                            break;
                        }
                        pause(chat, failures).await;
                    }
                }
                Code::Unavailable | Code::Internal if failures < 60 => {
                    wait(chat, &entry);
                    chat.notice.set(Some(if browser::online() { Notice::Trouble } else { Notice::Offline }));
                    pause(chat, failures).await;
                }
                _ => {
                    entry.way.set(Way::Refused);
                    chat.notice.set(Some(Notice::of(&problem)));
                    keep(chat);
                }
            }
        }
        SENDING.set(false);
    });
}

fn arrived(chat: Chat, entry: &Entry, id: Option<types::MessageId>) {
    entry.way.set(Way::Kept);
    if let Some(id) = id {
        let twice = chat
            .entries
            .with_untracked(|entries| entries.iter().any(|other| other.key != entry.key && other.id() == id));
        if twice {
            // The stream was quicker than the answer.
            chat.entries.update(|entries| entries.retain(|other| other.key != entry.key));
        } else {
            let seqs = |entries: &Vec<Entry>| {
                entries
                    .iter()
                    .map(|entry| entry.message.with_untracked(|message| message.seq))
                    .filter(|seq| *seq < i64::MAX)
                    .max()
            };
            let seq = chat.entries.with_untracked(seqs).unwrap_or(0) + 1;
            entry.message.update(|message| {
                message.id = id;
                message.seq = message.seq.min(seq);
            });
        }
    }
    if !matches!(chat.notice.get_untracked(), Some(Notice::Ended | Notice::BadEmail)) {
        chat.notice.set(None);
    }
    let answered = chat.entries.with_untracked(|entries| entries.last().is_some_and(|last| last.key != entry.key));
    if !chat.human.get_untracked() && !answered {
        chat.looking.set(true);
    }
    keep(chat);
}

fn wait(chat: Chat, entry: &Entry) {
    entry.way.set(Way::Waiting);
    keep(chat);
}

/// Waits until another try makes sense; a connection that comes back cuts it short.
async fn pause(_chat: Chat, failures: usize) {
    let mut left = WAITS[failures.saturating_sub(1).min(WAITS.len() - 1)];
    let was_online = browser::online();
    while left > 0 || !browser::online() {
        browser::sleep(500).await;
        left -= 500;
        if !was_online && browser::online() {
            break;
        }
    }
}

/// Says how long the limit lasts, second by second.
async fn countdown(chat: Chat, seconds: u64) {
    for left in (1..=seconds).rev() {
        chat.notice.set(Some(Notice::Limited { seconds: left }));
        browser::sleep(1_000).await;
    }
    chat.notice.set(None);
}

/// Tries a refused message once more.
pub fn again(chat: Chat, entry: &Entry) {
    entry.way.set(Way::Sending);
    chat.notice.set(None);
    keep(chat);
    send(chat);
}
