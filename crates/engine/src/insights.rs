//! Figures for merchants: rolled up by day, counted again on demand.
//!
//! The job [`count`] counts every open day anew, each in one transaction of its own, so it may stop anywhere and run as
//! often as it likes. Pages read the kept days; today is counted when it is asked for.

pub mod export;

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, TimeDelta};
use store::{Claim, Counted, KeptDay, ProductCounts, day_start};
use types::{
    JobId, ProductId, Right,
    insight::{Analytics, DayFigures, Dimension, Figures, Histogram, Miss, ProductFigures, WordCount},
};

use crate::{Ctx, Engine, Result, jobs::Job};

/// Days a range has when none is said.
const USUAL: i64 = 28;
/// The longest range.
const LONGEST: i64 = 366;
const TOP_PRODUCTS: usize = 20;
const TOP_MISSES: usize = 20;
/// Searches without a match that are read at most, the newest: each is unsealed.
const MISSES_READ: u64 = 500;

/// The name of the setting that says that activity was made up.
pub(crate) const MADE_UP: &str = "history";

fn lane(cx: &Ctx) -> String {
    format!("figures/{}", cx.shop.id)
}

/// Queues a count for every shop in which something happened since the last one. Called every few minutes.
pub async fn want_everywhere(engine: &Engine) -> Result<()> {
    for shop in engine.store().shop_list().await? {
        let cx = engine.on_behalf_of(shop);
        if cx.store.figures_behind(cx.now()).await? {
            let tx = cx.store.begin().await?;
            let id = cx.id(JobId::from_parts)?;
            tx.job_push_unique(&lane(&cx), "figures", Job::Figures.payload()?, cx.now(), id).await?;
            tx.commit_soft().await?;
        }
    }
    Ok(())
}

/// The job: counts every open day.
pub(crate) async fn count(cx: &Ctx, claim: &Claim) -> Result<()> {
    for day in cx.store.figures_open_days(cx.now().date_naive()).await? {
        let tx = cx.store.begin().await?;
        tx.job_progress(claim).await?;
        keep(&tx, day, cx.now()).await?;
        tx.commit_soft().await?;
    }
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    Ok(tx.commit_soft().await?)
}

/// Counts every open day now.
pub async fn count_now(cx: &Ctx) -> Result<()> {
    for day in cx.store.figures_open_days(cx.now().date_naive()).await? {
        let tx = cx.store.begin().await?;
        keep(&tx, day, cx.now()).await?;
        tx.commit_soft().await?;
    }
    Ok(())
}

async fn keep(tx: &store::Tx, day: NaiveDate, now: types::Time) -> Result<()> {
    let counted = tx.figures_count(day_start(day), day_start(day + TimeDelta::days(1))).await?;
    Ok(tx.figures_put(day, &counted, now).await?)
}

/// A range of whole days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Span {
    /// Reads what an address says: `days` ("28") or both ends ("2026-11-01"). What makes no sense is the usual range; no
    /// range goes beyond today or is longer than 366 days.
    pub fn read(days: &str, from: &str, to: &str, today: NaiveDate) -> Span {
        let ends = from.parse::<NaiveDate>().ok().zip(to.parse::<NaiveDate>().ok());
        match ends.filter(|(from, to)| from <= to && *from <= today) {
            Some((from, to)) => {
                let to = to.min(today);
                Span { from: from.max(to - TimeDelta::days(LONGEST - 1)), to }
            }
            None => {
                let days = days.parse().unwrap_or(USUAL).clamp(1, LONGEST);
                Span { from: today - TimeDelta::days(days - 1), to: today }
            }
        }
    }

    fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// As many days right before.
    fn before(self) -> Span {
        Span { from: self.from - TimeDelta::days(self.days()), to: self.from - TimeDelta::days(1) }
    }

    fn end(self) -> NaiveDate {
        self.to + TimeDelta::days(1)
    }
}

fn with_times(mut figures: Figures, times: &Histogram) -> Figures {
    figures.p50 = times.percentile(0.5);
    figures.p95 = times.percentile(0.95);
    figures
}

/// A range as it was counted.
pub(crate) struct Stretch {
    pub days: Vec<DayFigures>,
    pub total: Figures,
    /// What was counted on the spot: today, and days the job has not come to.
    live: Counted,
    /// Kept days end before this one.
    kept_until: NaiveDate,
}

/// The figures of each day of a range.
pub(crate) async fn stretch(cx: &Ctx, span: Span) -> Result<Stretch> {
    let today = cx.now().date_naive();
    let kept_until = span.end().min(today);
    let kept: HashMap<NaiveDate, KeptDay> =
        cx.store.figures_days(span.from, kept_until).await?.into_iter().map(|kept| (kept.day, kept)).collect();
    let first = match kept.len() as i64 == span.days() {
        true => Some(span.from),
        false => cx.store.figures_first_day().await?,
    };
    let (mut total, mut times, mut live) = (Figures::default(), Histogram::default(), Counted::default());
    let mut days = Vec::new();
    for day in span.from.iter_days().take_while(|day| *day <= span.to) {
        let (figures, took) = match kept.get(&day) {
            Some(kept) => (kept.figures, kept.times.clone()),
            None if first.is_some_and(|first| first <= day) => {
                let counted = cx.store.figures_count(day_start(day), day_start(day + TimeDelta::days(1))).await?;
                live.merge(&counted);
                (counted.figures, counted.times)
            }
            None => (Figures::default(), Histogram::default()),
        };
        total.add(&figures);
        times.merge(&took);
        days.push(DayFigures { day, figures: with_times(figures, &took) });
    }
    Ok(Stretch { days, total: with_times(total, &times), live, kept_until })
}

