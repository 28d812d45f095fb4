//! The state of one open chat: what was said, what is on its way, who has the floor, what stands in the way.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use leptos::{prelude::*, task::spawn_local};
use types::{Author, MessageId, Part, Time, Voice, chat::ChatMessage};

use super::{Notice, Page, ask, browser, contact::Asked, host, live, outbox};
use crate::{
    components::dynamic::effect,
    labels::{Label, Labels},
};

/// How far a message of the shopper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The server has it.
    Kept,
    Sending,
    /// Kept here until the server can be reached.
    Waiting,
    /// The server would not take it.
    Refused,
}

/// One message in the list. `key` never changes, so that what stands on the page stays when the server's id arrives.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub message: RwSignal<ChatMessage>,
    pub way: RwSignal<Way>,
}

impl Entry {
    pub fn id(&self) -> MessageId {
        self.message.with_untracked(|message| message.id)
    }

    pub fn author(&self) -> Author {
        self.message.with_untracked(|message| message.author)
    }

    /// What a message of the shopper says.
    pub fn text(&self) -> String {
        self.message
            .with_untracked(|message| message.parts.first().map(|part| part.text().to_owned()).unwrap_or_default())
    }
}

/// A handle to the state; a cheap copy.
#[derive(Clone, Copy)]
pub struct Chat {
    pub page: StoredValue<Page>,
    /// Owns what lives as long as the page.
    root: StoredValue<Owner>,
    pub labels: StoredValue<Labels>,
    pub token: RwSignal<String>,
    pub entries: RwSignal<Vec<Entry>>,
    pub looking: RwSignal<bool>,
    /// A person has the floor.
    pub human: RwSignal<bool>,
    pub contact: RwSignal<Asked>,
    pub notice: RwSignal<Option<Notice>>,
    /// The wasm is here: times are the shopper's own, buttons work.
    pub awake: RwSignal<bool>,
    /// The host page shows the chat.
    pub shown: RwSignal<bool>,
    /// Messages that came while the chat was not shown.
    pub unread: RwSignal<usize>,
    /// Number of the last event that was taken in.
    pub last_event: StoredValue<i64>,
    /// Number of the last message of which the server knows that it was shown here.
    seen: StoredValue<i64>,
}

impl Chat {
    pub fn new(page: Page) -> Self {
        let thread = &page.thread;
        let contact = if thread.wants_contact { Asked::Open } else { Asked::No };
        let messages = thread.messages.clone();
        let chat = Chat {
            root: StoredValue::new(Owner::current().unwrap_or_default()),
            labels: StoredValue::new(page.labels.clone()),
            token: RwSignal::new(page.token.clone()),
            entries: RwSignal::new(Vec::new()),
            looking: RwSignal::new(thread.looking),
            human: RwSignal::new(thread.voice == Voice::Human),
            contact: RwSignal::new(contact),
            notice: RwSignal::new(page.notice),
            awake: RwSignal::new(false),
            shown: RwSignal::new(true),
            unread: RwSignal::new(0),
            last_event: StoredValue::new(thread.last_event),
            seen: StoredValue::new(thread.seen),
            page: StoredValue::new(page),
        };
        chat.entries.set(messages.into_iter().map(|message| chat.entry(None, message, Way::Kept)).collect());
        chat
    }

    /// An entry of the list. It is made where the page is, not where it was asked for: a button that offered the words
    /// is gone before they have arrived. `key` is the message's id unless another is given.
    pub fn entry(self, key: Option<String>, message: ChatMessage, way: Way) -> Entry {
        let key = key.unwrap_or_else(|| message.id.to_string());
        self.root
            .with_value(|root| root.with(|| Entry { key, message: RwSignal::new(message), way: RwSignal::new(way) }))
    }

    /// The chat of the page that is being drawn.
    pub fn here() -> Self {
        expect_context::<Chat>()
    }

    pub fn word(self, label: Label) -> String {
        self.labels.with_value(|labels| labels.get(label).to_owned())
    }

