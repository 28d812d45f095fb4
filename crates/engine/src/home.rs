//! What the home page tells: how far the set-up is, what needs attention, how today goes.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use store::{Counted, DeedFilter, day_start};
use types::{
    Right,
    insight::{Attention, AttentionKind, Deed, Figures, Guide, GuideStep, HomeView},
};

use crate::{Ctx, Readiness, Result, audit, insights, ledger, settings};

/// The setting that says that the guide is not to be shown.
const GUIDE: &str = "guide";

#[derive(Debug, Serialize, Deserialize)]
struct GuideSetting {
    dismissed: bool,
}

/// The setting that the widget writes when it opens on a site.
const SEEN: &str = "widget_seen";

/// Things members did that are told.
const DEEDS: u64 = 6;

/// Searches that nothing matched, of which the most frequent is named.
const MISSES_READ: u64 = 100;

/// How long a failure is told after it happened.
const LATELY: TimeDelta = TimeDelta::days(7);

/// Everything the home page shows.
pub async fn view(cx: &Ctx) -> Result<HomeView> {
    cx.may(Right::View)?;
    let now = cx.now();
    let today = now.date_naive();
    let until = |counted: Counted| Figures {
        p50: counted.times.percentile(0.5),
        p95: counted.times.percentile(0.95),
        ..counted.figures
    };
    let a_week_ago = now - TimeDelta::days(7);
    let last_week = cx.store.figures_count(day_start(a_week_ago.date_naive()), a_week_ago).await?;
    let week = insights::stretch(cx, insights::Span { from: today - TimeDelta::days(6), to: today }).await?;
    let today = week.days.last().map(|day| day.figures).unwrap_or_default();
    Ok(HomeView {
        guide: guide(cx).await?,
        attention: attention(cx, week.total.misses).await?,
        today,
        last_week: until(last_week),
        week: week.days,
        budget_micros: settings::wishes(cx).await?.limits.day_micros,
        deeds: deeds(cx).await?,
        made_up: cx.store.setting::<serde_json::Value>(insights::MADE_UP).await?.is_some(),
        now,
    })
}

/// Shows the set-up guide, or no more.
pub async fn guide_set(cx: &Ctx, dismissed: bool) -> Result<()> {
    cx.may(Right::Configure)?;
    let tx = cx.store.begin().await?;
    tx.setting_set(GUIDE, &GuideSetting { dismissed }, cx.now()).await?;
    audit::note(cx, &tx, "guide.set", cx.shop.id, serde_json::json!({ "dismissed": dismissed })).await?;
    Ok(tx.commit().await?)
}

async fn guide(cx: &Ctx) -> Result<Option<Guide>> {
    if cx.store.setting::<GuideSetting>(GUIDE).await?.is_some_and(|guide| guide.dismissed) {
        return Ok(None);
    }
    let products = cx.store.product_count().await?;
    let seen = cx.store.setting::<serde_json::Value>(SEEN).await?;
    let seen = seen.and_then(|seen| seen.get("origin").and_then(|origin| origin.as_str().map(str::to_owned)));
    let voice = cx.store.setting::<serde_json::Value>("voice").await?.is_some();
    let model = cx.store.setting::<serde_json::Value>("model").await?.is_some();
    let voiced = match (voice, model) {
        (true, true) => "Voice and language model are set",
        (true, false) => "The voice is set; it answers without a language model",
        (false, true) => "A language model is connected",
        (false, false) => "Choose how it speaks, and connect a language model if you like.",
    };
    let said = cx.store.anything_said().await?;
    let steps = vec![
        (
            GuideStep::Products,
            products > 0,
            match products {
                0 => "Import a table, or add the first one by hand.".to_owned(),
                1 => "1 product".to_owned(),
                many => format!("{many} products"),
            },
        ),
        (
            GuideStep::Widget,
            seen.is_some(),
            match &seen {
                Some(origin) => format!("Seen on {origin}"),
                None => "One line of code on your shop's pages.".to_owned(),
            },
        ),
        (GuideStep::Voice, voice || model, voiced.to_owned()),
        (
            GuideStep::Conversation,
            said,
            if said { "It has answered its first questions" } else { "Ask it what a customer would ask." }.to_owned(),
        ),
    ];
    Ok(Some(Guide { steps }))
}

/// The last things members did; those who may not read the audit log are told nothing of it.
async fn deeds(cx: &Ctx) -> Result<Vec<Deed>> {
    if cx.may(Right::ManageMembers).is_err() {
        return Ok(Vec::new());
    }
    let last = cx.store.deeds(&DeedFilter::default(), DEEDS).await?;
    Ok(last
        .into_iter()
        .map(|deed| Deed {
            who: if deed.member.is_empty() { "The operator".to_owned() } else { deed.member },
            act: audit::words(&deed.act),
            at: deed.at,
        })
        .collect())
}

/// `misses`: searches of the last days that nothing matched strictly.
async fn attention(cx: &Ctx, misses: i64) -> Result<Vec<Attention>> {
    let (store, now) = (&cx.store, cx.now());
    let lately = now - LATELY;
    let mut found = Vec::new();
    let mut tell = |kind, count: i64, example: Option<String>, page: &str| {
        if count > 0 {
            found.push(Attention { kind, count, example, page: page.to_owned() });
        }
    };
    tell(AttentionKind::Parked, store.jobs_parked(lately).await?, None, "settings/server");
    let failed = store.replies_failed(now - TimeDelta::hours(1)).await?;
    tell(AttentionKind::Failing, failed, None, "executions?problem=1");
    let waiting = i64::try_from(store.needs_you_count().await?).unwrap_or(i64::MAX);
    tell(AttentionKind::Person, waiting, None, "conversations?which=needs_you");
    tell(AttentionKind::Import, store.imports_failed(lately).await?, None, "imports");
    if let Some(note) = ledger::note(cx).await? {
        let of = if note.month { "month" } else { "day" };
        tell(AttentionKind::Budget, note.percent, Some(of.to_owned()), "settings/limits");
    }
    let most = match misses > 0 {
        true => insights::misses(cx, lately, now, MISSES_READ).await?.into_iter().next().map(|miss| miss.text),
        false => None,
    };
    tell(AttentionKind::Misses, misses, most, "analytics?days=7#found-nothing");
    tell(AttentionKind::Pictures, store.products_bare().await?, None, "products");
    if cx.engine.readiness() == Readiness::Ready {
        let unread = store.products_unread(cx.embedder().model()).await?;
        tell(AttentionKind::Vectors, unread, None, "search");
    }
    Ok(found)
}
