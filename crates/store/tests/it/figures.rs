//! Figures: what is kept of a day is what a naive count of what happened finds, in whatever order, however often it is
//! counted.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use store::{Counted, NewExecution, NewProductEvent, SearchMiss, ShopStore, day_start};
use types::insight::{Dimension, Histogram};

use crate::*;

/// Something that happens `hour` hours after the first midnight, in a conversation.
#[derive(Debug, Clone)]
struct Deed {
    hour: i64,
    conversation: u64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Says,
    Turn {
        intent: Option<Intent>,
        tier: Tier,
        ms: i64,
        cost: i64,
        fallback: bool,
    },
    Product {
        product: u64,
        kind: ProductEventKind,
        turn: u64,
    },
    Handoff,
    Thumb {
        up: bool,
    },
    Miss,
    /// The days so far are counted.
    Count,
}

fn what() -> impl Strategy<Value = What> {
    let kinds = prop::sample::select(ProductEventKind::ALL);
    let intents = prop::option::of(prop::sample::select(Intent::ALL));
    prop_oneof![
        3 => Just(What::Says),
        4 => (intents, prop::sample::select(Tier::ALL), 0..4_000_i64, 0..9_000_i64, any::<bool>())
            .prop_map(|(intent, tier, ms, cost, fallback)| What::Turn { intent, tier, ms, cost, fallback }),
        4 => (1..4_u64, kinds, 1..6_u64).prop_map(|(product, kind, turn)| What::Product { product, kind, turn }),
        1 => Just(What::Handoff),
        2 => any::<bool>().prop_map(|up| What::Thumb { up }),
        1 => Just(What::Miss),
        2 => Just(What::Count),
    ]
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec((0..96_i64, 1..5_u64, what()), 1..60).prop_map(|deeds| {
        let mut deeds: Vec<Deed> =
            deeds.into_iter().map(|(hour, conversation, what)| Deed { hour, conversation, what }).collect();
        // Time goes forward, as it does.
        deeds.push(Deed { hour: 0, conversation: 1, what: What::Says });
        deeds.sort_by_key(|deed| (deed.hour, !matches!(deed.what, What::Says)));
        deeds
    })
}

fn midnight() -> Time {
    day_start(at(0).date_naive() + TimeDelta::days(1))
}

fn day(n: i64) -> NaiveDate {
    midnight().date_naive() + TimeDelta::days(n)
}

/// The naive count: everything, day by day, from the deeds themselves. Conversation 4 is for practice.
fn model(deeds: &[Deed]) -> HashMap<NaiveDate, Counted> {
    let mut out: HashMap<NaiveDate, Counted> = HashMap::new();
    let (mut begun, mut handed, mut seen, mut thumbs) = (vec![], vec![], vec![], HashMap::new());
    for Deed { hour, conversation, what } in deeds {
        let day = (midnight() + TimeDelta::hours(*hour)).date_naive();
        if *conversation == 4 {
            continue;
        }
        let counted = out.entry(day).or_default();
        match what {
            What::Says => {
                counted.figures.messages += 1;
                if !begun.contains(conversation) {
                    begun.push(*conversation);
                    // With what the assistant said to it.
                    counted.figures.messages += 1;
                    counted.figures.conversations += 1;
                }
            }
            What::Turn { intent, tier, ms, cost, fallback } => {
                counted.figures.replies += 1;
                counted.figures.fallbacks += i64::from(*fallback);
                counted.figures.cost_micros += cost;
                counted.times.add(*ms, 1);
                let words = [
                    intent.map(|intent| (Dimension::Intent, intent.to_string())),
                    Some((Dimension::Language, "es".to_owned())),
                    Some((Dimension::Tier, tier.to_string())),
                    Some((Dimension::Channel, "widget".to_owned())),
                ];
                for word in words.into_iter().flatten() {
                    *counted.words.entry(word).or_default() += 1;
                }
            }
            What::Product { product, kind, turn } => {
                let event = (*conversation, *turn, *kind, *product);
                if !seen.contains(&event) {
                    seen.push(event);
                    let counts = counted.products.entry(product_id(*product)).or_default();
                    let (sum, of) = match kind {
                        ProductEventKind::Shown => (&mut counted.figures.shown, &mut counts.shown),
                        ProductEventKind::Opened => (&mut counted.figures.opened, &mut counts.opened),
                        ProductEventKind::Added => (&mut counted.figures.added, &mut counts.added),
                    };
                    (*sum, *of) = (*sum + 1, *of + 1);
                }
            }
            What::Handoff if !handed.contains(conversation) => {
                handed.push(*conversation);
                counted.figures.handoffs += 1;
            }
            What::Thumb { up } if begun.contains(conversation) => {
                thumbs.insert(*conversation, (day, *up));
            }
            What::Miss => counted.figures.misses += 1,
            What::Handoff | What::Thumb { .. } | What::Count => {}
        }
    }
    for (day, up) in thumbs.into_values() {
        let figures = &mut out.entry(day).or_default().figures;
        *if up { &mut figures.thumbs_up } else { &mut figures.thumbs_down } += 1;
    }
    out.retain(|_, counted| *counted != Counted::default());
    out
}

