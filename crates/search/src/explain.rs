//! Why a product was found, or was not: the words that matched, the filters it passed or failed, its place.

use serde::Serialize;
use types::{Filters, Product, ProductId};

use crate::{
    CatalogueIndex, Query,
    filter::Wanted,
    lexical::Slot,
    query::Hit,
    text::Stems,
    traits::{self, Traits},
};

/// `why` of one result, as `vitrine search --explain` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    pub matched: Vec<String>,
    pub passed: Vec<String>,
    pub rank: usize,
}

impl Hit {
    pub fn why(&self) -> Why {
        Why { matched: self.matched.clone(), passed: self.passed.clone(), rank: self.rank }
    }
}

/// The query's words that a product holds, given the bits of its matching slots; a corrected spelling is named.
pub(crate) fn matched(slots: &[Slot], bits: u64) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (_, slot) in slots.iter().enumerate().take(64).filter(|(at, _)| bits & (1 << at) != 0) {
        let word = match &slot.corrected {
            Some(meant) => format!("{} → {meant}", slot.word),
            None => slot.word.clone(),
        };
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// The filters in force, which every hit has passed, as "price_max: 8000", "colors: navy or black".
pub(crate) fn passed(filters: &Filters) -> Vec<String> {
    let mut out = Vec::new();
    let bounds = [("price_min", filters.price_min), ("price_max", filters.price_max)];
    out.extend(bounds.iter().filter_map(|(name, bound)| bound.map(|bound| format!("{name}: {bound}"))));
    let lists = [
        ("colors", &filters.colors),
        ("sizes", &filters.sizes),
        ("categories", &filters.categories),
        ("brands", &filters.brands),
        ("materials", &filters.materials),
        ("exclude", &filters.exclude),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        out.push(format!("{name}: {}", list.join(" or ")));
    }
    let truths = [("in_stock", filters.in_stock), ("on_sale", filters.on_sale)];
    out.extend(truths.iter().filter(|(_, truth)| *truth == Some(true)).map(|(name, _)| format!("{name}: true")));
    out
}

/// Where one product stands in a search.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Among the hits; its rank is the hit's.
    Shown(Hit),
    /// It matches, and others are better. `last` is the last hit that is shown.
    Below { hit: Hit, last: Option<Hit> },
    /// It passes the filters, but none of the words stand in it, and its meaning is too far from theirs.
    Unmatched {
        /// Cosine with the query and the least that counts as a match; `None` without meaning.
        nearness: Option<(f32, f32)>,
    },
    /// Filters that it does not pass, each by itself; `[Miss::Together]` when it passes each, but on no one variant.
    Filtered(Vec<Miss>),
    /// The query leaves it out (already shown, or the model of "more like this").
    LeftOut,
    /// The snapshot does not hold it.
    Unknown,
}

/// One filter that a product does not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// The nearest price, and the bound it is over or under.
    Above {
        most: i64,
        price: i64,
    },
    Below {
        least: i64,
        price: i64,
    },
    /// None of the wanted values of this filter ("colors", "sizes", …); what the product has instead.
    Lacks {
        filter: &'static str,
        wanted: Vec<String>,
        has: Vec<String>,
    },
    SoldOut,
    NotReduced,
    /// It has a value that was refused.
    Refused {
        value: String,
    },
    /// Each filter is passed by some variant, all of them by none.
    Together,
}

/// A product under a query, explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    pub place: Place,
    /// Whether the product can be found by meaning.
    pub has_vector: bool,
}

