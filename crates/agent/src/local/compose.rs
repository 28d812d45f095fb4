//! Wording: descriptions of what is looked for, lists, quick replies, starters. Sentences are in `messages/*.ftl`.

use fluent_bundle::FluentValue;
use types::{Currency, Filters, Language, Money, ProductCard};

use super::act::same_thing;
use crate::{
    CatalogueWords, Found, Handle, lexicon, message,
    thread::{Standing, Thread},
};

/// Speaks one language, with one seed.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    pub language: Language,
    pub seed: u64,
    pub currency: Currency,
}

impl Voice {
    pub fn say(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        message::varied(self.language, key, args, self.seed)
    }

    /// A message with only the shop's name in it, as a placeholder.
    pub fn plain(&self, key: &str) -> String {
        self.say(key, &[("shop", "[[shop.name]]".into()), ("contact", "[[shop.contact]]".into())])
    }

    pub fn money(&self, minor: i64) -> String {
        Money::new(minor, self.currency).to_string()
    }

    pub fn number(&self, n: usize) -> String {
        message::text(self.language, "number-word", &[("n", n.into())])
    }

    fn english(&self) -> bool {
        matches!(self.language, Language::English | Language::Other)
    }

    /// The bounds and other strict limits: " under $80.00 in size M". They are what a search holds to exactly.
    pub fn limits(&self, filters: &Filters) -> String {
        let mut out = String::new();
        let text = |key: &str, args: &[(&str, FluentValue<'_>)]| message::text(self.language, key, args);
        if filters.on_sale == Some(true) {
            out += &text("limit-sale", &[]);
        }
        if !filters.materials.is_empty() {
            out += &text("limit-material", &[("material", self.either(&filters.materials).into())]);
        }
        if !filters.brands.is_empty() {
            out += &text("limit-brand", &[("brand", self.either(&filters.brands).into())]);
        }
        out += &match (filters.price_min, filters.price_max) {
            (Some(low), Some(high)) => {
                text("limit-between", &[("low", self.money(low).into()), ("high", self.money(high).into())])
            }
            (None, Some(high)) => text("limit-under", &[("money", self.money(high).into())]),
            (Some(low), None) => text("limit-over", &[("money", self.money(low).into())]),
            (None, None) => String::new(),
        };
        if !filters.sizes.is_empty() {
            let sizes: Vec<String> = filters.sizes.iter().map(|size| shown_size(size)).collect();
            out += &text("limit-size", &[("size", self.either(&sizes).into())]);
        }
        if !filters.exclude.is_empty() {
            out += &text("limit-without", &[("values", self.either(&filters.exclude).into())]);
        }
        out
    }

    fn either(&self, values: &[String]) -> String {
        let values: Vec<String> = values.iter().take(4).map(|value| quoted(value)).collect();
        match &values[..] {
            [] => String::new(),
            [one] => one.clone(),
            [head @ .., last] => message::text(
                self.language,
                "list-or",
                &[("head", head.join(", ").into()), ("last", last.as_str().into())],
            ),
        }
    }

    /// "blue summer dresses". In other languages than English the catalogue's words do not bend, so the kind of thing
    /// is left out.
    pub fn what(&self, standing: &Standing, n: usize) -> String {
        let product = message::text(self.language, "product", &[("n", n.into())]);
        if !self.english() {
            return product;
        }
        let filters = &standing.filters;
        let category = filters.categories.first().map(|name| name.to_lowercase());
        let said: Vec<String> =
            standing.text.split_whitespace().take(6).map(quoted).filter(|word| !word.is_empty()).collect();
        let thing = |word: &String| lexicon::of(Language::English).things.contains_key(&lexicon::fold(word));
        let noun = said.iter().rev().find(|word| thing(word)).cloned().or(category.clone());
        let mut words: Vec<String> = Vec::new();
        if !filters.colors.is_empty() {
            words.push(self.either(&filters.colors));
        }
        for word in &said {
            let repeated = [&noun, &category].into_iter().flatten().any(|noun| same_thing(noun, &lexicon::fold(word)))
                || filters.colors.iter().chain(&filters.materials).any(|value| value.contains(&lexicon::fold(word)));
            if !repeated {
                words.push(word.clone());
            }
        }
        match noun {
            // A category that is spelled as no plural ("Lighting") is no noun to count.
            Some(noun) if !noun.ends_with('s') && !thing(&noun) => words.extend([noun, product]),
            Some(noun) => {
                let bent = bent(&noun, n);
                match bent.strip_prefix("pair of ") {
                    Some(pair) => {
                        words.insert(0, "pair of".to_owned());
                        words.push(pair.to_owned());
                    }
                    None => words.push(bent),
                }
            }
            None => words.push(product),
        }
        words.join(" ")
    }

    /// Whether the description is strictly true of the cards: the kind of thing is a filter, or stands in every name,
    /// and no other word of the search is only near.
    pub fn certain(&self, standing: &Standing, cards: &[ProductCard]) -> bool {
        if !self.english() {
            return standing.text.is_empty() || !standing.filters.categories.is_empty();
        }
        let in_all = |word: &str| {
            let word = lexicon::fold(word);
            cards.iter().all(|card| {
                lexicon::fold(&card.name).split(|c: char| !c.is_alphanumeric()).any(|part| same_thing(part, &word))
            })
        };
        let categories: Vec<String> = standing.filters.categories.iter().map(|name| lexicon::fold(name)).collect();
        standing.text.split_whitespace().all(|word| {
            let folded = lexicon::fold(word);
            categories.iter().any(|name| same_thing(name, &folded)) || in_all(word)
        })
    }

    /// Whether [`Voice::what`] names a kind of thing, or there are no other words anyway.
    pub fn named(&self, standing: &Standing) -> bool {
        let thing = |word: &str| lexicon::of(Language::English).things.contains_key(&lexicon::fold(word));
        standing.text.is_empty()
            || !standing.filters.categories.is_empty()
            || standing.text.split_whitespace().any(thing)
    }

    /// How to say that the kind of thing is certain and other words are only near; and those words.
    pub fn near(&self, standing: &Standing, text: &str) -> (&'static str, String) {
        let categories: Vec<String> = standing.filters.categories.iter().map(|name| lexicon::fold(name)).collect();
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| !categories.iter().any(|name| same_thing(name, &lexicon::fold(word))))
            .collect();
        if self.english() && !categories.is_empty() {
            ("found-near", words.join(" "))
        } else {
            ("close", words.join(" "))
        }
    }

    pub fn replies(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| message::text(self.language, key, &[])).collect()
    }
}

