//! Text as it streams in, cut into whole sentences; marks for cards and a model's thoughts are taken out.

use crate::{sentence, thread::Handle};

/// What a stretch of text came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uttered {
    Sentence(String),
    /// `[[show p1 p2]]`; empty: no cards are wanted.
    Show(Vec<Handle>),
}

/// Holds what is not yet a whole sentence.
#[derive(Debug, Default)]
pub struct Speech {
    buffer: String,
}

const THINK: (&str, &str) = ("<think>", "</think>");

impl Speech {
    /// Takes more text; gives the sentences that are whole now.
    pub fn push(&mut self, text: &str) -> Vec<Uttered> {
        self.buffer.push_str(text);
        self.forget_thoughts();
        if self.buffer.contains(THINK.0) {
            return Vec::new();
        }
        let pieces = sentence::split(&self.buffer);
        // The last one may go on, unless its line has ended.
        let whole = if self.buffer.ends_with('\n') { pieces.len() } else { pieces.len().saturating_sub(1) };
        let out: Vec<Uttered> = pieces.iter().take(whole).flat_map(|piece| uttered(piece)).collect();
        let rest = pieces.get(whole).and_then(|piece| self.buffer.rfind(piece)).unwrap_or(self.buffer.len());
        if whole > 0 {
            self.buffer.drain(..rest);
        }
        out
    }

    /// The end: what is left is a sentence too.
    pub fn finish(&mut self) -> Vec<Uttered> {
        if let Some(at) = self.buffer.find(THINK.0) {
            self.buffer.truncate(at);
        }
        let rest = std::mem::take(&mut self.buffer);
        sentence::split(&rest).into_iter().flat_map(uttered).collect()
    }

    /// Cut off in the middle: what is left is dropped.
    pub fn cut(&mut self) {
        self.buffer.clear();
    }

    fn forget_thoughts(&mut self) {
        while let Some(open) = self.buffer.find(THINK.0) {
            let Some(close) = self.buffer[open..].find(THINK.1) else { return };
            self.buffer.replace_range(open..open + close + THINK.1.len(), "");
        }
    }
}

/// The marks in one sentence, then what is left of it.
fn uttered(piece: &str) -> Vec<Uttered> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut rest = piece;
    while let Some(open) = rest.find("[[show") {
        let Some(length) = rest[open..].find("]]") else { break };
        let inside = &rest[open + 6..open + length];
        // Else it is none, and what it swallows would be missing from a sentence.
        if !inside.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == ',') {
            break;
        }
        text.push_str(&rest[..open]);
        out.push(Uttered::Show(inside.split([' ', ',']).filter_map(Handle::parse).collect()));
        rest = &rest[open + length + 2..];
    }
    text.push_str(rest);
    let text = text.trim().trim_start_matches(['-', '–']).trim_start();
    if is_prose(text) {
        out.push(Uttered::Sentence(text.to_owned()));
    }
    out
}

/// Not the number of a list, a table's row or a piece of code, of which models are fond.
fn is_prose(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.contains(['{', '}', '|']) && !text.starts_with("```")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same text in pieces of every size comes to the same.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        for size in 1..=text.chars().count().max(1) {
            let mut speech = Speech::default();
            let letters: Vec<char> = text.chars().collect();
            let mut out = Vec::new();
            for piece in letters.chunks(size) {
                out.extend(speech.push(&piece.iter().collect::<String>()));
            }
            out.extend(speech.finish());
            let out: Vec<String> = out
                .into_iter()
                .map(|uttered| match uttered {
                    Uttered::Sentence(text) => text,
                    Uttered::Show(handles) => format!("show {handles:?}"),
                })
                .collect();
            assert_eq!(out, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn cuts_the_same_however_it_arrives() {
        check(
            "[[show p1 p2]]\nTwo dresses. [[p1]] is [[p1.price]].",
            &["show [Handle(1), Handle(2)]", "Two dresses.", "[[p1]] is [[p1.price]]."],
        );
        check("It costs 3.50, e.g. today. Yes! Yes! Yes!", &["It costs 3.50, e.g. today.", "Yes!", "Yes!", "Yes!"]);
        check("Look. [[show none]]", &["Look.", "show []"]);
        check("<think>Hm. p1?</think>Yes. No", &["Yes.", "No"]);
        check("- One. \n- Two.", &["One.", "Two."]);
        check("1. [[p1]] is red.\n```json\n{\"price\": 1}\n```", &["[[p1]] is red."]);
        check("[[show p1 [[p3.price]]3 is it.", &["[[show p1 [[p3.price]]3 is it."]);
        check("", &[]);
    }

    #[test]
    fn gives_a_sentence_as_soon_as_the_next_one_begins() {
        let mut speech = Speech::default();
        assert_eq!(speech.push("One dress. "), []);
        assert_eq!(speech.push("It"), [Uttered::Sentence("One dress.".into())]);
        speech.cut();
        assert_eq!(speech.finish(), []);
    }
}
