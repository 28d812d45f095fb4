//! Everything that goes wrong ends in an answer, from the right tier, and never in two.

use std::{sync::Arc, time::Instant};

use agent::{Outcome, Thread, TurnError, llm::BreakerState, run};
use fakes::{Answer, Fault, Script};
use types::{MindKind, Part, Tier};

use super::{Scene, heard};
use crate::fixture::{self, Listener};

/// The fault in every answer; who answers in the end, and after how many calls.
#[track_caller]
fn check(fault: Fault, outcome: &Outcome, tier: Tier, calls: usize) {
    assert_eq!(
        (outcome.tier, outcome.calls.len()),
        (tier, calls),
        "{fault:?}: {:?} {:?}",
        outcome.calls,
        outcome.error
    );
    let kind = if tier == Tier::Local { MindKind::Local } else { MindKind::Llm };
    assert_eq!(outcome.mind, kind, "{fault:?}");
    assert!(outcome.parts.iter().any(|part| matches!(part, Part::Cards { .. })), "{fault:?}: {}", heard(outcome));
}

#[tokio::test]
async fn every_fault_has_its_tier() {
    use Fault::*;
    for fault in Fault::ALL {
        let (tier, calls) = match fault {
            // Nothing that matters.
            NoDone | NoUsage | OddFinish | NoIndex | TwoCalls | Thinks => (Tier::Full, 1),
            // Asked a second time in short, then left to the local mind.
            TooLong | BadRequest | NumericCode | Garbage | Refusal | Empty => (Tier::Local, 2),
            // It is told so; then its words beside the call are the answer.
            ArgumentsNotJson => (Tier::Full, 2),
            // Words cut off are an answer.
            Length => (Tier::Full, 1),
            ContentFilter => (Tier::Lean, 2),
            // A provider that fails is not asked again.
            SlowHeaders | Stall | Drip | Eof | ErrorChunk | Html500 | Overloaded503 | RateLimited
            | RateLimitedForAnHour | RateLimitedText | Quota | WrongKey | NoModel | Redirect | Huge => (Tier::Local, 1),
        };
        let script = Script { delay_ms: 5_000, ..Script::default() }.then_fails(fault);
        let scene = Scene::set(script).await;
        let begun = Instant::now();
        let outcome = scene.says("a dress").await;
        let took = begun.elapsed();
        check(fault, &outcome, tier, calls);
        assert!(took.as_millis() < 4_500, "{fault:?} took {took:?}");
        assert!(outcome.calls.iter().all(|call| call.tries <= 2), "{fault:?}");
        if tier == Tier::Local {
            assert!(outcome.error.is_some() && outcome.calls.iter().all(|call| call.error.is_some()), "{fault:?}");
        }
        if fault == NoUsage {
            assert!(
                outcome.calls.iter().all(|call| call.estimated && call.prompt_tokens > 100 && call.cost_micros > 0)
            );
        }
        assert!(scene.fake.strays().is_empty(), "no redirect is followed");
        scene.proper();
    }
}

/// What is wrong with a call, and not with an answer.
#[tokio::test]
async fn calls_are_read_whatever_their_form() {
    for (fault, tier, calls) in
        [(Fault::NoIndex, Tier::Full, 2), (Fault::TwoCalls, Tier::Full, 2), (Fault::Length, Tier::Lean, 2)]
    {
        let arguments = serde_json::json!({"query": "bag"});
        let call = fakes::ScriptedCall { name: "search_products".into(), arguments };
        let answer = Answer { calls: vec![call], fault: Some(fault), ..Answer::default() };
        let scene = Scene::set(Script::default().answers(answer)).await;
        check(fault, &scene.says("a dress").await, tier, calls);
        scene.proper();
    }
}

#[tokio::test]
async fn a_bad_answer_is_tried_again_in_short() {
    for fault in [Fault::TooLong, Fault::Empty, Fault::Refusal, Fault::Garbage, Fault::BadRequest] {
        let scene = Scene::set(Script::default().fails(fault)).await;
        let outcome = scene.says("a blue dress").await;
        check(fault, &outcome, Tier::Lean, 2);
        let short = scene.fake.requests().pop().unwrap();
        assert!(short["tools"].is_null() && short["messages"].as_array().unwrap().len() == 2);
        assert!(short["messages"][1]["content"].as_str().unwrap().contains("p1"), "what was found is given");
        assert!(matches!(outcome.error, Some(TurnError::Mind(_))), "what went wrong is in the record");
        scene.proper();
    }
}

#[tokio::test]
async fn once_busy_is_tried_again() {
    for fault in [Fault::Html500, Fault::Overloaded503, Fault::RateLimitedText] {
        let scene = Scene::set(Script::default().fails(fault)).await;
        let outcome = scene.says("a blue dress").await;
        check(fault, &outcome, Tier::Full, 1);
        assert_eq!(outcome.calls[0].tries, 2);
    }
    let scene = Scene::with(Script::default().fails(Fault::RateLimited), |provider| {
        provider.deadlines.first_token = std::time::Duration::from_secs(5);
    });
    let outcome = scene.await.says("a blue dress").await;
    check(Fault::RateLimited, &outcome, Tier::Full, 1);
    assert!(outcome.calls[0].ms >= 1_000, "Retry-After is kept to");
}

