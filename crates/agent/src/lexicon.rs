//! Words and phrases by language, from `data/*.toml`, and the patterns that find them in a message.
//!
//! Pattern words are separated by spaces: `a|b` either, `a?` may be missing, `ab*` any word that begins so, `...` up to
//! four words of any kind, `^` the beginning and `$` the end of the message, `#` a number; a leading `~` makes the
//! pattern weak. Words of five letters and more are found with a typing error in them too.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;
use types::Language;
use unicode_normalization::UnicodeNormalization;

use crate::pattern::Pattern;

const FILES: &[(Language, &str)] = &[
    (Language::English, include_str!("../data/en.toml")),
    (Language::German, include_str!("../data/de.toml")),
    (Language::French, include_str!("../data/fr.toml")),
    (Language::Spanish, include_str!("../data/es.toml")),
    (Language::Italian, include_str!("../data/it.toml")),
    (Language::Portuguese, include_str!("../data/pt.toml")),
    (Language::Dutch, include_str!("../data/nl.toml")),
    (Language::Hindi, include_str!("../data/hi.toml")),
    (Language::Hinglish, include_str!("../data/hi-Latn.toml")),
];

/// One language's file, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    /// Frequent words that tell the language.
    words: Vec<String>,
    /// Patterns by intent.
    intents: BTreeMap<String, Vec<String>>,
    /// Patterns of everything else that steers a turn.
    cues: BTreeMap<String, Vec<String>>,
    /// Patterns of places in a list; -1 is the last.
    ordinals: BTreeMap<String, i32>,
    /// Nouns of things sold, by family.
    things: BTreeMap<String, Vec<String>>,
    /// Words that mean a thing sold, to the word that finds it.
    slang: BTreeMap<String, String>,
    numbers: BTreeMap<String, u64>,
    stock: StockWords,
    /// Words that steer and describe at once ("longer", "formal"): they stay in the search.
    describing: Vec<String>,
    /// Patterns whose own words are names of attributes, to the attribute ("how long is it" is "length").
    attributes: BTreeMap<String, Vec<String>>,
}

/// Folded phrases that claim something is, or is not, to be had.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct StockWords {
    pub there: Vec<String>,
    pub gone: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Lexicon {
    pub words: HashSet<String>,
    /// Patterns with their weight.
    pub intents: BTreeMap<String, Vec<(Pattern, f32)>>,
    pub cues: BTreeMap<String, Vec<Pattern>>,
    pub ordinals: Vec<(Pattern, i32)>,
    /// Folded noun to family.
    pub things: HashMap<String, String>,
    pub slang: BTreeMap<String, String>,
    pub attributes: BTreeMap<String, Vec<Pattern>>,
    pub describing: HashSet<String>,
    /// Words that steer a turn and describe no product: they are taken out of the search.
    pub noise: HashSet<String>,
    numbers: BTreeMap<String, u64>,
    stock: StockWords,
    /// Every word any pattern knows, for typing errors; by first letter.
    pub vocabulary: HashMap<char, Vec<String>>,
    pub exact: HashSet<String>,
}

/// Cues whose words describe no product.
const NOISE: [&str; 17] = [
    "cheapest",
    "dearest",
    "cheaper",
    "dearer",
    "more",
    "other",
    "like",
    "take",
    "connector",
    "fresh",
    "reset",
    "popular",
    "vague",
    "question",
    "delivery",
    "returns",
    "which",
];

/// Weight of a plain and of a weak pattern.
const STRONG: f32 = 0.92;
const WEAK: f32 = 0.6;

impl Lexicon {
    fn new(source: &str) -> Lexicon {
        // A file that cannot be read leaves the language mute rather than the program dead; a test refuses such a file.
        let file: File = toml::from_str(source).unwrap_or_default();
        let patterns = |sources: &[String]| sources.iter().map(|source| Pattern::new(source)).collect::<Vec<_>>();
        let fold_all = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let mut lexicon = Lexicon {
            words: file.words.iter().map(|word| fold(word)).collect(),
            intents: file
                .intents
                .iter()
                .map(|(name, sources)| {
                    let weighted = sources.iter().map(|source| match source.strip_prefix('~') {
                        Some(weak) => (Pattern::new(weak), WEAK),
                        None => (Pattern::new(source), STRONG),
                    });
                    (name.clone(), weighted.collect())
                })
                .collect(),
            cues: file.cues.iter().map(|(name, sources)| (name.clone(), patterns(sources))).collect(),
            ordinals: file.ordinals.iter().map(|(source, place)| (Pattern::new(source), *place)).collect(),
            things: file
                .things
                .iter()
                .flat_map(|(family, nouns)| nouns.iter().map(|noun| (fold(noun), family.clone())))
                .collect(),
            slang: file.slang.iter().map(|(word, meaning)| (fold(word), meaning.clone())).collect(),
            attributes: file.attributes.iter().map(|(name, sources)| (name.clone(), patterns(sources))).collect(),
            describing: file.describing.iter().map(|word| fold(word)).collect(),
            numbers: file.numbers.iter().map(|(word, value)| (fold(word), *value)).collect(),
            stock: StockWords { there: fold_all(&file.stock.there), gone: fold_all(&file.stock.gone) },
            noise: HashSet::new(),
            vocabulary: HashMap::new(),
            exact: HashSet::new(),
        };
        lexicon.index();
        lexicon
    }

