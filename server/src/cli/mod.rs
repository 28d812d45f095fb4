//! The command line. Results go to stdout, everything else to stderr; 0 done, 1 failed, 2 wrong usage or configuration.

mod audit;
mod fake;
mod files;
mod member;
mod past;

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use engine::{Ctx, Engine, Error, accounts, converse, demo, evaluate, find, shops};
use serde::Serialize;
use tokio::{net::TcpListener, sync::watch};
use types::{
    Channel, ConversationId, ImportId, TurnId,
    intake::{FileFormat, Target},
};

use crate::{config::Config, http, present, routes, state, worker};

/// The model is waited for this long before the first answer.
const MODEL_PATIENCE: Duration = Duration::from_secs(10);

/// An AI shopping assistant that you host yourself.
///
/// Settings: `vitrine.toml` in this folder, or VITRINE_* variables; `vitrine settings` prints the manual.
#[derive(Debug, Parser)]
#[command(name = "vitrine", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve pages, widget and webhooks, and work on what is queued.
    Serve {
        /// Leave the queue to `vitrine work`.
        #[arg(long)]
        no_work: bool,
    },
    /// Work on what is queued, without serving.
    Work,
    /// Bring the database to the newest form (every command does so first).
    Migrate,
    /// Print all settings with their meaning and defaults.
    Settings,
    /// Make the demo shop, or bring it up to date.
    Demo {
        /// Another origin that may show the demo shop's chat.
        #[arg(long, value_name = "ORIGIN")]
        site: Vec<String>,
        #[command(flatten)]
        past: past::Past,
    },
    /// Shops.
    #[command(subcommand)]
    Shop(ShopCommand),
    /// Members: who may log in.
    #[command(subcommand)]
    Member(member::MemberCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Import a file of products: Shopify's CSV, old and new, a plain table, or JSON lines.
    #[command(after_help = files::FORMATS)]
    Import {
        #[command(flatten)]
        shop: ShopArg,
        file: PathBuf,
        /// What a column means where its name does not say so: a field (title, price, quantity, …), `attribute:Name`, or
        /// `ignore`.
        #[arg(long, value_name = "COLUMN=FIELD", value_parser = files::read_mapping)]
        map: Vec<(String, Target)>,
        /// Only say what would happen.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Take an import back: what it made is removed, what it changed is as it was. Products that somebody changed since are
    /// left alone.
    Undo {
        #[command(flatten)]
        shop: ShopArg,
        /// As `vitrine import` printed it.
        import: ImportId,
    },
    /// Write a shop's products to a file; importing it again changes nothing.
    #[command(after_help = files::FORMATS)]
    Export {
        #[command(flatten)]
        shop: ShopArg,
        /// Else stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[arg(long, value_parser = files::read_format, default_value = "csv", value_name = "csv|jsonl")]
        format: FileFormat,
        #[command(flatten)]
        which: files::Which,
    },
    /// Search a shop's products as its assistant does.
    Search {
        #[command(flatten)]
        shop: ShopArg,
        /// What a shopper would write.
        #[arg(allow_hyphen_values = true)]
        query: String,
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=100))]
        limit: u8,
        /// Say why each product was found.
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Talk to a shop's assistant: one message per line of stdin, one conversation.
    Chat {
        #[command(flatten)]
        shop: ShopArg,
        #[arg(long, value_enum, default_value_t = Mind::Auto)]
        mind: Mind,
        /// `json`: every line is a JSON string.
        #[arg(long, value_enum, default_value_t = Lines::Text)]
        lines: Lines,
        #[command(flatten)]
        output: Output,
    },
    /// Measure quality.
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Play other people's servers on this machine.
    #[command(subcommand)]
    Fake(fake::FakeCommand),
}

#[derive(Debug, Subcommand)]
pub enum ShopCommand {
    /// Make a shop.
    Add {
        /// Small letters, digits and hyphens.
        handle: String,
        #[arg(long)]
        name: String,
        /// ISO 4217, such as USD.
        #[arg(long)]
        currency: String,
        /// Where a product lives, such as 'https://shop.example/products/{handle}'.
        #[arg(long, value_name = "TEMPLATE")]
        url: Option<String>,
        /// An origin whose pages may show the chat; the template's own is allowed already.
        #[arg(long, value_name = "ORIGIN")]
        site: Vec<String>,
    },
    /// Allow an origin to show the shop's chat.
    Allow { handle: String, origin: String },
    /// List all shops.
    List,
}

