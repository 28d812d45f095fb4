//! A message cut into words, numbers and currency signs, with what stood between them.

use types::{Currency, Language};

use crate::{
    grammar::{Grammar, PhraseSet},
    text::words,
};

/// Messages are read up to here; what follows carries no more constraints.
pub(crate) const MOST_UNITS: usize = 600;

/// A decimal number as it was written: `mantissa / 10^decimals · times`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub mantissa: u64,
    pub decimals: u32,
    pub times: u64,
}

impl Number {
    pub fn whole(value: u64) -> Number {
        Number { mantissa: value, decimals: 0, times: 1 }
    }

    /// Minor units of a currency, rounded down.
    pub fn minor(self, currency: Currency) -> Option<i64> {
        let value = i128::from(self.mantissa)
            .checked_mul(i128::from(self.times))?
            .checked_mul(i128::from(currency.scale()))?
            .checked_div(10i128.checked_pow(self.decimals)?)?;
        // Beyond this no shop sells anything, and sums stay far from overflow.
        i64::try_from(value).ok().filter(|minor| *minor < 1_000_000_000_000_000)
    }

    pub fn value(self) -> f64 {
        self.mantissa as f64 * self.times as f64 / 10f64.powi(self.decimals as i32)
    }

    /// As a size label: "8.5", "42".
    pub fn label(self) -> String {
        let text = format!("{}", self.value());
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Word,
    Number(Number),
    /// A currency sign, with the ISO codes it may stand for.
    Sign(Vec<String>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    pub kind: Kind,
    /// Folded.
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// A sentence sign or comma stands before: phrases do not go over it.
    pub barrier: bool,
    /// A dash stands before.
    pub dash: bool,
    /// A slash stands before.
    pub slash: bool,
    /// Nothing stands before, not even a space.
    pub glued: bool,
    /// Joined with the next by a sign that makes one name of both ("H&M", "TEE-7").
    pub percent: bool,
    pub plus: bool,
    /// `<`, `≤`, `>`, `≥` before a number.
    pub compare: Option<char>,
    /// Written in capitals.
    pub capital: bool,
}

fn sign_codes(sign: &str) -> Option<Vec<String>> {
    Grammar::shared().currency_signs.get(sign).cloned()
}

fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| match c {
        '\u{966}'..='\u{96f}' => Some(c as u32 - 0x966),
        _ => None,
    })
}

/// Reads a number at the start: digits with separators. Two kinds of separators: the last one is the decimal one; one
/// kind: it groups when it comes twice or before exactly three digits, else it is the decimal one.
fn read_number(text: &str) -> Option<(usize, Number)> {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    let mut digits: Vec<char> = Vec::new();
    while let Some((at, c)) = chars.next() {
        if digit(c).is_some() {
            digits.push(c);
            end = at + c.len_utf8();
        } else if matches!(c, '.' | ',' | '\'' | '’')
            && chars.peek().is_some_and(|(_, next)| digit(*next).is_some())
            && !digits.is_empty()
        {
            digits.push(if c == '’' { '\'' } else { c });
        } else {
            break;
        }
        if digits.len() > 24 {
            return None;
        }
    }
    let separators: Vec<usize> =
        digits.iter().enumerate().filter(|(_, c)| digit(**c).is_none()).map(|(at, _)| at).collect();
    let decimal_at = match separators.last() {
        None => None,
        Some(last) => {
            let kind = digits[*last];
            let others = separators.iter().any(|at| digits[*at] != kind);
            let repeated = separators.len() > 1;
            let tail = digits.len() - last - 1;
            let decimal = kind != '\'' && if others { true } else { !repeated && tail != 3 };
            decimal.then_some(*last)
        }
    };
    let mut mantissa: u64 = 0;
    let mut decimals = 0;
    for (at, c) in digits.iter().enumerate() {
        if let Some(value) = digit(*c) {
            mantissa = mantissa.checked_mul(10)?.checked_add(u64::from(value))?;
            if decimal_at.is_some_and(|decimal| at > decimal) {
                decimals += 1;
            }
        }
    }
    (end > 0).then_some((end, Number { mantissa, decimals, times: 1 }))
}

/// What stood between two units.
#[derive(Default)]
struct Between {
    barrier: bool,
    dash: bool,
    slash: bool,
    compare: Option<char>,
    percent: bool,
    plus: bool,
    signs: Vec<(usize, usize, String)>,
}

