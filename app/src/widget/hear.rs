//! Takes in what the live stream tells. Hearing something twice, or late, changes nothing.

use leptos::prelude::*;
use types::{
    Author, MessageId, Part, Time, TurnId, Voice,
    chat::{ChatEvent, ChatMessage},
};

use super::{
    Chat,
    contact::Asked,
    state::{Entry, Way},
};

/// Takes in event `number`; `now` dates a message whose beginning is heard before its row.
pub fn hear(chat: Chat, number: i64, event: ChatEvent, now: Time) {
    if number <= chat.last_event.get_value() {
        return;
    }
    chat.last_event.set_value(number);
    match event {
        ChatEvent::Message { message } => take(chat, message),
        ChatEvent::Looking { .. } => chat.looking.set(true),
        ChatEvent::Part { message, turn, position, part } => grow(chat, message, turn, position, part, now),
        ChatEvent::Voice { voice } => {
            chat.human.set(voice == Voice::Human);
            if voice == Voice::Human {
                chat.looking.set(false);
                answered(chat);
            }
        }
    }
}

/// A person is here: where to write to is not asked any more.
fn answered(chat: Chat) {
    chat.contact.set(Asked::No);
}

fn find(chat: Chat, id: MessageId) -> Option<Entry> {
    chat.entries.with_untracked(|entries| entries.iter().find(|entry| entry.id() == id).cloned())
}

fn take(chat: Chat, message: ChatMessage) {
    let by_shop = message.author != Author::Customer;
    if message.author == Author::Member {
        answered(chat);
    }
    if by_shop && !message.open {
        chat.looking.set(false);
    }
    let known = find(chat, message.id).or_else(|| own(chat, &message));
    match known {
        Some(entry) => {
            let was_open = entry.message.with_untracked(|known| known.open);
            entry.way.set(Way::Kept);
            // A closed message never changes; what was heard of an open one is replaced by what was kept.
            if by_shop && !was_open && entry.message.with_untracked(|known| *known == message) {
                return;
            }
            if by_shop && was_open && !message.open {
                count(chat);
            }
            entry.message.set(message);
        }
        None => {
            if by_shop && !message.open {
                count(chat);
            }
            add(chat, message);
        }
    }
}

/// The shopper's own message that is still on its way: the stream was quicker than the answer.
fn own(chat: Chat, message: &ChatMessage) -> Option<Entry> {
    let text = message.parts.first().map(Part::text)?;
    let waiting = |entry: &&Entry| entry.way.get_untracked() != Way::Kept && entry.text().trim() == text.trim();
    (message.author == Author::Customer)
        .then(|| chat.entries.with_untracked(|entries| entries.iter().find(waiting).cloned()))
        .flatten()
}

fn grow(chat: Chat, id: MessageId, turn: Option<TurnId>, position: i64, part: Part, now: Time) {
    let entry = find(chat, id).unwrap_or_else(|| {
        let seq = chat.entries.with_untracked(|entries| {
            entries
                .iter()
                .map(|entry| entry.message.with_untracked(|message| message.seq))
                .filter(|seq| *seq < i64::MAX)
                .max()
        });
        let seq = seq.unwrap_or(0) + 1;
        add(
            chat,
            ChatMessage {
                id,
                turn,
                seq,
                author: Author::Assistant,
                name: None,
                parts: Vec::new(),
                open: true,
                at: now,
                quick_replies: Vec::new(),
            },
        )
    });
    let Ok(position) = usize::try_from(position) else { return };
    let change = entry.message.with_untracked(|message| message.open && message.parts.get(position) != Some(&part));
    if change && position < 64 {
        entry.message.update(|message| {
            while message.parts.len() <= position {
                message.parts.push(Part::Text { text: String::new(), draft: None });
            }
            message.parts[position] = part;
        });
    }
}

/// Adds a message in its place; those that are still on their way stay last.
fn add(chat: Chat, message: ChatMessage) -> Entry {
    let (seq, entry) = (message.seq, chat.entry(None, message, Way::Kept));
    let added = entry.clone();
    chat.entries.update(|entries| {
        let place = entries
            .iter()
            .rposition(|other| other.message.with_untracked(|other| other.seq <= seq))
            .map_or(0, |place| place + 1);
        entries.insert(place, entry);
    });
    added
}