    pub fn fill(self, label: Label, name: &str, value: &str) -> String {
        self.labels.with_value(|labels| labels.fill(label, name, value))
    }

    /// Comes alive; runs in the browser only.
    pub fn start(self) {
        effect(move || {
            self.awake.set(true);
            live::token_is_new();
            host::listen(self);
            outbox::resume(self);
            live::start(self);
        });
    }

    /// Tells the server what the shopper has in front of them, when that is more than it knows.
    pub fn saw(self) {
        let last = self.entries.with_untracked(|entries| {
            let seq = |entry: &Entry| entry.message.with_untracked(|message| (!message.open).then_some(message.seq));
            entries.iter().filter_map(seq).filter(|seq| *seq < i64::MAX).max().unwrap_or_default()
        });
        let known = self.seen.get_value();
        if last <= known || !self.shown.get_untracked() || !browser::visible() {
            return;
        }
        self.seen.set_value(last);
        ask::mention(self.token.get_untracked(), "seen", vec![("seq", last.to_string())]);
    }

    /// Tells what the shopper thinks of a reply.
    pub fn rate(self, message: MessageId, up: bool) {
        let fields = vec![("message", message.to_string()), ("up", if up { "true" } else { "false" }.to_owned())];
        ask::mention(self.token.get_untracked(), "rate", fields);
    }

    /// Names the next plain form, so that sending it twice says it once.
    pub fn form_id(self) -> String {
        let mut hasher = DefaultHasher::new();
        self.token.with_untracked(|token| token.hash(&mut hasher));
        self.last_event.get_value().hash(&mut hasher);
        format!("form-{:016x}", hasher.finish())
    }

    /// Says something for the shopper.
    pub fn say(self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let message = self.own(browser::now(), text);
        let entry = self.entry(None, message, Way::Sending);
        self.entries.update(|entries| entries.push(entry));
        outbox::keep(self);
        outbox::send(self);
    }

    /// A message of the shopper that the server has not numbered yet.
    pub fn own(self, at: Time, text: &str) -> ChatMessage {
        let mut random = [0; 10];
        random.copy_from_slice(&browser::random()[..10]);
        ChatMessage {
            id: MessageId::from_parts(at.timestamp_millis() as u64, random),
            turn: None,
            seq: i64::MAX,
            author: Author::Customer,
            name: None,
            parts: vec![Part::Text { text: text.to_owned(), draft: None }],
            open: false,
            at,
            quick_replies: Vec::new(),
        }
    }

    pub fn ask_for_person(self) {
        if self.contact.get_untracked() != Asked::No {
            browser::focus("email");
            return;
        }
        self.contact.set(Asked::Open);
        spawn_local(async move {
            let asked = ask::person(&self.token.get_untracked()).await;
            match asked {
                Ok(()) => browser::focus("email"),
                Err(failure) => {
                    self.contact.set(Asked::No);
                    self.notice.set(Some(Notice::of(&failure)));
                }
            }
        });
    }

    pub fn leave_contact(self, email: String) {
        spawn_local(async move {
            match ask::contact(&self.token.get_untracked(), &email).await {
                Ok(()) => {
                    self.contact.set(Asked::Left);
                    self.notice.set(None);
                    browser::focus("message");
                }
                Err(failure) => self.notice.set(Some(match Notice::of(&failure) {
                    Notice::Failed => Notice::BadEmail,
                    notice => notice,
                })),
            }
        });
    }

    /// Asks for a token for another 15 minutes. False when there is none to be had.
    pub async fn renew(self) -> bool {
        match ask::renew(&self.token.get_untracked()).await {
            Ok(token) => {
                self.token.set(token);
                live::token_is_new();
                true
            }
            Err(failure) => {
                if Notice::of(&failure) == Notice::Ended {
                    self.notice.set(Some(Notice::Ended));
                }
                false
            }
        }
    }
}
