//! What the catalogue says of a product and its variants: colours, sizes, materials.
//!
//! Options are trusted first. Only where no variant has an option of a kind is it read from the title, the tags and
//! the attributes, which is where many shops keep colours and sizes.

use std::collections::HashMap;

use types::{Language, Product, Variant};

use crate::{
    lexicon::{LONGEST_PHRASE, Lexicon, OptionKind, key},
    text::words,
};

/// A colour that something has or that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColorName {
    /// "navy", "dark blue", or the shop's own value ("ocean blue").
    pub name: String,
    pub base: String,
    pub tone: Option<String>,
}

impl ColorName {
    /// Whether something of this colour is what was asked for: the same name, the base of the shade, or a shade of
    /// the asked-for tone ("dark blue" takes navy).
    pub fn answers(&self, wanted: &ColorName) -> bool {
        self.name == wanted.name
            || (wanted.name == wanted.base && self.base == wanted.base)
            || (is_toned(wanted) && self.base == wanted.base && self.tone == wanted.tone)
    }
}

/// "dark blue", as opposed to a shade with its own name.
fn is_toned(color: &ColorName) -> bool {
    color.tone.as_ref().is_some_and(|tone| color.name.strip_prefix(tone.as_str()) == Some(&format!(" {}", color.base)))
}

/// Something read in a list of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// Range of words.
    pub start: usize,
    pub end: usize,
    pub value: T,
    pub language: Language,
}

fn allowed<T>(sense: &crate::lexicon::Sense<T>, language: Option<Language>) -> bool {
    !sense.only || language == Some(sense.language)
}

/// The sense of a word's own language, else any that is allowed.
fn pick<T>(senses: &[crate::lexicon::Sense<T>], language: Option<Language>) -> Option<&crate::lexicon::Sense<T>> {
    senses
        .iter()
        .find(|sense| Some(sense.language) == language)
        .or_else(|| senses.iter().find(|sense| allowed(sense, language)))
}

fn phrase(list: &[&str], start: usize, length: usize) -> Option<String> {
    Some(list.get(start..start + length)?.join(" "))
}

/// The longest phrase of a vocabulary that starts at a word.
pub(crate) fn longest<'p, T>(
    phrases: &'p crate::lexicon::Phrases<T>,
    list: &[&str],
    start: usize,
    language: Option<Language>,
) -> Option<(usize, &'p crate::lexicon::Sense<T>)> {
    (1..=LONGEST_PHRASE.min(list.len() - start)).rev().find_map(|length| {
        let sense = pick(phrases.get(&phrase(list, start, length)?)?, language)?;
        Some((length, sense))
    })
}

/// Languages whose adjectives of shade follow the colour.
fn tone_follows(language: Language) -> bool {
    matches!(language, Language::French | Language::Spanish | Language::Italian | Language::Portuguese)
}

fn plain_color(at: usize) -> Option<ColorName> {
    let color = Lexicon::shared().colors.get(at)?;
    Some(ColorName { name: color.name.clone(), base: color.base.clone(), tone: color.tone.clone() })
}

fn toned(tone: &str, color: ColorName) -> ColorName {
    // A shade with its own name stays what it is: dark navy is navy.
    if color.name != color.base {
        return color;
    }
    ColorName { name: format!("{tone} {}", color.base), base: color.base, tone: Some(tone.to_owned()) }
}

/// A colour that starts at a word. `language` opens words that are common words of other languages.
pub(crate) fn color_at(list: &[&str], start: usize, language: Option<Language>) -> Option<Read<ColorName>> {
    let lexicon = Lexicon::shared();
    // "dark blue", "hell grün"
    if let Some((length, tone)) = longest(&lexicon.tone_words, list, start, language)
        && start + length < list.len()
        && let Some(found) = color_at_plain(list, start + length, language)
    {
        return Some(Read { start, value: toned(&tone.value, found.value), ..found });
    }
    // "dunkelblau", "lichtgroen"
    if let Some(word) = list.get(start)
        && word.len() > 6
        && !lexicon.color_words.contains_key(*word)
    {
        for (glue, senses) in &lexicon.tone_words {
            if let Some(rest) = word.strip_prefix(glue.as_str())
                && let Some(senses_of_rest) = lexicon.color_words.get(rest)
                && let Some(sense) = senses_of_rest.first()
                && let Some(tone) = senses.first()
                && let Some(color) = plain_color(sense.value)
            {
                return Some(Read { start, end: start + 1, value: toned(&tone.value, color), language: tone.language });
            }
        }
    }
    let mut found = color_at_plain(list, start, language)?;
    // "bleu foncé", "azul oscuro"
    if found.end < list.len()
        && let Some((length, tone)) = longest(&lexicon.tone_words, list, found.end, language)
        && tone_follows(tone.language)
    {
        found.value = toned(&tone.value, found.value);
        found.end += length;
        found.language = tone.language;
    }
    Some(found)
}

