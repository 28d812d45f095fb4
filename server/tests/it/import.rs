//! Product tables with everything that may be wrong with them.

use std::{collections::BTreeMap, path::Path, pin::Pin, task::Poll, time::Duration};

use engine::{
    import::{self, Issue, Report},
    jobs,
};
use types::{Code, ImportId};

use crate::app::{Shop, TestApp, fixture};

const HEADER: &str = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n";

/// Line, code and column of each issue.
fn told(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {} {}", issue.row, issue.code, issue.column)).collect()
}

fn table(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

async fn import_text(app: &TestApp, shop: &Shop, text: impl AsRef<[u8]>) -> Report {
    shop.imports(&app.file("table.csv", text)).await
}

/// Some 650 products of two rows, a few of which cannot be read, and one handle that comes back at the end.
fn many() -> String {
    let mut text = HEADER.to_owned();
    for n in 0..650 {
        let price = if n % 50 == 7 { "oops".to_owned() } else { format!("{}.50", 1 + n % 90) };
        text.push_str(&format!("item-{n:03},Item {n},Size,S,I-{n}-S,{price},https://i.example/{n}.jpg\n"));
        text.push_str(&format!("item-{n:03},,,M,I-{n}-M,{price},\n"));
    }
    text.push_str("item-003,,,L,I-3-L,77.00,\n");
    text
}

async fn empty_shop(database: crate::database::Database) -> (TestApp, Shop) {
    let app = TestApp::open(database).await;
    let shop = app.add_shop("orchard", "https://orchard.example").await;
    (app, shop)
}

/// Everything below a folder, with its size.
fn files(folder: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.path().display().to_string();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false => drop(found.insert(name, entry.metadata().unwrap().len())),
        }
    }
    found
}

fn without_database(files: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    files.into_iter().filter(|(name, _)| !name.contains(".db") && !name.contains("sqlite")).collect()
}

