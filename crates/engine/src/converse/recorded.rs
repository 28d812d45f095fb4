//! What is kept of a turn beside its messages, and how a turn is told to the shell and to other programs.

use agent::{ModelCall, Outcome, StepRecord, TurnError};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use store::Execution;
use types::{
    CardVariant, ConversationId, Filters, Intent, Language, MindKind, Money, Part, ProductCard, ProductId, Relaxed,
    Tier, TurnId, Weights, inspect::ScoredHit,
};

use super::ended::{Ended, How};
use crate::{Error, Result};

/// The recorded run of a turn, sealed in the execution.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub intents: Vec<Intent>,
    pub confidence: f32,
    pub filters: Filters,
    pub products: Vec<ProductCard>,
    pub quick_replies: Vec<String>,
    pub handoff: bool,
    pub relaxed: Vec<Relaxed>,
    pub steps: Vec<StepRecord>,
    pub failure: Option<TurnError>,
    /// A person took the floor before the reply was shown.
    pub interrupted: bool,
    pub ms: f64,
    /// Why each search brought what it brought, in the order of the searches.
    #[serde(default)]
    pub searches: Vec<SearchNote>,
    /// The turn did not live to write its own record.
    #[serde(default)]
    pub ended: Option<Ended>,
    /// What was asked of language models.
    #[serde(default)]
    pub calls: Vec<ModelCall>,
}

/// The reasons of one search, beside its step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SearchNote {
    /// At most ten.
    pub hits: Vec<ScoredHit>,
    /// Filters that every hit has passed.
    pub passed: Vec<String>,
    pub weights: Weights,
    pub embed_micros: u64,
    pub search_micros: u64,
}

impl Recorded {
    /// The record of a turn that left none.
    pub fn ended(ended: Ended, ms: f64) -> Self {
        Self {
            intents: Vec::new(),
            confidence: 0.0,
            filters: Filters::default(),
            products: Vec::new(),
            quick_replies: Vec::new(),
            handoff: ended.how == How::GaveUp,
            relaxed: Vec::new(),
            steps: Vec::new(),
            failure: None,
            interrupted: false,
            ms,
            searches: Vec::new(),
            ended: Some(ended),
            calls: Vec::new(),
        }
    }

    pub fn new(outcome: Outcome, ms: f64, interrupted: bool) -> Self {
        Self {
            intents: outcome.intents,
            confidence: outcome.confidence,
            filters: outcome.filters,
            products: outcome.products,
            quick_replies: outcome.quick_replies,
            handoff: outcome.handoff.is_some(),
            relaxed: outcome.relaxed,
            steps: outcome.steps,
            failure: outcome.error,
            interrupted,
            ms,
            searches: Vec::new(),
            ended: None,
            calls: outcome.calls,
        }
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Error::internal("an execution", error))
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(|error| Error::internal("a stored execution", error))
    }

    pub fn told(self, conversation: ConversationId, execution: &Execution, parts: &[Part]) -> Told {
        Told {
            conversation,
            turn: execution.turn,
            intent: execution.intent,
            intents: self.intents,
            confidence: self.ended.is_none().then_some(self.confidence),
            language: execution.language,
            filters: self.filters,
            products: self.products.iter().map(ToldProduct::from).collect(),
            text: (!self.interrupted).then(|| agent::text_of(parts)),
            quick_replies: self.quick_replies,
            handoff: self.handoff,
            tier: if self.interrupted { Tier::Human } else { execution.tier },
            mind: execution.mind.filter(|_| !self.interrupted),
            relaxed: self.relaxed,
            cost_micros: execution.cost_micros,
            ms: self.ms,
            error: match (self.ended, self.failure) {
                (Some(Ended { how, .. }), _) => {
                    Some(TurnFailure { code: how.code().to_owned(), detail: how.detail().to_owned() })
                }
                (None, failure) => {
                    failure.map(|failure| TurnFailure { code: code(&failure), detail: failure.to_string() })
                }
            },
        }
    }
}

fn code(failure: &TurnError) -> String {
    serde_json::to_value(failure)
        .ok()
        .and_then(|value| value.get("code").and_then(|code| code.as_str().map(str::to_owned)))
        .unwrap_or_else(|| "failed".to_owned())
}

/// A turn as other programs read it: one line of `vitrine chat --json`. Every key is always there.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    pub conversation: ConversationId,
    pub turn: TurnId,
    pub intent: Option<Intent>,
    pub intents: Vec<Intent>,
    pub confidence: Option<f32>,
    pub language: Language,
    pub filters: Filters,
    pub products: Vec<ToldProduct>,
    /// What the shopper reads; nothing when a person has the floor.
    pub text: Option<String>,
    pub quick_replies: Vec<String>,
    pub handoff: bool,
    pub tier: Tier,
    pub mind: Option<MindKind>,
    pub relaxed: Vec<Relaxed>,
    /// Micro-dollars.
    pub cost_micros: i64,
    pub ms: f64,
    pub error: Option<TurnFailure>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TurnFailure {
    pub code: String,
    pub detail: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ToldProduct {
    pub id: ProductId,
    pub handle: String,
    pub name: String,
    pub price: Money,
    pub compare_at: Option<Money>,
    pub in_stock: bool,
    pub url: Option<String>,
    pub variants: Vec<ToldVariant>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ToldVariant {
    pub sku: Option<String>,
    pub options: IndexMap<String, String>,
    pub price: Money,
    pub in_stock: bool,
}

impl From<&ProductCard> for ToldProduct {
    fn from(card: &ProductCard) -> Self {
        Self {
            id: card.id,
            handle: card.handle.clone(),
            name: card.name.clone(),
            price: card.price,
            compare_at: card.compare_at,
            in_stock: card.in_stock,
            url: card.url.clone(),
            variants: card.variants.iter().map(ToldVariant::from).collect(),
        }
    }
}

impl From<&CardVariant> for ToldVariant {
    fn from(variant: &CardVariant) -> Self {
        Self {
            sku: variant.sku.clone(),
            options: variant.options.clone(),
            price: variant.price,
            in_stock: variant.in_stock,
        }
    }
}

impl Told {
    /// A turn nobody recorded: a person has the floor, or an earlier run was cut off and its words stand.
    pub(super) fn without_record(
        conversation: ConversationId,
        turn: TurnId,
        language: Language,
        parts: &[Part],
    ) -> Told {
        let said = !parts.is_empty();
        let (tier, mind) = if said { (Tier::Local, Some(MindKind::Local)) } else { super::HUMAN };
        Told {
            conversation,
            turn,
            intent: None,
            intents: Vec::new(),
            confidence: None,
            language,
            filters: Filters::default(),
            products: Vec::new(),
            text: said.then(|| agent::text_of(parts)),
            quick_replies: Vec::new(),
            handoff: false,
            tier,
            mind,
            relaxed: Vec::new(),
            cost_micros: 0,
            ms: 0.0,
            error: said.then(|| TurnFailure {
                code: "cut_off".to_owned(),
                detail: "The turn was cut off; what had been said stands.".to_owned(),
            }),
        }
    }

    /// A message that could not be taken.
    pub fn failed(conversation: ConversationId, turn: TurnId, code: &str, detail: &str) -> Told {
        Told {
            error: Some(TurnFailure { code: code.to_owned(), detail: detail.to_owned() }),
            tier: Tier::Local,
            ..Self::without_record(conversation, turn, Language::English, &[])
        }
    }
}
