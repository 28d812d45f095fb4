//! Looking for conversations: by id, address, label and product in the whole inbox, by words stretch by stretch.
//!
//! What people wrote is sealed under each customer's own key, and there is no index of it, or erasing would not erase. So
//! words are looked for by reading, newest first, as far as a moment allows; the answer says how far that was, and from
//! there the next question goes on, until the oldest conversation was read.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use store::Listing;
use types::{
    ConversationId, ProductId, Time,
    inbox::{self, PAGE, Searched, Wanted},
};

use crate::{Ctx, Result, converse, find};

/// Conversations whose words are read at most before somebody asks to go on.
const STRETCH: u64 = 2_000;
/// Read at a time; between two of them the clock is looked at.
const AT_ONCE: usize = 50;
/// How long reading goes on.
const BUDGET: Duration = Duration::from_millis(250);
/// Conversations found by one of the other roads.
const MOST: u64 = 500;

pub(super) async fn search(cx: &Ctx, wanted: &Wanted, text: &str) -> Result<(Listing, Option<Searched>)> {
    let mut found: HashSet<ConversationId> = HashSet::new();
    let mut searched = None;
    if let Ok(id) = text.parse() {
        found.insert(id);
    } else {
        // Where the search goes on, the other roads have led already.
        if wanted.until.is_none() {
            found.extend(by_index(cx, text).await?);
        }
        searched = Some(by_words(cx, wanted, text, &mut found).await?);
    }
    let found: Vec<ConversationId> = found.into_iter().collect();
    let mut rows = cx.store.inbox_rows(&found).await?;
    rows.retain(|row| wanted.fits(row));
    let (from, page) = (wanted.page.saturating_mul(PAGE) as usize, PAGE as usize);
    let more = rows.len() > from.saturating_add(page);
    let rows = rows.into_iter().skip(from).take(page).collect();
    Ok((Listing { rows, more }, searched))
}

/// Conversations by address, label and product.
async fn by_index(cx: &Ctx, text: &str) -> Result<Vec<ConversationId>> {
    let mut found = Vec::new();
    if let Some(address) = converse::address_in(text).filter(|address| *address == text) {
        found.extend(cx.store.inbox_by_contact(address, MOST).await?);
    }
    if let Some(label) = inbox::label(text) {
        found.extend(cx.store.inbox_by_label(&label, MOST).await?);
    }
    found.extend(cx.store.inbox_by_products(&products(cx, text).await?, MOST).await?);
    Ok(found)
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Products whose names hold all the words.
async fn products(cx: &Ctx, text: &str) -> Result<Vec<ProductId>> {
    let words = words(text);
    let answer = find::search(cx, text, 20, false).await?;
    let named = answer.results.into_iter().filter(|hit| {
        let name = hit.name.to_lowercase();
        words.iter().all(|word| name.contains(word.as_str()))
    });
    Ok(named.map(|hit| hit.id).collect())
}

/// Reads what was said, newest first, from where it is to go on.
async fn by_words(cx: &Ctx, wanted: &Wanted, text: &str, found: &mut HashSet<ConversationId>) -> Result<Searched> {
    let words = words(text);
    let until = wanted.until.and_then(Time::from_timestamp_micros);
    // One more tells whether there are others, and where they begin.
    let dated = cx.store.inbox_newest(wanted, until, STRETCH + 1).await?;
    let begun = Instant::now();
    let mut read = 0;
    for some in dated[..dated.len().min(STRETCH as usize)].chunks(AT_ONCE) {
        if read > 0 && begun.elapsed() > BUDGET {
            break;
        }
        let ids: Vec<ConversationId> = some.iter().map(|(id, _)| *id).collect();
        let texts = cx.store.inbox_texts(&ids).await?;
        read += some.len();
        let hits = texts.into_iter().filter(|(_, texts)| {
            let said = texts.join("\n").to_lowercase();
            words.iter().all(|word| said.contains(word.as_str()))
        });
        found.extend(hits.map(|(id, _)| id));
    }
    let older = dated.get(read).map(|(_, last_at)| last_at.timestamp_micros());
    Ok(Searched { conversations: read as u64, older })
}
