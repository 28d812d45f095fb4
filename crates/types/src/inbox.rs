//! The inbox as members see it: the list, one conversation with its notes, canned replies, and what the live stream tells.

use serde::{Deserialize, Serialize};

use crate::{
    CannedReplyId, Channel, ConversationId, Intent, Language, MemberId, MessageId, NoteId, ProductId, Time, Voice,
    chat::ChatMessage, conversation::words,
};

words! {
    /// A closed conversation is done with; the customer's next message opens it again.
    ConversationState { Open = "open", Closed = "closed", }

    /// The tabs of the list.
    Which { All = "all", NeedsYou = "needs_you", HandedOver = "handed_over", Closed = "closed", }

    /// What members leave beside a conversation: words for each other, and what they did with it.
    NoteKind { Note = "note", Took = "took", HandedBack = "handed_back", Closed = "closed", Reopened = "reopened", }
}

/// Characters of a label.
pub const LABEL: usize = 32;
/// Labels on one conversation.
pub const LABELS: usize = 12;
/// Characters of what a member writes at once: message, note, canned reply.
pub const WRITTEN: usize = 4_000;
/// Conversations on one page of the list.
pub const PAGE: u64 = 50;

/// Which conversations are wanted, as the address says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub which: Which,
    pub channel: Option<Channel>,
    pub intent: Option<Intent>,
    pub label: Option<String>,
    /// Conversations held to try things out, and only those.
    pub practice: bool,
    /// What is looked for; empty for everything.
    pub text: String,
    /// From 0.
    pub page: u64,
    /// Words are read in conversations that are no newer than this, in microseconds since 1970 ([`Searched::older`]).
    pub until: Option<i64>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            which: Which::All,
            channel: None,
            intent: None,
            label: None,
            practice: false,
            text: String::new(),
            page: 0,
            until: None,
        }
    }
}

impl Wanted {
    /// Whether a conversation belongs to the list, apart from what is looked for.
    pub fn fits(&self, row: &Row) -> bool {
        let which = match self.which {
            Which::All => true,
            Which::NeedsYou => row.needs_you,
            Which::HandedOver => row.voice == Voice::Human,
            Which::Closed => row.state == ConversationState::Closed,
        };
        which
            && row.practice == self.practice
            && self.channel.is_none_or(|channel| channel == row.channel)
            && self.intent.is_none_or(|intent| Some(intent) == row.intent)
            && self.label.as_ref().is_none_or(|label| row.labels.contains(label))
    }
}

/// A member who has the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Unknown when the floor was given from the shell.
    pub member: Option<MemberId>,
    /// First name.
    pub name: String,
}

/// One conversation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: ConversationId,
    /// How the customer is called here: "Visitor 4c1e".
    pub who: String,
    pub channel: Channel,
    pub voice: Voice,
    pub state: ConversationState,
    pub practice: bool,
    pub needs_you: bool,
    pub intent: Option<Intent>,
    /// Who has the floor, when a person has.
    pub holder: Option<Holder>,
    pub labels: Vec<String>,
    /// Beginning of the last message; empty when it cannot be read.
    pub preview: String,
    pub last_at: Time,
    /// Number of the last event: who shows the conversation knows by it whether there is something new.
    pub last_event: i64,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct List {
    pub rows: Vec<Row>,
    /// There is another page.
    pub more: bool,
    pub needs_you: u64,
    pub handed_over: u64,
    /// Labels in use, most used first.
    pub labels: Vec<String>,
    /// How far the words were looked for, when something was.
    pub searched: Option<Searched>,
}

/// What a search has looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// The words of so many conversations were read, from the newest on, or from where the search went on.
    pub conversations: u64,
    /// Where it goes on, in microseconds since 1970; `None` when the oldest was read.
    pub older: Option<i64>,
}

/// A note, or what a member did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: NoteId,
    pub kind: NoteKind,
    /// The member's whole name.
    pub by: String,
    pub text: String,
    pub at: Time,
}

/// What stands beside the messages of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub row: Row,
    pub language: Language,
    pub since: Time,
    /// The customer has asked for a person at some time.
    pub wants_person: bool,
    /// E-mail address the customer left.
    pub contact: Option<String>,
    /// What is known of the customer: name and value.
    pub preferences: Vec<(String, String)>,
    /// Products shown most lately in this conversation.
    pub products: Vec<(ProductId, String)>,
    /// The customer's page has shown everything up to this message.
    pub seen: i64,
    /// An answer is being looked for.
    pub looking: bool,
    /// Replies that the customer liked, or did not.
    pub thumbs: Vec<(MessageId, bool)>,
    pub notes: Vec<Note>,
}

/// A conversation, or what changed of it since an event: messages that are new or have grown, everything else whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    pub head: Head,
    pub messages: Vec<ChatMessage>,
    /// Earlier messages that are not here.
    pub earlier: bool,
    /// The last event that is contained.
    pub last_event: i64,
}

/// What the shop-wide live stream tells: conversations that changed, as the list shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub rows: Vec<Row>,
    pub needs_you: u64,
    pub handed_over: u64,
    /// Who listens was away for too long: what they show is to be read anew.
    pub anew: bool,
}

/// A text that members use again and again. `{shop}` in it becomes the shop's name, `{me}` the member's first name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedReply {
    pub id: CannedReplyId,
    pub name: String,
    pub text: String,
}

impl CannedReply {
    pub fn filled(&self, shop: &str, me: &str) -> String {
        self.text.replace("{shop}", shop).replace("{me}", me)
    }
}

/// The label as it is kept: trimmed, small letters, single spaces; `None` when nothing is left or it is too long.
pub fn label(text: &str) -> Option<String> {
    let label = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    (!label.is_empty() && label.chars().count() <= LABEL && !label.contains(char::is_control)).then_some(label)
}

/// First name of a member.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_kept_in_one_spelling() {
        for (text, expected) in [
            ("  Return   Request ", Some("return request")),
            ("VIP", Some("vip")),
            ("Größe", Some("größe")),
            ("", None),
            (" \t ", None),
        ] {
            assert_eq!(label(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(label(&"x".repeat(LABEL)).map(|label| label.len()), Some(LABEL));
        assert_eq!(label(&"x".repeat(LABEL + 1)), None);
        assert_eq!(label("a\u{7}b"), None);
    }

    #[test]
    fn a_canned_reply_is_filled() {
        let reply = CannedReply {
            id: CannedReplyId::from_parts(1, [0; 10]),
            name: "hello".to_owned(),
            text: "Hi, {me} from {shop}. {unknown}".to_owned(),
        };
        assert_eq!(reply.filled("Orchard Lane", "Tom"), "Hi, Tom from Orchard Lane. {unknown}");
    }
}
