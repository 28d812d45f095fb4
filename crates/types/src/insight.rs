//! Figures: home, analytics, series and tables. Days are UTC days.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::{ProductId, Time, conversation::words};

/// A UTC day.
pub type Day = chrono::NaiveDate;

/// Months in English, from January.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "20 November"
pub fn day_name(day: Day) -> String {
    format!("{} {}", day.day(), MONTHS[day.month0() as usize])
}

words! {
    /// By what replies are counted.
    Dimension { Intent = "intent", Language = "language", Channel = "channel", Tier = "tier", }

    /// The tables of the analytics page, as they are exported.
    Table {
        Days = "days",
        Words = "breakdown",
        Products = "products",
        Misses = "found_nothing",
    }

    /// A step of the set-up guide, in order.
    GuideStep { Products = "products", Widget = "widget", Voice = "voice", Conversation = "conversation", }

    /// Something a merchant should look at, most urgent first.
    AttentionKind {
        /// Work that was given up after several tries.
        Parked = "parked",
        /// Replies that failed in the last hour.
        Failing = "failing",
        /// Conversations that wait for a person.
        Person = "person",
        /// An import that failed.
        Import = "import",
        /// Most of the budget is spent.
        Budget = "budget",
        /// Searches that found nothing.
        Misses = "misses",
        /// Products without a picture.
        Pictures = "pictures",
        /// Products that search cannot find by meaning.
        Vectors = "vectors",
    }
}

/// How often something took how long, in buckets that can be added up: percentiles of a range come from the sum of its
/// days. Up to 15 ms every millisecond is its own bucket; above, each doubling is cut into 16, so a figure read from it is
/// at most 1/16 above the true one and never below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(BTreeMap<u16, i64>);

impl Histogram {
    fn bucket(ms: i64) -> u16 {
        let ms = ms.max(0) as u64;
        if ms < 16 {
            return ms as u16;
        }
        let octave = ms.ilog2();
        ((octave - 3) * 16 + ((ms >> (octave - 4)) & 15) as u32) as u16
    }

    /// The longest time that falls into a bucket.
    fn end(bucket: u16) -> i64 {
        if bucket < 16 {
            return i64::from(bucket);
        }
        let shift = u32::from(bucket / 16) - 1;
        ((i64::from(bucket % 16) + 17) << shift) - 1
    }

    pub fn add(&mut self, ms: i64, times: i64) {
        *self.0.entry(Self::bucket(ms)).or_default() += times;
    }

    pub fn merge(&mut self, other: &Histogram) {
        for (bucket, times) in &other.0 {
            *self.0.entry(*bucket).or_default() += times;
        }
    }

    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// The time that `share` (0..1) of all did not exceed, in milliseconds.
    pub fn percentile(&self, share: f64) -> Option<i64> {
        let rank = (self.count() as f64 * share).ceil().max(1.0) as i64;
        let mut seen = 0;
        self.0.iter().find_map(|(bucket, times)| {
            seen += times;
            (seen >= rank).then(|| Self::end(*bucket))
        })
    }
}

/// What is counted in a day, or in a range of days. Conversations held for practice are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Begun: their first message is of this time.
    pub conversations: i64,
    /// Of customers, assistant and members.
    pub messages: i64,
    /// Turns the assistant answered.
    pub replies: i64,
    /// Conversations that needed a person for the first time.
    pub handoffs: i64,
    /// Replies by another mind than was meant, or after a failure.
    pub fallbacks: i64,
    pub thumbs_up: i64,
    pub thumbs_down: i64,
    pub shown: i64,
    pub opened: i64,
    pub added: i64,
    /// Replies whose search matched nothing strictly.
    pub misses: i64,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    /// Milliseconds until a reply was whole.
    pub p50: Option<i64>,
    pub p95: Option<i64>,
}

impl Figures {
    pub fn add(&mut self, other: &Figures) {
        self.conversations += other.conversations;
        self.messages += other.messages;
        self.replies += other.replies;
        self.handoffs += other.handoffs;
        self.fallbacks += other.fallbacks;
        self.thumbs_up += other.thumbs_up;
        self.thumbs_down += other.thumbs_down;
        self.shown += other.shown;
        self.opened += other.opened;
        self.added += other.added;
        self.misses += other.misses;
        self.cost_micros += other.cost_micros;
    }