#[tokio::test]
async fn half_an_answer_is_the_answer() {
    let text = "[[show none]] [[shop.name]] has lovely things. They are made with care. We would like to tell you more about all of them.";
    for fault in [Fault::Eof, Fault::Stall, Fault::ErrorChunk, Fault::Garbage] {
        let search = serde_json::json!({"query": "dress"});
        let script = Script { delay_ms: 5_000, ..Script::default() }.calls("search_products", search).answers(Answer {
            text: Some(text.repeat(2)),
            fault: Some(fault),
            ..Answer::default()
        });
        let scene = Scene::set(script).await;
        let outcome = scene.says("dresses").await;
        assert_eq!((outcome.tier, outcome.mind), (Tier::Full, MindKind::Llm), "{fault:?}");
        assert!(heard(&outcome).contains("\nLarkspur has lovely things."), "{fault:?}: {}", heard(&outcome));
        assert!(outcome.error.is_some(), "{fault:?}");
        let sentences = outcome.parts.len() - 1;
        assert!((1..6).contains(&sentences), "{fault:?}: nothing is added: {}", heard(&outcome));
        assert!(
            outcome.calls[1].estimated && outcome.calls[1].completion_tokens > 0,
            "{fault:?}: it has cost something"
        );
    }
}

#[tokio::test]
async fn what_was_found_stays_when_the_model_fails_after_its_search() {
    let script = Script { delay_ms: 5_000, ..Script::default() }
        .calls("search_products", serde_json::json!({"query": "dress"}))
        .then_fails(Fault::SlowHeaders);
    let scene = Scene::set(script).await;
    let outcome = scene.says("dresses").await;
    check(Fault::SlowHeaders, &outcome, Tier::Local, 2);
    assert_eq!(outcome.thread.last_list.len(), outcome.products.len());
}

#[tokio::test]
async fn the_local_mind_speaks_of_what_it_has_looked_for_itself() {
    let script = Script::default()
        .calls("search_products", serde_json::json!({"query": "bag"}))
        .fails(Fault::Html500)
        .fails(Fault::Html500);
    let scene = Scene::set(script).await;
    let outcome = scene.says("a blue dress under $80").await;
    assert_eq!(outcome.tier, Tier::Local);
    assert!(outcome.products.iter().all(|card| card.name.contains("ress")), "{}", heard(&outcome));
    assert_eq!(outcome.filters.price_max, Some(8_000));
}

#[tokio::test]
async fn the_breaker_opens_rests_and_closes() {
    let mut script = Script::default();
    for _ in 0..10 {
        script = script.fails(Fault::Html500);
    }
    let scene = Scene::set(script).await;
    let mut input = fixture::input("a dress", Thread::default(), 0);
    for _ in 0..5 {
        assert_eq!(scene.turn(&input).await.tier, Tier::Local);
    }
    let sent = scene.fake.requests().len();
    assert_eq!(sent, 10, "two tries each");
    let outcome = scene.turn(&input).await;
    assert_eq!((outcome.tier, scene.fake.requests().len()), (Tier::Local, sent), "nobody is asked while it is open");
    assert!(outcome.calls.is_empty());
    assert!(matches!(scene.breaker.state(input.now), BreakerState::Open(_)));
    input.now += chrono::TimeDelta::seconds(40);
    assert_eq!(scene.turn(&input).await.tier, Tier::Full, "one attempt, and it went well");
    assert_eq!(scene.breaker.state(input.now), BreakerState::Closed);
}

#[tokio::test]
async fn no_credit_and_long_waits_open_it_at_once() {
    for fault in [Fault::Quota, Fault::WrongKey, Fault::NoModel, Fault::RateLimitedForAnHour] {
        let scene = Scene::set(Script::default().fails(fault)).await;
        scene.says("a dress").await;
        let again = scene.says("a dress").await;
        assert_eq!((again.tier, scene.fake.requests().len()), (Tier::Local, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_shopper_who_leaves_ends_it() {
    let scene = Scene::set(Script::default()).await;
    let listener = Listener { leaves_after: Some(1), ..Listener::default() };
    let input = fixture::input("a dress", Thread::default(), 0);
    let outcome = run(&input, &scene.mind(None), &scene.shop, &listener).await;
    assert_eq!(outcome.error, Some(TurnError::Interrupted));
    assert_eq!(listener.parts.lock().unwrap().len(), 1, "nobody goes on");
    assert_eq!(scene.breaker.state(input.now), BreakerState::Closed);
    assert_eq!(Arc::strong_count(&scene.breaker), 1);
}

#[tokio::test]
async fn a_server_without_tools_gets_what_was_found() {
    let scene = Scene::with(Script::default(), |provider| provider.profile.tools = false).await;
    let outcome = scene.says("a blue dress").await;
    check(Fault::Empty, &outcome, Tier::Lean, 1);
    assert_eq!(outcome.error, None);
    scene.proper();
}
