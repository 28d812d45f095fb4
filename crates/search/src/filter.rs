//! Filters that hold together on one variant.

use indexmap::IndexMap;
use types::{Filters, Product, Variant};

use crate::{
    Vocabulary,
    lexicon::{Lexicon, OptionKind, key},
    text::{Stems, words},
    traits::{self, ColorName, Traits, canonical_size, color_at, colors_of_value},
};

/// Filters made ready: values canonical, categories and brands folded.
#[derive(Debug, Clone)]
pub struct Wanted {
    price_min: Option<i64>,
    price_max: Option<i64>,
    in_stock: bool,
    on_sale: bool,
    pub(crate) colors: Vec<ColorName>,
    pub(crate) sizes: Vec<String>,
    pub(crate) materials: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) brands: Vec<String>,
    pub(crate) refused: Vec<Refused>,
}

/// A value that must not be there, in every way it may be meant.
#[derive(Debug, Clone)]
pub struct Refused {
    pub(crate) color: Option<ColorName>,
    pub(crate) material: Option<String>,
    pub(crate) size: String,
    /// Stems of the words: refused in categories, brand, title and tags.
    pub(crate) stems: Vec<String>,
    pub(crate) key: String,
}

/// The colour that a filter value names.
pub(crate) fn wanted_color(value: &str) -> ColorName {
    let list: Vec<String> = words(value).into_iter().map(|word| word.text).collect();
    let refs: Vec<&str> = list.iter().map(String::as_str).collect();
    match color_at(&refs, 0, None).filter(|read| read.end == refs.len()) {
        Some(read) => read.value,
        None => colors_of_value(value).into_iter().next().unwrap_or(ColorName {
            name: list.join(" "),
            base: list.join(" "),
            tone: None,
        }),
    }
}

/// Categories are compared by the stems of their words, the leaf where a path was given.
pub(crate) fn category_key(stems: &Stems, value: &str) -> String {
    let leaf = value.rsplit('>').next().unwrap_or(value);
    words(leaf).iter().map(|word| stems.stem(&word.text).into_owned()).collect::<Vec<_>>().join(" ")
}

fn material_of(value: &str) -> String {
    let folded = key(value);
    match Lexicon::shared().material_words.get(&folded).and_then(|senses| senses.first()) {
        Some(sense) => sense.value.clone(),
        None => folded,
    }
}

impl Wanted {
    pub fn new(filters: &Filters, stems: &Stems) -> Wanted {
        let refused = filters.exclude.iter().map(|value| Refused::new(value, stems)).filter(|r| !r.key.is_empty());
        Wanted {
            price_min: filters.price_min,
            price_max: filters.price_max,
            in_stock: filters.in_stock == Some(true),
            on_sale: filters.on_sale == Some(true),
            colors: filters.colors.iter().map(|value| wanted_color(value)).collect(),
            sizes: filters.sizes.iter().map(|value| canonical_size(value)).collect(),
            materials: filters.materials.iter().map(|value| material_of(value)).collect(),
            categories: filters.categories.iter().map(|value| category_key(stems, value)).collect(),
            brands: filters.brands.iter().map(|value| key(value)).collect(),
            refused: refused.collect(),
        }
    }

    /// Nothing is asked that only a variant can answer.
    pub(crate) fn asks_no_variant(&self) -> bool {
        self.price_min.is_none()
            && self.price_max.is_none()
            && !self.in_stock
            && !self.on_sale
            && self.colors.is_empty()
            && self.sizes.is_empty()
            && self.materials.is_empty()
    }

    /// Price, stock and sale.
    pub(crate) fn takes_offer(&self, price: i64, in_stock: bool, on_sale: bool) -> bool {
        self.price_min.is_none_or(|least| price >= least)
            && self.price_max.is_none_or(|most| price <= most)
            && (!self.in_stock || in_stock)
            && (!self.on_sale || on_sale)
    }

    pub(crate) fn takes_color(&self, color: &ColorName) -> bool {
        self.colors.iter().any(|wanted| color.answers(wanted))
    }

    pub(crate) fn takes_size(&self, size: &str) -> bool {
        self.sizes.iter().any(|wanted| wanted == size)
    }

    pub(crate) fn takes_material(&self, material: &str) -> bool {
        Lexicon::shared().material_kinds(material).any(|kind| self.materials.iter().any(|wanted| wanted == kind))
    }

    pub(crate) fn refuses_color(&self, color: &ColorName) -> bool {
        self.refused.iter().any(|refused| refused.color.as_ref().is_some_and(|wanted| color.answers(wanted)))
    }

    pub(crate) fn refuses_size(&self, size: &str) -> bool {
        self.refused.iter().any(|refused| refused.size == size)
    }

