//! The words of one shop: its categories, brands, colours, sizes and materials, as far as they are the shop's own.
//!
//! The general vocabularies (`data/*.toml`) are the same for every shop and live in [`crate::lexicon`]; here is what
//! one catalogue adds to them and how it spells things.

use std::collections::{BTreeSet, HashMap, HashSet};

use types::{Currency, Language, Product};

use crate::{
    filter::category_key,
    lexicon::{Lexicon, key},
    text::{Stems, words},
    things::Things,
    traits::{Traits, of_variants},
};

/// A level of the category tree, as the shop spells it.
#[derive(Debug, Clone)]
pub struct Category {
    pub name: String,
    /// Stems of the name's words.
    pub key: String,
    /// Keys of the levels above it, over all products.
    pub above: BTreeSet<String>,
    pub products: usize,
    /// Canonical sizes of the products in it.
    pub sizes: HashSet<String>,
}

#[derive(Debug, Clone)]
struct Brand {
    name: String,
    products: usize,
    /// Its name is more often a word of other brands' products, as in "case for Apple".
    common: bool,
}

/// What [`crate::understand()`] knows about a shop. Part of its [`crate::CatalogueIndex`].
#[derive(Debug)]
pub struct Vocabulary {
    currency: Currency,
    language: Language,
    stems: Stems,
    categories: Vec<Category>,
    by_category: HashMap<String, usize>,
    /// Pieces and last words of longer names ("Bags & Purses", "Table Lamps") to those names.
    category_heads: HashMap<String, Vec<usize>>,
    brands: HashMap<String, Brand>,
    colors: HashMap<String, usize>,
    sizes: HashMap<String, usize>,
    materials: HashMap<String, usize>,
    longest_name: usize,
    /// Folded words of category names, and their singulars.
    category_words: BTreeSet<String>,
    /// Folded words of the product names.
    title_words: HashSet<String>,
    /// Those of products that come in letter sizes.
    sized_words: HashSet<String>,
}

/// A word that heads more category names than this says too little to choose them all.
const MOST_HEADS: usize = 6;

fn counted(map: &HashMap<String, usize>) -> Vec<&str> {
    let mut list: Vec<(&str, usize)> = map.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    list.into_iter().map(|(name, _)| name).collect()
}

