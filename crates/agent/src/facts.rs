//! What may be said in a turn: the cards tools returned, and the numbers that came from a tool or from the customer.

use std::collections::{BTreeMap, BTreeSet};

use types::{Comparison, Currency, Language, ProductCard, ProductId};

use crate::{
    figure::{self, Kind, Value},
    input::{ShopFacts, TurnInput},
    thread::{Handle, Thread},
    tool::ToolResult,
};

#[derive(Debug, Clone)]
pub struct Facts {
    pub(crate) language: Language,
    pub(crate) shop_name: String,
    pub(crate) contact: Option<String>,
    currency: Currency,
    /// From this turn's tools.
    cards: BTreeMap<Handle, ProductCard>,
    /// Of all products ever shown; a name may be said without a fresh look.
    names: BTreeMap<Handle, String>,
    /// Written by the customer, with what it measured.
    said: BTreeSet<(Kind, Value)>,
    /// In texts that tools returned, with what it measures there.
    read: BTreeSet<(Kind, Value)>,
    /// Bare numbers in them, with a word that stands beside: elsewhere they would mean something else.
    beside: BTreeSet<(Value, String)>,
    /// Sizes that the shop has, and that products come in.
    sizes: BTreeSet<Value>,
    /// Bounds of relaxed searches and totals.
    bounds: BTreeSet<Value>,
    totals: BTreeSet<Value>,
    comparisons: Vec<Comparison>,
}

impl Facts {
    pub(crate) fn new(input: &TurnInput, language: Language) -> Facts {
        let mut facts = Facts::empty(&input.shop, language);
        facts.names = input.thread.products.iter().map(|known| (known.handle, known.name.clone())).collect();
        facts.hear(&input.message, input.limits.message as usize);
        for line in input.thread.lines.iter().filter(|line| line.author == types::Author::Customer) {
            facts.hear(&line.text, 500);
        }
        for size in &input.words.sizes {
            facts.allow_size(size);
        }
        facts
    }

    /// Facts that are true now, to fill a stored draft again: the cards of the products it names.
    pub fn for_delivery(shop: &ShopFacts, language: Language, cards: &[(Handle, ProductCard)]) -> Facts {
        let mut facts = Facts::empty(shop, language);
        for (handle, card) in cards {
            facts.learn(*handle, card);
        }
        facts
    }

    fn empty(shop: &ShopFacts, language: Language) -> Facts {
        Facts {
            language,
            shop_name: shop.name.clone(),
            contact: shop.contact.clone(),
            currency: shop.currency,
            cards: BTreeMap::new(),
            names: BTreeMap::new(),
            said: BTreeSet::new(),
            read: BTreeSet::new(),
            beside: BTreeSet::new(),
            sizes: BTreeSet::new(),
            bounds: BTreeSet::new(),
            totals: BTreeSet::new(),
            comparisons: Vec::new(),
        }
    }

    fn hear(&mut self, text: &str, limit: usize) {
        let text: String = text.chars().take(limit).collect();
        for figure in figure::read(&text, self.language) {
            self.said.extend(figure.values.iter().map(|value| (figure.kind, *value)));
        }
    }

    /// A size of the shop, or of a product.
    pub(crate) fn allow_size(&mut self, size: &str) {
        self.sizes.extend(figure::values_in(size));
    }

    /// A bound that stands in the filters: the customer's, or computed from what they asked for.
    pub(crate) fn allow_bound(&mut self, minor: i64) {
        let value = self.minor(minor);
        self.bounds.insert(value);
    }

    /// Takes in what a tool returned. New products get their handle.
    pub(crate) fn absorb(&mut self, result: &ToolResult, thread: &mut Thread, kinds: &[String]) {
        for card in result.cards() {
            let handle = thread.meet(card, kinds);
            self.learn(handle, card);
        }
        match result {
            ToolResult::Found(found) => {
                self.totals.insert(figure::whole(found.total));
                for relaxed in found.relaxed.iter().filter(|relaxed| relaxed.filter.starts_with("price")) {
                    for bound in [&relaxed.from, &relaxed.to].into_iter().filter_map(|value| value.as_i64()) {
                        self.allow_bound(bound);
                    }
                }
            }
            ToolResult::Details(details) => {
                for (name, value) in &details.attributes {
                    self.take_in(&format!("{name} {value}"));
                }
                self.take_in(&details.description);
            }
            ToolResult::Compared(comparison) => {
                for row in comparison.rows.iter().filter(|row| row.name != "price") {
                    for value in &row.values {
                        self.take_in(&format!("{} {value}", row.name));
                    }
                }
                self.comparisons.push(comparison.clone());
            }
            ToolResult::Remembered | ToolResult::HandedOff | ToolResult::Failed(_) => {}
        }
    }