    pub(crate) fn refuses_material(&self, material: &str) -> bool {
        Lexicon::shared()
            .material_kinds(material)
            .any(|kind| self.refused.iter().any(|refused| refused.material.as_deref() == Some(kind)))
    }

    /// Everything that must hold on one variant.
    pub fn takes_variant(&self, variant: &Variant, traits: &Traits) -> bool {
        self.takes_offer(variant.price, variant.in_stock(), variant.on_sale())
            && (self.colors.is_empty() || traits.colors.iter().any(|color| self.takes_color(color)))
            && (self.sizes.is_empty() || traits.sizes.iter().any(|size| self.takes_size(size)))
            && (self.materials.is_empty() || traits.materials.iter().any(|material| self.takes_material(material)))
            && !traits.colors.iter().any(|color| self.refuses_color(color))
            && !traits.sizes.iter().any(|size| self.refuses_size(size))
            && !traits.materials.iter().any(|material| self.refuses_material(material))
    }

    /// Everything that is true of the whole product: category, brand, and refused words that are no trait.
    pub fn takes_product(&self, product: &Product, stems: &Stems) -> bool {
        let brand = product.brand.as_deref().map(key);
        let levels: Vec<String> = product.category.iter().map(|level| category_key(stems, level)).collect();
        self.takes_names(brand.as_deref(), &levels)
            && !self.refused.iter().any(|refused| refused.names(product, brand.as_deref(), &levels, stems))
    }

    pub(crate) fn takes_names(&self, brand: Option<&str>, levels: &[String]) -> bool {
        (self.brands.is_empty() || brand.is_some_and(|brand| self.brands.iter().any(|wanted| wanted == brand)))
            && (self.categories.is_empty() || levels.iter().any(|level| self.categories.contains(level)))
    }
}

impl Refused {
    fn new(value: &str, stems: &Stems) -> Refused {
        let list: Vec<String> = words(value).into_iter().map(|word| word.text).collect();
        let refs: Vec<&str> = list.iter().map(String::as_str).collect();
        let color = color_at(&refs, 0, None).filter(|read| read.end == refs.len()).map(|read| read.value);
        let folded = list.join(" ");
        let material = Lexicon::shared().material_words.get(&folded).and_then(|senses| senses.first());
        Refused {
            material: material.map(|sense| sense.value.clone()),
            color,
            size: canonical_size(value),
            stems: list.iter().map(|word| stems.stem(word).into_owned()).collect(),
            key: folded,
        }
    }

    /// Whether a product is refused as a whole: by category or brand, or, when the value is neither a colour nor a
    /// material nor a size, by a word of its title or tags.
    pub(crate) fn names(&self, product: &Product, brand: Option<&str>, levels: &[String], stems: &Stems) -> bool {
        let stem_key = self.stems.join(" ");
        if brand == Some(self.key.as_str()) || levels.contains(&stem_key) {
            return true;
        }
        if self.color.is_some() || self.material.is_some() || Lexicon::shared().letters.contains(&self.size) {
            return false;
        }
        let stands = |text: &str| {
            let held: Vec<String> = words(text).iter().map(|word| stems.stem(&word.text).into_owned()).collect();
            held.windows(self.stems.len().max(1)).any(|window| window == self.stems)
        };
        stands(&product.name) || product.tags.iter().any(|tag| stands(tag))
    }
}

/// Indexes of the variants that satisfy the variant-level filters (colour, size, material, price, stock, sale,
/// refused colours, sizes and materials) all at once. Category and brand, which hold of the whole product, are not
/// looked at.
pub fn matching_variants(vocabulary: &Vocabulary, product: &Product, filters: &Filters) -> Vec<usize> {
    let wanted = Wanted::new(filters, vocabulary.stems());
    let traits = traits::of_variants(product);
    let both = product.variants.iter().zip(&traits).enumerate();
    both.filter(|(_, (variant, traits))| wanted.takes_variant(variant, traits)).map(|(at, _)| at).collect()
}

/// "color", "size", "material" (or the option's own name, lower case) to the canonical lower-case value ("navy", "m";
/// values without a canonical form as the shop writes them, lower case), in the shop's order.
pub fn canonical_options(_vocabulary: &Vocabulary, _product: &Product, variant: &Variant) -> IndexMap<String, String> {
    let mut out = IndexMap::new();
    for (name, value) in &variant.options {
        if value.eq_ignore_ascii_case("default title") {
            continue;
        }
        let kind = traits::option_kind(name, value);
        let value = match kind {
            Some(OptionKind::Color) => match &colors_of_value(value)[..] {
                [one] => one.name.clone(),
                _ => value.trim().to_lowercase(),
            },
            Some(OptionKind::Size) => canonical_size(value),
            _ => value.trim().to_lowercase(),
        };
        let name = kind.map_or_else(|| name.trim().to_lowercase(), |kind| kind.name().to_owned());
        out.entry(name).or_insert(value);
    }
    out
}