/// English plural or singular of the last word; what comes in pairs is counted in pairs.
fn bent(noun: &str, n: usize) -> String {
    const UNCOUNTED: [&str; 6] = ["clothes", "clothing", "jewelry", "jewellery", "footwear", "luggage"];
    const PAIRS: [&str; 14] = [
        "jeans",
        "trousers",
        "pants",
        "shorts",
        "glasses",
        "sunglasses",
        "leggings",
        "tights",
        "pyjamas",
        "pajamas",
        "socks",
        "gloves",
        "mittens",
        "earrings",
    ];
    let things = &lexicon::of(Language::English).things;
    let (head, last) = noun.rsplit_once(' ').map_or(("", noun), |(head, last)| (head, last));
    let plural = plural(last);
    let paired = PAIRS.contains(&plural.as_str()) || things.get(&plural).is_some_and(|family| family == "shoes");
    if n == 1 && paired {
        return format!("pair of {}", [head, &plural].join(" ").trim());
    }
    let bent = if UNCOUNTED.contains(&last) || noun.contains('&') || noun.contains(" and ") {
        last.to_owned()
    } else if n == 1 {
        singular(last)
    } else {
        plural
    };
    if head.is_empty() { bent } else { format!("{head} {bent}") }
}

fn singular(word: &str) -> String {
    let things = &lexicon::of(Language::English).things;
    let knife = word.strip_suffix("ves").map(|stem| format!("{stem}f")).filter(|word| things.contains_key(word));
    let es =
        word.strip_suffix("es").filter(|stem| things.contains_key(*stem) || stem.ends_with("ss")).map(str::to_owned);
    let s = word.strip_suffix('s').filter(|stem| !stem.ends_with('s')).map(str::to_owned);
    knife.or(es).or(s).unwrap_or_else(|| word.to_owned())
}

