//! What the chat page shows and hears: the thread as the shopper sees it, and what changed since.

use serde::{Deserialize, Serialize};

use crate::{Author, Language, MessageId, Part, Time, TurnId, Voice};

/// One message as the shopper sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    pub id: MessageId,
    pub turn: Option<TurnId>,
    /// Order in the conversation, from 1.
    pub seq: i64,
    pub author: Author,
    /// First name of the member who wrote it.
    #[serde(default)]
    pub name: Option<String>,
    pub parts: Vec<Part>,
    /// Still growing.
    pub open: bool,
    pub at: Time,
    /// Offered after this message, only while it is the last.
    #[serde(default)]
    pub quick_replies: Vec<String>,
}

/// The whole conversation as the shopper sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatThread {
    pub shop_name: String,
    pub language: Language,
    pub voice: Voice,
    pub messages: Vec<ChatMessage>,
    /// Number of the last event this view contains; the live stream is asked for what comes after.
    pub last_event: i64,
    /// The shopper's page has shown everything up to this message.
    #[serde(default)]
    pub seen: i64,
    /// Something is being looked for right now.
    pub looking: bool,
    /// The customer asked for a person and has left no address yet.
    pub wants_contact: bool,
    /// What to ask first, when nothing was said yet.
    pub starters: Vec<String>,
}

/// What a live stream tells, each with its number in the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChatEvent {
    /// A message was added or closed.
    Message { message: ChatMessage },
    /// The assistant has begun to look.
    Looking { turn: TurnId },
    /// A checked piece of an open message.
    Part { message: MessageId, turn: Option<TurnId>, position: i64, part: Part },
    /// Who has the floor has changed.
    Voice { voice: Voice },
}
