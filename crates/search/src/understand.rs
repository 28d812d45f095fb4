//! What one message asks for: filters, order, language, and the words that are left.
//!
//! The message is cut into units; each rule takes the units it has understood, so that no word counts twice. The order
//! of the rules is the order of certainty: constraints given up, corrections, sizes and prices (numbers with a sign
//! beside them), orders, stock, sale, refusals, then the values of the vocabularies. What nobody took, and is no mere
//! asking word, is the text.

use types::{Field, Filters, Order, Span, Understood};

use crate::{
    Vocabulary,
    grammar::{Grammar, PhraseSet},
    language::of_message,
    price, size,
    units::{Kind, Message},
    values::{self, Value},
};

/// Only the beginning of a longer message is read for constraints.
const MOST_CHARACTERS: usize = 4_000;

/// Reads a message by itself; merging with the thread is the caller's. Pure, in bounded time, for any text.
pub fn understand(text: &str, vocabulary: &Vocabulary) -> Understood {
    let read = text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(at, _)| &text[..at]);
    let language = of_message(read);
    let mut message = Message::new(read, language);
    let mut out = Understood { language, ..Understood::default() };
    let mut spans: Vec<Placed> = Vec::new();
    give_up(&mut message, &mut out.dropped);
    let corrected_at = corrections(&mut message);
    out.correction = !corrected_at.is_empty();
    for size in size::read(&mut message, vocabulary) {
        spans.push(Placed { field: Field::Size, value: size.value, from: size.from, to: size.to });
    }
    let (bounds, foreign) = price::read(&mut message, vocabulary);
    out.foreign_currency = foreign;
    for bound in bounds {
        if bound.min.is_some() && bound.max.is_some() {
            (out.filters.price_min, out.filters.price_max) = (bound.min, bound.max);
        }
        out.filters.price_min = bound.min.or(out.filters.price_min);
        out.filters.price_max = bound.max.or(out.filters.price_max);
        for value in [bound.min, bound.max].into_iter().flatten() {
            spans.push(Placed { field: Field::Price, value: value.to_string(), from: bound.from, to: bound.to });
        }
    }
    if let (Some(min), Some(max)) = (out.filters.price_min, out.filters.price_max)
        && min > max
    {
        (out.filters.price_min, out.filters.price_max) = (Some(max), Some(min));
    }
    out.order = order(&mut message);
    let refused = values::refused(&mut message, vocabulary);
    let mut excluded: Vec<Placed> = Vec::new();
    for value in refused {
        excluded.extend(value.values.into_iter().map(|v| Placed {
            field: Field::Exclude,
            value: v,
            from: value.from,
            to: value.to,
        }));
    }
    flag(&mut message, &Grammar::shared().stock, Field::Stock, &mut out.filters.in_stock, &mut spans);
    flag(&mut message, &Grammar::shared().sale, Field::Sale, &mut out.filters.on_sale, &mut spans);
    spans.extend(read_values(&mut message, vocabulary));
    late_sizes(&mut message, vocabulary, &mut spans);
    replace_corrected(&mut spans, &corrected_at);
    spans.extend(excluded);
    spans.sort_by_key(|span| (span.from, span.to));
    fill(&mut out.filters, &spans);
    out.spans = spans
        .into_iter()
        .map(|span| {
            let (start, end) = message.raw(span.from, span.to);
            Span { field: span.field, value: span.value, words: read[start..end].to_owned(), start, end }
        })
        .collect();
    let bounded = out.filters.price_min.is_some() || out.filters.price_max.is_some();
    out.text = leftover(&message, bounded);
    out
}

/// A value and the units it came from.
#[derive(Debug, Clone)]
struct Placed {
    field: Field,
    value: String,
    from: usize,
    to: usize,
}

