//! Products, collections and pictures as members work on them: through the pages and the calls they make.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use types::{
    Role,
    goods::{CollectionView, Listing, MediaState, ProductView, Uploaded},
};

use crate::{
    app::{Answer, SITE, TestApp, fixture, request},
    member::Member,
    page,
};

const STAFF: &str = "tom@orchard.example";

/// Calls a server function with JSON, as the dashboard does.
async fn call(member: &Member<'_>, name: &str, mut body: Value) -> Answer {
    body["shop"] = json!("orchard");
    let headers =
        [("content-type", "application/json"), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    member.send(request(Method::POST, &format!("/api/goods/{name}"), &headers, body.to_string())).await
}

async fn listed(member: &Member<'_>, asked: Value) -> Listing {
    let answer = call(member, "list", json!({ "asked": asked })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_value(answer.json()).unwrap()
}

async fn names(member: &Member<'_>, asked: Value) -> Vec<String> {
    listed(member, asked).await.rows.into_iter().map(|row| row.name).collect()
}

fn view(answer: &Answer) -> ProductView {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_value(answer.json()).unwrap()
}

fn fields(answer: &Answer) -> Vec<String> {
    let fields = answer.json()["fields"].as_array().cloned().unwrap_or_default();
    fields.iter().map(|field| field["field"].as_str().unwrap().to_owned()).collect()
}

fn sundress() -> Value {
    json!({
        "name": "Linen sundress", "status": "active", "category": "Clothing > Dresses", "tags": ["linen"],
        "options": ["Color"],
        "variants": [
            { "options": ["Blue"], "sku": "SUN-1", "barcode": "4006381333931", "price": "64.00", "compare_at": "80", "quantity": "3" },
            { "options": ["Sand"], "sku": "SUN-2", "price": "60", "quantity": "4" },
        ],
    })
}

async fn upload(member: &Member<'_>, bytes: Vec<u8>) -> Answer {
    let headers = [("content-type", "text/html"), ("sec-fetch-site", "same-origin")];
    member.send(request(Method::POST, "/api/goods/upload?shop=orchard", &headers, bytes)).await
}

/// A picture of `width` by `height` as a PNG: one colour, so that it is small however large it is.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], body: &[u8]| {
        let checked = [&kind[..], body].concat();
        file.extend((body.len() as u32).to_be_bytes());
        file.extend(&checked);
        file.extend(crc(&checked).to_be_bytes());
    };
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat());
    chunk(b"tEXt", b"Comment\0where it was taken");
    let rows = vec![0u8; ((width + 1) * height) as usize];
    // Stored, not compressed (RFC 1951, 3.2.4), in blocks of at most 65,535 bytes.
    let mut packed = vec![0x78, 0x01];
    let mut blocks = rows.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend((block.len() as u16).to_le_bytes());
        packed.extend((!(block.len() as u16)).to_le_bytes());
        packed.extend(block);
    }
    // Adler-32 of zeros: the sum of ones stays 1, the sum of sums counts the bytes.
    packed.extend((((rows.len() as u32 % 65_521) << 16) | 1).to_be_bytes());
    chunk(b"IDAT", &packed);
    chunk(b"IEND", &[]);
    file
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

