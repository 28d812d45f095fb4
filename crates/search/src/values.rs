//! Values in a message: colours, materials, categories, brands; and what refuses them.

use types::Field;

use crate::{
    Vocabulary,
    grammar::Grammar,
    lexicon::Lexicon,
    text::within_edits,
    traits::{color_at, longest, material_at},
    units::{Kind, Message},
    vocabulary::Named,
};

/// A value with the units it came from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub field: Field,
    /// One word may name several categories ("lamps": table lamps, floor lamps).
    pub values: Vec<String>,
    pub from: usize,
    pub to: usize,
}

fn one(field: Field, value: impl Into<String>, from: usize, to: usize) -> Option<Value> {
    Some(Value { field, values: vec![value.into()], from, to })
}

/// The best value at a unit: the longest phrase; of equal ones a colour before a material before a category before a
/// brand, unless the category is spelt exactly so.
pub(crate) fn value_at(message: &Message<'_>, at: usize, vocabulary: &Vocabulary, refused: bool) -> Option<Value> {
    if !message.free(at) || !matches!(message.units[at].kind, Kind::Word) {
        return None;
    }
    let found = [
        color(message, at, vocabulary, refused),
        material(message, at, refused),
        category(message, at, vocabulary),
        brand(message, at, vocabulary, refused),
    ];
    let mut best: Option<Value> = None;
    for value in found.into_iter().flatten() {
        let longer = best.as_ref().is_none_or(|held| value.to > held.to);
        let exact = value.field == Field::Category
            && best.as_ref().is_some_and(|held| held.to == value.to && held.field == Field::Material)
            && value.values.iter().any(|name| name.to_lowercase() == phrase(message, value.from, value.to));
        if longer || exact {
            best = Some(value);
        }
    }
    best
}

fn phrase(message: &Message<'_>, from: usize, to: usize) -> String {
    (from..to).map(|at| message.text(at)).collect::<Vec<_>>().join(" ")
}

fn color(message: &Message<'_>, at: usize, vocabulary: &Vocabulary, refused: bool) -> Option<Value> {
    let run = message.run(at, 5);
    let read = color_at(&run, 0, Some(message.language))?;
    let to = at + read.end;
    let spelt = run[..read.end].join(" ");
    let lexicon = Lexicon::shared();
    if lexicon.weak_colors.contains(&spelt) && !refused && !vocabulary.has_color(&read.value.name) {
        // A thing by itself, unless something says that it is a colour.
        let led = at > 0 && matches!(message.text(at - 1), "in" | "en" | "color" | "colour" | "coloured" | "colored");
        let followed = matches!(message.text(to), "color" | "colour" | "colored" | "coloured");
        if !led && !followed {
            return None;
        }
    }
    // "ocean blue", where the shop has such a shade of its own.
    if at > 0 && message.free(at - 1) && !message.units[at].barrier {
        let own = format!("{} {spelt}", message.text(at - 1));
        if vocabulary.has_color(&own) {
            return one(Field::Color, own, at - 1, to);
        }
    }
    one(Field::Color, read.value.name, at, to)
}

fn material(message: &Message<'_>, at: usize, refused: bool) -> Option<Value> {
    let run = message.run(at, 5);
    let read = material_at(&run, 0, Some(message.language))?;
    let to = at + read.end;
    let spelt = run[..read.end].join(" ");
    if Lexicon::shared().weak_materials.contains(&spelt) && !refused {
        let next = message.units.get(to);
        let followed = next.is_some_and(|next| {
            !next.barrier
                && message.free(to)
                && next.kind == Kind::Word
                && !Grammar::shared().is_filler(&next.text, message.language)
        });
        let made_of =
            at > 0 && matches!(message.text(at - 1), "in" | "of" | "from" | "aus" | "en" | "di" | "de" | "van");
        if !followed && !made_of {
            return None;
        }
    }
    one(Field::Material, read.value, at, to)
}

