//! Lets through only what is true: fills placeholders from tool results, and holds back every sentence with a number,
//! price, stock word or link that neither a tool returned nor the customer wrote.
//!
//! Placeholders, with `p3` a product's handle: `[[p3]]` its name, `[[p3.price]]`, `[[p3.was]]` the former price,
//! `[[p3.saving]]` the difference, `[[p3.stock]]`, `[[p3.link]]`, `[[p3.sizes]]` and `[[p3.colors]]` that can be bought;
//! after a colon the variant meant: `[[p3.stock:size=m,color=blue]]`. `[[shop.name]]`, `[[shop.contact]]`.

use serde::{Deserialize, Serialize};
use types::{CardVariant, Comparison, Money, Part, ProductCard};

pub use crate::facts::Facts;
use crate::{
    figure::{self, Kind},
    lexicon, message,
    thread::Handle,
};

/// A piece that passed. Only this module makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked(Part);

impl Checked {
    pub fn part(&self) -> &Part {
        &self.0
    }

    pub fn into_part(self) -> Part {
        self.0
    }

    /// Cards come from [`Facts`], so from a tool.
    pub(crate) fn cards(cards: Vec<ProductCard>) -> Checked {
        Checked(Part::Cards { cards })
    }

    /// Only a comparison that a tool made.
    pub(crate) fn comparison(comparison: &Comparison, facts: &Facts) -> Option<Checked> {
        facts.compared(comparison).then(|| Checked(Part::Comparison { comparison: comparison.clone() }))
    }
}

/// What the guard made of one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub finding: Finding,
    /// The draft of the sentence, shortened.
    pub draft: String,
    /// The words that gave offence.
    pub words: String,
}

/// Everything but `Clean` and `Repaired` means that the sentence was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Clean,
    /// Markup or control characters were taken out.
    Repaired,
    /// A handle or placeholder that nothing stands behind.
    Unknown,
    Number,
    Price,
    Stock,
    Link,
    Empty,
}

/// Checks one sentence. `None`: it must not be said.
pub fn check(draft: &str, facts: &Facts) -> (Option<Checked>, Verdict) {
    let (clean, repaired) = plain(draft);
    let verdict = |finding, words: &str| Verdict {
        finding,
        draft: draft.chars().take(200).collect(),
        words: words.chars().take(60).collect(),
    };
    if !clean.chars().any(char::is_alphanumeric) {
        return (None, verdict(Finding::Empty, ""));
    }
    let pieces = pieces(&clean);
    let named: Vec<Handle> = handles(&clean);
    if let Some((finding, words)) = violation(&pieces, &named, facts) {
        return (None, verdict(finding, &words));
    }
    let mut text = String::with_capacity(clean.len() + 32);
    for piece in &pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Slot(slot) => match fill(slot, facts) {
                Some(value) => text.push_str(&value),
                None => return (None, verdict(Finding::Unknown, slot)),
            },
        }
    }
    let finding = if repaired { Finding::Repaired } else { Finding::Clean };
    (Some(Checked(Part::Text { text, draft: Some(clean) })), verdict(finding, ""))
}

/// A quick reply: words the customer may want to say. It promises nothing, but it carries no wrong figure and no link.
pub(crate) fn short(reply: &str, facts: &Facts) -> Option<String> {
    let (clean, _) = plain(reply);
    let known = facts.is_name(&clean);
    let sound = !clean.contains("[[")
        && !clean.split_whitespace().any(is_link)
        && figure::read(&clean, facts.language).iter().all(|figure| {
            figure.kind != Kind::Glued
                && figure.values.iter().any(|value| {
                    facts.allows_figure(*value)
                        || facts.allows_money(*value, &[])
                        || facts.allows_count(*value)
                        || *value <= figure::whole(2)
                })
        });
    (known || sound).then_some(clean)
}

/// Fills a stored draft again, from facts that are true now ([`Facts::for_delivery`]). `None`: something it speaks of
/// is gone, or it no longer passes; the sentence must then not be sent.
pub fn refill(draft: &str, facts: &Facts) -> Option<String> {
    let (clean, _) = plain(draft);
    pieces(&clean).iter().try_fold(String::new(), |text, piece| match piece {
        Piece::Words(words) => Some(text + words),
        Piece::Slot(slot) => fill(slot, facts).map(|value| text + &value),
    })
}

/// The handles a draft names, in order, each once.
pub fn handles(draft: &str) -> Vec<Handle> {
    let mut out = Vec::new();
    for piece in pieces(draft) {
        if let Piece::Slot(slot) = piece
            && let Some(handle) = Handle::parse(slot.split(['.', ':']).next().unwrap_or_default())
            && !out.contains(&handle)
        {
            out.push(handle);
        }
    }
    out
}

enum Piece<'a> {
    Words(&'a str),
    /// The inside of `[[…]]`.
    Slot(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("[[") {
        let Some(length) = rest[open + 2..].find("]]") else { break };
        if open > 0 {
            out.push(Piece::Words(&rest[..open]));
        }
        out.push(Piece::Slot(rest[open + 2..open + 2 + length].trim()));
        rest = &rest[open + 4 + length..];
    }
    if !rest.is_empty() {
        out.push(Piece::Words(rest));
    }
    out
}

/// Takes out markup, control characters and characters that change the direction or hide text.
fn plain(draft: &str) -> (String, bool) {
    let mut out = String::with_capacity(draft.len());
    let mut chars = draft.char_indices();
    while let Some((at, c)) = chars.next() {
        let hidden = c.is_control() && c != '\t'
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        let rest = &draft[at..];
        if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            match rest.find('>') {
                Some(end) => {
                    for _ in 0..rest[1..=end].chars().count() {
                        chars.next();
                    }
                }
                None => break,
            }
        } else if !(hidden || c == '`' || c == '*' || c == '\u{fffc}') {
            out.push(c);
        }
    }
    let trimmed = out.trim().trim_start_matches(['#', '>', '•']).trim_start();
    let repaired = trimmed.len() != draft.trim().len();
    (trimmed.to_owned(), repaired)
}

