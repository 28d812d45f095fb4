//! The command line as a shell and other programs use it: the real binary.

use std::{collections::BTreeSet, time::Duration};

use serde_json::Value;

use crate::{
    app::fixture,
    database::Database,
    page,
    program::{Machine, Ran, until},
};

/// A machine with the shop `orchard`, its catalogue imported.
fn orchard(database: Database) -> Machine {
    let machine = Machine::new(database);
    machine.add_shop("orchard");
    let ran = machine.run(&["import", "--shop", "orchard", fixture("catalogue.csv").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    machine
}

#[track_caller]
fn has_keys(value: &Value, prefix: &str, expected: &str) {
    let value =
        if prefix.is_empty() { value } else { value.pointer(prefix).unwrap_or_else(|| panic!("{prefix}: {value}")) };
    let own: BTreeSet<String> =
        value.as_object().unwrap_or_else(|| panic!("{prefix}: {value}")).keys().cloned().collect();
    let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
    assert_eq!(own, expected, "{prefix}");
}

const FILTERS: &str = "price_min price_max colors sizes categories brands materials exclude in_stock on_sale";
const TURN: &str = "conversation turn intent intents confidence language filters products text quick_replies handoff tier mind \
                    why relaxed cost_micros calls ms error";

on_both! {
    async fn import_tells_one_object(database) {
        let machine = Machine::new(database);
        machine.add_shop("orchard");
        let table = machine.write("goods.csv", "Handle,Title,Variant SKU,Variant Price,Mood\na,A,S,1.50,x\nb,B,S,2,\nc,C,,-3,\n");
        let table = table.to_str().unwrap();
        let dry = machine.run(&["import", "--shop", "orchard", table, "--dry-run", "--json"]).object();
        assert_eq!((&dry["dry_run"], &dry["products"]["created"]), (&true.into(), &2.into()));
        let ran = machine.run(&["import", "--shop", "orchard", table, "--json"]);
        let wet = ran.object();
        has_keys(&wet, "", "dry_run products variants rows errors warnings failed_rows ms");
        has_keys(&wet, "/products", "created updated unchanged failed");
        has_keys(&wet, "/variants", "created updated unchanged failed");
        has_keys(&wet, "/rows", "read failed");
        has_keys(&wet, "/errors/0", "row column value code reason fix");
        has_keys(&wet, "/warnings/0", "row column value code reason fix");
        assert!(wet["ms"].is_f64() && std::path::Path::new(wet["failed_rows"].as_str().unwrap()).is_file(), "{wet}");
        assert_eq!((&wet["dry_run"], &wet["products"]["created"], &wet["errors"][0]["row"]), (&false.into(), &2.into(), &4.into()));
        let again = machine.run(&["import", "--shop", "orchard", table, "--json"]).object();
        assert_eq!((&again["products"]["unchanged"], &again["products"]["created"]), (&2.into(), &0.into()));
        // Refused whole: nothing on stdout, what to do on stderr.
        let bad = machine.write("bad.csv", "date,amount\n1,2\n");
        let refused = machine.run(&["import", "--shop", "orchard", bad.to_str().unwrap(), "--json"]);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{refused:?}");
        assert!(refused.stderr.contains("Handle or Title"), "{}", refused.stderr);
        let missing = machine.run(&["import", "--shop", "orchard", "nowhere.csv", "--json"]);
        assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    }

    async fn search_tells_one_object(database) {
        let machine = orchard(database);
        let found = machine.run(&["search", "--shop", "orchard", "blue summer dress under $60, size M", "--json"]).object();
        has_keys(&found, "", "query filters text total results relaxed mode ms");
        has_keys(&found, "/filters", FILTERS);
        has_keys(&found, "/results/0", "id handle name price score parts");
        has_keys(&found, "/results/0/price", "amount currency");
        has_keys(&found, "/results/0/parts", "semantic keyword popularity availability price_match recency");
        assert_eq!((&found["results"][0]["handle"], &found["mode"]), (&"harbour-dress".into(), &"keyword".into()));
        assert_eq!((&found["filters"]["price_max"], &found["filters"]["price_min"]), (&6000.into(), &Value::Null));
        assert_eq!((&found["filters"]["colors"], &found["filters"]["sizes"]), (&serde_json::json!(["blue"]), &serde_json::json!(["m"])));
        assert_eq!(found["filters"]["exclude"], serde_json::json!([]));
        assert_eq!(found["results"][0]["parts"]["semantic"], Value::Null, "there is no model");
        let why = machine.run(&["search", "--shop", "orchard", "wool", "--explain", "--limit", "2", "--json"]).object();
        has_keys(&why, "/results/0", "id handle name price score parts why");
        has_keys(&why, "/results/0/why", "matched passed rank");
        assert_eq!(why["results"].as_array().unwrap().len(), 2);
        assert!(why["total"].as_u64().unwrap() > 2, "{why}");
        for result in why["results"].as_array().unwrap() {
            let score = result["score"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&score), "{result}");
        }
        let none = machine.run(&["search", "--shop", "orchard", "a red wool jumper under $20", "--json"]).object();
        has_keys(&none, "/relaxed/0", "filter from to");
        for (limit, code) in [("0", 2), ("101", 2), ("x", 2), ("100", 0)] {
            assert_eq!(machine.run(&["search", "--shop", "orchard", "x", "--limit", limit]).code, code, "{limit}");
        }
        let shop = machine.run(&["shop", "list"]).object();
        let by_id = machine.run(&["search", "--shop", shop["id"].as_str().unwrap(), "wool", "--json"]).object();
        assert_eq!(by_id["total"], why["total"], "a shop is known by its id too");
    }

    async fn chat_answers_line_for_line(database) {
        let machine = orchard(database);
        let lines = "blue dress under $60, size M\n\n   \r\n<script>alert(1)</script>\n\u{fffd}😀\ncompare the first two\nthanks";
        let ran = machine.feed(&["chat", "--shop", "orchard", "--json"], lines.as_bytes());
        let turns = ran.objects();
        assert_eq!((ran.code, turns.len()), (0, 7), "{ran:?}");
        for turn in &turns {
            has_keys(turn, "", TURN);
            has_keys(turn, "/filters", FILTERS);
            assert!(turn["text"].is_string() && turn["error"].is_null(), "{turn}");
            assert_eq!((&turn["tier"], &turn["mind"], &turn["cost_micros"]), (&"local".into(), &"local".into(), &0.into()));
        }
        has_keys(&turns[0], "/products/0", "id handle name price compare_at in_stock url variants");
        has_keys(&turns[0], "/products/0/variants/0", "sku options price in_stock");
        assert_eq!(turns[0]["products"][0]["handle"], "harbour-dress");
        assert_eq!(turns[0]["products"][0]["url"], "https://orchard.example/products/harbour-dress");
        assert_eq!(turns[0]["products"][0]["variants"][0]["options"], serde_json::json!({"color": "blue", "size": "m"}));
        assert_eq!(turns.iter().map(|turn| turn["conversation"].as_str().unwrap()).collect::<BTreeSet<_>>().len(), 1);
        assert_eq!(turns.iter().map(|turn| turn["turn"].as_str().unwrap()).collect::<BTreeSet<_>>().len(), 7);
        assert_eq!(turns[6]["intent"], "thanks");
    }

    async fn chat_takes_lines_of_json(database) {
        let machine = orchard(database);
        let lines = b"\"two\\nlines\"\n\"\"\nhello\n[\"a list\"]\n{}\n\n\"\\ud800\"\n\"show me mugs\"\n\xff\n\"thanks\"\n";
        let ran = machine.feed(&["chat", "--shop", "orchard", "--lines", "json", "--json"], lines);
        let turns = ran.objects();
        assert_eq!((ran.code, turns.len()), (0, 10), "{ran:?}");
        for (at, turn) in turns.iter().enumerate() {
            has_keys(turn, "", TURN);
            match at {
                0 | 1 | 7 | 9 => assert!(turn["error"].is_null() && turn["text"].is_string(), "{at}: {turn}"),
                _ => {
                    has_keys(turn, "/error", "code detail");
                    assert_eq!((&turn["error"]["code"], &turn["text"]), (&"invalid".into(), &Value::Null), "{at}");
                }
            }
        }
    }

    async fn members_are_added_and_get_links(database) {
        let machine = Machine::new(database);
        machine.add_shop("orchard");
        let add = ["member", "add", "Ines@Orchard.example", "--shop", "orchard"];
        let link = |ran: &Ran, start: &str| {
            assert_eq!(ran.code, 0, "{ran:?}");
            let link = ran.stdout.trim().to_owned();
            assert!(link.starts_with(start) && !link.contains(char::is_whitespace), "{ran:?}");
            link.rsplit_once("/reset/").unwrap().1.to_owned()
        };
        let first = machine.run(&add);
        assert!(first.stderr.contains("\"Orchard Lane\" as owner"), "{first:?}");
        let first = link(&first, "http");
        let second = link(&machine.run(&["member", "password", "ines@orchard.example"]), "http");
        assert_ne!(first, second, "a link is good for one");

        // Who brings a password needs no link; who has one gets none, and keeps it when the role changes.
        let weak = machine.feed(&["member", "add", "tom@orchard.example", "--shop", "orchard", "--password-stdin"], b"12345678\n");
        assert_eq!((weak.code, weak.stdout.as_str()), (1, ""), "{weak:?}");
        assert!(weak.stderr.contains("most used"), "{weak:?}");
        let tom = ["member", "add", "tom@orchard.example", "--shop", "orchard", "--role", "staff"];
        let brought = machine.feed(&[&tom[..], &["--name", "Tom Reyes", "--password-stdin"]].concat(), b"pear tree by the lane\n");
        assert_eq!((brought.code, brought.stdout.as_str()), (0, ""), "{brought:?}");
        let again = machine.run(&["member", "add", "tom@orchard.example", "--shop", "orchard", "--role", "admin"]);
        assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{again:?}");

        // What was printed lets in, and what was brought.
        let serving = machine.serve();
        let form = |path: &str, body: &str| {
            let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
            serving.ask("POST", path, &headers, body).unwrap().0
        };
        let body = |token: &str| format!("token={token}&password=a+brand+new+sentence");
        assert_eq!(form("/api/account/reset", &body(&first)), 422, "the newer link took its place");
        assert_eq!(form("/api/account/reset", &body(&second)), 200);
        assert_eq!(form("/api/account/login", "email=ines%40orchard.example&password=a+brand+new+sentence&to="), 200);
        assert_eq!(form("/api/account/login", "email=tom%40orchard.example&password=pear+tree+by+the+lane&to="), 200);
        serving.stop();

        for (arguments, code, hint) in [
            (&["member", "password", "nobody@orchard.example"][..], 1, "vitrine member add"),
            (&["member", "add", "x@orchard.example", "--shop", "nowhere"], 1, "nowhere"),
            (&["member", "add", "nonsense", "--shop", "orchard"], 1, "address"),
            (&["member", "add", "x@orchard.example", "--shop", "orchard", "--role", "boss"], 2, "analyst"),
            (&["member", "add", "x@orchard.example"], 2, "--shop"),
        ] {
            let ran = machine.run(arguments);
            assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{ran:?}");
            assert!(ran.stderr.contains(hint), "{hint}: {ran:?}");
        }
    }

    async fn the_audit_log_is_verified(database) {
        let machine = Machine::new(database);
        machine.add_shop("orchard");
        for email in ["a@orchard.example", "b@orchard.example", "c@orchard.example"] {
            machine.run(&["member", "add", email, "--shop", "orchard"]);
        }
        let verify = ["audit", "verify", "--shop", "orchard"];
        let told = machine.run(&verify);
        assert!(told.code == 0 && told.stdout.contains("3 deeds"), "{told:?}");
        let verdict = machine.run(&[&verify[..], &["--json"]].concat()).object();
        has_keys(&verdict, "", "shop deeds anchors whole findings");
        assert_eq!((&verdict["shop"], &verdict["deeds"], &verdict["whole"]), (&"orchard".into(), &3.into(), &true.into()));
        assert_eq!(machine.run(&["audit", "verify", "--shop", "nowhere"]).code, 1);

        // The database was put back to a time before the newest deed that stands outside it.
        let shop = machine.run(&["shop", "list"]).object()["id"].as_str().unwrap().to_owned();
        machine.write("data/audit.anchors", &format!("{shop} 7 {} 2026-11-20T12:00:00+00:00\n", "ab".repeat(32)));
        let told = machine.run(&[&verify[..], &["--json"]].concat());
        assert_eq!(told.code, 1, "{told:?}");
        assert!(told.stderr.contains("was tampered with"), "{told:?}");
        let verdict: Value = serde_json::from_str(&told.stdout).unwrap();
        assert_eq!((&verdict["whole"], &verdict["deeds"], &verdict["anchors"]), (&false.into(), &3.into(), &1.into()));
        assert!(verdict["findings"][0].as_str().unwrap().contains("number 7"), "{verdict}");
    }

    async fn commands_work_beside_a_running_server(database) {
        let machine = orchard(database);
        let serving = machine.serve();
        assert_eq!(serving.ask("GET", "/livez", &[], "").unwrap(), (200, "ok\n".to_owned()));
        assert_eq!(serving.ask("GET", "/readyz", &[], "").unwrap().0, 200);
        let table = machine.write("more.csv", "Handle,Title,Variant Price\nbeside,Beside Lamp,10\n");
        let imported = machine.run(&["import", "--shop", "orchard", table.to_str().unwrap(), "--json"]).object();
        assert_eq!(imported["products"]["created"], 1);
        assert_eq!(machine.run(&["search", "--shop", "orchard", "lamp", "--json"]).object()["results"][0]["handle"], "beside");
        let turns = machine.feed(&["chat", "--shop", "orchard", "--json"], b"do you have a lamp?\nthanks\n").objects();
        assert_eq!((turns.len(), &turns[0]["products"][0]["handle"]), (2, &"beside".into()));
        // And the server answers from what the command brought in.
        let chat = Chat::open(&serving);
        chat.say("one", "a lamp, please");
        until(Duration::from_secs(20), "an answer with the lamp", || chat.seen().contains("Beside Lamp"));
        let (code, log) = serving.stop();
        assert_eq!(code, 0, "{log}");
        assert!(!log.contains("ERROR"), "{log}");
    }
}

/// A chat through a running server.
struct Chat<'a> {
    serving: &'a crate::program::Serving,
    visitor: String,
    token: String,
}

