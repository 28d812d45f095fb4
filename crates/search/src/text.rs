//! Words: normalising, cutting, stemming, hashing.
//!
//! One cutting for documents, queries and understanding, so that what is asked and what is found are spelt alike.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use types::Language;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer runs of letters are no word of any language here; they are cut so that hostile input stays cheap.
const LONGEST_WORD: usize = 48;

/// A 64-bit hash of a text, the same on every build and machine (FNV-1a, parameters from the FNV reference page).
pub fn text_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A stretch of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: compatibility forms, case and Latin accents taken away.
    pub text: String,
    /// Byte range in the original.
    pub start: usize,
    pub end: usize,
}

fn word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Folds case, compatibility forms ("ﬁ", "①") and Latin accents; other scripts keep their signs.
pub fn fold(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii()) {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out.nfc().collect()
}

/// Cuts a text into words. "men's" gives "men", "don't" gives "dont", "l'argent" gives "l" and "argent".
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !word_char(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut length = 1;
        while let Some(&(at, next)) = chars.peek() {
            if !word_char(next) || length >= LONGEST_WORD {
                break;
            }
            end = at + next.len_utf8();
            length += 1;
            chars.next();
        }
        let stem = fold(&text[start..end]);
        // An apostrophe and letters right behind it belong to this word or start the next, by language habit.
        if let Some(&(at, '\'' | '’')) = chars.peek() {
            let rest = &text[at..];
            let quote = rest.chars().next().map_or(1, char::len_utf8);
            let tail: String = rest[quote..].chars().take_while(|c| word_char(*c)).take(3).collect();
            let tail_end = at + quote + tail.len();
            let folded = fold(&tail);
            let complete = text[tail_end..].chars().next().is_none_or(|c| !word_char(c));
            if complete && matches!(folded.as_str(), "s" | "t" | "re" | "ll" | "ve" | "m" | "d") {
                while chars.peek().is_some_and(|(next, _)| *next < tail_end) {
                    chars.next();
                }
                let word = if folded == "s" { stem } else { stem + &folded };
                out.push(Word { text: word, start, end: tail_end });
                continue;
            }
        }
        if !stem.is_empty() {
            out.push(Word { text: stem, start, end });
        }
    }
    out
}

/// Cuts "d1042s" into "d", "1042", "s"; nothing for words of one kind.
pub fn digit_parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before: Option<bool> = None;
    for (at, c) in word.char_indices() {
        let digit = c.is_ascii_digit();
        if before.is_some_and(|was| was != digit) {
            parts.push(&word[from..at]);
            from = at;
        }
        before = Some(digit);
    }
    if parts.is_empty() {
        return parts;
    }
    parts.push(&word[from..]);
    parts
}

/// Takes endings off words of one language.
pub struct Stems {
    stemmer: Option<Stemmer>,
    english: bool,
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stems")
    }
}

impl Stems {
    pub fn of(language: Language) -> Stems {
        let algorithm = match language {
            Language::English | Language::Hinglish => Some(Algorithm::English),
            Language::German => Some(Algorithm::German),
            Language::French => Some(Algorithm::French),
            Language::Spanish => Some(Algorithm::Spanish),
            Language::Italian => Some(Algorithm::Italian),
            Language::Portuguese => Some(Algorithm::Portuguese),
            Language::Dutch => Some(Algorithm::Dutch),
            Language::Hindi | Language::Other => None,
        };
        let english = matches!(language, Language::English | Language::Hinglish);
        Stems { stemmer: algorithm.map(Stemmer::create), english }
    }

    /// The stem of a folded word; words with digits and very short ones stay whole.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        match &self.stemmer {
            Some(stemmer) if word.len() > 2 && !word.bytes().any(|b| b.is_ascii_digit()) => {
                match crate::language::regular(word).filter(|_| self.english) {
                    Some(regular) => stemmer.stem(regular),
                    None => stemmer.stem(word),
                }
            }
            _ => Cow::Borrowed(word),
        }
    }
}

/// Whether one insertion, deletion, replacement or swap of neighbours (`most` of them at most, 1 or 2) turns one word
/// into the other: optimal string alignment, bounded.
pub fn within_edits(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // Most pairs differ early: one missing letter shows in the first few.
    if a.len() > 3 && b.len() > 3 && a[..2] != b[..2] && a[0] != b[0] && a[0] != b[1] && a[1] != b[0] && a[1] != b[1] {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        let mut least = i;
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            least = least.min(cost);
            row.push(cost);
        }
        if least > most {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words: Vec<String> = words(text).into_iter().map(|word| word.text).collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn words_are_cut_and_folded() {
        check("Men's T-Shirt, Größe 38!", "men t shirt grosse 38");
        check("l'argent d’or", "l argent d or");
        check("don't I'm", "dont im");
        check("लाल साड़ी", "लाल साड़ी");
        check("\0 🙂 …", "");
        check("Crème BRÛLÉE ﬁne", "creme brulee fine");
        check("rock'n'roll", "rock n roll");
    }

    #[test]
    fn hash_never_changes() {
        assert_eq!(text_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(text_hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(text_hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn numbers_and_letters_come_apart() {
        assert_eq!(digit_parts("hp304"), ["hp", "304"]);
        assert_eq!(digit_parts("d1042s"), ["d", "1042", "s"]);
        assert!(digit_parts("shirt").is_empty());
    }

    #[test]
    fn edits() {
        let edits =
            |a: &str, b: &str, most| within_edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most);
        assert_eq!(edits("dress", "dress", 1), Some(0));
        assert_eq!(edits("drses", "dress", 1), Some(1));
        assert_eq!(edits("dres", "dress", 1), Some(1));
        assert_eq!(edits("shoes", "shirt", 2), None);
        assert_eq!(edits("", "ab", 1), None);
    }
}
