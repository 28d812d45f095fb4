//! Other names of things, for the word index.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use types::Language;

use crate::text::{Stems, words};

const SEEDED: &str = include_str!("../data/synonyms.toml");

#[derive(Deserialize)]
struct File {
    ambiguous: Vec<String>,
    groups: Vec<Vec<String>>,
}

/// Word or phrase (stems joined by spaces) to the other words and phrases of its groups.
#[derive(Debug)]
pub struct Synonyms {
    stems: Stems,
    others: HashMap<String, Vec<Vec<String>>>,
    ambiguous: HashSet<String>,
}

impl Synonyms {
    /// The seeded groups. A group that cannot be read is left out; a test reads them all.
    pub fn seeded() -> Synonyms {
        let file: File = toml::from_str(SEEDED).unwrap_or(File { ambiguous: Vec::new(), groups: Vec::new() });
        let mut synonyms = Synonyms::new(&file.groups);
        synonyms.ambiguous = file.ambiguous.into_iter().collect();
        synonyms
    }

    pub fn new(groups: &[Vec<String>]) -> Synonyms {
        let mut synonyms =
            Synonyms { stems: Stems::of(Language::English), others: HashMap::new(), ambiguous: HashSet::new() };
        for group in groups {
            let cut: Vec<Vec<String>> =
                group.iter().map(|phrase| words(phrase).into_iter().map(|word| word.text).collect()).collect();
            for phrase in &cut {
                let key = synonyms.key(phrase.iter().map(String::as_str));
                let others = synonyms.others.entry(key).or_default();
                for other in cut.iter().filter(|other| *other != phrase) {
                    if !others.contains(other) {
                        others.push(other.clone());
                    }
                }
            }
        }
        synonyms
    }

    fn key<'w>(&self, phrase: impl Iterator<Item = &'w str>) -> String {
        phrase.map(|word| self.stems.stem(word).into_owned()).collect::<Vec<_>>().join(" ")
    }

    /// Whether a word has another meaning than its group's.
    pub fn is_ambiguous(&self, word: &str) -> bool {
        self.ambiguous.contains(word)
    }

    /// Other names of a folded word or phrase, words separated by one space.
    pub fn of(&self, phrase: &str) -> Vec<Vec<String>> {
        self.others.get(&self.key(phrase.split(' '))).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read_and_hold_both_ways() {
        let file: File = toml::from_str(SEEDED).unwrap();
        assert!(file.groups.iter().all(|group| group.len() > 1));
        let synonyms = Synonyms::seeded();
        assert!(synonyms.of("laptops").contains(&vec!["notebook".to_owned()]));
        assert!(synonyms.of("notebook").contains(&vec!["laptop".to_owned()]));
        assert!(synonyms.of("tee").contains(&vec!["t".to_owned(), "shirt".to_owned()]));
        assert!(synonyms.of("zebra").is_empty());
    }
}
