//! Figures through the front door: what shoppers do is counted, told on the pages, and leaves as CSV.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use engine::{history, insights};
use types::{Part, Role};

use crate::{
    app::{SITE, Shopper, TestApp, request},
    member::PASSWORD,
    page,
};

const CALLS: &str = "/api/insight";

/// The card that was shown first and the turn that showed it.
async fn shown(app: &TestApp, shopper: &Shopper) -> (String, String) {
    let thread = shopper.thread(app).await;
    let (card, turn) = thread
        .messages
        .iter()
        .find_map(|message| {
            let cards = message.parts.iter().find_map(|part| match part {
                Part::Cards { cards } => Some(cards[0].id),
                _ => None,
            });
            cards.zip(message.turn)
        })
        .unwrap();
    (card.to_string(), turn.to_string())
}

on_both! {
    async fn what_shoppers_do_is_counted(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        let owner = app.member("ann@orchard.example", "orchard", Role::Owner).await;
        let empty = owner.get("/s/orchard/analytics").await;
        assert!(page::text(&empty.body).contains("No conversations in these days"), "{}", page::text(&empty.body));

        shopper.asks(&app, "show me dresses").await;
        shopper.asks(&app, "thanks").await;
        let (product, turn) = shown(&app, &shopper).await;
        for kind in ["opened", "added", "added"] {
            let fields = [("kind", kind), ("product", product.as_str()), ("turn", turn.as_str()), ("position", "0")];
            assert_eq!(shopper.calls(&app, "record", &fields).await.status, StatusCode::OK);
        }
        let thread = shopper.thread(&app).await;
        let [question, reply] = [0, 1].map(|at| thread.messages[at].id.to_string());
        for up in ["true", "false"] {
            assert_eq!(shopper.calls(&app, "rate", &[("message", &reply), ("up", up)]).await.status, StatusCode::OK);
        }
        let own = shopper.calls(&app, "rate", &[("message", &question), ("up", "true")]).await;
        assert_eq!(own.status, StatusCode::NOT_FOUND, "{}", own.body);
        let second = app.shopper("orchard", SITE).await;
        let foreign = second.calls(&app, "rate", &[("message", &reply), ("up", "true")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.body);
        second.asks(&app, "purple felt umbrella in size 99").await;
        second.asks(&app, "I want to talk to a person").await;
        // Practice is nobody's conversation.
        let (_, practice) = engine::converse::open(&shop.cx, types::Channel::Api, "me", true).await.unwrap();
        crate::app::tell(&shop, practice, "1", "show me dresses").await;

        let figures = owner.call(&format!("{CALLS}/figures"), &[("shop", "orchard"), ("days", "7"), ("from", ""), ("to", "")]).await.json();
        let total = &figures["total"];
        let of = |name: &str| total[name].as_i64().unwrap();
        assert_eq!((of("conversations"), of("messages"), of("replies"), of("handoffs")), (2, 8, 4, 1), "{total}");
        assert_eq!((of("opened"), of("added"), of("fallbacks")), (1, 1, 0), "{total}");
        assert_eq!((of("thumbs_up"), of("thumbs_down")), (0, 1), "the last word counts");
        assert!(of("shown") > 1 && of("misses") == 1, "{total}");
        let miss = figures["misses"][0]["text"].as_str().unwrap();
        assert!(miss.contains("umbrella"), "{miss}");
        assert_eq!(figures["products"].as_array().unwrap().iter().filter(|row| row["added"] == 1).count(), 1);

        // The same when the job has kept the days, and days later when they are settled.
        for _ in 0..3 {
            app.clock.advance(Duration::from_secs(26 * 3_600));
            insights::want_everywhere(&app.engine).await.unwrap();
            app.run_jobs().await;
            assert_eq!(app.dead().await, 0);
            owner.logs_in("ann@orchard.example", PASSWORD).await;
            let again = owner.call(&format!("{CALLS}/figures"), &[("shop", "orchard"), ("days", "7"), ("from", ""), ("to", "")]).await.json();
            assert_eq!((&again["total"], &again["words"], &again["misses"]), (total, &figures["words"], &figures["misses"]));
        }
        let read = page::text(&owner.get("/s/orchard/analytics?days=7").await.body);
        for words in ["Conversations", "Added to cart", "Looking for a product", "umbrella", "Show as a table", "Answered alone"] {
            assert!(read.contains(words), "{words} in {read}");
        }

        let home = page::text(&owner.get("/s/orchard").await.body);
        for words in ["Set up your shop", "A conversation waits for you", "umbrella", "Needs attention"] {
            assert!(home.contains(words), "{words} in {home}");
        }
        assert_eq!(owner.call(&format!("{CALLS}/guide"), &[("shop", "orchard"), ("dismissed", "true")]).await.status, StatusCode::OK);
        let home = page::text(&owner.get("/s/orchard").await.body);
        assert!(!home.contains("Set up your shop"), "{home}");
    }

    async fn tables_leave_with_the_pages_numbers(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        app.add_shop("rival", "https://rival.example").await;
        shopper.asks(&app, "show me dresses").await;
        shopper.asks(&app, "=cmd felt umbrella in size 99").await;
        let staff = app.member("ann@orchard.example", "orchard", Role::Analyst).await;
        let get = async |table: &str| {
            let path = format!("/s/orchard/analytics.csv?table={table}&days=2");
            staff.send(request(Method::GET, &path, &[("sec-fetch-site", "same-origin")], "")).await
        };
        let figures = staff.call(&format!("{CALLS}/figures"), &[("shop", "orchard"), ("days", "2"), ("from", ""), ("to", "")]).await.json();
        let days = get("days").await;
        assert_eq!((days.status, days.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
        assert!(days.header("content-disposition").contains("orchard-days-"), "{days:?}");
        let lines: Vec<Vec<&str>> = days.body.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!((lines.len(), lines[0][1]), (3, "conversations"));
        let last = &figures["days"][1]["figures"];
        for (column, name) in [(1, "conversations"), (2, "messages"), (3, "replies"), (10, "shown"), (13, "misses")] {
            assert_eq!(lines[2][column], last[name].to_string(), "{name}");
        }
        let products = get("products").await;
        assert_eq!(products.body.lines().count(), figures["products"].as_array().unwrap().len() + 1);
        let misses = get("found_nothing").await;
        assert!(misses.body.lines().skip(1).all(|line| !line.starts_with(['=', '+', '-', '@'])), "{}", misses.body);
        assert!(get("breakdown").await.body.contains("intent,product_search,"));
        assert_eq!(get("secrets").await.status, StatusCode::NOT_FOUND);
        let foreign = staff.send(request(Method::GET, "/s/rival/analytics.csv?table=days", &[("accept", "application/json")], "")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    }

    async fn a_made_up_past_looks_alive(database) {
        let (app, shop, _) = TestApp::shop(database).await;
        let owner = app.member("ann@orchard.example", "orchard", Role::Owner).await;
        let plan = history::Plan { days: 30, messages: 1_500, seed: 1, force: false };
        let made = history::make(&shop.cx, plan, |_, _| {}).await.unwrap();
        assert!((1_000..2_000).contains(&made.messages), "{made:?}");
        assert!(history::make(&shop.cx, plan, |_, _| {}).await.is_err(), "conversations are there already");
        let figures = owner.call(&format!("{CALLS}/figures"), &[("shop", "orchard"), ("days", "30"), ("from", ""), ("to", "")]).await.json();
        let total = &figures["total"];
        assert_eq!(total["conversations"].as_i64().unwrap(), made.conversations);
        for name in ["handoffs", "fallbacks", "thumbs_up", "thumbs_down", "shown", "opened", "added", "misses", "cost_micros", "p95"] {
            assert!(total[name].as_i64().unwrap() > 0, "{name}: {total}");
        }
        assert!(page::text(&owner.get("/s/orchard/analytics?days=30").await.body).contains("Made-up activity"));
        // What was spent is the same wherever it is told.
        let day = |told: &serde_json::Value| told["day"].as_str().unwrap_or_default().to_owned();
        let limits = engine::settings::limits(&shop.cx).await.unwrap();
        let days = figures["days"].as_array().unwrap();
        for spent in limits.days.iter().filter(|spent| spent.cost_micros > 0) {
            let counted = days.iter().find(|counted| day(counted) == spent.period);
            assert_eq!(counted.map(|counted| counted["figures"]["cost_micros"].as_i64().unwrap()), Some(spent.cost_micros));
        }
        assert!(limits.days.iter().any(|spent| spent.cost_micros > 0));

        // Every row can be opened as if it had taken place.
        let list = owner.call("/api/inbox/list", &[("shop", "orchard"), ("wanted[which]", "all"), ("wanted[practice]", "false"), ("wanted[text]", ""), ("wanted[page]", "0")]).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        assert!(list.body.contains("cnv_"), "{}", list.body);
        let id = list.body.split("cnv_").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let id = format!("cnv_{id}");
        let thread = owner.call("/api/inbox/thread", &[("shop", "orchard"), ("id", &id), ("whole", "true")]).await;
        assert_eq!(thread.status, StatusCode::OK, "{}", thread.body);
        assert_eq!(app.dead().await, 0);
    }
}