on_both! {
    async fn a_bad_row_fails_its_product_and_no_other(database) {
        let (app, shop) = empty_shop(database).await;
        let report = import_text(&app, &shop, table(&[
            "fine,Fine Thing,Size,S,F-S,10.00,https://i.example/f.jpg",
            "fine,,,M,F-M,12.00,",
            "below,Below Zero,Size,S,B-S,10.00,https://i.example/b.jpg",
            "below,,,M,B-M,-1,",
            "words,Words,,,W,ten dollars,https://i.example/w.jpg",
            "quoted,\"Quo\"ted,,,Q,9.00,https://i.example/q.jpg",
            "nameless,,,,N,5.00,https://i.example/n.jpg",
            "priceless,Priceless,,,P,,https://i.example/p.jpg",
            "wide,Wide,,,X,5.00,https://i.example/x.jpg,and,more",
            "last,Last Thing,,,L,7.50,https://i.example/l.jpg",
        ])).await;
        insta::allow_duplicates! { insta::assert_debug_snapshot!(told(&report.errors), @r#"
        [
            "5 price_negative Variant Price",
            "6 price_not_a_number Variant Price",
            "7 broken_quotes ",
            "8 title_missing Title",
            "9 price_missing Variant Price",
            "10 too_many_cells ",
        ]
        "#); }
        assert_eq!((report.products.created, report.products.failed), (2, 6));
        assert_eq!((report.variants.created, report.rows.read, report.rows.failed), (3, 10, 7));
        assert_eq!(shop.finds("thing").await, ["fine", "last"]);
        for issue in &report.errors {
            assert!(issue.reason.ends_with('.') && issue.fix.ends_with('.'), "{issue:?}");
        }
    }

    async fn doubts_are_warnings(database) {
        let (app, shop) = empty_shop(database).await;
        let text = "Handle,Title,Variant SKU,Variant Price,Image Src,Mood,Title\n\
                    one,One,SAME,1,,calm,x\n\
                    two,Two,SAME,2,https://i.example/2.jpg,,\n\
                    three,Three,,3,not an address,,\n";
        let report = import_text(&app, &shop, text).await;
        insta::allow_duplicates! { insta::assert_debug_snapshot!(told(&report.warnings), @r#"
        [
            "1 unknown_column Mood",
            "1 column_twice Title",
            "2 image_empty Image Src",
            "4 image_no_address Image Src",
            "4 image_empty Image Src",
            "3 sku_twice Variant SKU",
        ]
        "#); }
        assert_eq!((report.errors.len(), report.products.created, report.products.failed), (0, 3, 0));
        assert_eq!(report.failed_rows, None);
        let other = import_text(&app, &shop, "Handle,Title,Variant SKU,Variant Price\nfour,Four,SAME,4\n").await;
        insta::allow_duplicates! { insta::assert_debug_snapshot!(told(&other.warnings), @r#"
        [
            "2 sku_twice Variant SKU",
        ]
        "#); }
    }

    async fn a_text_that_is_cut_is_told(database) {
        let (app, shop) = empty_shop(database).await;
        let long = "word ".repeat(120);
        let report = import_text(&app, &shop, format!("Handle,Title,Vendor,Price\na,{long},{long},1\nb,B,V,2\n")).await;
        assert_eq!(told(&report.warnings), ["2 text_too_long Title", "2 text_too_long Vendor"]);
        assert_eq!((report.products.created, report.products.failed), (2, 0));
    }

    async fn a_file_that_is_no_table_changes_nothing(database) {
        let (app, shop) = empty_shop(database).await;
        shop.imports(&fixture("catalogue.csv")).await;
        let before = (files(app.folder()), shop.finds("wool").await);
        let (before, found) = (without_database(before.0), before.1);
        let cut = "Handle,Title,Variant Price\nx,Crème brûlée,3\ny,Brûlé".as_bytes();
        let utf16 = |text: &str| [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        let half = utf16(HEADER);
        for (what, bytes) in [
            ("empty", Vec::new()),
            ("no header", b"date,amount\n1,2\n".to_vec()),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
            ("a zip file", b"PK\x03\x04\x14\0\x06\0\x08\0".to_vec()),
            ("cut in a character", cut[..cut.len() - 1].to_vec()),
            ("half a UTF-16 unit", half[..half.len() - 1].to_vec()),
            ("zeros", vec![0; 4_096]),
            ("a page", b"<!doctype html><title>Sign in</title>".to_vec()),
            ("blank lines", b"\n\n\n".to_vec()),
            ("one JSON list", b"[{\"name\":\"Vase\",\"variants\":[{\"price\":1}]}]".to_vec()),
        ] {
            let file = app.file("bad", &bytes);
            for dry in [true, false] {
                let outcome = if dry { import::dry_run(&shop.cx, &file).await } else { shop.tries(&file).await };
                let problem = outcome.expect_err(what).problem();
                assert_eq!(problem.code, Code::Invalid, "{what}: {problem:?}");
                assert!(problem.detail.len() > 30, "it says what to do: {what}: {problem:?}");
            }
            std::fs::remove_file(&file).unwrap();
        }
        let missing = shop.tries(&app.folder().join("nowhere.csv")).await.expect_err("no file");
        assert!(missing.problem().detail.contains("cannot be read"));
        assert!(shop.tries(app.folder()).await.is_err(), "a folder is no table");
        assert_eq!(without_database(files(app.folder())), before);
        assert_eq!(shop.finds("wool").await, found);
        app.run_jobs().await;
        assert_eq!(app.dead().await, 0);
    }

    async fn every_encoding_gives_the_same_products(database) {
        let (app, shop) = empty_shop(database).await;
        let text = "Handle,Title,Variant Price\ncafe,Café Tasse „Müller“,9.90\nfustan,Noël €,12\n";
        let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| [mark.to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat();
        let latin: Vec<u8> = text.chars().map(|c| match c {
            '€' => 0x80,
            '„' => 0x84,
            '“' => 0x93,
            c => u8::try_from(u32::from(c)).unwrap(),
        }).collect();
        import_text(&app, &shop, text).await;
        for (what, bytes) in [
            ("UTF-8 with a mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
            ("UTF-16, little end first", utf16([0xFF, 0xFE], u16::to_le_bytes)),
            ("UTF-16, big end first", utf16([0xFE, 0xFF], u16::to_be_bytes)),
            ("Latin-1", latin),
            ("Windows line ends", text.replace('\n', "\r\n").into_bytes()),
            ("semicolons", text.replace(',', ";").into_bytes()),
            ("tabs", text.replace(',', "\t").into_bytes()),
            ("no last line end", text.trim_end().as_bytes().to_vec()),
        ] {
            let report = import_text(&app, &shop, bytes).await;
            assert_eq!((report.products.unchanged, report.variants.unchanged), (2, 2), "{what}: {report:?}");
        }
        assert_eq!(shop.finds("Müller").await, ["cafe"]);
    }

    async fn a_dry_run_writes_nothing_and_tells_the_truth(database) {
        let (app, shop) = empty_shop(database).await;
        let file = fixture("catalogue.csv");
        let dry = import::dry_run(&shop.cx, &file).await.unwrap();
        assert!(dry.dry_run);
        assert_eq!(shop.finds("wool").await, [""; 0]);
        let wet = shop.imports(&file).await;
        assert_eq!(Report { dry_run: false, ms: 0.0, ..dry }, Report { ms: 0.0, ..wet });
        let stands = without_database(files(app.folder()));
        let again = import::dry_run(&shop.cx, &file).await.unwrap();
        assert_eq!((again.products.unchanged, again.products.created), (30, 0));
        assert_eq!(without_database(files(app.folder())), stands);
    }

    async fn the_same_table_again_changes_nothing(database) {
        let (_app, shop) = empty_shop(database).await;
        let first = shop.imports(&fixture("catalogue.csv")).await;
        assert_eq!((first.products.created, first.variants.created, first.rows.read), (30, 56, 56));
        assert_eq!((told(&first.errors), told(&first.warnings)), (vec![], vec![]));
        let found = shop.finds("wool").await;
        let second = shop.imports(&fixture("catalogue.csv")).await;
        assert_eq!((second.products.unchanged, second.variants.unchanged), (30, 56));
        assert_eq!((second.products.created, second.products.updated, told(&second.warnings)), (0, 0, vec![]));
        assert_eq!(shop.finds("wool").await, found);
        let changed = std::fs::read_to_string(fixture("catalogue.csv")).unwrap().replacen("59.00", "61.00", 1);
        let third = import_text(&_app, &shop, changed).await;
        assert_eq!((third.products.updated, third.products.unchanged), (1, 29));
        assert_eq!((third.variants.updated, third.variants.unchanged), (1, 55));
    }

    async fn rows_that_failed_come_back_mended(database) {
        let (app, shop) = empty_shop(database).await;
        let report = import_text(&app, &shop, table(&[
            "good,Good,,,G,1.00,https://i.example/g.jpg",
            "bad,Bad,Size,\"S, small\",B-S,1.00,https://i.example/b.jpg",
            "bad,,,M,B-M,two,",
            "worse,\"Two\nlines\",,,W,-4,https://i.example/w.jpg",
        ])).await;
        let path = report.failed_rows.clone().expect("a file of failed rows");
        let failed = std::fs::read_to_string(&path).unwrap();
        insta::allow_duplicates! { insta::assert_snapshot!(failed, @r#"
        Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src
        bad,Bad,Size,"S, small",B-S,1.00,https://i.example/b.jpg
        bad,,,M,B-M,two,
        worse,"Two
        lines",,,W,-4,https://i.example/w.jpg
        "#); }
        let again = shop.imports(Path::new(&path)).await;
        assert_eq!((again.products.failed, again.rows.read), (2, 3), "it is read as it is written");
        assert_eq!(again.errors.len(), report.errors.len());
        let mended = import_text(&app, &shop, failed.replace("two", "2.00").replace("-4", "4")).await;
        assert_eq!((mended.products.created, mended.products.failed, mended.rows.read), (2, 0, 3));
        let whole = import_text(&app, &shop, table(&["good,Good,,,G,1.00,https://i.example/g.jpg"])).await;
        assert_eq!(whole.failed_rows, None);
    }

    async fn a_worker_that_dies_in_the_middle_is_taken_over(database) {
        let app = TestApp::open(database).await;
        let whole = app.add_shop("whole", "https://whole.example").await;
        let text = many();
        let expected = import_text(&app, &whole, &text).await;
        assert_eq!((expected.products.created, expected.products.failed), (637, 13));

        let file = app.file("big.csv", &text);
        let mut deaths = 0;
        // Ever later, until a worker lives to the end.
        for steps in (0..).map(|round| 3usize.pow(round)) {
            let shop = app.add_shop(&format!("shop-{steps}"), "https://orchard.example").await;
            let id = import::accept(&shop.cx, &file, "big.csv").await.unwrap();
            // Two workers die where they stand, and their leases run out.
            let mut lived = false;
            for steps in [steps, 2 * steps + 1] {
                lived |= goes_on(&mut Box::pin(jobs::work(&app.engine, None)), steps).await;
                deaths += u32::from(!lived);
                app.clock.advance(LEASE);
            }
            let report = ends(&app, &shop, id).await;
            assert_eq!(failed_rows(&report), failed_rows(&expected), "died after {steps} steps");
            assert_eq!(plain(report), plain(expected.clone()), "died after {steps} steps");
            let same = import::dry_run(&shop.cx, &file).await.unwrap();
            assert_eq!((same.products.unchanged, same.products.created, same.products.updated), (637, 0, 0));
            assert_eq!(shop.finds("item").await.len(), whole.finds("item").await.len());
            if lived {
                break;
            }
        }
        assert!(deaths > 3, "{deaths} workers died: the table is too small");
        assert_eq!(app.dead().await, 0, "after {deaths} deaths");
    }

    async fn a_worker_that_overslept_adds_nothing(database) {
        let app = TestApp::open(database).await;
        let whole = app.add_shop("whole", "https://whole.example").await;
        let text = many();
        let expected = import_text(&app, &whole, &text).await;
        let file = app.file("big.csv", &text);
        let mut overslept = 0;
        for steps in (0..).map(|round| 2usize.pow(round)) {
            let shop = app.add_shop(&format!("shop-{steps}"), "https://orchard.example").await;
            let id = import::accept(&shop.cx, &file, "big.csv").await.unwrap();
            let mut slow = Box::pin(jobs::work(&app.engine, None));
            let woke = goes_on(&mut slow, steps).await;
            app.clock.advance(LEASE);
            if !woke {
                overslept += 1;
                // It wakes while another one works, and not only after: it may hold what the other one waits for.
                let late = async {
                    tokio::time::sleep(Duration::from_millis(40)).await;
                    slow.await.unwrap();
                };
                tokio::join!(app.run_jobs(), late);
            }
            let report = ends(&app, &shop, id).await;
            assert_eq!(failed_rows(&report), failed_rows(&expected), "overslept after {steps} steps");
            assert_eq!(plain(report), plain(expected.clone()), "overslept after {steps} steps");
            if woke {
                break;
            }
        }
        assert!(overslept > 2, "{overslept} workers overslept: the table is too small");
        assert_eq!(app.dead().await, 0);
    }
}

/// Longer than the lease of a lane.
const LEASE: Duration = Duration::from_secs(11);

/// Goes on with a worker until it waited for something `steps` times; whether it came to its end before that. Counted
/// in steps, not in time, so that it stands at the same place on every machine.
async fn goes_on<T>(worker: &mut (impl Future<Output = T> + Unpin), steps: usize) -> bool {
    let mut left = steps;
    std::future::poll_fn(|cx| {
        if Pin::new(&mut *worker).poll(cx).is_ready() {
            return Poll::Ready(true);
        }
        left = left.saturating_sub(1);
        if left == 0 { Poll::Ready(false) } else { Poll::Pending }
    })
    .await
}

/// Works until the import has ended. What a dead worker had begun may hold its lane for a moment longer: the database
/// takes it back when it finds the line cut. So a worker looks again, as it does in the server.
async fn ends(app: &TestApp, shop: &Shop, id: ImportId) -> Report {
    let ended = async {
        loop {
            app.run_jobs().await;
            let (state, report) = import::report(&shop.cx, id).await.unwrap();
            if !state.is_moving() {
                assert_eq!(format!("{state:?}"), "Done");
                return report;
            }
            jobs::wait(&app.engine, Duration::from_millis(20)).await;
            app.clock.advance(LEASE);
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.expect("the import ends")
}

fn failed_rows(report: &Report) -> String {
    std::fs::read_to_string(report.failed_rows.as_ref().unwrap()).unwrap()
}

/// What does not depend on where and how long it was read.
fn plain(report: Report) -> Report {
    Report { ms: 0.0, failed_rows: None, ..report }
}

#[tokio::test]
async fn the_report_has_exactly_its_keys() {
    let (app, shop) = empty_shop(crate::database::Database::sqlite()).await;
    let report = import_text(&app, &shop, "Handle,Title,Price,Mood\na,A,1,x\nb,B,-1,\n").await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&Report { ms: 1.5, failed_rows: Some("…/failed.csv".into()), ..report }).unwrap(), @r#"
    {
      "dry_run": false,
      "products": {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "failed": 1
      },
      "variants": {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "failed": 1
      },
      "rows": {
        "read": 2,
        "failed": 1
      },
      "errors": [
        {
          "row": 3,
          "column": "Price",
          "value": "-1",
          "code": "price_negative",
          "reason": "A price cannot be below zero.",
          "fix": "Correct the price."
        }
      ],
      "warnings": [
        {
          "row": 1,
          "column": "Mood",
          "value": "Mood",
          "code": "unknown_column",
          "reason": "This column is not known and was left out.",
          "fix": "Rename it to a known column, or leave it: nothing else depends on it."
        }
      ],
      "failed_rows": "…/failed.csv",
      "ms": 1.5
    }
    "#);
}
