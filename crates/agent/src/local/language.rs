//! Which language a message is in: by its script, then by its frequent words, then by what was spoken before.

use types::Language;

use crate::{lexicon, pattern::Word};

/// `heard` is another opinion of the message alone; `before` is what the conversation was in.
pub fn tell(text: &str, words: &[Word], heard: Language, before: Option<Language>) -> Language {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(400);
    let (mut latin, mut devanagari, mut other) = (0, 0, 0);
    for letter in letters {
        match letter {
            '\u{900}'..='\u{97f}' => devanagari += 1,
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            _ => other += 1,
        }
    }
    if devanagari > latin && devanagari >= other {
        return Language::Hindi;
    }
    if other > latin {
        return Language::Other;
    }
    // A frequent word tells more than one that only the phrases know.
    let mut scores: Vec<(Language, usize)> = lexicon::languages()
        .filter(|(language, _)| *language != Language::Hindi)
        .map(|(language, lexicon)| {
            let weight = |word: &Word| match () {
                () if lexicon.words.contains(&word.text) => 3,
                () if word.text.chars().count() > 2 && lexicon.exact.contains(&word.text) => 1,
                () => 0,
            };
            (language, words.iter().take(120).map(weight).sum())
        })
        .collect();
    scores.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    let best = scores.first().map_or(0, |(_, score)| *score);
    let tied: Vec<Language> =
        scores.iter().filter(|(_, score)| *score == best).map(|(language, _)| *language).collect();
    let before = before.filter(|language| *language != Language::Other);
    if best == 0 {
        return before.unwrap_or(if heard == Language::Other { Language::English } else { heard });
    }
    // What two languages share ("in", "M") does not change the language of a conversation.
    if let Some(before) = before
        && (tied.contains(&before)
            || best < 3 && scores.iter().any(|(language, score)| *language == before && *score > 0))
    {
        return before;
    }
    if tied.contains(&heard) {
        return heard;
    }
    if tied.contains(&Language::English) { Language::English } else { tied.first().copied().unwrap_or_default() }
}
