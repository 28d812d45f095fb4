//! Prices in a message: bounds, ranges, budgets. A number is a price only when something says so: a sign or word of
//! money, or a word that makes a bound; and never when a unit, an age or a model name stands beside it.
//!
//! A bare amount with a sign ("a $40 dress", "for 40 €") is read as an upper bound: who names a sum has that much.

use types::Currency;

use crate::{
    Vocabulary,
    grammar::Grammar,
    units::{Kind, Message, Number},
};

/// A bound that a message sets, with the units it came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound {
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub from: usize,
    pub to: usize,
}

/// Share that "around" leaves on both sides.
const AROUND_PERCENT: i64 = 20;

/// A number with its currency.
struct Amount {
    number: Number,
    from: usize,
    to: usize,
    codes: Option<Vec<String>>,
    /// Written in words: "fifty".
    spelt: bool,
}

/// Words or digits that make one number: "fifty five", "two hundred", "1.5 k".
fn number_at(message: &Message<'_>, at: usize) -> Option<(Number, usize, bool)> {
    let grammar = Grammar::shared();
    if let Some(mut number) = message.number(at) {
        if let Some(times) = grammar.multipliers.get(message.text(at + 1)).filter(|_| message.free(at + 1)) {
            number.times = number.times.saturating_mul(*times);
            return Some((number, at + 2, false));
        }
        return Some((number, at + 1, false));
    }
    // "soixante-dix", "quatre-vingts" before their first words.
    for length in (2..=3).rev() {
        let run = message.run(at, length);
        if run.len() == length
            && let Some(value) = grammar.numbers.get(&run.join(" "))
        {
            return Some((Number::whole(*value), at + length, true));
        }
    }
    let mut total: u64 = 0;
    let mut current: u64 = 0;
    let mut next = at;
    let mut seen = false;
    while message.free(next) && (next == at || !message.units[next].barrier) && next < at + 8 {
        let word = message.text(next);
        if let Some(value) = grammar.numbers.get(word) {
            // "fifty five" adds up, "fifty sixty" is two numbers.
            if seen && (!current.is_multiple_of(10) || *value >= 10 || current == 0) && !current.is_multiple_of(100) {
                break;
            }
            current += value;
        } else if let Some(times) = grammar.multipliers.get(word).filter(|_| seen || word.len() > 1) {
            current = current.max(1).saturating_mul(*times);
            if *times >= 1000 {
                total += current;
                current = 0;
            }
        } else if seen
            && word == "and"
            && current.is_multiple_of(100)
            && current > 0
            && grammar.numbers.contains_key(message.text(next + 1))
        {
            next += 1;
            continue;
        } else {
            break;
        }
        seen = true;
        next += 1;
    }
    (seen && total + current > 0).then(|| (Number::whole(total + current), next, true))
}

fn amount_at(message: &Message<'_>, at: usize) -> Option<Amount> {
    if !message.free(at) {
        return None;
    }
    let grammar = Grammar::shared();
    let sign = |at: usize| match message.units.get(at).map(|unit| &unit.kind) {
        Some(Kind::Sign(codes)) if message.free(at) => Some(codes.clone()),
        _ => None,
    };
    let word = |at: usize| -> Option<(Vec<String>, usize)> {
        if !message.free(at) || message.units[at].barrier {
            return None;
        }
        (1..=2).rev().find_map(|length| {
            let run = message.run(at, length);
            (run.len() == length)
                .then(|| grammar.currency_words.get(&run.join(" ")))
                .flatten()
                .map(|codes| (codes.clone(), at + length))
        })
    };
    // A sign or word in front: "$80", "EUR 80", "Rs. 500".
    let before = sign(at).map(|codes| (codes, at + 1)).or_else(|| word(at));
    if let Some((codes, next)) = before
        && message.free(next)
        && message.number(next).is_some()
        && let Some((number, to, spelt)) = number_at(message, next)
    {
        // "EUR 80 Euro", "$80 USD"
        let to = sign(to).map(|_| to + 1).or_else(|| word(to).map(|(_, end)| end)).unwrap_or(to);
        return Some(Amount { number, from: at, to, codes: Some(codes), spelt });
    }
    let (number, to, spelt) = number_at(message, at)?;
    let after = sign(to)
        .filter(|_| message.units[to].glued || !next_is_amount(message, to))
        .map(|codes| (codes, to + 1))
        .or_else(|| word(to));
    match after {
        Some((codes, to)) => Some(Amount { number, from: at, to, codes: Some(codes), spelt }),
        None => Some(Amount { number, from: at, to, codes: None, spelt }),
    }
}

