//! Files of products in and out: drafts, columns, dry runs, stops, undoing, and what comes out comes in again unchanged.

use std::time::Duration;

use engine::{
    export::Export,
    import::{self, Report, Upload},
    jobs,
};
use serde_json::json;
use types::{
    ImportId,
    goods::Asked,
    intake::{FileFormat, ImportState, Target, Undone},
};

use axum::http::{Method, StatusCode};
use types::Role;

use crate::{
    app::{Answer, Shop, TestApp, fixture, request},
    database::Database,
    member::Member,
    page,
};

/// Chance that is the same in every run; which throw it is shows where a test fails.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, things: &[&'a str]) -> &'a str {
        things[self.below(things.len() as u64) as usize]
    }

    fn text(&mut self) -> String {
        const NASTY: &[&str] = &[
            "=1+1",
            "+49",
            "-5",
            "@home",
            "'quoted'",
            "''",
            "\"",
            "\"\"",
            ",",
            ";",
            "|",
            "\t",
            "\n",
            "\r\n",
            "\r",
            " ",
            "  ",
            "<b>bold</b>",
            "<script>",
            "&amp;",
            "&nbsp;",
            "5 < 6 > 4",
            "\\",
            "\\,",
            ">",
            " > ",
            "/",
            "فستان",
            "\u{200f}",
            "👗🏽",
            "é",
            "e\u{301}",
            "Default Title",
            "null",
            "TRUE",
            "＝1",
            "\u{feff}",
            "\u{7}",
            "\u{a0}",
            "a",
            "Wool",
            "7",
        ];
        (0..self.below(5)).map(|_| self.of(NASTY)).collect()
    }

    fn filled(&mut self) -> String {
        format!("{}{}n", self.of(&["=", "x", "'", " ", "-"]), self.text())
    }

    fn maybe(&mut self) -> Option<String> {
        (self.below(3) > 0).then(|| self.text())
    }

    fn list(&mut self) -> Vec<String> {
        (0..self.below(4)).map(|_| self.text()).collect()
    }

    fn amount(&mut self) -> String {
        format!("{}.{:02}", self.below(5_000), self.below(100))
    }

    fn product(&mut self, at: u64) -> serde_json::Value {
        let images: Vec<_> = (0..self.below(4))
            .map(|n| json!({ "url": format!("https://i.example/{at}-{}.jpg?a=1,2", n.min(1)), "alt": self.text() }))
            .collect();
        let names = ["Color", "Size", "=Cut", "x\n", ""];
        let many = self.below(6) as usize;
        let variants: Vec<_> = (0..self.below(4))
            .map(|_| {
                let options: serde_json::Map<_, _> =
                    names.iter().take(many).map(|name| ((*name).to_owned(), json!(self.text()))).collect();
                let shown = (!images.is_empty()).then(|| self.below(images.len() as u64));
                json!({
                    "sku": self.maybe(), "barcode": self.maybe(), "options": options, "price": self.amount(),
                    "compare_at": (self.below(2) > 0).then(|| self.amount()),
                    "quantity": (self.below(3) > 0).then(|| self.below(9) as i64 - 3),
                    "backorder": self.below(2) > 0, "image": shown.filter(|_| self.below(2) > 0),
                })
            })
            .collect();
        let attributes: serde_json::Map<_, _> = (0..self.below(4))
            .map(|_| (self.of(&["Fit", "=Fabric", "", " Care ", "a (b)"]).to_owned(), json!(self.text())))
            .collect();
        json!({
            "handle": format!("{}item-{at}", self.of(&["", "-", "é", "_"])),
            "name": self.filled(), "short_description": self.text(), "description": self.text(), "brand": self.maybe(),
            "category": self.list(), "tags": self.list(), "status": self.of(&["active", "draft", "archived"]),
            "featured": self.below(2) > 0, "url": (self.below(2) > 0).then(|| format!("https://shop.example/?p={at}")),
            "images": images, "attributes": attributes,
            "created_at": format!("2026-01-{:02}T09:00:00Z", 1 + self.below(28)), "variants": variants,
        })
    }

    fn catalogue(&mut self, products: u64) -> String {
        (0..products).map(|at| format!("{}\n", self.product(at))).collect()
    }
}

