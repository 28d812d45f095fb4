//! The language model in the product: it answers, it fails, it lies, it costs; the shopper has an answer every time.

use std::time::{Duration, Instant};

use engine::{Settings, converse, minds, settings, widget};
use fakes::{
    Fault, Script,
    openai::{Fake, Running},
};
use types::{
    Channel, ConversationId, MindKind, Part, SpendLimits, Tier, WhyLocal,
    chat::{ChatEvent, ChatMessage},
    settings::{ModelForm, TokenPrices},
};

use crate::{
    app::{SITE, Shop, TestApp, conversation, fixture},
    database::Database,
    page,
};

const KEY: &str = "sk-test-0123456789abcdef";
const MODEL: &str = "gpt-4.1-mini";
/// $1 for a million tokens, in or out.
const PRICES: TokenPrices = TokenPrices { input: 1_000_000, cached: 1_000_000, written: None, output: 1_000_000 };

/// A house whose shops may ask this machine, and that waits for nothing longer than half a second.
async fn house(database: Database) -> (TestApp, Shop) {
    let millis = Duration::from_millis;
    let deadlines =
        minds::Deadlines { connect: millis(300), first_token: millis(500), idle: millis(500), total: millis(1_500) };
    house_that_waits(database, deadlines).await
}

async fn house_that_waits(database: Database, deadlines: minds::Deadlines) -> (TestApp, Shop) {
    let llm = minds::Settings { deadlines, reach: minds::Reach::OwnMachine };
    let app = TestApp::open_with(database, Settings { llm, ..Settings::default() }, None).await;
    let shop = app.add_shop("orchard", SITE).await;
    shop.imports(&fixture("catalogue.csv")).await;
    (app, shop)
}

async fn connect(shop: &Shop, base_url: &str) {
    let form = ModelForm {
        base_url: base_url.to_owned(),
        model: MODEL.to_owned(),
        key: KEY.to_owned(),
        prices: Some(PRICES),
        ..ModelForm::default()
    };
    settings::set_model(&shop.cx, form).await.unwrap();
}

async fn played(shop: &Shop, script: Script) -> Running {
    let fake = Fake::start(Script { delay_ms: 3_000, ..script }.key(KEY)).await.unwrap();
    connect(shop, &fake.base_url).await;
    fake
}

async fn begin(shop: &Shop, visitor: &str) -> ConversationId {
    converse::open(&shop.cx, Channel::Api, visitor, false).await.unwrap().1
}

async fn ask(shop: &Shop, conversation: ConversationId, id: &str, text: &str) -> converse::Told {
    converse::say(&shop.cx, conversation, id, text, converse::MindChoice::Auto).await.unwrap()
}

async fn budget(shop: &Shop, day: Option<i64>, conversation: Option<i64>) {
    let limits = SpendLimits {
        day_micros: day,
        month_micros: None,
        conversation_micros: conversation,
        ..SpendLimits::default()
    };
    settings::set_limits(&shop.cx, limits).await.unwrap();
}

async fn spent(shop: &Shop) -> i64 {
    settings::limits(&shop.cx).await.unwrap().today.cost_micros
}

/// The 95th of a hundred.
fn p95(mut ms: Vec<f64>) -> f64 {
    ms.sort_by(f64::total_cmp);
    ms[(ms.len() * 95).div_ceil(100).saturating_sub(1)]
}