/// Whether a sign belongs to the number behind it: "30 $50".
fn next_is_amount(message: &Message<'_>, sign: usize) -> bool {
    message.number(sign + 1).is_some() && message.units[sign + 1].glued
}

/// Whether something beside the number says that it is a measure, a share, an age or part of a name.
fn is_measure(message: &Message<'_>, amount: &Amount) -> bool {
    if amount.codes.is_some() {
        return false;
    }
    let last = amount.to - 1;
    let unit = &message.units[last];
    let next = message.units.get(amount.to);
    if unit.percent || message.units[amount.from].percent {
        return true;
    }
    if let Some(next) = next.filter(|next| !next.barrier) {
        // "50 by 80"
        if matches!(next.text.as_str(), "by" | "x") && message.number(amount.to + 1).is_some() {
            return true;
        }
        if next.dash
            && next.glued_dash(unit.end)
            && matches!(next.kind, Kind::Word)
            && !Grammar::shared().budget.holds(&next.text, message.language)
        {
            // "8-year", "2-pack"
            return true;
        }
        if Grammar::shared().units.holds(&next.text, message.language)
            && message.starts(&Grammar::shared().max_after, amount.to).is_none()
            && message.starts(&Grammar::shared().min_after, amount.to).is_none()
        {
            return true;
        }
    }
    false
}

impl crate::units::Unit {
    /// A dash and nothing else stands between this and what ended there.
    pub fn glued_dash(&self, end: usize) -> bool {
        self.dash && self.start.saturating_sub(end) <= 3
    }
}

/// All bounds of a message, in order; the units they came from are taken. Signs that are not the shop's are reported.
pub(crate) fn read(message: &mut Message<'_>, vocabulary: &Vocabulary) -> (Vec<Bound>, Option<String>) {
    let currency = vocabulary.currency();
    let mut bounds: Vec<Bound> = Vec::new();
    let mut foreign = None;
    let mut at = 0;
    while at < message.len() {
        let found = amount_at(message, at).and_then(|amount| {
            let end = amount.to;
            bound_of(message, amount, bounds.last(), vocabulary).map(|bound| (bound, end))
        });
        let Some(((bound, codes), end)) = found else {
            at += 1;
            continue;
        };
        if let Some(codes) = codes
            && !codes.iter().any(|code| code == currency.as_str())
        {
            foreign = codes.into_iter().next();
        }
        message.take(bound.from, bound.to);
        at = end.max(bound.to);
        bounds.push(bound);
    }
    (bounds, foreign)
}

type Found = (Bound, Option<Vec<String>>);