fn plural(word: &str) -> String {
    if word.ends_with('s') && !word.ends_with("ss") {
        word.to_owned()
    } else if ["ss", "x", "ch", "sh"].iter().any(|end| word.ends_with(end)) {
        format!("{word}es")
    } else if let Some(stem) = word.strip_suffix('f') {
        format!("{stem}ves")
    } else {
        format!("{word}s")
    }
}

/// A value that came from outside, for use inside a draft: no placeholder can be smuggled in, and it stays short.
pub fn quoted(text: &str) -> String {
    text.replace("[[", "")
        .replace("]]", "")
        .chars()
        .filter(|c| !c.is_control())
        .take(60)
        .collect::<String>()
        .trim()
        .to_owned()
}

pub fn shown_size(size: &str) -> String {
    if size.chars().all(|c| c.is_ascii_alphabetic()) && size.len() <= 4 { size.to_uppercase() } else { size.to_owned() }
}

/// `[[p3]]`, or with a fact `[[p3.price]]`.
pub fn slot(handle: Handle, fact: &str) -> String {
    if fact.is_empty() { format!("[[{handle}]]") } else { format!("[[{handle}.{fact}]]") }
}

pub fn starters(words: &CatalogueWords, language: Language) -> Vec<String> {
    let mut out = Vec::new();
    for category in words.categories.iter().take(2) {
        let name = quoted(category);
        let name = if language == Language::English { name.to_lowercase() } else { name };
        out.push(message::text(language, "starter-show", &[("category", name.into())]));
    }
    out.push(message::text(language, "starter-gift", &[]));
    out.push(message::text(language, if words.on_sale { "qr-sale" } else { "qr-popular" }, &[]));
    out.truncate(4);
    out
}

/// What may be said next after a list of products was shown.
pub fn after_list(voice: &Voice, standing: &Standing, found: &Found, thread: &Thread) -> Vec<String> {
    let (cards, count) = (&found.cards, found.cards.len());
    let mut keys: Vec<&str> = Vec::new();
    if count >= 2 {
        keys.push("qr-compare");
    }
    let prices = cards.iter().map(|card| card.price.amount);
    if prices.clone().min() != prices.max() || count == 1 {
        keys.push("qr-cheaper");
    }
    if found.total > count as u64 {
        keys.push("qr-more");
    }
    if count == 1 {
        keys.insert(0, if cards.iter().any(|card| card.in_stock) { "qr-take" } else { "qr-like" });
        if cards.iter().any(|card| card.variants.iter().any(|variant| variant.options.contains_key("size"))) {
            keys.push("qr-sizes");
        }
    }
    if standing.filters.price_max.is_some() && count <= 2 {
        keys.push("qr-any-price");
    }
    if !standing.filters.colors.is_empty() && count <= 2 {
        keys.push("qr-any-color");
    }
    if thread.turns == 0 && standing.filters.on_sale.is_none() && keys.len() < 3 {
        keys.push("qr-sale");
    }
    voice.replies(&keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_nouns_bend() {
        for (noun, n, expected) in [
            ("dresses", 1, "dress"),
            ("dress", 3, "dresses"),
            ("scarves", 1, "scarf"),
            ("scarf", 2, "scarves"),
            ("ankle boots", 1, "pair of ankle boots"),
            ("socks", 1, "pair of socks"),
            ("shoes", 2, "shoes"),
            ("summer dresses", 1, "summer dress"),
            ("mugs", 1, "mug"),
            ("bag", 2, "bags"),
            ("clothing", 2, "clothing"),
        ] {
            assert_eq!(bent(noun, n), expected);
        }
    }
}
