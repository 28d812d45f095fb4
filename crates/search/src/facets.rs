//! Filter columns of one snapshot: every value numbered once, every variant a few numbers, so that a filter is decided
//! once per value and then looked up.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use types::Product;

use crate::{
    filter::{Wanted, category_key},
    lexical::Lexical,
    lexicon::key,
    text::Stems,
    traits::{ColorName, Traits},
};

/// Numbers values in the order they come.
#[derive(Debug)]
struct Numbered<T> {
    at: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn new() -> Self {
        Numbered { at: HashMap::new(), values: Vec::new() }
    }

    fn number(&mut self, value: T) -> u32 {
        let next = self.values.len() as u32;
        *self.at.entry(value.clone()).or_insert_with(|| {
            self.values.push(value);
            next
        })
    }
}

/// A stretch of `Facets::numbers`.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    start: u32,
    length: u16,
}

#[derive(Debug, Clone, Copy)]
struct Offer {
    price: i64,
    in_stock: bool,
    on_sale: bool,
    colors: Stretch,
    sizes: Stretch,
    materials: Stretch,
}

#[derive(Debug)]
pub struct Facets {
    /// Where each product's variants start; one more at the end.
    starts: Vec<u32>,
    offers: Vec<Offer>,
    /// Colour, size and material numbers of the variants, category numbers of the products.
    numbers: Vec<u32>,
    colors: Vec<ColorName>,
    sizes: Vec<String>,
    materials: Vec<String>,
    brands: Vec<String>,
    categories: Vec<String>,
    brand_of: Vec<Option<u32>>,
    categories_of: Vec<Stretch>,
    /// What each product offers when nothing is asked of its variants.
    unfiltered: Vec<Passed>,
}

/// What the passing variants of a product offer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passed {
    /// The lowest price of the passing variants, of those in stock where there are any.
    pub price: i64,
    /// Whether any passing variant can be bought.
    pub available: bool,
}

/// What a product without variants offers.
const NOTHING: Passed = Passed { price: 0, available: false };

fn best_offer<'o>(offers: impl Iterator<Item = &'o Offer>) -> Option<Passed> {
    let mut best: Option<Passed> = None;
    for offer in offers {
        let this = Passed { price: offer.price, available: offer.in_stock };
        best = Some(match best {
            Some(held) if held.available == this.available => Passed { price: held.price.min(this.price), ..held },
            Some(held) if held.available => held,
            _ => this,
        });
    }
    best
}

impl Facets {
    pub fn build(products: &[Arc<Product>], traits: Vec<Vec<Traits>>, stems: &Stems) -> Facets {
        let (mut colors, mut sizes, mut materials) = (Numbered::new(), Numbered::new(), Numbered::new());
        let (mut brands, mut categories) = (Numbered::new(), Numbered::new());
        let mut keys: HashMap<String, u32> = HashMap::new();
        let mut numbers: Vec<u32> = Vec::new();
        let mut put = |values: Vec<u32>| {
            let start = numbers.len() as u32;
            let length = values.len().min(usize::from(u16::MAX)) as u16;
            numbers.extend(values.iter().take(usize::from(length)));
            Stretch { start, length }
        };
        let (mut starts, mut offers) = (vec![0u32], Vec::new());
        let (mut brand_of, mut categories_of) = (Vec::new(), Vec::new());
        for (product, traits) in products.iter().zip(traits) {
            for (variant, traits) in product.variants.iter().zip(traits) {
                offers.push(Offer {
                    price: variant.price,
                    in_stock: variant.in_stock(),
                    on_sale: variant.on_sale(),
                    colors: put(traits.colors.into_iter().map(|color| colors.number(color)).collect()),
                    sizes: put(traits.sizes.into_iter().map(|size| sizes.number(size)).collect()),
                    materials: put(traits.materials.into_iter().map(|material| materials.number(material)).collect()),
                });
            }
            starts.push(offers.len() as u32);
            brand_of.push(product.brand.as_deref().map(|brand| brands.number(key(brand))));
            let levels = product.category.iter().map(|level| match keys.get(level) {
                Some(number) => *number,
                None => {
                    let number = categories.number(category_key(stems, level));
                    keys.insert(level.clone(), number);
                    number
                }
            });
            categories_of.push(put(levels.collect()));
        }
        let whole = |at: usize| best_offer(offers[starts[at] as usize..starts[at + 1] as usize].iter());
        Facets {
            unfiltered: (0..products.len()).map(|at| whole(at).unwrap_or(NOTHING)).collect(),
            starts,
            offers,
            numbers,
            colors: colors.values,
            sizes: sizes.values,
            materials: materials.values,
            brands: brands.values,
            categories: categories.values,
            brand_of,
            categories_of,
        }
    }

