//! How long a local turn takes by itself: reading, planning, wording, checking.

use std::time::{Duration, Instant};

use crate::fixture::{self, Shop};

/// A generous bound, for unoptimised builds on busy machines; the goal of 2 ms is for optimised ones.
const MOST: Duration = Duration::from_millis(60);

#[test]
fn a_local_turn_is_quick() {
    let shop = Shop::open();
    let mut took = Vec::new();
    for _ in 0..10 {
        let mut thread = agent::Thread::default();
        for message in [
            "blue summer dress under $80, size M",
            "somthing chepaer",
            "in red?",
            "compare the first two",
            "wheres my ordr",
        ] {
            let input = fixture::input(message, thread, 0);
            let begun = Instant::now();
            let (outcome, _) = fixture::turn_by(&shop, &agent::LocalMind, &input);
            took.push(begun.elapsed());
            thread = outcome.thread;
        }
    }
    took.sort();
    println!("local turn: p50 {:?}, p95 {:?}", took[took.len() / 2], took[took.len() * 95 / 100]);
    assert!(took[took.len() / 2] < MOST, "{took:?}");
}
