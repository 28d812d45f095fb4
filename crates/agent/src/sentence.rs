//! Cuts text into sentences, so that each can be checked and shown as soon as it is whole.

use crate::lexicon;

/// The sentences of a draft, trimmed, none empty. A line break always ends one. Text in `[[…]]` is never cut.
pub fn split(draft: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut inside = false;
    let mut chars = draft.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let rest = &draft[at..];
        if !inside && rest.starts_with("[[") {
            inside = true;
        } else if inside && rest.starts_with("]]") {
            inside = false;
        }
        let end = at + c.len_utf8();
        if c == '\n' {
            inside = false;
            push(&mut out, &draft[start..at]);
            start = end;
            continue;
        }
        if inside || !ends(c) {
            continue;
        }
        // Everything that still belongs to the end: "?!", "…", closing quotes and brackets.
        let mut stop = end;
        while let Some((next_at, next)) = chars.peek().copied() {
            if ends(next)
                || matches!(next, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」')
                    && !draft[next_at..].starts_with("[[")
            {
                stop = next_at + next.len_utf8();
                chars.next();
            } else {
                break;
            }
        }
        let after = &draft[stop..];
        let boundary = wide(c) || after.is_empty() || after.starts_with(char::is_whitespace);
        if boundary && !(matches!(c, '.' | '…') && goes_on(&draft[start..at], after)) {
            push(&mut out, &draft[start..stop]);
            start = stop;
        }
    }
    push(&mut out, &draft[start..]);
    out
}

fn push<'a>(out: &mut Vec<&'a str>, piece: &'a str) {
    let piece = piece.trim();
    if !piece.is_empty() {
        out.push(piece);
    }
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || wide(c)
}

/// Marks of scripts that put no space after a sentence, or never use theirs inside one.
fn wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '।' | '॥' | '؟' | '۔')
}

/// A full stop that ends no sentence: after an abbreviation, an initial or an ordinal, or before a small letter.
fn goes_on(before: &str, after: &str) -> bool {
    let next = after.trim_start().chars().next();
    if next.is_none() {
        return false;
    }
    if next.is_some_and(char::is_lowercase) {
        return true;
    }
    let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
    let word: String = word.chars().rev().collect::<String>().to_lowercase();
    let letters = word.chars().count();
    let initial = letters == 1 && before.chars().next_back().is_some_and(char::is_uppercase);
    initial || lexicon::guard_words().abbreviations.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(draft: &str, expected: &[&str]) {
        assert_eq!(split(draft), expected);
    }

    #[test]
    fn cuts_where_a_reader_would() {
        check("One. Two? Three!", &["One.", "Two?", "Three!"]);
        check("It costs 3.50 today. Really?!", &["It costs 3.50 today.", "Really?!"]);
        check("Colours, e.g. Blue, are here. Sizes too.", &["Colours, e.g. Blue, are here.", "Sizes too."]);
        check("By J. Doe. Next", &["By J. Doe.", "Next"]);
        check("She said \"yes.\" Then left.", &["She said \"yes.\"", "Then left."]);
        check("Wait… what? Yes.", &["Wait… what?", "Yes."]);
        check("", &[]);
        check(" \n\n ", &[]);
        check("a\nb", &["a", "b"]);
    }

    #[test]
    fn knows_other_scripts() {
        check("यह नीली है। यह लाल है।", &["यह नीली है।", "यह लाल है।"]);
        check("はい。いいえ。", &["はい。", "いいえ。"]);
        check("هل هذا أزرق؟ نعم.", &["هل هذا أزرق؟", "نعم."]);
    }

    #[test]
    fn leaves_placeholders_whole() {
        check("See [[p1.link]]. Or [[p2]]!", &["See [[p1.link]].", "Or [[p2]]!"]);
        check("Is it [[p1]]? [[p2]] is it.", &["Is it [[p1]]?", "[[p2]] is it."]);
    }
}
