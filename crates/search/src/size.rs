//! Sizes in a message: "size 8", "taille 38", "EU 42", "XL or L", "medium".

use types::Language;

use crate::{
    Vocabulary,
    grammar::Grammar,
    lexicon::Lexicon,
    traits::{canonical_size, longest},
    units::{Kind, Message},
};

/// A size with the units it came from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadSize {
    pub value: String,
    pub from: usize,
    pub to: usize,
}

/// Spellings of letter sizes that mean nothing else.
fn is_plain_letter(text: &str) -> bool {
    matches!(text, "xs" | "xl" | "xxl" | "xxs" | "xxxl" | "2xl" | "3xl" | "4xl" | "5xl" | "2xs" | "xxxxl")
}

/// A size value at a unit, after a word that introduces it: anything that can be a label.
fn labelled(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Option<(String, usize)> {
    let lexicon = Lexicon::shared();
    if !message.free(at) {
        return None;
    }
    if let Some(number) = message.number(at) {
        let mut to = at + 1;
        if lexicon.size_systems.contains_key(message.text(to)) {
            to += 1;
        }
        return Some((number.label(), to));
    }
    let run = message.run(at, 4);
    if let Some((length, sense)) = longest(&lexicon.size_words, &run, 0, Some(message.language)) {
        return Some((sense.value.clone(), at + length));
    }
    let value = canonical_size(message.text(at));
    let coded = value.bytes().any(|b| b.is_ascii_digit()) && value.len() <= 6;
    (coded || vocabulary.has_size(&value)).then_some((value, at + 1))
}

/// All sizes of a message. `in_category` tells whether the asked-for category has a size.
pub(crate) fn read(message: &mut Message<'_>, vocabulary: &Vocabulary) -> Vec<ReadSize> {
    let lexicon = Lexicon::shared();
    let mut out: Vec<ReadSize> = Vec::new();
    let mut at = 0;
    while at < message.len() {
        if !message.free(at) {
            at += 1;
            continue;
        }
        let introduced = introducer(message, at);
        if let Some(start) = introduced {
            let mut value_at = start;
            while message.free(value_at)
                && value_at < start + 3
                && lexicon.size_between.iter().any(|word| word == message.text(value_at))
                && message.number(value_at).is_none()
            {
                value_at += 1;
            }
            if let Some((value, to)) = labelled(message, value_at, vocabulary) {
                out.push(ReadSize { value, from: at, to });
                let end = chain(message, to, vocabulary, &mut out, true);
                message.take(at, end);
                at = end;
                continue;
            }
        }
        if let Some((value, to)) = alone(message, at, vocabulary) {
            // "XL size", "M size wala"
            let to =
                if message.free(to) && lexicon.size_introducers.contains_key(message.text(to)) { to + 1 } else { to };
            out.push(ReadSize { value, from: at, to });
            let end = chain(message, to, vocabulary, &mut out, false);
            message.take(at, end);
            at = end;
            continue;
        }
        at += 1;
    }
    out
}

/// Where the value may start after "size", "taille", or a system such as "EU".
fn introducer(message: &Message<'_>, at: usize) -> Option<usize> {
    let lexicon = Lexicon::shared();
    let word = message.text(at);
    let sense = |phrases: &crate::lexicon::Phrases<()>| {
        phrases.get(word).is_some_and(|senses| {
            senses.iter().any(|sense| !sense.only || !matches!(message.language, Language::English))
        })
    };
    if sense(&lexicon.size_introducers) {
        let system = lexicon.size_systems.contains_key(message.text(at + 1));
        return Some(if system { at + 2 } else { at + 1 });
    }
    // "EU 42", "UK 8": a system, then a number of a label's size; "EUR 42" is money.
    let system = matches!(word, "eu" | "uk" | "us");
    let number = message.number(at + 1).filter(|_| system && message.free(at + 1))?;
    (number.value() <= 60.0 && number.times == 1).then_some(at + 1)
}

/// A size without a word in front.
fn alone(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Option<(String, usize)> {
    let lexicon = Lexicon::shared();
    let unit = &message.units[at];
    let word = unit.text.as_str();
    if let Some(number) = message.number(at) {
        // "42 EU", "8 UK"
        let system = matches!(message.text(at + 1), "eu" | "uk") && message.free(at + 1);
        return (system && number.value() <= 60.0).then(|| (number.label(), at + 2));
    }
    if !matches!(unit.kind, Kind::Word) {
        return None;
    }
    let run = message.run(at, 4);
    if let Some((length, sense)) = longest(&lexicon.size_words, &run, 0, Some(message.language)) {
        let long = length > 1 || is_plain_letter(word);
        if long && !is_code(message, at, at + length) {
            return Some((sense.value.clone(), at + length));
        }
        if length == 1 && matches!(word, "s" | "m" | "l") {
            return lone_letter(message, at, vocabulary).then(|| (sense.value.clone(), at + 1));
        }
        if length == 1 && plain_word(message, at, &sense.value, vocabulary) {
            return Some((sense.value.clone(), at + 1));
        }
    }
    None
}

/// Part of an article number: "TEE-XL-7".
fn is_code(message: &Message<'_>, from: usize, to: usize) -> bool {
    let glued = |at: usize, end: usize| {
        message.units.get(at).is_some_and(|unit| {
            unit.start - end == 1 && (unit.dash || unit.slash) && unit.text.bytes().any(|b| b.is_ascii_digit())
        })
    };
    let before = from > 0 && {
        let previous = &message.units[from - 1];
        message.units[from].start - previous.end <= 1
            && message.units[from].dash
            && previous.text.len() > 1
            && previous.capital
            && !Lexicon::shared().size_words.contains_key(&previous.text)
    };
    before || glued(to, message.units[to - 1].end)
}

/// "M" by itself: a capital that stands free, or what "in" or a comma leads to.
fn lone_letter(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> bool {
    let unit = &message.units[at];
    let before = message.raw[..unit.start].chars().next_back();
    let after = message.raw[unit.end..].chars().next();
    let stands_free = before.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '(' | '/'))
        && after.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | '!' | '?' | ';' | ')' | '/'));
    if !stands_free {
        return false;
    }
    let next_number = message.number(at + 1).is_some() && !message.units[at + 1].barrier;
    if next_number {
        return false;
    }
    let has = vocabulary.has_size(&unit.text) || vocabulary.sizes().is_empty();
    let shouted = message.len() > 3 && !message.raw.chars().any(char::is_lowercase);
    if unit.capital && !shouted {
        return true;
    }
    let led = at > 0 && (unit.barrier || matches!(message.text(at - 1), "in" | "size" | "a" | "en"));
    let last = at + 1 == message.len() || message.units[at + 1].barrier;
    // "l" and "s" are pieces of other words in French and in genitives.
    has && (led || last || shouted) && (last || message.text(at - usize::from(at > 0)) == "in")
}