    /// Share of conversations that needed no person, 0..1.
    pub fn alone(&self) -> Option<f64> {
        share(self.conversations - self.handoffs, self.conversations).map(|share| share.max(0.0))
    }

    pub fn per_conversation(&self, what: i64) -> Option<f64> {
        share(what, self.conversations)
    }
}

/// `part / whole`; nothing when there is no whole.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayFigures {
    pub day: Day,
    pub figures: Figures,
}

/// How often a word of a dimension stood for a reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordCount {
    pub dimension: Dimension,
    pub word: String,
    pub count: i64,
    /// In the range before.
    pub before: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductFigures {
    pub id: ProductId,
    /// Empty when the product is gone.
    pub name: String,
    pub image: Option<String>,
    pub shown: i64,
    pub opened: i64,
    pub added: i64,
}

/// A search that matched nothing strictly, as it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Miss {
    pub text: String,
    pub times: i64,
    /// How many products were shown instead the last time; 0 when none.
    pub shown: i64,
}

/// All that the analytics page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analytics {
    /// Each day of the range, oldest first.
    pub days: Vec<DayFigures>,
    /// As many days before them.
    pub before: Vec<DayFigures>,
    pub total: Figures,
    pub total_before: Figures,
    /// By dimension, most frequent first.
    pub words: Vec<WordCount>,
    /// The most shown, at most 20.
    pub products: Vec<ProductFigures>,
    /// The most frequent, at most 20.
    pub misses: Vec<Miss>,
    /// Made by `vitrine demo --history`, not by customers.
    pub made_up: bool,
    /// Until when today is counted.
    pub until: Time,
}

/// How far a shop's set-up is. Gone when it was dismissed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    /// Each step in order: whether it is done, and a line about it.
    pub steps: Vec<(GuideStep, bool, String)>,
}

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    pub kind: AttentionKind,
    /// How many; of a budget, the percentage that is spent.
    pub count: i64,
    /// A customer's or the system's own words, where one example says more than a number; of a budget, whose it is.
    pub example: Option<String>,
    /// Page of the shop that leads on, such as `conversations?state=needs_you`.
    pub page: String,
}

/// Something a member did, as the home page tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    pub who: String,
    pub act: String,
    pub at: Time,
}

/// All that the home page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    pub guide: Option<Guide>,
    pub attention: Vec<Attention>,
    pub today: Figures,
    /// The same weekday last week until the same time.
    pub last_week: Figures,
    /// The last seven days, today last.
    pub week: Vec<DayFigures>,
    /// Millionths of a US dollar a day; nothing when there is no limit.
    pub budget_micros: Option<i64>,
    pub deeds: Vec<Deed>,
    pub made_up: bool,
    pub now: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_it_says() {
        let mut last = 0;
        for ms in (0..5_000).chain([10_000, 60_000, 3_600_000, i64::from(i32::MAX)]) {
            let bucket = Histogram::bucket(ms);
            assert!(bucket >= last, "{ms}: buckets grow with time");
            last = bucket;
            let end = Histogram::end(bucket);
            assert!(end >= ms && end as f64 <= ms as f64 * (1.0 + 1.0 / 16.0), "{ms} is read as {end}");
        }
    }

    #[test]
    fn percentiles_of_days_add_up() {
        let (mut one, mut two, mut both) = (Histogram::default(), Histogram::default(), Histogram::default());
        for ms in 1..=100 {
            if ms % 3 == 0 { &mut one } else { &mut two }.add(ms, 2);
            both.add(ms, 2);
        }
        one.merge(&two);
        assert_eq!(one, both);
        assert_eq!(one.count(), 200);
        assert!((50..=53).contains(&one.percentile(0.5).unwrap()));
        assert!((95..=100).contains(&one.percentile(0.95).unwrap()));
        assert_eq!(Histogram::default().percentile(0.5), None);
    }
}