fn read_between(text: &str, from: usize, to: usize) -> Between {
    let mut between = Between::default();
    for (at, c) in text[from..to].char_indices() {
        match c {
            ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '\n'
            | '|'
            | '。'
            | '،'
            | '।'
            | '"'
            | '['
            | ']'
            | '…'
            | '\u{1f300}'..='\u{1faff}' => {
                between.barrier = true;
            }
            '.' => between.barrier = true,
            '-' | '–' | '—' | '‑' | '~' => between.dash = true,
            '/' => between.slash = true,
            '<' | '≤' | '>' | '≥' => between.compare = Some(c),
            '%' | '％' => between.percent = true,
            '+' => between.plus = true,
            _ => {
                let sign = c.to_string();
                if sign_codes(&sign).is_some() {
                    between.signs.push((from + at, from + at + c.len_utf8(), sign));
                }
            }
        }
    }
    between
}

/// Cuts a message.
pub(crate) fn cut(text: &str) -> Vec<Unit> {
    let list = words(text);
    let mut units: Vec<Unit> = Vec::new();
    let mut position = 0;
    for word in &list {
        if word.start < position || units.len() >= MOST_UNITS {
            continue;
        }
        let between = read_between(text, position, word.start);
        if let Some(last) = units.last_mut() {
            last.percent = between.percent;
            last.plus = between.plus;
        }
        let mut barrier = between.barrier;
        for (start, end, sign) in &between.signs {
            // "US$", "R$": the letters in front belong to the sign.
            let prefix = units.last().filter(|unit| unit.end == *start && unit.kind == Kind::Word);
            let long =
                prefix.and_then(|unit| sign_codes(&format!("{}{sign}", unit.text)).map(|codes| (unit.start, codes)));
            let (start, codes) = match long {
                Some((start, codes)) => {
                    units.pop();
                    (start, codes)
                }
                None => (*start, sign_codes(sign).unwrap_or_default()),
            };
            let glued = units.last().is_some_and(|unit| unit.end == start);
            units.push(Unit {
                kind: Kind::Sign(codes),
                text: sign.clone(),
                start,
                end: *end,
                barrier,
                dash: false,
                slash: false,
                glued,
                percent: false,
                plus: false,
                compare: None,
                capital: false,
            });
            barrier = false;
        }
        let glued = units.last().is_some_and(|unit| unit.end == word.start);
        let capital = text[word.start..word.end].chars().all(|c| !c.is_lowercase());
        let base = Unit {
            kind: Kind::Word,
            text: word.text.clone(),
            start: word.start,
            end: word.end,
            barrier,
            dash: between.dash,
            slash: between.slash,
            glued,
            percent: false,
            plus: false,
            compare: between.compare,
            capital,
        };
        position = word.end;
        if text[word.start..].chars().next().and_then(digit).is_none() {
            units.push(base);
            continue;
        }
        match number_unit(text, &base, word.end) {
            Some((number, tail)) => {
                position = position.max(number.end);
                let end = number.end;
                units.push(number);
                if let Some((tail_text, tail_end)) = tail {
                    position = position.max(tail_end);
                    units.push(Unit {
                        text: tail_text,
                        start: end,
                        end: tail_end,
                        barrier: false,
                        dash: false,
                        slash: false,
                        glued: true,
                        compare: None,
                        ..base
                    });
                }
            }
            None => units.push(base),
        }
    }
    let rest = read_between(text, position.min(text.len()), text.len());
    if let Some(last) = units.last_mut() {
        last.percent |= rest.percent;
        last.plus |= rest.plus;
    }
    for (start, end, sign) in rest.signs.into_iter().take(4) {
        let glued = units.last().is_some_and(|unit| unit.end == start);
        units.push(Unit {
            kind: Kind::Sign(sign_codes(&sign).unwrap_or_default()),
            text: sign,
            start,
            end,
            barrier: false,
            dash: false,
            slash: false,
            glued,
            percent: false,
            plus: false,
            compare: None,
            capital: false,
        });
    }
    units
}

