//! Reads the numbers out of a text, in digits of any script and in words, with what they measure.

use types::Language;

use crate::lexicon;

/// A number in ten-thousandths, so that prices of every currency compare exactly.
pub type Value = i128;

const UNIT: Value = 10_000;

pub fn whole(count: u64) -> Value {
    Value::from(count) * UNIT
}

/// Minor units with `scale` of them in a major one.
pub fn scaled(minor: i64, scale: i64) -> Value {
    Value::from(minor) * UNIT / Value::from(scale.max(1))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// With a currency's sign, code or name beside it.
    Money,
    /// Of something that has this unit; the customer may have named it.
    Measure(&'static str),
    /// With a unit of what only a product's own text may claim: time, percentages, ratings, how many are left.
    Claim(&'static str),
    Bare,
    /// Stuck to a filled value, or written so that its value cannot be told.
    Glued,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub kind: Kind,
    /// What it may mean: "1,250" is one and a quarter, or a thousand.
    pub values: Vec<Value>,
    pub words: String,
    /// The folded words before and after it; empty where there is none.
    pub beside: [String; 2],
}

/// Every reading of every number in digits.
pub fn values_in(text: &str) -> Vec<Value> {
    let chars: Vec<char> = text.chars().collect();
    runs(&chars).into_iter().flat_map(|(start, end)| readings(&chars[start..end])).collect()
}

/// The figures of a sentence. U+FFFC stands for a filled value.
pub fn read(text: &str, language: Language) -> Vec<Figure> {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<Figure> = runs(&chars)
        .into_iter()
        .map(|(start, end)| {
            let words: String = chars[start..end].iter().collect();
            let values = readings(&chars[start..end]);
            let before = start.checked_sub(1).and_then(|at| chars.get(at)).copied();
            let after = chars.get(end).copied();
            let glued = before == Some('\u{fffc}') || after == Some('\u{fffc}') || values.is_empty();
            let beside = beside(&chars, start, end);
            let kind = if glued { Kind::Glued } else { kind(&chars, start, end, &beside) };
            Figure { kind, values, words, beside }
        })
        .collect();
    // Characters that are numbers but no decimal digits: ½, ², Ⅷ, ④, 五.
    for c in &chars {
        if c.is_numeric() && digit(*c).is_none() {
            out.push(Figure {
                kind: Kind::Glued,
                values: Vec::new(),
                words: c.to_string(),
                beside: Default::default(),
            });
        }
    }
    let lists = lexicon::number_words(language);
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_alphabetic() {
            at += 1;
            continue;
        }
        let end = (at..chars.len())
            .find(|i| !(chars[*i].is_alphabetic() || lexicon::is_mark(chars[*i])))
            .unwrap_or(chars.len());
        let word = lexicon::fold(&chars[at..end].iter().collect::<String>());
        if let Some(value) = lists.iter().find_map(|list| list.get(&word)) {
            let beside = beside(&chars, at, end);
            let kind = kind(&chars, at, end, &beside);
            out.push(Figure { kind, values: vec![whole(*value)], words: word, beside });
        }
        at = end;
    }
    out
}

/// Ranges of digits with single separators between them.
fn runs(chars: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if digit(chars[at]).is_none() {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() {
            let goes_on = digit(chars[at]).is_some()
                || separator(chars[at]) && chars.get(at + 1).is_some_and(|next| digit(*next).is_some());
            if !goes_on {
                break;
            }
            at += 1;
        }
        out.push((start, at));
    }
    out
}

fn separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '٫' | '٬')
}

/// The value of a decimal digit in any of the scripts people type.
fn digit(c: char) -> Option<u32> {
    if let Some(value) = c.to_digit(10) {
        return Some(value);
    }
    const ZEROS: &[u32] = &[
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
        0x1040, 0xff10,
    ];
    let code = c as u32;
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero)
}

/// What a run of digits and separators may mean; empty when it is too long to be a number.
fn readings(run: &[char]) -> Vec<Value> {
    let parse = |whole: &str, part: &str| -> Option<Value> {
        if whole.len() + part.len() > 15 || part.len() > 4 {
            return None;
        }
        let whole: Value = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: Value = format!("{part:0<4}").parse().ok()?;
        Some(whole * UNIT + part)
    };
    let text: String = run.iter().map(|c| digit(*c).and_then(|d| char::from_digit(d, 10)).unwrap_or(*c)).collect();
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut out = Vec::new();
    match text.rfind(|c: char| !c.is_ascii_digit()) {
        None => out.extend(parse(&text, "")),
        Some(at) => {
            let mark = text[at..].chars().next().map_or(1, char::len_utf8);
            let (head, tail) = (&text[..at], &text[at + mark..]);
            out.extend(parse(&digits(head), tail));
            // All separators as thousands, only where the groups are of three.
            let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
            if groups.iter().skip(1).all(|group| group.len() == 3) {
                out.extend(parse(&digits(&text), ""));
            }
        }
    }
    out.dedup();
    out
}

