//! The inspector and the search tester: every turn can be opened, those that failed too; every search says why.

use axum::http::StatusCode;
use engine::{converse, inspect, jobs, tester};
use std::time::Duration;
use types::{
    Author, ExecutionId, Right, Role, TurnId, Voice,
    inspect::{ExecutionFilter, Inspected, StepSort},
};

use crate::{
    app::{Shop, Shopper, TestApp, conversation},
    page,
};

async fn turns(app: &TestApp, shopper: &Shopper) -> Vec<TurnId> {
    let thread = shopper.thread(app).await;
    thread
        .messages
        .iter()
        .filter(|message| message.author == Author::Customer)
        .filter_map(|message| message.turn)
        .collect()
}

async fn opened(shop: &Shop, turn: TurnId) -> types::inspect::Inspection {
    match inspect::of_turn(&shop.cx, turn).await.unwrap() {
        Inspected::Recorded(inspection) => *inspection,
        other => panic!("{other:?}"),
    }
}

async fn verdict(shop: &Shop, query: &str, why: &str) -> types::inspect::Verdict {
    let tested = tester::run(&shop.cx, query, why).await.unwrap();
    let why = tested.why.unwrap();
    why.verdict.unwrap_or_else(|| panic!("{:?}", why.choices))
}

on_both! {
    async fn a_turn_is_told_step_by_step(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "blue dress under $60, size M").await;
        let turn = turns(&app, &shopper).await[0];
        let told = opened(&shop, turn).await;
        assert_eq!(told.row.asked, "blue dress under $60, size M");
        assert!(told.confidence.unwrap() > 0.5 && told.trouble.is_empty() && told.tokens.is_none());
        let sorts: Vec<StepSort> = told.steps.iter().map(|step| step.sort).collect();
        assert_eq!(
            sorts,
            [StepSort::Given, StepSort::Understood, StepSort::Mind, StepSort::Search, StepSort::Mind, StepSort::Guard]
        );
        let heard: Vec<String> = told.steps[1].heard.iter().map(|one| format!("{}: {} ({})", one.what, one.value, one.words)).collect();
        assert_eq!(heard, ["price: up to $60.00 (under $60)", "colour: blue (blue)", "size: m (size M)", "category: Dresses (dress)"]);
        // Why these: the record holds the parts of each score.
        let search = &told.steps[3];
        assert_eq!(search.hits[0].rank, 1);
        assert!(search.hits[0].parts.keyword.is_some() && search.hits[0].score > 0.0, "{search:?}");
        assert!(search.raw.iter().any(|(name, json)| name == "Arguments" && json.contains("\"price_max\": 6000")), "{search:?}");
        // What was said is what the shopper saw, with its draft.
        assert!(told.said.iter().any(|piece| piece.text.contains("Harbour Dress")), "{:?}", told.said);
        // The stretches follow each other and end with the turn.
        for pair in told.waterfall.windows(2) {
            assert_eq!(pair[0].from_micros + pair[0].micros, pair[1].from_micros);
        }
        let end = told.waterfall.last().unwrap();
        assert_eq!(end.sort, StepSort::Kept);
        let same = inspect::open(&shop.cx, told.row.id).await.unwrap();
        assert_eq!(same, told);
    }

    async fn executions_are_filtered(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        for text in ["show me dresses", "hello", "zeige mir kleider"] {
            shopper.asks(&app, text).await;
            app.clock.advance(Duration::from_secs(2));
        }
        let second = app.shopper("orchard", crate::app::SITE).await;
        second.asks(&app, "hello").await;
        let count = async |filter: ExecutionFilter| {
            let found = inspect::list(&shop.cx, &filter, 1).await.unwrap();
            assert_eq!(found.rows.len() as u64, found.total);
            found.total
        };
        let all = inspect::list(&shop.cx, &ExecutionFilter::default(), 1).await.unwrap();
        assert_eq!(all.total, 4);
        assert!(all.rows.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
        let none = ExecutionFilter::default;
        assert_eq!(count(ExecutionFilter { intent: Some(types::Intent::Greeting), ..none() }).await, 2);
        assert_eq!(count(ExecutionFilter { language: Some("de".into()), ..none() }).await, 1);
        assert_eq!(count(ExecutionFilter { tier: Some(types::Tier::Full), ..none() }).await, 0);
        assert_eq!(count(ExecutionFilter { mind: Some(types::MindKind::Local), failed: Some(false), ..none() }).await, 4);
        assert_eq!(count(ExecutionFilter { failed: Some(true), ..none() }).await, 0);
        assert_eq!(count(ExecutionFilter { over_ms: Some(600_000), ..none() }).await, 0);
        assert_eq!(count(ExecutionFilter { over_micros: Some(0), ..none() }).await, 0);
        let of_one = Some(conversation(&app, &second).await);
        assert_eq!(count(ExecutionFilter { conversation: of_one, ..none() }).await, 1);
    }

    async fn a_turn_that_was_given_up_is_there_like_others(database) {
        let (app, shop, _) = TestApp::shop(database).await;
        let shopper = 'parked: {
            for moment in 2..60 {
                let shopper = app.shopper("orchard", crate::app::SITE).await;
                shopper.writes(&app, "blue dress").await;
                for _ in 0..3 {
                    let _ = tokio::time::timeout(Duration::from_millis(moment % 12), jobs::work(&app.engine, None)).await;
                    app.clock.advance(Duration::from_secs(11));
                }
                while app.dead().await == 0 && jobs::work(&app.engine, None).await.unwrap() {}
                if app.dead().await == 1 {
                    break 'parked shopper;
                }
            }
            panic!("no turn was cut off three times");
        };
        jobs::tell_parked(&app.engine).await.unwrap();
        jobs::tell_parked(&app.engine).await.unwrap();
        let turn = turns(&app, &shopper).await[0];
        let told = opened(&shop, turn).await;
        assert_eq!(told.row.asked, "blue dress");
        assert_eq!((told.trouble.len(), told.confidence, told.row.intent), (1, None, None));
        assert!(told.trouble[0].what.contains("given up") && told.trouble[0].done.contains("a person"), "{:?}", told.trouble);
        assert!(!told.said.is_empty(), "the shopper was told");
        let of_one = Some(told.row.conversation);
        let failed = ExecutionFilter { failed: Some(true), conversation: of_one, ..ExecutionFilter::default() };
        assert_eq!(inspect::list(&shop.cx, &failed, 1).await.unwrap().total, 1, "once, however often it is told");
    }

    async fn what_runs_and_what_was_silent_say_so(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        converse::give_floor(&shop.cx, id, Voice::Human).await.unwrap();
        shopper.asks(&app, "is anybody there?").await;
        let turn = *turns(&app, &shopper).await.last().unwrap();
        assert_eq!(inspect::of_turn(&shop.cx, turn).await.unwrap(), Inspected::Silent);
        let unknown = TurnId::from_parts(1, [1; 10]);
        assert_eq!(inspect::of_turn(&shop.cx, unknown).await.unwrap_err().problem().code, types::Code::NotFound);
    }

    async fn another_shop_opens_nothing(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "show me dresses").await;
        let turn = turns(&app, &shopper).await[0];
        let own = opened(&shop, turn).await.row.id;
        let rival = app.add_shop("rival", "https://rival.example").await;
        assert_eq!(inspect::list(&rival.cx, &ExecutionFilter::default(), 1).await.unwrap().total, 0);
        assert!(inspect::open(&rival.cx, own).await.is_err() && inspect::of_turn(&rival.cx, turn).await.is_err());
        assert!(inspect::open(&shop.cx, ExecutionId::from_parts(1, [1; 10])).await.is_err());
    }

    async fn the_tester_says_why_not(database) {
        let (app, shop, _) = TestApp::shop(database).await;
        let tested = tester::run(&shop.cx, "blue dress under $60", "").await.unwrap();
        assert_eq!(tested.hits[0].name, "Harbour Dress");
        assert!(tested.why.is_none() && tested.total >= 1 && tested.mode_note.is_some(), "{tested:?}");
        assert_eq!(tested.timings.len(), 3);
        // Drafts and what is left out by a filter each have their own reason; figures say by how much.
        let dear = verdict(&shop, "dress under $30", "harbour-dress").await;
        assert!(!dear.shown && dear.reasons.iter().any(|reason| reason.contains("$29.00 over")), "{dear:?}");
        let shown = verdict(&shop, "blue dress", "Harbour Dress").await;
        assert!(shown.shown && shown.title.contains("place"), "{shown:?}");
        let by_sku = verdict(&shop, "glass vase", "HARBOURD-BLUE-S").await;
        assert_eq!((by_sku.name.as_str(), by_sku.shown), ("Harbour Dress", false));
        let choices = tester::run(&shop.cx, "dress", "dress").await.unwrap().why.unwrap();
        assert!(choices.verdict.is_none() && choices.choices.len() > 1, "{choices:?}");
        // Practice: nothing was shown to anybody.
        let found = app.add_shop("rival", "https://rival.example").await;
        assert!(tester::run(&found.cx, "dress", "Harbour Dress").await.unwrap().hits.is_empty());
    }

    async fn the_pages_show_it(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "blue dress under $60, size M <b>today</b>").await;
        let turn = turns(&app, &shopper).await[0];
        let id = opened(&shop, turn).await.row.id;
        let member = app.member("ann@orchard.example", "orchard", Role::Analyst).await;
        assert!(Role::Analyst.may(Right::View));
        let list = member.get("/s/orchard/executions?error=no").await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        let text = page::text(&list.body);
        assert!(text.contains("Looking for a product") && text.contains("Built-in mind") && text.contains("1 execution, page 1 of 1"), "{text}");
        let none = page::text(&member.get("/s/orchard/executions?error=yes").await.body);
        assert!(none.contains("Nothing matches"), "{none}");
        let one = member.get(&format!("/s/orchard/executions/{id}")).await;
        let text = page::text(&one.body);
        for expected in ["Understood", "Searched the catalogue", "Guard: passed", "Where the time went", "up to $60.00", "“under $60”"] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!one.body.contains("<b>today"), "what a customer wrote is text");
        let gone = member.get("/s/orchard/executions/exe_0192f6a0000070008000000000000000").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        let tested = page::text(&member.get("/s/orchard/search?q=blue+dress+under+%2460&why=glass-vase").await.body);
        for expected in ["Harbour Dress", "words alone", "Parts of the score", "Glass Vase", "filters keep it out"] {
            assert!(tested.contains(expected), "{expected}: {tested}");
        }
    }
}
