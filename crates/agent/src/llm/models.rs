//! Known models: what they cost and until when they live, from `data/models.toml`; and what a call costs.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use types::settings::TokenPrices;

const FILE: &str = include_str!("../../data/models.toml");

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Table {
    default: String,
    model: Vec<Model>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    pub name: String,
    #[serde(flatten)]
    pub prices: TokenPrices,
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

/// The most that so many tokens can cost, whatever the cache did, in micro-dollars.
pub fn most(prices: &TokenPrices, prompt: u64, completion: u64) -> i64 {
    let input = prices.input.max(prices.cached).max(prices.written.unwrap_or_default());
    cost(&TokenPrices { input, ..*prices }, Tokens { prompt, completion, ..Tokens::default() })
}

/// Micro-dollars, rounded up.
pub fn cost(prices: &TokenPrices, tokens: Tokens) -> i64 {
    let fresh = tokens.prompt.saturating_sub(tokens.cached).saturating_sub(tokens.written);
    let parts = [
        (fresh, prices.input),
        (tokens.cached, prices.cached),
        (tokens.written, prices.written.unwrap_or(prices.input)),
        (tokens.completion, prices.output),
    ];
    let total: i128 = parts.iter().map(|(count, price)| i128::from(*count) * i128::from(*price)).sum();
    i64::try_from((total + 999_999) / 1_000_000).unwrap_or(i64::MAX)
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
        assert_eq!(cost(&luna, tokens), 270, "$0.00027");
        assert_eq!(cost(&luna, Tokens { written: 1_000, ..tokens }), 295);
        assert_eq!(cost(&luna, Tokens { completion: 1, ..Tokens::default() }), 1, "never nothing");
        assert_eq!(cost(&luna, Tokens::default()), 0);
    }
}
