//! The product in a test's hands: an engine on a database of its own, the router, a clock that the test moves, and people.
//!
//! Nothing works by itself: jobs run when the test says so. The clock stands still until it is moved; ids are counted, so
//! that they sort as they were made and the assistant chooses the same words in every run.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use engine::{Ctx, Engine, StoreOptions, clock::Clock, converse, import, jobs, shops, widget};
use secrecy::SecretBox;
use server::{config::Config, http::Peer, routes};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;
use types::{Author, Currency, Part, Time, chat::ChatThread};

use crate::{database::Database, page};

/// Runs a test on SQLite and on PostgreSQL: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn check($database: crate::database::Database) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check(crate::database::Database::sqlite()).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = crate::database::Database::postgres() {
                    check(database).await;
                }
            }
        }
    )*};
}

pub const SITE: &str = "https://orchard.example";

/// A file that lies beside the tests.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A clock that the test moves, and ids that are counted.
pub struct Hands {
    millis: AtomicI64,
    ids: AtomicU64,
}

impl Hands {
    fn new() -> Arc<Self> {
        Arc::new(Self { millis: AtomicI64::new(1_790_000_000_000), ids: AtomicU64::new(0) })
    }

    pub fn advance(&self, by: Duration) {
        self.millis.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Time {
        Time::from_timestamp_millis(self.millis.load(Ordering::SeqCst)).unwrap()
    }

    fn chance(&self) -> engine::Result<[u8; 10]> {
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&self.ids.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Ok(bytes)
    }
}

pub struct TestApp {
    pub engine: Engine,
    pub clock: Arc<Hands>,
    pub router: Router,
    /// Turns true when the server is to stop.
    pub close: watch::Sender<bool>,
    folder: TempDir,
    people: AtomicU8,
    // Last: the engine is closed before its database goes.
    _database: Database,
}

impl TestApp {
    /// An empty house that searches by words.
    pub async fn open(database: Database) -> TestApp {
        Self::open_with(database, engine::Settings::default(), None).await
    }

    /// The same with the real model; `None`, said aloud, when `VITRINE_MODEL` names none.
    pub async fn with_model(database: Database) -> Option<TestApp> {
        let Some(folder) = crate::database::variable("VITRINE_MODEL") else {
            eprintln!("skipped: VITRINE_MODEL is not set, so nothing was tested with the real model");
            return None;
        };
        let model =
            engine::EmbedOptions { folders: vec![folder.into()], download_to: None, deadline: Duration::from_secs(60) };
        let app = Self::open_with(database, engine::Settings::default(), Some(model)).await;
        assert_eq!(app.engine.settled(Duration::from_secs(60)).await, engine::Readiness::Ready);
        Some(app)
    }

    pub async fn open_with(
        database: Database,
        settings: engine::Settings,
        model: Option<engine::EmbedOptions>,
    ) -> TestApp {
        let folder = TempDir::new().unwrap();
        let clock = Hands::new();
        let options = StoreOptions {
            url: database.url.clone(),
            data_dir: folder.path().join("data"),
            master_key: Some(SecretBox::new(Box::new([7; 32]))),
            readers: 4,
        };
        let public_url = settings.accounts.public_url.clone();
        let engine = Engine::open(options, model, settings, clock.clone()).await.unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::create_dir_all(site.join("demo")).unwrap();
        std::fs::write(site.join("widget.js"), "/* loader */").unwrap();
        for name in ["index", "product", "cart"] {
            std::fs::write(site.join(format!("demo/{name}.html")), "<!doctype html><title>shop</title>").unwrap();
        }
        let mut config = Config::read(None, &Default::default()).unwrap();
        if !public_url.is_empty() {
            config.server.public_url = public_url;
        }
        let (close, closing) = watch::channel(false);
        let router = routes::router(engine.clone(), &config, &site, closing);
        TestApp { engine, clock, router, close, folder, people: AtomicU8::new(1), _database: database }
    }

    /// One shop with the fixture's catalogue, and somebody who has its chat open.
    pub async fn shop(database: Database) -> (TestApp, Shop, Shopper) {
        let app = Self::open(database).await;
        let shop = app.add_shop("orchard", SITE).await;
        shop.imports(&fixture("catalogue.csv")).await;
        let shopper = app.shopper("orchard", SITE).await;
        (app, shop, shopper)
    }