async fn count(shop: &ShopStore, today: NaiveDate, now: Time) {
    for day in shop.figures_open_days(today).await.unwrap() {
        let tx = shop.begin().await.unwrap();
        let counted = tx.figures_count(day_start(day), day_start(day + TimeDelta::days(1))).await.unwrap();
        tx.figures_put(day, &counted, now).await.unwrap();
        tx.commit_soft().await.unwrap();
    }
}

async fn happen(shop: &ShopStore, deeds: &[Deed]) {
    let tx = shop.begin().await.unwrap();
    for n in 1..5 {
        converse(&tx, n, n, n == 4).await;
    }
    tx.commit_soft().await.unwrap();
    let mut begun = vec![];
    for (n, Deed { hour, conversation, what }) in deeds.iter().enumerate() {
        let (n, at) = (n as u64 + 1_000, midnight() + TimeDelta::hours(*hour));
        let id = conversation_id(*conversation);
        if let What::Count = what {
            count(shop, at.date_naive(), at).await;
            continue;
        }
        let tx = shop.begin().await.unwrap();
        match what {
            What::Says => {
                let new = store::NewCustomerMessage { at, ..written(n, *conversation, "hello") };
                tx.message_add_customer(&new).await.unwrap();
                if !begun.contains(conversation) {
                    begun.push(*conversation);
                    let reply = 100 + conversation;
                    tx.message_open_assistant(id, turn_id(reply), message_id(reply), at).await.unwrap();
                }
            }
            What::Turn { intent, tier, ms, cost, fallback } => {
                let new = NewExecution {
                    id: execution_id(n),
                    conversation: id,
                    turn: turn_id(n),
                    intent: *intent,
                    tier: *tier,
                    mind: None,
                    language: Language::Spanish,
                    input: vec![],
                    steps: vec![],
                    error: None,
                    fallback: *fallback,
                    cost_micros: *cost,
                    ms: *ms,
                    at,
                };
                tx.execution_add(&new).await.unwrap();
            }
            What::Product { product, kind, turn } => {
                let event = NewProductEvent { product: product_id(*product), position: 0, kind: *kind };
                tx.product_events_add(id, turn_id(*turn), &[event], at).await.unwrap();
            }
            What::Handoff => tx.handoff_note(id, at).await.unwrap(),
            What::Thumb { up } if begun.contains(conversation) => {
                tx.feedback_set(id, message_id(100 + conversation), *up, at).await.unwrap();
            }
            What::Miss => {
                let miss = SearchMiss { text: format!("thing {n}"), shown: 0, at };
                tx.search_miss_add(id, turn_id(n), &miss).await.unwrap();
            }
            What::Thumb { .. } | What::Count => {}
        }
        tx.commit_soft().await.unwrap();
    }
}

