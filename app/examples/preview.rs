//! Shows the chat page in its moments without a shop: `cargo run -p app --features ssr --example preview SITE PICTURES`.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{
    ssr::{self, ChatLook},
    widget::{Notice, Page},
};
use axum::{
    Form, Json, Router,
    extract::{Path, Query, Request, State},
    response::sse::{Event, Sse},
    routing::{get, post},
};
use engine::widget::Visit;
use leptos::config::LeptosOptions;
use types::{
    Author, CardVariant, Comparison, ComparisonRow, ConversationId, Currency, Language, MessageId, Money, Part, ProductCard, ProductId,
    Time, TurnId, VariantId, Voice,
    chat::{ChatEvent, ChatMessage, ChatThread},
};

#[derive(Clone)]
struct Stage {
    options: LeptosOptions,
    said: Arc<Mutex<Vec<ChatEvent>>>,
}

fn money(amount: i64) -> Money {
    Money::new(amount, Currency::USD)
}

fn card(n: u64, name: &str, picture: &str, price: i64, before: Option<i64>, colors: &[&str], sizes: &[(&str, bool)]) -> ProductCard {
    let mut variants = Vec::new();
    for color in colors {
        for (size, in_stock) in sizes {
            let mut options = vec![("color".to_owned(), color.to_lowercase())];
            let mut labels = vec![(*color).to_owned()];
            if !size.is_empty() {
                options.push(("size".to_owned(), size.to_lowercase()));
                labels.push((*size).to_owned());
            }
            variants.push(CardVariant {
                id: VariantId::from_parts(n, [variants.len() as u8; 10]),
                sku: Some(format!("SKU-{n}-{}", variants.len())),
                options: options.into_iter().collect(),
                labels,
                price: money(price),
                compare_at: before.map(money),
                in_stock: *in_stock,
                image: None,
            });
        }
    }
    ProductCard {
        id: ProductId::from_parts(n, [0; 10]),
        handle: format!("product-{n}"),
        name: name.to_owned(),
        price: money(price),
        compare_at: before.map(money),
        from_price: false,
        in_stock: variants.iter().any(|variant| variant.in_stock),
        few_left: (n == 2).then_some(2),
        url: Some(format!("https://shop.example/products/{n}")),
        image: (!picture.is_empty()).then(|| format!("/pictures/{picture}.svg")),
        image_alt: name.to_owned(),
        brand: None,
        variants,
        matching: 1,
    }
}

fn dresses() -> Vec<ProductCard> {
    vec![
        card(1, "Linen sundress", "dress", 6400, Some(8000), &["Blue", "Sand"], &[("M", true), ("S", true), ("L", false)]),
        card(2, "Striped beach dress", "dress-striped", 7200, None, &["Blue"], &[("M", true), ("S", true)]),
        card(3, "Chambray shirt dress with long sleeves", "dress-shirt", 7900, None, &["Blue", "Indigo"], &[("M", true), ("L", true)]),
        card(4, "Enamel milk jug", "", 2600, None, &["White"], &[("", false)]),
    ]
}

fn text(text: &str) -> Part {
    Part::Text { text: text.to_owned(), draft: None }
}

fn message(n: u64, author: Author, parts: Vec<Part>, quick: &[&str]) -> ChatMessage {
    ChatMessage {
        id: MessageId::from_parts(n, [0; 10]),
        turn: Some(TurnId::from_parts(n, [0; 10])),
        seq: n as i64,
        author,
        parts,
        open: false,
        at: Time::from_timestamp(1_795_080_000 + n as i64 * 40, 0).unwrap_or_default(),
        quick_replies: quick.iter().map(|text| (*text).to_owned()).collect(),
    }
}

