//! Who may ask what: every route and every server function is on a list, and those that are not public refuse strangers.
//! What members may is in `rights`.

use std::{collections::BTreeSet, time::Duration};

use axum::http::{Method, StatusCode, header};
use types::{ProductId, TurnId};

use crate::{
    app::{Answer, SITE, Shopper, TestApp, request},
    page, rights,
};

/// What anybody may ask: nothing in it belongs to anybody.
const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/chat/"),
    ("GET", "/demo"),
    ("GET", "/demo/"),
    ("GET", "/demo/cart"),
    ("GET", "/demo/products/{handle}"),
    ("GET", "/forgot"),
    ("GET", "/invite/{token}"),
    ("GET", "/livez"),
    ("GET", "/login"),
    ("GET", "/media/{shop}/{file}"),
    ("GET", "/readyz"),
    ("GET", "/reset/{token}"),
    ("GET", "/signup"),
    ("GET", "/widget.js"),
    ("GET", "/widget/look"),
    ("OPTIONS", "/widget/session"),
    ("POST", "/api/account/door"),
    ("POST", "/api/account/forgot"),
    ("POST", "/api/account/link"),
    ("POST", "/api/account/login"),
    ("POST", "/api/account/logout"),
    ("POST", "/api/account/reset"),
    ("POST", "/api/account/signup"),
    ("POST", "/api/members/invited"),
    ("POST", "/api/members/join"),
];

/// What needs a site on the shop's list, a ticket or a token.
const GUARDED: &[(&str, &str)] = &[
    ("GET", "/chat/{site}"),
    ("GET", "/widget/live"),
    ("POST", "/api/chat/contact"),
    ("POST", "/api/chat/person"),
    ("POST", "/api/chat/rate"),
    ("POST", "/api/chat/record"),
    ("POST", "/api/chat/renew"),
    ("POST", "/api/chat/say"),
    ("POST", "/api/chat/seen"),
    ("POST", "/widget/session"),
];

/// Addresses that the sources name: a new one must be put on a list.
fn named() -> BTreeSet<String> {
    let routes = [include_str!("../../src/routes/mod.rs"), include_str!("../../src/routes/demo.rs")];
    let routes = routes.iter().flat_map(|source| source.split(".route(\"").skip(1));
    let path = |rest: &str| rest.split_once('"').map(|(path, _)| path.to_owned());
    let functions = app::ssr::server_fn_paths().into_iter().map(|(path, _)| path.to_owned());
    let pages = app::ssr::page_paths().into_iter();
    routes.filter_map(path).filter(|path| path != "/api/{*call}").chain(pages).chain(functions).collect()
}

#[test]
fn every_address_is_on_one_list() {
    let listed = |list: &[(&str, &str)]| list.iter().map(|(_, path)| (*path).to_owned()).collect::<BTreeSet<_>>();
    let mut all: BTreeSet<String> = listed(PUBLIC).union(&listed(GUARDED)).cloned().collect();
    all.extend(rights::CALLS.iter().map(|(path, ..)| (*path).to_owned()));
    let bare = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    all.extend(rights::ROUTES.iter().map(|(_, path, ..)| bare(path)));
    // Pages of a shop need no list: `rights` knocks at all of them.
    let named: BTreeSet<String> = named().into_iter().filter(|path| !rights::is_page(path)).collect();
    let missing: Vec<_> = named.difference(&all).collect();
    let gone: Vec<_> = all.difference(&named).collect();
    assert!(missing.is_empty() && gone.is_empty(), "on no list: {missing:?}; on a list and nowhere else: {gone:?}");
}

/// A request to a guarded address by somebody who holds `token`, or nothing.
async fn knock(app: &TestApp, method: &str, path: &str, token: Option<&str>) -> Answer {
    let method: Method = method.parse().unwrap();
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers: Vec<(&str, &str)> = vec![("accept", "application/json")];
    let (path, body) = match path {
        "/chat/{site}" => (format!("/chat/orchard?t={}", token.unwrap_or_default()), String::new()),
        "/widget/live" => {
            headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
            (path.to_owned(), String::new())
        }
        "/widget/session" => {
            headers.push(("content-type", "application/json"));
            headers.push(("origin", "https://stranger.example"));
            let visitor = token.map_or("null".to_owned(), |token| format!("{token:?}"));
            (path.to_owned(), format!("{{\"site\":\"orchard\",\"visitor\":{visitor}}}"))
        }
        _ => {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            let token = token.map(|token| format!("token={}&", page::encode(token))).unwrap_or_default();
            let (product, turn) = (ProductId::from_parts(1, [1; 10]), TurnId::from_parts(1, [1; 10]));
            let rest = "client_id=x&text=hello&look=&email=a%40b.example&kind=opened&position=0&up=true&seq=1";
            let message = types::MessageId::from_parts(1, [1; 10]);
            (path.to_owned(), format!("{token}{rest}&product={product}&turn={turn}&message={message}"))
        }
    };
    app.ask(method, &path, &headers, body).await
}