    pub async fn add_shop(&self, handle: &str, site: &str) -> Shop {
        let new = shops::NewShop {
            handle: handle.to_owned(),
            name: "Orchard Lane".to_owned(),
            currency: Currency::USD,
            url_template: Some(format!("{site}/products/{{handle}}")),
            sites: Vec::new(),
        };
        let shop = shops::add(&self.engine, new).await.unwrap();
        Shop { cx: self.engine.on_behalf_of(shop) }
    }

    /// A folder for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Does everything that is queued and due.
    pub async fn run_jobs(&self) {
        while jobs::work(&self.engine, None).await.unwrap() {}
    }

    /// Jobs that were parked.
    pub async fn dead(&self) -> u64 {
        jobs::depth(&self.engine).await.unwrap().2
    }

    /// An address that nobody else in this test has. Ids go on at a round number, so that what came before does not
    /// change the words that this visitor hears.
    pub fn peer(&self) -> SocketAddr {
        let person = self.people.fetch_add(1, Ordering::SeqCst);
        self.clock.ids.fetch_max(u64::from(person) * 1_000_000, Ordering::SeqCst);
        SocketAddr::from(([10, 0, 0, person], 4000))
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let path = request.uri().path().to_owned();
        let answer = async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            (parts, axum::body::to_bytes(body, 8 << 20).await.unwrap())
        };
        // A stream where an answer was expected never ends.
        let whole = tokio::time::timeout(Duration::from_secs(30), answer).await;
        let (parts, body) = whole.unwrap_or_else(|_| panic!("{path} does not end"));
        let door = ["/api/account/", "/api/members/"].iter().any(|door| path.starts_with(door))
            || ["/login", "/signup", "/forgot"].contains(&path.as_str())
            || path.starts_with("/reset/")
            || path.starts_with("/invite/");
        let ended =
            parts.headers.get(header::SET_COOKIE).is_some_and(|cookie| cookie.to_str().unwrap().contains("Max-Age=0"));
        assert!(
            door || ended || !parts.headers.contains_key(header::SET_COOKIE),
            "a cookie at {path}: {:?}",
            parts.headers
        );
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Asks as somebody who has nothing but the address.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.send(request(method, path, headers, body)).await
    }

    /// A visitor of a shop's page who opens its chat.
    pub async fn shopper(&self, site: &str, origin: &str) -> Shopper {
        let mut shopper = Shopper {
            site: site.to_owned(),
            origin: origin.to_owned(),
            peer: self.peer(),
            visitor: String::new(),
            token: String::new(),
            messages: AtomicU8::new(0),
        };
        let page = shopper.opens(self).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        shopper
    }
}