    fn index(&mut self) {
        let all = self.intents.values().flatten().map(|(pattern, _)| pattern);
        let all = all.chain(self.cues.values().flatten()).chain(self.attributes.values().flatten());
        let all = all.chain(self.ordinals.iter().map(|(pattern, _)| pattern));
        let mut exact: HashSet<String> = all.flat_map(Pattern::words).map(str::to_owned).collect();
        let steering = NOISE.iter().filter_map(|cue| self.cues.get(*cue)).flatten().flat_map(Pattern::words);
        let weighing = ["comparison", "greeting", "thanks"]
            .iter()
            .filter_map(|intent| self.intents.get(*intent))
            .flatten()
            .flat_map(|(pattern, _)| pattern.words());
        self.noise = steering
            .chain(weighing)
            .chain(self.words.iter().map(String::as_str))
            .filter(|word| !self.things.contains_key(*word) && !self.describing.contains(*word))
            .map(str::to_owned)
            .collect();
        exact.extend(self.things.keys().cloned());
        exact.extend(self.slang.keys().cloned());
        for word in &exact {
            if let Some(first) = word.chars().next()
                && word.chars().count() >= 5
            {
                self.vocabulary.entry(first).or_default().push(word.clone());
            }
        }
        for words in self.vocabulary.values_mut() {
            words.sort();
        }
        exact.extend(self.words.iter().cloned());
        exact.extend(self.numbers.keys().cloned());
        self.exact = exact;
    }

    /// The value of a number word.
    pub fn number(&self, word: &str) -> Option<u64> {
        self.numbers.get(word).copied()
    }

    /// The patterns of a cue; none where the language has no such cue.
    pub fn cue(&self, name: &str) -> &[Pattern] {
        self.cues.get(name).map_or(&[], Vec::as_slice)
    }
}

static LEXICONS: LazyLock<HashMap<Language, Lexicon>> =
    LazyLock::new(|| FILES.iter().map(|(language, source)| (*language, Lexicon::new(source))).collect());

/// The lexicon of a language; of English where there is none.
pub fn of(language: Language) -> &'static Lexicon {
    static NONE: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
    LEXICONS.get(&language).or_else(|| LEXICONS.get(&Language::English)).unwrap_or(&NONE)
}

/// The languages a message is read in: its own, and English, which people mix into all of them.
pub fn read_in(language: Language) -> Vec<&'static Lexicon> {
    match language {
        Language::English | Language::Other => vec![of(Language::English)],
        language => vec![of(language), of(Language::English)],
    }
}

pub fn languages() -> impl Iterator<Item = (Language, &'static Lexicon)> {
    FILES.iter().map(|(language, _)| (*language, of(*language)))
}

pub fn number_words(language: Language) -> Vec<&'static BTreeMap<String, u64>> {
    read_in(language).into_iter().map(|lexicon| &lexicon.numbers).collect()
}

/// Of all languages: a model may answer in another one than it was asked to.
pub fn stock_words() -> impl Iterator<Item = &'static StockWords> + Clone {
    FILES.iter().map(|(language, _)| &of(*language).stock)
}

/// Words the guard and the sentence splitter need in every language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GuardWords {
    /// Without the last full stop, lower case.
    pub abbreviations: HashSet<String>,
    pub domains: Vec<String>,
    pub currency_signs: String,
    /// Folded.
    pub currency_words: HashSet<String>,
    /// Folded; beside them an amount is a bound, not a price.
    pub bounds: Vec<String>,
    pub sizes: Words,
    pub topics: Words,
    pub savings: Words,
    /// Units by name: the customer may have named such a measure too.
    pub measures: Units,
    /// Units of what only a product's own text may claim.
    pub claims: Units,
    /// Claims by the word before the number.
    pub before: Units,
}

