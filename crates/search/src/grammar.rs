//! The words that make constraints (`data/grammar.toml`) and the words of money (`data/money.toml`), read once.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;
use types::Language;

use crate::lexicon::{LANGUAGES, key};

/// In which texts a phrase counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    Only(Language),
    Not(Language),
}

/// A set of phrases, compared word by word.
#[derive(Debug, Default)]
pub struct PhraseSet {
    phrases: HashMap<String, Vec<Scope>>,
    /// First and last words, so that most places are passed over without joining words.
    first: HashSet<String>,
    last: HashSet<String>,
    longest: usize,
}

impl PhraseSet {
    fn new<'p>(list: impl IntoIterator<Item = &'p String>) -> PhraseSet {
        let mut set = PhraseSet::default();
        for phrase in list {
            // "sin?es" counts in Spanish texts only, "no?!pt" in all but Portuguese ones.
            let (phrase, scope) = match phrase.split_once('?') {
                Some((phrase, code)) => {
                    let language = |code: &str| LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, l)| *l);
                    let scope = match code.strip_prefix('!') {
                        Some(code) => language(code).map(Scope::Not),
                        None => language(code).map(Scope::Only),
                    };
                    (phrase, scope.unwrap_or(Scope::All))
                }
                None => (phrase.as_str(), Scope::All),
            };
            let key = key(phrase);
            if !key.is_empty() {
                set.longest = set.longest.max(key.split(' ').count());
                set.first.extend(key.split(' ').next().map(str::to_owned));
                set.last.extend(key.rsplit(' ').next().map(str::to_owned));
                set.phrases.entry(key).or_default().push(scope);
            }
        }
        set
    }

    pub fn holds(&self, phrase: &str, language: Language) -> bool {
        self.phrases.get(phrase).is_some_and(|scopes| {
            scopes.iter().any(|scope| match scope {
                Scope::All => true,
                Scope::Only(only) => *only == language,
                Scope::Not(not) => *not != language,
            })
        })
    }

    pub fn may_start(&self, word: &str) -> bool {
        self.first.contains(word)
    }

    pub fn may_end(&self, word: &str) -> bool {
        self.last.contains(word)
    }

    /// Words of the longest phrase.
    pub fn longest(&self) -> usize {
        self.longest
    }
}

#[derive(Deserialize, Default)]
struct PriceFile {
    max_before: Vec<String>,
    max_after: Vec<String>,
    min_before: Vec<String>,
    min_after: Vec<String>,
    around_before: Vec<String>,
    around_after: Vec<String>,
    between_before: Vec<String>,
    joiners: Vec<String>,
    after_range: Vec<String>,
    budget: Vec<String>,
    budget_fill: Vec<String>,
    amount_before: Vec<String>,
    age_before: Vec<String>,
}

#[derive(Deserialize, Default)]
struct WordsFile {
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct OrdersFile {
    cheapest: Vec<String>,
    dearest: Vec<String>,
    newest: Vec<String>,
    popular: Vec<String>,
}

#[derive(Deserialize, Default)]
struct NegationFile {
    before: Vec<String>,
    after: Vec<String>,
    chain: Vec<String>,
    between: Vec<String>,
    idioms: Vec<String>,
}

#[derive(Deserialize, Default)]
struct CategoryFile {
    weak: Vec<String>,
    purpose: Vec<String>,
    maker: Vec<String>,
}

#[derive(Deserialize, Default)]
struct File {
    price: PriceFile,
    units: WordsFile,
    orders: OrdersFile,
    stock: WordsFile,
    sale: WordsFile,
    negation: NegationFile,
    correction: WordsFile,
    drop: BTreeMap<String, Vec<String>>,
    filler: BTreeMap<String, Vec<String>>,
    category: CategoryFile,
}

#[derive(Deserialize)]
struct CurrencyFile {
    codes: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
    signs: Vec<String>,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct MoneyFile {
    currency: Vec<CurrencyFile>,
    numbers: BTreeMap<String, String>,
    multipliers: BTreeMap<String, String>,
}

#[derive(Debug)]
pub struct Grammar {
    pub max_before: PhraseSet,
    pub max_after: PhraseSet,
    pub min_before: PhraseSet,
    pub min_after: PhraseSet,
    pub around_before: PhraseSet,
    pub around_after: PhraseSet,
    pub between_before: PhraseSet,
    pub joiners: PhraseSet,
    pub after_range: PhraseSet,
    pub budget: PhraseSet,
    pub budget_fill: PhraseSet,
    pub amount_before: PhraseSet,
    pub age_before: PhraseSet,
    pub units: PhraseSet,
    pub cheapest: PhraseSet,
    pub dearest: PhraseSet,
    pub newest: PhraseSet,
    pub popular: PhraseSet,
    pub stock: PhraseSet,
    pub sale: PhraseSet,
    pub not_before: PhraseSet,
    pub not_after: PhraseSet,
    pub not_chain: PhraseSet,
    pub not_between: PhraseSet,
    pub idioms: PhraseSet,
    pub correction: PhraseSet,
    /// By the name of the field: "price", "color", …
    pub drop: Vec<(String, PhraseSet)>,
    fillers: Vec<(Language, HashSet<String>)>,
    pub weak_categories: PhraseSet,
    pub purpose: PhraseSet,
    pub maker: PhraseSet,
    /// ISO codes by sign, lower case.
    pub currency_signs: HashMap<String, Vec<String>>,
    /// ISO codes by word.
    pub currency_words: HashMap<String, Vec<String>>,
    /// Words that are money only where something else says so.
    pub weak_currency_words: HashSet<String>,
    /// Number words by value.
    pub numbers: HashMap<String, u64>,
    pub multipliers: HashMap<String, u64>,
}

const GRAMMAR: &str = include_str!("../data/grammar.toml");
const MONEY: &str = include_str!("../data/money.toml");

static SHARED: LazyLock<Grammar> = LazyLock::new(|| {
    // A test reads both files; one that cannot be read would leave its rules empty.
    Grammar::new(toml::from_str(GRAMMAR).unwrap_or_default(), toml::from_str(MONEY).unwrap_or_default())
});

fn by_value(list: &BTreeMap<String, String>) -> HashMap<String, u64> {
    let mut out = HashMap::new();
    for (value, words) in list {
        let Ok(value) = value.parse::<u64>() else { continue };
        for word in words.split(',').filter(|word| !word.trim().ends_with('?')) {
            out.entry(key(word)).or_insert(value);
        }
    }
    out
}

impl Grammar {
    pub fn shared() -> &'static Grammar {
        &SHARED
    }

