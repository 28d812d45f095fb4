//! The state of the inbox in the browser: the list and the open conversation, kept true by what the server tells.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_query_map};
use types::{
    Channel, ConversationId, Me, MemberId, Right, Voice,
    chat::ChatMessage,
    inbox::{CannedReply, Changes, Head, List, Row, Searched, Wanted, Which},
};

use crate::{
    Failure, address,
    api::inbox::{close, hand_back, read_changes, take},
    browser,
    components::{allowed, dynamic::effect, live, toast::Toasts, toasts},
};

/// What the member has written and the server has not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub client_id: String,
    pub text: String,
    pub note: bool,
    pub failed: bool,
}

/// An answer of the server to something that was done in a conversation.
pub type Doing = Pin<Box<dyn Future<Output = Result<Changes, Failure>>>>;

/// A handle to the state; a cheap copy.
#[derive(Clone, Copy)]
pub struct Desk {
    pub shop: Signal<String>,
    pub wanted: Memo<Wanted>,
    /// The query of the address, with its `?`; empty without one.
    pub query: Signal<String>,
    pub open: Memo<Option<ConversationId>>,
    /// All messages are wanted, not only the newest.
    pub whole: RwSignal<bool>,
    pub rows: RwSignal<Vec<Row>>,
    pub more: RwSignal<bool>,
    pub handed_over: RwSignal<u64>,
    pub labels: RwSignal<Vec<String>>,
    pub searched: RwSignal<Option<Searched>>,
    pub head: RwSignal<Option<Head>>,
    pub messages: RwSignal<Vec<ChatMessage>>,
    pub earlier: RwSignal<bool>,
    pub pending: RwSignal<Vec<Pending>>,
    pub canned: RwSignal<Vec<CannedReply>>,
    /// The composer writes a note.
    pub noting: RwSignal<bool>,
    /// The page is alive: times are the member's own.
    pub awake: RwSignal<bool>,
    pub may_answer: bool,
    me: StoredValue<Option<MemberId>>,
    toasts: Toasts,
    needs_you: RwSignal<u64>,
    last_event: StoredValue<i64>,
    /// What was taken in whole: which conversation, up to which event, and whether with all messages.
    begun: StoredValue<(Option<ConversationId>, i64, bool)>,
    /// Changes are being asked for; something happened since.
    asking: StoredValue<bool>,
    again: StoredValue<bool>,
    taking: StoredValue<bool>,
}

impl Desk {
    pub fn new() -> Self {
        let query = use_query_map();
        let location = use_location();
        let wanted = Memo::new(move |_| {
            query.with(|query| {
                let get = |name: &str| query.get(name).unwrap_or_default();
                Wanted {
                    which: get("which").parse().unwrap_or(Which::All),
                    channel: get("channel").parse().ok(),
                    intent: get("intent").parse().ok(),
                    label: Some(get("label")).filter(|label| !label.is_empty()),
                    practice: !get("practice").is_empty(),
                    text: get("q"),
                    page: get("page").parse().unwrap_or_default(),
                    until: get("until").parse().ok(),
                }
            })
        });
        let id = address::param("id");
        Desk {
            shop: address::shop(),
            wanted,
            query: Signal::derive(move || {
                let pairs: Vec<String> = location.query.with(|query| {
                    let kept = query.clone().into_iter().filter(|(name, _)| name != "turn");
                    kept.map(|(name, value)| format!("{name}={}", address::encode(&value))).collect()
                });
                if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
            }),
            open: Memo::new(move |_| id.get().parse().ok()),
            whole: RwSignal::new(false),
            rows: RwSignal::new(Vec::new()),
            more: RwSignal::new(false),
            handed_over: RwSignal::new(0),
            labels: RwSignal::new(Vec::new()),
            searched: RwSignal::new(None),
            head: RwSignal::new(None),
            messages: RwSignal::new(Vec::new()),
            earlier: RwSignal::new(false),
            pending: RwSignal::new(Vec::new()),
            canned: RwSignal::new(Vec::new()),
            noting: RwSignal::new(false),
            awake: RwSignal::new(false),
            may_answer: allowed(Right::Answer),
            me: StoredValue::new(use_context::<Me>().map(|me| me.member)),
            toasts: toasts(),
            needs_you: live().needs_you,
            last_event: StoredValue::new(0),
            begun: StoredValue::new((None, 0, false)),
            asking: StoredValue::new(false),
            again: StoredValue::new(false),
            taking: StoredValue::new(false),
        }
    }