async fn words(cx: &Ctx, span: Span, stretch: &Stretch) -> Result<BTreeMap<(Dimension, String), i64>> {
    let mut words = cx.store.figures_words(span.from, stretch.kept_until).await?;
    for (word, count) in &stretch.live.words {
        *words.entry(word.clone()).or_default() += count;
    }
    Ok(words)
}

/// All figures of a range, beside those of the range before it.
pub async fn analytics(cx: &Ctx, span: Span) -> Result<Analytics> {
    cx.may(Right::View)?;
    let now = stretch(cx, span).await?;
    let then = stretch(cx, span.before()).await?;
    let words_then = words(cx, span.before(), &then).await?;
    let mut words: Vec<WordCount> = words(cx, span, &now)
        .await?
        .into_iter()
        .map(|((dimension, word), count)| {
            let before = words_then.get(&(dimension, word.clone())).copied().unwrap_or_default();
            WordCount { dimension, word, count, before }
        })
        .collect();
    words.sort_by(|a, b| (a.dimension, -a.count, &a.word).cmp(&(b.dimension, -b.count, &b.word)));
    let made_up = cx.store.setting::<serde_json::Value>(MADE_UP).await?.is_some();
    Ok(Analytics {
        products: products(cx, span, &now).await?,
        misses: misses(cx, day_start(span.from), day_start(span.end()), MISSES_READ).await?,
        days: now.days,
        before: then.days,
        total: now.total,
        total_before: then.total,
        words,
        made_up,
        until: cx.now(),
    })
}

/// What happened to products in so many days, today included; practice is left out.
pub(crate) async fn product_counts(cx: &Ctx, days: i64) -> Result<HashMap<ProductId, ProductCounts>> {
    let to = cx.now().date_naive();
    let span = Span { from: to - TimeDelta::days(days - 1), to };
    product_sums(cx, span, &stretch(cx, span).await?, u64::from(u32::MAX)).await
}

/// What happened to products in a range: to the `most` most shown of its kept days, and to all of those counted on the
/// spot.
async fn product_sums(cx: &Ctx, span: Span, stretch: &Stretch, most: u64) -> Result<HashMap<ProductId, ProductCounts>> {
    let products = cx.store.figures_products(span.from, stretch.kept_until, most).await?;
    let mut sums = Counted { products, ..Counted::default() };
    sums.merge(&stretch.live);
    Ok(sums.products)
}

async fn products(cx: &Ctx, span: Span, stretch: &Stretch) -> Result<Vec<ProductFigures>> {
    // Enough of the kept ones that today cannot bring another among the first.
    let most = TOP_PRODUCTS + stretch.live.products.len();
    let sums = product_sums(cx, span, stretch, most as u64).await?;
    let mut sums: Vec<(ProductId, ProductCounts)> = sums.into_iter().collect();
    sums.sort_by_key(|(id, counts)| (-counts.shown, -counts.added, *id));
    sums.truncate(TOP_PRODUCTS);
    let ids: Vec<ProductId> = sums.iter().map(|(id, _)| *id).collect();
    let known = cx.store.products_by_ids(&ids).await?;
    let known: HashMap<ProductId, types::Product> = known.into_iter().map(|product| (product.id, product)).collect();
    Ok(sums
        .into_iter()
        .map(|(id, counts)| {
            let product = known.get(&id);
            ProductFigures {
                id,
                name: product.map(|product| product.name.clone()).unwrap_or_default(),
                image: product.and_then(|product| product.images.first()).map(|image| image.url.clone()),
                shown: counts.shown,
                opened: counts.opened,
                added: counts.added,
            }
        })
        .collect())
}

/// What was searched for without a strict match, the most frequent of the newest `read` first.
pub(crate) async fn misses(cx: &Ctx, from: types::Time, to: types::Time, read: u64) -> Result<Vec<Miss>> {
    let mut by_text: HashMap<String, Miss> = HashMap::new();
    for miss in cx.store.search_misses(from, to, read).await? {
        // Newest first: what the last one brought stands.
        by_text.entry(miss.text.clone()).and_modify(|known| known.times += 1).or_insert(Miss {
            text: miss.text,
            times: 1,
            shown: miss.shown,
        });
    }
    let mut misses: Vec<Miss> = by_text.into_values().collect();
    misses.sort_by(|a, b| (-a.times, a.shown, &a.text).cmp(&(-b.times, b.shown, &b.text)));
    misses.truncate(TOP_MISSES);
    Ok(misses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_read_from_an_address() {
        let today = day("2026-11-20");
        for (days, from, to, expected) in [
            ("", "", "", ("2026-10-24", "2026-11-20")),
            ("7", "", "", ("2026-11-14", "2026-11-20")),
            ("0", "", "", ("2026-11-20", "2026-11-20")),
            ("100000", "", "", ("2025-11-20", "2026-11-20")),
            ("x", "y", "z", ("2026-10-24", "2026-11-20")),
            ("", "2026-11-01", "2026-11-03", ("2026-11-01", "2026-11-03")),
            ("", "2026-11-01", "2027-11-03", ("2026-11-01", "2026-11-20")),
            ("7", "2026-11-03", "2026-11-01", ("2026-11-14", "2026-11-20")),
            ("7", "2027-01-01", "2027-01-02", ("2026-11-14", "2026-11-20")),
            ("", "1900-01-01", "2026-11-20", ("2025-11-20", "2026-11-20")),
        ] {
            let span = Span::read(days, from, to, today);
            assert_eq!(span, Span { from: day(expected.0), to: day(expected.1) }, "{days:?} {from:?} {to:?}");
        }
        let span = Span { from: day("2026-11-01"), to: day("2026-11-03") };
        assert_eq!(span.before(), Span { from: day("2026-10-29"), to: day("2026-10-31") });
    }
}
