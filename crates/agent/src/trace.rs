//! What a turn leaves behind: its outcome, and a record of every step, kept also when it fails.

use serde::{Deserialize, Serialize};
use types::{Filters, Intent, Language, MindKind, Part, ProductCard, Relaxed, Tier};

use crate::{ModelCall, Thread, Why, guard::Verdict};

/// One thing that happened in a turn, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    pub kind: StepKind,
    /// The tool, or the mind.
    pub name: String,
    /// Arguments of the call, or what the mind decided.
    pub arguments: serde_json::Value,
    /// In short: counts and ids, no texts.
    pub result: serde_json::Value,
    pub micros: u64,
    /// What the guard found in the sentences spoken during this step, when it was not clean.
    #[serde(default)]
    pub verdicts: Vec<Verdict>,
    #[serde(default)]
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The message was read: intents, references, what is being looked for.
    Read,
    Mind,
    Tool,
    /// Something was looked up before the mind was asked, or another mind took over.
    Notice,
}

/// Why a turn did not end as it should. The shopper has an answer all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum TurnError {
    /// A person took the floor, or the shopper left.
    #[error("interrupted")]
    Interrupted,
    #[error("the {0} limit was reached")]
    Limit(String),
    #[error("the mind failed: {0}")]
    Mind(String),
    #[error("a tool failed: {0}")]
    Tool(String),
}

impl TurnError {
    pub fn code(&self) -> &'static str {
        match self {
            TurnError::Interrupted => "interrupted",
            TurnError::Limit(_) => "limit",
            TurnError::Mind(_) => "mind",
            TurnError::Tool(_) => "tool",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// As it stands after this turn; `last_at` is set to the turn's `now`.
    pub thread: Thread,
    /// The one that decided the reply.
    pub intent: Intent,
    /// All that were heard.
    pub intents: Vec<Intent>,
    /// 0..1, of `intent`.
    pub confidence: f32,
    pub language: Language,
    /// In force after this message.
    pub filters: Filters,
    /// Those the reply shows or speaks of, in order, at most ten.
    pub products: Vec<ProductCard>,
    pub parts: Vec<Part>,
    pub quick_replies: Vec<String>,
    pub handoff: Option<Why>,
    pub tier: Tier,
    pub mind: MindKind,
    pub relaxed: Vec<Relaxed>,
    pub steps: Vec<StepRecord>,
    /// Of language models, in order; also those that failed.
    #[serde(default)]
    pub calls: Vec<ModelCall>,
    pub error: Option<TurnError>,
}

impl Outcome {
    /// What the shopper reads, as plain text.
    pub fn text(&self) -> String {
        text_of(&self.parts)
    }
}

/// The parts of a message as plain text: sentences with a space between them, a comparison as lines, no cards.
pub fn text_of(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let (text, gap) = match part {
            Part::Text { text, .. } => (text.clone(), " "),
            Part::Cards { .. } => continue,
            Part::Comparison { comparison } => (comparison_text(comparison), "\n"),
        };
        if !out.is_empty() && !text.is_empty() {
            out.push_str(if out.ends_with('\n') { "" } else { gap });
        }
        out.push_str(&text);
        if gap == "\n" {
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

fn comparison_text(comparison: &types::Comparison) -> String {
    let mut lines = vec![comparison.products.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(" | ")];
    for row in &comparison.rows {
        let values: Vec<&str> = row.values.iter().map(|v| if v.is_empty() { "–" } else { v.as_str() }).collect();
        lines.push(format!("{}: {}", row.name, values.join(" | ")));
    }
    lines.join("\n")
}
