//! Who thinks, who listens, and the mouth between them: a mind cannot reach the audience except through the guard.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use types::{Comparison, MindKind, Part, ProductCard, Tier};

use crate::{
    Limits, ModelCall, Turn,
    guard::{self, Checked, Facts, Finding, Verdict},
    sentence,
    thread::{Handle, Pending, Standing},
    tool::ToolCall,
};

/// What a mind wants next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Call(Vec<ToolCall>),
    Done,
    HandOff(Why),
}

/// Why a person is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The shopper asked for a person.
    Asked,
    /// Trouble with an order or a product.
    Trouble,
    /// The assistant cannot answer.
    Unable,
}

impl Why {
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Asked => "asked",
            Why::Trouble => "trouble",
            Why::Unable => "unable",
        }
    }
}

/// Each variant is a different next action of the loop.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MindError {
    /// Timeout, refusal, quota, open breaker: another mind goes on at once.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// It answered with something that cannot be used.
    #[error("bad answer: {0}")]
    Bad(String),
    /// Nobody listens any more.
    #[error("interrupted")]
    Interrupted,
    /// It spoke more than a turn may hold.
    #[error("the {0} limit was reached")]
    Limit(&'static str),
}

/// A person took the floor, or the shopper left: the turn ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// What drives a turn.
#[async_trait]
pub trait Mind: Send + Sync {
    fn kind(&self) -> MindKind;
    fn tier(&self) -> Tier;
    async fn next(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError>;

    /// Whether it asks somebody who may be slow: what the message was read as is then looked up and shown before.
    fn takes_its_time(&self) -> bool {
        false
    }

    /// After a bad answer: whether the mind tries again with less. `true` has switched it already.
    fn leaner(&self) -> bool {
        false
    }

    /// The calls to a language model since this was last asked.
    fn calls(&self) -> Vec<ModelCall> {
        Vec::new()
    }
}

/// Who hears a reply, piece by piece. In the product each piece is committed before this returns.
#[async_trait]
pub trait Audience: Send + Sync {
    /// The assistant has begun to look; comes at most once, before the first tool call.
    async fn looking(&self);
    async fn hear(&self, piece: Checked) -> Result<(), Interrupted>;

    /// What comes next may take its time: whatever was heard is to be out now. Runs beside the mind that takes it.
    async fn let_out(&self) -> Result<(), Interrupted> {
        Ok(())
    }
}

/// What was said and settled so far, over all steps of a turn.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub(crate) parts: Vec<Part>,
    /// How many parts there were when a tool was last called: those after it are the answer.
    pub(crate) before_call: usize,
    pub(crate) list: Option<Vec<Handle>>,
    /// Products shown or spoken of, in order.
    pub(crate) spoken: Vec<Handle>,
    pub(crate) focus: Option<(Vec<Handle>, bool)>,
    pub(crate) standing: Option<Standing>,
    pub(crate) pending: Option<Pending>,
    pub(crate) quick_replies: Vec<String>,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) pieces: u32,
    pub(crate) characters: u32,
}

impl Said {
    pub(crate) fn answered(&self) -> bool {
        self.parts.len() > self.before_call
    }
}

/// The only way a mind can speak.
pub struct Mouth<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) said: &'a mut Said,
    pub(crate) limits: &'a Limits,
    pub(crate) audience: &'a dyn Audience,
}