fn bound_of(message: &Message<'_>, first: Amount, before: Option<&Bound>, vocabulary: &Vocabulary) -> Option<Found> {
    let grammar = Grammar::shared();
    let currency = vocabulary.currency();
    if let Some(found) = range_of(message, &first, vocabulary) {
        return Some(found);
    }
    if is_measure(message, &first) {
        return None;
    }
    let value = first.number.minor(currency)?;
    let weak = is_weak(message, &first, currency);
    let marked = first.codes.is_some() && !weak;
    let set = |min: Option<i64>, max: Option<i64>, from: usize, to: usize| {
        Some((Bound { min, max, from, to }, first.codes.clone()))
    };
    let (low, high) = (value - value * AROUND_PERCENT / 100, value + value * AROUND_PERCENT / 100);
    // Words that only lead to the number: "under the 50", "sotto i 50".
    let lead = {
        let mut lead = first.from;
        while lead > 0
            && message.free(lead - 1)
            && !message.units[lead].barrier
            && matches!(
                message.text(lead - 1),
                "the"
                    | "a"
                    | "an"
                    | "like"
                    | "say"
                    | "only"
                    | "just"
                    | "of"
                    | "is"
                    | "de"
                    | "los"
                    | "les"
                    | "die"
                    | "i"
                    | "gli"
                    | "os"
                    | "von"
                    | "dem"
            )
        {
            lead -= 1;
        }
        lead
    };
    let phrase_before =
        |set: &crate::grammar::PhraseSet| message.ends(set, first.from).or_else(|| message.ends(set, lead));
    let barred = message.units[first.from].barrier && !marked;
    if let Some(compare) = message.units[first.from].compare {
        return match compare {
            '<' | '≤' => set(None, Some(value), first.from, first.to),
            _ => set(Some(value), None, first.from, first.to),
        };
    }
    let counted = counts_things(message, &first);
    if !barred && !counted {
        // The longest phrase decides: "no more than" over "more than".
        let ways = [
            (phrase_before(&grammar.max_before), 0),
            (phrase_before(&grammar.min_before), 1),
            (phrase_before(&grammar.around_before), 2),
        ];
        let best = ways.iter().filter_map(|(start, way)| start.map(|start| (start, *way))).min();
        if let Some((start, way)) = best {
            let aged = !marked && start > 0 && message.ends(&grammar.age_before, start).is_some();
            let from = start;
            let named = !marked && is_name(message, start, first.from, vocabulary);
            if !aged && !named {
                let or_so = message.starts(&grammar.max_after, first.to).map_or(first.to, |length| first.to + length);
                return match way {
                    0 => set(None, Some(value), from, or_so),
                    1 => set(Some(value), None, from, first.to),
                    _ => {
                        // "my budget is around 60"
                        let from = budget_before(message, from).unwrap_or(from);
                        set(Some(low), Some(high), from, first.to)
                    }
                };
            }
        }
    }
    if !counted && message.units.get(first.to).is_none_or(|unit| !unit.barrier) {
        // A number word needs a currency before "or less" is about money; "size 8 and up" was taken as a size.
        let plausible = marked || (!first.spelt && !behind_name(message, first.from, vocabulary));
        let from = message.ends(&grammar.amount_before, first.from).filter(|_| marked).unwrap_or(first.from);
        if plausible {
            if let Some(length) = message.starts(&grammar.max_after, first.to) {
                return set(None, Some(value), from, first.to + length);
            }
            if let Some(length) = message.starts(&grammar.min_after, first.to) {
                return set(Some(value), None, from, first.to + length);
            }
            if let Some(length) = message.starts(&grammar.around_after, first.to).filter(|_| marked || value > 0) {
                return set(Some(low), Some(high), from, first.to + length);
            }
        }
    }
    if message.units[first.to - 1].plus && marked {
        return set(Some(value), None, first.from, first.to);
    }
    if message.units[first.from].dash && marked && false_dash(message, first.from) {
        return set(Some(low), Some(high), first.from, first.to);
    }
    if let Some(from) = budget_before(message, first.from) {
        return set(None, Some(value), from, first.to);
    }
    if message.free(first.to)
        && !message.units[first.to].barrier
        && grammar.budget.holds(message.text(first.to), message.language)
        && !grammar.drop.iter().any(|(_, set)| message.starts(set, first.to).is_some())
    {
        return set(None, Some(value), first.from, first.to + 1);
    }
    // "under 50, sorry, 60": the new figure takes the place of the old one.
    if let Some(before) = before
        && (before.to..first.from).all(|at| !message.free(at) || grammar.is_filler(message.text(at), message.language))
        && first.from > before.to
        && message.taken[before.to..first.from].iter().any(|taken| *taken)
    {
        return match (before.min, before.max) {
            (None, Some(_)) => set(None, Some(value), first.from, first.to),
            (Some(_), None) => set(Some(value), None, first.from, first.to),
            _ => set(Some(low), Some(high), first.from, first.to),
        };
    }
    if marked {
        let from = message.ends(&grammar.amount_before, first.from).unwrap_or(first.from);
        return set(None, Some(value), from, first.to);
    }
    None
}

/// "15 pounds" is a weight, unless the shop counts in pounds.
fn is_weak(message: &Message<'_>, amount: &Amount, currency: Currency) -> bool {
    let Some(codes) = &amount.codes else { return false };
    let words = (amount.from..amount.to).filter(|at| message.number(*at).is_none());
    let mut any = false;
    for at in words {
        match message.units[at].kind {
            Kind::Sign(_) => return false,
            _ if Grammar::shared().weak_currency_words.contains(message.text(at)) => any = true,
            _ => {}
        }
    }
    any && !codes.iter().any(|code| code == currency.as_str())
}

