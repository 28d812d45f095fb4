//! Loosening, when nothing matches strictly: in a declared order, as little as possible, and said.
//!
//! The order: wishes in the text ("for the office"; they rank, but no longer exclude) → sizes to their neighbours → colours to their
//! family and near colours → materials → brands → sizes and colours altogether → price bounds by 20 % → words that
//! name a thing → categories to the level above, then altogether, for whoever asks for a thing wants that thing first. Stock, sale and refused values are never loosened: who says "not
//! leather" or "in stock" means it. Steps are taken until something matches; then every earlier step that turns out not
//! to have been needed is taken back, so a price that is a little too low does not cost the colour.

use serde_json::{Value, json};
use types::{Filters, Relaxed};

use crate::{
    CatalogueIndex,
    filter::wanted_color,
    find::{Asked, only_wishes},
    lexicon::Lexicon,
    query::Query,
    rank::BEYOND,
};

pub(crate) struct Loosened {
    pub filters: Filters,
    /// Whether words still exclude.
    pub text: bool,
    pub relaxed: Vec<Relaxed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The text, when it is nothing but wishes.
    Wishes,
    Text,
    NearSizes,
    NearColors,
    Materials,
    Brands,
    AnySize,
    AnyColor,
    WiderCategories,
    Price,
    AnyCategory,
}

const ORDER: [Step; 11] = [
    Step::Wishes,
    Step::NearSizes,
    Step::NearColors,
    Step::Materials,
    Step::Brands,
    Step::AnySize,
    Step::AnyColor,
    Step::Price,
    Step::Text,
    Step::WiderCategories,
    Step::AnyCategory,
];

/// `None` when nothing can be loosened so that something matches.
pub(crate) fn loosen(index: &CatalogueIndex, query: &Query<'_>, asked: &Asked<'_>) -> Option<Loosened> {
    let has_text = !query.text.trim().is_empty();
    if index.is_empty() || (query.filters.is_empty() && !has_text) {
        return None;
    }
    let mut taken: Vec<Step> = Vec::new();
    for step in ORDER {
        let with: Vec<Step> = taken.iter().copied().chain([step]).collect();
        if apply(index, query, &with) == apply(index, query, &taken) {
            continue;
        }
        taken = with;
        if works(index, query, asked, &taken) {
            break;
        }
    }
    if !works(index, query, asked, &taken) {
        return None;
    }
    for step in taken.clone() {
        let without: Vec<Step> = taken.iter().copied().filter(|other| *other != step).collect();
        if works(index, query, asked, &without) {
            taken = without;
        }
    }
    let (filters, text) = apply(index, query, &taken);
    let relaxed = differences(query, &filters, has_text && !text);
    (!relaxed.is_empty()).then_some(Loosened { filters, text, relaxed })
}

fn works(index: &CatalogueIndex, query: &Query<'_>, asked: &Asked<'_>, steps: &[Step]) -> bool {
    let (filters, text) = apply(index, query, steps);
    // Without the words, something must still say what is wanted: a price alone would answer with anything.
    let says_what = !(filters.categories.is_empty()
        && filters.colors.is_empty()
        && filters.materials.is_empty()
        && filters.brands.is_empty());
    let had_text = !query.text.trim().is_empty();
    if had_text && !text && !says_what && !asked.has_meaning() && !only_wishes(query.text) {
        return false;
    }
    index.count(asked, &filters, text) > 0
}

