//! Who hears a reply while it is made: pieces of a slow turn are committed one by one, those of a quick one together.

use std::time::Instant;

use agent::{Audience, Checked, Interrupted};
use async_trait::async_trait;
use store::Conversation;
use tokio::sync::Mutex;
use types::{ConversationId, MessageId, MessageState, Part, TurnId, Voice};

use crate::{Ctx, Error, Result};

pub(super) struct Stage<'a> {
    cx: &'a Ctx,
    conversation: ConversationId,
    epoch: i64,
    turn: TurnId,
    begun: Instant,
    heard: Mutex<Heard>,
}

/// What was said so far.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// The id the message has, or will have.
    pub message: MessageId,
    pub opened: Option<MessageId>,
    pub parts: Vec<Part>,
    /// How many of the parts are committed.
    pub written: usize,
}

impl Heard {
    /// What the reply says in the end: all of it, or only what was out when somebody took the floor.
    pub fn said(&self, interrupted: bool) -> &[Part] {
        let end = if interrupted { self.written } else { self.parts.len() };
        &self.parts[..end]
    }
}

impl<'a> Stage<'a> {
    pub fn new(cx: &'a Ctx, conversation: &Conversation, turn: TurnId, message: MessageId) -> Self {
        Self {
            cx,
            conversation: conversation.id,
            epoch: conversation.epoch,
            turn,
            begun: Instant::now(),
            heard: Mutex::new(Heard { message, opened: None, parts: Vec::new(), written: 0 }),
        }
    }

    pub async fn heard(self) -> Heard {
        self.heard.into_inner()
    }

    /// Commits what is not committed yet. `false`: somebody took the floor.
    async fn write(&self, heard: &mut Heard) -> Result<bool> {
        let now = self.cx.now();
        let tx = self.cx.store.begin().await?;
        let current = tx.conversation_lock(self.conversation).await?.ok_or_else(Error::not_found)?;
        if current.voice == Voice::Human || current.epoch != self.epoch {
            return Ok(false);
        }
        let message = match heard.opened {
            Some(message) => message,
            None => {
                let opened = tx.message_open_assistant(self.conversation, self.turn, heard.message, now).await?;
                // An earlier run of this turn has spoken meanwhile.
                if !opened.fresh || opened.state != MessageState::Open {
                    return Ok(false);
                }
                opened.id
            }
        };
        for (position, part) in heard.parts.iter().enumerate().skip(heard.written) {
            tx.message_part_add(message, position as i64, part).await?;
            let about = serde_json::json!({ "message": message, "position": position });
            tx.event_add(Some(self.conversation), "part", about, now).await?;
        }
        tx.commit().await?;
        heard.opened = Some(message);
        heard.written = heard.parts.len();
        Ok(true)
    }

    /// Commits; what cannot be stored on the way is stored at the end.
    async fn commit(&self, heard: &mut Heard) -> std::result::Result<(), Interrupted> {
        match self.write(heard).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Interrupted),
            Err(error) => {
                tracing::warn!(%error, "a piece could not be stored on the way; the end of the turn tries again");
                Ok(())
            }
        }
    }
}

#[async_trait]
impl Audience for Stage<'_> {
    /// Told with the customer's own message, before the mind was asked.
    async fn looking(&self) {}

    async fn hear(&self, piece: Checked) -> std::result::Result<(), Interrupted> {
        let mut heard = self.heard.lock().await;
        heard.parts.push(piece.into_part());
        if self.begun.elapsed() < self.cx.engine.inner.settings.quick {
            return Ok(());
        }
        self.commit(&mut heard).await
    }

    async fn let_out(&self) -> std::result::Result<(), Interrupted> {
        let mut heard = self.heard.lock().await;
        if heard.written == heard.parts.len() {
            return Ok(());
        }
        self.commit(&mut heard).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_interrupted_has_said_what_was_out() {
        let part = |text: &str| Part::Text { text: text.to_owned(), draft: None };
        let heard = Heard {
            message: MessageId::from_parts(1, [1; 10]),
            opened: None,
            parts: vec![part("out"), part("not out")],
            written: 1,
        };
        assert_eq!(heard.said(true), [part("out")]);
        assert_eq!(heard.said(false).len(), 2);
    }
}
