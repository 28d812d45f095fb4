//! The general vocabularies of `data/`: colours, materials and sizes, read once.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;
use types::Language;

use crate::text::words;

/// Languages by the key the data files use.
pub(crate) const LANGUAGES: [(&str, Language); 9] = [
    ("en", Language::English),
    ("de", Language::German),
    ("fr", Language::French),
    ("es", Language::Spanish),
    ("it", Language::Italian),
    ("pt", Language::Portuguese),
    ("nl", Language::Dutch),
    ("hi", Language::Hindi),
    ("hinglish", Language::Hinglish),
];

/// Longest phrase of any vocabulary, in words.
pub(crate) const LONGEST_PHRASE: usize = 5;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Color {
    pub name: String,
    /// Itself for a base colour.
    pub base: String,
    pub tone: Option<String>,
    pub near: Vec<String>,
}

/// What a phrase stands for, and where that holds.
#[derive(Debug, Clone)]
pub struct Sense<T> {
    pub value: T,
    /// The language the phrase is of.
    pub language: Language,
    /// Only in a text of that language.
    pub only: bool,
}

/// Phrases (folded words joined by one space) and their senses.
pub type Phrases<T> = HashMap<String, Vec<Sense<T>>>;

#[derive(Debug)]
pub struct Lexicon {
    pub colors: Vec<Color>,
    color_at: HashMap<String, usize>,
    pub color_words: Phrases<usize>,
    pub tone_words: Phrases<String>,
    pub not_before: HashMap<String, Vec<String>>,
    /// Phrases that are things as often as colours.
    pub weak_colors: HashSet<String>,
    /// Words that are things when nothing follows them.
    pub weak_materials: HashSet<String>,
    pub material_words: Phrases<String>,
    material_base: HashMap<String, String>,
    /// Canonical letter sizes, smallest first.
    pub letters: Vec<String>,
    pub size_words: Phrases<String>,
    pub size_introducers: Phrases<()>,
    pub size_systems: Phrases<()>,
    pub size_between: Vec<String>,
    options: HashMap<String, OptionKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionKind {
    Color,
    Size,
    Material,
}

impl OptionKind {
    pub fn name(self) -> &'static str {
        match self {
            OptionKind::Color => "color",
            OptionKind::Size => "size",
            OptionKind::Material => "material",
        }
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
    base: Option<String>,
    tone: Option<String>,
    #[serde(default)]
    near: Vec<String>,
    #[serde(flatten)]
    words: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize, Default)]
struct Weak {
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct ColorFile {
    weak: Weak,
    endings: BTreeMap<String, Vec<String>>,
    tone: BTreeMap<String, BTreeMap<String, String>>,
    not_before: HashMap<String, Vec<String>>,
    color: Vec<Named>,
}

#[derive(Deserialize, Default)]
struct MaterialFile {
    weak: Weak,
    endings: BTreeMap<String, Vec<String>>,
    material: Vec<Named>,
}

#[derive(Deserialize)]
struct Letter {
    name: String,
    also: Vec<String>,
}

#[derive(Deserialize, Default)]
struct SizeWords {
    introduce: Vec<String>,
    systems: Vec<String>,
    between: Vec<String>,
}

#[derive(Deserialize, Default)]
struct OptionNames {
    color: Vec<String>,
    size: Vec<String>,
    material: Vec<String>,
}

#[derive(Deserialize, Default)]
struct SizeFile {
    letter: Vec<Letter>,
    words: SizeWords,
    options: OptionNames,
}

const COLORS: &str = include_str!("../data/colors.toml");
const MATERIALS: &str = include_str!("../data/materials.toml");
const SIZES: &str = include_str!("../data/sizes.toml");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    // A test reads every file; a file that cannot be read would leave its vocabulary empty.
    Lexicon::new(
        toml::from_str(COLORS).unwrap_or_default(),
        toml::from_str(MATERIALS).unwrap_or_default(),
        toml::from_str(SIZES).unwrap_or_default(),
    )
});