fn count(chat: Chat) {
    if !chat.shown.get_untracked() {
        chat.unread.update(|unread| *unread += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        labels::Labels,
        widget::{Notice, Page},
    };

    fn id(n: u64) -> MessageId {
        MessageId::from_parts(n, [0; 10])
    }

    fn text(text: &str) -> Part {
        Part::Text { text: text.to_owned(), draft: None }
    }

    fn message(n: u64, author: Author, parts: Vec<Part>, open: bool) -> ChatMessage {
        ChatMessage {
            id: id(n),
            turn: None,
            seq: n as i64,
            author,
            name: None,
            parts,
            open,
            at: Time::default(),
            quick_replies: vec![],
        }
    }

    fn with_chat(test: impl FnOnce(Chat)) {
        let owner = Owner::new();
        owner.with(|| test(Chat::new(Page::without_chat(Labels::default(), Notice::Ended))));
    }

    fn said(chat: Chat) -> Vec<String> {
        chat.entries.with_untracked(|entries| {
            entries
                .iter()
                .map(|e| e.message.with_untracked(|m| m.parts.iter().map(Part::text).collect::<Vec<_>>().join("|")))
                .collect()
        })
    }

    #[test]
    fn hearing_twice_changes_nothing() {
        with_chat(|chat| {
            let part = |n, place, word: &str| {
                (n, ChatEvent::Part { message: id(2), turn: None, position: place, part: text(word) })
            };
            let events = vec![
                (1, ChatEvent::Message { message: message(1, Author::Customer, vec![text("hi")], false) }),
                part(2, 0, "One."),
                part(3, 1, "Two."),
                (
                    4,
                    ChatEvent::Message {
                        message: message(2, Author::Assistant, vec![text("One."), text("Two.")], false),
                    },
                ),
            ];
            for _ in 0..2 {
                for (number, event) in events.clone() {
                    hear(chat, number, event, Time::default());
                }
            }
            assert_eq!(said(chat), ["hi", "One.|Two."]);
            // A late piece under a new number does not reopen what is closed.
            hear(
                chat,
                9,
                ChatEvent::Part { message: id(2), turn: None, position: 1, part: text("Other.") },
                Time::default(),
            );
            assert_eq!(said(chat), ["hi", "One.|Two."]);
        });
    }

    #[test]
    fn an_own_message_is_known_by_what_it_says() {
        with_chat(|chat| {
            let mut mine = message(77, Author::Customer, vec![text("a red scarf")], false);
            mine.seq = i64::MAX;
            let entry = chat.entry(None, mine, Way::Sending);
            chat.entries.update(|entries| entries.push(entry.clone()));
            hear(
                chat,
                1,
                ChatEvent::Message { message: message(1, Author::Customer, vec![text("a red scarf")], false) },
                Time::default(),
            );
            assert_eq!(said(chat), ["a red scarf"]);
            assert_eq!((entry.way.get_untracked(), entry.id()), (Way::Kept, id(1)));
        });
    }

    #[test]
    fn pieces_may_come_out_of_order_and_before_their_message() {
        with_chat(|chat| {
            hear(chat, 1, ChatEvent::Looking { turn: TurnId::from_parts(1, [0; 10]) }, Time::default());
            assert!(chat.looking.get_untracked());
            hear(
                chat,
                2,
                ChatEvent::Part { message: id(5), turn: None, position: 1, part: text("B") },
                Time::default(),
            );
            hear(
                chat,
                3,
                ChatEvent::Part { message: id(5), turn: None, position: 0, part: text("A") },
                Time::default(),
            );
            hear(
                chat,
                4,
                ChatEvent::Part { message: id(5), turn: None, position: -1, part: text("C") },
                Time::default(),
            );
            assert_eq!(said(chat), ["A|B"]);
            hear(
                chat,
                5,
                ChatEvent::Message { message: message(5, Author::Assistant, vec![text("A"), text("B")], false) },
                Time::default(),
            );
            assert!(!chat.looking.get_untracked());
        });
    }

    #[test]
    fn a_person_who_answers_ends_the_question_for_an_address() {
        with_chat(|chat| {
            for (number, event) in [
                (1, ChatEvent::Voice { voice: Voice::Human }),
                (2, ChatEvent::Message { message: message(1, Author::Member, vec![text("Hi")], false) }),
            ] {
                chat.contact.set(Asked::Open);
                hear(chat, number, event, Time::default());
                assert_eq!(chat.contact.get_untracked(), Asked::No, "{number}");
            }
        });
    }

    #[test]
    fn what_comes_while_hidden_is_counted_once() {
        with_chat(|chat| {
            chat.shown.set(false);
            let whole = message(1, Author::Assistant, vec![text("A")], false);
            hear(chat, 1, ChatEvent::Message { message: message(1, Author::Assistant, vec![], true) }, Time::default());
            hear(chat, 2, ChatEvent::Message { message: whole.clone() }, Time::default());
            hear(chat, 3, ChatEvent::Message { message: whole }, Time::default());
            assert_eq!(chat.unread.get_untracked(), 1);
        });
    }
}