    fn stretch(&self, stretch: Stretch) -> &[u32] {
        &self.numbers[stretch.start as usize..stretch.start as usize + usize::from(stretch.length)]
    }

    /// Per product, what passes the filters; `None` where nothing does. A product without variants offers nothing, but
    /// passes filters that ask nothing of a variant.
    pub fn passing(
        &self,
        wanted: &Wanted,
        products: &[Arc<Product>],
        lexical: &Lexical,
        stems: &Stems,
    ) -> Vec<Option<Passed>> {
        // Per value: wanted (bit 0), refused (bit 1).
        let marks = |wanted: bool, refused: bool| u8::from(wanted) | (u8::from(refused) << 1);
        let colors: Vec<u8> =
            self.colors.iter().map(|c| marks(wanted.takes_color(c), wanted.refuses_color(c))).collect();
        let sizes: Vec<u8> = self.sizes.iter().map(|s| marks(wanted.takes_size(s), wanted.refuses_size(s))).collect();
        let materials: Vec<u8> =
            self.materials.iter().map(|m| marks(wanted.takes_material(m), wanted.refuses_material(m))).collect();
        let one = |list: &[String], value: &String| list.is_empty() || list.contains(value);
        let brands: Vec<bool> = self.brands.iter().map(|brand| one(&wanted.brands, brand)).collect();
        let categories: Vec<bool> = self.categories.iter().map(|name| wanted.categories.contains(name)).collect();
        let holds = |stretch: Stretch, marks: &[u8], asked: bool| {
            let all = self.stretch(stretch).iter().fold(0u8, |all, number| all | marks[*number as usize]);
            all & 2 == 0 && (!asked || all & 1 == 1)
        };
        let any_trait = !(wanted.colors.is_empty()
            && wanted.sizes.is_empty()
            && wanted.materials.is_empty()
            && wanted.refused.is_empty());
        let offer_passes = |offer: &Offer| {
            wanted.takes_offer(offer.price, offer.in_stock, offer.on_sale)
                && (!any_trait
                    || (holds(offer.colors, &colors, !wanted.colors.is_empty())
                        && holds(offer.sizes, &sizes, !wanted.sizes.is_empty())
                        && holds(offer.materials, &materials, !wanted.materials.is_empty())))
        };
        let of_products_only = wanted.asks_no_variant() && wanted.refused.is_empty();
        let mut out: Vec<Option<Passed>> = Vec::with_capacity(products.len());
        for at in 0..products.len() {
            let brand = match self.brand_of[at] {
                Some(brand) => brands[brand as usize],
                None => wanted.brands.is_empty(),
            };
            let named = brand
                && (wanted.categories.is_empty()
                    || self.stretch(self.categories_of[at]).iter().any(|number| categories[*number as usize]));
            out.push(match named {
                true if of_products_only => Some(self.unfiltered[at]),
                true => self.offered(at, &offer_passes, wanted),
                false => None,
            });
        }
        self.refuse(&mut out, wanted, products, lexical, stems);
        out
    }

    fn offered(&self, at: usize, passes: &impl Fn(&Offer) -> bool, wanted: &Wanted) -> Option<Passed> {
        let offers = &self.offers[self.starts[at] as usize..self.starts[at + 1] as usize];
        if offers.is_empty() {
            return wanted.asks_no_variant().then_some(NOTHING);
        }
        best_offer(offers.iter().filter(|offer| passes(offer)))
    }

    /// Takes out products that are refused as a whole. Words are looked up in the word index first, so that only
    /// products that hold them are read.
    fn refuse(
        &self,
        out: &mut [Option<Passed>],
        wanted: &Wanted,
        products: &[Arc<Product>],
        lexical: &Lexical,
        stems: &Stems,
    ) {
        for refused in &wanted.refused {
            let stem_key = refused.stems.join(" ");
            let brand = self.brands.iter().position(|brand| *brand == refused.key).map(|at| at as u32);
            let category = self.categories.iter().position(|name| *name == stem_key).map(|at| at as u32);
            for (at, passed) in out.iter_mut().enumerate() {
                if (brand.is_some() && self.brand_of[at] == brand)
                    || category.is_some_and(|number| self.stretch(self.categories_of[at]).contains(&number))
                {
                    *passed = None;
                }
            }
            for document in lexical.holding(&refused.stems) {
                let at = document as usize;
                let product = &products[at];
                if out[at].is_some() && refused.names(product, None, &[], stems) {
                    out[at] = None;
                }
            }
        }
    }
}