async fn written(shop: &Shop, format: FileFormat) -> String {
    asked(shop, format, &Asked::default()).await
}

async fn asked(shop: &Shop, format: FileFormat, asked: &Asked) -> String {
    let mut export = Export::begin(&shop.cx, format, asked).await.unwrap();
    let mut whole = Vec::new();
    while let Some(piece) = export.next().await.unwrap() {
        whole.extend(piece);
    }
    String::from_utf8(whole).unwrap()
}

/// Lines of JSON, in which the order of attributes does not count.
fn parsed(lines: &str) -> Vec<serde_json::Value> {
    let sorted = |line: &str| {
        let mut product: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(attributes) = product["attributes"].as_object_mut() {
            attributes.sort_keys();
        }
        product
    };
    lines.lines().map(sorted).collect()
}

async fn imports(app: &TestApp, shop: &Shop, text: &str) -> Report {
    shop.imports(&app.file("given", text)).await
}

fn untouched(report: &Report, what: &str) {
    let counts = (report.products.created, report.products.updated, report.products.failed);
    assert_eq!(counts, (0, 0, 0), "{what}: {:?} {:?}", report.errors, report.warnings);
    assert_eq!((report.variants.created, report.variants.updated), (0, 0), "{what}");
}

async fn empty_shop(database: Database) -> (TestApp, Shop) {
    let app = TestApp::open(database).await;
    let shop = app.add_shop("orchard", "https://orchard.example").await;
    (app, shop)
}

async fn draft(shop: &Shop, name: &str, text: &str) -> ImportId {
    let mut upload = Upload::begin(&shop.cx, Some(text.len() as u64)).await.unwrap();
    for piece in text.as_bytes().chunks(1_000) {
        upload.write(piece).await.unwrap();
    }
    upload.finish(&shop.cx, name).await.unwrap()
}

async fn state(shop: &Shop, id: ImportId) -> ImportState {
    import::view(&shop.cx, id).await.unwrap().brief.state
}

/// Sends a file as the page does.
async fn sends(browser: &Member<'_>, shop: &str, name: &str, body: &str) -> Answer {
    let path = format!("/s/{shop}/imports/upload?name={}", page::encode(name));
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/octet-stream")];
    browser.send(request(Method::POST, &path, &headers, body.to_owned())).await
}

const TABLE: &str = "Name,Price in USD,Stock level,Fabric\nVase,9.90,3,clay\nBowl,4,oops,wood\nCup,2,1,\n";