store::on_both! {
    async fn every_day_is_its_recount(store: TestStore) {
        let config = Config { failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        for case in 1..=20 {
            let deeds = deeds().new_tree(&mut runner).unwrap().current();
            let shop = with_shop(&store, case).await;
            let tx = shop.begin().await.unwrap();
            tx.product_upsert_many(&[product(1, "one"), product(2, "two"), product(3, "three")]).await.unwrap();
            tx.commit_soft().await.unwrap();
            happen(&shop, &deeds).await;
            let end = midnight() + TimeDelta::days(6);
            count(&shop, day(5), end).await;
            count(&shop, day(5), end).await;
            let expected = model(&deeds);
            for n in 0..5 {
                let counted = shop.figures_count(day_start(day(n)), day_start(day(n + 1))).await.unwrap();
                let naive = expected.get(&day(n)).cloned().unwrap_or_default();
                assert_eq!(counted, naive, "recount, case {case}, day {n}: {deeds:?}");
                let kept = shop.figures_days(day(n), day(n + 1)).await.unwrap();
                assert_eq!((kept[0].figures, &kept[0].times), (naive.figures, &naive.times), "kept, case {case}, day {n}: {deeds:?}");
                assert_eq!(shop.figures_words(day(n), day(n + 1)).await.unwrap(), naive.words, "case {case}");
                assert_eq!(shop.figures_products(day(n), day(n + 1), 100).await.unwrap(), naive.products, "case {case}");
            }
            let sum = expected.values().fold(Counted::default(), |mut sum, day| { sum.merge(day); sum });
            assert_eq!(shop.figures_words(day(0), day(5)).await.unwrap(), sum.words);
            assert_eq!(shop.figures_products(day(0), day(5), 100).await.unwrap(), sum.products);
            let times = shop.figures_days(day(0), day(5)).await.unwrap().iter().fold(Histogram::default(), |mut sum, day| { sum.merge(&day.times); sum });
            assert_eq!(times, sum.times);
            assert!(!shop.figures_behind(end).await.unwrap());
            assert_eq!(shop.figures_open_days(day(4)).await.unwrap(), []);
        }
    }

    async fn what_nothing_matched_is_read_until_the_customer_is_erased(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let other = with_conversation(&store, 2).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 3, 3, true).await;
        for (conversation, turn, text) in [(1, 1, "linen cape"), (1, 2, "linen cape"), (3, 3, "practice")] {
            let miss = SearchMiss { text: text.to_owned(), shown: 2, at: at(turn as i64) };
            tx.search_miss_add(conversation_id(conversation), turn_id(turn), &miss).await.unwrap();
        }
        tx.commit().await.unwrap();
        let seen = shop.search_misses(at(0), at(9), 10).await.unwrap();
        assert_eq!(seen.iter().map(|miss| miss.text.as_str()).collect::<Vec<_>>(), ["linen cape", "linen cape"]);
        assert_eq!(other.search_misses(at(0), at(9), 10).await.unwrap(), []);
        let tx = shop.begin().await.unwrap();
        tx.erase_key(customer_id(1), at(9)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.search_misses(at(0), at(9), 10).await.unwrap(), []);
    }

    async fn a_thumb_is_for_a_reply_of_the_conversation(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let other = with_conversation(&store, 2).await;
        let tx = shop.begin().await.unwrap();
        tx.message_add_customer(&written(1, 1, "hello")).await.unwrap();
        tx.message_open_assistant(conversation_id(1), turn_id(1), message_id(2), at(2)).await.unwrap();
        tx.feedback_set(conversation_id(1), message_id(2), true, at(3)).await.unwrap();
        tx.feedback_set(conversation_id(1), message_id(2), false, at(4)).await.unwrap();
        for (conversation, message) in [(1, 1), (2, 2), (1, 9)] {
            let answer = tx.feedback_set(conversation_id(conversation), message_id(message), true, at(3)).await;
            assert!(matches!(answer, Err(store::Error::NotFound)), "{conversation} {message}");
        }
        tx.commit().await.unwrap();
        assert_eq!(shop.thumbs(conversation_id(1)).await.unwrap(), [(message_id(2), false)]);
        assert_eq!(other.thumbs(conversation_id(1)).await.unwrap(), []);
    }
}
