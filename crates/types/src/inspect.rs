//! How the assistant came to what it said: executions as they are listed and opened, and a search with its reasons. Made
//! in plain words by the server, so that pages only lay them out.

use serde::{Deserialize, Serialize};

use crate::{
    ConversationId, ExecutionId, Intent, Language, MindKind, Money, Order, Parts, ProductId, SearchMode, Tier, Time,
    TurnId, Weights, conversation::words,
};

/// Which executions are looked for; what is not set does not matter. Words that are none of ours match nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExecutionFilter {
    pub tier: Option<Tier>,
    pub mind: Option<MindKind>,
    pub intent: Option<Intent>,
    /// BCP 47, as in [`crate::Language::tag`].
    pub language: Option<String>,
    pub conversation: Option<ConversationId>,
    /// Only those that went wrong, or only those that did not.
    pub failed: Option<bool>,
    /// Took longer than this.
    pub over_ms: Option<i64>,
    /// Cost more than this, in millionths of a US dollar.
    pub over_micros: Option<i64>,
}

impl ExecutionFilter {
    pub fn is_empty(&self) -> bool {
        *self == ExecutionFilter::default()
    }
}

/// An execution as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecutionRow {
    pub id: ExecutionId,
    pub conversation: ConversationId,
    pub turn: TurnId,
    /// The beginning of what the customer wrote; empty when it cannot be read any more.
    pub asked: String,
    pub intent: Option<Intent>,
    pub tier: Tier,
    pub mind: Option<MindKind>,
    pub language: Language,
    pub error: Option<String>,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    pub ms: i64,
    pub at: Time,
}

/// A page of executions, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executions {
    pub rows: Vec<ExecutionRow>,
    /// How many match; at most [`Executions::COUNTED`], and then there are more.
    pub total: u64,
    /// From 1.
    pub page: u64,
}

impl Executions {
    /// Rows on a page.
    pub const PAGE: u64 = 40;
    /// Matches are counted up to here.
    pub const COUNTED: u64 = 2_000;

    pub fn pages(&self) -> u64 {
        self.total.div_ceil(Self::PAGE).max(1)
    }
}

/// What there is to see of one turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Inspected {
    Recorded(Box<Inspection>),
    /// The turn is being thought about, or waits for its place.
    Running,
    /// A person had the floor: nothing was thought.
    Silent,
}

/// The record of one turn, opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// With all that the customer wrote.
    pub row: ExecutionRow,
    /// 0..1, of the intent.
    pub confidence: Option<f32>,
    /// Of all model calls, in and out; `None` when no model was asked.
    pub tokens: Option<(u64, u64)>,
    /// What went wrong, why, and what was done about it.
    pub trouble: Vec<Trouble>,
    /// In the order in which it happened.
    pub steps: Vec<InspectedStep>,
    /// What was said, sentence by sentence.
    pub said: Vec<Saying>,
    pub waterfall: Vec<Stretch>,
}

/// Something that went wrong in a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub what: String,
    pub cause: String,
    pub done: String,
}

words! {
    /// What kind of thing happened.
    StepSort {
        Given = "given",
        Understood = "understood",
        Mind = "mind",
        Model = "model",
        Tool = "tool",
        Search = "search",
        Guard = "guard",
        Notice = "notice",
        Kept = "kept",
    }
}

/// One thing that happened in a turn, told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectedStep {
    pub sort: StepSort,
    pub title: String,
    /// In plain words.
    pub lines: Vec<String>,
    pub heard: Vec<Heard>,
    /// `None` where it has no time of its own.
    pub micros: Option<u64>,
    pub error: Option<String>,
    /// What a search brought, with the parts of the score.
    pub hits: Vec<ScoredHit>,
    /// Sentences that the guard did not let through as they were.
    pub cut: Vec<Cut>,
    /// Name and JSON, for those who want it exactly.
    pub raw: Vec<(String, String)>,
}

/// A filter or an order that was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// "price", "colour"
    pub what: String,
    /// "up to $80.00", "navy"
    pub value: String,
    /// The words it came from; empty when it stood from before.
    pub words: String,
    /// Refused rather than wanted.
    pub refused: bool,
}

/// A sentence and what the guard made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub draft: String,
    pub reason: String,
    /// Left out; otherwise said after a repair.
    pub dropped: bool,
}

/// One piece of the reply and the draft it was filled from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    pub text: String,
    /// Only where it differs from the text.
    pub draft: Option<String>,
}

/// One stretch of a turn's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub name: String,
    pub sort: StepSort,
    /// From the beginning of the turn.
    pub from_micros: u64,
    pub micros: u64,
}

/// A product that a search found, with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredHit {
    pub product: ProductId,
    pub name: String,
    pub price: Option<Money>,
    pub image: Option<String>,
    /// From 1.
    pub rank: u64,
    /// 0..1
    pub score: f32,
    pub parts: Parts,
    /// Words of the query that stand in the product.
    pub matched: Vec<String>,
}

/// The six parts of a score by name, in the order of the palette: value (`None`: unknown, it does not count) and weight.
pub fn parts_by_name(parts: &Parts, weights: &Weights) -> [(&'static str, Option<f32>, f32); 6] {
    [
        ("Meaning", parts.semantic, weights.semantic),
        ("Words", parts.keyword, weights.keyword),
        ("Popularity", parts.popularity, weights.popularity),
        ("Availability", parts.availability, weights.availability),
        ("Price match", parts.price_match, weights.price_match),
        ("Newness", parts.recency, weights.recency),
    ]
}

/// A search as the tester shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    pub query: String,
    pub heard: Vec<Heard>,
    /// What words and meaning were matched against.
    pub text: String,
    pub order: Option<Order>,
    /// In English: "German".
    pub language: String,
    pub mode: SearchMode,
    /// Why meaning took no part, when it did not.
    pub mode_note: Option<String>,
    /// Matching strictly.
    pub total: u64,
    /// What was loosened, a sentence each.
    pub relaxed: Vec<String>,
    /// Filters that every hit has passed.
    pub passed: Vec<String>,
    pub hits: Vec<ScoredHit>,
    pub weights: Weights,
    pub timings: Vec<Stretch>,
    /// Products that can be found.
    pub products: u64,
    pub why: Option<WhyNot>,
}

/// "Why not this product?"
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhyNot {
    /// As it was asked for.
    pub asked: String,
    /// Products that may be meant, when it is not clear: id, name, what tells it from the others.
    pub choices: Vec<(ProductId, String, String)>,
    pub verdict: Option<Verdict>,
}

/// Where a product stands in a search, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub product: ProductId,
    pub name: String,
    /// It is among the results shown.
    pub shown: bool,
    /// In one sentence.
    pub title: String,
    /// The reasons, each with its figure.
    pub reasons: Vec<String>,
    /// Its score, where it was scored.
    pub hit: Option<ScoredHit>,
    /// The last result that is shown, to compare with.
    pub last: Option<ScoredHit>,
}