/// The words before and after what stands at `start..end`.
fn beside(chars: &[char], start: usize, end: usize) -> [String; 2] {
    let letter = |c: &char| c.is_alphabetic() || lexicon::is_mark(*c);
    let mut before: Vec<char> = chars[..start]
        .iter()
        .rev()
        .skip_while(|c| c.is_whitespace() || **c == ':')
        .take_while(|c| letter(c))
        .copied()
        .collect();
    before.reverse();
    let mut at = end;
    let mut after = String::new();
    // "3 business days" are days; "two off-white shirts" are no percentage.
    while after.is_empty() || matches!(after.as_str(), "business" | "working" | "off") {
        let joins = |c: &char| c.is_whitespace() || matches!(c, '-' | '‑');
        let begin = at + chars[at..].iter().take_while(|c| joins(c)).count();
        let word: String = chars[begin..].iter().take_while(|c| letter(c)).collect();
        if word.is_empty() || after == "off" && chars.get(at) != Some(&'-') {
            break;
        }
        at = begin + word.chars().count();
        after = lexicon::fold(&word);
    }
    [lexicon::fold(&before.iter().collect::<String>()), after]
}

/// What the number at `start..end` is of, by what stands beside it.
fn kind(chars: &[char], start: usize, end: usize, [before, after]: &[String; 2]) -> Kind {
    let words = lexicon::guard_words();
    let sign = |c: &char| words.currency_signs.contains(*c);
    let next_to = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
    let last = chars[..start].iter().rev().find(|c| !c.is_whitespace());
    let first = chars[end..].iter().find(|c| !c.is_whitespace());
    if last.is_some_and(sign) || first.is_some_and(sign) {
        return Kind::Money;
    }
    if first.is_some_and(|c| matches!(c, '%' | '٪' | '‰')) || last == Some(&'%') {
        return Kind::Claim("percent");
    }
    match first {
        Some('″') => return Kind::Measure("inch"),
        Some('°') => return Kind::Measure("degree"),
        _ => {}
    }
    // "4/5", "24/7": neither is a number of its own.
    let digit_at = |at: Option<usize>| next_to(at).is_some_and(|c| digit(c).is_some());
    let halves = (next_to(Some(end)) == Some('/') && digit_at(Some(end + 1)))
        || (next_to(start.checked_sub(1)) == Some('/') && digit_at(start.checked_sub(2)));
    if halves {
        return Kind::Claim("ratio");
    }
    if words.currency_words.contains(after) || words.currency_words.contains(before) {
        return Kind::Money;
    }
    let claim = words.claims.of(after).or_else(|| words.before.of(before)).map(Kind::Claim);
    claim.or_else(|| words.measures.of(after).map(Kind::Measure)).unwrap_or(Kind::Bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: Kind, value: Value) {
        let figures = read(text, Language::English);
        assert_eq!(figures.len(), 1, "{figures:?}");
        assert_eq!(figures[0].kind, kind, "{text}");
        assert!(kind == Kind::Glued || figures[0].values.contains(&value), "{figures:?}");
    }

    #[test]
    fn reads_numbers_as_written() {
        check("only $64.00 today", Kind::Money, 640_000);
        check("64,00 € heute", Kind::Money, 640_000);
        check("1,250.50 dollars", Kind::Money, 12_505_000);
        check("USD 80", Kind::Money, 800_000);
        check("20 % off", Kind::Claim("percent"), 200_000);
        check("20 cm long", Kind::Measure("cm"), 200_000);
        check("2-year", Kind::Measure("year"), 20_000);
        check("rated: 4", Kind::Claim("star"), 40_000);
        check("in 2-3 things".split('-').next().unwrap_or_default(), Kind::Bare, 20_000);
        check("in five days", Kind::Claim("day"), 50_000);
        check("3 Tage", Kind::Claim("day"), 30_000);
        check("3 business days", Kind::Claim("day"), 30_000);
        check("two business shirts", Kind::Bare, 20_000);
        check("30 off today", Kind::Claim("percent"), 300_000);
        check("two off-white shirts", Kind::Bare, 20_000);
        check("five dollars", Kind::Money, 50_000);
        check("size ३८", Kind::Bare, 380_000);
        check("costs 1\u{fffc}", Kind::Glued, 0);
        check("½ price", Kind::Glued, 0);
        check("1,250", Kind::Bare, 12_500_000);
    }
}