on_both! {
    async fn what_comes_out_comes_in_again_unchanged(database) {
        let (app, shop) = empty_shop(database).await;
        let mut dice = Dice(20_261_120);
        let given = dice.catalogue(260);
        let report = imports(&app, &shop, &given).await;
        assert_eq!((report.products.created, report.products.failed), (260, 0), "{:?}", report.errors);
        let lines = written(&shop, FileFormat::JsonLines).await;
        for (line, read) in parsed(&given).iter().zip(parsed(&lines)) {
            assert_eq!(*line, read);
        }
        let table = written(&shop, FileFormat::Csv).await;
        untouched(&imports(&app, &shop, &table).await, "the table");
        untouched(&imports(&app, &shop, &lines).await, "the lines");
        assert_eq!(written(&shop, FileFormat::JsonLines).await, lines);
        for (name, text) in [("table", &table), ("lines", &lines)] {
            let other = app.add_shop(name, "https://other.example").await;
            let report = imports(&app, &other, text).await;
            assert_eq!((report.products.created, report.products.failed), (260, 0), "{name}: {:?}", report.errors);
            for (line, read) in parsed(&lines).iter().zip(parsed(&written(&other, FileFormat::JsonLines).await)) {
                assert_eq!(*line, read, "{name}");
            }
        }
    }

    async fn no_cell_of_an_export_computes(database) {
        let (app, shop) = empty_shop(database).await;
        let given = Dice(7).catalogue(120);
        imports(&app, &shop, &given).await;
        let table = written(&shop, FileFormat::Csv).await;
        let mut cells = 0;
        let (mut quoted, mut begun) = (false, true);
        let mut rest = table.trim_start_matches('\u{feff}').chars().peekable();
        while let Some(c) = rest.next() {
            let first = if begun && c == '"' { rest.peek().copied() } else { Some(c) };
            if begun && !quoted {
                cells += 1;
                let first = first.unwrap();
                let negative = first == '-' && rest.peek().is_some_and(char::is_ascii_digit);
                assert!(negative || !"=+-@\t".contains(first), "{}", rest.take(40).collect::<String>());
            }
            quoted ^= c == '"';
            begun = !quoted && matches!(c, ',' | '\n');
        }
        assert!(cells > 3_000, "{cells}");
    }

    async fn the_demo_table_goes_round(database) {
        let (app, shop, _) = TestApp::shop(database).await;
        for format in [FileFormat::Csv, FileFormat::JsonLines] {
            untouched(&imports(&app, &shop, &written(&shop, format).await).await, format.as_str());
        }
        untouched(&shop.imports(&fixture("catalogue.csv")).await, "its own table");
    }

    async fn an_export_holds_what_the_list_shows(database) {
        let (app, shop) = empty_shop(database).await;
        let mut text = "Handle,Title,Status,Price,Tags\n".to_owned();
        for n in 0..1_200 {
            let status = if n % 3 == 0 { "draft" } else { "active" };
            text.push_str(&format!("item-{n},Item {n},{status},{n},\"all, {}\"\n", if n % 2 == 0 { "even" } else { "odd" }));
        }
        imports(&app, &shop, &text).await;
        for (wanted, count) in [
            (Asked::default(), 1_200),
            (Asked { status: "draft".to_owned(), ..Asked::default() }, 400),
            (Asked { tag: "even".to_owned(), status: "active".to_owned(), ..Asked::default() }, 400),
            (Asked { tag: "odd".to_owned(), page: "3".to_owned(), sort: "-price".to_owned(), ..Asked::default() }, 600),
            (Asked { q: "nowhere".to_owned(), ..Asked::default() }, 0),
        ] {
            let lines = parsed(&asked(&shop, FileFormat::JsonLines, &wanted).await);
            assert_eq!(lines.len(), count, "{wanted:?}");
            let handles: std::collections::HashSet<_> = lines.iter().map(|line| line["handle"].to_string()).collect();
            assert_eq!(handles.len(), count, "none twice");
            let table = asked(&shop, FileFormat::Csv, &wanted).await;
            assert_eq!(table.lines().count(), count + 1, "{wanted:?}");
        }
        let staff = app.member("staff@orchard.example", "orchard", Role::Staff).await;
        let drafts = staff.get("/s/orchard/export.csv?status=draft&tag=even&page=2").await;
        assert_eq!((drafts.status, drafts.body.lines().count()), (StatusCode::OK, 201));
    }

    async fn a_line_that_is_wrong_fails_alone(database) {
        let (app, shop) = empty_shop(database).await;
        let lines = "{\"name\":\"Fine\",\"variants\":[{\"price\":\"2.50\"},{\"price\":3,\"options\":{\"Size\":\"L\"}}]}\n\n\
                     not json\n{\"name\":\"Free\"}\n{\"name\":\"Odd\",\"tags\":\"red\",\"variants\":[{\"price\":\"two\",\"quantity\":1.5}]}\n\
                     {\"name\":\"Fine\",\"variants\":[{\"price\":\"9\"}]}\n[1]\n{\"variants\":[{\"price\":1}]}\n";
        let report = imports(&app, &shop, lines).await;
        let told: Vec<String> = report.errors.iter().map(|i| format!("{} {} {}", i.row, i.code, i.column)).collect();
        insta::allow_duplicates! { insta::assert_debug_snapshot!(told, @r#"
        [
            "3 line_not_json ",
            "4 price_missing variants",
            "5 value_of_another_kind tags",
            "5 price_not_a_number variants[0].price",
            "5 value_of_another_kind variants[0].quantity",
            "6 handle_twice handle",
            "7 line_not_json ",
            "8 title_missing name",
        ]
        "#); }
        assert_eq!((report.products.created, report.products.failed, report.rows.read), (1, 6, 7));
        let failed = std::fs::read_to_string(report.failed_rows.unwrap()).unwrap();
        assert_eq!(failed.lines().count(), 6);
        assert!(failed.starts_with("not json\n"), "{failed}");
        let mended = imports(&app, &shop, "{\"handle\":\"fine\",\"variants\":[{\"price\":\"2.75\"}],\"brand\":\"Lune\"}").await;
        assert_eq!((mended.products.updated, mended.products.failed), (1, 0), "{:?}", mended.errors);
    }

    async fn a_draft_is_named_tried_started_and_undone(database) {
        let (app, shop) = empty_shop(database).await;
        let cx = &shop.cx;
        let before = imports(&app, &shop, "Handle,Title,Price\nvase,Old vase,1\ncup,Cup,2\n").await;
        assert_eq!(before.products.created, 2);
        let stood = written(&shop, FileFormat::JsonLines).await;
        app.clock.advance(Duration::from_secs(60));

        let id = draft(&shop, "autumn.csv", TABLE).await;
        let view = import::view(cx, id).await.unwrap();
        let guessed: Vec<String> =
            view.columns.iter().map(|c| format!("{} → {} ({})", c.name, c.target, c.confidence)).collect();
        insta::allow_duplicates! { insta::assert_debug_snapshot!(guessed, @r#"
        [
            "Name → title (sure)",
            "Price in USD → price (likely)",
            "Stock level → quantity (likely)",
            "Fabric →  (unknown)",
        ]
        "#); }
        assert_eq!(view.columns[3].samples, ["clay", "wood"]);
        assert!(import::start(cx, id).await.is_err(), "nothing starts without a dry run");
        let mut targets: Vec<Target> = view.columns.into_iter().map(|column| column.target).collect();
        targets[3] = Target::Attribute(String::new());
        let twice = [vec![targets[1].clone()], targets[1..].to_vec()].concat();
        assert!(import::name_columns(cx, id, twice).await.is_err(), "two prices");
        assert!(import::name_columns(cx, id, vec![Target::Ignored; 4]).await.is_err(), "no title");
        import::name_columns(cx, id, targets).await.unwrap();

        import::check(cx, id).await.unwrap();
        assert_eq!(state(&shop, id).await, ImportState::Checking);
        app.run_jobs().await;
        let view = import::view(cx, id).await.unwrap();
        assert_eq!(view.brief.state, ImportState::Checked);
        let counts = view.brief.products;
        assert_eq!((counts.created, counts.updated, counts.unchanged, counts.failed), (0, 2, 0, 1));
        assert_eq!((view.brief.rows.read, view.brief.rows.failed, view.brief.total), (3, 1, 3));
        assert_eq!((view.errors.len(), view.errors[0].code.as_str(), view.errors[0].count), (1, "quantity_not_a_number", 1));
        let page = import::issues(cx, id, true, "quantity_not_a_number", 1).await.unwrap();
        let issue = &page.issues[0];
        assert_eq!((issue.row, issue.column.as_str(), issue.value.as_str()), (3, "Stock level", "oops"));
        assert!(import::issues(cx, id, true, "other", 1).await.unwrap().issues.is_empty());
        assert_eq!(written(&shop, FileFormat::JsonLines).await, stood, "a dry run changes nothing");

        import::start(cx, id).await.unwrap();
        assert!(import::start(cx, id).await.is_err(), "it starts once");
        app.run_jobs().await;
        let view = import::view(cx, id).await.unwrap();
        assert_eq!((view.brief.state, view.brief.products), (ImportState::Done, counts), "it did as the dry run said");
        let now = written(&shop, FileFormat::JsonLines).await;
        assert!(now.contains("\"Fabric\":\"clay\"") && now.contains("\"price\":\"9.90\""), "{now}");
        assert!(view.brief.undo_until.is_some());

        import::undo(cx, id).await.unwrap();
        import::undo(cx, id).await.unwrap();
        app.run_jobs().await;
        let view = import::view(cx, id).await.unwrap();
        assert_eq!(view.undone, Some(Undone { removed: 0, restored: 2, left: 0 }));
        assert_eq!(view.brief.state, ImportState::Undone);
        assert_eq!(written(&shop, FileFormat::JsonLines).await, stood);
        import::undo(cx, id).await.unwrap();
        app.run_jobs().await;
        assert_eq!(written(&shop, FileFormat::JsonLines).await, stood);
        assert_eq!(app.dead().await, 0);
    }

    async fn undoing_removes_what_was_made_and_leaves_what_was_changed_since(database) {
        let (app, shop) = empty_shop(database).await;
        let cx = &shop.cx;
        imports(&app, &shop, "Handle,Title,Price\nold,Old thing,1\nkept,Kept thing,2\n").await;
        let file = app.file("new.csv", "Handle,Title,Price\nold,Old thing,5\nkept,Kept thing,6\nnew,New thing,7\nnewer,Newer thing,8\n");
        let first = import::accept(cx, &file, "new.csv").await.unwrap();
        import::wait(cx, first).await.unwrap();
        let between = written(&shop, FileFormat::JsonLines).await;
        app.clock.advance(Duration::from_secs(60));
        let file = app.file("later.csv", "Handle,Title,Price\nkept,Kept thing,60\nnewer,Newer thing,80\n");
        let second = import::accept(cx, &file, "later.csv").await.unwrap();
        import::wait(cx, second).await.unwrap();
        assert_eq!(shop.finds("thing").await.len(), 4);

        // The later one first: then the earlier finds everything as it left it.
        import::undo(cx, second).await.unwrap();
        import::wait(cx, second).await.unwrap();
        assert_eq!(written(&shop, FileFormat::JsonLines).await, between);
        app.clock.advance(Duration::from_secs(60));
        imports(&app, &shop, "Handle,Title,Price\nkept,Kept thing,61\nnewer,Newer thing,81\n").await;
        import::undo(cx, first).await.unwrap();
        import::wait(cx, first).await.unwrap();
        let view = import::view(cx, first).await.unwrap();
        assert_eq!(view.undone, Some(Undone { removed: 1, restored: 1, left: 2 }));
        let mut left: Vec<&str> = view.left.iter().map(|product| product.name.as_str()).collect();
        left.sort_unstable();
        assert_eq!(left, ["Kept thing", "Newer thing"]);
        let mut found = shop.finds("thing").await;
        found.sort();
        assert_eq!(found, ["kept", "newer", "old"]);
        let now = written(&shop, FileFormat::JsonLines).await;
        for price in ["1.00", "61.00", "81.00"] {
            assert!(now.contains(&format!("\"price\":\"{price}\"")), "{now}");
        }
    }

    async fn what_was_stopped_stands_and_can_be_undone(database) {
        let (app, shop) = empty_shop(database).await;
        let cx = &shop.cx;
        let mut text = "Handle,Title,Price\n".to_owned();
        for n in 0..900 {
            text.push_str(&format!("item-{n},Item {n},{n}\n"));
        }
        let waiting = import::accept(cx, &app.file("a.csv", &text), "a.csv").await.unwrap();
        import::stop(cx, waiting).await.unwrap();
        app.run_jobs().await;
        assert_eq!((state(&shop, waiting).await, written(&shop, FileFormat::JsonLines).await.len()), (ImportState::Stopped, 0));

        let id = import::accept(cx, &app.file("a.csv", &text), "a.csv").await.unwrap();
        let work = jobs::work(&app.engine, None);
        tokio::pin!(work);
        // Two things at a time: the job, and somebody who waits for its first batch and stops it.
        let stop = async {
            loop {
                let view = import::view(cx, id).await.unwrap();
                if view.brief.rows.read > 0 {
                    return import::stop(cx, id).await;
                }
                tokio::task::yield_now().await;
            }
        };
        let (worked, stopped) = tokio::join!(&mut work, stop);
        worked.unwrap();
        let view = import::view(cx, id).await.unwrap();
        if stopped.is_err() || view.brief.state == ImportState::Done {
            eprintln!("the machine was too quick to be stopped");
        } else {
            assert_eq!(view.brief.state, ImportState::Stopped);
            assert!(view.brief.products.created < 900 && view.brief.products.created > 0);
        }
        assert_eq!(written(&shop, FileFormat::JsonLines).await.lines().count() as u64, view.brief.products.created);
        import::undo(cx, id).await.unwrap();
        app.run_jobs().await;
        assert_eq!(written(&shop, FileFormat::JsonLines).await, "");
        assert_eq!(app.dead().await, 0);
    }

    async fn what_was_kept_is_forgotten_after_a_while(database) {
        let (app, shop) = empty_shop(database).await;
        let cx = &shop.cx;
        let draft = draft(&shop, "draft.csv", TABLE).await;
        let id = import::accept(cx, &app.file("a.csv", "Handle,Title,Price\na,A,1\nb,B,x\n"), "a.csv").await.unwrap();
        import::wait(cx, id).await.unwrap();
        app.clock.advance(Duration::from_secs(8 * 86_400));
        jobs::sweep(&app.engine).await.unwrap();
        assert!(import::view(cx, draft).await.is_err(), "a draft of last week");
        assert!(import::failed_rows(cx, id).await.is_ok());
        app.clock.advance(Duration::from_secs(23 * 86_400));
        jobs::sweep(&app.engine).await.unwrap();
        assert!(import::failed_rows(cx, id).await.is_err());
        let view = import::view(cx, id).await.unwrap();
        assert_eq!((view.brief.state, view.brief.undo_until), (ImportState::Done, None));
        assert!(import::undo(cx, id).await.is_err());
        let left = std::fs::read_dir(app.folder().join("data/imports")).unwrap().flatten();
        let files: usize = left.map(|shop| std::fs::read_dir(shop.path()).unwrap().count()).sum();
        assert_eq!(files, 0);
    }

    async fn a_member_brings_a_file_in_and_takes_it_back(database) {
        let (app, shop) = empty_shop(database).await;
        let staff = app.member("staff@orchard.example", "orchard", Role::Staff).await;
        let empty = staff.get("/s/orchard/imports").await;
        assert!(page::text(&empty.body).contains("No file was imported yet"), "{}", empty.body);

        let answer = sends(&staff, "orchard", "Autumn \"2026\".csv", TABLE).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        let address = format!("/s/orchard/imports/{id}");
        let draft = page::text(&staff.get(&address).await.body);
        for shown in ["Autumn \"2026\".csv", "Price in USD", "9.90", "Please check", "Left out", "Try it"] {
            assert!(draft.contains(shown), "{shown}: {draft}");
        }
        let fields = [("shop", "orchard"), ("id", id.as_str())];
        let named = [("targets[0]", "title"), ("targets[1]", "price"), ("targets[2]", "quantity"), ("targets[3]", "attribute:Fabric")];
        assert_eq!(staff.call("/api/intake/check", &[&fields[..], &named[..]].concat()).await.status, StatusCode::OK);
        assert!(page::text(&staff.get(&address).await.body).contains("You can leave this page"));
        app.run_jobs().await;
        let checked = page::text(&staff.get(&address).await.body);
        for shown in ["Import 2 products", "Nothing has changed yet", "oops", "Write how many there are", "Stock level"] {
            assert!(checked.contains(shown), "{shown}: {checked}");
        }
        assert_eq!(staff.call("/api/intake/start", &fields).await.status, StatusCode::OK);
        let twice = staff.call("/api/intake/start", &fields).await;
        assert_eq!((twice.status, twice.code().as_str()), (StatusCode::CONFLICT, "conflict"));
        app.run_jobs().await;
        assert!(page::text(&staff.get(&address).await.body).contains("Undo the import"));
        assert_eq!(shop.finds("vase").await, ["vase"]);
        let failed = staff.get(&format!("{address}/failed.csv")).await;
        assert_eq!(failed.header("content-disposition"), "attachment; filename=\"Autumn--2026--failed.csv\"");
        assert_eq!(failed.body, "Name,Price in USD,Stock level,Fabric\nBowl,4,oops,wood\n");

        let table = staff.get("/s/orchard/export.csv").await;
        assert_eq!((table.status, table.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
        assert!(table.header("content-disposition").starts_with("attachment; filename=\"orchard-"), "{table:?}");
        assert!(table.body.contains("Vitrine export v1") && table.body.contains(",clay,"), "{}", table.body);
        let lines = staff.get("/s/orchard/export.jsonl").await;
        assert_eq!(parsed(&lines.body).len(), 2);

        assert_eq!(staff.call("/api/intake/undo", &fields).await.status, StatusCode::OK);
        app.run_jobs().await;
        let undone = page::text(&staff.get(&address).await.body);
        assert!(undone.contains("2 products removed"), "{undone}");
        let list = page::text(&staff.get("/s/orchard/imports").await.body);
        assert!(list.contains("Undone") && list.contains("by "), "{list}");
        assert_eq!(shop.finds("vase").await, [""; 0]);
    }

    async fn what_cannot_be_taken_is_refused_and_leaves_nothing(database) {
        let (app, _) = empty_shop(database).await;
        let other = app.add_shop("rival", "https://rival.example").await;
        let staff = app.member("staff@orchard.example", "orchard", Role::Staff).await;
        let analyst = app.member("analyst@orchard.example", "orchard", Role::Analyst).await;
        for (body, status) in [("", 422), ("<!doctype html><title>x</title>", 422), ("PK\u{3}\u{4}\u{0}", 422)] {
            let answer = sends(&staff, "orchard", "x.csv", body).await;
            assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.body);
            assert!(answer.json()["detail"].as_str().unwrap().len() > 30);
        }
        let large = [("sec-fetch-site", "same-origin"), ("content-length", "300000000")];
        let answer = staff.send(request(Method::POST, "/s/orchard/imports/upload", &large, "Title,Price\n")).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        assert_eq!(sends(&analyst, "orchard", "x.csv", TABLE).await.status, StatusCode::FORBIDDEN);
        assert_eq!(sends(&staff, "rival", "x.csv", TABLE).await.status, StatusCode::NOT_FOUND);
        let seen = page::text(&analyst.get("/s/orchard/imports").await.body);
        assert!(seen.contains("may look at imports"), "{seen}");
        let folder = app.folder().join("data/imports");
        let files = std::fs::read_dir(folder).map_or(0, |shops| {
            shops.flatten().map(|shop| std::fs::read_dir(shop.path()).unwrap().count()).sum()
        });
        assert_eq!(files, 0);

        // Another shop's import is as unknown as one that never was.
        let foreign = draft(&other, "rival.csv", TABLE).await.to_string();
        for id in [foreign.as_str(), "imp_0192f6a0000070008000000000000000", "nonsense"] {
            assert_eq!(staff.get(&format!("/s/orchard/imports/{id}/failed.csv")).await.status, StatusCode::NOT_FOUND);
            let answer = staff.call("/api/intake/view", &[("shop", "orchard"), ("id", id)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        }
        let answer = staff.call("/api/intake/discard", &[("shop", "orchard"), ("id", &foreign)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
