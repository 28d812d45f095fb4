//! What a fake plays: its answers in order, what goes wrong with each, and how it goes on after the last one.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Read from TOML or JSON, or put together in a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// The one key that is let in; without one, any.
    pub key: Option<String>,
    pub models: Vec<ListedModel>,
    /// One for each question, in order.
    pub answers: Vec<Answer>,
    /// After the last answer.
    pub then: Answer,
    /// For whatever is left to chance.
    pub seed: u64,
    /// How long slow things take.
    pub delay_ms: u64,
}

impl Default for Script {
    fn default() -> Self {
        let model = |name: &str, shutdown: Option<&str>| ListedModel {
            id: name.to_owned(),
            shutdown_date: shutdown.map(str::to_owned),
        };
        Self {
            key: None,
            models: vec![
                model("gpt-6-luna", None),
                model("gpt-4.1-mini", Some("2027-01-14")),
                model("text-embedding-3-small", None),
                model("omni-moderation-latest", None),
            ],
            answers: Vec::new(),
            then: Answer::default(),
            seed: 0,
            delay_ms: 60_000,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedModel {
    pub id: String,
    /// `YYYY-MM-DD`
    #[serde(default)]
    pub shutdown_date: Option<String>,
}

/// One answer. Text and calls as scripted, else as the behaviour has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answer {
    pub text: Option<String>,
    pub calls: Vec<ScriptedCall>,
    pub behaviour: Behaviour,
    pub fault: Option<Fault>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedCall {
    pub name: String,
    /// An object; a string is sent as it is, JSON or not.
    pub arguments: Value,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Looks for what was asked and recommends the first results.
    #[default]
    Shopkeeper,
    /// Well formed and wrong: prices, stock, links, codes, orders from nowhere.
    Liar,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    SlowHeaders,
    /// Half an answer, then silence.
    Stall,
    /// One byte at a time.
    Drip,
    /// Half an answer, then the end of the stream.
    Eof,
    /// Whole, but without `[DONE]`.
    NoDone,
    /// An error in the middle of the stream.
    ErrorChunk,
    /// Something that is no JSON in the middle of the stream.
    Garbage,
    Html500,
    Overloaded503,
    /// 429, Retry-After: 1
    RateLimited,
    /// 429, Retry-After: 3600
    RateLimitedForAnHour,
    /// 429 that is no JSON.
    RateLimitedText,
    Quota,
    WrongKey,
    NoModel,
    TooLong,
    /// Any other 400.
    BadRequest,
    /// An error whose code is a number.
    NumericCode,
    /// To another address, to which no key must go.
    Redirect,
    NoUsage,
    OddFinish,
    /// Pieces of calls without their position.
    NoIndex,
    ArgumentsNotJson,
    /// Two calls at once, though one was asked for.
    TwoCalls,
    Refusal,
    ContentFilter,
    /// Cut off by the bound on tokens.
    Length,
    Empty,
    /// Thinks aloud for a while before it speaks, as some servers' models do.
    Thinks,
    /// Far more than anybody reads.
    Huge,
}

impl Fault {
    pub const ALL: [Fault; 30] = [
        Fault::SlowHeaders,
        Fault::Stall,
        Fault::Drip,
        Fault::Eof,
        Fault::NoDone,
        Fault::ErrorChunk,
        Fault::Garbage,
        Fault::Html500,
        Fault::Overloaded503,
        Fault::RateLimited,
        Fault::RateLimitedForAnHour,
        Fault::RateLimitedText,
        Fault::Quota,
        Fault::WrongKey,
        Fault::NoModel,
        Fault::TooLong,
        Fault::BadRequest,
        Fault::NumericCode,
        Fault::Redirect,
        Fault::NoUsage,
        Fault::OddFinish,
        Fault::NoIndex,
        Fault::ArgumentsNotJson,
        Fault::TwoCalls,
        Fault::Refusal,
        Fault::ContentFilter,
        Fault::Length,
        Fault::Empty,
        Fault::Thinks,
        Fault::Huge,
    ];
}

/// Why a script cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("is no script: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("is no script: {0}")]
    Json(#[from] serde_json::Error),
}

impl Script {
    /// From a file: JSON by its ending, else TOML.
    ///
    /// # Errors
    /// When it cannot be read or is no script.
    pub fn load(path: &Path) -> Result<Script, ScriptError> {
        let text = std::fs::read_to_string(path)?;
        if path.extension().is_some_and(|ending| ending == "json") {
            Ok(serde_json::from_str(&text)?)
        } else {
            Ok(toml::from_str(&text)?)
        }
    }

    #[must_use]
    pub fn says(mut self, text: &str) -> Self {
        self.answers.push(Answer { text: Some(text.to_owned()), ..Answer::default() });
        self
    }

    #[must_use]
    pub fn calls(mut self, name: &str, arguments: Value) -> Self {
        let calls = vec![ScriptedCall { name: name.to_owned(), arguments }];
        self.answers.push(Answer { calls, ..Answer::default() });
        self
    }

    /// The answer that would come next goes wrong.
    #[must_use]
    pub fn fails(mut self, fault: Fault) -> Self {
        self.answers.push(Answer { fault: Some(fault), ..Answer::default() });
        self
    }

    #[must_use]
    pub fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// From then on.
    #[must_use]
    pub fn then(mut self, answer: Answer) -> Self {
        self.then = answer;
        self
    }

    /// From then on everything goes wrong in this way.
    #[must_use]
    pub fn then_fails(self, fault: Fault) -> Self {
        self.then(Answer { fault: Some(fault), ..Answer::default() })
    }

    #[must_use]
    pub fn lies(self, seed: u64) -> Self {
        Script { seed, ..self }.then(Answer { behaviour: Behaviour::Liar, ..Answer::default() })
    }

    #[must_use]
    pub fn key(self, key: &str) -> Self {
        Script { key: Some(key.to_owned()), ..self }
    }

    pub(crate) fn answer(&self, number: usize) -> &Answer {
        self.answers.get(number).unwrap_or(&self.then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_from_toml() {
        let script: Script = toml::from_str(
            r#"
            key = "sk-test"
            [[answers]]
            calls = [{ name = "search_products", arguments = { query = "dress" } }]
            [[answers]]
            text = "[[p1]] is lovely."
            fault = "no_usage"
            [then]
            behaviour = "liar"
            "#,
        )
        .unwrap();
        assert_eq!(script.answers[1].fault, Some(Fault::NoUsage));
        assert_eq!(script.answer(7).behaviour, Behaviour::Liar);
        let json = serde_json::to_string(&script).unwrap();
        assert_eq!(serde_json::from_str::<Script>(&json).unwrap(), script);
        assert!(toml::from_str::<Script>("fautl = 1").is_err());
    }
}