#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Measure search against human judgments; no shop is touched.
    Search {
        /// JSON lines, plain or gzip.
        #[arg(long, value_name = "FILE")]
        products: PathBuf,
        /// CSV: query,docid,rating.
        #[arg(long, value_name = "FILE")]
        judgments: PathBuf,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
pub struct ShopArg {
    /// The shop's handle or id.
    #[arg(long, value_name = "SHOP")]
    shop: String,
}

#[derive(Debug, Clone, Copy, Args)]
pub struct Output {
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mind {
    Auto,
    Local,
    Llm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    Text,
    Json,
}

impl Command {
    /// Runs until it is told to stop, and says what it does meanwhile.
    pub fn is_service(&self) -> bool {
        matches!(self, Command::Serve { .. } | Command::Work)
    }
}

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Failed(String),
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    pub fn code(&self) -> u8 {
        match self {
            Failure::Failed(_) => 1,
            Failure::Usage(_) => 2,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Problem(problem) => Failure::Failed(problem.detail.clone()),
            // The operator is told the cause: there is nobody else to look it up for.
            _ => Failure::Failed(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Failed(error.to_string())
    }
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    if let Command::Settings = command {
        return Ok(print(Config::manual())?);
    }
    if let Command::Fake(command) = command {
        return fake::run(command).await;
    }
    let engine = state::open_engine(&config).await?;
    match command {
        Command::Serve { no_work } => serve(engine, config, !no_work).await,
        Command::Work => work(engine, config).await,
        Command::Migrate => {
            eprintln!("The database has the newest form.");
            Ok(())
        }
        Command::Settings | Command::Fake(_) => Ok(()),
        Command::Demo { site, past } => {
            make_demo(&engine, &config, &site).await?;
            past::make(&engine, &past).await
        }
        Command::Shop(command) => shop(&engine, command).await,
        Command::Member(command) => member::run(&engine, command).await,
        Command::Audit(command) => audit::run(&engine, command).await,
        Command::Import { shop, file, map, dry_run, output } => {
            files::bring_in(&engine, &shop, &file, &map, dry_run, output).await
        }
        Command::Undo { shop, import } => files::take_back(&engine, &shop, import).await,
        Command::Export { shop, out, format, which } => {
            files::bring_out(&engine, &shop, out, format, which.into()).await
        }
        Command::Search { shop, query, limit, explain, output } => {
            let cx = find_shop(&engine, &shop).await?;
            engine.settled(MODEL_PATIENCE).await;
            let answer = find::search(&cx, &query, usize::from(limit), explain).await?;
            print(&if output.json { line(&answer)? } else { present::search(&answer) })?;
            Ok(())
        }
        Command::Chat { shop, mind, lines, output } => chat(&engine, &shop, mind, lines, output).await,
        Command::Eval(EvalCommand::Search { products, judgments, output }) => {
            engine.settled(MODEL_PATIENCE).await;
            let cache = config.data.folder.join("cache");
            let progress = |made, of| eprintln!("vectors: {made} of {of}");
            let report = evaluate::search(&engine, &products, &judgments, &cache, progress).await?;
            print(&if output.json { line(&report)? } else { present::evaluation(&report) })?;
            Ok(())
        }
    }
}

async fn find_shop(engine: &Engine, shop: &ShopArg) -> Result<Ctx, Failure> {
    shops::find(engine, &shop.shop).await.map_err(|error| match &error {
        Error::Problem(_) => Failure::Failed(format!(
            "there is no shop {:?}; `vitrine shop list` names them, `vitrine shop add` makes one",
            shop.shop
        )),
        _ => error.into(),
    })
}

async fn shop(engine: &Engine, command: ShopCommand) -> Result<(), Failure> {
    match command {
        ShopCommand::Add { handle, name, currency, url, site } => {
            let currency = currency.parse().map_err(|error| Failure::Usage(format!("--currency: {error}")))?;
            let new = shops::NewShop { handle, name, currency, url_template: url, sites: site };
            let shop = shops::add(engine, new).await?;
            Ok(print(&line(&shop)?)?)
        }
        ShopCommand::Allow { handle, origin } => {
            let cx = find_shop(engine, &ShopArg { shop: handle }).await?;
            Ok(shops::allow_site(&cx, &origin).await?)
        }
        ShopCommand::List => {
            for shop in shops::list(engine).await? {
                print(&line(&shop)?)?;
            }
            Ok(())
        }
    }
}

async fn make_demo(engine: &Engine, config: &Config, sites: &[String]) -> Result<(), Failure> {
    let products = state::site_folder(config).join("demo/products.csv");
    if !products.is_file() {
        return Err(Failure::Failed(format!(
            "the demo shop's goods are not at {}; `make build` puts them there",
            products.display()
        )));
    }
    engine.settled(MODEL_PATIENCE).await;
    let (cx, report) = demo::set_up(engine, &config.server.public_url, sites, &products).await?;
    let made = report.products;
    eprintln!(
        "The demo shop {:?} is ready: {} products new, {} changed, {} as before.",
        cx.shop().name,
        made.created,
        made.updated,
        made.unchanged
    );
    member::tell_demo_owner(engine).await
}

async fn chat(engine: &Engine, shop: &ShopArg, mind: Mind, lines: Lines, output: Output) -> Result<(), Failure> {
    let cx = find_shop(engine, shop).await?;
    engine.settled(MODEL_PATIENCE).await;
    find::warm(&cx).await?;
    let mind = match mind {
        Mind::Auto => converse::MindChoice::Auto,
        Mind::Local => converse::MindChoice::Local,
        Mind::Llm => converse::MindChoice::Llm,
    };
    let visitor = engine.id(ConversationId::from_parts)?.to_string();
    let (_, conversation) = converse::open(&cx, Channel::Api, &visitor, true).await?;
    let (send, mut messages) = tokio::sync::mpsc::channel::<std::io::Result<String>>(1);
    // A thread of its own: reading stdin cannot be taken back, and must not keep the program from ending.
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut bytes = Vec::new();
            let read = input
                .read_until(b'\n', &mut bytes)
                .map(|read| (read > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()));
            let Some(message) = read.transpose() else { return };
            if send.blocking_send(message).is_err() {
                return;
            }
        }
    });
    let mut count = 0;
    while let Some(message) = messages.recv().await {
        let message = message?;
        let message =
            message.strip_suffix('\n').map_or(message.as_str(), |rest| rest.strip_suffix('\r').unwrap_or(rest));
        count += 1;
        let told = match read_message(message, lines) {
            Ok(text) => converse::say(&cx, conversation, &count.to_string(), &text, mind).await.map_err(|error| {
                let problem = error.problem();
                tracing::error!(%error, "a message was not answered");
                (word(&problem.code), problem.detail)
            }),
            Err(detail) => Err(("invalid".to_owned(), detail)),
        };
        let told = match told {
            Ok(told) => told,
            Err((code, detail)) => converse::Told::failed(conversation, engine.id(TurnId::from_parts)?, &code, &detail),
        };
        print(&if output.json { line(&told)? } else { present::turn(&told) })?;
    }
    Ok(())
}

