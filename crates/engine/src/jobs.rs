//! Work that is done after it was asked for: what there is, and how a worker goes about it.
//!
//! A job runs at least once, and leaves the same behind however often it runs: each ends in one transaction that holds
//! its writes and its completion, fenced by the lane's lease.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use store::Claim;
use types::{ConversationId, ImportId, InboundId, InvitationId, MediaId, MemberId, ShopId, Time};

use crate::{Ctx, Engine, Error, Result, accounts, catalogue, converse, import, insights, media};

/// Everything that can be queued. Stored as JSON: variants may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub(crate) enum Job {
    /// A customer wrote: answer.
    Turn { inbound: InboundId },
    /// Read a product table.
    Import { import: ImportId },
    /// Take back what an import changed.
    Undo { import: ImportId },
    /// Make the vectors that are missing.
    Embed,
    /// Mail a link that sets a password.
    PasswordLink { member: MemberId },
    /// Mail an invitation.
    Invitation { invitation: InvitationId },
    /// Make the sizes of an uploaded picture.
    Thumbnail { media: MediaId },
    /// Count the days that are not counted yet.
    Figures,
}

impl Job {
    pub fn payload(&self) -> Result<serde_json::Value> {
        serde_json::to_value(self).map_err(|error| Error::internal("a job's payload", error))
    }
}

/// One conversation's work, in order.
pub(crate) fn conversation_lane(id: ConversationId) -> String {
    format!("conversation/{id}")
}

pub(crate) fn import_lane(cx: &Ctx) -> String {
    format!("import/{}", cx.shop.id)
}

pub(crate) fn embed_lane(cx: &Ctx) -> String {
    format!("embed/{}", cx.shop.id)
}

pub(crate) fn media_lane(cx: &Ctx) -> String {
    format!("media/{}", cx.shop.id)
}

/// Tries after which a job is parked, and the pause before each.
const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(25)];

/// Claims one lane and does its first job. `only` names a lane or the beginning of its name. `false`: there was nothing.
pub async fn work(engine: &Engine, only: Option<&str>) -> Result<bool> {
    let lease = engine.inner.settings.lease;
    static TURNS: AtomicU64 = AtomicU64::new(0);
    // The lease is one call's, not the process's: two calls at a time are two workers.
    let worker = format!("{}/{}", engine.inner.worker, TURNS.fetch_add(1, Ordering::Relaxed));
    let claim = engine.store().queue_claim(&worker, engine.now(), lease, only).await?;
    let Some(claim) = claim else { return Ok(false) };
    let begun = std::time::Instant::now();
    let outcome = tokio::select! {
        outcome = perform(engine, &claim) => outcome,
        lost = keep_lease(engine, &claim, lease) => Err(lost),
    };
    let kind = claim.job.payload.get("job").and_then(|kind| kind.as_str()).unwrap_or("unknown").to_owned();
    metrics::histogram!("job_seconds", "job" => kind.clone()).record(begun.elapsed().as_secs_f64());
    metrics::counter!("jobs_total", "job" => kind, "result" => if outcome.is_ok() { "done" } else { "failed" })
        .increment(1);
    if let Err(error) = outcome {
        fail(engine, &claim, error).await?;
    }
    Ok(true)
}

/// Tells whoever waits for a job that the queue parked because its workers died again and again: no worker lived to say
/// so. Called now and then; telling twice changes nothing.
pub async fn tell_parked(engine: &Engine) -> Result<()> {
    let lately = engine.now() - chrono::TimeDelta::days(1);
    for dead in engine.store().queue_dead().await?.into_iter().filter(|dead| dead.ended_at > lately) {
        give_up(engine, dead.shop, &dead.payload, "The processes that tried to answer died again and again.").await?;
    }
    Ok(())
}

