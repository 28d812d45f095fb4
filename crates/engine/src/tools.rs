//! The tools a mind may call, done on behalf of one customer of one shop.
//!
//! Everything here reads. What a tool is to change (a preference, a hand-off) is noted and written by the transaction
//! that closes the turn, so that a turn that is dropped leaves nothing behind.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use agent::{
    CompareProducts, Details, Found, GetProductVariants, Preference, SearchProducts, ToolCall, ToolError, ToolResult,
    Toolbox, Why,
};
use async_trait::async_trait;
use search::Query;
use types::{Currency, Filters, Money, Product, ProductCard, ProductId};

use crate::{Ctx, card, converse::recorded::SearchNote, find::Snapshot};

/// Cards a search may bring.
const MOST: u32 = 20;
/// Hits whose reasons are kept.
const NOTED: usize = 10;

/// The toolbox of one turn.
pub(crate) struct Tools {
    cx: Ctx,
    snapshot: Arc<Snapshot>,
    /// The constraints in force: cards show the variants that satisfy them first.
    filters: Mutex<Filters>,
    foreign_currency: Option<String>,
    noted: Mutex<Noted>,
}

/// What the turn is to write when it closes.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    pub preferences: Vec<Preference>,
    pub hand_off: Option<Why>,
    /// The first search that nothing matched strictly.
    pub miss: Option<Missed>,
    pub searches: Vec<SearchNote>,
}

/// A search that nothing matched strictly, as it was understood.
#[derive(Debug)]
pub(crate) struct Missed {
    pub text: String,
    /// Products found by loosening.
    pub shown: i64,
}

impl Tools {
    pub fn new(cx: Ctx, snapshot: Arc<Snapshot>, filters: Filters, foreign_currency: Option<String>) -> Self {
        Self { cx, snapshot, filters: Mutex::new(filters), foreign_currency, noted: Mutex::default() }
    }

    pub fn noted(self) -> Noted {
        self.noted.into_inner().unwrap_or_default()
    }

    async fn search(&self, call: SearchProducts) -> ToolResult {
        let begun = Instant::now();
        let vector = crate::find::vector(self.cx.embedder(), &self.snapshot.index, &call.text, &call.filters).await;
        let embedded = begun.elapsed();
        let query = Query {
            vector: vector.as_deref(),
            order: call.order,
            limit: call.limit.clamp(1, MOST) as usize,
            relax: call.relax,
            like: call.like,
            exclude_ids: &call.exclude_ids,
            ..Query::new(&call.text, &call.filters, self.cx.now())
        };
        let found = self.snapshot.index.search(&query);
        if let Ok(mut noted) = self.noted.lock() {
            noted.searches.push(SearchNote {
                hits: found
                    .hits
                    .iter()
                    .take(NOTED)
                    .filter_map(|hit| self.snapshot.scored(hit, &self.cx.shop))
                    .collect(),
                passed: found.hits.first().map(|hit| hit.passed.clone()).unwrap_or_default(),
                weights: query.weights,
                embed_micros: embedded.as_micros() as u64,
                search_micros: (begun.elapsed() - embedded).as_micros() as u64,
            });
        }
        let filters = relaxed(&call.filters, &found.relaxed);
        let cards =
            found.hits.iter().filter_map(|hit| self.card(hit.product, &filters).map(|(_, card)| card)).collect();
        // Who asks for more, or for cheaper, of what was found and has seen it all has not found nothing.
        let goes_on = call.like.is_some() || !call.exclude_ids.is_empty() || !call.relax;
        if found.total == 0 && !goes_on {
            self.missed(&call, found.hits.len());
        }
        if let Ok(mut standing) = self.filters.lock() {
            *standing = filters;
        }
        ToolResult::Found(Found {
            total: found.total as u64,
            cards,
            relaxed: found.relaxed,
            mode: found.mode,
            foreign_currency: self.foreign_currency.clone(),
        })
    }

    fn missed(&self, call: &SearchProducts, shown: usize) {
        let text = sought(&call.text, &call.filters, self.cx.shop.currency);
        if let Ok(mut noted) = self.noted.lock()
            && noted.miss.is_none()
            && !text.is_empty()
        {
            noted.miss = Some(Missed { text, shown: shown as i64 });
        }
    }

