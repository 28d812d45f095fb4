//! One search from end to end: filter, match words and meaning, score, order, loosen, explain.

use std::collections::HashSet;

use types::{Filters, Order, Parts, Relaxed, SearchMode};

use crate::{
    CatalogueIndex, explain,
    facets::Passed,
    filter::Wanted,
    language::{is_stop, is_wish},
    lexical::{Scores, Slot},
    query::{Found, Hit, Query},
    rank::{self, Scale},
    relax,
    text::words,
    things::Things,
};

/// Meaning alone makes a match from here on. With all-MiniLM-L6-v2, wishes that a shop cannot fulfil ("pizza",
/// "mortgage rates" in an electronics catalogue) come to 0.24–0.41 at best, things it has to 0.45–0.80.
const MEANT: f32 = 0.36;
/// …and from this share of the way between the average and the best product on.
const MEANT_SHARE: f32 = 0.5;
/// With an order asked for, hits this relevant compared with the best come first.
const RELEVANT: f32 = 0.7;

/// The words and meaning of a query, looked up once; filters may then be loosened without looking up again.
pub(crate) struct Asked<'q> {
    slots: Vec<Slot>,
    /// The first so many slots are the text's own; the rest are the filters' words, which rank and explain only.
    own: usize,
    scores: Scores,
    vector: Option<&'q [f32]>,
    /// Cosine with the mean of all products.
    mean: f32,
    exact: HashSet<u32>,
    left_out: HashSet<u32>,
}

impl Asked<'_> {
    /// Whether the product was to be left out whatever it is.
    pub(crate) fn leaves_out(&self, at: u32) -> bool {
        self.left_out.contains(&at)
    }

    /// Whether products can be told apart by meaning when words no longer exclude.
    pub(crate) fn has_meaning(&self) -> bool {
        self.vector.is_some()
    }
}

/// A query after it was seen what matches: the filters and words in force, and what passes them.
pub(crate) struct Settled {
    pub filters: Filters,
    /// Whether words exclude.
    pub text: bool,
    pub candidates: Vec<Candidate>,
    pub relaxed: Vec<Relaxed>,
    /// Matching strictly.
    pub total: usize,
}

/// A product that passed and matched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub at: u32,
    passed: Passed,
    sum: f32,
    cosine: Option<f32>,
    /// How many of the text's words matched.
    covered: u32,
}

/// Whether a text says how, when or for whom, but names no thing.
pub(crate) fn only_wishes(text: &str) -> bool {
    meaningful(text).iter().all(|word| is_wish(word))
}