fn read_message(line: &str, lines: Lines) -> Result<String, String> {
    match lines {
        Lines::Text => Ok(line.to_owned()),
        Lines::Json => serde_json::from_str(line)
            .map_err(|error| format!("The line is no JSON string ({error}). Write it like \"hello\".")),
    }
}

/// An enum's name as it stands in JSON.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn line<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Failed(error.to_string()))
}

fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

async fn serve(engine: Engine, config: Config, work: bool) -> Result<(), Failure> {
    let site = state::site_folder(&config);
    if !site.join("pkg").is_dir() {
        return Err(Failure::Failed(format!(
            "wasm and style are not at {}; `make build` puts them beside the program, or set server.site",
            site.display()
        )));
    }
    let bind = |address: String| async move {
        TcpListener::bind(&address)
            .await
            .map_err(|error| Failure::Failed(format!("{address} cannot be listened on: {error}")))
    };
    let listener = bind(config.server.listen.clone()).await?;
    let metrics = match config.server.metrics_listen.as_str() {
        "" => None,
        address => Some((bind(address.to_owned()).await?, routes::metrics::install()?)),
    };
    let (close, closing) = watch::channel(false);
    let caps =
        http::Caps { all: config.server.max_connections, per_address: config.server.max_connections_per_address };
    let router = routes::router(engine.clone(), &config, &site, closing.clone());
    engine::catalogue::want_vectors_everywhere(&engine).await?;

    let sign_up = engine.clone();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(http::serve(listener, router, caps, closing.clone()));
    if let Some((listener, handle)) = metrics {
        let caps = http::Caps { all: 64, per_address: 0 };
        tasks.spawn(http::serve(listener, routes::metrics::router(handle), caps, closing.clone()));
    }
    if work {
        tasks.spawn(worker::run(engine, config.worker.lanes, closing));
    }
    if accounts::sign_up_is_open(&sign_up).await?
        && let Some(code) = accounts::sign_up_code(&sign_up)
    {
        eprintln!("The first owner signs up at {}/signup with this code: {code}", config.server.public_url);
    }
    eprintln!("Vitrine is at {} (listening on {}).", config.server.public_url, config.server.listen);
    told_to_stop().await;
    eprintln!("Stopping: what is being answered may end.");
    close.send_replace(true);
    while tasks.join_next().await.is_some() {}
    Ok(())
}

async fn work(engine: Engine, config: Config) -> Result<(), Failure> {
    let (close, closing) = watch::channel(false);
    engine::catalogue::want_vectors_everywhere(&engine).await?;
    let worker = worker::run(engine, config.worker.lanes, closing);
    tokio::pin!(worker);
    tokio::select! {
        () = &mut worker => {}
        () = told_to_stop() => {
            close.send_replace(true);
            worker.await;
        }
    }
    Ok(())
}

/// Ctrl-C or SIGTERM.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