/// Folded words; some stand for all that begin so.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Words {
    whole: HashSet<String>,
    stems: Vec<String>,
}

impl From<Vec<String>> for Words {
    fn from(list: Vec<String>) -> Words {
        let (stems, whole): (Vec<String>, Vec<String>) = list.into_iter().partition(|word| word.ends_with('*'));
        Words {
            whole: whole.iter().map(|word| fold(word)).collect(),
            stems: stems.iter().map(|word| fold(word.trim_end_matches('*'))).collect(),
        }
    }
}

impl Words {
    /// Whether one of them stands in a folded text.
    pub fn stand_in(&self, folded: &str) -> bool {
        let letter = |c: char| c.is_alphanumeric() || is_mark(c);
        folded
            .split(|c| !letter(c))
            .any(|word| self.whole.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem.as_str())))
    }
}

/// Folded words to the name of what they measure.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub struct Units(HashMap<String, String>);

impl From<BTreeMap<String, Vec<String>>> for Units {
    fn from(table: BTreeMap<String, Vec<String>>) -> Units {
        let pairs = |(name, words): (String, Vec<String>)| {
            words.into_iter().map(move |word| (fold(&word), name.clone())).collect::<Vec<_>>()
        };
        Units(table.into_iter().flat_map(pairs).collect())
    }
}

impl Units {
    pub fn of(&self, folded: &str) -> Option<&str> {
        self.0.get(folded).map(String::as_str)
    }
}

pub fn guard_words() -> &'static GuardWords {
    static WORDS: LazyLock<GuardWords> =
        LazyLock::new(|| toml::from_str(include_str!("../data/guard.toml")).unwrap_or_default());
    &WORDS
}

/// Emoji that stand for a word.
pub fn emoji() -> &'static BTreeMap<String, String> {
    #[derive(Default, Deserialize)]
    struct File {
        words: BTreeMap<String, String>,
    }
    static WORDS: LazyLock<File> =
        LazyLock::new(|| toml::from_str(include_str!("../data/emoji.toml")).unwrap_or_default());
    &WORDS.words
}

/// Signs that belong to the letter before them in scripts of India.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}' | '\u{951}'..='\u{957}' | '\u{962}' | '\u{963}' | '\u{200d}')
}

/// Lower case, without Latin accents and apostrophes: the form in which words are compared.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʼ' | '`'))
        .flat_map(char::to_lowercase)
        .flat_map(|c| match c {
            'ß' => ['s', 's'].into_iter().take(2),
            other => [other, ' '].into_iter().take(1),
        })
        .collect()
}

/// Whether a folded phrase stands in a folded text as whole words.
pub fn contains_words(text: &str, phrase: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || is_mark(c);
    !phrase.is_empty()
        && text.match_indices(phrase).any(|(at, found)| {
            !text[..at].chars().next_back().is_some_and(letter)
                && !text[at + found.len()..].chars().next().is_some_and(letter)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_whole() {
        for (language, source) in FILES {
            let file: File = toml::from_str(source).unwrap_or_else(|error| panic!("{language:?}: {error}"));
            for intent in file.intents.keys() {
                assert!(intent.parse::<types::Intent>().is_ok(), "{language:?}: {intent}");
            }
            assert!(!file.words.is_empty() && !file.cues.is_empty() && !file.things.is_empty(), "{language:?}");
        }
        let guard: GuardWords = toml::from_str(include_str!("../data/guard.toml")).unwrap();
        assert!(guard.abbreviations.contains("e.g") && guard.topics.stand_in("it ships today"));
        assert_eq!((guard.claims.of("tage"), guard.measures.of("tage")), (Some("day"), None));
        assert!(emoji().contains_key("👗"));
    }

    #[test]
    fn cues_are_the_same_in_all_languages() {
        let english: Vec<&String> = of(Language::English).cues.keys().collect();
        for (language, lexicon) in languages() {
            for cue in lexicon.cues.keys() {
                assert!(english.contains(&cue), "{language:?} has the cue {cue}, which nothing reads");
            }
        }
    }

    #[test]
    fn folds() {
        assert_eq!(fold("Größe Él what's"), "grosse el whats");
        assert_eq!(fold("नीली"), "नीली".nfkd().collect::<String>());
        assert!(contains_words("is it in stock?", "in stock"));
        assert!(!contains_words("instock", "stock"));
    }
}