impl<'a> Chat<'a> {
    const HEADERS: [(&'static str, &'static str); 2] =
        [("origin", "https://orchard.example"), ("content-type", "application/json")];

    fn open(serving: &'a crate::program::Serving) -> Self {
        let mut chat = Self { serving, visitor: "null".to_owned(), token: String::new() };
        chat.token = page::token(&chat.reopen());
        chat
    }

    fn reopen(&mut self) -> String {
        let body = format!("{{\"site\":\"orchard\",\"visitor\":{}}}", self.visitor);
        let (status, session) = self.serving.ask("POST", "/widget/session", &Self::HEADERS, &body).unwrap();
        assert_eq!(status, 200, "{session}");
        let session: Value = serde_json::from_str(&session).unwrap();
        self.visitor = session["visitor"].to_string();
        let path = format!("/chat/orchard?t={}", session["ticket"].as_str().unwrap());
        self.serving.ask("GET", &path, &[("accept", "text/html")], "").unwrap().1
    }

    fn say(&self, id: &str, text: &str) {
        let body = format!("token={}&client_id={id}&text={}&look=", page::encode(&self.token), page::encode(text));
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
        assert_eq!(self.serving.ask("POST", "/api/chat/say", &headers, &body).unwrap().0, 200);
    }

    fn seen(&self) -> String {
        let mut again = Self { serving: self.serving, visitor: self.visitor.clone(), token: String::new() };
        page::text(&again.reopen())
    }
}

