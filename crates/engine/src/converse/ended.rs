//! The record of a turn that did not live to write its own: its worker died, or it was given up.

use serde::{Deserialize, Serialize};
use store::{NewExecution, Tx};
use types::{ConversationId, ExecutionId, Language, MindKind, Tier, Time, TurnId};

use super::recorded::Recorded;
use crate::{Ctx, Error, Result};

/// How a turn ended that could not end by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub how: How,
    /// What failed, for a person who looks after it; sealed, for it may repeat what was stored.
    pub cause: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    /// Something had been said when the worker died; that stands.
    CutOff,
    /// It was tried again and again, and then the shopper was told so.
    GaveUp,
}

impl How {
    pub fn code(self) -> &'static str {
        match self {
            How::CutOff => "cut_off",
            How::GaveUp => "gave_up",
        }
    }

    pub fn detail(self) -> &'static str {
        match self {
            How::CutOff => "The turn was cut off; what had been said stands.",
            How::GaveUp => "The turn failed again and again and was given up; the shopper was told so.",
        }
    }
}

/// A turn that has nobody else to write its record.
pub(super) struct Unrecorded<'a> {
    pub conversation: ConversationId,
    pub turn: TurnId,
    pub language: Language,
    pub message: &'a str,
    pub received_at: Time,
}

/// Writes the record in the transaction that ends the turn; a record that is there already stands.
pub(super) async fn record(cx: &Ctx, tx: &Tx, turn: Unrecorded<'_>, how: How, cause: &str) -> Result<()> {
    if tx.execution_of(turn.turn).await?.is_some() {
        return Ok(());
    }
    let now = cx.now();
    let ms = (now - turn.received_at).num_milliseconds().max(0);
    let cause = cause.chars().take(600).collect();
    let input = serde_json::json!({ "turn": turn.turn, "now": now, "message": turn.message });
    tx.execution_add(&NewExecution {
        id: cx.id(ExecutionId::from_parts)?,
        conversation: turn.conversation,
        turn: turn.turn,
        intent: None,
        tier: Tier::Local,
        mind: (how == How::CutOff).then_some(MindKind::Local),
        language: turn.language,
        input: serde_json::to_vec(&input).map_err(|error| Error::internal("a turn's input", error))?,
        error: Some(how.detail().to_owned()),
        steps: Recorded::ended(Ended { how, cause }, ms as f64).to_bytes()?,
        fallback: how == How::GaveUp,
        cost_micros: 0,
        ms,
        at: now,
    })
    .await?;
    Ok(())
}
