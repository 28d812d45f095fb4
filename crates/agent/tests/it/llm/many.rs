//! A thousand turns with a model that lies, and with one that is not there.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use agent::{
    LlmMind, Thread,
    llm::{Breaker, Deadlines, Line},
    run,
};
use fakes::{Fault, Script};
use futures::{StreamExt, stream};
use types::{MindKind, Part, Tier};

use super::{Scene, provider};
use crate::{
    fixture::{self, Listener, Shop},
    lying::amounts,
};

#[tokio::test]
async fn a_thousand_turns_with_a_lying_model() {
    let scene = Scene::set(Script::default().lies(7)).await;
    let real = amounts(&scene.shop);
    let (mut dropped, mut said, mut tiers) = (0, 0, [0; 3]);
    for seed in 0..1_000 {
        let input = fixture::input("blue summer dress under $80, size M", Thread::default(), seed);
        let outcome = scene.turn(&input).await;
        dropped += outcome.steps.iter().map(|step| step.verdicts.len()).sum::<usize>();
        tiers[[Tier::Full, Tier::Lean, Tier::Local].iter().position(|tier| *tier == outcome.tier).unwrap()] += 1;
        for part in &outcome.parts {
            let Part::Text { text, .. } = part else { continue };
            said += 1;
            let wrong = outcome.mind == MindKind::Llm && fakes::has_false_figure(text, &real);
            assert!(!wrong, "seed {seed}: {text}");
            assert_eq!(fakes::lie_in(text), None, "seed {seed}: {text}");
        }
    }
    println!("{dropped} left out, {said} said; full, lean, local: {tiers:?}");
    assert!(dropped > 1_000 && said > 1_000 && tiers.iter().all(|count| *count > 0));
    scene.proper();
}

/// How long they took, and how often the provider was called.
async fn a_thousand(line: &Line, breaker: Option<&Arc<Breaker>>, at_once: usize) -> (Duration, usize) {
    let begun = Instant::now();
    let turns = stream::iter(0..1_000).map(|seed| async move {
        let shop = Shop::open();
        let listener = Listener::default();
        let input = fixture::input("a blue dress", Thread::default(), seed);
        // A breaker of its own: every turn meets the provider.
        let breaker = breaker.cloned().unwrap_or_default();
        let outcome = run(&input, &LlmMind::new(line.clone(), breaker, None), &shop, &listener).await;
        assert_eq!((outcome.mind, outcome.tier), (MindKind::Local, Tier::Local), "{:?}", outcome.calls);
        assert!(outcome.parts.iter().any(|part| matches!(part, Part::Cards { .. })));
        assert!(outcome.parts.iter().any(|part| matches!(part, Part::Text { .. })));
        outcome.calls.len()
    });
    let calls: Vec<usize> = turns.buffer_unordered(at_once).collect().await;
    (begun.elapsed(), calls.iter().sum())
}

#[tokio::test]
async fn a_thousand_turns_without_a_provider() {
    // A port that nobody listens on.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let line = Line::open(provider(&format!("http://{closed}/v1"))).unwrap();
    let (met, calls) = a_thousand(&line, None, 100).await;
    assert_eq!(calls, 1_000);
    let (guarded, calls) = a_thousand(&line, Some(&Arc::default()), 100).await;
    println!("1,000 turns, connection refused: {met:?}; with one breaker {guarded:?}");
    assert!(calls < 200, "{calls}: those that were under way when it opened");
}

#[tokio::test]
async fn a_thousand_turns_with_a_provider_that_stalls() {
    let script = Script { delay_ms: 60_000, ..Script::default() }.then_fails(Fault::SlowHeaders);
    let ms = Duration::from_millis;
    let deadlines = Deadlines { connect: ms(500), first_token: ms(60), idle: ms(60), total: ms(120) };
    let scene = Scene::with(script, |provider| provider.deadlines = deadlines).await;
    let (took, _) = a_thousand(&scene.line, None, 100).await;
    println!("1,000 turns, a provider that stalls: {took:?}");
}

/// What a turn takes beside the provider: the whole of it, less the time its calls took.
#[tokio::test]
async fn own_time_is_short() {
    let scene = Scene::set(Script::default()).await;
    let mut own: Vec<Duration> = Vec::new();
    for seed in 0..200 {
        let input = fixture::input("blue summer dress under $80, size M", Thread::default(), seed);
        let begun = Instant::now();
        let outcome = scene.turn(&input).await;
        let calls: u64 = outcome.calls.iter().map(|call| call.first_token_ms.unwrap_or(0)).sum();
        assert_eq!(outcome.tier, Tier::Full);
        own.push(begun.elapsed().saturating_sub(Duration::from_millis(calls)));
    }
    own.sort();
    let p95 = own[own.len() * 95 / 100];
    println!("own time of a turn with two calls: p50 {:?}, p95 {p95:?}", own[own.len() / 2]);
    assert!(p95 < Duration::from_millis(100), "{own:?}");
}