#[test]
fn what_a_person_reads_is_no_json() {
    let machine = orchard(Database::sqlite());
    let found = machine.run(&["search", "--shop", "orchard", "mug"]);
    assert!(found.code == 0 && found.stdout.contains("Stoneware Mug") && !found.stdout.starts_with('{'), "{found:?}");
    let told = machine.feed(&["chat", "--shop", "orchard"], b"show me mugs\n");
    assert!(told.code == 0 && told.stdout.contains("Stoneware Mug"), "{told:?}");
    let imported = machine.run(&["import", "--shop", "orchard", fixture("catalogue.csv").to_str().unwrap()]);
    assert!(imported.stdout.contains("30 as before"), "{imported:?}");
    assert_eq!(imported.stderr, "", "nothing to worry about");
}

#[test]
fn wrong_usage_is_two_and_failure_is_one() {
    let machine = Machine::new(Database::sqlite());
    let check = |arguments: &[&str], code: i32, hint: &str| {
        let ran = machine.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(hint), "{arguments:?}: {}", ran.stderr);
    };
    check(&[], 2, "Usage");
    check(&["sell"], 2, "unrecognized");
    check(&["import", "--shop", "x"], 2, "FILE");
    check(&["search", "--shop", "nobody", "mug"], 1, "vitrine shop list");
    check(&["chat", "--shop", "nobody", "--json"], 1, "nobody");
    check(&["import", "--shop", "nobody", "x.csv"], 1, "vitrine shop add");
    check(&["chat", "--shop", "x", "--mind", "big"], 2, "local");
    check(&["shop", "add", "a", "--name", "A", "--currency", "dollars"], 2, "--currency");
    check(&["shop", "add", "No Good", "--name", "A", "--currency", "USD"], 1, "small letters");
    check(&["shop", "add", "a", "--name", "A", "--currency", "USD", "--url", "shop.example"], 1, "https://");
    check(&["eval", "search", "--products", "none.jsonl", "--judgments", "none.csv", "--json"], 1, "none.jsonl");
    machine.add_shop("a");
    check(&["shop", "add", "a", "--name", "A", "--currency", "USD"], 1, "already");
    let help = machine.run(&["--help"]);
    assert!(help.code == 0 && help.stdout.contains("import"), "{help:?}");
}

