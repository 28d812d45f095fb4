//! Why a product was found: the words that matched, the filters it passed, its place.

use serde::Serialize;
use types::Filters;

use crate::{lexical::Slot, query::Hit};

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