fn color_at_plain(list: &[&str], start: usize, language: Option<Language>) -> Option<Read<ColorName>> {
    let lexicon = Lexicon::shared();
    let (length, sense) = longest(&lexicon.color_words, list, start, language)?;
    let end = start + length;
    let value = plain_color(sense.value)?;
    let words = list[start..end].join(" ");
    let other = lexicon.not_before.get(&words).or_else(|| lexicon.not_before.get(&value.name));
    if let (Some(other), Some(next)) = (other, list.get(end))
        && other.iter().any(|other| other == next)
    {
        return None;
    }
    Some(Read { start, end, value, language: sense.language })
}

/// All colours in a list of words.
pub(crate) fn colors_in(list: &[&str]) -> Vec<ColorName> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < list.len() {
        match color_at(list, at, None) {
            Some(found) => {
                at = found.end.max(at + 1);
                if !out.contains(&found.value) {
                    out.push(found.value);
                }
            }
            None => at += 1,
        }
    }
    out
}

/// A material that starts at a word.
pub(crate) fn material_at(list: &[&str], start: usize, language: Option<Language>) -> Option<Read<String>> {
    let (length, sense) = longest(&Lexicon::shared().material_words, list, start, language)?;
    Some(Read { start, end: start + length, value: sense.value.clone(), language: sense.language })
}

fn materials_in(list: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < list.len() {
        match material_at(list, at, None) {
            Some(found) => {
                at = found.end;
                if !out.contains(&found.value) {
                    out.push(found.value);
                }
            }
            None => at += 1,
        }
    }
    out
}

fn cut(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

fn refs(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Colours of an option value: each piece of "Navy / White"; a value with more words than its colour ("Ocean Blue")
/// is a shade of the shop's own.
pub(crate) fn colors_of_value(value: &str) -> Vec<ColorName> {
    let mut out: Vec<ColorName> = Vec::new();
    for piece in value.split(['/', ',', '&', '+', '|']).filter(|piece| !piece.trim().is_empty()) {
        let list = cut(piece);
        let found = colors_in(&refs(&list));
        let exact = color_at(&refs(&list), 0, None).filter(|read| read.end == list.len());
        let own = match (exact, found.last()) {
            (Some(exact), _) => exact.value,
            (None, Some(last)) => ColorName { name: list.join(" "), base: last.base.clone(), tone: last.tone.clone() },
            (None, None) => ColorName { name: list.join(" "), base: list.join(" "), tone: None },
        };
        if !own.name.is_empty() && !out.contains(&own) {
            out.push(own);
        }
        // "Black and White": both hold.
        if found.len() > 1 {
            out.extend(found.into_iter().filter(|color| color.name == color.base));
        }
    }
    out.dedup();
    out
}

/// The canonical form of a size as a shop or a shopper writes it: "Medium" → "m", "EU 42" → "42", "8,5" → "8.5".
pub fn canonical_size(value: &str) -> String {
    let lexicon = Lexicon::shared();
    let folded = crate::text::fold(value.trim());
    let whole = key(&folded);
    if let Some(sense) =
        lexicon.size_words.get(&whole).and_then(|senses| senses.iter().find(|s| !s.only).or(senses.first()))
    {
        return sense.value.clone();
    }
    let kept: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !lexicon.size_systems.contains_key(*word) && !lexicon.size_introducers.contains_key(*word))
        .collect();
    let joined = if kept.is_empty() { folded.clone() } else { kept.join(" ") };
    let number = joined.replace(',', ".");
    if number.parse::<f64>().is_ok() {
        return number.strip_suffix(".0").map_or(number.clone(), str::to_owned);
    }
    match lexicon.size_words.get(&key(&joined)).and_then(|senses| senses.iter().find(|sense| !sense.only)) {
        Some(sense) => sense.value.clone(),
        None => joined,
    }
}

/// Sizes of an option value: "S/M" fits both.
fn sizes_of_value(value: &str) -> Vec<String> {
    let whole = canonical_size(value);
    let mut out = vec![whole.clone()];
    if whole.contains('/') {
        let pieces: Vec<String> = whole.split('/').map(canonical_size).collect();
        if pieces.iter().all(|piece| Lexicon::shared().letters.contains(piece)) {
            out.extend(pieces);
        }
    }
    out
}

/// What one variant has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    pub colors: Vec<ColorName>,
    pub sizes: Vec<String>,
    pub materials: Vec<String>,
}

/// What an option holds, by its name; options of other names ("Style", "Title") by their value where it is a colour.
pub(crate) fn option_kind(name: &str, value: &str) -> Option<OptionKind> {
    let lexicon = Lexicon::shared();
    if let Some(kind) = lexicon.option_kind(name) {
        // "Metal: Gold" is the colour a shopper asks for.
        if kind == OptionKind::Material && lexicon.is_color(&key(value)) {
            return Some(OptionKind::Color);
        }
        return Some(kind);
    }
    lexicon.is_color(&key(value)).then_some(OptionKind::Color)
}

