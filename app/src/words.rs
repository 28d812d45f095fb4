//! Reads the label files. They are part of the binary; `en` is complete by test and stands in for what another lacks.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

use crate::labels::{Label, Labels};

/// Tag, file. Arabic and Hebrew are written from right to left.
const FILES: &[(&str, &str)] = &[
    ("en", include_str!("../labels/en.toml")),
    ("de", include_str!("../labels/de.toml")),
    ("fr", include_str!("../labels/fr.toml")),
    ("es", include_str!("../labels/es.toml")),
    ("it", include_str!("../labels/it.toml")),
    ("pt", include_str!("../labels/pt.toml")),
    ("nl", include_str!("../labels/nl.toml")),
    ("hi", include_str!("../labels/hi.toml")),
    ("ar", include_str!("../labels/ar.toml")),
    ("he", include_str!("../labels/he.toml")),
];

#[derive(Deserialize)]
struct File {
    words: HashMap<String, String>,
    months: Vec<String>,
    rows: HashMap<String, String>,
}

fn read(text: &str) -> Result<Labels, toml::de::Error> {
    let mut file: File = toml::from_str(text)?;
    let mut rows: Vec<_> = file.rows.into_iter().collect();
    rows.sort();
    let words = Label::KEYS.iter().map(|key| file.words.remove(*key).unwrap_or_default()).collect();
    Ok(Labels { words, months: file.months, rows })
}

fn all() -> &'static HashMap<&'static str, Labels> {
    static ALL: OnceLock<HashMap<&'static str, Labels>> = OnceLock::new();
    ALL.get_or_init(|| FILES.iter().map(|(tag, text)| (*tag, read(text).unwrap_or_default())).collect())
}

/// The tag of the nearest language we have words for: `de-AT` → `de`, `iw` → `he`, anything unknown → `en`.
pub fn nearest(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let primary = if primary == "iw" { "he" } else { primary.as_str() };
    FILES.iter().map(|(tag, _)| *tag).find(|tag| *tag == primary).unwrap_or("en")
}

/// Whether the language is written from right to left.
pub fn right_to_left(tag: &str) -> bool {
    matches!(nearest(tag), "ar" | "he")
}

/// The words for a BCP 47 tag.
pub fn labels(tag: &str) -> Labels {
    all().get(nearest(tag)).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word_and_its_places() {
        let english = labels("en");
        for (tag, text) in FILES {
            let here = read(text).unwrap_or_else(|error| panic!("{tag}: {error}"));
            assert_eq!(here.months.len(), 12, "{tag}");
            assert_eq!(
                here.rows.iter().map(|r| &r.0).collect::<Vec<_>>(),
                english.rows.iter().map(|r| &r.0).collect::<Vec<_>>(),
                "{tag}"
            );
            for ((key, word), model) in Label::KEYS.iter().zip(&here.words).zip(&english.words) {
                assert!(!word.trim().is_empty(), "{tag}: {key} is missing");
                assert!(!word.contains('!'), "{tag}: {key} shouts");
                for place in ["{n}", "{shop}", "{name}", "{price}", "{day}", "{month}"] {
                    assert_eq!(model.contains(place), word.contains(place), "{tag}: {key} {place}");
                }
            }
            let file: File = toml::from_str(text).unwrap();
            let strange: Vec<_> = file.words.keys().filter(|key| !Label::KEYS.contains(&key.as_str())).collect();
            assert!(strange.is_empty(), "{tag}: nobody reads {strange:?}");
        }
    }

    #[test]
    fn finds_the_nearest_language() {
        for (tag, expected) in
            [("en-GB", "en"), ("de_AT", "de"), ("AR", "ar"), ("iw", "he"), ("ja", "en"), ("", "en"), ("pt-BR", "pt")]
        {
            assert_eq!(nearest(tag), expected);
        }
        assert!(right_to_left("he-IL") && right_to_left("ar") && !right_to_left("hi"));
    }
}