/// A request as a program sends it: no header but those given.
pub fn request(method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

/// What came back, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A shop, as its merchant has it in the shell.
pub struct Shop {
    pub cx: Ctx,
}

impl Shop {
    /// Imports a table to its end.
    pub async fn imports(&self, file: &Path) -> import::Report {
        self.tries(file).await.unwrap()
    }

    pub async fn tries(&self, file: &Path) -> engine::Result<import::Report> {
        let id = import::accept(&self.cx, file, "products.csv").await?;
        import::wait(&self.cx, id).await
    }

    /// Handles of the products found, best first.
    pub async fn finds(&self, query: &str) -> Vec<String> {
        let answer = engine::find::search(&self.cx, query, 100, false).await.unwrap();
        answer.results.into_iter().map(|hit| hit.handle).collect()
    }
}

/// Somebody on a shop's page, with the chat open.
pub struct Shopper {
    pub site: String,
    pub origin: String,
    pub peer: SocketAddr,
    pub visitor: String,
    pub token: String,
    pub messages: AtomicU8,
}

impl Shopper {
    /// The loader's question, as a browser asks it.
    pub async fn begins(&self, app: &TestApp) -> Answer {
        let visitor = Some(&self.visitor).filter(|visitor| !visitor.is_empty());
        let body = serde_json::json!({ "site": self.site, "visitor": visitor }).to_string();
        let headers =
            [("origin", self.origin.as_str()), ("sec-fetch-site", "cross-site"), ("content-type", "application/json")];
        self.sends(app, request(Method::POST, "/widget/session", &headers, body)).await
    }

    /// Opens the chat page; a visitor who was here before goes on.
    pub async fn opens(&mut self, app: &TestApp) -> Answer {
        let session = self.begins(app).await;
        assert_eq!(session.status, StatusCode::OK, "{}", session.body);
        let session: widget::Session = serde_json::from_value(session.json()).unwrap();
        self.visitor = session.visitor;
        let page = self.enters(app, &session.ticket).await;
        if page.status == StatusCode::OK {
            self.token = page::token(&page.body);
        }
        page
    }

    pub async fn enters(&self, app: &TestApp, ticket: &str) -> Answer {
        let path = format!("/chat/{}?t={ticket}&o={}", self.site, page::encode(&self.origin));
        self.sends(app, request(Method::GET, &path, &[("accept", "text/html")], Body::empty())).await
    }

    pub async fn sends(&self, app: &TestApp, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(Peer(self.peer));
        app.send(request).await
    }

    /// Calls a server function as the chat page does.
    pub async fn calls(&self, app: &TestApp, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.posts(app, name, fields, "application/json").await
    }

    /// Sends a plain form, as a browser does without script.
    pub async fn submits(&self, app: &TestApp, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.posts(app, name, fields, "text/html,application/xhtml+xml;q=0.9").await
    }

    async fn posts(&self, app: &TestApp, name: &str, fields: &[(&str, &str)], accept: &str) -> Answer {
        let mut body = format!("token={}", page::encode(&self.token));
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", page::encode(value)));
        }
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", accept),
            ("sec-fetch-site", "same-origin"),
        ];
        self.sends(app, request(Method::POST, &format!("/api/chat/{name}"), &headers, body)).await
    }

    pub async fn says_as(&self, app: &TestApp, client_id: &str, text: &str) -> Answer {
        self.calls(app, "say", &[("client_id", client_id), ("text", text), ("look", "")]).await
    }

    /// Writes a message that must be taken; the answer waits for `run_jobs`.
    pub async fn writes(&self, app: &TestApp, text: &str) {
        let id = format!("m{}", self.messages.fetch_add(1, Ordering::SeqCst));
        let answer = self.says_as(app, &id, text).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// Writes, and has it answered.
    pub async fn asks(&self, app: &TestApp, text: &str) {
        self.writes(app, text).await;
        app.run_jobs().await;
    }

    /// The thread as the chat page shows it.
    pub async fn thread(&self, app: &TestApp) -> ChatThread {
        widget::thread(&app.engine, &self.token, "en").await.unwrap()
    }

    /// The thread as a script: who says what, and which products are shown.
    pub async fn transcript(&self, app: &TestApp) -> String {
        let thread = self.thread(app).await;
        let mut script = String::new();
        for message in &thread.messages {
            let who = match message.author {
                Author::Customer => "shopper",
                Author::Assistant => "shop",
                Author::Member => "person",
                Author::System => "note",
            };
            for part in &message.parts {
                match part {
                    Part::Text { text, .. } => script.push_str(&format!("{who}: {text}\n")),
                    Part::Cards { cards } => {
                        for card in cards {
                            let stock = if card.in_stock { "" } else { ", sold out" };
                            script.push_str(&format!("{who}: [{} {}{stock}]\n", card.name, card.price));
                        }
                    }
                    Part::Comparison { comparison } => {
                        for row in &comparison.rows {
                            script.push_str(&format!("{who}: | {}: {}\n", row.name, row.values.join(" | ")));
                        }
                    }
                }
            }
            if message.open {
                script.push_str(&format!("{who}: …\n"));
            }
            if !message.quick_replies.is_empty() && Some(message) == thread.messages.last() {
                script.push_str(&format!("{who}: ({})\n", message.quick_replies.join(") (")));
            }
        }
        script
    }
}

/// The conversation of a token.
pub async fn conversation(app: &TestApp, shopper: &Shopper) -> types::ConversationId {
    widget::visit(&app.engine, &shopper.token).await.unwrap().conversation
}

/// A message of the shell's way to talk.
pub async fn tell(shop: &Shop, conversation: types::ConversationId, id: &str, text: &str) -> converse::Told {
    converse::say(&shop.cx, conversation, id, text, converse::MindChoice::Auto).await.unwrap()
}