fn own_traits(variant: &Variant, kinds: &mut Kinds) -> Traits {
    let mut traits = Traits::default();
    for (name, value) in &variant.options {
        let read = match kinds.options.get(name).and_then(|values| values.get(value)) {
            Some(read) => read,
            None => {
                let values = kinds.options.entry(name.clone()).or_default();
                values.entry(value.clone()).or_insert_with(|| read_option(name, value))
            }
        };
        traits.colors.extend_from_slice(&read.colors);
        traits.sizes.extend_from_slice(&read.sizes);
        traits.materials.extend_from_slice(&read.materials);
    }
    traits
}

fn read_option(name: &str, value: &str) -> Traits {
    let mut traits = Traits::default();
    match option_kind(name, value) {
        Some(OptionKind::Color) => traits.colors.extend(colors_of_value(value)),
        Some(OptionKind::Size) => traits.sizes.extend(sizes_of_value(value)),
        Some(OptionKind::Material) => traits.materials.extend(materials_or_value(value)),
        None if value.contains('/') => {
            // "Red / Large" in one option.
            for piece in value.split('/') {
                if Lexicon::shared().is_color(&key(piece)) {
                    traits.colors.extend(colors_of_value(piece));
                } else if Lexicon::shared().letters.contains(&canonical_size(piece)) {
                    traits.sizes.push(canonical_size(piece));
                }
            }
        }
        None => {}
    }
    traits
}

fn materials_or_value(value: &str) -> Vec<String> {
    let list = cut(value);
    let found = materials_in(&refs(&list));
    if found.is_empty() { vec![list.join(" ")] } else { found }
}

/// What attributes of a name hold and what option values mean: catalogues have few of them and many products.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    attributes: HashMap<String, Option<OptionKind>>,
    /// By option name, then by value.
    options: HashMap<String, HashMap<String, Traits>>,
}

impl Kinds {
    fn of(&mut self, name: &str) -> Option<OptionKind> {
        if let Some(kind) = self.attributes.get(name) {
            return *kind;
        }
        let lexicon = Lexicon::shared();
        // Feeds name attributes in many ways ("product_colour", "cable colour"): the last word says what they hold.
        let spaced = key(&name.replace(['_', '-', '.'], " "));
        let kind = lexicon
            .option_kind(&spaced)
            .or_else(|| spaced.split(' ').next_back().and_then(|last| lexicon.option_kind(last)));
        self.attributes.insert(name.to_owned(), kind);
        kind
    }
}

/// What the product says of itself beside its options.
fn product_traits(product: &Product, kinds: &mut Kinds) -> Traits {
    let lexicon = Lexicon::shared();
    let mut traits = Traits::default();
    for (name, value) in &product.attributes {
        match kinds.of(name) {
            Some(OptionKind::Color) => traits.colors.extend(colors_of_value(value)),
            Some(OptionKind::Size) if value.len() <= 24 => traits.sizes.extend(sizes_of_value(value)),
            Some(OptionKind::Material) => traits.materials.extend(materials_or_value(value)),
            _ => {}
        }
    }
    let title = cut(&product.name);
    traits.colors.extend(colors_in(&refs(&title)));
    traits.materials.extend(materials_in(&refs(&title)));
    for at in 0..title.len() {
        if lexicon.size_introducers.contains_key(&title[at])
            && let Some(next) = title.get(at + 1)
        {
            traits.sizes.push(canonical_size(next));
        }
    }
    for tag in &product.tags {
        let list = cut(tag);
        traits.colors.extend(colors_in(&refs(&list)));
        traits.materials.extend(materials_in(&refs(&list)));
        let size = canonical_size(tag);
        if lexicon.letters.contains(&size) || (list.len() == 2 && lexicon.size_introducers.contains_key(&list[0])) {
            traits.sizes.push(size);
        }
    }
    if traits.materials.is_empty() {
        let told = cut(&format!("{} {}", product.short_description, product.description));
        traits.materials.extend(materials_in(&refs(&told)));
    }
    traits
}

fn tidy(mut traits: Traits) -> Traits {
    traits.colors.sort_unstable();
    traits.colors.dedup();
    traits.sizes.sort_unstable();
    traits.sizes.dedup();
    traits.materials.sort_unstable();
    traits.materials.dedup();
    traits
}

/// What each variant has, in the product's order.
pub fn of_variants(product: &Product) -> Vec<Traits> {
    of_variants_with(product, &mut Kinds::default())
}

pub(crate) fn of_variants_with(product: &Product, kinds: &mut Kinds) -> Vec<Traits> {
    let own: Vec<Traits> = product.variants.iter().map(|variant| own_traits(variant, kinds)).collect();
    let shared = product_traits(product, kinds);
    let none = |held: fn(&Traits) -> bool| own.iter().all(held);
    let no_colors = none(|traits| traits.colors.is_empty());
    let no_sizes = none(|traits| traits.sizes.is_empty());
    let no_materials = none(|traits| traits.materials.is_empty());
    own.into_iter()
        .map(|mut traits| {
            if no_colors {
                traits.colors.clone_from(&shared.colors);
            }
            if no_sizes {
                traits.sizes.clone_from(&shared.sizes);
            }
            if no_materials {
                traits.materials.clone_from(&shared.materials);
            }
            tidy(traits)
        })
        .collect()
}