fn apply(index: &CatalogueIndex, query: &Query<'_>, steps: &[Step]) -> (Filters, bool) {
    let mut filters = query.filters.clone();
    let mut text = !query.text.trim().is_empty();
    for step in steps {
        match step {
            Step::Wishes => text = text && !only_wishes(query.text),
            Step::Text => text = false,
            Step::NearSizes => filters.sizes = near_sizes(index, &filters.sizes),
            Step::NearColors => filters.colors = near_colors(&filters.colors),
            Step::Materials => filters.materials.clear(),
            Step::Brands => filters.brands.clear(),
            Step::AnySize => filters.sizes.clear(),
            Step::AnyColor => filters.colors.clear(),
            Step::WiderCategories => filters.categories = wider(index, &filters.categories),
            Step::Price => {
                filters.price_max = filters.price_max.map(|most| (most as f64 * (1.0 + BEYOND)).round() as i64);
                filters.price_min = filters.price_min.map(|least| (least as f64 * (1.0 - BEYOND)).round() as i64);
            }
            Step::AnyCategory => filters.categories.clear(),
        }
    }
    (filters, text)
}

/// The sizes and those beside them, as far as the shop has them.
fn near_sizes(index: &CatalogueIndex, sizes: &[String]) -> Vec<String> {
    let letters = &Lexicon::shared().letters;
    let mut out = sizes.to_vec();
    for size in sizes {
        let mut near: Vec<String> = Vec::new();
        // "one size" is last and beside nothing.
        if let Some(at) = letters.iter().position(|letter| letter == size).filter(|at| at + 1 < letters.len()) {
            near.extend(at.checked_sub(1).and_then(|at| letters.get(at)).cloned());
            near.extend(letters.get(at + 1).filter(|letter| *letter != "one size").cloned());
        } else if let Ok(number) = size.parse::<f64>() {
            // Half sizes where the shop has them, else the next one, else the next even one.
            for distance in [0.5, 1.0, 2.0] {
                let beside: Vec<String> = [number - distance, number + distance].iter().map(f64::to_string).collect();
                near.extend(beside.into_iter().filter(|size| index.vocabulary().has_size(size)));
                if !near.is_empty() {
                    break;
                }
            }
        }
        near.retain(|size| index.vocabulary().has_size(size) && !out.contains(size));
        out.extend(near);
    }
    out
}

/// The colours, the base of each shade, and the near colours of each.
fn near_colors(colors: &[String]) -> Vec<String> {
    let mut out = colors.to_vec();
    for color in colors {
        let wanted = wanted_color(color);
        let near = Lexicon::shared().color(&wanted.name).map_or(&[][..], |color| &color.near);
        let base_near = Lexicon::shared().color(&wanted.base).map_or(&[][..], |color| &color.near);
        let near = if near.is_empty() && wanted.name != wanted.base {
            &[]
        } else if near.is_empty() {
            base_near
        } else {
            near
        };
        for other in std::iter::once(&wanted.base).chain(near) {
            if !out.contains(other) {
                out.push(other.clone());
            }
        }
    }
    out
}

/// The level above each category; one that is at the top, or unknown, stays.
fn wider(index: &CatalogueIndex, categories: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in categories {
        let above = index
            .vocabulary()
            .category(name)
            .and_then(|category| {
                // The nearest level is the one with the most levels above itself.
                let levels = category.above.iter().filter_map(|key| index.vocabulary().category_by_key(key));
                levels.max_by_key(|level| level.above.len())
            })
            .map_or(name, |level| &level.name);
        if !out.contains(above) {
            out.push(above.clone());
        }
    }
    out
}

fn differences(query: &Query<'_>, to: &Filters, text: bool) -> Vec<Relaxed> {
    let from = query.filters;
    let mut out = Vec::new();
    let mut note = |filter: &str, from: Value, to: Value| {
        if from != to {
            out.push(Relaxed { filter: filter.to_owned(), from, to });
        }
    };
    if text {
        note("text", json!(query.text.trim()), json!(""));
    }
    note("sizes", json!(from.sizes), json!(to.sizes));
    note("colors", json!(from.colors), json!(to.colors));
    note("materials", json!(from.materials), json!(to.materials));
    note("brands", json!(from.brands), json!(to.brands));
    note("categories", json!(from.categories), json!(to.categories));
    note("price_min", json!(from.price_min), json!(to.price_min));
    note("price_max", json!(from.price_max), json!(to.price_max));
    out
}