fn meaningful(text: &str) -> Vec<String> {
    let all: Vec<String> = words(text).into_iter().map(|word| word.text).collect();
    let kept: Vec<String> = all.iter().filter(|word| !is_stop(word)).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

impl CatalogueIndex {
    /// Finds products. Pure: the same query on the same snapshot gives the same answer, in time bounded by the number
    /// of products.
    pub fn search(&self, query: &Query<'_>) -> Found {
        let asked = self.ask(query);
        let settled = self.settle(query, &asked);
        let hits = self.rank(&asked, query, &settled.filters, &settled.candidates);
        let mode = if asked.vector.is_some() { SearchMode::Hybrid } else { SearchMode::Keyword };
        Found { total: settled.total, hits, relaxed: settled.relaxed, mode }
    }

    /// What the query comes to: strictly where anything matches, else loosened.
    pub(crate) fn settle(&self, query: &Query<'_>, asked: &Asked<'_>) -> Settled {
        let mut text = !query.text.trim().is_empty();
        let mut candidates = self.candidates(asked, query.filters, text);
        if candidates.is_empty() && text && only_wishes(query.text) {
            // Nothing is described so; a wish by itself excludes nothing.
            text = false;
            candidates = self.candidates(asked, query.filters, false);
        }
        let (total, filters) = (candidates.len(), query.filters.clone());
        let strict = Settled { filters, text, candidates, relaxed: Vec::new(), total };
        if total > 0 || !query.relax {
            return strict;
        }
        match relax::loosen(self, query, asked) {
            Some(loosened) => {
                let candidates = self.candidates(asked, &loosened.filters, loosened.text);
                if candidates.is_empty() {
                    return strict;
                }
                let (filters, text) = (loosened.filters, loosened.text);
                Settled { filters, text, candidates, relaxed: loosened.relaxed, total: 0 }
            }
            None => strict,
        }
    }

    pub(crate) fn ask<'q>(&'q self, query: &Query<'q>) -> Asked<'q> {
        let things = Things::shared();
        let synonyms = |phrase: &str| -> Vec<Vec<String>> {
            things.names(phrase, None).iter().map(|name| name.split(' ').map(str::to_owned).collect()).collect()
        };
        let model = query.like.and_then(|id| self.position(id));
        let mut text = meaningful(query.text);
        if text.is_empty()
            && let Some(product) = model.and_then(|at| self.products.get(at as usize))
        {
            text = meaningful(&product.name);
            text.extend(product.kind().map(meaningful).unwrap_or_default());
        }
        let mut slots = self.lexical.slots(&text, &synonyms);
        let own = slots.len();
        let filters = query.filters;
        for value in filters.categories.iter().chain(&filters.brands).chain(&filters.colors).chain(&filters.materials) {
            slots.extend(self.lexical.slots(&meaningful(value), &synonyms));
        }
        let own_vector = model.and_then(|at| self.vectors.row(at as usize));
        let vector = query.vector.filter(|vector| self.vectors.fits(vector)).or(own_vector);
        let mut left_out: HashSet<u32> = query.exclude_ids.iter().filter_map(|id| self.position(*id)).collect();
        left_out.extend(model);
        Asked {
            scores: self.lexical.score(&slots),
            slots,
            own,
            mean: vector.map_or(0.0, |vector| crate::vector::dot(vector, &self.centre)),
            vector,
            exact: self.named(query.text).iter().copied().collect(),
            left_out,
        }
    }

    /// What passes the filters and, when there is text, matches it: by a word, or by meaning.
    fn candidates(&self, asked: &Asked<'_>, filters: &Filters, text: bool) -> Vec<Candidate> {
        let mut out = self.passing(asked, filters, text);
        if text {
            let least = least(asked, &out);
            out.retain(|candidate| {
                candidate.covered > 0
                    || candidate.cosine.is_some_and(|cosine| cosine >= least)
                    || asked.exact.contains(&candidate.at)
            });
        }
        out
    }

    /// What passes the filters, of what the text may reach at all.
    fn passing(&self, asked: &Asked<'_>, filters: &Filters, text: bool) -> Vec<Candidate> {
        let wanted = Wanted::new(filters, self.vocabulary.stems());
        let passing = self.facets.passing(&wanted, &self.products, &self.lexical, self.vocabulary.stems());
        let text_bits = if asked.own >= 64 { u64::MAX } else { (1u64 << asked.own) - 1 };
        // Without meaning, what no word touched cannot match.
        let looked_at: Vec<u32> = if text && asked.vector.is_none() {
            let named = asked.exact.iter().copied().filter(|at| asked.scores.slots[*at as usize] == 0);
            asked.scores.touched.iter().copied().chain(named).collect()
        } else {
            (0..passing.len() as u32).collect()
        };
        looked_at
            .into_iter()
            .filter_map(|at| Some((at, passing[at as usize]?)))
            .filter(|(at, _)| !asked.left_out.contains(at))
            .map(|(at, passed)| Candidate {
                at,
                passed,
                sum: asked.scores.sums[at as usize],
                cosine: asked.vector.and_then(|vector| self.vectors.cosine(at as usize, vector)),
                covered: (asked.scores.slots[at as usize] & text_bits).count_ones(),
            })
            .collect()
    }

    /// How near a product is by meaning, and how near it would have to be to match without a word.
    pub(crate) fn nearness(&self, asked: &Asked<'_>, settled: &Settled, at: u32) -> Option<(f32, f32)> {
        let cosine = self.vectors.cosine(at as usize, asked.vector?)?;
        Some((cosine, least(asked, &self.passing(asked, &settled.filters, settled.text))))
    }

    /// How many match strictly under other filters.
    pub(crate) fn count(&self, asked: &Asked<'_>, filters: &Filters, text: bool) -> usize {
        self.candidates(asked, filters, text).len()
    }

    pub(crate) fn rank(
        &self,
        asked: &Asked<'_>,
        query: &Query<'_>,
        filters: &Filters,
        candidates: &[Candidate],
    ) -> Vec<Hit> {
        let scale = Scale { mean: asked.mean, best: best_cosine(candidates) };
        let mut sums: Vec<f32> = candidates.iter().map(|c| c.sum).filter(|sum| *sum > 0.0).collect();
        sums.sort_unstable_by(|a, b| b.total_cmp(a));
        let has_words = !asked.slots.is_empty();
        // A sold-out product goes behind what can be bought, unless it alone holds that many of the query's words.
        let covered = candidates.iter().filter(|c| c.passed.available).map(|c| c.covered).max();
        let mut ranked: Vec<(bool, f32, u32, Parts, &Candidate)> = candidates
            .iter()
            .map(|candidate| {
                let at = candidate.at as usize;
                let exact = asked.exact.contains(&candidate.at);
                let keyword = has_words.then(|| match candidate.sum {
                    sum if sum > 0.0 => rank::keyword(sums.partition_point(|other| *other > sum)),
                    _ => 0.0,
                });
                let semantic = candidate.cosine.map(|cosine| rank::semantic(cosine, scale));
                let parts = Parts {
                    semantic: if exact { semantic.map(|_| 1.0) } else { semantic },
                    keyword: if exact { Some(1.0) } else { keyword },
                    popularity: self.popularity[at],
                    availability: Some(rank::availability(candidate.passed.available)),
                    price_match: rank::price_match(candidate.passed.price, filters),
                    recency: Some(rank::recency(self.created_at[at], query.now)),
                };
                let behind = !candidate.passed.available && !exact && covered.is_some_and(|c| c >= candidate.covered);
                (behind, rank::score(&parts, &query.weights), candidate.at, parts, candidate)
            })
            .collect();
        let by_score = |a: &(bool, f32, u32, Parts, &Candidate), b: &(bool, f32, u32, Parts, &Candidate)| {
            a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
        };
        match query.order {
            None => {
                if ranked.len() > query.limit && query.limit > 0 {
                    ranked.select_nth_unstable_by(query.limit - 1, by_score);
                    ranked.truncate(query.limit);
                }
                ranked.sort_unstable_by(by_score);
            }
            Some(order) => {
                let relevance = |parts: &Parts| parts.semantic.unwrap_or(0.0) + parts.keyword.unwrap_or(0.0);
                let best = ranked.iter().map(|r| relevance(&r.3)).fold(0f32, f32::max);
                let far = |parts: &Parts| !query.text.trim().is_empty() && relevance(parts) < RELEVANT * best;
                ranked.sort_unstable_by(|a, b| {
                    far(&a.3)
                        .cmp(&far(&b.3))
                        .then(a.0.cmp(&b.0))
                        .then_with(|| self.by_order(order, a.4, b.4))
                        .then_with(|| by_score(a, b))
                });
            }
        }
        ranked.truncate(query.limit);
        let passed = explain::passed(filters);
        ranked
            .into_iter()
            .enumerate()
            .map(|(place, (_, score, at, parts, _))| Hit {
                product: self.products[at as usize].id,
                score,
                parts,
                matched: explain::matched(&asked.slots, asked.scores.slots[at as usize]),
                passed: passed.clone(),
                rank: place + 1,
            })
            .collect()
    }

    fn by_order(&self, order: Order, a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
        let product = |c: &Candidate| &self.products[c.at as usize];
        match order {
            Order::Cheapest => a.passed.price.cmp(&b.passed.price),
            Order::Dearest => b.passed.price.cmp(&a.passed.price),
            Order::Newest => product(b).created_at.cmp(&product(a).created_at),
            Order::Popular => {
                let known = |c: &Candidate| {
                    self.popularity[c.at as usize].unwrap_or(if product(c).featured { 0.5 } else { 0.0 })
                };
                known(b).total_cmp(&known(a)).then(product(b).featured.cmp(&product(a).featured))
            }
        }
    }
}

/// The cosine from which on meaning alone makes a match.
fn least(asked: &Asked<'_>, passing: &[Candidate]) -> f32 {
    MEANT.max(asked.mean + MEANT_SHARE * (best_cosine(passing) - asked.mean))
}

fn best_cosine(candidates: &[Candidate]) -> f32 {
    candidates.iter().filter_map(|candidate| candidate.cosine).fold(0f32, f32::max)
}
