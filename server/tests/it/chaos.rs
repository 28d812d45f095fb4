//! The real program, killed again and again at random moments in the middle of imports and of turns: nothing accepted is
//! lost, nothing is there twice. Takes minutes, so it runs only when asked for: `make chaos`.
//!
//! `CHAOS_SEED` and `CHAOS_KILLS` change the moments and their number; the seed is printed.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use engine::{Engine, StoreOptions, clock, jobs};
use serde_json::Value;
use types::{Author, chat::ChatThread};

use crate::{
    database::{Database, variable},
    page,
    program::{Machine, Serving, integrity, until},
};

/// Longest that one database may take.
const LIMIT: Duration = Duration::from_secs(8 * 60);
const PRODUCTS: usize = 500;
const VISITORS: usize = 4;

fn kills() -> usize {
    variable("CHAOS_KILLS").map_or(100, |kills| kills.parse().expect("CHAOS_KILLS is a number"))
}

/// Random numbers that come again with the same seed (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn new(what: &str) -> Dice {
        let seed = variable("CHAOS_SEED").map_or(20_261_120, |seed| seed.parse().expect("CHAOS_SEED is a number"));
        println!("chaos: {what}, CHAOS_SEED={seed}");
        Dice(seed | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }

    fn moment(&mut self, limit: Duration) -> Duration {
        Duration::from_micros(self.below(limit.as_micros() as usize) as u64)
    }
}

/// The products as they are at one moment: prices move, some cannot be read, a new one comes each time.
fn table(version: usize) -> String {
    let mut text = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n".to_owned();
    for n in 0..PRODUCTS + version {
        let price = match (n + version) % 97 {
            13 => "none".to_owned(),
            _ => format!("{}.{:02}", 5 + n % 60, (n * 7 + version) % 100),
        };
        text.push_str(&format!("item-{n},Item {n},Size,S,I-{n}-S,{price},https://i.example/{n}.jpg\n"));
        text.push_str(&format!("item-{n},,,M,I-{n}-M,{price},\n"));
    }
    text
}

/// Whether the catalogue is what this table, on top of those before it, makes of it: a dry run finds nothing to do.
fn stands(machine: &Machine, table: &Path) -> bool {
    let report = machine.run(&["import", "--shop", "orchard", table.to_str().unwrap(), "--dry-run", "--json"]).object();
    report["products"]["created"] == 0 && report["products"]["updated"] == 0
}

