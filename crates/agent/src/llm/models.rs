//! Known models: what they cost and until when they live, from `data/models.toml`; and what a call costs.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const FILE: &str = include_str!("../../data/models.toml");

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Table {
    default: String,
    model: Vec<Model>,
}

/// Micro-dollars for a million tokens: 100,000 is $0.10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    pub input: i64,
    /// Input that was read from the provider's cache.
    pub cached: i64,
    /// Input that was written to it; as `input` where nothing is said.
    #[serde(default)]
    pub written: Option<i64>,
    pub output: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    pub name: String,
    #[serde(flatten)]
    pub prices: Prices,
    /// `YYYY-MM-DD`: the provider has said that it ends then.
    #[serde(default)]
    pub shutdown: Option<String>,
}

/// The models that are known, cheapest family first.
pub fn known() -> &'static [Model] {
    &TABLE.model
}

/// What a shop that chose nothing uses.
pub fn default() -> &'static str {
    &TABLE.default
}

/// The model of this name; a dated one ("gpt-6-luna-2026-09-22") is its family's.
pub fn of(name: &str) -> Option<&'static Model> {
    let exact = known().iter().find(|model| model.name == name);
    let dated = || {
        let rest = |model: &Model| name.strip_prefix(model.name.as_str()).map(|rest| rest.starts_with("-20"));
        known().iter().find(|model| rest(model) == Some(true))
    };
    exact.or_else(dated)
}

/// Tokens of one call, as the provider counted them. `prompt` holds `cached` and `written` too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    pub prompt: u64,
    pub cached: u64,
    pub written: u64,
    pub completion: u64,
}

impl Prices {
    /// Micro-dollars, rounded up.
    pub fn cost(&self, tokens: Tokens) -> i64 {
        let fresh = tokens.prompt.saturating_sub(tokens.cached).saturating_sub(tokens.written);
        let parts = [
            (fresh, self.input),
            (tokens.cached, self.cached),
            (tokens.written, self.written.unwrap_or(self.input)),
            (tokens.completion, self.output),
        ];
        let total: i128 = parts.iter().map(|(count, price)| i128::from(*count) * i128::from(*price)).sum();
        i64::try_from((total + 999_999) / 1_000_000).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        toml::from_str::<Table>(FILE).unwrap();
        assert!(of(default()).is_some_and(|model| model.shutdown.is_none()));
        assert_eq!(of("gpt-6-luna-2026-09-22").map(|model| model.name.as_str()), Some("gpt-6-luna"));
        assert_eq!(of("gpt-6-luna-mine"), None);
        assert_eq!(of("llama3"), None);
    }

    #[test]
    fn a_call_costs_what_its_tokens_cost() {
        let luna = of("gpt-6-luna").unwrap().prices;
        let tokens = Tokens { prompt: 3_000, cached: 2_000, written: 0, completion: 300 };
        assert_eq!(luna.cost(tokens), 270, "$0.00027");
        assert_eq!(luna.cost(Tokens { written: 1_000, ..tokens }), 295);
        assert_eq!(luna.cost(Tokens { completion: 1, ..Tokens::default() }), 1, "never nothing");
        assert_eq!(luna.cost(Tokens::default()), 0);
    }
}
