//! What things are called in other languages and by other English names.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;
use types::Language;

use crate::{
    lexicon::{LANGUAGES, key},
    synonyms::Synonyms,
};

const THINGS: &str = include_str!("../data/things.toml");

#[derive(Deserialize, Default)]
struct File {
    things: Vec<BTreeMap<String, String>>,
}

/// What a word of another language means.
#[derive(Debug)]
struct Name {
    english: String,
    language: Language,
    /// Only in a text of that language.
    only: bool,
}

/// Other names of things.
#[derive(Debug)]
pub struct Things {
    synonyms: Synonyms,
    /// Folded foreign phrase to the English name and the language.
    foreign: BTreeMap<String, Vec<Name>>,
    english_names: BTreeSet<String>,
}

static SHARED: LazyLock<Things> = LazyLock::new(|| {
    let file: File = toml::from_str(THINGS).unwrap_or_default();
    let mut foreign: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for thing in &file.things {
        let Some(english) = thing.get("en") else { continue };
        for (code, language) in LANGUAGES.into_iter().skip(1) {
            for phrase in thing.get(code).map_or("", String::as_str).split(',') {
                let folded = key(phrase.trim_end_matches('?'));
                if !folded.is_empty() && folded != *english {
                    foreign.entry(folded).or_default().push(Name {
                        english: english.clone(),
                        language,
                        only: phrase.trim().ends_with('?'),
                    });
                }
            }
        }
    }
    let english =
        file.things.iter().filter_map(|thing| thing.get("en")).flat_map(|name| [name.clone(), format!("{name}s")]);
    Things { synonyms: Synonyms::seeded(), foreign, english_names: english.collect() }
});

impl Things {
    pub fn shared() -> &'static Things {
        &SHARED
    }

    /// English names of a folded phrase of another language. Words that mean something else in English count only in
    /// a text of their language.
    pub fn english(&self, phrase: &str, language: Option<Language>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in self.foreign.get(phrase).map_or(&[][..], Vec::as_slice) {
            if (!name.only || language == Some(name.language)) && !out.contains(&name.english) {
                out.push(name.english.clone());
            }
        }
        out
    }

    /// Synonyms that name a thing as clearly as the phrase itself.
    pub fn clear_synonyms(&self, phrase: &str) -> impl Iterator<Item = String> {
        self.synonyms
            .of(phrase)
            .into_iter()
            .map(|words| words.join(" "))
            .filter(|name| !self.synonyms.is_ambiguous(name))
    }

    /// All other names of a folded phrase: the English ones of a foreign word, then synonyms.
    pub fn names(&self, phrase: &str, language: Option<Language>) -> Vec<String> {
        let mut out = self.english(phrase, language);
        for other in out.clone().iter().map(String::as_str).chain([phrase]) {
            for words in self.synonyms.of(other) {
                let name = words.join(" ");
                if !out.contains(&name) {
                    out.push(name);
                }
            }
        }
        out
    }

    /// Whether a folded word is a name of a thing in any language.
    pub fn knows(&self, word: &str) -> bool {
        self.foreign.contains_key(word) || self.english_names.contains(word) || !self.synonyms.of(word).is_empty()
    }

    /// The languages that call something by this folded phrase.
    pub fn languages(&self, phrase: &str) -> impl Iterator<Item = Language> {
        let names = self.foreign.get(phrase).map_or(&[][..], Vec::as_slice);
        names.iter().filter(|name| !name.only).map(|name| name.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_have_names() {
        let file: File = toml::from_str(THINGS).unwrap();
        assert!(file.things.iter().all(|thing| thing.contains_key("en")));
        assert_eq!(Things::shared().names("kleider", None), ["dress"]);
        assert!(Things::shared().names("couch", None).contains(&"sofa".to_owned()));
        assert!(Things::shared().names("turnschuhe", None).contains(&"trainers".to_owned()));
        assert!(Things::shared().names("xyz", None).is_empty());
    }
}