fn imports(database: Database, name: &str) {
    let begun = Instant::now();
    let mut dice = Dice::new(&format!("imports on {name}"));
    let machine = Machine::new(database);
    machine.add_shop("orchard");
    let write = |version: usize| machine.write(&format!("v{version}.csv"), &table(version));
    let import = |file: &Path| machine.command(&["import", "--shop", "orchard", file.to_str().unwrap(), "--json"]);
    let small = machine.write("small.csv", "Handle,Title,Price\nsmall,Small,1\n");
    let mut before = write(0);
    let whole = Instant::now();
    assert!(import(&before).output().unwrap().status.success());
    let whole = whole.elapsed();

    let (mut killed, mut accepted, mut ended) = (0, 0, 0);
    for version in 1..=kills() {
        let file = write(version);
        let mut process = import(&file).spawn().unwrap();
        std::thread::sleep(dice.moment(whole * 11 / 10));
        let finished = process.try_wait().unwrap().is_some();
        process.kill().unwrap();
        process.wait().unwrap();
        killed += usize::from(!finished);
        ended += usize::from(finished);
        if dice.below(3) == 0 {
            // Whoever takes it up, once the lease is over, dies too.
            let mut process = import(&small).spawn().unwrap();
            std::thread::sleep(dice.moment(Duration::from_secs(2) + whole));
            killed += usize::from(process.try_wait().unwrap().is_none());
            process.kill().unwrap();
            process.wait().unwrap();
        }
        // Imports of a shop come one after the other: when this one has ended, so has what was killed.
        let ran = machine.run(&["import", "--shop", "orchard", small.to_str().unwrap(), "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let all = stands(&machine, &file);
        accepted += usize::from(all);
        assert!(all || !finished, "version {version} was imported and is not there");
        assert!(all || stands(&machine, &before), "version {version} is there in part");
        if !all {
            let ran = machine.run(&["import", "--shop", "orchard", file.to_str().unwrap(), "--json"]);
            assert_eq!(ran.code, 0, "{ran:?}");
            assert!(stands(&machine, &file));
        }
        std::fs::remove_file(&before).unwrap();
        before = file;
        assert!(begun.elapsed() < LIMIT, "{version} imports took {LIMIT:?}");
    }
    // Nothing is there twice, and nothing that no table had.
    let fresh = Machine::new(Database::sqlite());
    fresh.add_shop("orchard");
    for version in 0..=kills() {
        let file = fresh.write("v.csv", &table(version));
        assert_eq!(fresh.run(&["import", "--shop", "orchard", file.to_str().unwrap()]).code, 0);
    }
    let goods = std::fs::read_to_string(&small).unwrap();
    assert_eq!(fresh.run(&["import", "--shop", "orchard", fresh.write("v.csv", &goods).to_str().unwrap()]).code, 0);
    let total = |machine: &Machine, query: &str| {
        machine.run(&["search", "--shop", "orchard", query, "--json"]).object()["total"].clone()
    };
    assert_eq!(total(&machine, "item"), total(&fresh, "item"));
    sound(&machine);
    println!(
        "chaos: imports on {name}: {} imports, {killed} kills, {accepted} had been accepted, {ended} had ended before the kill, {:.0} s: nothing lost, nothing doubled",
        kills(),
        begun.elapsed().as_secs_f64()
    );
}

/// Nothing waits, nothing is parked, the file is whole.
fn sound(machine: &Machine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (waiting, _, dead) = runtime.block_on(async {
        let engine = open(machine).await;
        jobs::depth(&engine).await.unwrap()
    });
    assert_eq!((waiting, dead), (0, 0), "jobs waiting and parked");
    if machine.url().is_empty() {
        assert_eq!(integrity(&machine.path("data")).as_deref(), Some("ok"));
    }
}

/// The same database, seen from here.
async fn open(machine: &Machine) -> Engine {
    let options =
        StoreOptions { url: machine.url().to_owned(), data_dir: machine.path("data"), master_key: None, readers: 2 };
    Engine::open(options, None, engine::Settings::default(), Arc::new(clock::System)).await.unwrap()
}

/// A visitor and what he wrote.
#[derive(Clone, Default)]
struct Visitor {
    /// As the host page keeps it.
    visitor: Option<String>,
    token: String,
    /// Client id and text, in the order they were first sent.
    written: Vec<(String, String)>,
    /// How many of them the server has taken.
    taken: usize,
}

const QUESTIONS: [&str; 6] =
    ["blue dress under $60, size M", "something cheaper", "show me mugs", "a gift around $40", "in red?", "thanks"];

impl Visitor {
    /// Opens the chat, as a page does that was loaded anew.
    fn open(&mut self, server: &Serving) -> std::io::Result<String> {
        let body = serde_json::json!({ "site": "orchard", "visitor": self.visitor }).to_string();
        let headers = [("origin", "https://orchard.example"), ("content-type", "application/json")];
        let (status, session) = server.ask("POST", "/widget/session", &headers, &body)?;
        assert_eq!(status, 200, "{session}");
        let session: Value = serde_json::from_str(&session)?;
        self.visitor = session["visitor"].as_str().map(str::to_owned);
        let path = format!("/chat/orchard?t={}", session["ticket"].as_str().unwrap());
        let (status, html) = server.ask("GET", &path, &[("accept", "text/html")], "")?;
        assert_eq!(status, 200, "{html}");
        self.token = page::token(&html);
        Ok(html)
    }

    /// Writes until the server is gone.
    fn write(&mut self, server: &Serving, name: usize, heard: &AtomicUsize) -> std::io::Result<()> {
        if self.token.is_empty() {
            self.open(server)?;
        }
        loop {
            let before = self.taken;
            self.send(server)?;
            heard.fetch_add(self.taken - before, Ordering::SeqCst);
            let at = self.written.len();
            self.written.push((format!("m{at}"), format!("{} ({name}.{at})", QUESTIONS[at % QUESTIONS.len()])));
            // A person reads before he writes again.
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    /// Sends what the server has not said yet that it took.
    fn send(&mut self, server: &Serving) -> std::io::Result<()> {
        while self.taken < self.written.len() {
            let (id, text) = &self.written[self.taken];
            let body = format!("token={}&client_id={id}&text={}&look=", page::encode(&self.token), page::encode(text));
            let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
            let (status, answer) = server.ask("POST", "/api/chat/say", &headers, &body)?;
            assert_eq!(status, 200, "{answer}");
            self.taken += 1;
        }
        Ok(())
    }
}

fn turns(database: Database, name: &str) {
    let begun = Instant::now();
    let mut dice = Dice::new(&format!("turns on {name}"));
    let limits = ["VISITOR_PER_MINUTE", "VISITOR_PER_HOUR", "ADDRESS_PER_MINUTE", "ADDRESS_PER_HOUR"];
    let unlimited = |machine: Machine, limit: &&str| machine.set(&format!("VITRINE_LIMITS_{limit}"), "1000000");
    let machine = limits.iter().fold(Machine::new(database), unlimited);
    machine.add_shop("orchard");
    let goods = crate::app::fixture("catalogue.csv");
    assert_eq!(machine.run(&["import", "--shop", "orchard", goods.to_str().unwrap()]).code, 0);
    let (mut taken, mut again) = (0, 0);
    let mut visitors = vec![Visitor::default(); VISITORS];
    for round in 0..kills() {
        let server = machine.serve();
        let heard = AtomicUsize::new(0);
        visitors = std::thread::scope(|scope| {
            let heard = &heard;
            let write = |(name, mut visitor): (usize, Visitor)| {
                let server = &server;
                // Ends with the server.
                scope.spawn(move || match visitor.write(server, name, heard) {
                    Ok(()) => unreachable!("a visitor writes until the server is gone"),
                    Err(_) => visitor,
                })
            };
            let writing: Vec<_> = visitors.into_iter().enumerate().map(write).collect();
            // From the first message that is taken on, any moment is as good as another.
            until(Duration::from_secs(20), "a message is taken", || heard.load(Ordering::SeqCst) > 0);
            std::thread::sleep(dice.moment(Duration::from_millis(400)));
            server.kill();
            writing.into_iter().map(|writing| writing.join().unwrap()).collect()
        });
        drop(server);
        // What is cut off three times is parked, as poison would be: every few rounds all get their answers.
        if round % 3 == 2 || round + 1 == kills() {
            again += settle(&machine, &mut visitors);
            taken += visitors.iter().map(|visitor| visitor.taken).sum::<usize>();
            visitors = vec![Visitor::default(); VISITORS];
        }
        assert!(begun.elapsed() < LIMIT, "{round} rounds took {LIMIT:?}");
    }
    sound(&machine);
    println!(
        "chaos: turns on {name}: {} kills, {taken} messages accepted, {again} of them under way when the server died, \
         {:.0} s: each answered once, in order",
        kills(),
        begun.elapsed().as_secs_f64()
    );
}

/// Lets a server work until every message that it took is answered, and looks at each; how many had to be sent again.
fn settle(machine: &Machine, visitors: &mut [Visitor]) -> usize {
    let server = machine.serve();
    let mut again = 0;
    for visitor in visitors.iter_mut() {
        again += visitor.written.len() - visitor.taken;
        visitor.send(&server).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let engine = runtime.block_on(open(machine));
    for visitor in visitors.iter().filter(|visitor| visitor.taken > 0) {
        let read = || runtime.block_on(engine::widget::thread(&engine, &visitor.token, "en")).unwrap();
        let answers =
            |thread: &ChatThread| thread.messages.iter().filter(|message| message.author == Author::Assistant).count();
        until(Duration::from_secs(30), "every message is answered", || {
            let thread = read();
            answers(&thread) >= visitor.taken && !thread.looking
        });
        check(&read(), visitor);
    }
    let (code, log) = server.stop();
    assert_eq!(code, 0, "{log}");
    again
}

/// Each message once, in the order it was sent; one reply to each.
fn check(thread: &ChatThread, visitor: &Visitor) {
    let mut replies: BTreeMap<_, usize> = BTreeMap::new();
    let mut asked = Vec::new();
    for message in &thread.messages {
        let text = message.parts.iter().map(types::Part::text).collect::<String>();
        match message.author {
            Author::Customer => asked.push((text, message.turn)),
            _ => {
                assert!(!message.open && !message.parts.is_empty(), "{message:?}");
                *replies.entry(message.turn).or_default() += 1;
            }
        }
    }
    let texts: Vec<&str> = asked.iter().map(|(text, _)| text.as_str()).collect();
    let written: Vec<&str> = visitor.written.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, written);
    assert!(asked.iter().all(|(_, turn)| replies.get(turn) == Some(&1)) && replies.len() == asked.len(), "{thread:?}");
}

#[test]
#[ignore = "takes minutes; make chaos"]
fn imports_survive_on_sqlite() {
    imports(Database::sqlite(), "SQLite");
}

#[test]
#[ignore = "takes minutes; make chaos"]
fn imports_survive_on_postgres() {
    if let Some(database) = Database::postgres() {
        imports(database, "PostgreSQL");
    }
}

#[test]
#[ignore = "takes minutes; make chaos"]
fn turns_survive_on_sqlite() {
    turns(Database::sqlite(), "SQLite");
}

#[test]
#[ignore = "takes minutes; make chaos"]
fn turns_survive_on_postgres() {
    if let Some(database) = Database::postgres() {
        turns(database, "PostgreSQL");
    }
}
