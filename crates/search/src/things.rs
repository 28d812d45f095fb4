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

/// Other names of things.
#[derive(Debug)]
pub struct Things {
    synonyms: Synonyms,
    /// Folded foreign phrase to the English name and the language.
    foreign: BTreeMap<String, Vec<(String, Language)>>,
    english: BTreeSet<String>,
}

static SHARED: LazyLock<Things> = LazyLock::new(|| {
    let file: File = toml::from_str(THINGS).unwrap_or_default();
    let mut foreign: BTreeMap<String, Vec<(String, Language)>> = BTreeMap::new();
    for thing in &file.things {
        let Some(english) = thing.get("en") else { continue };
        for (code, language) in LANGUAGES.into_iter().skip(1) {
            for phrase in thing.get(code).map_or("", String::as_str).split(',') {
                let folded = key(phrase.trim_end_matches('?'));
                if !folded.is_empty() && folded != *english {
                    foreign.entry(folded).or_default().push((english.clone(), language));
                }
            }
        }
    }
    let english =
        file.things.iter().filter_map(|thing| thing.get("en")).flat_map(|name| [name.clone(), format!("{name}s")]);
    Things { synonyms: Synonyms::seeded(), foreign, english: english.collect() }
});

impl Things {
    pub fn shared() -> &'static Things {
        &SHARED
    }

    /// Other names of a folded phrase: the English one of a foreign word, then synonyms.
    pub fn names(&self, phrase: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (english, _) in self.foreign.get(phrase).map_or(&[][..], Vec::as_slice) {
            if !out.contains(english) {
                out.push(english.clone());
            }
        }
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
        self.foreign.contains_key(word) || self.english.contains(word) || !self.synonyms.of(word).is_empty()
    }

    /// The languages that call something by this folded phrase.
    pub fn languages(&self, phrase: &str) -> impl Iterator<Item = Language> {
        self.foreign.get(phrase).map_or(&[][..], Vec::as_slice).iter().map(|(_, language)| *language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_have_names() {
        let file: File = toml::from_str(THINGS).unwrap();
        assert!(file.things.iter().all(|thing| thing.contains_key("en")));
        assert_eq!(Things::shared().names("kleider"), ["dress"]);
        assert!(Things::shared().names("couch").contains(&"sofa".to_owned()));
        assert!(Things::shared().names("turnschuhe").contains(&"trainers".to_owned()));
        assert!(Things::shared().names("xyz").is_empty());
    }
}
