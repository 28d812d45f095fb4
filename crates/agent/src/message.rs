//! What the assistant says, read from `messages/<language>.ftl`. English stands in for what a language lacks.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use types::Language;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

const FILES: &[(Language, &str)] = &[
    (Language::English, include_str!("../messages/en.ftl")),
    (Language::German, include_str!("../messages/de.ftl")),
    (Language::French, include_str!("../messages/fr.ftl")),
    (Language::Spanish, include_str!("../messages/es.ftl")),
    (Language::Italian, include_str!("../messages/it.ftl")),
    (Language::Portuguese, include_str!("../messages/pt.ftl")),
    (Language::Dutch, include_str!("../messages/nl.ftl")),
    (Language::Hindi, include_str!("../messages/hi.ftl")),
    (Language::Hinglish, include_str!("../messages/hi-Latn.ftl")),
];

static BUNDLES: LazyLock<HashMap<Language, Bundle>> =
    LazyLock::new(|| FILES.iter().map(|(language, source)| (*language, bundle(*language, source))).collect());

fn bundle(language: Language, source: &str) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would end up in plain text that other systems read; the interface sets the direction.
    bundle.set_use_isolating(false);
    // A file with a mistake still gives its good messages; a test refuses such a file.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// One of the wordings of a message: its value and its attributes mean the same, `seed` chooses.
pub fn varied(language: Language, key: &str, args: &[(&str, FluentValue<'_>)], seed: u64) -> String {
    let english = [language, Language::English];
    let found = english.iter().find_map(|language| {
        let bundle = BUNDLES.get(language)?;
        Some((bundle, bundle.get_message(key)?))
    });
    let Some((bundle, message)) = found else { return String::new() };
    let mut patterns: Vec<_> = message.value().into_iter().collect();
    patterns.extend(message.attributes().map(|attribute| attribute.value()));
    let Some(pattern) = patterns.get((seed % patterns.len().max(1) as u64) as usize) else { return String::new() };
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        values.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    let text: Cow<'_, str> = bundle.format_pattern(pattern, Some(&values), &mut errors);
    text.into_owned()
}

pub fn text(language: Language, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    varied(language, key, args, 0)
}

/// "a", "a and b", "a, b and c".
pub fn list(language: Language, values: &[String]) -> String {
    match values {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => {
            text(language, "list-and", &[("head", head.join(", ").into()), ("last", last.as_str().into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_whole_and_speaks_of_the_same_things() {
        let arguments = |source: &str| {
            let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| errors).unwrap();
            let keys: Vec<String> = source
                .lines()
                .filter_map(|line| line.split_once(" ="))
                .filter(|(key, _)| key.starts_with(|c: char| c.is_ascii_lowercase()) && !key.contains(' '))
                .map(|(key, _)| key.to_owned())
                .collect();
            drop(resource);
            keys
        };
        let english = arguments(FILES[0].1);
        for (language, source) in FILES {
            let keys = arguments(source);
            for key in &english {
                assert!(keys.contains(key), "{language:?} lacks {key}");
            }
            for key in &keys {
                assert!(english.contains(key), "{language:?} has {key}, which English lacks");
            }
            assert!(!source.contains('!'), "{language:?} shouts");
        }
    }

    #[test]
    fn lists_read_naturally() {
        let values = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(Language::English, &values), "a, b and c");
        assert_eq!(list(Language::German, &values[..2]), "a und b");
        assert_eq!(list(Language::Other, &values[..1]), "a");
    }
}
