//! The score: six parts, each 0..1, and their weighted mean over the parts that are known.
//!
//! | part | formula | source |
//! |---|---|---|
//! | semantic | `(cos − m) / (max(b, FLOOR) − m)`, cut to 0..1 | `cos`: query · product vector; `m`: query · mean of all vectors; `b`: best `cos` of what passes the filters |
//! | keyword | `H / (H + r)`, 0 without a matching word | `r`: how many passing products have a higher BM25F sum |
//! | popularity | as given | events, with decay and smoothing, by the caller |
//! | availability | 1 when a variant that passes the filters can be bought, else 0 | stock |
//! | price_match | 1 at the price aimed for, 0.5 at the bounds, 0 at 20 % beyond them | the cheapest passing variant; `None` without a bound |
//! | recency | `0.5 ^ (age / 90 days)` | when the product was first seen |
//!
//! A product whose name, SKU, barcode or handle *is* the query has semantic and keyword 1.
//!
//! Cosines and BM25F sums are unlike numbers: a sum has no upper end, and cosines of one query lie between 0.1 and 0.8
//! with another middle each time. So each is put on a scale of its own query before the weights see it: meaning by its
//! distance from the average product towards the best one, words by rank, because sums of near-equal matches differ
//! more by length and luck than by relevance. Measured on 49 judged electronics queries over 19,406 products with
//! all-MiniLM-L6-v2 and the default weights, or the ratio named (differences below 0.03 are noise):
//!
//! | words with meaning | nDCG@10 | judged-only | recall@100 | wrong in the top 3 |
//! |---|---|---|---|---|
//! | BM25F alone | 0.71 | 0.79 | 0.89 | 36 % |
//! | meaning alone | 0.66 | 0.91 | 0.81 | 6 % |
//! | sum over the query's top sum; cosine min-max, 1:2 | 0.74 | 0.90 | 0.88 | 18 % |
//! | sum over the achievable maximum; raw cosine, 1:2 | 0.75 | 0.88 | 0.88 | 21 % |
//! | reciprocal rank fusion, 1:1 | 0.78 | 0.90 | 0.90 | 21 % |
//! | both by rank, H 60 and 100, 1:2 | 0.77 | 0.92 | 0.89 | 18 % |
//! | **words by rank, meaning by distance, 1:2** | 0.77–0.79 | 0.89 | 0.89 | 21 % |
//! | the same, query moved towards its ten best products | 0.73–0.75 | 0.89 | 0.88 | 18 % |
//!
//! H from 15 to 60, K1 from 0.6 to 3, and field weights halved or doubled change nDCG@10 by less than 0.015: nothing
//! here is fitted to those queries. Seeded synonyms, with a word and its synonyms as one term, gave 0.74 → 0.77.

use types::{Filters, Parts, Time, Weights};

/// Ranks after which the keyword part has fallen to a half.
const HALF_RANK: f32 = 30.0;
/// A best cosine below this is no good answer yet, so it does not make a semantic part of 1.
const FLOOR: f32 = 0.40;
/// Age in days after which the recency part has fallen to a half.
const HALF_LIFE_DAYS: f32 = 90.0;
/// How far beyond a bound the price part falls to 0; also what relaxing adds to a bound.
pub(crate) const BEYOND: f64 = 0.20;

/// The scale on which cosines of one query are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Cosine with the mean of all products.
    pub mean: f32,
    /// Best cosine of what passes the filters.
    pub best: f32,
}

pub fn semantic(cosine: f32, scale: Scale) -> f32 {
    let top = scale.best.max(FLOOR).max(scale.mean + 0.05);
    ((cosine - scale.mean) / (top - scale.mean)).clamp(0.0, 1.0)
}

/// `better`: how many have a higher sum.
pub fn keyword(better: usize) -> f32 {
    HALF_RANK / (HALF_RANK + better as f32)
}

pub fn availability(available: bool) -> f32 {
    if available { 1.0 } else { 0.0 }
}