fn violation(pieces: &[Piece<'_>], named: &[Handle], facts: &Facts) -> Option<(Finding, String)> {
    // One character stands for every filled value, so that words on both sides are read together.
    let mut words = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(text) => words.push_str(text),
            Piece::Slot(_) => words.push('\u{fffc}'),
        }
    }
    if let Some(link) = words.split_whitespace().find(|token| is_link(token)) {
        return Some((Finding::Link, link.to_owned()));
    }
    for figure in figure::read(&words, facts.language) {
        let passes = match figure.kind {
            Kind::Glued => false,
            Kind::Money => figure.values.iter().any(|value| facts.allows_money(*value, named)),
            Kind::Measure => figure.values.iter().any(|value| facts.allows_figure(*value)),
            Kind::Bare => figure.values.iter().any(|value| {
                facts.allows_figure(*value) || facts.allows_count(*value) || facts.allows_money(*value, named)
            }),
        };
        if !passes {
            let finding = if figure.kind == Kind::Money { Finding::Price } else { Finding::Number };
            return Some((finding, figure.words));
        }
    }
    stock_claim(&words, named, facts).map(|words| (Finding::Stock, words))
}

/// A stock word is said by `[[p3.stock]]`, or every product the sentence names must really be so.
fn stock_claim(words: &str, named: &[Handle], facts: &Facts) -> Option<String> {
    let lower = lexicon::fold(words);
    let lists = lexicon::stock_words(facts.language);
    let out = lists.iter().flat_map(|list| &list.gone).find(|phrase| lexicon::contains_words(&lower, phrase));
    // "not in stock" holds "in stock": what is gone is looked for first.
    let (phrase, there) = match out {
        Some(phrase) => (phrase, false),
        None => {
            (lists.iter().flat_map(|list| &list.there).find(|phrase| lexicon::contains_words(&lower, phrase))?, true)
        }
    };
    let true_of_all =
        !named.is_empty() && named.iter().all(|handle| facts.card(*handle).is_some_and(|card| card.in_stock == there));
    if true_of_all { None } else { Some(phrase.clone()) }
}

fn is_link(token: &str) -> bool {
    let token = token.to_lowercase();
    if token.contains("://") || token.contains("www.") || token.contains("](") || token.starts_with("javascript:") {
        return true;
    }
    let core = token.trim_matches(|c: char| !c.is_alphanumeric());
    let host = core.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once('.') {
        Some((name, ending)) => {
            name.chars().any(char::is_alphabetic)
                && (core.contains('@') || lexicon::guard_words().domains.iter().any(|domain| domain == ending))
        }
        None => false,
    }
}

fn fill(slot: &str, facts: &Facts) -> Option<String> {
    match slot {
        "shop.name" => return Some(facts.shop_name.clone()),
        "shop.contact" => return facts.contact.clone(),
        _ => {}
    }
    let (path, choice) = slot.split_once(':').unwrap_or((slot, ""));
    let (handle, fact) = path.split_once('.').unwrap_or((path, ""));
    let handle = Handle::parse(handle)?;
    if fact.is_empty() {
        return facts.name(handle).map(str::to_owned);
    }
    let card = facts.card(handle)?;
    let chosen: Vec<&CardVariant> = card.variants.iter().filter(|variant| satisfies(variant, choice)).collect();
    let whole = choice.is_empty();
    if !whole && chosen.is_empty() {
        return None;
    }
    let price: Money = if whole { card.price } else { chosen.iter().map(|v| v.price).min_by_key(|m| m.amount)? };
    let was = if whole { card.compare_at } else { chosen.iter().find(|v| v.price == price)?.compare_at };
    let was = was.filter(|was| was.amount > price.amount);
    match fact {
        "price" => Some(price.to_string()),
        "was" => was.map(|money| money.to_string()),
        "saving" => was.map(|money| Money::new(money.amount - price.amount, price.currency).to_string()),
        "link" => card.url.clone(),
        "stock" => {
            let there = if whole { card.in_stock } else { chosen.iter().any(|variant| variant.in_stock) };
            let key = match (there, card.few_left) {
                (true, Some(_)) if whole => "stock-few",
                (true, _) => "stock-in",
                (false, _) => "stock-out",
            };
            Some(message::text(facts.language, key, &[("left", card.few_left.unwrap_or_default().into())]))
        }
        "sizes" => listed(&chosen, "size", facts),
        "colors" => listed(&chosen, "color", facts),
        _ => None,
    }
}

/// `size=m,color=blue` against a variant's options.
fn satisfies(variant: &CardVariant, choice: &str) -> bool {
    choice.split(',').filter(|pair| !pair.is_empty()).all(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        variant.options.get(name).is_some_and(|have| have == value)
    })
}

/// The values of one option that can be bought, as the shop spells them.
fn listed(variants: &[&CardVariant], name: &str, facts: &Facts) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for variant in variants.iter().filter(|variant| variant.in_stock) {
        let at = variant.options.get_index_of(name)?;
        let label = variant.labels.get(at).cloned().or_else(|| variant.options.get(name).cloned())?;
        if !values.contains(&label) {
            values.push(label);
        }
    }
    if values.is_empty() { None } else { Some(message::list(facts.language, &values)) }
}
