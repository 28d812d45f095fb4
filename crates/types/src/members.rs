//! What the pages about members show: oneself, colleagues, invitations, the audit log.

use serde::{Deserialize, Serialize};

use crate::{InvitationId, MemberId, Notice, Role, Time};

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    pub name: String,
    pub email: String,
    /// The latest seen first.
    pub sessions: Vec<SessionLine>,
    pub notice: Option<Notice>,
}

/// A session, without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Names it for ending it.
    pub name: String,
    /// "Firefox on Linux"
    pub agent: String,
    pub address: String,
    pub began: Time,
    pub seen: Time,
    /// The one this page was asked for with.
    pub here: bool,
}

/// Who works for a shop, and who is invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    pub members: Vec<ColleagueLine>,
    pub invitations: Vec<InvitationLine>,
    /// Invitations go out by mail.
    pub mail: bool,
    pub now: Time,
    pub notice: Option<Notice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueLine {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub seen: Option<Time>,
    /// The member who asks.
    pub oneself: bool,
    /// Whether the member who asks may change or remove them: not the last owner, and owners by owners only.
    pub changeable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub invited_by: String,
    pub at: Time,
    pub expires: Time,
}

/// What an invitation's link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub shop: String,
    pub role: Role,
    pub email: String,
    pub invited_by: String,
    /// They have an account already: its password lets them in.
    pub known: bool,
    pub notice: Option<Notice>,
}

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deeds {
    /// The latest first.
    pub deeds: Vec<DeedLine>,
    /// The next page begins before this number.
    pub older: Option<i64>,
    /// Who can be looked for.
    pub members: Vec<(MemberId, String)>,
    /// What can be looked for: the act and its words.
    pub acts: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeedLine {
    pub number: i64,
    pub at: Time,
    /// Empty: the operator in the shell, or the server itself.
    pub member: String,
    pub act: String,
    /// "changed a product"
    pub words: String,
    /// What it was done to: a member's name, or an id.
    pub about: String,
    /// "status: draft → active", in short.
    pub detail: String,
}

/// What is looked for in the audit log, as the page's form sends it; empty for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeedsWanted {
    #[serde(default)]
    pub member: String,
    #[serde(default)]
    pub act: String,
    /// Days in UTC, such as 2026-11-20; the last one is included.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    /// Only before this number.
    #[serde(default)]
    pub before: String,
}
