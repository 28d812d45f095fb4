//! `vitrine demo --history 90d`: months of made-up activity.

use clap::Args;
use engine::{Engine, demo, history};

use super::{Failure, ShopArg, find_shop};

#[derive(Debug, Args)]
pub struct Past {
    /// Make up activity of so many days, such as 90d.
    #[arg(long, value_name = "DAYS", value_parser = days)]
    history: Option<i64>,
    /// About how many messages the activity has.
    #[arg(long, value_name = "N", requires = "history", value_parser = clap::value_parser!(i64).range(1..=5_000_000))]
    messages: Option<i64>,
    /// Add variations of the products until the shop has so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=200_000))]
    products: Option<i64>,
    /// Another shop than the demo, by its handle or id.
    #[arg(long, value_name = "SHOP")]
    shop: Option<String>,
    /// The same number makes the same past.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Also where conversations are already.
    #[arg(long)]
    force: bool,
}

/// Reads `90` or `90d`.
fn days(text: &str) -> Result<i64, String> {
    let number = text.strip_suffix('d').unwrap_or(text).parse::<i64>().ok();
    number.filter(|days| (1..=366).contains(days)).ok_or_else(|| "write a number of days from 1d to 366d".to_owned())
}

pub async fn make(engine: &Engine, past: &Past) -> Result<(), Failure> {
    if past.history.is_none() && past.products.is_none() {
        return Ok(());
    }
    let shop = ShopArg { shop: past.shop.clone().unwrap_or_else(|| demo::HANDLE.to_owned()) };
    let cx = find_shop(engine, &shop).await?;
    if let Some(wanted) = past.products {
        let added = history::more_products(&cx, wanted).await?;
        eprintln!("{added} variations of products were added.");
    }
    let Some(days) = past.history else { return Ok(()) };
    let plan = history::Plan { days, messages: past.messages.unwrap_or(0), seed: past.seed, force: past.force };
    let told = std::cell::Cell::new(0);
    let made = history::make(&cx, plan, |made, of| {
        if made - told.get() >= 10_000 {
            told.set(made);
            eprintln!("messages: {made} of about {of}");
        }
    })
    .await?;
    eprintln!(
        "Made up: {} conversations with {} messages over {} days. The dashboard says that they are made up.",
        made.conversations, made.messages, made.days
    );
    Ok(())
}