    fn variants(&self, call: &GetProductVariants) -> ToolResult {
        let Some((product, card)) = self.card(call.product, &self.standing()) else { return missing() };
        ToolResult::Details(Details {
            card,
            attributes: product.attributes.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            description: [&product.short_description, &product.description]
                .into_iter()
                .filter(|text| !text.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("\n"),
        })
    }

    fn compare(&self, call: &CompareProducts) -> ToolResult {
        let filters = self.standing();
        let products: Option<Vec<(&Product, ProductCard)>> =
            call.products.iter().take(5).map(|id| self.card(*id, &filters)).collect();
        match products {
            Some(products) if products.len() > 1 => {
                ToolResult::Compared(card::comparison(&products, self.snapshot.index.vocabulary()))
            }
            _ => missing(),
        }
    }

    fn standing(&self) -> Filters {
        self.filters.lock().map(|filters| filters.clone()).unwrap_or_default()
    }

    fn card(&self, id: ProductId, filters: &Filters) -> Option<(&Product, ProductCard)> {
        let product = self.snapshot.index.product(id)?;
        Some((product, card::card(product, self.snapshot.index.vocabulary(), filters, &self.cx.shop)))
    }
}

/// What a search is for, in a line: its words and the values of its filters, small letters, each once.
fn sought(text: &str, filters: &Filters, currency: Currency) -> String {
    let text = text.trim().to_lowercase();
    let price = |what: &str, bound: Option<i64>| bound.map(|minor| format!("{what} {}", Money::new(minor, currency)));
    let lists = [&filters.colors, &filters.materials, &filters.categories, &filters.brands, &filters.sizes];
    let mut words: Vec<String> = lists.into_iter().flatten().map(|value| value.to_lowercase()).collect();
    words.retain(|word| !text.split_whitespace().any(|known| known == word));
    words.insert(0, text);
    words.extend(filters.exclude.iter().map(|value| format!("not {}", value.to_lowercase())));
    words.extend(price("over", filters.price_min));
    words.extend(price("under", filters.price_max));
    words.retain(|word| !word.is_empty());
    words.join(" ").chars().take(120).collect()
}

/// The filters after relaxing: cards must not mark as unfit what was offered on purpose.
fn relaxed(filters: &Filters, relaxed: &[types::Relaxed]) -> Filters {
    let mut value = match serde_json::to_value(filters) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => return filters.clone(),
    };
    for step in relaxed {
        if value.contains_key(&step.filter) {
            value.insert(step.filter.clone(), step.to.clone());
        }
    }
    serde_json::from_value(serde_json::Value::Object(value)).unwrap_or_else(|_| filters.clone())
}

fn missing() -> ToolResult {
    ToolResult::Failed(ToolError {
        kind: "not_found".to_owned(),
        text: "the catalogue has no such product now".to_owned(),
    })
}

#[async_trait]
impl Toolbox for Tools {
    async fn call(&self, call: ToolCall) -> ToolResult {
        match call {
            ToolCall::SearchProducts(call) => self.search(call).await,
            ToolCall::GetProductVariants(call) => self.variants(&call),
            ToolCall::CompareProducts(call) => self.compare(&call),
            ToolCall::RememberPreference(call) => {
                if let Ok(mut noted) = self.noted.lock() {
                    noted.preferences.push(Preference { name: call.name, value: call.value });
                }
                ToolResult::Remembered
            }
            ToolCall::HandOff(call) => {
                if let Ok(mut noted) = self.noted.lock() {
                    noted.hand_off = Some(call.why);
                }
                ToolResult::HandedOff
            }
            _ => ToolResult::Failed(ToolError { kind: "unknown".to_owned(), text: "there is no such tool".to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relaxing_moves_the_filters_that_were_loosened() {
        let asked = Filters { price_max: Some(8_000), colors: vec!["blue".to_owned()], ..Filters::default() };
        let steps = [
            types::Relaxed { filter: "price_max".to_owned(), from: 8_000.into(), to: 9_600.into() },
            types::Relaxed {
                filter: "colors".to_owned(),
                from: serde_json::json!(["blue"]),
                to: serde_json::json!([]),
            },
            types::Relaxed { filter: "text".to_owned(), from: "summer dress".into(), to: "dress".into() },
        ];
        assert_eq!(relaxed(&asked, &steps), Filters { price_max: Some(9_600), ..Filters::default() });
    }
}