fn category(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Option<Value> {
    let run = message.run(at, vocabulary.longest_name().max(3));
    (1..=run.len()).rev().find_map(|length| {
        let spelt = run[..length].join(" ");
        // A one-letter stem or a function word is no category.
        if length == 1 && (spelt.chars().count() < 3 && !spelt.chars().any(|c| c as u32 > 0x2ff)) {
            return None;
        }
        let names: Vec<String> =
            vocabulary.categories_of(&spelt, message.language).into_iter().map(|c| c.name.clone()).collect();
        (!names.is_empty()).then_some(Value { field: Field::Category, values: names, from: at, to: at + length })
    })
}

fn brand(message: &Message<'_>, at: usize, vocabulary: &Vocabulary, refused: bool) -> Option<Value> {
    let grammar = Grammar::shared();
    let maker = message.ends(&grammar.maker, at);
    // "a case for Samsung" asks for what fits it, whoever made it.
    let purpose = at > 0 && grammar.purpose.holds(message.text(at - 1), message.language);
    if purpose && at > 1 && !refused {
        return None;
    }
    let run = message.run(at, vocabulary.longest_name());
    (1..=run.len()).rev().find_map(|length| {
        let name = vocabulary.brand_of(&run[..length].join(" "), maker.is_some() || refused)?;
        // The shop's own vendor name may be a plain word of the language.
        if length == 1 && grammar.is_filler(run[0], message.language) && maker.is_none() {
            return None;
        }
        one(Field::Brand, name, maker.unwrap_or(at), at + length)
    })
}

/// What a compound of a Germanic language says: "Lederjacke" is a jacket of leather. Its first part must be a material.
pub(crate) fn compound(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Vec<Value> {
    let word = message.text(at);
    let joins = matches!(message.language, types::Language::German | types::Language::Dutch);
    if !joins || !message.free(at) || word.len() < 7 || vocabulary.brand_of(word, true).is_some() {
        return Vec::new();
    }
    for (cut, _) in word.char_indices().filter(|(cut, _)| *cut >= 3 && word.len() - cut >= 4) {
        let (head, tail) = word.split_at(cut);
        let names = vocabulary.categories_of(tail, message.language);
        let head = head.strip_suffix('s').unwrap_or(head);
        let material = Lexicon::shared().material_words.get(head).and_then(|senses| senses.first());
        if let Some(material) = material.filter(|_| !names.is_empty()) {
            let names = names.into_iter().map(|category| category.name.clone()).collect();
            return [
                one(Field::Material, material.value.clone(), at, at + 1),
                Some(Value { field: Field::Category, values: names, from: at, to: at + 1 }),
            ]
            .into_iter()
            .flatten()
            .collect();
        }
    }
    Vec::new()
}

/// A value one typing error away. Numbers, short words and words that the catalogue or the vocabularies know are left
/// as they are.
pub(crate) fn mistyped(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Option<Value> {
    let word = message.text(at);
    let letters: Vec<char> = word.chars().collect();
    if !message.free(at)
        || !matches!(message.units[at].kind, Kind::Word)
        || letters.len() < 5
        || letters.iter().any(|c| c.is_ascii_digit())
        || Grammar::shared().is_filler(word, message.language)
        || vocabulary.knows(word)
    {
        return None;
    }
    let near = |known: &str| {
        if known.chars().next() != letters.first().copied() || known.len().abs_diff(word.len()) > 4 {
            return false;
        }
        let other: Vec<char> = known.chars().collect();
        other.len() >= 4 && within_edits(&letters, &other, 1).is_some()
    };
    let lexicon = Lexicon::shared();
    let mut colors: Vec<(&str, usize)> = lexicon
        .color_words
        .iter()
        .filter(|(known, _)| !known.contains(' ') && near(known))
        .filter_map(|(known, senses)| {
            let sense = senses
                .iter()
                .find(|s| !s.only && (s.language == message.language || s.language == types::Language::English))?;
            Some((known.as_str(), sense.value))
        })
        .collect();
    colors.sort_unstable();
    if let Some(color) = colors.first().and_then(|(_, at)| lexicon.colors.get(*at)) {
        return one(Field::Color, color.name.clone(), at, at + 1);
    }
    let mut names: Vec<(Named, &str)> =
        vocabulary.name_words().filter(|(known, _)| near(known)).map(|(known, kind)| (kind, known)).collect();
    names.sort_unstable();
    match names.first()? {
        (Named::Category, known) => {
            let names: Vec<String> =
                vocabulary.categories_of(known, message.language).into_iter().map(|c| c.name.clone()).collect();
            (!names.is_empty()).then_some(Value { field: Field::Category, values: names, from: at, to: at + 1 })
        }
        (Named::Brand, known) => one(Field::Brand, vocabulary.brand_of(known, false)?, at, at + 1),
    }
}

/// Refused values: "not leather", "without wool or silk", "Leder nicht"…; the units they came from are taken.
pub(crate) fn refused(message: &mut Message<'_>, vocabulary: &Vocabulary) -> Vec<Value> {
    let grammar = Grammar::shared();
    let mut out: Vec<Value> = Vec::new();
    let mut at = 0;
    while at < message.len() {
        if !message.free(at) {
            at += 1;
            continue;
        }
        if let Some(length) = message.starts(&grammar.idioms, at) {
            message.take(at, at + length);
            at += length;
            continue;
        }
        if let Some(length) = message.starts(&grammar.not_before, at) {
            let end = refuse_from(message, at, at + length, vocabulary, &mut out);
            at = end.max(at + 1);
            continue;
        }
        if let Some(length) = message.starts(&grammar.not_after, at).filter(|_| at > 0) {
            refuse_back(message, at, at + length, vocabulary, &mut out);
            at += length;
            continue;
        }
        at += 1;
    }
    out
}

/// A refused value at a unit: a known one, a size, or a single word that means something.
fn refusable(message: &Message<'_>, at: usize, vocabulary: &Vocabulary) -> Option<Value> {
    if let Some(value) = value_at(message, at, vocabulary, true) {
        return Some(value);
    }
    let run = message.run(at, 3);
    if let Some((length, sense)) = longest(&Lexicon::shared().size_words, &run, 0, Some(message.language)) {
        return one(Field::Size, sense.value.clone(), at, at + length);
    }
    if message.number(at).is_some()
        && Lexicon::shared().size_introducers.contains_key(message.text(at.saturating_sub(1)))
    {
        return one(Field::Size, message.text(at), at, at + 1);
    }
    None
}

fn word_value(message: &Message<'_>, at: usize) -> Option<Value> {
    let word = message.text(at);
    let plain = message.free(at)
        && message.units[at].kind == Kind::Word
        && word.chars().count() > 2
        && !word.bytes().any(|b| b.is_ascii_digit())
        && !Grammar::shared().is_filler(word, message.language);
    if plain { one(Field::Exclude, word, at, at + 1) } else { None }
}

fn refuse_from(
    message: &mut Message<'_>,
    from: usize,
    start: usize,
    vocabulary: &Vocabulary,
    out: &mut Vec<Value>,
) -> usize {
    let grammar = Grammar::shared();
    let mut at = start;
    while message.free(at)
        && at < start + 4
        && !message.units[at].barrier
        && (grammar.not_between.holds(message.text(at), message.language)
            || Lexicon::shared().size_introducers.contains_key(message.text(at)))
    {
        at += 1;
    }
    if message.units.get(at).is_none_or(|unit| unit.barrier) {
        // "no, blue": nothing is refused.
        return start;
    }
    let Some(first) = refusable(message, at, vocabulary).or_else(|| word_value(message, at)) else { return start };
    let field = first.field;
    let mut end = first.to;
    out.push(first);
    for _ in 0..6 {
        let Some(unit) = message.units.get(end) else { break };
        let next = match message.starts(&grammar.not_chain, end) {
            Some(length) => end + length,
            None if unit.barrier || unit.slash => end,
            None => break,
        };
        let negated = message.starts(&grammar.not_before, next);
        let value = refusable(message, next + negated.unwrap_or(0), vocabulary);
        match value {
            Some(value) if (value.field == field && chains(message, end)) || negated.is_some() => {
                end = value.to;
                out.push(value);
            }
            _ => break,
        }
    }
    message.take(from, end);
    end
}

/// A comma goes on with the refused values only when the list ends with "or"/"and" or another refusal; "not red, blue"
/// asks for blue.
fn chains(message: &Message<'_>, at: usize) -> bool {
    let grammar = Grammar::shared();
    if message.starts(&grammar.not_chain, at).is_some() {
        return true;
    }
    (at..(at + 4).min(message.len())).any(|later| message.starts(&grammar.not_chain, later).is_some())
}

/// What stands right before "nahi chahiye", "के बिना", "-free".
fn refuse_back(message: &mut Message<'_>, at: usize, end: usize, vocabulary: &Vocabulary, out: &mut Vec<Value>) {
    let glued_free = message.text(at) == "free" && message.units[at].dash;
    let mut found: Option<Value> = None;
    // "लाल रंग नहीं", "kala colour nahi": a filler may stand between.
    let last = (0..3)
        .map_while(|back| at.checked_sub(back + 1))
        .find(|at| !Grammar::shared().is_filler(message.text(*at), message.language));
    if let Some(last) = last {
        for start in last.saturating_sub(3)..=last {
            if let Some(value) = refusable(message, start, vocabulary).filter(|value| value.to == last + 1) {
                found = Some(value);
                break;
            }
        }
        if found.is_none() && (message.text(at) != "free" || glued_free) {
            found = word_value(message, last);
        }
        if message.text(at) == "free"
            && !glued_free
            && found.as_ref().is_none_or(|value| value.field != Field::Material)
        {
            return;
        }
    }
    if let Some(value) = found {
        message.take(value.from, end);
        out.push(value);
    }
}