/// The price aimed for is the middle of two bounds, four fifths of an upper bound alone, five quarters of a lower bound
/// alone: who names a budget seldom wants the cheapest thing below it.
pub fn price_match(price: i64, filters: &Filters) -> Option<f32> {
    let (least, most) = (filters.price_min.map(|p| p as f64), filters.price_max.map(|p| p as f64));
    let aim = match (least, most) {
        (Some(least), Some(most)) => (least + most) / 2.0,
        (None, Some(most)) => most * 0.8,
        (Some(least), None) => least * 1.25,
        (None, None) => return None,
    };
    let price = price as f64;
    let outside = match (least, most) {
        (_, Some(most)) if price > most => (price - most) / (most * BEYOND).max(1.0),
        (Some(least), _) if price < least => (least - price) / (least * BEYOND).max(1.0),
        _ => 0.0,
    };
    if outside > 0.0 {
        return Some((0.5 * (1.0 - outside)).clamp(0.0, 0.5) as f32);
    }
    // Half of the part is lost between the aim and the bound on that side (or as far again where there is none).
    let room = if price >= aim { most.map_or(aim, |most| most - aim) } else { least.map_or(aim, |least| aim - least) };
    Some((1.0 - 0.5 * (price - aim).abs() / room.max(1.0)).clamp(0.5, 1.0) as f32)
}

/// Times in the future count as now.
pub fn recency(created_at: Time, now: Time) -> f32 {
    let days = (now - created_at).num_seconds().max(0) as f32 / 86_400.0;
    0.5f32.powf(days / HALF_LIFE_DAYS)
}

/// Weighted mean of the known parts; 0 when nothing is known or nothing has weight.
pub fn score(parts: &Parts, weights: &Weights) -> f32 {
    let pairs = [
        (parts.semantic, weights.semantic),
        (parts.keyword, weights.keyword),
        (parts.popularity, weights.popularity),
        (parts.availability, weights.availability),
        (parts.price_match, weights.price_match),
        (parts.recency, weights.recency),
    ];
    let (mut sum, mut total) = (0f32, 0f32);
    for (part, weight) in pairs {
        if let Some(part) = part.filter(|_| weight > 0.0) {
            sum += part * weight;
            total += weight;
        }
    }
    if total > 0.0 { (sum / total).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parts_do_not_count() {
        let parts = Parts { semantic: Some(1.0), keyword: Some(0.5), ..Parts::default() };
        let score = score(&parts, &Weights::default());
        assert!((score - (0.4 + 0.1) / 0.6).abs() < 1e-6, "{score}");
        assert_eq!(super::score(&Parts::default(), &Weights::default()), 0.0);
    }

    #[track_caller]
    fn price(price: i64, least: Option<i64>, most: Option<i64>, expected: Option<f32>) {
        let filters = Filters { price_min: least, price_max: most, ..Filters::default() };
        assert_eq!(price_match(price, &filters), expected);
    }

    #[test]
    fn price_parts() {
        price(100, None, None, None);
        price(80, None, Some(100), Some(1.0));
        price(100, None, Some(100), Some(0.5));
        price(120, None, Some(100), Some(0.0));
        price(110, None, Some(100), Some(0.25));
        price(0, None, Some(100), Some(0.5));
        price(40, Some(30), Some(50), Some(1.0));
        price(30, Some(30), Some(50), Some(0.5));
        price(125, Some(100), None, Some(1.0));
    }

    #[test]
    fn parts_stay_within_bounds() {
        for cosine in [-1.0, 0.0, 0.3, 1.0] {
            for best in [-0.5, 0.0, 0.9] {
                let part = semantic(cosine, Scale { mean: 0.1, best });
                assert!((0.0..=1.0).contains(&part));
            }
        }
        assert_eq!(keyword(0), 1.0);
        assert_eq!(recency(Time::UNIX_EPOCH + chrono::TimeDelta::days(9), Time::UNIX_EPOCH), 1.0);
        let half = recency(Time::UNIX_EPOCH, Time::UNIX_EPOCH + chrono::TimeDelta::days(90));
        assert!((half - 0.5).abs() < 1e-6);
    }
}