on_both! {
    async fn a_model_answers_and_is_paid(database) {
        let (_app, shop) = house(database).await;
        let fake = played(&shop, Script::default()).await;
        let conversation = begin(&shop, "ann").await;
        let told = ask(&shop, conversation, "1", "show me dresses").await;
        assert_eq!((told.tier, told.mind, told.why), (Tier::Full, Some(MindKind::Llm), None), "{told:?}");
        assert!(!told.products.is_empty() && told.cost_micros > 0, "{told:?}");
        assert_eq!(told.cost_micros, told.calls.iter().map(|call| call.cost_micros).sum::<i64>());
        assert_eq!(fake.violations(), [""; 0]);
        let more = ask(&shop, conversation, "2", "in red?").await;
        let view = settings::limits(&shop.cx).await.unwrap();
        assert_eq!(view.today.cost_micros, told.cost_micros + more.cost_micros);
        assert_eq!(view.month.cost_micros, view.today.cost_micros);
        assert_eq!(view.today.calls as usize, told.calls.len() + more.calls.len());
        assert_eq!(view.days.last(), Some(&view.today));
        let local = converse::say(&shop.cx, conversation, "3", "show me bags", converse::MindChoice::Local).await.unwrap();
        assert_eq!((local.mind, local.why, local.cost_micros), (Some(MindKind::Local), Some(WhyLocal::Chosen), 0));
        assert_eq!(spent(&shop).await, view.today.cost_micros, "the built-in mind costs nothing");
    }

    async fn whoever_asks_for_a_model_that_is_not_there_is_answered(database) {
        let (_app, shop) = house(database).await;
        let conversation = begin(&shop, "ann").await;
        let told = converse::say(&shop.cx, conversation, "1", "show me dresses", converse::MindChoice::Llm).await.unwrap();
        assert_eq!((told.tier, told.mind, told.why), (Tier::Local, Some(MindKind::Local), Some(WhyLocal::NotSet)));
        assert!(told.text.is_some_and(|text| !text.is_empty()));
    }

    async fn every_fault_is_answered_once(database) {
        let (app, shop) = house(database).await;
        let mut paid = 0;
        for (number, fault) in Fault::ALL.into_iter().enumerate() {
            let _fake = played(&shop, Script::default().then_fails(fault)).await;
            let visitor = app.shopper("orchard", SITE).await;
            let begun = Instant::now();
            visitor.asks(&app, "blue summer dress under $80, size M").await;
            assert!(begun.elapsed() < Duration::from_secs(10), "{fault:?} took {:?}", begun.elapsed());
            let thread = visitor.thread(&app).await;
            let answers = thread.messages.iter().filter(|message| message.author == types::Author::Assistant);
            let answers: Vec<_> = answers.collect();
            assert_eq!(answers.len(), 1, "{fault:?}");
            let said = answers[0].parts.iter().any(|part| !part.text().is_empty());
            assert!(said && !answers[0].open, "{fault:?}: {answers:?}");
            assert_eq!(app.dead().await, 0, "{number} {fault:?}");
            let now = spent(&shop).await;
            assert!(now >= paid, "{fault:?}");
            paid = now;
        }
        assert!(paid > 0, "failed calls that cost are booked too");
    }

    async fn a_spent_budget_asks_nobody(database) {
        let (app, shop) = house(database).await;
        let fake = played(&shop, Script::default()).await;
        let conversation = begin(&shop, "ann").await;
        budget(&shop, Some(1), None).await;
        let told = ask(&shop, conversation, "1", "show me dresses").await;
        assert_eq!((told.tier, told.why, told.cost_micros), (Tier::Local, Some(WhyLocal::Budget), 0));
        assert_eq!(fake.requests().len(), 0);
        budget(&shop, Some(10_000_000), Some(1)).await;
        let told = ask(&shop, conversation, "2", "show me dresses").await;
        assert_eq!((told.tier, told.why), (Tier::Local, Some(WhyLocal::Conversation)));
        budget(&shop, None, None).await;
        let told = ask(&shop, conversation, "3", "show me dresses").await;
        assert_eq!((told.tier, told.why), (Tier::Full, None));
        // Told at 80 %, and a new day begins with nothing.
        budget(&shop, Some(told.cost_micros * 10 / 9), None).await;
        let note = engine::ledger::note(&shop.cx).await.unwrap().unwrap();
        assert_eq!((note.percent, note.used_up, note.month), (90, false, false));
        let member = app.member("ann@orchard.example", "orchard", types::Role::Owner).await;
        let home = member.get("/s/orchard").await.body;
        assert!(page::text(&home).contains("90 % of the day's budget is spent"), "{home}");
        assert!(home.contains("href=\"/s/orchard/settings/limits\""), "{home}");
        budget(&shop, Some(told.cost_micros), None).await;
        let home = page::text(&member.get("/s/orchard").await.body);
        assert!(home.contains("The day's budget is used up"), "{home}");
        budget(&shop, Some(told.cost_micros * 2), None).await;
        assert!(!page::text(&member.get("/s/orchard").await.body).contains("budget is"));
        budget(&shop, Some(told.cost_micros * 10 / 9), None).await;
        assert_eq!(ask(&shop, conversation, "4", "show me bags").await.why, Some(WhyLocal::Budget));
        app.clock.advance(Duration::from_secs(24 * 3_600));
        assert_eq!(engine::ledger::note(&shop.cx).await.unwrap(), None);
    }

    async fn turns_at_once_do_not_overrun_a_budget(database) {
        let (app, shop) = house(database).await;
        let fake = played(&shop, Script::default()).await;
        let conversation = begin(&shop, "ann").await;
        let one = ask(&shop, conversation, "1", "show me dresses").await.cost_micros;
        let most = 40_000.max(one * 12);
        budget(&shop, Some(most), None).await;
        let visitors: Vec<_> = futures::future::join_all((0..24).map(|n| {
            let (shop, n) = (&shop, n);
            async move { begin(shop, &format!("visitor {n}")).await }
        }))
        .await;
        let told = futures::future::join_all(visitors.iter().map(|visitor| ask(&shop, *visitor, "1", "show me dresses"))).await;
        let (paid, free): (Vec<_>, Vec<_>) = told.iter().partition(|told| told.mind == Some(MindKind::Llm));
        assert!(!paid.is_empty() && !free.is_empty(), "{} paid, {} free", paid.len(), free.len());
        assert!(told.iter().all(|told| told.text.is_some()));
        assert!(spent(&shop).await <= most, "{} of {most}", spent(&shop).await);
        drop((app, fake));
    }

    async fn a_key_is_never_told_and_goes_nowhere_else(database) {
        let (_app, shop) = house(database).await;
        let fake = played(&shop, Script::default()).await;
        let view = settings::model(&shop.cx).await.unwrap();
        assert!(!serde_json::to_string(&view).unwrap().contains(KEY));
        let key = view.key.unwrap();
        assert_eq!(key.ends, "cdef");
        let form = view.form.unwrap();
        // The same server, no key: the one that is kept goes on.
        settings::set_model(&shop.cx, ModelForm { model: "gpt-6-luna".to_owned(), ..form.clone() }).await.unwrap();
        settings::set_model(&shop.cx, form.clone()).await.unwrap();
        let report = settings::test_model(&shop.cx, form.clone()).await.unwrap();
        assert!(report.well, "{report:?}");
        // Another server must be given a key of its own; a listener there would have been sent this one.
        let public = ModelForm { base_url: "https://llm.example/v1".to_owned(), ..form.clone() };
        let refused = settings::set_model(&shop.cx, public.clone()).await.unwrap_err().problem();
        assert_eq!(refused.fields[0].field, "key");
        assert!(settings::test_model(&shop.cx, public).await.is_err());
        let open = ModelForm { base_url: "http://llm.example/v1".to_owned(), key: "sk-other".to_owned(), ..form };
        assert_eq!(settings::set_model(&shop.cx, open).await.unwrap_err().problem().fields[0].field, "base_url");
        settings::remove_model(&shop.cx).await.unwrap();
        let view = settings::model(&shop.cx).await.unwrap();
        assert_eq!((view.form, view.key, view.now.local), (None, None, Some(WhyLocal::NotSet)));
        let conversation = begin(&shop, "ann").await;
        let before = fake.requests().len();
        assert_eq!(ask(&shop, conversation, "1", "show me dresses").await.why, Some(WhyLocal::NotSet));
        assert_eq!(fake.requests().len(), before);
    }

    async fn a_voice_is_heard_and_paid(database) {
        let (_app, shop) = house(database).await;
        let fake = played(&shop, Script::default()).await;
        let voice = types::BrandVoice::Custom { text: "Like a sailor.".to_owned() };
        let heard = minds::hear(&shop.cx, voice).await.unwrap();
        assert!(heard.instead.is_none() && !heard.answer.is_empty(), "{heard:?}");
        assert!(heard.cost_micros > 0 && spent(&shop).await == heard.cost_micros);
        assert!(fake.requests()[0].to_string().contains("Like a sailor."));
        fake.stop();
        let heard = minds::hear(&shop.cx, types::BrandVoice::Luxury).await.unwrap();
        assert!(heard.instead.is_some_and(|why| !why.is_empty()) && !heard.answer.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_inside_are_the_operators_to_allow() {
    let app = TestApp::open(Database::sqlite()).await;
    let shop = app.add_shop("orchard", SITE).await;
    for address in [
        "http://127.0.0.1:9464/v1",
        "http://localhost/v1",
        "http://10.0.0.1/v1",
        "http://169.254.169.254/v1",
        "ftp://x.example",
        "",
    ] {
        let form = ModelForm { base_url: address.to_owned(), model: MODEL.to_owned(), ..ModelForm::default() };
        for refused in [
            settings::set_model(&shop.cx, form.clone()).await.map(drop),
            settings::test_model(&shop.cx, form.clone()).await.map(drop),
        ] {
            assert_eq!(refused.unwrap_err().problem().fields[0].field, "base_url", "{address}");
        }
    }
}

/// How many turns: a hundred, or what `VITRINE_TURNS` says (`scripts/bench`).
fn turns() -> usize {
    crate::database::variable("VITRINE_TURNS").and_then(|turns| turns.parse().ok()).unwrap_or(100)
}

const QUESTIONS: [&str; 8] = [
    "hello",
    "blue summer dress under $80, size M",
    "something cheaper",
    "show me bags",
    "compare the first two",
    "is it in stock?",
    "what does the second one cost?",
    "thanks",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_a_dead_provider() {
    let (app, shop) = house(Database::sqlite()).await;
    let fake = played(&shop, Script::default()).await;
    fake.stop();
    let mut ms = Vec::new();
    let mut conversation = begin(&shop, "0").await;
    for turn in 0..turns() {
        if turn % QUESTIONS.len() == 0 {
            conversation = begin(&shop, &turn.to_string()).await;
        }
        // The breaker lets one through again every half a minute.
        app.clock.advance(Duration::from_secs(1));
        let told = ask(&shop, conversation, &turn.to_string(), QUESTIONS[turn % QUESTIONS.len()]).await;
        assert!(told.text.is_some_and(|text| !text.is_empty()), "turn {turn}");
        ms.push(told.ms);
    }
    let worst = ms.iter().copied().fold(0.0, f64::max);
    let p95 = p95(ms);
    eprintln!("dead provider: {} turns, all answered, p95 {p95:.1} ms, the longest {worst:.1} ms", turns());
    assert!(p95 < 2_000.0 && worst < 10_000.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lying_model_is_not_believed() {
    let (_app, shop) = house(Database::sqlite()).await;
    budget(&shop, None, None).await;
    let _fake = played(&shop, Script::default().lies(7)).await;
    let real = real_amounts();
    let mut by_model = 0;
    for turn in 0..turns() {
        let conversation = begin(&shop, &turn.to_string()).await;
        let question = ["blue summer dress under $80, size M", "show me bags", "something warm"][turn % 3];
        let told = ask(&shop, conversation, "1", question).await;
        let text = told.text.unwrap_or_default();
        assert!(!text.is_empty(), "turn {turn}");
        if told.mind != Some(MindKind::Llm) {
            continue;
        }
        by_model += 1;
        assert!(!fakes::has_false_figure(&text, &real), "turn {turn}: {text}");
        assert_eq!(fakes::lie_in(&text), None, "turn {turn}: {text}");
    }
    eprintln!("lying model: {} turns, {by_model} by the model, no false figure, stock word or link", turns());
    assert!(by_model * 3 > turns(), "the model must be heard for this to say anything: {by_model}");
}

/// Prices as the shop writes them, and what the shopper wrote.
fn real_amounts() -> Vec<String> {
    let table = std::fs::read_to_string(fixture("catalogue.csv")).unwrap();
    let mut amounts: Vec<String> = table
        .split([',', '\n'])
        .filter(|cell| {
            cell.split_once('.').is_some_and(|(whole, part)| part.len() == 2 && whole.parse::<u32>().is_ok())
        })
        .map(|cell| format!("${cell}"))
        .collect();
    amounts.extend(["$80.00", "$80"].map(str::to_owned));
    amounts.sort_by_key(|amount| std::cmp::Reverse(amount.len()));
    amounts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_models_turn_adds_little_of_its_own() {
    let (_app, shop) = house(Database::sqlite()).await;
    budget(&shop, None, None).await;
    let _fake = played(&shop, Script::default()).await;
    let mut own = Vec::new();
    for turn in 0..turns() {
        let conversation = begin(&shop, &turn.to_string()).await;
        let told = ask(&shop, conversation, "1", "blue summer dress under $80, size M").await;
        assert_eq!(told.mind, Some(MindKind::Llm));
        own.push(told.ms - told.calls.iter().map(|call| call.ms as f64).sum::<f64>());
    }
    let p95 = p95(own);
    eprintln!("a model's turn, beyond its provider: {} turns, p95 {p95:.1} ms", turns());
    assert!(p95 < 100.0);
}

/// The provider is asked and says nothing: the cards are on the stream meanwhile. Then it dies, and the built-in mind goes on
/// in the same reply.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cards_do_not_wait_for_the_provider() {
    let long = Duration::from_secs(60);
    let deadlines = minds::Deadlines { connect: long, first_token: long, idle: long, total: long };
    let (app, shop) = house_that_waits(Database::sqlite(), deadlines).await;
    let silent = Script { delay_ms: 3_600_000, ..Script::default() }.then_fails(Fault::SlowHeaders).key(KEY);
    let fake = Fake::start(silent).await.unwrap();
    connect(&shop, &fake.base_url).await;
    let shopper = app.shopper("orchard", SITE).await;
    let cards = |message: &ChatMessage| message.parts.iter().filter(|part| matches!(part, Part::Cards { .. })).count();
    let watching = async {
        let mut after = 0;
        loop {
            let events = widget::events(&app.engine, &shopper.token, after, 10_000).await.unwrap();
            assert!(!events.is_empty(), "nothing was shown");
            after = events.last().map_or(after, |(seq, _)| *seq);
            if events.iter().any(|(_, event)| matches!(event, ChatEvent::Part { part: Part::Cards { .. }, .. })) {
                break;
            }
        }
        let thread = shopper.thread(&app).await;
        let reply = thread.messages.last().unwrap();
        assert!(reply.open && reply.parts.len() == 1 && cards(reply) == 1, "the model has said nothing: {reply:?}");
        fake.stop();
    };
    tokio::join!(shopper.asks(&app, "blue summer dress under $80, size M"), watching);
    let thread = shopper.thread(&app).await;
    assert_eq!(thread.messages.len(), 2, "one answer");
    let reply = &thread.messages[1];
    assert!(!reply.open && cards(reply) == 1 && reply.parts.len() > 1, "{reply:?}");
    let conversation = conversation(&app, &shopper).await;
    let turn = reply.turn.unwrap();
    let told = converse::told(&shop.cx, conversation, turn).await.unwrap();
    assert_eq!((told.tier, told.mind), (Tier::Local, Some(MindKind::Local)));
}

/// Ways to be slow, each with the deadlines that the product has, all four times shorter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_turn_lasts_longer_than_ten_seconds() {
    let usual = minds::Settings::default().deadlines;
    let deadlines = minds::Deadlines {
        connect: usual.connect / 4,
        first_token: usual.first_token / 4,
        idle: usual.idle / 4,
        total: usual.total / 4,
    };
    let most = Duration::from_millis(2_500);
    let (_app, shop) = house_that_waits(Database::sqlite(), deadlines).await;
    let slow = |fault, delay_ms| Script { delay_ms, ..Script::default() }.then_fails(fault);
    let hour = 3_600_000;
    let mut rounds = Script { delay_ms: 900, ..Script::default() };
    for handle in 1..9 {
        rounds = rounds.answers(fakes::Answer {
            calls: vec![fakes::ScriptedCall {
                name: "get_product_variants".to_owned(),
                arguments: serde_json::json!({ "product": format!("p{handle}") }),
            }],
            fault: Some(Fault::SlowHeaders),
            ..fakes::Answer::default()
        });
    }
    for (name, script) in [
        ("stalls before headers", slow(Fault::SlowHeaders, hour)),
        ("stalls in mid-stream", slow(Fault::Stall, hour)),
        ("is always just in time", slow(Fault::SlowHeaders, 900)),
        ("drips", slow(Fault::Drip, hour)),
        ("calls tools slowly", rounds),
        ("is busy for an hour", slow(Fault::RateLimitedForAnHour, hour)),
        ("is busy for a second", slow(Fault::RateLimited, hour)),
        ("thinks aloud", slow(Fault::Thinks, hour)),
        ("talks without end", slow(Fault::Huge, hour)),
        ("fails", slow(Fault::Html500, hour)),
    ] {
        let fake = Fake::start(script.key(KEY)).await.unwrap();
        connect(&shop, &fake.base_url).await;
        for question in ["blue summer dress under $80, size M", "what do you make of it?"] {
            let conversation = begin(&shop, &format!("{name} {question}")).await;
            let begun = Instant::now();
            let told = ask(&shop, conversation, "1", question).await;
            let took = begun.elapsed();
            assert!(took < most, "a provider that {name} made a turn of {took:?}");
            assert!(told.text.is_some_and(|text| !text.is_empty()), "a provider that {name}");
        }
    }
}
