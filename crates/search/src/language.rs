//! Which language a text is in: by script, then by function words.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;
use types::{Language, Product};

use crate::{
    lexicon::{LANGUAGES, Lexicon},
    text::words,
    things::Things,
};

const WISHES: &str = include_str!("../data/wishes.toml");

#[derive(Deserialize, Default)]
struct WishFile {
    words: String,
}

static WISHES_READ: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let file: WishFile = toml::from_str(WISHES).unwrap_or_default();
    words(&file.words).into_iter().map(|word| word.text).collect()
});

/// Words that say how, when or for whom: they rank, and exclude nothing by themselves.
pub(crate) fn is_wish(word: &str) -> bool {
    WISHES_READ.contains(word)
}

#[derive(Deserialize, Default)]
struct File {
    marks: BTreeMap<String, String>,
    stop: BTreeMap<String, String>,
    irregular: BTreeMap<String, String>,
}

const FILE: &str = include_str!("../data/languages.toml");

struct Marks {
    of: HashMap<String, Vec<Language>>,
    stop: HashSet<String>,
    irregular: HashMap<String, String>,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let file: File = toml::from_str(FILE).unwrap_or_default();
    let mut of: HashMap<String, Vec<Language>> = HashMap::new();
    for (code, language) in LANGUAGES {
        let listed: HashSet<String> =
            words(file.marks.get(code).map_or("", String::as_str)).into_iter().map(|word| word.text).collect();
        for word in listed {
            of.entry(word).or_default().push(language);
        }
    }
    let stop = file.stop.values().flat_map(|list| words(list)).map(|word| word.text).collect();
    let irregular = file
        .irregular
        .values()
        .flat_map(|list| list.split(','))
        .filter_map(|pair| pair.trim().split_once(' '))
        .map(|(plural, singular)| (plural.to_owned(), singular.to_owned()))
        .collect();
    Marks { of, stop, irregular }
});

/// Words that carry no meaning in any of the languages.
pub(crate) fn is_stop(word: &str) -> bool {
    MARKS.stop.contains(word)
}

/// The regular spelling of an English word with an irregular plural or a second spelling.
pub(crate) fn regular(word: &str) -> Option<&'static str> {
    MARKS.irregular.get(word).map(String::as_str)
}

/// Words of catalogue texts that are looked at when telling its language.
const SAMPLE: usize = 20_000;

/// The language most of a catalogue is written in.
pub fn of_catalogue<'a>(products: impl Iterator<Item = &'a Product>) -> Language {
    let mut votes: HashMap<Language, usize> = HashMap::new();
    let mut seen = 0;
    for product in products {
        for text in [&product.name, &product.short_description, &product.description] {
            let list = words(text);
            seen += list.len();
            for word in list {
                for language in MARKS.of.get(&word.text).map_or(&[][..], Vec::as_slice) {
                    *votes.entry(*language).or_default() += 1;
                }
                if word.text.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c)) {
                    *votes.entry(Language::Hindi).or_default() += 1;
                }
            }
        }
        if seen > SAMPLE {
            break;
        }
    }
    LANGUAGES
        .into_iter()
        .map(|(_, language)| language)
        .filter(|language| *language != Language::Hinglish)
        .rev()
        .max_by_key(|language| votes.get(language).copied().unwrap_or(0))
        .filter(|language| votes.get(language).copied().unwrap_or(0) > 0)
        .unwrap_or_default()
}

/// The language of one message. Short or undecided texts are English.
pub fn of_message(text: &str) -> Language {
    let (mut devanagari, mut latin, mut other) = (0usize, 0usize, 0usize);
    for c in text.chars().take(2000) {
        if ('\u{900}'..='\u{97f}').contains(&c) {
            devanagari += 1;
        } else if c.is_alphabetic() {
            // Latin ends with the Latin Extended Additional block; everything before Greek is Latin too.
            if c < '\u{370}' || ('\u{1e00}'..='\u{1eff}').contains(&c) {
                latin += 1;
            } else {
                other += 1;
            }
        }
    }
    if devanagari > 0 && devanagari * 2 >= latin {
        return Language::Hindi;
    }
    if other > latin {
        return Language::Other;
    }
    let list = words(text);
    let lexicon = Lexicon::shared();
    // Tenths: a function word counts 10, a word of a vocabulary 9, and English wins a draw.
    let mut votes: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut vote = |language: Language, weight: usize| {
        let at = LANGUAGES.iter().position(|(_, known)| *known == language).unwrap_or(0);
        let (sum, words) = votes.entry(at).or_default();
        *sum += weight;
        *words += 1;
    };
    for word in list.iter().take(200) {
        let mut marked: Vec<Language> = MARKS.of.get(&word.text).cloned().unwrap_or_default();
        if marked.is_empty() {
            let colors = lexicon.color_words.get(&word.text).map_or(&[][..], Vec::as_slice);
            let tones = lexicon.tone_words.get(&word.text).map_or(&[][..], Vec::as_slice);
            let materials = lexicon.material_words.get(&word.text).map_or(&[][..], Vec::as_slice);
            marked.extend(colors.iter().filter(|sense| !sense.only).map(|sense| sense.language));
            marked.extend(tones.iter().filter(|sense| !sense.only).map(|sense| sense.language));
            marked.extend(materials.iter().filter(|sense| !sense.only).map(|sense| sense.language));
            marked.extend(Things::shared().languages(&word.text));
            marked.sort_unstable_by_key(|language| language.tag());
            marked.dedup();
            let share = 9 / marked.len().max(1);
            marked.iter().for_each(|language| vote(*language, share.max(1)));
        } else {
            let share = 10 / marked.len();
            marked.iter().for_each(|language| vote(*language, share.max(2)));
        }
    }
    let english = votes.get(&0).map_or(0, |(sum, _)| *sum);
    // One word decides for a message of two; longer ones need a second, since words are alike across languages.
    let least = if list.len() > 3 { 2 } else { 1 };
    votes
        .into_iter()
        .filter(|(at, (sum, words))| *at != 0 && *sum > english && *sum >= 4 && *words >= least)
        .max_by_key(|(at, (sum, _))| (*sum, std::cmp::Reverse(*at)))
        .and_then(|(at, _)| LANGUAGES.get(at))
        .map_or(Language::English, |(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Language) {
        assert_eq!(of_message(text), expected, "{text}");
    }

    #[test]
    fn languages_are_told_apart() {
        let _: File = toml::from_str(FILE).unwrap();
        let _: WishFile = toml::from_str(WISHES).unwrap();
        check("blue summer dress under $80", Language::English);
        check("", Language::English);
        check("iphone 15", Language::English);
        check("ich suche ein blaues Kleid unter 80 Euro", Language::German);
        check("je cherche une robe bleue à moins de 50 euros", Language::French);
        check("busco un vestido azul por menos de 50 euros", Language::Spanish);
        check("cerco un vestito blu sotto i 50 euro", Language::Italian);
        check("procuro um vestido azul até 50 euros", Language::Portuguese);
        check("ik zoek een blauwe jurk onder de 50 euro", Language::Dutch);
        check("मुझे नीली ड्रेस चाहिए", Language::Hindi);
        check("mujhe neeli dress chahiye 1500 tak", Language::Hinglish);
        check("robe rouge", Language::French);
        check("rote Schuhe", Language::German);
        check("ищу синее платье", Language::Other);
        check("青いドレス", Language::Other);
    }
}
