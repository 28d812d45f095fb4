//! What happens in a shop's conversations, as the list shows it: for the dashboard's live stream.
//!
//! Events of conversations are numbered each in its own, so a shop-wide listener goes by time: it reads the last seconds
//! again and drops what it has told. Hearing a row twice changes nothing.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use store::Listener;
use types::{ConversationId, Right, Time, inbox::Told};

use crate::{Ctx, Result};

/// Commits may come this much later than the time that is written in their events.
const OVERLAP: chrono::TimeDelta = chrono::TimeDelta::seconds(10);
/// Who was away longer than this reads the list anew.
const BACK: chrono::TimeDelta = chrono::TimeDelta::minutes(15);
/// How often another process's events are looked for.
const POLL: Duration = Duration::from_millis(200);
/// What happens within this is told together.
const PACE: Duration = Duration::from_millis(80);
/// Conversations told at once, and remembered.
const MOST: usize = 200;
const REMEMBERED: usize = 5_000;

/// Somebody who watches the inbox.
pub struct Watch {
    cx: Ctx,
    since: Time,
    /// The last event that was told, by conversation.
    told: HashMap<ConversationId, i64>,
    listener: Listener,
    last: Option<Instant>,
    anew: bool,
}

/// Begins to watch: what comes from now on, or after `after` (microseconds since 1970, as [`Watch::next`] gave it).
pub async fn watch(cx: &Ctx, after: Option<i64>) -> Result<Watch> {
    cx.may(Right::View)?;
    let now = cx.now();
    // Listening begins before looking: nothing can happen in between.
    let listener = cx.engine.store().event_listen(cx.shop.id, None);
    let after = after.and_then(Time::from_timestamp_micros);
    let anew = after.is_some_and(|after| after < now - BACK);
    let after = after.filter(|_| !anew).map(|after| after.min(now));
    let told = match after {
        Some(_) => HashMap::new(),
        None => cx.store.inbox_touched(now - OVERLAP).await?.into_iter().collect(),
    };
    Ok(Watch { cx: cx.clone(), since: after.unwrap_or(now), told, listener, last: None, anew })
}

impl Watch {
    /// Conversations that changed, with the moment up to which this tells; waits for one at most `limit`. `None`: nothing
    /// happened. The first answer comes at once, with the figures if with nothing else.
    pub async fn next(&mut self, limit: Duration) -> Result<Option<(i64, Told)>> {
        let begun = Instant::now();
        if let Some(early) = self.last.and_then(|last| PACE.checked_sub(last.elapsed())) {
            tokio::time::sleep(early).await;
        }
        loop {
            let now = self.cx.now();
            let mut news = self.cx.store.inbox_touched(self.since - OVERLAP).await?;
            news.retain(|(id, seq)| self.told.get(id).is_none_or(|told| told < seq));
            if !news.is_empty() || self.last.is_none() {
                // What is left over is found again next time.
                let left_over = news.len() > MOST;
                news.truncate(MOST);
                let ids: Vec<ConversationId> = news.iter().map(|(id, _)| *id).collect();
                if self.told.len() > REMEMBERED {
                    self.told.clear();
                }
                self.told.extend(news);
                if !left_over {
                    self.since = now;
                }
                self.last = Some(Instant::now());
                let told = Told {
                    rows: self.cx.store.inbox_rows(&ids).await?,
                    needs_you: self.cx.store.needs_you_count().await?,
                    handed_over: self.cx.store.handed_over_count().await?,
                    anew: std::mem::take(&mut self.anew),
                };
                return Ok(Some((self.since.timestamp_micros(), told)));
            }
            let Some(left) = limit.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else {
                return Ok(None);
            };
            self.listener.wait(left.min(POLL)).await;
        }
    }
}