fn thread(name: &str) -> (ChatThread, Option<Notice>) {
    let mut thread = ChatThread {
        shop_name: "Orchard Lane".into(),
        language: Language::English,
        voice: Voice::Assistant,
        messages: vec![],
        last_event: 0,
        looking: false,
        wants_contact: false,
        starters: vec!["A summer dress under $80".into(), "What is on sale?".into(), "A gift for my mother".into(), "New this week".into()],
    };
    let asked = message(1, Author::Customer, vec![text("blue summer dress under $80, size M")], &[]);
    let found = message(
        2,
        Author::Assistant,
        vec![
            Part::Cards { cards: dresses() },
            text("Three blue summer dresses under $80.00 in size M."),
            text("The linen sundress is reduced from $80.00 to $64.00."),
        ],
        &["Cheaper", "Compare the first two", "In red"],
    );
    let mut notice = None;
    match name {
        "empty" => {}
        "compare" => {
            let rows = [
                ("price", ["$64.00", "$79.00"]), ("material", ["Linen, unlined", "Cotton, lined"]), ("length", ["Below the knee", "Midi"]),
                ("sizes", ["S, M", "M, L"]), ("availability", ["In stock", "In stock"]),
            ];
            let rows = rows.map(|(name, values)| ComparisonRow { name: name.into(), values: values.map(str::to_owned).to_vec() });
            let products = vec![dresses()[0].clone(), dresses()[2].clone()];
            thread.messages = vec![
                message(1, Author::Customer, vec![text("compare the first and the last")], &[]),
                message(2, Author::Assistant, vec![
                    Part::Comparison { comparison: Comparison { products, rows: rows.to_vec() } },
                    text("The sundress costs $15.00 less."), text("The shirt dress is lined."),
                ], &["Take the sundress", "Show it in sand"]),
                message(3, Author::Customer, vec![text("I'll take it")], &[]),
                message(4, Author::Assistant, vec![text("Good choice. Here it is: https://shop.example/products/linen-sundress?variant=2.")], &[]),
            ];
        }
        "one" => {
            thread.messages = vec![
                message(1, Author::Customer, vec![text("is the sundress there in sand?")], &[]),
                message(2, Author::Assistant, vec![text("Yes, the Linen sundress comes in sand, size M is in stock."), Part::Cards { cards: vec![dresses()[0].clone()] }], &["Add it", "Something similar"]),
            ];
        }
        "person" => {
            thread.messages = vec![
                message(1, Author::Customer, vec![text("can I talk to somebody?")], &[]),
                message(2, Author::Assistant, vec![text("Of course. I have asked for a person from Orchard Lane.")], &[]),
                message(3, Author::Member, vec![text("Hi, Tom here. I have the dress in front of me, what would you like to know?")], &[]),
                message(4, Author::Customer, vec![text("is it see-through?")], &[]),
                message(5, Author::Customer, vec![text("and how long is it?")], &[]),
            ];
            thread.voice = Voice::Human;
            thread.wants_contact = true;
        }
        "offline" | "limited" | "failed" | "looking" => {
            thread.messages = vec![asked.clone(), found, message(3, Author::Customer, vec![text("something cheaper")], &[])];
            thread.looking = name == "looking";
            notice = match name {
                "offline" => Some(Notice::Offline),
                "limited" => Some(Notice::Limited { seconds: 20 }),
                "failed" => Some(Notice::Failed),
                _ => None,
            };
        }
        "rtl" => {
            let mut cards = dresses();
            cards[0].name = "فستان كتان أزرق".into();
            cards[1].name = "فستان شاطئ مخطط".into();
            cards[2].name = "فستان قميص".into();
            thread.messages = vec![
                message(1, Author::Customer, vec![text("فستان صيفي أزرق مقاس M")], &[]),
                message(2, Author::Assistant, vec![Part::Cards { cards: cards[..3].to_vec() }, text("هذه فساتين باللون الأزرق ومقاسك متوفر.")], &["أرخص", "باللون الأحمر"]),
            ];
        }
        _ => thread.messages = vec![asked, found],
    }
    (thread, notice)
}

