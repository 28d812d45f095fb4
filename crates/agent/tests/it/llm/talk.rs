//! Conversations that go as they should.

use std::sync::Mutex;

use agent::{Audience, Checked, Interrupted, StepKind, Thread, Why};
use async_trait::async_trait;
use fakes::{Answer, Fault, Script};
use serde_json::{Value, json};
use types::{MindKind, Part, Tier};

use super::{Scene, heard};
use crate::fixture;

fn search(query: &str, more: Value) -> Value {
    let mut out = json!({
        "query": query, "price_min": null, "price_max": null, "colors": [], "sizes": [], "materials": [], "brands": [],
        "categories": [], "exclude": [], "in_stock": false, "on_sale": false, "order": null, "like": null,
        "skip_shown": false, "limit": 5,
    });
    for (name, value) in more.as_object().unwrap() {
        out[name] = value.clone();
    }
    out
}

#[tokio::test]
async fn searches_shows_and_says() {
    let script = Script::default()
        .calls(
            "search_products",
            search(
                "summer dress",
                json!({"price_max": 80, "colors": ["Blue"], "sizes": ["Medium"], "materials": ["Linen"]}),
            ),
        )
        .says("[[show p1]]\n[[p1]] costs [[p1.price]]. It is light, and [[p1.stock]].");
    let scene = Scene::set(script).await;
    let outcome = scene.says("blue summer dress under $80, size M").await;
    insta::assert_snapshot!(heard(&outcome), @r"
    ▢ Azure Linen Sundress · Harbour Summer Dress · Meadow Wrap Dress
    Azure Linen Sundress costs $64.00.
    It is light, and in stock.
    ");
    assert_eq!((outcome.mind, outcome.tier, &outcome.error), (MindKind::Llm, Tier::Full, &None));
    assert_eq!(outcome.filters.price_max, Some(8_000));
    assert_eq!(
        (&outcome.filters.colors[..], &outcome.filters.sizes[..]),
        (&["blue".to_owned()][..], &["m".to_owned()][..])
    );
    assert_eq!(outcome.filters.materials, ["linen"], "what the model looked for is what holds on");
    assert_eq!(
        outcome.thread.last_list.len(),
        3,
        "what is out is the list; it is not shown again for having been found again"
    );
    assert_eq!(outcome.thread.focus, outcome.thread.last_list[..1], "what the model chose is what \"it\" means");
    assert!(!outcome.quick_replies.is_empty());
    assert_eq!(outcome.calls.len(), 2);
    for call in &outcome.calls {
        assert!(!call.estimated && call.prompt_tokens > 500 && call.completion_tokens > 0 && call.tries == 1);
        assert!(call.first_token_ms.is_some() && call.cost_micros > 0 && call.error.is_none());
    }
    assert!(outcome.calls[1].cached_tokens > 0, "the rules are the same each time");
    let recorded = outcome.steps.iter().filter(|step| step.kind == StepKind::Mind && step.result["calls"].is_array());
    assert_eq!(recorded.count(), 2);
    scene.proper();
}

#[tokio::test]
async fn a_conversation_goes_on() {
    let scene = Scene::set(Script::default()).await;
    let mut thread = Thread::default();
    let mut out = String::new();
    for message in [
        "hello",
        "a blue dress under $80",
        "in red?",
        "compare the first two",
        "can I talk to a person",
        "me@x.example",
    ] {
        let outcome = scene.turn(&fixture::input(message, thread, 0)).await;
        assert_eq!(outcome.error, None, "{message}");
        out += &format!("> {message}\n{}\n({})\n", heard(&outcome), outcome.quick_replies.join(" / "));
        thread = outcome.thread;
    }
    insta::assert_snapshot!(out, @r"
    > hello
    Hello, and welcome to Larkspur.
    What are you looking for?
    (Show me dresses / Show me shoes / I need a gift / What is on sale?)
    > a blue dress under $80
    ▢ Azure Linen Sundress · Harbour Summer Dress · Meadow Wrap Dress · Daisy Shift Dress
    I would begin with Azure Linen Sundress at $64.00.
    Harbour Summer Dress costs $52.00.
    (Compare the first two / Something cheaper)
    > in red?
    ▢ Harbour Summer Dress · Poppy Summer Dress · Crimson Tea Dress
    I would begin with Harbour Summer Dress at $52.00.
    Poppy Summer Dress costs $45.00.
    (Compare the first two / Something cheaper)
    > compare the first two
    ▤ price · Length
    Harbour Summer Dress costs $52.00, Poppy Summer Dress costs $45.00.
    Which matters more to you, price or looks?
    ()
    > can I talk to a person
    I have let the team at Larkspur know that you would like to talk to a person.
    If you leave your e-mail address here, they can answer even after you close this chat.
    You can reach Larkspur at hello@larkspur.example.
    ()
    > me@x.example
    Thank you.
    The team can see your address here.
    ()
    ");
    scene.proper();
}

#[tokio::test]
async fn without_a_mark_the_last_search_is_shown_and_with_none_nothing() {
    for (text, shown) in [
        ("These are lovely.", true),
        ("[[show none]] These are lovely.", false),
        ("[[show p77]] These are lovely.", true),
        ("These are lovely.\n[[show p1]]", true),
        ("<think>Cards? [[show none]]</think>These are lovely.", true),
    ] {
        let script = Script::default().calls("search_products", search("dress", json!({}))).says(text);
        let outcome = Scene::set(script).await.says("hello").await;
        assert_eq!(heard(&outcome).starts_with('▢'), shown, "{text}");
        assert!(heard(&outcome).ends_with("These are lovely."), "{text}");
    }
}

#[tokio::test]
async fn calls_that_make_no_sense_are_told_to_the_model() {
    let script = Script::default()
        .calls("get_product_variants", json!({"product": "p99"}))
        .calls("search_products", json!("{\"query\": "))
        .calls("search_products", search("dress", json!({"price_min": 90, "price_max": 10})))
        .calls("search_products", search("dress", json!({"limit": 500, "categories": ["dresses", "Moon"]})))
        .says("[[p1]] is a good start.");
    let scene = Scene::set(script).await;
    let thread = fixture::turn(&scene.shop, "bags", Thread::default()).thread;
    scene.shop.calls.lock().unwrap().clear();
    let outcome = scene.turn(&fixture::input("dresses", thread, 0)).await;
    assert_eq!(outcome.tier, Tier::Full, "{:?}", outcome.calls);
    let last = scene.fake.requests().pop().unwrap();
    let told: Vec<&str> = last["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["role"] == "tool")
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert!(told[0].contains("no product") && told[1].contains("not JSON") && told[2].contains("above"), "{told:?}");
    assert_eq!(last["tool_choice"], "none", "after four rounds it has to speak");
    let asked = scene.shop.calls.lock().unwrap().clone();
    let agent::ToolCall::SearchProducts(search) = asked.last().unwrap() else { panic!("{asked:?}") };
    assert_eq!(
        (search.limit, &search.filters.categories[..], search.text.as_str()),
        (10, &["Dresses".to_owned()][..], "dress Moon")
    );
    scene.proper();
}

#[tokio::test]
async fn a_person_is_called_in_words_that_are_always_the_same() {
    let script = Script::default().calls("hand_off", json!({"reason": "trouble"}));
    let scene = Scene::set(script).await;
    let outcome = scene.says("my parcel never came").await;
    assert_eq!(outcome.handoff, Some(Why::Trouble));
    assert_eq!(outcome.calls.len(), 1, "no second call for it");
    assert!(outcome.thread.pending.is_some(), "an address is asked for");
    scene.proper();
}

#[tokio::test]
async fn preferences_are_kept() {
    let script = Script::default()
        .calls("remember_preference", json!({"name": "sizes", "value": "Medium"}))
        .says("Good to know.");
    let scene = Scene::set(script).await;
    let outcome = scene.says("I always wear medium").await;
    assert!(outcome.thread.preferences.iter().any(|known| known.name == "sizes" && known.value == "m"));
    scene.proper();
}

#[tokio::test]
async fn a_spent_budget_asks_nobody() {
    let scene = Scene::set(Script::default()).await;
    let input = fixture::input("a blue dress", Thread::default(), 0);
    let outcome = scene.turn_by(&input, &scene.mind(Some(0))).await;
    assert_eq!((outcome.tier, scene.fake.requests().len()), (Tier::Local, 0));
    assert!(outcome.calls.is_empty() && outcome.error.is_some());
    let outcome = scene.turn_by(&input, &scene.mind(Some(1_000_000))).await;
    assert_eq!(outcome.tier, Tier::Full);
    // What the call cost then is not what it may cost: a call whose worst case does not fit is not made.
    let cost = outcome.calls[0].cost_micros;
    let outcome = scene.turn_by(&input, &scene.mind(Some(cost + 1))).await;
    assert_eq!(outcome.tier, Tier::Local);
    assert!(outcome.calls.is_empty() && cost > 0);
}

#[tokio::test]
async fn words_before_a_call_are_no_answer() {
    let call = || vec![fakes::ScriptedCall { name: "search_products".into(), arguments: search("dress", json!({})) }];
    let promise = Answer { text: Some("Let me look for you.".into()), calls: call(), ..Answer::default() };
    let scene = Scene::set(Script::default().answers(promise).says("[[p1]] is a good start.")).await;
    let outcome = scene.says("dresses").await;
    assert!(!heard(&outcome).contains("Let me look"), "{}", heard(&outcome));
    scene.proper();
}

/// Its own reading of the message is shown before anybody is asked, and told to the model as what is known.
#[tokio::test]
async fn cards_are_out_before_the_model_is_asked() {
    struct Early<'a>(&'a Scene, Mutex<Vec<(bool, usize)>>);
    #[async_trait]
    impl Audience for Early<'_> {
        async fn looking(&self) {}
        async fn hear(&self, piece: Checked) -> Result<(), Interrupted> {
            let cards = matches!(piece.part(), Part::Cards { .. });
            self.1.lock().unwrap().push((cards, self.0.fake.requests().len()));
            Ok(())
        }
        async fn let_out(&self) -> Result<(), Interrupted> {
            assert_eq!(
                (self.1.lock().unwrap().len(), self.0.fake.requests().len()),
                (1, 0),
                "the cards are let out first"
            );
            Ok(())
        }
    }
    let scene = Scene::set(Script::default()).await;
    let early = Early(&scene, Mutex::default());
    let input = fixture::input("a blue dress under $80", Thread::default(), 0);
    let outcome = agent::run(&input, &scene.mind(None), &scene.shop, &early).await;
    assert_eq!(early.1.lock().unwrap()[..2], [(true, 0), (false, 1)], "no request was sent when the cards were out");
    assert_eq!((outcome.tier, outcome.calls.len()), (Tier::Full, 1), "no round for what is known already");
    let told = scene.fake.requests()[0]["messages"].as_array().unwrap().last().unwrap()["content"].to_string();
    assert!(told.contains("<results>") && told.contains("Azure Linen Sundress"), "{told}");
    let steps: Vec<(StepKind, &str)> = outcome.steps.iter().map(|step| (step.kind, step.name.as_str())).collect();
    assert_eq!(
        steps,
        [
            (StepKind::Read, "read"),
            (StepKind::Notice, "look_ahead"),
            (StepKind::Tool, "search_products"),
            (StepKind::Mind, "llm")
        ],
        "the record says whose search it was"
    );
    scene.proper();
}

#[tokio::test]
async fn another_question_brings_other_cards_and_the_same_one_none() {
    for (query, rows) in [("bag", 2), ("a dress that is blue", 1)] {
        let scene = Scene::set(
            Script::default().calls("search_products", search(query, json!({}))).says("Here is what I found for you."),
        );
        let outcome = scene.await.says("a blue dress").await;
        let cards = outcome.parts.iter().filter(|part| matches!(part, Part::Cards { .. }));
        assert_eq!(cards.count(), rows, "{query}: {}", heard(&outcome));
    }
}

/// The provider fails, and the local mind speaks of the cards that are out: it looks for nothing and shows nothing again.
#[tokio::test]
async fn cards_that_are_out_are_not_shown_again() {
    for message in ["a blue dress under $80", "compare the first two", "I wear size M, a dress please"] {
        let scene = Scene::set(Script::default().then_fails(Fault::Quota)).await;
        let thread = fixture::turn(&scene.shop, "dresses", Thread::default()).thread;
        scene.shop.calls.lock().unwrap().clear();
        let input = fixture::input(message, thread, 0);
        let outcome = scene.turn(&input).await;
        let called = scene.shop.calls.lock().unwrap().clone();
        let local = fixture::turn_by(&fixture::Shop::open(), &agent::LocalMind, &input).0;
        assert_eq!(outcome.parts, local.parts, "{message}");
        let once = called.iter().enumerate().all(|(at, call)| !called[..at].contains(call));
        assert!(once && !called.is_empty(), "{called:?}");
    }
}