#[test]
fn bad_configuration_is_two_with_all_problems() {
    let machine = Machine::new(Database::sqlite())
        .set("VITRINE_WORKER_LANES", "none")
        .set("VITRINE_MASTER_KEY", "secret-key")
        .set("VITRINE_LOG_FORMAT", "xml")
        .set("VITRINE_SERVER_PUBLIC_URL", "ftp://x");
    for arguments in [&["migrate"][..], &["serve"], &["shop", "list"]] {
        let ran = machine.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        for setting in ["VITRINE_WORKER_LANES", "data.master_key", "log.format", "server.public_url"] {
            assert!(ran.stderr.contains(setting), "{setting}: {}", ran.stderr);
        }
        assert!(!ran.stderr.contains("secret-key"), "a key is never printed: {}", ran.stderr);
    }
    let machine = Machine::new(Database::sqlite()).set("VITRINE_CONFIG", "nowhere.toml");
    assert_eq!(machine.run(&["migrate"]).code, 2);
    let file = machine.write("v.toml", "[server]\nlissten = 1\n[moon]\n");
    let machine = Machine::new(Database::sqlite()).set("VITRINE_CONFIG", file.to_str().unwrap());
    let ran = machine.run(&["migrate"]);
    assert!(ran.code == 2 && ran.stderr.contains("lissten") && ran.stderr.contains("moon"), "{ran:?}");
}