async fn chat(State(stage): State<Stage>, Path(name): Path<String>, request: Request) -> axum::response::Response {
    let sites = vec!["http://127.0.0.1:4401".to_owned()];
    let look = ChatLook::read(request.uri().query().unwrap_or_default(), &sites);
    let (thread, notice) = thread(&name);
    let visit = Visit {
        site: name,
        shop_name: thread.shop_name.clone(),
        sites,
        token: "token".into(),
        conversation: ConversationId::from_parts(1, [0; 10]),
    };
    let policy: ssr::Policy = Arc::new(|nonce| {
        format!("default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src *; object-src 'none'; base-uri 'none'; form-action 'self'")
    });
    let theme = look.theme;
    if visit.site == "stopped" {
        return ssr::problem_response(stage.options, request, types::Problem::not_found(), &look, policy).await;
    }
    let page = Page { notice, ..ssr::page(visit, &look, thread) };
    ssr::page_response(stage.options, request, page, theme, policy).await
}

#[derive(serde::Deserialize)]
struct Said {
    text: String,
}

async fn say(State(stage): State<Stage>, Form(said): Form<Said>) -> Json<Option<MessageId>> {
    let n = 100 + stage.said.lock().map(|said| said.len() as u64).unwrap_or_default();
    let push = move |event: ChatEvent| {
        if let Ok(mut said) = stage.said.lock() {
            said.push(event);
        }
    };
    let own = message(n, Author::Customer, vec![text(&said.text)], &[]);
    let id = own.id;
    push(ChatEvent::Message { message: own });
    tokio::task::spawn(async move {
        let turn = TurnId::from_parts(n, [0; 10]);
        let reply = message(n + 1, Author::Assistant, vec![Part::Cards { cards: dresses() }, text("Here are four."), text("The first is reduced.")], &["Cheaper"]);
        push(ChatEvent::Looking { turn });
        tokio::time::sleep(Duration::from_millis(900)).await;
        for (position, part) in reply.parts.iter().cloned().enumerate() {
            push(ChatEvent::Part { message: reply.id, turn: Some(turn), position: position as i64, part });
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        push(ChatEvent::Message { message: reply });
    });
    Json(Some(id))
}

#[derive(serde::Deserialize)]
struct After {
    after: usize,
}

async fn live(State(stage): State<Stage>, Query(After { after }): Query<After>) -> Sse<impl futures::Stream<Item = Result<Event, Infallible>>> {
    Sse::new(futures::stream::unfold((stage, after), |(stage, after)| async move {
        loop {
            let event = stage.said.lock().ok().and_then(|said| said.get(after).cloned());
            if let Some(event) = event {
                let told = Event::default().id((after + 1).to_string()).json_data(event).unwrap_or_default();
                return Some((Ok(told), (stage, after + 1)));
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (site, pictures) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let options = LeptosOptions::builder().output_name("vitrine").site_root(site.clone()).build();
    let stage = Stage { options: options.clone(), said: Arc::default() };
    let standings: ssr::Standings = Arc::new(|| Box::pin(async { standing() }));
    let policy: ssr::Policy = Arc::new(|nonce| {
        format!("default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; base-uri 'none'")
    });
    let home: Router = ssr::home_router(engine::Engine {}, options, standings, policy);
    let router = Router::new()
        .route("/chat/{name}", get(chat))
        .route("/api/chat/say", post(say))
        .route("/widget/live", get(live))
        .with_state(stage)
        .nest_service("/pictures", tower_http::services::ServeDir::new(pictures))
        .fallback_service(home.fallback_service(tower_http::services::ServeDir::new(site)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4400").await?;
    axum::serve(listener, router).await
}

fn standing() -> app::api::home::Standing {
    let line = |tone, what: &str, how: &str| app::api::home::Health { tone, what: what.into(), how: how.into() };
    use app::components::Tone;
    app::api::home::Standing {
        version: "0.1.0".into(),
        demo: true,
        health: vec![
            line(Tone::Positive, "Database", "SQLite, answers in 1 ms"),
            line(Tone::Caution, "Search", "By words only: the language model is not there yet"),
            line(Tone::Positive, "Work", "Nothing waits"),
        ],
    }
}