    fn new(file: File, money: MoneyFile) -> Grammar {
        let set = |list: &Vec<String>| PhraseSet::new(list);
        let mut currency_signs: HashMap<String, Vec<String>> = HashMap::new();
        let mut currency_words: HashMap<String, Vec<String>> = HashMap::new();
        for currency in &money.currency {
            for sign in &currency.signs {
                currency_signs.entry(sign.to_lowercase()).or_insert_with(|| currency.codes.clone());
            }
            for word in &currency.words {
                currency_words.entry(key(word)).or_insert_with(|| currency.codes.clone());
            }
        }
        Grammar {
            max_before: set(&file.price.max_before),
            max_after: set(&file.price.max_after),
            min_before: set(&file.price.min_before),
            min_after: set(&file.price.min_after),
            around_before: set(&file.price.around_before),
            around_after: set(&file.price.around_after),
            between_before: set(&file.price.between_before),
            joiners: set(&file.price.joiners),
            after_range: set(&file.price.after_range),
            budget: set(&file.price.budget),
            budget_fill: set(&file.price.budget_fill),
            amount_before: set(&file.price.amount_before),
            age_before: set(&file.price.age_before),
            units: set(&file.units.words),
            cheapest: set(&file.orders.cheapest),
            dearest: set(&file.orders.dearest),
            newest: set(&file.orders.newest),
            popular: set(&file.orders.popular),
            stock: set(&file.stock.words),
            sale: set(&file.sale.words),
            not_before: set(&file.negation.before),
            not_after: set(&file.negation.after),
            not_chain: set(&file.negation.chain),
            not_between: set(&file.negation.between),
            idioms: set(&file.negation.idioms),
            correction: set(&file.correction.words),
            drop: file.drop.iter().map(|(field, list)| (field.clone(), set(list))).collect(),
            fillers: LANGUAGES
                .iter()
                .map(|(code, language)| {
                    let list = file.filler.get(*code).map_or(&[][..], Vec::as_slice);
                    // Phrases count word by word.
                    let words = list.iter().flat_map(|phrase| crate::text::words(phrase)).map(|word| word.text);
                    (*language, words.collect())
                })
                .collect(),
            weak_categories: set(&file.category.weak),
            purpose: set(&file.category.purpose),
            maker: set(&file.category.maker),
            currency_signs,
            currency_words,
            weak_currency_words: money.currency.iter().flat_map(|c| &c.weak).map(|word| key(word)).collect(),
            numbers: by_value(&money.numbers),
            multipliers: by_value(&money.multipliers),
        }
    }

    /// Words that ask and carry nothing else, in English or the text's own language.
    pub fn is_filler(&self, word: &str, language: Language) -> bool {
        self.fillers.iter().any(|(of, words)| (*of == Language::English || *of == language) && words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read() {
        let grammar: File = toml::from_str(GRAMMAR).unwrap();
        let money: MoneyFile = toml::from_str(MONEY).unwrap();
        for (_, language) in LANGUAGES {
            assert!(
                Grammar::new(toml::from_str(GRAMMAR).unwrap(), toml::from_str(MONEY).unwrap())
                    .fillers
                    .iter()
                    .any(|(of, words)| *of == language && !words.is_empty())
            );
        }
        for field in grammar.drop.keys() {
            assert!(
                ["price", "color", "size", "brand", "material", "category", "stock", "sale"].contains(&field.as_str())
            );
        }
        for code in money.currency.iter().flat_map(|currency| &currency.codes) {
            assert!(code.parse::<types::Currency>().is_ok(), "{code}");
        }
    }
}