#[test]
fn a_key_is_made_once_and_kept() {
    let machine = Machine::new(Database::sqlite());
    machine.add_shop("a");
    let key = std::fs::read_dir(machine.path("data"))
        .unwrap()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().contains("key"));
    let key = key.expect("a master key in the data folder").path();
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let made = std::fs::read(&key).unwrap();
    assert_eq!(machine.run(&["migrate"]).code, 0);
    assert_eq!(std::fs::read(&key).unwrap(), made);
}

#[test]
fn the_manual_is_printed() {
    let ran = Machine::new(Database::sqlite()).run(&["settings"]);
    assert!(ran.code == 0 && ran.stdout.contains("lease_seconds"), "{ran:?}");
}

fn judged(machine: &Machine, products: &str, judgments: &str) -> Ran {
    machine.run(&["eval", "search", "--products", products, "--judgments", judgments, "--json"])
}

#[test]
fn a_judged_search_is_measured() {
    let machine = Machine::new(Database::sqlite());
    let (products, judgments) = (fixture("judged.jsonl"), fixture("judgments.csv"));
    let report = judged(&machine, products.to_str().unwrap(), judgments.to_str().unwrap()).object();
    has_keys(
        &report,
        "",
        "products queries scored ndcg10 ndcg10_judged judged10 recall100 mrr10 zero_results wrong_top3 ms mode per_query",
    );
    has_keys(&report, "/ms", "p50 p99");
    has_keys(&report, "/per_query/0", "query ndcg10 ndcg10_judged judged10 recall100 rr10 results");
    assert_eq!((&report["products"], &report["queries"], &report["mode"]), (&8.into(), &4.into(), &"keyword".into()));
    assert_eq!(report["scored"], 3, "a query without a relevant product is not scored");
    let of = |query: &str| {
        let all = report["per_query"].as_array().unwrap();
        all.iter().find(|one| one["query"] == query).unwrap_or_else(|| panic!("{query}: {report}")).clone()
    };
    assert_eq!((&of("red ceramic mug")["results"][0], &of("red ceramic mug")["rr10"]), (&"m1".into(), &1.0.into()));
    assert!((0.9..=1.0).contains(&of("red ceramic mug")["ndcg10"].as_f64().unwrap()));
    assert_eq!(of("oak table")["recall100"], 1.0);
    for key in ["ndcg10", "ndcg10_judged", "judged10", "recall100", "mrr10", "zero_results", "wrong_top3"] {
        let value = report[key].as_f64().unwrap();
        assert!(value.is_finite() && value >= 0.0, "{key}: {value}");
    }
    assert_eq!(machine.run(&["shop", "list"]).stdout, "", "no shop is touched");
    let broken = machine.write("broken.jsonl", "{\"id\":\"1\",\"title\":\"x\"}\nnot json\n");
    let ran = judged(&machine, broken.to_str().unwrap(), judgments.to_str().unwrap());
    assert!(ran.code == 1 && ran.stdout.is_empty() && ran.stderr.contains("broken.jsonl"), "{ran:?}");
}