    /// The address of a conversation, with the list as it is.
    pub fn address(self, id: ConversationId) -> String {
        address::of(&self.shop.get(), &format!("conversations/{id}{}", self.query.get()))
    }

    /// The address of the list with some of its filters changed; the first page of it.
    pub fn filtered(self, changes: &[(&str, &str)]) -> String {
        let wanted = self.wanted.get();
        let (page, until) = (wanted.page.to_string(), wanted.until.map(|until| until.to_string()).unwrap_or_default());
        let mut all = [
            ("which", if wanted.which == Which::All { "" } else { wanted.which.as_str() }),
            ("channel", wanted.channel.map_or("", Channel::as_str)),
            ("intent", wanted.intent.map_or("", types::Intent::as_str)),
            ("label", wanted.label.as_deref().unwrap_or_default()),
            ("practice", if wanted.practice { "1" } else { "" }),
            ("q", wanted.text.as_str()),
            ("until", &until),
            ("page", if wanted.page == 0 || !changes.iter().any(|(name, _)| *name == "page") { "" } else { &page }),
        ];
        for (name, value) in changes {
            if let Some(pair) = all.iter_mut().find(|(known, _)| known == name) {
                pair.1 = value;
            }
        }
        let query: Vec<String> = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::encode(value)))
            .collect();
        let list = address::of(&self.shop.get(), "conversations");
        if query.is_empty() { list } else { format!("{list}?{}", query.join("&")) }
    }

    /// Takes in a page of the list.
    pub fn show(self, list: List) {
        self.rows.set(list.rows);
        self.more.set(list.more);
        self.handed_over.set(list.handed_over);
        self.labels.set(list.labels);
        self.searched.set(list.searched);
        self.needs_you.set(list.needs_you);
    }

    /// Takes in a conversation that was opened, or read anew.
    pub fn begin(self, changes: Changes) {
        let id = changes.head.row.id;
        let (known, before, whole) = self.begun.get_value();
        let now = (Some(id), changes.last_event, self.whole.get_untracked());
        if known != Some(id) {
            self.pending.set(Vec::new());
            self.noting.set(false);
        } else if before >= now.1 && whole == now.2 {
            return;
        }
        self.begun.set_value(now);
        self.last_event.set_value(changes.last_event);
        self.messages.set(changes.messages);
        self.earlier.set(changes.earlier);
        self.head.set(Some(changes.head));
    }

    /// The conversation that is shown, when it is the one of the address.
    pub fn shown(self) -> Option<ConversationId> {
        self.open.get_untracked().filter(|open| self.begun.get_value().0 == Some(*open))
    }

    /// Takes in what changed of the open conversation.
    pub fn merge(self, changes: Changes) {
        if self.shown() != Some(changes.head.row.id) {
            return;
        }
        if !changes.messages.is_empty() {
            self.messages.update(|messages| merge(messages, changes.messages));
        }
        // An answer that was overtaken by a later one.
        if changes.last_event < self.last_event.get_value() {
            return;
        }
        self.last_event.set_value(changes.last_event);
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.id == changes.head.row.id) {
                *row = changes.head.row.clone();
            }
        });
        self.head.set(Some(changes.head));
    }

    /// Hears what the live stream tells; runs in the browser only.
    pub fn listen(self, anew: impl Fn() + 'static) {
        let told = live().told;
        effect(move || self.awake.set(true));
        effect(move || {
            let Some(told) = told.get() else { return };
            if told.anew {
                anew();
                return;
            }
            self.handed_over.set(told.handed_over);
            let open = self.shown();
            for row in told.rows {
                if Some(row.id) == open && row.last_event > self.last_event.get_value() {
                    self.ask();
                }
                self.wanted.with_untracked(|wanted| self.rows.update(|rows| place(rows, row, wanted, open)));
            }
        });
    }

    /// Asks what changed in the open conversation; one question at a time.
    pub fn ask(self) {
        if self.asking.get_value() {
            self.again.set_value(true);
            return;
        }
        let Some(id) = self.shown() else { return };
        self.asking.set_value(true);
        let (shop, after) = (self.shop.get_untracked(), self.last_event.get_value());
        spawn_local(async move {
            let changed = read_changes(shop, id, after).await;
            self.asking.set_value(false);
            if let Ok(changes) = changed {
                self.merge(changes);
            }
            if self.again.get_value() {
                self.again.set_value(false);
                self.ask();
            }
        });
    }

    /// Does something in the open conversation, and takes in what came of it.
    pub fn act(self, doing: Doing, then: impl FnOnce() + 'static) {
        let then: Box<dyn FnOnce()> = Box::new(then);
        spawn_local(async move {
            match doing.await {
                Ok(changes) => {
                    self.merge(changes);
                    then();
                }
                Err(failure) => self.toasts.fail(&failure),
            }
        });
    }

    /// The shop, the open conversation and its last event, as the calls want them.
    pub fn here(self) -> Option<(String, ConversationId, i64)> {
        Some((self.shop.get_untracked(), self.shown()?, self.last_event.get_value()))
    }

    pub fn take(self) {
        let Some((shop, id, after)) = self.here() else { return };
        if !self.may_answer || self.taking.get_value() || self.is_mine_untracked() {
            return;
        }
        self.taking.set_value(true);
        spawn_local(async move {
            let taken = take(shop, id, after).await;
            self.taking.set_value(false);
            match taken {
                Ok(changes) => self.merge(changes),
                Err(failure) => self.toasts.fail(&failure),
            }
        });
    }

    pub fn hand_back(self) {
        if let Some((shop, id, after)) = self.here() {
            self.act(Box::pin(hand_back(shop, id, after)), || {});
        }
    }

    /// Closes the conversation, or opens it again.
    pub fn close(self, closed: bool) {
        let Some((shop, id, after)) = self.here() else { return };
        if !self.may_answer {
            return;
        }
        let mine = self.is_mine_untracked();
        self.act(Box::pin(close(shop, id, closed, after)), move || {
            if !closed {
                return;
            }
            self.toasts.undoable("Conversation closed", move || {
                if self.open.get_untracked() != Some(id) {
                    let shop = self.shop.get_untracked();
                    spawn_local(async move {
                        if let Err(failure) = close(shop, id, false, 0).await {
                            self.toasts.fail(&failure);
                        }
                    });
                    return;
                }
                let Some((shop, id, after)) = self.here() else { return };
                // One after the other: taking opens it, too, and then nobody would have opened it again.
                self.act(Box::pin(close(shop, id, false, after)), move || {
                    if mine {
                        self.take();
                    }
                });
            });
        });
    }

    fn holds(self, head: Option<&Head>) -> bool {
        head.is_some_and(|head| {
            let holder = head.row.holder.as_ref().and_then(|holder| holder.member);
            head.row.voice == Voice::Human && holder.is_some() && holder == self.me.get_value()
        })
    }

    /// The member has the floor.
    pub fn is_mine(self) -> bool {
        self.head.with(|head| self.holds(head.as_ref()))
    }

    pub fn is_mine_untracked(self) -> bool {
        self.head.with_untracked(|head| self.holds(head.as_ref()))
    }

    /// Who has the floor, when it is another person.
    pub fn other(self) -> Option<String> {
        self.head.with(|head| {
            let row = &head.as_ref()?.row;
            let name = row.holder.as_ref().map_or_else(|| "Somebody".to_owned(), |holder| holder.name.clone());
            (row.voice == Voice::Human && !self.holds(head.as_ref())).then_some(name)
        })
    }

    pub fn say(self, text: String) {
        self.toasts.say(text);
    }

    pub fn fail(self, failure: &Failure) {
        self.toasts.fail(failure);
    }

    /// A name for what is about to be sent.
    pub fn client_id(self) -> String {
        browser::random().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Puts messages in their places. A closed message never changes, so an open one does not replace it.
fn merge(messages: &mut Vec<ChatMessage>, news: Vec<ChatMessage>) {
    for message in news {
        match messages.iter_mut().find(|known| known.id == message.id) {
            Some(known) if known.open => *known = message,
            Some(_) => {}
            None => {
                let place = messages.iter().position(|known| known.seq > message.seq).unwrap_or(messages.len());
                messages.insert(place, message);
            }
        }
    }
}

/// Puts a changed row into the list, where it belongs now. What was looked for stays as it was found; the open
/// conversation stays in sight.
fn place(rows: &mut Vec<Row>, row: Row, wanted: &Wanted, open: Option<ConversationId>) {
    let known = rows.iter().position(|known| known.id == row.id);
    if known.is_some_and(|place| rows[place].last_event > row.last_event) {
        return;
    }
    if !wanted.text.is_empty() || wanted.page > 0 {
        if let Some(place) = known {
            rows[place] = row;
        }
        return;
    }
    if let Some(place) = known {
        rows.remove(place);
    }
    if wanted.fits(&row) || (known.is_some() && Some(row.id) == open) {
        let place = rows.iter().position(|other| other.last_at <= row.last_at).unwrap_or(rows.len());
        rows.insert(place, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Author, ConversationState, MessageId, Part, Time};

    fn row(n: u64, at: i64) -> Row {
        Row {
            id: ConversationId::from_parts(n, [0; 10]),
            who: String::new(),
            channel: Channel::Widget,
            voice: Voice::Assistant,
            state: ConversationState::Open,
            practice: false,
            needs_you: false,
            intent: None,
            holder: None,
            labels: Vec::new(),
            preview: String::new(),
            last_at: Time::from_timestamp(at, 0).unwrap_or_default(),
            last_event: at,
        }
    }

    fn order(rows: &[Row]) -> Vec<i64> {
        rows.iter().map(|row| row.last_event).collect()
    }

    #[test]
    fn a_changed_row_finds_its_place() {
        let all = Wanted::default();
        let mut rows = vec![row(1, 30), row(2, 20), row(3, 10)];
        place(&mut rows, row(3, 40), &all, None);
        assert_eq!(order(&rows), [40, 30, 20]);
        place(&mut rows, row(3, 35), &all, None);
        assert_eq!(order(&rows), [40, 30, 20], "what is older than what is known is passed over");
        place(&mut rows, row(4, 25), &all, None);
        assert_eq!(order(&rows), [40, 30, 25, 20]);
    }

    #[test]
    fn a_row_that_does_not_fit_any_more_leaves_unless_it_is_open() {
        let waiting = Wanted { which: Which::NeedsYou, ..Wanted::default() };
        let mut rows = vec![Row { needs_you: true, ..row(1, 30) }];
        place(&mut rows, row(1, 40), &waiting, Some(row(1, 0).id));
        assert_eq!(order(&rows), [40]);
        place(&mut rows, row(1, 50), &waiting, None);
        assert!(rows.is_empty());
        place(&mut rows, row(2, 60), &waiting, Some(row(2, 0).id));
        assert!(rows.is_empty(), "what was not in the list does not come in");
    }

    #[test]
    fn what_was_found_stays_where_it_was() {
        let found = Wanted { text: "scarf".to_owned(), ..Wanted::default() };
        let mut rows = vec![row(1, 30), row(2, 20)];
        place(&mut rows, row(2, 40), &found, None);
        place(&mut rows, row(3, 50), &found, None);
        assert_eq!(order(&rows), [30, 40]);
    }

    #[test]
    fn messages_grow_and_are_closed_once() {
        let message = |n: u64, words: &[&str], open| ChatMessage {
            id: MessageId::from_parts(n, [0; 10]),
            turn: None,
            seq: n as i64,
            author: Author::Assistant,
            name: None,
            parts: words.iter().map(|word| Part::Text { text: (*word).to_owned(), draft: None }).collect(),
            open,
            at: Time::default(),
            quick_replies: Vec::new(),
        };
        let mut messages = vec![message(1, &["a"], false), message(3, &["c"], true)];
        merge(&mut messages, vec![message(3, &["c", "d"], false), message(2, &["b"], false)]);
        merge(&mut messages, vec![message(3, &["c"], true)]);
        let said: Vec<_> = messages.iter().map(|message| message.parts.len()).collect();
        assert_eq!((said, messages[2].open), (vec![1, 1, 2], false));
    }
}