impl Mouth<'_> {
    /// Speaks a draft: cut into sentences, each checked; what fails is repaired or left out, and recorded.
    pub async fn say(&mut self, draft: &str) -> Result<(), MindError> {
        for piece in sentence::split(draft) {
            let (checked, verdict) = guard::check(piece, self.facts);
            let Some(checked) = checked else {
                self.said.verdicts.push(verdict);
                continue;
            };
            let length = checked.part().text().chars().count() as u32;
            if self.said.characters.saturating_add(length) > self.limits.characters {
                return Err(MindError::Limit("characters"));
            }
            let spoken = guard::handles(piece);
            if verdict.finding != Finding::Clean {
                self.said.verdicts.push(verdict);
            }
            self.give(checked).await?;
            self.said.characters += length;
            self.speak_of(&spoken);
        }
        Ok(())
    }

    /// Shows a list; "the second one" means its second from now on. One that is out already in this turn stays the list.
    pub async fn show(&mut self, handles: &[Handle]) -> Result<(), MindError> {
        let (cards, handles) = self.cards(handles);
        if handles.iter().all(|handle| self.is_shown(*handle)) {
            return Ok(());
        }
        self.give(Checked::cards(cards)).await?;
        self.speak_of(&handles);
        self.said.list = Some(handles);
        Ok(())
    }

    /// Shows cards again without making them the list that is counted in.
    pub async fn point_at(&mut self, handles: &[Handle]) -> Result<(), MindError> {
        let (cards, handles) = self.cards(handles);
        if handles.iter().all(|handle| self.is_shown(*handle)) {
            return Ok(());
        }
        self.give(Checked::cards(cards)).await?;
        self.speak_of(&handles);
        Ok(())
    }

    /// Shows a comparison that a tool made in this turn, once.
    pub async fn compare(&mut self, comparison: &Comparison) -> Result<(), MindError> {
        let Some(checked) = Checked::comparison(comparison, self.facts) else {
            return Ok(());
        };
        if self.said.parts.contains(checked.part()) {
            return Ok(());
        }
        let handles: Vec<Handle> =
            comparison.products.iter().filter_map(|card| self.facts.handle_of(card.id)).collect();
        self.give(checked).await?;
        self.speak_of(&handles);
        Ok(())
    }

    /// What is spoken of now; the likeliest meaning of "it" first.
    pub fn focus(&mut self, handles: Vec<Handle>) {
        self.said.focus = Some((handles, false));
    }

    /// As [`Mouth::focus`], when the shopper pointed at it.
    pub fn choose(&mut self, handles: Vec<Handle>) {
        self.said.focus = Some((handles, true));
    }

    /// What is being looked for after this turn, where it is not what the message was read as.
    pub fn settle(&mut self, standing: Standing) {
        self.said.standing = Some(standing);
    }

    /// The reply ends in a question.
    pub fn ask(&mut self, pending: Pending) {
        self.said.pending = Some(pending);
    }

    /// Things the shopper may want to say next; at most four are kept.
    pub fn offer(&mut self, replies: Vec<String>) {
        let mut kept: Vec<String> = Vec::new();
        for reply in replies {
            let reply: String = reply.trim().chars().take(60).collect();
            let Some(reply) = guard::short(&reply, self.facts) else { continue };
            if !reply.is_empty() && !kept.contains(&reply) && kept.len() < 4 {
                kept.push(reply);
            }
        }
        self.said.quick_replies = kept;
    }

    /// The sentences just said are about these, though they do not name them.
    pub fn about(&mut self, handles: &[Handle]) {
        self.speak_of(handles);
    }

    /// Whether anything was said or shown yet in this turn.
    pub fn silent(&self) -> bool {
        self.said.parts.is_empty()
    }

    /// Whether anything was said or shown after the last call of a tool.
    pub fn spoken_since_call(&self) -> bool {
        self.said.answered()
    }

    /// Whether something of the draft would be said.
    pub fn passes(&self, draft: &str) -> bool {
        sentence::split(draft).into_iter().any(|piece| guard::check(piece, self.facts).0.is_some())
    }

    /// Whether its card is out in this turn.
    pub(crate) fn is_shown(&self, handle: Handle) -> bool {
        let id = self.facts.card(handle).map(|card| card.id);
        self.said
            .parts
            .iter()
            .any(|part| matches!(part, Part::Cards { cards } if cards.iter().any(|card| Some(card.id) == id)))
    }

    /// The list that was shown in this turn.
    pub(crate) fn listed(&self) -> Option<&[Handle]> {
        self.said.list.as_deref()
    }

    /// What was shown or spoken of in this turn.
    pub(crate) fn spoken_of(&self) -> &[Handle] {
        &self.said.spoken
    }

    /// How many pieces were said or shown.
    pub fn spoken(&self) -> usize {
        self.said.parts.len()
    }

    fn cards(&self, handles: &[Handle]) -> (Vec<ProductCard>, Vec<Handle>) {
        handles
            .iter()
            .filter_map(|handle| self.facts.card(*handle).map(|card| (card.clone(), *handle)))
            .take(self.limits.products as usize)
            .unzip()
    }

    fn speak_of(&mut self, handles: &[Handle]) {
        for handle in handles {
            if !self.said.spoken.contains(handle) {
                self.said.spoken.push(*handle);
            }
        }
    }

    async fn give(&mut self, checked: Checked) -> Result<(), MindError> {
        if self.said.pieces >= self.limits.pieces {
            return Err(MindError::Limit("pieces"));
        }
        self.said.pieces += 1;
        self.said.parts.push(checked.part().clone());
        self.audience.hear(checked).await.map_err(|Interrupted| MindError::Interrupted)
    }
}