/// Whether a number stands behind a word that nobody knows: "iphone 12", "eurofase 23271".
fn behind_name(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> bool {
    at > 0 && !message.units[at].barrier && is_unknown(message, at - 1, vocabulary)
}

fn is_unknown(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> bool {
    let word = message.text(at);
    message.free(at)
        && message.units[at].kind == Kind::Word
        && !Grammar::shared().is_filler(word, message.language)
        && vocabulary.categories_of(word, message.language).is_empty()
        && !crate::lexicon::Lexicon::shared().color_words.contains_key(word)
        && !crate::lexicon::Lexicon::shared().material_words.contains_key(word)
        && !crate::things::Things::shared().knows(word)
}

/// "air max 90": one short word for a bound behind a word that nobody knows is part of a name.
fn is_name(message: &Message<'_>, start: usize, number: usize, vocabulary: &Vocabulary) -> bool {
    let Some(before) = start.checked_sub(1).filter(|_| number == start + 1 && !message.units[start].barrier) else {
        return false;
    };
    matches!(message.text(start), "max" | "maxi" | "min" | "plus") && is_unknown(message, before, vocabulary)
}

/// "~$40"
fn false_dash(message: &Message<'_>, at: usize) -> bool {
    message.raw[..message.units[at].start].ends_with('~')
}

/// Small unmarked numbers before a word count things: "under 3 pieces", "more than 2 pockets".
fn counts_things(message: &Message<'_>, amount: &Amount) -> bool {
    let grammar = Grammar::shared();
    if amount.spelt && amount.codes.is_none() && amount.number.value() < 10.0 {
        return true;
    }
    if amount.codes.is_some() || amount.number.value() >= if amount.spelt { 100.0 } else { 10.0 } {
        return false;
    }
    match message.units.get(amount.to) {
        Some(next) if !next.barrier && next.kind == Kind::Word => {
            let known = grammar.is_filler(&next.text, message.language)
                || message.starts(&grammar.max_after, amount.to).is_some()
                || message.starts(&grammar.min_after, amount.to).is_some()
                || grammar.joiners.holds(&next.text, message.language);
            !known
        }
        _ => false,
    }
}

/// Start of "budget is", "my budget:", "I can spend" before a figure.
fn budget_before(message: &Message<'_>, at: usize) -> Option<usize> {
    let grammar = Grammar::shared();
    let mut start = at;
    for _ in 0..4 {
        if let Some(found) = message.ends(&grammar.budget, start) {
            return Some(found);
        }
        if start == 0
            || !message.free(start - 1)
            || !grammar.budget_fill.holds(message.text(start - 1), message.language)
        {
            return None;
        }
        start -= 1;
    }
    None
}

fn range_of(message: &Message<'_>, first: &Amount, vocabulary: &Vocabulary) -> Option<Found> {
    let grammar = Grammar::shared();
    let currency = vocabulary.currency();
    let between = message.ends(&grammar.between_before, first.from);
    let next = message.units.get(first.to)?;
    let dashed = next.dash && !next.barrier;
    let (joiner, second_at) = if dashed && !(next.kind == Kind::Word) {
        ("-", first.to)
    } else if message.free(first.to) && !next.barrier && grammar.joiners.holds(&next.text, message.language) {
        (next.text.as_str(), first.to + 1)
    } else {
        return None;
    };
    let second = amount_at(message, second_at)?;
    if is_measure(message, &second)
        || is_measure(message, &Amount { codes: second.codes.clone().or(first.codes.clone()), ..*first })
    {
        return None;
    }
    let marked = first.codes.is_some() || second.codes.is_some();
    let after = message.starts(&grammar.after_range, second.to);
    let budget = budget_before(message, between.unwrap_or(first.from));
    let joins_only_between = matches!(joiner, "and" | "und" | "et" | "y" | "e" | "ed" | "en" | "aur" | "और" | "or");
    if joiner == "or" || (joins_only_between && between.is_none() && after.is_none()) {
        return None;
    }
    // Without a sign or "between", only figures that look like prices: sizes and ages are smaller and closer.
    let large = (first.number.value() >= 10.0 || first.number.value() == 0.0) && second.number.value() >= 10.0;
    let sure = marked || budget.is_some() || after.is_some() || between.is_some_and(|_| large || joins_only_between);
    let year = |number: Number| (1900.0..2100.0).contains(&number.value());
    let plain = large
        && !first.spelt
        && first.number != second.number
        && !(year(first.number) && year(second.number))
        && !behind_name(message, first.from, vocabulary);
    if !sure && !plain {
        return None;
    }
    // "1-1.5k": the thousand holds for both.
    let mut low_number = first.number;
    if second.number.times > 1
        && first.number.times == 1
        && first.number.value() < second.number.value() / second.number.times as f64 + 1.0
        && second.number.value() > first.number.value() * 20.0
    {
        low_number.times = second.number.times;
    }
    let (a, b) = (low_number.minor(currency)?, second.number.minor(currency)?);
    let from = budget.or(between).unwrap_or(first.from);
    let to = second.to + after.unwrap_or(0);
    let codes = first.codes.clone().or(second.codes);
    Some((Bound { min: Some(a.min(b)), max: Some(a.max(b)), from, to }, codes))
}