impl Vocabulary {
    /// Learns the shop's own values from its products.
    pub fn learn<'a>(products: impl Iterator<Item = &'a Product> + Clone, currency: Currency) -> Vocabulary {
        let traits: Vec<Vec<Traits>> = products.clone().map(of_variants).collect();
        Vocabulary::learn_with(products, &traits, currency)
    }

    pub(crate) fn learn_with<'a>(
        products: impl Iterator<Item = &'a Product> + Clone,
        traits: &[Vec<Traits>],
        currency: Currency,
    ) -> Vocabulary {
        let language = crate::language::of_catalogue(products.clone());
        let stems = Stems::of(language);
        let mut vocabulary = Vocabulary {
            currency,
            language,
            stems,
            categories: Vec::new(),
            by_category: HashMap::new(),
            category_heads: HashMap::new(),
            brands: HashMap::new(),
            colors: HashMap::new(),
            sizes: HashMap::new(),
            materials: HashMap::new(),
            longest_name: 1,
            category_words: BTreeSet::new(),
            title_words: HashSet::new(),
            sized_words: HashSet::new(),
        };
        let mut spellings: HashMap<(String, String), usize> = HashMap::new();
        let mut title_words: HashMap<String, usize> = HashMap::new();
        let mut own_words: HashMap<String, usize> = HashMap::new();
        for (product, traits) in products.zip(traits) {
            let all = |of: fn(&Traits) -> Vec<String>| -> HashSet<String> { traits.iter().flat_map(of).collect() };
            let sizes = all(|traits| traits.sizes.clone());
            for color in all(|traits| traits.colors.iter().map(|color| color.name.clone()).collect()) {
                *vocabulary.colors.entry(color).or_default() += 1;
            }
            for material in all(|traits| traits.materials.clone()) {
                *vocabulary.materials.entry(material).or_default() += 1;
            }
            vocabulary.add_categories(product, &sizes);
            for size in sizes {
                *vocabulary.sizes.entry(size).or_default() += 1;
            }
            let brand = product.brand.as_deref().map(|brand| (key(brand), brand)).filter(|(key, _)| !key.is_empty());
            let title: HashSet<String> = words(&product.name).into_iter().map(|word| word.text).collect();
            let lettered = traits.iter().flat_map(|t| &t.sizes).any(|size| Lexicon::shared().letters.contains(size));
            for word in title {
                if lettered {
                    vocabulary.sized_words.insert(word.clone());
                }
                if brand.as_ref().is_some_and(|(key, _)| *key == word) {
                    *own_words.entry(word).or_default() += 1;
                } else {
                    *title_words.entry(word).or_default() += 1;
                }
            }
            if let Some((key, brand)) = brand {
                *spellings.entry((key.clone(), brand.to_owned())).or_default() += 1;
                let held = vocabulary.brands.entry(key).or_insert(Brand {
                    name: brand.to_owned(),
                    products: 0,
                    common: false,
                });
                held.products += 1;
            }
        }
        let mut spellings: Vec<((String, String), usize)> = spellings.into_iter().collect();
        spellings.sort_unstable();
        for ((key, spelling), count) in &spellings {
            if let Some(brand) = vocabulary.brands.get_mut(key)
                && spellings.iter().all(|((other, name), c)| other != key || name == spelling || c <= count)
            {
                brand.name.clone_from(spelling);
            }
        }
        for (key, brand) in &mut vocabulary.brands {
            brand.common = title_words.get(key).is_some_and(|others| *others > brand.products);
        }
        vocabulary.title_words = title_words.into_keys().chain(own_words.into_keys()).collect();
        vocabulary.index_categories();
        vocabulary
    }

    fn add_categories(&mut self, product: &Product, sizes: &HashSet<String>) {
        let mut above: Vec<String> = Vec::new();
        for level in &product.category {
            let level_key = category_key(&self.stems, level);
            if level_key.is_empty() {
                continue;
            }
            let at = *self.by_category.entry(level_key.clone()).or_insert_with(|| {
                self.categories.push(Category {
                    name: level.trim().to_owned(),
                    key: level_key.clone(),
                    above: BTreeSet::new(),
                    products: 0,
                    sizes: HashSet::new(),
                });
                self.categories.len() - 1
            });
            if let Some(category) = self.categories.get_mut(at) {
                category.products += 1;
                category.above.extend(above.iter().cloned());
                category.sizes.extend(sizes.iter().cloned());
            }
            above.push(level_key);
        }
    }

    fn index_categories(&mut self) {
        for (at, category) in self.categories.iter().enumerate() {
            self.longest_name = self.longest_name.max(category.key.split(' ').count());
            for word in words(&category.name) {
                self.category_words.extend(word.text.strip_suffix('s').map(str::to_owned));
                self.category_words.insert(word.text);
            }
            let mut heads: BTreeSet<String> = BTreeSet::new();
            let pieces: Vec<&str> = category.name.split(['&', '/', ',', '+']).flat_map(|p| p.split(" and ")).collect();
            if pieces.len() > 1 {
                heads.extend(pieces.iter().map(|piece| category_key(&self.stems, piece)));
            }
            heads.extend(category.key.rsplit(' ').next().map(str::to_owned));
            for head in heads {
                if head != category.key && head.len() > 2 {
                    self.category_heads.entry(head).or_default().push(at);
                }
            }
        }
        self.longest_name =
            self.brands.keys().map(|key| key.split(' ').count()).max().unwrap_or(1).max(self.longest_name).min(6);
    }

    /// Of a shop without products: the general vocabularies alone.
    pub fn empty(currency: Currency) -> Vocabulary {
        Vocabulary::learn(std::iter::empty(), currency)
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// What the catalogue is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn stems(&self) -> &Stems {
        &self.stems
    }

    pub(crate) fn longest_name(&self) -> usize {
        self.longest_name
    }

    /// Category names as the shop spells them (every level), most products first.
    pub fn categories(&self) -> Vec<&str> {
        let mut list: Vec<&Category> = self.categories.iter().collect();
        list.sort_by(|a, b| b.products.cmp(&a.products).then(a.name.cmp(&b.name)));
        list.into_iter().map(|category| category.name.as_str()).collect()
    }

    /// Brands as the shop spells them, most products first.
    pub fn brands(&self) -> Vec<&str> {
        let mut list: Vec<&Brand> = self.brands.values().collect();
        list.sort_by(|a, b| b.products.cmp(&a.products).then(a.name.cmp(&b.name)));
        list.into_iter().map(|brand| brand.name.as_str()).collect()
    }

    /// Colours of the catalogue, canonical, most products first.
    pub fn colors(&self) -> Vec<&str> {
        counted(&self.colors)
    }

    /// Sizes of the catalogue, canonical, most products first.
    pub fn sizes(&self) -> Vec<&str> {
        counted(&self.sizes)
    }

    /// Materials of the catalogue, canonical, most products first.
    pub fn materials(&self) -> Vec<&str> {
        counted(&self.materials)
    }

    /// Whether a folded word is spelt as the shop or the general vocabularies spell one.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let lexicon = Lexicon::shared();
        self.title_words.contains(word)
            || self.category_words.contains(word)
            || self.brands.contains_key(word)
            || lexicon.color_words.contains_key(word)
            || lexicon.material_words.contains_key(word)
            || Things::shared().knows(word)
    }

    /// Whether products with this word in their name come in letter sizes; `None` when no name holds it.
    pub(crate) fn is_sized(&self, word: &str) -> Option<bool> {
        self.title_words.contains(word).then(|| self.sized_words.contains(word))
    }

    pub(crate) fn has_size(&self, size: &str) -> bool {
        self.sizes.contains_key(size)
    }

    pub(crate) fn has_color(&self, color: &str) -> bool {
        self.colors.contains_key(color)
    }

    pub(crate) fn category(&self, name: &str) -> Option<&Category> {
        self.by_category.get(&category_key(&self.stems, name)).and_then(|at| self.categories.get(*at))
    }

    pub(crate) fn category_by_key(&self, key: &str) -> Option<&Category> {
        self.by_category.get(key).and_then(|at| self.categories.get(*at))
    }

    /// Categories that a folded phrase names: by its own words, by the English name of a foreign word, by a synonym;
    /// each exactly first, else as the head of longer names.
    pub(crate) fn categories_of(&self, phrase: &str, language: Language) -> Vec<&Category> {
        let things = Things::shared();
        let own = std::iter::once(phrase.to_owned());
        let english = things.english(phrase, Some(language));
        let synonyms: Vec<String> =
            english.iter().map(String::as_str).chain([phrase]).flat_map(|name| things.clear_synonyms(name)).collect();
        own.chain(english)
            .chain(synonyms)
            .map(|name| category_key(&self.stems, &name))
            .find_map(|key| {
                if let Some(category) = self.category_by_key(&key) {
                    return Some(vec![category]);
                }
                let heads = self.category_heads.get(&key)?;
                Some(heads.iter().filter_map(|at| self.categories.get(*at)).take(MOST_HEADS).collect())
            })
            .unwrap_or_default()
    }

    /// The brand that a folded phrase names. Names that are common words of other products count only when `sure`.
    pub(crate) fn brand_of(&self, phrase: &str, sure: bool) -> Option<&str> {
        self.brands.get(phrase).filter(|brand| sure || !brand.common).map(|brand| brand.name.as_str())
    }

    /// Single words of category and brand names, for correcting spelling.
    pub(crate) fn name_words(&self) -> impl Iterator<Item = (&str, Named)> {
        let categories = self.category_words.iter().map(|word| (word.as_str(), Named::Category));
        let brands = self
            .brands
            .iter()
            .filter(|(key, brand)| !brand.common && !key.contains(' '))
            .map(|(key, _)| (key.as_str(), Named::Brand));
        categories.chain(brands)
    }
}

/// What a word of a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    Category,
    Brand,
}