fn give_up(message: &mut Message<'_>, dropped: &mut Vec<Field>) {
    let fields = [
        ("price", Field::Price),
        ("color", Field::Color),
        ("size", Field::Size),
        ("brand", Field::Brand),
        ("material", Field::Material),
        ("category", Field::Category),
        ("stock", Field::Stock),
        ("sale", Field::Sale),
    ];
    let mut at = 0;
    while at < message.len() {
        let found = Grammar::shared().drop.iter().find_map(|(name, set)| Some((name, message.starts(set, at)?)));
        match found {
            Some((name, length)) => {
                message.take(at, at + length);
                let field = fields.iter().find(|(known, _)| known == name).map(|(_, field)| *field);
                if let Some(field) = field.filter(|field| !dropped.contains(field)) {
                    dropped.push(field);
                }
                at += length;
            }
            None => at += 1,
        }
    }
}

/// Units at which a correction stands. A single word corrects only at the start of the message or of a clause; "no,"
/// at the start of a longer message does too.
fn corrections(message: &mut Message<'_>) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let starts_clause = at == 0
            || message.units[at].barrier
            || message.units[at].dash
            || out.last().is_some_and(|last| *last + 2 >= at);
        let refusal = at == 0
            && message.len() > 1
            && message.units[1].barrier
            && matches!(message.text(0), "no" | "nein" | "non" | "nee" | "nahi" | "não");
        match message.starts(&Grammar::shared().correction, at) {
            Some(length) if starts_clause || length > 1 || refusal_word(message.text(at)) => {
                message.take(at, at + length);
                out.push(at);
                at += length;
            }
            _ if refusal => {
                message.take(at, at + 1);
                out.push(at);
                at += 1;
            }
            _ => at += 1,
        }
    }
    out
}

/// Words that hardly ever mean anything but a correction.
fn refusal_word(word: &str) -> bool {
    matches!(word, "sorry" | "oops" | "anzi" | "pardon")
}

fn order(message: &mut Message<'_>) -> Option<Order> {
    let grammar = Grammar::shared();
    let sets = [
        (&grammar.cheapest, Order::Cheapest),
        (&grammar.dearest, Order::Dearest),
        (&grammar.newest, Order::Newest),
        (&grammar.popular, Order::Popular),
    ];
    let mut found = None;
    for at in 0..message.len() {
        // The longest phrase decides: "les moins chers" over "moins chers".
        let best = sets
            .iter()
            .filter_map(|(set, order)| message.starts(set, at).map(|length| (length, *order)))
            .max_by_key(|(length, _)| *length);
        if let Some((length, order)) = best {
            message.take(at, at + length);
            found.get_or_insert(order);
        }
    }
    found
}

fn flag(message: &mut Message<'_>, set: &PhraseSet, field: Field, filter: &mut Option<bool>, spans: &mut Vec<Placed>) {
    for at in 0..message.len() {
        if let Some(length) = message.starts(set, at) {
            message.take(at, at + length);
            *filter = Some(true);
            spans.push(Placed { field, value: "true".to_owned(), from: at, to: at + length });
        }
    }
}

fn read_values(message: &mut Message<'_>, vocabulary: &Vocabulary) -> Vec<Placed> {
    let mut found: Vec<Value> = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let mut values: Vec<Value> = values::value_at(message, at, vocabulary, false).into_iter().collect();
        if values.is_empty() {
            values = values::compound(message, at, vocabulary);
        }
        if values.is_empty() {
            values.extend(values::mistyped(message, at, vocabulary));
        }
        at = values.iter().map(|value| value.to).max().unwrap_or(0).max(at + 1);
        found.extend(values);
    }
    let found = choose_categories(message, found, vocabulary);
    for value in &found {
        message.take(value.from, value.to);
    }
    let placed = |value: Value| {
        value.values.into_iter().map(move |v| Placed { field: value.field, value: v, from: value.from, to: value.to })
    };
    found.into_iter().flat_map(placed).collect()
}

