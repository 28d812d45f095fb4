//! A turn ends, whatever the mind, the tools or the shopper do; and the shopper has an answer.

use std::sync::atomic::{AtomicU64, Ordering};

use agent::{
    GetProductVariants, Limits, LocalMind, Mind, MindError, Mouth, SearchProducts, Step, StepKind, Thread, ToolCall,
    ToolError, ToolResult, Toolbox, Turn, TurnError, Why, run,
};
use async_trait::async_trait;
use proptest::prelude::*;
use types::{MindKind, Part, ProductId, Tier};

use crate::fixture::{self, Listener, Shop};

/// Does whatever its script says, over and over.
struct Wild {
    script: Vec<u8>,
    at: AtomicU64,
}

#[async_trait]
impl Mind for Wild {
    fn kind(&self) -> MindKind {
        MindKind::Llm
    }

    fn tier(&self) -> Tier {
        Tier::Full
    }

    async fn next(&self, _turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
        let at = self.at.fetch_add(1, Ordering::Relaxed) as usize;
        let search = || ToolCall::SearchProducts(SearchProducts { limit: 100, ..SearchProducts::default() });
        Ok(match self.script[at % self.script.len()] % 9 {
            0 => Step::Call(vec![search(); 50]),
            1 => Step::Call(vec![]),
            2 => {
                mouth.say(&"Talk and talk. ".repeat(400)).await?;
                Step::Call(vec![search()])
            }
            3 => {
                mouth.say(&"word ".repeat(5_000)).await?;
                Step::Call(vec![])
            }
            4 => return Err(MindError::Unavailable("gone".into())),
            5 => return Err(MindError::Bad("no sense".into())),
            6 => Step::HandOff(Why::Unable),
            7 => Step::Call(vec![ToolCall::GetProductVariants(GetProductVariants {
                product: ProductId::from_parts(9, [9; 10]),
            })]),
            _ => Step::Done,
        })
    }
}

struct Broken;

#[async_trait]
impl Toolbox for Broken {
    async fn call(&self, _call: ToolCall) -> ToolResult {
        ToolResult::Failed(ToolError { kind: "unavailable".into(), text: "the index is away".into() })
    }
}

fn within(outcome: &agent::Outcome, limits: &Limits) {
    let count = |kind: StepKind| outcome.steps.iter().filter(|step| step.kind == kind).count();
    // The wild mind, then the local one with its own thoughts, then the last words.
    assert!(count(StepKind::Mind) <= 2 * limits.steps as usize + 1);
    assert!(count(StepKind::Tool) <= limits.tool_calls as usize);
    let texts = outcome.parts.iter().map(|part| part.text().chars().count()).sum::<usize>();
    assert!(outcome.parts.len() <= limits.pieces as usize + 8 && texts <= limits.characters as usize + 1_000);
    assert!(outcome.products.len() <= 10 && outcome.quick_replies.len() <= 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_turn_ends_and_answers(script in proptest::collection::vec(any::<u8>(), 1..8), seed in any::<u64>(), broken in any::<bool>()) {
        let wild = Wild { script, at: AtomicU64::new(0) };
        let input = fixture::input("blue dress", Thread::default(), seed);
        let listener = Listener::default();
        let shop = Shop::open();
        let toolbox: &dyn Toolbox = if broken { &Broken } else { &shop };
        let outcome = futures::executor::block_on(run(&input, &wild, toolbox, &listener));
        within(&outcome, &input.limits);
        prop_assert!(!outcome.parts.is_empty());
        prop_assert!(*listener.looked.lock().unwrap() <= 1);
        prop_assert!(outcome.steps.first().is_some_and(|step| step.kind == StepKind::Read));
    }

    #[test]
    fn any_message_is_answered(message in "\\PC{0,200}", seed in any::<u64>()) {
        let input = fixture::input(&message, Thread::default(), seed);
        let (outcome, _) = fixture::turn_by(&Shop::open(), &LocalMind, &input);
        within(&outcome, &input.limits);
        prop_assert!(!outcome.parts.is_empty());
        let json = serde_json::to_string(&input).unwrap();
        let again: agent::TurnInput = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&again, &input, "the input can be stored");
        let (replayed, _) = fixture::turn_by(&Shop::open(), &LocalMind, &again);
        prop_assert_eq!(replayed.parts, outcome.parts, "a replay says the same");
    }
}

#[test]
fn a_shopper_who_leaves_ends_the_turn() {
    let input = fixture::input("blue dress", Thread::default(), 0);
    let listener = Listener { leaves_after: Some(1), ..Listener::default() };
    let outcome = futures::executor::block_on(run(&input, &LocalMind, &Shop::open(), &listener));
    assert_eq!(outcome.error, Some(TurnError::Interrupted));
    assert_eq!(listener.parts.lock().unwrap().len(), 1);
}

#[test]
fn with_all_tools_broken_there_is_a_kind_word() {
    let input = fixture::input("blue dress", Thread::default(), 0);
    let listener = Listener::default();
    let outcome = futures::executor::block_on(run(&input, &LocalMind, &Broken, &listener));
    assert!(matches!(outcome.error, Some(TurnError::Mind(_))));
    insta::assert_snapshot!(outcome.text(), @"Something went wrong on our side and I have no answer yet. Please try again, or talk to a person.");
    assert_eq!(outcome.quick_replies, ["Talk to a person"]);
}

#[test]
fn twenty_thousand_characters_are_answered_quickly() {
    let shop = Shop::open();
    let thread = fixture::turn(&shop, "dresses", Thread::default()).thread;
    for message in
        ["dress ".repeat(3_334), "🤷".repeat(20_000), "أ".repeat(20_000), "<b>".repeat(6_667), "qxz".repeat(6_667)]
    {
        let outcome = fixture::turn(&shop, &message, thread.clone());
        assert!(!outcome.parts.is_empty() && outcome.text().len() < 2_000);
        assert!(!outcome.text().contains('<'));
        assert!(serde_json::to_string(&outcome.thread).unwrap().len() < 20_000, "the thread stays small");
    }
}

#[test]
fn a_day_of_rest_starts_afresh_but_keeps_the_numbers() {
    let shop = Shop::open();
    let thread = fixture::turn(&shop, "dresses", Thread::default()).thread;
    let later = fixture::start() + chrono::TimeDelta::hours(25);
    let fresh = thread.clone().fresh_if_idle(later);
    assert!(fresh.products.is_empty() && fresh.standing.is_empty() && fresh.lines.is_empty());
    assert_eq!(fresh.next_handle, thread.next_handle);
    assert_eq!(thread.clone().fresh_if_idle(fixture::start() + chrono::TimeDelta::hours(23)), thread);
    let old: Thread = serde_json::from_str("{\"version\":1,\"turns\":3}").unwrap();
    assert_eq!(old.next_handle, 1, "older threads are read");
}

#[test]
fn cards_come_first_and_the_first_tool_call_is_announced() {
    let shop = Shop::open();
    let input = fixture::input("blue dress", Thread::default(), 0);
    let listener = Listener::default();
    let outcome = futures::executor::block_on(run(&input, &LocalMind, &shop, &listener));
    assert_eq!(*listener.looked.lock().unwrap(), 1);
    assert!(matches!(outcome.parts[0], Part::Cards { .. }));
    let hello = fixture::input("hello", Thread::default(), 0);
    let listener = Listener::default();
    futures::executor::block_on(run(&hello, &LocalMind, &shop, &listener));
    assert_eq!(*listener.looked.lock().unwrap(), 0, "nothing to look for");
}