/// "small", "medium", "large" as words: sizes where the shop, and the category asked for, has them.
fn plain_word(message: &Message<'_>, at: usize, value: &str, vocabulary: &Vocabulary) -> bool {
    let led = at > 0 && matches!(message.text(at - 1), "in" | "a" | "size") && message.text(at - 1) == "in";
    let last = at + 1 == message.len() || message.units[at + 1].barrier;
    if led && last {
        return true;
    }
    if !vocabulary.has_size(value) {
        // Unless the shop's sizes are unknown, "large" is then a plain adjective; "medium" hardly ever is.
        return message.text(at) == "medium" && (led || last);
    }
    let categories = (0..message.len()).flat_map(|at| {
        let run = message.run(at, 3);
        (1..=run.len())
            .rev()
            .map(|length| vocabulary.categories_of(&run[..length].join(" "), message.language))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    });
    let mut told: Vec<bool> = categories.map(|category| category.sizes.contains(value)).collect();
    if told.is_empty() {
        let others = (0..message.len()).filter(|other| *other != at && message.free(*other));
        told = others.filter_map(|other| vocabulary.is_sized(message.text(other))).collect();
    }
    told.is_empty() || told.contains(&true)
}

/// "S or M", "8, 8.5", "38-40": further sizes behind the first.
fn chain(message: &Message<'_>, from: usize, vocabulary: &Vocabulary, out: &mut Vec<ReadSize>, sure: bool) -> usize {
    let grammar = Grammar::shared();
    let mut end = from;
    for _ in 0..8 {
        let Some(unit) = message.units.get(end) else { break };
        let joined = matches!(
            unit.text.as_str(),
            "or" | "and"
                | "oder"
                | "und"
                | "ou"
                | "et"
                | "o"
                | "y"
                | "u"
                | "e"
                | "of"
                | "en"
                | "ya"
                | "aur"
                | "या"
                | "और"
                | "to"
                | "bis"
        );
        let value_at = if joined && unit.kind == Kind::Word && !unit.barrier {
            end + 1
        } else if unit.barrier || unit.slash || unit.dash {
            end
        } else {
            break;
        };
        let value_at = if Lexicon::shared().size_introducers.contains_key(message.text(value_at)) {
            value_at + 1
        } else {
            value_at
        };
        let found = match message.number(value_at) {
            // A further number is a size only right behind a size, and when no money, bound or unit is about it.
            Some(_) => {
                let next = message.units.get(value_at + 1);
                let money = next.is_some_and(|next| {
                    matches!(next.kind, Kind::Sign(_))
                        || grammar.currency_words.contains_key(&next.text)
                        || grammar.units.holds(&next.text, message.language)
                });
                if sure && !money { labelled(message, value_at, vocabulary) } else { None }
            }
            None => longest(&Lexicon::shared().size_words, &message.run(value_at, 4), 0, Some(message.language))
                .map(|(length, sense)| (sense.value.clone(), value_at + length)),
        };
        let Some((value, to)) = found else { break };
        out.push(ReadSize { value, from: value_at, to });
        end = to;
    }
    end
}