/// Which of several category words say what is wanted; the others stay in the text.
///
/// Of neighbours the last is the thing ("dress shoes" are shoes); what follows "for" is a purpose; a level above another
/// one asked for adds nothing; weak words ("gift", "women") count only when nothing else is asked for.
fn choose_categories(message: &Message<'_>, found: Vec<Value>, vocabulary: &Vocabulary) -> Vec<Value> {
    let grammar = Grammar::shared();
    let is_category = |value: &Value| value.field == Field::Category;
    let spelt = |value: &Value| (value.from..value.to).map(|at| message.text(at)).collect::<Vec<_>>().join(" ");
    let weak = |value: &Value| grammar.weak_categories.holds(&spelt(value), message.language);
    let claimed = |at: usize| found.iter().any(|value| (value.from..value.to).contains(&at));
    let others = (0..message.len())
        .any(|at| message.free(at) && !claimed(at) && !grammar.is_filler(message.text(at), message.language));
    let definite = found.iter().any(|value| is_category(value) && !weak(value));
    let mut keep: Vec<bool> = found
        .iter()
        .map(|value| {
            if !is_category(value) {
                return true;
            }
            if weak(value) && (definite || others) {
                return false;
            }
            let purpose = value.from > 0 && leads_to_purpose(message, value.from);
            let earlier = found.iter().any(|other| is_category(other) && other.to <= value.from && !weak(other));
            let free_before = (0..value.from)
                .any(|at| message.free(at) && !claimed(at) && !grammar.is_filler(message.text(at), message.language));
            !(purpose && (earlier || free_before))
        })
        .collect();
    for at in 0..found.len() {
        let above = |name: &String| {
            found.iter().enumerate().any(|(other, value)| {
                other != at
                    && keep[other]
                    && is_category(value)
                    && value.values.iter().any(|inner| {
                        let levels = vocabulary.category(inner).zip(vocabulary.category(name));
                        levels.is_some_and(|(inner, outer)| inner.above.contains(&outer.key))
                    })
            })
        };
        if keep[at] && is_category(&found[at]) && found[at].values.iter().all(above) {
            keep[at] = false;
        }
    }
    let languages_with_head_first = matches!(
        message.language,
        types::Language::French | types::Language::Spanish | types::Language::Italian | types::Language::Portuguese
    );
    for at in 1..found.len() {
        let (a, b) = (&found[at - 1], &found[at]);
        let neighbours = a.to == b.from && !message.units.get(b.from).is_none_or(|unit| unit.barrier || unit.slash);
        if is_category(a) && is_category(b) && neighbours && keep[at] && keep[at - 1] {
            keep[if languages_with_head_first { at } else { at - 1 }] = false;
        }
    }
    found.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(value, _)| value).collect()
}

/// "for", "with" … right before, or with words such as "a", "my" between.
fn leads_to_purpose(message: &Message<'_>, at: usize) -> bool {
    let grammar = Grammar::shared();
    let mut before = at;
    for _ in 0..3 {
        if before == 0 || message.units[before].barrier {
            return false;
        }
        before -= 1;
        if grammar.purpose.holds(message.text(before), message.language) {
            return true;
        }
        if !matches!(
            message.text(before),
            "a" | "an"
                | "the"
                | "my"
                | "her"
                | "his"
                | "our"
                | "your"
                | "meine"
                | "meinen"
                | "mein"
                | "ein"
                | "eine"
                | "einen"
                | "die"
                | "das"
                | "den"
                | "ma"
                | "mon"
                | "mes"
                | "une"
                | "un"
                | "la"
                | "le"
                | "mi"
                | "una"
                | "el"
                | "mia"
                | "mio"
                | "minha"
                | "meu"
                | "mijn"
                | "een"
        ) {
            return false;
        }
    }
    false
}