impl CatalogueIndex {
    /// Tells where a product stands in the answer to a query, by the very steps that [`CatalogueIndex::search`] takes.
    pub fn explain(&self, query: &Query<'_>, product: ProductId) -> Explained {
        let Some(at) = self.position(product) else { return Explained { place: Place::Unknown, has_vector: false } };
        let asked = self.ask(query);
        let has_vector = self.vectors.row(at as usize).is_some();
        let told = |place| Explained { place, has_vector };
        if asked.leaves_out(at) {
            return told(Place::LeftOut);
        }
        let settled = self.settle(query, &asked);
        let all = Query { limit: usize::MAX, ..query.clone() };
        let ranked = self.rank(&asked, &all, &settled.filters, &settled.candidates);
        if let Some(hit) = ranked.iter().find(|hit| hit.product == product).cloned() {
            return told(match hit.rank <= query.limit {
                true => Place::Shown(hit),
                false => Place::Below { hit, last: query.limit.checked_sub(1).and_then(|at| ranked.get(at)).cloned() },
            });
        }
        let misses = misses(&self.products[at as usize], &settled.filters, self.vocabulary.stems());
        if misses.is_empty() {
            return told(Place::Unmatched { nearness: self.nearness(&asked, &settled, at) });
        }
        told(Place::Filtered(misses))
    }
}

/// The filters that a product does not pass.
fn misses(product: &Product, filters: &Filters, stems: &Stems) -> Vec<Miss> {
    let traits = traits::of_variants(product);
    let passes = |filters: &Filters| {
        let wanted = Wanted::new(filters, stems);
        let variants: Vec<_> = product.variants.iter().zip(&traits).collect();
        wanted.takes_product(product, stems)
            && if variants.is_empty() {
                wanted.asks_no_variant()
            } else {
                variants.iter().any(|(v, t)| wanted.takes_variant(v, t))
            }
    };
    if passes(filters) {
        return Vec::new();
    }
    let none = Filters::default;
    let mut out = Vec::new();
    let prices = || product.variants.iter().map(|variant| variant.price);
    if let Some(most) = filters.price_max.filter(|most| !passes(&Filters { price_max: Some(*most), ..none() })) {
        out.push(Miss::Above { most, price: prices().min().unwrap_or_default() });
    }
    if let Some(least) = filters.price_min.filter(|least| !passes(&Filters { price_min: Some(*least), ..none() })) {
        out.push(Miss::Below { least, price: prices().max().unwrap_or_default() });
    }
    let of_traits = |values: fn(&Traits) -> Vec<String>| {
        let mut has: Vec<String> = traits.iter().flat_map(values).collect();
        has.sort_unstable();
        has.dedup();
        has
    };
    let mut lacks = |filter: &'static str, wanted: &[String], alone: Filters, has: Vec<String>| {
        if !wanted.is_empty() && !passes(&alone) {
            out.push(Miss::Lacks { filter, wanted: wanted.to_vec(), has });
        }
    };
    let Filters { colors, sizes, materials, categories, brands, .. } = filters;
    let colors_held = of_traits(|traits| traits.colors.iter().map(|color| color.name.clone()).collect());
    lacks("colors", colors, Filters { colors: colors.clone(), ..none() }, colors_held);
    lacks("sizes", sizes, Filters { sizes: sizes.clone(), ..none() }, of_traits(|traits| traits.sizes.clone()));
    let materials_held = of_traits(|traits| traits.materials.clone());
    lacks("materials", materials, Filters { materials: materials.clone(), ..none() }, materials_held);
    lacks("categories", categories, Filters { categories: categories.clone(), ..none() }, product.category.clone());
    let brand = product.brand.iter().cloned().collect();
    lacks("brands", brands, Filters { brands: brands.clone(), ..none() }, brand);
    if filters.in_stock == Some(true) && !passes(&Filters { in_stock: Some(true), ..none() }) {
        out.push(Miss::SoldOut);
    }
    if filters.on_sale == Some(true) && !passes(&Filters { on_sale: Some(true), ..none() }) {
        out.push(Miss::NotReduced);
    }
    for value in &filters.exclude {
        if !passes(&Filters { exclude: vec![value.clone()], ..none() }) {
            out.push(Miss::Refused { value: value.clone() });
        }
    }
    if out.is_empty() {
        out.push(Miss::Together);
    }
    out
}