#[track_caller]
fn refused(answer: &Answer, what: &str) {
    assert!((401..=404).contains(&answer.status.as_u16()) || answer.status == 422, "{what}: {answer:?}");
    let hint = answer.body.contains("hello") || answer.body.contains("Orchard") || answer.body.contains("panicked");
    assert!(!hint, "{what}: {}", answer.body);
}

on_both! {
    async fn strangers_are_refused(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "hello").await;
        let before = shopper.thread(&app).await;
        let mut forged = shopper.token.clone();
        forged.replace_range(forged.len() - 2.., if forged.ends_with("AA") { "BB" } else { "AA" });
        for (method, path) in GUARDED {
            for (what, token) in [
                ("nothing", None),
                ("an empty token", Some("")),
                ("garbage", Some("garbage")),
                ("half a token", Some(&shopper.token[..shopper.token.len() / 2])),
                ("a forged token", Some(forged.as_str())),
                ("the host page's token", Some(shopper.visitor.as_str())),
            ] {
                refused(&knock(&app, method, path, token).await, &format!("{method} {path} with {what}"));
            }
        }
        assert_eq!(shopper.thread(&app).await, before);
    }

    async fn a_token_ends(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        app.clock.advance(Duration::from_secs(15 * 60 + 1));
        for (method, path) in GUARDED.iter().filter(|(_, path)| *path != "/api/chat/renew") {
            let answer = knock(&app, method, path, Some(&shopper.token)).await;
            refused(&answer, &format!("{method} {path}"));
            if path.starts_with("/api/") || path.ends_with("live") {
                assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthorised"), "{path}");
            }
        }
        let renewed = shopper.calls(&app, "renew", &[]).await;
        assert_eq!(renewed.status, StatusCode::OK, "a token may be renewed for a day after its end");
        app.clock.advance(Duration::from_secs(24 * 3_600));
        refused(&shopper.calls(&app, "renew", &[]).await, "renewing after a day");
    }

    async fn a_shop_sees_nothing_of_another(database) {
        let (app, orchard, shopper) = TestApp::shop(database).await;
        let other = app.add_shop("rival", "https://rival.example").await;
        let table = "Handle,Title,Price\nrival-lamp,Rival Lamp,10\n";
        other.imports(&app.file("rival.csv", table)).await;
        let rival = app.shopper("rival", "https://rival.example").await;
        let second = app.shopper("orchard", SITE).await;
        shopper.asks(&app, "show me dresses").await;
        rival.asks(&app, "show me lamps").await;
        second.asks(&app, "show me mugs").await;

        assert_eq!(other.finds("dress").await, [""; 0]);
        assert_eq!(other.finds("lamp").await, ["rival-lamp"]);
        assert!(!orchard.finds("lamp").await.contains(&"rival-lamp".to_owned()));
        let (ours, theirs) = (shopper.transcript(&app).await, rival.transcript(&app).await);
        assert!(ours.contains("Dress") && !ours.contains("Lamp"), "{ours}");
        assert!(theirs.contains("Rival Lamp") && !theirs.contains("Dress"), "{theirs}");

        // Each visitor's live stream, and each visitor's page, tells of his own conversation alone.
        for (who, own, foreign) in [(&shopper, "show me dresses", "lamps"), (&rival, "show me lamps", "dresses"), (&second, "show me mugs", "dresses")] {
            let events = engine::widget::events(&app.engine, &who.token, 0, 0).await.unwrap();
            let told = serde_json::to_string(&events).unwrap();
            assert!(told.contains(own) && !told.contains(foreign), "{told}");
        }

        // A ticket opens the page of its own shop only, and is not used up by the attempt.
        let session = shopper.begins(&app).await.json();
        let ticket = session["ticket"].as_str().unwrap();
        let astray = Shopper { site: "rival".to_owned(), ..app.shopper("orchard", SITE).await };
        assert_eq!(astray.enters(&app, ticket).await.status, StatusCode::NOT_FOUND);
        assert_eq!(shopper.enters(&app, ticket).await.status, StatusCode::OK);
        // A visitor of one shop is nobody in another.
        let mut moved = Shopper { visitor: shopper.visitor.clone(), ..app.shopper("rival", "https://rival.example").await };
        moved.opens(&app).await;
        assert_eq!(moved.thread(&app).await.messages, []);
    }

    async fn unknown_and_foreign_ids_look_the_same(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        let rival_shop = app.add_shop("rival", "https://rival.example").await;
        rival_shop.imports(&app.file("rival.csv", "Handle,Title,Price\nrival-lamp,Rival Lamp,10\n")).await;
        let rival = app.shopper("rival", "https://rival.example").await;
        shopper.asks(&app, "show me dresses").await;
        rival.asks(&app, "show me lamps").await;
        let shown = |thread: types::chat::ChatThread| {
            let reply = thread.messages.into_iter().next_back().unwrap();
            let card = reply.parts.iter().find_map(|part| match part {
                types::Part::Cards { cards } => Some(cards[0].id),
                _ => None,
            });
            (card.unwrap().to_string(), reply.turn.unwrap().to_string())
        };
        let (product, turn) = shown(shopper.thread(&app).await);
        let (foreign_product, foreign_turn) = shown(rival.thread(&app).await);
        let hidden = engine::find::search(&shop.cx, "felt slipper", 1, false).await.unwrap().results[0].id.to_string();
        let unknown_product = ProductId::from_parts(1, [1; 10]).to_string();
        let unknown_turn = TurnId::from_parts(1, [1; 10]).to_string();
        let record = async |product: &str, turn: &str| {
            shopper.calls(&app, "record", &[("kind", "opened"), ("product", product), ("turn", turn), ("position", "0")]).await
        };
        assert_eq!(record(&product, &turn).await.status, StatusCode::OK);
        let unknown = record(&unknown_product, &turn).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        for (product, turn) in [(&foreign_product, &turn), (&product, &foreign_turn), (&product, &unknown_turn), (&hidden, &turn)] {
            let answer = record(product, turn).await;
            assert_eq!((answer.status, &answer.body), (unknown.status, &unknown.body));
        }
        let foreign = rival.begins(&app).await.json();
        let shape = async |ticket: &str| {
            let page = shopper.enters(&app, ticket).await;
            (page.status, page::text(&page.body), page.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>())
        };
        assert_eq!(shape(foreign["ticket"].as_str().unwrap()).await, shape(&"0".repeat(64)).await);
    }

    async fn other_sites_may_change_nothing(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let posts = PUBLIC.iter().chain(GUARDED).filter(|(method, path)| *method == "POST" && *path != "/widget/session");
        for (_, path) in posts {
            for about in [
                &[("sec-fetch-site", "cross-site")][..],
                &[("sec-fetch-site", "same-site")],
                &[("origin", "https://stranger.example")],
                &[("origin", "null")],
                &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")],
                // The shop's own page holds no key to the chat's calls.
                &[("origin", SITE)],
            ] {
                let headers = [about, &[("content-type", "application/x-www-form-urlencoded")]].concat();
                let body = format!("token={}&client_id=x&text=hi&look=", shopper.token);
                let answer = app.ask(Method::POST, path, &headers, body).await;
                assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"), "{path} {about:?}");
            }
        }
        app.run_jobs().await;
        assert_eq!(shopper.thread(&app).await.messages, []);
    }

    async fn no_method_and_no_address_breaks_anything(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        for path in named().iter().map(String::as_str).chain(["/api/chat/nothing", "/nowhere", "/pkg/../Cargo.toml", "/chat/orchard/x", "/%00", "/demo/products/%2e%2e%2f"]) {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
                let path = rights::filled(path);
                let answer = app.ask(method.parse().unwrap(), &path, &[], "").await;
                assert!(answer.status.as_u16() < 500, "{method} {path}: {answer:?}");
                if method == "DELETE" || method == "PUT" {
                    assert!(!answer.status.is_success(), "{method} {path}: {answer:?}");
                }
            }
        }
        let nowhere = app.ask(Method::GET, "/nowhere", &[], "").await;
        assert_eq!((nowhere.status, nowhere.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
        assert_eq!(nowhere.header("content-type"), "application/problem+json");
        let request = request(Method::GET, "/nowhere", &[("authorization", &format!("Bearer {}", shopper.token))], "");
        assert_eq!(app.send(request).await.body, nowhere.body);
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let app = TestApp::open(crate::database::Database::sqlite()).await;
    for (method, path) in PUBLIC.iter().chain(GUARDED) {
        let path = rights::filled(path);
        let answer = app.ask(method.parse().unwrap(), &path, &[], "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        let page = answer.header("content-type").starts_with("text/html");
        let policy = answer.headers.contains_key(header::CONTENT_SECURITY_POLICY);
        assert!(!page || policy, "{path} is a page without a policy: {answer:?}");
    }
}