/// A bare number that is one of the shop's sizes, beside what has been understood: "black jeans 32".
fn late_sizes(message: &mut Message<'_>, vocabulary: &Vocabulary, spans: &mut Vec<Placed>) {
    let grammar = Grammar::shared();
    for at in 0..message.len() {
        let Some(number) = message.number(at).filter(|_| message.free(at)) else { continue };
        let label = number.label();
        let counts = number.value() < 15.0 && number.decimals == 0;
        let next = message.units.get(at + 1).filter(|next| !next.barrier);
        let measured = message.units[at].percent
            || next.is_some_and(|next| {
                matches!(next.kind, Kind::Sign(_)) || next.dash || grammar.units.holds(&next.text, message.language)
            });
        // "iphone 15": a number behind a word that nobody understood is part of its name.
        let named = at > 0
            && !message.units[at].barrier
            && message.free(at - 1)
            && !grammar.is_filler(message.text(at - 1), message.language);
        if vocabulary.has_size(&label) && !counts && !measured && !named && !message.units[at].dash {
            message.take(at, at + 1);
            spans.push(Placed { field: Field::Size, value: label, from: at, to: at + 1 });
        } else if (number.value() <= 20.0 && number.decimals == 0 && message.taken.get(at + 1) == Some(&true) && !named)
            || message.units[at].percent && message.taken.get(at + 1) == Some(&true)
        {
            // "2 blue dresses", "100% cotton": a count or share of what was understood.
            message.take(at, at + 1);
        }
    }
}

/// What was said before a correction gives way to what is said of the same kind after it.
fn replace_corrected(spans: &mut Vec<Placed>, corrected_at: &[usize]) {
    for corrected in corrected_at {
        let after: Vec<Field> = spans.iter().filter(|span| span.from > *corrected).map(|span| span.field).collect();
        spans.retain(|span| {
            span.from > *corrected
                || matches!(span.field, Field::Price | Field::Stock | Field::Sale)
                || !after.contains(&span.field)
        });
    }
}

fn fill(filters: &mut Filters, spans: &[Placed]) {
    let refused: Vec<String> =
        spans.iter().filter(|span| span.field == Field::Exclude).map(|span| span.value.to_lowercase()).collect();
    for span in spans {
        let list = match span.field {
            Field::Color => &mut filters.colors,
            Field::Size => &mut filters.sizes,
            Field::Category => &mut filters.categories,
            Field::Brand => &mut filters.brands,
            Field::Material => &mut filters.materials,
            Field::Exclude => {
                let value = span.value.to_lowercase();
                if !filters.exclude.contains(&value) {
                    filters.exclude.push(value);
                }
                continue;
            }
            Field::Price | Field::Stock | Field::Sale => continue,
        };
        if !list.contains(&span.value) && !refused.contains(&span.value.to_lowercase()) {
            list.push(span.value.clone());
        }
    }
}

/// "usb-c", "all-in-one": joined by a dash with a word that stays.
fn part_of_word(message: &Message<'_>, at: usize) -> bool {
    let grammar = Grammar::shared();
    let joined = |a: usize, b: usize| {
        let (Some(first), Some(second)) = (message.units.get(a), message.units.get(b)) else { return false };
        second.dash && second.start - first.end == 1
    };
    let mut first = at;
    while first > 0 && joined(first - 1, first) {
        first -= 1;
    }
    let mut last = at;
    while joined(last, last + 1) {
        last += 1;
    }
    (first..=last)
        .any(|other| other != at && message.free(other) && !grammar.is_filler(message.text(other), message.language))
}

/// The words that nobody took and that are no mere asking words, as written.
fn leftover(message: &Message<'_>, bounded: bool) -> String {
    let grammar = Grammar::shared();
    let mut out = String::new();
    let mut end = 0;
    for at in 0..message.len() {
        let unit = &message.units[at];
        let empty = match unit.kind {
            Kind::Sign(_) => true,
            Kind::Word if bounded && grammar.currency_words.contains_key(&unit.text) => true,
            Kind::Word => {
                let negation = message.starts(&grammar.not_before, at) == Some(1);
                (grammar.is_filler(&unit.text, message.language) || negation) && !part_of_word(message, at)
            }
            Kind::Number(_) => false,
        };
        if !message.free(at) || empty {
            continue;
        }
        let joined = !out.is_empty() && unit.start - end <= 1 && at > 0 && message.units[at - 1].end == end;
        if joined {
            // "t-shirt", "3.5": the sign between is part of the word.
            out.push_str(&message.raw[end..unit.start]);
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&message.raw[unit.start..unit.end]);
        end = unit.end;
    }
    out
}
