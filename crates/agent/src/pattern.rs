//! A message as words, and phrases found in it.

use crate::lexicon::{Lexicon, fold, is_mark};

/// One word of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded.
    pub text: String,
    /// Bytes in the message.
    pub start: usize,
    pub end: usize,
}

/// The words of a message; marks between them are not kept, `#2` and `3rd` are words.
pub fn words(message: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let inside = |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, '\'' | '’');
    let mut start = None;
    for (at, c) in message.char_indices().chain([(message.len(), ' ')]) {
        let elided = start
            .is_some_and(|from| matches!(c, '\'' | '’') && elides(&message[from..at], &message[at + c.len_utf8()..]));
        match (start, inside(c) && at < message.len() && !elided) {
            (None, true) if c != '\'' && c != '’' => start = Some(at),
            (Some(from), false) => {
                let text = fold(&message[from..at]);
                if !text.is_empty() {
                    out.push(Word { text, start: from, end: at });
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// "l'article", "dov'è" are two words; "what's", "don't" are one.
fn elides(before: &str, after: &str) -> bool {
    const HEADS: [&str; 18] = [
        "l", "d", "j", "c", "n", "s", "t", "m", "qu", "jusqu", "lorsqu", "dov", "dell", "all", "nell", "un", "quest",
        "com",
    ];
    let tail: String = after.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    HEADS.contains(&before.to_lowercase().as_str())
        && (tail.chars().count() > 1 || matches!(tail.as_str(), "è" | "é" | "a" | "y" | "o"))
        && !matches!(tail.as_str(), "ll" | "re" | "ve" | "you" | "ya")
}

/// A message's words as one lexicon reads them: typing errors mended to words its patterns know.
pub struct Message<'a> {
    pub lexicon: &'a Lexicon,
    /// What was written, then what it may be meant as.
    forms: Vec<Vec<String>>,
}

/// Longer messages are not searched for typing errors.
const MENDED: usize = 80;

impl<'a> Message<'a> {
    pub fn new(words: &[Word], lexicon: &'a Lexicon) -> Message<'a> {
        Message::among(words, lexicon, &[])
    }

    /// As [`Message::new`]; a word that one of the `others` knows as it is holds no typing error.
    pub fn among(words: &[Word], lexicon: &'a Lexicon, others: &[&Lexicon]) -> Message<'a> {
        let mend = words.len() <= MENDED;
        let forms = words
            .iter()
            .map(|word| {
                let mut forms = vec![word.text.clone()];
                if !lexicon.exact.contains(&word.text) && !others.iter().any(|other| other.exact.contains(&word.text)) {
                    forms.extend(shortened(&word.text, lexicon));
                    if mend && forms.len() == 1 {
                        forms.extend(mended(&word.text, lexicon));
                    }
                }
                forms
            })
            .collect();
        Message { lexicon, forms }
    }

    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// The written word at a place, and what it may be meant as.
    pub fn forms(&self, at: usize) -> &[String] {
        self.forms.get(at).map_or(&[], Vec::as_slice)
    }

    /// Where the pattern stands first: the range of words it covers.
    pub fn find(&self, pattern: &Pattern) -> Option<(usize, usize)> {
        let starts = if pattern.anchored { 0..1 } else { 0..self.len().max(1) };
        starts.into_iter().find_map(|start| self.fits(&pattern.items, start).map(|end| (start, end)))
    }

    pub fn has(&self, patterns: &[Pattern]) -> bool {
        patterns.iter().any(|pattern| self.find(pattern).is_some())
    }

    pub fn cue(&self, name: &str) -> bool {
        self.has(self.lexicon.cue(name))
    }

    /// The end of the shortest fit of `items` at `start`.
    fn fits(&self, items: &[Item], start: usize) -> Option<usize> {
        let Some((item, rest)) = items.split_first() else { return Some(start) };
        match item {
            Item::End => (start == self.len()).then_some(start),
            Item::Gap => (start..=(start + 4).min(self.len())).find_map(|next| self.fits(rest, next)),
            Item::Word { any, optional } => {
                let here =
                    self.forms.get(start).is_some_and(|forms| forms.iter().any(|f| any.iter().any(|t| t.fits(f))));
                let with = if here { self.fits(rest, start + 1) } else { None };
                with.or_else(|| if *optional { self.fits(rest, start) } else { None })
            }
        }
    }
}

/// "helloooo" is hello, "sooo" is so.
fn shortened(word: &str, lexicon: &Lexicon) -> Option<String> {
    for keep in [2, 1] {
        let mut out = String::new();
        let mut run = 0;
        let mut last = None;
        for c in word.chars() {
            run = if last == Some(c) { run + 1 } else { 1 };
            last = Some(c);
            if run <= keep {
                out.push(c);
            }
        }
        if out != word && lexicon.exact.contains(&out) {
            return Some(out);
        }
    }
    None
}

/// Known words one slip away (two in long words): the first letter is trusted.
fn mended<'l>(word: &str, lexicon: &'l Lexicon) -> impl Iterator<Item = String> + use<'l> {
    let letters: Vec<char> = word.chars().collect();
    let known = letters.first().and_then(|first| lexicon.vocabulary.get(first));
    let enough = letters.len() >= 4 && letters.iter().all(|c| c.is_alphabetic() || is_mark(*c));
    let allowed = if letters.len() >= 9 { 2 } else { 1 };
    known
        .into_iter()
        .flatten()
        .filter(move |candidate| {
            let length = candidate.chars().count();
            enough && length.abs_diff(letters.len()) <= allowed && slips(&letters, candidate) <= allowed
        })
        .take(3)
        .cloned()
}

/// Optimal string alignment distance: insert, drop, change, or swap two neighbours.
fn slips(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// A phrase to look for (see the module `lexicon` for how it is written).
#[derive(Debug, Clone)]
pub struct Pattern {
    anchored: bool,
    items: Vec<Item>,
}

#[derive(Debug, Clone)]
enum Item {
    Word { any: Vec<Term>, optional: bool },
    Gap,
    End,
}

#[derive(Debug, Clone)]
enum Term {
    Is(String),
    Begins(String),
    Number,
}

impl Term {
    fn fits(&self, form: &str) -> bool {
        match self {
            Term::Is(word) => word == form,
            Term::Begins(head) => form.starts_with(head.as_str()),
            Term::Number => form.starts_with(|c: char| c.is_numeric()),
        }
    }
}

impl Pattern {
    pub fn new(source: &str) -> Pattern {
        let mut anchored = false;
        let mut items = Vec::new();
        for piece in source.split_whitespace() {
            match piece {
                "^" => anchored = true,
                "$" => items.push(Item::End),
                "..." => items.push(Item::Gap),
                _ => {
                    let optional = piece.ends_with('?');
                    let any = piece.trim_end_matches('?').split('|').map(|term| match term.strip_suffix('*') {
                        Some(head) => Term::Begins(fold(head)),
                        None if term == "#" => Term::Number,
                        None => Term::Is(fold(term)),
                    });
                    items.push(Item::Word { any: any.collect(), optional });
                }
            }
        }
        Pattern { anchored, items }
    }

    /// Whole words the pattern is made of.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.items
            .iter()
            .flat_map(|item| match item {
                Item::Word { any, .. } => any.as_slice(),
                Item::Gap | Item::End => &[],
            })
            .filter_map(|term| match term {
                Term::Is(word) => Some(word.as_str()),
                Term::Begins(_) | Term::Number => None,
            })
    }
}

/// Patterns found in any of several readings of one message.
pub fn any_cue(messages: &[Message<'_>], name: &str) -> bool {
    messages.iter().any(|message| message.cue(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Language;

    #[track_caller]
    fn check(pattern: &str, message: &str, expected: bool) {
        let words = words(message);
        let message = Message::new(&words, crate::lexicon::of(Language::English));
        assert_eq!(message.find(&Pattern::new(pattern)).is_some(), expected);
    }

    #[test]
    fn finds_phrases() {
        check("where is|s my order", "Hey, where is my order?", true);
        check("where is my? order", "where is order", true);
        check("^ hi $", "hi", true);
        check("^ hi $", "hi there", false);
        check("talk ... human", "could I talk to a real human please", true);
        check("talk ... human", "talk to me about this very nice old human", false);
        check("return*", "returning things", true);
        check("number #", "number 3", true);
        check("what's", "whats up", true);
    }

    #[test]
    fn minds_typing_errors_only_in_longer_words() {
        check("cheaper", "something chepaer", true);
        check("cheaper", "something cheapr", true);
        check("red", "rad", false);
    }
}