/// Folded words of a phrase, joined by one space.
pub fn key(phrase: &str) -> String {
    words(phrase).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// The phrase in every form that the endings of its language allow, "blau" → "blaue", "blauen" …
fn inflected(phrase: &str, rules: &[String]) -> Vec<String> {
    let mut forms = vec![phrase.to_owned()];
    for rule in rules {
        let Some((from, to)) = rule.split_once('>') else { continue };
        let (from, mut to) = (from.trim(), to.split_whitespace());
        // A rule with an ending goes before the rule for every word.
        if let Some(stem) = phrase.strip_suffix(from).filter(|_| forms.len() == 1) {
            forms.extend(to.by_ref().map(|ending| format!("{stem}{ending}")));
        }
    }
    forms
}

fn add<T: Clone + PartialEq>(into: &mut Phrases<T>, phrase: &str, value: &T, language: Language) {
    let (phrase, only) = match phrase.trim().strip_suffix('?') {
        Some(phrase) => (phrase, true),
        None => (phrase.trim(), false),
    };
    let key = key(phrase);
    if key.is_empty() {
        return;
    }
    let senses = into.entry(key).or_default();
    if !senses.iter().any(|sense| sense.value == *value && sense.language == language) {
        senses.push(Sense { value: value.clone(), language, only });
    }
}

fn add_all<T: Clone + PartialEq>(
    into: &mut Phrases<T>,
    value: &T,
    words: impl Fn(&str) -> Option<String>,
    endings: &BTreeMap<String, Vec<String>>,
) {
    for (code, language) in LANGUAGES {
        let rules = endings.get(code).map_or(&[][..], Vec::as_slice);
        for phrase in words(code).unwrap_or_default().split(',') {
            let phrase = phrase.trim();
            if phrase.is_empty() {
                continue;
            }
            match phrase.strip_suffix('?') {
                Some(_) => add(into, phrase, value, language),
                None => inflected(phrase, rules).iter().for_each(|form| add(into, form, value, language)),
            }
        }
    }
}

impl Lexicon {
    pub fn shared() -> &'static Lexicon {
        &LEXICON
    }

    fn new(colors: ColorFile, materials: MaterialFile, sizes: SizeFile) -> Lexicon {
        let mut color_words = Phrases::new();
        let mut tone_words = Phrases::new();
        for (tone, by_language) in &colors.tone {
            add_all(&mut tone_words, tone, |code| by_language.get(code).cloned(), &colors.endings);
        }
        for (at, color) in colors.color.iter().enumerate() {
            let of = |code: &str| color.words.get(code).and_then(toml::Value::as_str).map(str::to_owned);
            add_all(&mut color_words, &at, of, &colors.endings);
        }
        let mut material_words = Phrases::new();
        let material_base = materials
            .material
            .iter()
            .filter_map(|material| Some((material.name.clone(), material.base.clone()?)))
            .collect();
        for material in &materials.material {
            let of = |code: &str| material.words.get(code).and_then(toml::Value::as_str).map(str::to_owned);
            add_all(&mut material_words, &material.name, of, &materials.endings);
        }
        let mut size_words = Phrases::new();
        for letter in &sizes.letter {
            add(&mut size_words, &letter.name, &letter.name, Language::English);
            letter.also.iter().for_each(|also| add(&mut size_words, also, &letter.name, Language::English));
        }
        let bag = |list: &[String]| {
            let mut phrases = Phrases::new();
            list.iter().for_each(|word| add(&mut phrases, word, &(), Language::English));
            phrases
        };
        let named = [
            (OptionKind::Color, &sizes.options.color),
            (OptionKind::Size, &sizes.options.size),
            (OptionKind::Material, &sizes.options.material),
        ];
        let colors_list: Vec<Color> = colors
            .color
            .into_iter()
            .map(|named| Color {
                base: named.base.unwrap_or_else(|| named.name.clone()),
                name: named.name,
                tone: named.tone,
                near: named.near,
            })
            .collect();
        Lexicon {
            color_at: colors_list.iter().enumerate().map(|(at, color)| (color.name.clone(), at)).collect(),
            colors: colors_list,
            color_words,
            tone_words,
            not_before: colors.not_before,
            weak_colors: colors.weak.words.iter().map(|word| key(word)).collect(),
            weak_materials: materials.weak.words.iter().map(|word| key(word)).collect(),
            material_words,
            material_base,
            letters: sizes.letter.iter().map(|letter| letter.name.clone()).collect(),
            size_words,
            size_introducers: bag(&sizes.words.introduce),
            size_systems: bag(&sizes.words.systems),
            size_between: sizes.words.between,
            options: named
                .into_iter()
                .flat_map(|(kind, names)| names.iter().map(move |name| (key(name), kind)))
                .collect(),
        }
    }

    pub fn color(&self, name: &str) -> Option<&Color> {
        self.color_at.get(name).and_then(|at| self.colors.get(*at))
    }

    /// What a material also counts as, nearest first ("stainless steel" → "steel", "metal").
    pub fn material_kinds<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l str> {
        std::iter::successors(Some(name), |name| self.material_base.get(*name).map(String::as_str)).take(4)
    }

    /// What an option or attribute of this name holds.
    pub fn option_kind(&self, name: &str) -> Option<OptionKind> {
        self.options.get(&key(name)).copied()
    }

    /// Whether a phrase is a colour word of any language.
    pub fn is_color(&self, phrase: &str) -> bool {
        self.color_words.get(phrase).is_some_and(|senses| senses.iter().any(|sense| !sense.only))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_hangs_together() {
        let colors: ColorFile = toml::from_str(COLORS).unwrap();
        let _: MaterialFile = toml::from_str(MATERIALS).unwrap();
        let _: SizeFile = toml::from_str(SIZES).unwrap();
        let known: Vec<&str> = colors.color.iter().map(|color| color.name.as_str()).collect();
        for color in &colors.color {
            for other in color.near.iter().chain(&color.base) {
                assert!(known.contains(&other.as_str()), "{} names {other}", color.name);
            }
            for language in color.words.keys() {
                assert!(LANGUAGES.iter().any(|(code, _)| code == language), "{}: {language}", color.name);
            }
        }
        for colour in colors.not_before.keys() {
            assert!(Lexicon::shared().color_words.contains_key(colour), "{colour}");
        }
    }

    #[test]
    fn adjectives_change() {
        let lexicon = Lexicon::shared();
        for word in ["blaues", "bleue", "rojas", "rossi", "vermelhos", "blauwe", "schwarzer", "नीली", "kaali"] {
            assert!(lexicon.color_words.contains_key(word), "{word}");
        }
        assert!(!lexicon.is_color("or"), "an English conjunction");
    }
}