on_both! {
    async fn a_list_is_asked_for_by_its_address(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        let all = listed(&tom, json!({})).await;
        assert!(all.total > 5 && all.total == all.all && all.rows.len() as u64 == all.total.min(50), "{all:?}");
        assert!(!all.categories.is_empty());
        let dresses = names(&tom, json!({ "q": "dress" })).await;
        assert!(!dresses.is_empty() && dresses.iter().all(|name| name.to_lowercase().contains("dress")), "{dresses:?}");
        let cheap = listed(&tom, json!({ "to": "50", "sort": "price" })).await;
        let prices: Vec<i64> = cheap.rows.iter().map(|row| row.price.amount).collect();
        assert!(!prices.is_empty() && prices.is_sorted() && prices.iter().all(|price| *price <= 5_000), "{prices:?}");

        // Nothing matches: the filter that costs most is named.
        let none = listed(&tom, json!({ "q": "dress", "from": "100000" })).await;
        assert_eq!((none.total, none.costs_most), (0, Some((types::goods::Condition::Price, dresses.len() as u64))));

        // What the assistant showed is counted, and may order the list.
        shopper.asks(&app, "show me dresses").await;
        app.clock.advance(Duration::from_secs(61));
        let shown = listed(&tom, json!({ "sort": "-shown" })).await;
        assert!(shown.rows[0].shown > 0 && shown.rows[0].name.contains("Dress"), "{:?}", shown.rows[0]);

        // The page itself shows the same, and keeps the question.
        let html = tom.get("/s/orchard/products?q=dress&to=50&page=7&sort=%3Cb%3E").await;
        assert_eq!(html.status, StatusCode::OK);
        let text = page::text(&html.body);
        assert!(text.contains("Up to $50.00") && html.body.contains("value=\"dress\""), "{text}");
        let html = tom.get("/s/orchard/products?q=dress&from=100000").await;
        assert!(page::text(&html.body).contains("The price leaves out the most"), "{}", page::text(&html.body));
    }

    async fn a_product_is_made_changed_and_found(database) {
        let app = TestApp::open(database).await;
        let shop = app.add_shop("orchard", SITE).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        let html = tom.get("/s/orchard/products").await;
        assert!(page::text(&html.body).contains("Your products will stand here"));

        let wrong = call(&tom, "save", json!({ "form": { "name": " ", "status": "active", "variants": [{ "price": "64,—" }] } })).await;
        assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
        assert_eq!(fields(&wrong), ["name", "variants.0.price"]);

        let made = view(&call(&tom, "save", json!({ "form": sundress() })).await);
        assert_eq!(made.form.handle, "linen-sundress");
        assert_eq!(made.form.variants[1].price, "60.00");
        assert_eq!(made.form.variants[0].barcode, "4006381333931");
        assert_eq!(shop.finds("linen sundress").await, ["linen-sundress"], "the assistant finds it at once");
        let html = tom.get(&format!("/s/orchard/products/{}", made.id)).await;
        assert!(html.body.contains("value=\"Linen sundress\"") && page::text(&html.body).contains("What the assistant knows"));

        // Another of the same name gets a handle of its own; the same handle on purpose is refused.
        let twin = view(&call(&tom, "save", json!({ "form": sundress() })).await);
        assert_eq!(twin.form.handle, "linen-sundress-2");
        let mut taken = sundress();
        taken["handle"] = json!("linen-sundress");
        let refused = call(&tom, "save", json!({ "id": twin.id, "seen": twin.updated_at, "form": taken })).await;
        assert_eq!((refused.status.as_u16(), fields(&refused)), (422, vec!["handle".to_owned()]));

        // Prices are changed; ids of variants stay.
        let mut form = serde_json::to_value(&made.form).unwrap();
        form["variants"][0]["price"] = json!("$1,064.50");
        let changed = view(&call(&tom, "save", json!({ "id": made.id, "seen": made.updated_at, "form": form.clone() })).await);
        assert_eq!(changed.form.variants[0].price, "1064.50");
        assert_eq!(changed.form.variants[0].id, made.form.variants[0].id);

        // Somebody else, who saw the former one, must decide anew; and may.
        form["variants"][0]["price"] = json!("70");
        let late = call(&tom, "save", json!({ "id": made.id, "seen": made.updated_at, "form": form.clone() })).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "conflict"));
        assert!(late.body.contains("You changed this product meanwhile"), "{}", late.body);
        let ida = app.member("ida@orchard.example", "orchard", Role::Staff).await;
        let late = call(&ida, "save", json!({ "id": made.id, "seen": made.updated_at, "form": form.clone() })).await;
        assert!(late.body.contains("\"tom@orchard.example changed this product meanwhile"), "who it was: {}", late.body);
        let anyway = view(&call(&tom, "save", json!({ "id": made.id, "form": form })).await);
        assert_eq!(anyway.form.variants[0].price, "70.00");
        assert_eq!(tom.get("/s/orchard/products/prd_0192f6a0000070008000000000000000").await.status, StatusCode::NOT_FOUND);
    }

    async fn many_are_changed_at_once_and_back(database) {
        let app = TestApp::open(database).await;
        let shop = app.add_shop("orchard", SITE).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        let one = view(&call(&tom, "save", json!({ "form": sundress() })).await);
        let mut draft = sundress();
        draft["status"] = json!("draft");
        let two = view(&call(&tom, "save", json!({ "form": draft })).await);
        let both = json!([one.id, two.id, "prd_0192f6a0000070008000000000000000"]);

        let steps = json!([{ "deed": { "deed": "status", "with": "archived" }, "products": both }]);
        let done = call(&tom, "change", json!({ "steps": steps })).await.json();
        assert_eq!(done["count"], 2, "{done}");
        assert_eq!(listed(&tom, json!({})).await.by_status, [0, 0, 2]);
        assert_eq!(shop.finds("linen sundress").await, [""; 0], "the assistant no longer knows them");
        let again = call(&tom, "change", json!({ "steps": steps })).await.json();
        assert_eq!(again["count"], 0, "{again}");
        let undone = call(&tom, "change", json!({ "steps": done["back"] })).await.json();
        assert_eq!(undone["count"], 2, "{undone}");
        assert_eq!(listed(&tom, json!({})).await.by_status, [1, 1, 0], "each is what it was");

        let steps = json!([{ "deed": { "deed": "add_tag", "with": "Sale" }, "products": both }]);
        let tagged = call(&tom, "change", json!({ "steps": steps })).await.json();
        assert_eq!(names(&tom, json!({ "tag": "sale" })).await.len(), 2);
        call(&tom, "change", json!({ "steps": tagged["back"] })).await;
        assert_eq!(names(&tom, json!({ "tag": "sale" })).await.len(), 0);
    }

    async fn a_collection_keeps_the_order_made_by_hand(database) {
        let (app, _, _) = TestApp::shop(database).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        let rows = listed(&tom, json!({ "sort": "name" })).await.rows;
        let ids = [rows[2].id, rows[0].id];
        let made = call(&tom, "collect", json!({ "name": " Summer  gifts", "description": "", "products": ids })).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let made: CollectionView = serde_json::from_value(made.json()).unwrap();
        assert_eq!((made.name.as_str(), made.products.iter().map(|product| product.id).collect::<Vec<_>>()), ("Summer gifts", ids.to_vec()));
        let twin = call(&tom, "collect", json!({ "name": "Summer gifts", "description": "", "products": [] })).await;
        assert_eq!(fields(&twin), ["name"]);

        let step = json!([{ "deed": { "deed": "add_to", "with": made.id }, "products": [rows[1].id, rows[0].id] }]);
        let added = call(&tom, "change", json!({ "steps": step })).await.json();
        assert_eq!(added["count"], 1, "{added}");
        assert_eq!(names(&tom, json!({ "collection": made.id })).await.len(), 3);
        let html = page::text(&tom.get(&format!("/s/orchard/collections/{}", made.id)).await.body);
        let places: Vec<_> = [2, 0, 1].map(|at| html.find(&rows[at].name)).to_vec();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        call(&tom, "change", json!({ "steps": added["back"] })).await;

        let ida = app.member("ida@orchard.example", "orchard", Role::Staff).await;
        let late = json!({ "id": made.id, "seen": "2020-01-01T00:00:00Z", "name": "Gifts", "description": "", "products": [] });
        let late = call(&ida, "collect", late).await;
        assert!(late.body.contains("\"tom@orchard.example changed this collection meanwhile"), "{}", late.body);
        let gone: CollectionView = serde_json::from_value(call(&tom, "uncollect", json!({ "id": made.id })).await.json()).unwrap();
        assert_eq!(call(&tom, "collection", json!({ "id": made.id })).await.status, StatusCode::NOT_FOUND);
        let products: Vec<_> = gone.products.iter().map(|product| product.id).collect();
        call(&tom, "recollect", json!({ "id": gone.id, "name": gone.name, "description": "", "products": products })).await;
        let back: CollectionView = serde_json::from_value(call(&tom, "collection", json!({ "id": made.id })).await.json()).unwrap();
        assert_eq!(back.products, made.products);
        assert!(page::text(&tom.get("/s/orchard/collections").await.body).contains("Summer gifts"));
    }

    async fn a_picture_is_checked_made_small_and_shown_to_everybody(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", SITE).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        for bytes in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", b"GIF89a\x01\x00\x01\x00", b"\xFF\xD8\xFF"] {
            let refused = upload(&tom, bytes.to_vec()).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
        }
        let huge = upload(&tom, vec![0; (20 << 20) + 1]).await;
        assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", huge.body);
        let mut bomb = png(1, 1);
        bomb[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        let refused = upload(&tom, bomb).await;
        assert!(refused.body.contains("50 million"), "{}", refused.body);

        let taken = upload(&tom, png(600, 400)).await;
        assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.body);
        let taken: Uploaded = serde_json::from_value(taken.json()).unwrap();
        assert_eq!(taken.state, MediaState::Waiting);
        assert_eq!(app.ask(Method::GET, &taken.url, &[], "").await.status, StatusCode::NOT_FOUND, "not before it is made");
        app.run_jobs().await;
        let made: Uploaded = serde_json::from_value(call(&tom, "picture", json!({ "id": taken.id })).await.json()).unwrap();
        assert_eq!((made.state, made.problem.as_str()), (MediaState::Ready, ""));
        for width in types::goods::WIDTHS {
            let shown = app.ask(Method::GET, &types::goods::sized(&made.url, width), &[], "").await;
            assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
            assert!(shown.header("cache-control").contains("immutable") && shown.header("content-security-policy").contains("sandbox"));
            assert_eq!(shown.header("x-content-type-options"), "nosniff");
            assert!(!shown.body.contains("where it was taken"));
        }
        for other in ["97", "1200.png", "original", "..", "1200%2e%2e"] {
            let path = format!("/media/{}/{}-{other}.jpg", made.url.split('/').nth(2).unwrap(), taken.id);
            assert_eq!(app.ask(Method::GET, &path, &[], "").await.status, StatusCode::NOT_FOUND, "{path}");
        }

        // A product shows it; one that nothing shows goes after a day.
        let mut form = sundress();
        form["images"] = json!([{ "url": made.url, "alt": "Blue" }]);
        let product = view(&call(&tom, "save", json!({ "form": form })).await);
        let lost: Uploaded = serde_json::from_value(upload(&tom, png(8, 8)).await.json()).unwrap();
        app.run_jobs().await;
        app.clock.advance(Duration::from_secs(25 * 3_600));
        engine::jobs::sweep(&app.engine).await.unwrap();
        assert_eq!(app.ask(Method::GET, &lost.url, &[], "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.ask(Method::GET, &made.url, &[], "").await.status, StatusCode::OK);
        assert_eq!(product.form.images[0].url, made.url);
        assert_eq!(app.dead().await, 0);
    }

    async fn an_analyst_sees_everything_and_changes_nothing(database) {
        let (app, _, _) = TestApp::shop(database).await;
        let tom = app.member(STAFF, "orchard", Role::Staff).await;
        let ann = app.member("ann@orchard.example", "orchard", Role::Analyst).await;
        let id = listed(&ann, json!({})).await.rows[0].id;
        for (path, what) in [("products".to_owned(), "New product"), (format!("products/{id}"), "savebar"), ("collections".to_owned(), "New collection")] {
            let (hers, his) = (ann.get(&format!("/s/orchard/{path}")).await, tom.get(&format!("/s/orchard/{path}")).await);
            assert_eq!(hers.status, StatusCode::OK);
            assert!(his.body.contains(what) && !hers.body.contains(what), "{path}");
        }
        let refused = upload(&ann, png(8, 8)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_palette_finds_products() {
    let app = TestApp::open(crate::database::Database::sqlite()).await;
    let shop = app.add_shop("orchard", SITE).await;
    shop.imports(&fixture("catalogue.csv")).await;
    let tom = app.member(STAFF, "orchard", Role::Staff).await;
    let found = tom.call("/api/palette/find", &[("shop", "orchard"), ("wanted", "dress")]).await;
    assert!(found.body.contains("products/prd_"), "{}", found.body);
}