/// Works on lanes that begin with `only` until `done` says so, waiting for other processes where they hold the lane.
pub async fn drain<F: Future<Output = Result<bool>>>(engine: &Engine, only: &str, done: impl Fn() -> F) -> Result<()> {
    while !done().await? {
        if !work(engine, Some(only)).await? {
            if done().await? {
                return Ok(());
            }
            tell_parked(engine).await?;
            wait(engine, Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

/// Whether nothing of the shop's imports and vectors is left to do.
pub(crate) async fn idle(cx: &Ctx) -> Result<bool> {
    let pending = |lane: String| async move { cx.engine.store().queue_lane_pending(cx.shop.id, &lane).await };
    Ok(pending(import_lane(cx)).await? == 0 && pending(embed_lane(cx)).await? == 0)
}

/// Waits until something was queued in this process, at most `limit`.
pub async fn wait(engine: &Engine, limit: Duration) {
    engine.store().queue_wait(limit).await;
}

/// How the queue stands, for health and metrics.
pub async fn depth(engine: &Engine) -> Result<(u64, Duration, u64)> {
    let depth = engine.store().queue_depth(engine.now()).await?;
    Ok((depth.ready_lanes, depth.oldest_age, depth.dead))
}

/// Deletes what was done and told more than a week ago, deliveries that will not be repeated any more, tickets that
/// nobody can use, what imports kept to be undone, and pictures that no product shows.
pub async fn sweep(engine: &Engine) -> Result<()> {
    let now = engine.now();
    engine.store().queue_sweep(now - chrono::TimeDelta::days(7)).await?;
    engine.store().renew_statistics().await?;
    accounts::sweep(engine).await?;
    for shop in engine.store().shop_list().await? {
        media::sweep(&engine.on_behalf_of(shop.clone())).await?;
        import::sweep(&engine.on_behalf_of(shop.clone())).await?;
        let shop = engine.store().shop(shop.id);
        shop.tickets_sweep(now).await?;
        shop.events_sweep(now - chrono::TimeDelta::days(7)).await?;
        shop.inbound_sweep(now - chrono::TimeDelta::days(30)).await?;
    }
    Ok(())
}

async fn perform(engine: &Engine, claim: &Claim) -> Result<()> {
    let shop = engine.store().shop_by_id(claim.shop).await?.ok_or_else(Error::not_found)?;
    let cx = engine.on_behalf_of(shop);
    let job =
        serde_json::from_value(claim.job.payload.clone()).map_err(|error| Error::internal("an unknown job", error))?;
    match job {
        Job::Turn { inbound } => converse::turn(&cx, claim, inbound).await,
        Job::Import { import } => import::run(&cx, claim, import).await,
        Job::Undo { import } => import::take_back(&cx, claim, import).await,
        Job::Embed => catalogue::embed(&cx, claim).await,
        Job::PasswordLink { member } => accounts::send_link(&cx, claim, member).await,
        Job::Invitation { invitation } => accounts::send_invitation(&cx, claim, invitation).await,
        Job::Thumbnail { media } => media::make(&cx, claim, media).await,
        Job::Figures => insights::count(&cx, claim).await,
    }
}

/// Renews the lease for as long as the work goes on; ends only when it was lost.
async fn keep_lease(engine: &Engine, claim: &Claim, lease: Duration) -> Error {
    loop {
        tokio::time::sleep(lease / 3).await;
        match engine.store().queue_renew(claim, engine.now(), lease).await {
            Ok(true) => {}
            Ok(false) => return store::Error::LeaseLost.into(),
            // The lease may still hold; the end of the work will tell.
            Err(error) => tracing::warn!(%error, lane = claim.lane, "a lease could not be renewed"),
        }
    }
}

async fn fail(engine: &Engine, claim: &Claim, error: Error) -> Result<()> {
    if matches!(error, Error::Store(store::Error::LeaseLost)) {
        return lost(claim);
    }
    let tried = claim.job.attempts.max(0) as usize;
    let hopeless = matches!(&error, Error::Problem(_) | Error::Refused(_) | Error::Store(store::Error::Unsealable(_)));
    let told = match PAUSES.get(tried).filter(|_| !hopeless) {
        Some(pause) => {
            tracing::warn!(%error, lane = claim.lane, tried, "a job failed and is tried again");
            engine.store().queue_retry(claim, &error.to_string(), after(engine.now(), *pause)).await
        }
        None => {
            tracing::error!(%error, lane = claim.lane, "a job was parked");
            if let Err(error) = give_up(engine, claim.shop, &claim.job.payload, &error.to_string()).await {
                tracing::error!(%error, lane = claim.lane, "and its end could not be told");
            }
            engine.store().queue_park(claim, &error.to_string(), engine.now()).await
        }
    };
    match told {
        // Who overslept may fail at anything: at what the other worker wrote meanwhile, for one.
        Err(store::Error::LeaseLost) => lost(claim),
        told => Ok(told?),
    }
}

fn lost(claim: &Claim) -> Result<()> {
    metrics::counter!("leases_lost_total").increment(1);
    tracing::warn!(lane = claim.lane, "another worker took the lane over; nothing was written");
    Ok(())
}

/// Tells whoever waits that nothing will come of it.
async fn give_up(engine: &Engine, shop: ShopId, payload: &serde_json::Value, cause: &str) -> Result<()> {
    let Some(shop) = engine.store().shop_by_id(shop).await? else { return Ok(()) };
    let cx = engine.on_behalf_of(shop);
    match serde_json::from_value(payload.clone()) {
        Ok(Job::Turn { inbound }) => converse::give_up(&cx, inbound, cause).await,
        Ok(Job::Import { import } | Job::Undo { import }) => import::give_up(&cx, import).await,
        Ok(Job::Thumbnail { media }) => media::give_up(&cx, media).await,
        Ok(Job::Embed | Job::Figures | Job::PasswordLink { .. } | Job::Invitation { .. }) | Err(_) => Ok(()),
    }
}

fn after(now: Time, pause: Duration) -> Time {
    now + chrono::TimeDelta::from_std(pause).unwrap_or(chrono::TimeDelta::seconds(1))
}