/// A number, and the letters right behind it: "1.5k" is multiplied, "50usd" and "65inch" come apart, "2xl" and "304a" are
/// words.
fn number_unit(text: &str, base: &Unit, word_end: usize) -> Option<(Unit, Option<(String, usize)>)> {
    let (length, mut number) = read_number(&text[base.start..])?;
    let end = base.start + length;
    if end >= word_end {
        // A grouping or decimal sign may take in further words; what is glued on behind them is looked at as well.
        let tail: String = text[end..].chars().take_while(|c| c.is_alphanumeric()).take(12).collect();
        if tail.is_empty() {
            return Some((Unit { kind: Kind::Number(number), end, ..base.clone() }, None));
        }
        return number_with_tail(text, base, end, number, &tail);
    }
    let tail = text[end..word_end].to_owned();
    if tail.eq_ignore_ascii_case("k") {
        number.times = 1000;
        return Some((Unit { kind: Kind::Number(number), end: word_end, ..base.clone() }, None));
    }
    let folded = crate::text::fold(&tail);
    is_tail(&folded).then(|| (Unit { kind: Kind::Number(number), end, ..base.clone() }, Some((folded, word_end))))
}

/// Letters that may stand glued behind a number and are a word of their own.
fn is_tail(letters: &str) -> bool {
    let grammar = Grammar::shared();
    letters == "ish" || grammar.currency_words.contains_key(letters) || grammar.units.holds(letters, Language::English)
}

fn number_with_tail(
    text: &str,
    base: &Unit,
    end: usize,
    mut number: Number,
    tail: &str,
) -> Option<(Unit, Option<(String, usize)>)> {
    let tail_end = end + tail.len();
    let complete = text[tail_end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    if complete && tail.eq_ignore_ascii_case("k") {
        number.times = 1000;
        return Some((Unit { kind: Kind::Number(number), end: tail_end, ..base.clone() }, None));
    }
    let folded = crate::text::fold(tail);
    if complete && is_tail(&folded) {
        return Some((Unit { kind: Kind::Number(number), end, ..base.clone() }, Some((folded, tail_end))));
    }
    None
}

/// The words of a message with what has been understood of them so far.
pub(crate) struct Message<'m> {
    pub raw: &'m str,
    pub units: Vec<Unit>,
    pub taken: Vec<bool>,
    pub language: Language,
}

impl<'m> Message<'m> {
    pub fn new(raw: &'m str, language: Language) -> Message<'m> {
        let units = cut(raw);
        Message { raw, taken: vec![false; units.len()], units, language }
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    pub fn text(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |unit| unit.text.as_str())
    }

    pub fn free(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|taken| !taken)
    }

    pub fn take(&mut self, from: usize, to: usize) {
        self.taken.iter_mut().take(to).skip(from).for_each(|taken| *taken = true);
    }

    /// The words from a unit on that may be one phrase: free, no sentence sign between, at most so many.
    pub fn run(&self, from: usize, most: usize) -> Vec<&str> {
        let mut out = Vec::new();
        for at in from..(from + most).min(self.len()) {
            let unit = &self.units[at];
            if self.taken[at] || (at > from && (unit.barrier || unit.slash)) || matches!(unit.kind, Kind::Sign(_)) {
                break;
            }
            out.push(unit.text.as_str());
        }
        out
    }

    /// Length of the longest phrase of a set that starts here.
    pub fn starts(&self, set: &PhraseSet, from: usize) -> Option<usize> {
        if !set.may_start(self.text(from)) {
            return None;
        }
        let run = self.run(from, set.longest());
        (1..=run.len()).rev().find(|length| set.holds(&run[..*length].join(" "), self.language))
    }

    /// Start of the longest phrase of a set that ends right before a unit.
    pub fn ends(&self, set: &PhraseSet, before: usize) -> Option<usize> {
        if before == 0 || !set.may_end(self.text(before - 1)) {
            return None;
        }
        let first = before.saturating_sub(set.longest());
        (first..before).find(|start| {
            let run = self.run(*start, before - start);
            run.len() == before - start
                && set.holds(&run.join(" "), self.language)
                && (*start + 1..=before).all(|at| self.units.get(at).is_none_or(|u| at == before || !u.barrier))
        })
    }

    pub fn number(&self, at: usize) -> Option<Number> {
        match self.units.get(at)?.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The words of a stretch as written.
    pub fn raw(&self, from: usize, to: usize) -> (usize, usize) {
        let start = self.units.get(from).map_or(0, |unit| unit.start);
        let end = to.checked_sub(1).and_then(|last| self.units.get(last)).map_or(start, |unit| unit.end);
        (start, end.max(start))
    }
}