    fn learn(&mut self, handle: Handle, card: &ProductCard) {
        self.names.insert(handle, card.name.clone());
        self.take_in(&card.name);
        for (name, value) in card.variants.iter().flat_map(|variant| &variant.options) {
            self.take_in(&format!("{name} {value}"));
            if name == "size" {
                self.allow_size(value);
            }
        }
        self.cards.insert(handle, card.clone());
    }

    /// A text that a tool returned.
    fn take_in(&mut self, text: &str) {
        for figure in figure::read(text, self.language) {
            self.read.extend(figure.values.iter().map(|value| (figure.kind, *value)));
            if figure.kind == Kind::Bare {
                let words = figure.beside.iter().filter(|word| !word.is_empty());
                self.beside.extend(words.flat_map(|word| figure.values.iter().map(|value| (*value, word.clone()))));
            }
        }
    }

    pub fn card(&self, handle: Handle) -> Option<&ProductCard> {
        self.cards.get(&handle)
    }

    pub(crate) fn name(&self, handle: Handle) -> Option<&str> {
        self.names.get(&handle).map(String::as_str)
    }

    pub(crate) fn is_name(&self, text: &str) -> bool {
        self.names.values().any(|name| name == text)
    }

    pub fn handle_of(&self, id: ProductId) -> Option<Handle> {
        self.cards.iter().find(|(_, card)| card.id == id).map(|(handle, _)| *handle)
    }

    pub(crate) fn compared(&self, comparison: &Comparison) -> bool {
        self.comparisons.contains(comparison)
    }

    fn minor(&self, minor: i64) -> Value {
        figure::scaled(minor, self.currency.scale())
    }

    /// A price of one of the products the sentence names (of any, when it names none), or an amount the customer said.
    /// Beside a product's name that amount must be spoken of as a bound, or it would pass for the price.
    pub(crate) fn allows_money(&self, value: Value, named: &[Handle], bounding: bool) -> bool {
        let asked = self.bounds.contains(&value)
            || [Kind::Money, Kind::Bare].iter().any(|kind| self.said.contains(&(*kind, value)));
        if asked && (named.is_empty() || bounding) {
            return true;
        }
        let priced = |card: &ProductCard| {
            let own = [Some(card.price), card.compare_at];
            let variants = card.variants.iter().flat_map(|variant| [Some(variant.price), variant.compare_at]);
            own.into_iter().chain(variants).flatten().any(|money| self.minor(money.amount) == value)
        };
        if named.is_empty() {
            self.cards.values().any(priced)
        } else {
            named.iter().filter_map(|handle| self.cards.get(handle)).any(priced)
        }
    }

    /// What a product named is reduced by; of any, where none is named.
    pub(crate) fn allows_saving(&self, value: Value, named: &[Handle]) -> bool {
        let saved = |card: &ProductCard| card.compare_at.map(|was| self.minor(was.amount - card.price.amount));
        let meant = self.cards.iter().filter(|(handle, _)| named.is_empty() || named.contains(handle));
        value > 0 && meant.filter_map(|(_, card)| saved(card)).any(|saved| saved == value)
    }

    /// A product's own text measures or claims it in the same unit.
    pub(crate) fn is_read(&self, kind: Kind, value: Value) -> bool {
        self.read.contains(&(kind, value))
    }

    /// The customer wrote it in the same sense.
    pub(crate) fn is_said(&self, kind: Kind, value: Value) -> bool {
        self.said.contains(&(kind, value))
    }

    /// A bare number of a product's text that stands beside the same word here.
    pub(crate) fn is_read_beside(&self, value: Value, beside: &[String; 2]) -> bool {
        beside.iter().any(|word| !word.is_empty() && self.beside.contains(&(value, word.clone())))
    }

    pub(crate) fn is_size(&self, value: Value) -> bool {
        self.sizes.contains(&value)
    }

    /// A count of what this turn's tools returned: how many match, or up to how many there are to show.
    pub(crate) fn allows_count(&self, value: Value) -> bool {
        self.totals.contains(&value) || (1..=self.cards.len().min(10) as u64).any(|count| figure::whole(count) == value)
    }
}
