//! The queue: jobs in lanes, strictly one after the other within a lane.
//!
//! A lane is whatever must stay in order: one conversation, one product's sync. A worker claims a *lane* and works on its
//! head; the cost of a claim does not depend on how much waits in a lane, and order needs no care. A claim is a lease
//! with a fence number that grows with each claim: whoever completes says which fence he holds, in the same transaction
//! as his other writes, and a worker that was too slow (its lane was claimed again) finds no row and writes nothing.
//!
//! A retry keeps the lane waiting, so order holds; a job that is parked lets the lane go on. A claim that ends without a
//! result (the worker died, or overslept its lease) counts as a crash of the head; the third parks it.
//!
//! Times are handed in. With several machines their clocks should agree to well under a lease; if they do not, a lane is
//! taken over early, which the fence makes harmless.

use std::time::Duration;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde_json::Value as Json;
use types::{JobId, ShopId, Time};

use crate::{
    Store, Tx,
    error::{Error, Result},
};

/// Claims of one job that may end without a result; the last one parks it.
const CRASHES: i64 = 3;

/// Rows deleted in one transaction while sweeping.
const SWEPT_AT_ONCE: i64 = 500;

#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    pub id: JobId,
    pub payload: Json,
    /// How often it was tried and put back with an error.
    pub attempts: i64,
    /// How often a worker took it and was not heard of again.
    pub crashes: i64,
}

/// A lane held by a worker, and its head.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub shop: ShopId,
    pub lane: String,
    pub fence: i64,
    pub worker: String,
    pub job: JobRow,
}

/// A parked job: somebody must look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadJob {
    pub shop: ShopId,
    pub id: JobId,
    pub lane: String,
    pub payload: Json,
    pub attempts: i64,
    pub crashes: i64,
    pub error: String,
    pub ended_at: Time,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// Lanes that could be claimed now.
    pub ready_lanes: u64,
    /// For how long the one that waits longest could have been claimed.
    pub oldest_age: Duration,
    pub dead: u64,
}

#[derive(FromQueryResult)]
struct LaneRow {
    shop_id: ShopId,
    name: String,
    fence: i64,
    owner: Option<String>,
}

#[derive(FromQueryResult)]
struct HeadRow {
    id: JobId,
    payload: String,
    attempts: i64,
    crashes: i64,
}

#[derive(FromQueryResult)]
struct DeadRow {
    shop_id: ShopId,
    id: JobId,
    lane: String,
    payload: String,
    attempts: i64,
    crashes: i64,
    error: Option<String>,
    ended_at: Time,
}

fn json(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(Error::corrupt)
}

impl Tx {
    /// Adds a job at the end of a lane, to be run from `run_at` on. The payload names things by id; it is not sealed.
    pub async fn job_push(&self, lane: &str, payload: Json, run_at: Time, id: JobId) -> Result<()> {
        self.push(lane, None, payload, run_at, id).await
    }

    /// As [`Tx::job_push`], unless a job with the same key waits in the lane; whether it was pushed. One that a worker
    /// has already begun does not count, because it may have read what has changed since.
    pub async fn job_push_unique(&self, lane: &str, key: &str, payload: Json, run_at: Time, id: JobId) -> Result<bool> {
        // Makes the lane if need be and locks it, so that two pushes of one key see each other.
        let sql = "INSERT INTO lane (shop_id, name, pending, tail, fence, touched_at) VALUES ($1, $2, 0, 0, 0, $3) \
                   ON CONFLICT (shop_id, name) DO UPDATE SET touched_at = excluded.touched_at";
        self.run(sql, [self.shop.into(), lane.into(), run_at.into()]).await?;
        let sql = "SELECT 1 AS there FROM job WHERE shop_id = $1 AND lane = $2 AND state = 'waiting' AND unique_key = $3 \
                   AND id NOT IN (SELECT running FROM lane WHERE shop_id = $1 AND name = $2 AND running IS NOT NULL) LIMIT 1";
        if self.row(sql, [self.shop.into(), lane.into(), key.into()]).await?.is_some() {
            return Ok(false);
        }
        self.push(lane, Some(key), payload, run_at, id).await?;
        Ok(true)
    }

    async fn push(&self, lane: &str, key: Option<&str>, payload: Json, run_at: Time, id: JobId) -> Result<()> {
        // The lane first: it is locked from here on, so the place in it is the order of commits.
        let sql = "INSERT INTO lane (shop_id, name, due_at, pending, tail, fence, touched_at) VALUES ($1, $2, $3, 1, 1, 0, $3) \
                   ON CONFLICT (shop_id, name) DO UPDATE SET pending = lane.pending + 1, tail = lane.tail + 1, \
                   due_at = CASE WHEN lane.pending = 0 THEN excluded.due_at ELSE lane.due_at END, \
                   touched_at = excluded.touched_at RETURNING tail";
        let row = self.row(sql, [self.shop.into(), lane.into(), run_at.into()]).await?.ok_or(Error::NotFound)?;
        let seq: i64 = row.try_get("", "tail")?;
        let sql = "INSERT INTO job (shop_id, id, lane, seq, unique_key, payload, state, run_at, attempts, crashes) \
                   VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, 0)";
        let values = [
            self.shop.into(),
            id.into(),
            lane.into(),
            seq.into(),
            key.into(),
            payload.to_string().into(),
            run_at.into(),
        ];
        self.run(sql, values).await?;
        self.tell_queue();
        Ok(())
    }

    /// The job is done: part of the transaction that holds its results. [`Error::LeaseLost`] when another worker holds
    /// the lane; then this transaction must not be committed.
    pub async fn job_complete(&self, claim: &Claim, now: Time) -> Result<()> {
        self.end(claim, "done", None, now).await
    }

    /// The job came further, and the deaths of earlier workers no longer count against it: part of the transaction that
    /// stores how far. [`Error::LeaseLost`] when another worker holds the lane; then this transaction must not be
    /// committed.
    pub async fn job_progress(&self, claim: &Claim) -> Result<()> {
        let sql = "UPDATE job SET crashes = 0 WHERE shop_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM lane \
                   WHERE shop_id = $1 AND name = $3 AND fence = $4 AND owner = $5 AND running = $2)";
        let values = [
            self.shop.into(),
            claim.job.id.into(),
            claim.lane.as_str().into(),
            claim.fence.into(),
            claim.worker.as_str().into(),
        ];
        if claim.shop != self.shop || self.run(sql, values).await? == 0 {
            return Err(Error::LeaseLost);
        }
        Ok(())
    }

    /// The job can never be done: it is kept apart with its error and the lane goes on.
    pub async fn job_park(&self, claim: &Claim, error: &str, now: Time) -> Result<()> {
        self.end(claim, "dead", Some(error), now).await
    }

    async fn end(&self, claim: &Claim, state: &str, error: Option<&str>, now: Time) -> Result<()> {
        // Three statements, not one: the fence check locks the lane, and only a statement that begins after the lock
        // is held sees every job that was pushed before it.
        let sql = "UPDATE lane SET pending = pending - 1, owner = NULL, running = NULL, touched_at = $6 \
                   WHERE shop_id = $1 AND name = $2 AND fence = $3 AND owner = $4 AND running = $5";
        let values = [
            self.shop.into(),
            claim.lane.as_str().into(),
            claim.fence.into(),
            claim.worker.as_str().into(),
            claim.job.id.into(),
            now.into(),
        ];
        if claim.shop != self.shop || self.run(sql, values).await? == 0 {
            return Err(Error::LeaseLost);
        }
        let sql =
            "UPDATE job SET state = $3, error = COALESCE($4, error), ended_at = $5 WHERE shop_id = $1 AND id = $2";
        self.run(sql, [self.shop.into(), claim.job.id.into(), state.into(), error.into(), now.into()]).await?;
        let sql = "UPDATE lane SET due_at = (SELECT run_at FROM job WHERE shop_id = $1 AND lane = $2 AND state = 'waiting' \
                   ORDER BY seq LIMIT 1) WHERE shop_id = $1 AND name = $2";
        self.run(sql, [self.shop.into(), claim.lane.as_str().into()]).await?;
        self.tell_queue();
        Ok(())
    }
}

impl Store {
    /// Claims the lane that has been due for longest and gives its head, or `None` when nothing is due. `only`: lanes
    /// whose name begins so. `worker` must name one worker of one process.
    pub async fn queue_claim(
        &self,
        worker: &str,
        now: Time,
        lease: Duration,
        only: Option<&str>,
    ) -> Result<Option<Claim>> {
        let inner = &self.inner;
        let prefix = only.unwrap_or_default();
        let values = || [now.into(), (prefix.chars().count() as i32).into(), prefix.into()];
        let due = "FROM lane WHERE due_at <= $1 AND substr(name, 1, $2) = $3";
        loop {
            // Idle workers look without taking the write lock.
            let sql = format!("SELECT 1 AS there {due} LIMIT 1");
            let look = Statement::from_sql_and_values(inner.dialect.backend(), sql, values());
            if inner.reads.query_one_raw(look).await?.is_none() {
                return Ok(None);
            }
            // The shop is known when the lane is.
            let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
            let sql = format!(
                "SELECT shop_id, name, fence, owner {due} ORDER BY due_at, shop_id, name LIMIT 1{}",
                inner.dialect.for_update_skip()
            );
            let Some(lane) = tx.rows::<LaneRow>(sql, values()).await?.pop() else {
                tx.rollback().await?;
                return Ok(None);
            };
            let claim = tx.take(lane, worker, now, lease).await?;
            tx.commit_soft().await?;
            if claim.is_some() {
                // There may be more: the next idle worker looks, and wakes the one after it.
                inner.queued.notify_one();
                return Ok(claim);
            }
        }
    }

    /// Keeps a claim for another `lease`; false when another worker has it: stop, write nothing.
    pub async fn queue_renew(&self, claim: &Claim, now: Time, lease: Duration) -> Result<bool> {
        let tx = Tx::begin(self, claim.shop).await?;
        let sql = "UPDATE lane SET due_at = $5 WHERE shop_id = $1 AND name = $2 AND fence = $3 AND owner = $4";
        let held = tx.run(sql, holder(claim, (now + lease).into())).await? > 0;
        tx.commit_soft().await?;
        Ok(held)
    }

    /// The job failed and is tried again from `run_at` on; the lane waits for it.
    pub async fn queue_retry(&self, claim: &Claim, error: &str, run_at: Time) -> Result<()> {
        let tx = Tx::begin(self, claim.shop).await?;
        tx.put_back(claim, run_at).await?;
        let sql = "UPDATE job SET attempts = attempts + 1, error = $3, run_at = $4 WHERE shop_id = $1 AND id = $2";
        tx.run(sql, [claim.shop.into(), claim.job.id.into(), error.into(), run_at.into()]).await?;
        tx.commit_soft().await
    }

    /// The job can never be done: it is kept apart with its error and the lane goes on.
    pub async fn queue_park(&self, claim: &Claim, error: &str, now: Time) -> Result<()> {
        let tx = Tx::begin(self, claim.shop).await?;
        tx.job_park(claim, error, now).await?;
        tx.commit().await
    }

    /// Gives a claim back unworked, for a worker that must stop; counts neither as attempt nor as crash.
    pub async fn queue_release(&self, claim: &Claim, now: Time) -> Result<()> {
        let tx = Tx::begin(self, claim.shop).await?;
        tx.put_back(claim, now).await?;
        tx.tell_queue();
        tx.commit_soft().await
    }

    /// Parked jobs of all shops, oldest first, at most 1,000.
    pub async fn queue_dead(&self) -> Result<Vec<DeadJob>> {
        let sql = "SELECT shop_id, id, lane, payload, attempts, crashes, error, ended_at FROM job \
                   WHERE state = 'dead' ORDER BY ended_at, id LIMIT 1000";
        let sql = Statement::from_string(self.inner.dialect.backend(), sql);
        let rows = DeadRow::find_by_statement(sql).all(&self.inner.reads).await?;
        rows.into_iter()
            .map(|row| {
                Ok(DeadJob {
                    shop: row.shop_id,
                    id: row.id,
                    lane: row.lane,
                    payload: json(&row.payload)?,
                    attempts: row.attempts,
                    crashes: row.crashes,
                    error: row.error.unwrap_or_default(),
                    ended_at: row.ended_at,
                })
            })
            .collect()
    }

    pub async fn queue_depth(&self, now: Time) -> Result<Depth> {
        let backend = self.inner.dialect.backend();
        let sql = "SELECT COUNT(*) AS lanes, MIN(due_at) AS oldest FROM lane WHERE due_at <= $1";
        let row = self.inner.reads.query_one_raw(Statement::from_sql_and_values(backend, sql, [now.into()])).await?;
        let row = row.ok_or(Error::NotFound)?;
        let lanes: i64 = row.try_get("", "lanes")?;
        let oldest: Option<Time> = row.try_get("", "oldest")?;
        let sql = "SELECT COUNT(*) AS dead FROM job WHERE state = 'dead'";
        let row = self.inner.reads.query_one_raw(Statement::from_string(backend, sql)).await?.ok_or(Error::NotFound)?;
        let dead: i64 = row.try_get("", "dead")?;
        Ok(Depth {
            ready_lanes: lanes.unsigned_abs(),
            oldest_age: oldest.and_then(|oldest| (now - oldest).to_std().ok()).unwrap_or_default(),
            dead: dead.unsigned_abs(),
        })
    }

    /// Jobs of a lane that are not ended, the one being worked on included.
    pub async fn queue_lane_pending(&self, shop: ShopId, lane: &str) -> Result<u64> {
        let sql = "SELECT pending FROM lane WHERE shop_id = $1 AND name = $2";
        match self.shop(shop).row(sql, [shop.into(), lane.into()]).await? {
            Some(row) => Ok(row.try_get::<i64>("", "pending")?.unsigned_abs()),
            None => Ok(0),
        }
    }

    /// Returns after a commit in this process that made work, or after `timeout`. What another process pushes, and jobs
    /// that become due, are found by asking again.
    pub async fn queue_wait(&self, timeout: Duration) {
        // Running out of time is as good an answer as being woken.
        let _ = tokio::time::timeout(timeout, self.inner.queued.notified()).await;
    }

    /// Deletes done jobs that ended before then, and lanes idle since before then, in small transactions; how many
    /// jobs. Parked jobs stay.
    pub async fn queue_sweep(&self, before: Time) -> Result<u64> {
        let mut swept = 0;
        for sql in [
            "DELETE FROM job WHERE (shop_id, id) IN (SELECT shop_id, id FROM job WHERE state = 'done' AND ended_at < $1 LIMIT $2)",
            "DELETE FROM lane WHERE (shop_id, name) IN (SELECT shop_id, name FROM lane WHERE pending = 0 AND touched_at < $1 \
             AND NOT EXISTS (SELECT 1 FROM job WHERE job.shop_id = lane.shop_id AND job.lane = lane.name) LIMIT $2) \
             AND pending = 0",
        ] {
            loop {
                let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
                let gone = tx.run(sql, [before.into(), SWEPT_AT_ONCE.into()]).await?;
                tx.commit_soft().await?;
                if sql.starts_with("DELETE FROM job") {
                    swept += gone;
                }
                if gone < SWEPT_AT_ONCE.unsigned_abs() {
                    break;
                }
            }
        }
        Ok(swept)
    }
}

fn holder(claim: &Claim, more: sea_orm::Value) -> [sea_orm::Value; 5] {
    [claim.shop.into(), claim.lane.as_str().into(), claim.fence.into(), claim.worker.as_str().into(), more]
}

impl Tx {
    /// Marks a locked lane as held; `None` when its head had crashed too often and was parked instead.
    async fn take(&self, lane: LaneRow, worker: &str, now: Time, lease: Duration) -> Result<Option<Claim>> {
        let key = || [lane.shop_id.into(), lane.name.as_str().into()];
        let sql = "SELECT id, payload, attempts, crashes FROM job WHERE shop_id = $1 AND lane = $2 AND state = 'waiting' \
                   ORDER BY seq LIMIT 1";
        let Some(mut head) = self.rows::<HeadRow>(sql, key()).await?.pop() else {
            // Cannot be, unless rows were deleted by hand: let the lane rest.
            let sql = "UPDATE lane SET due_at = NULL, pending = 0, owner = NULL, running = NULL WHERE shop_id = $1 AND name = $2";
            self.run(sql, key()).await?;
            return Ok(None);
        };
        if lane.owner.is_some() {
            head.crashes += 1;
            let sql = "UPDATE job SET crashes = $3 WHERE shop_id = $1 AND id = $2";
            self.run(sql, [lane.shop_id.into(), head.id.into(), head.crashes.into()]).await?;
        }
        if head.crashes >= CRASHES {
            let sql = "UPDATE job SET state = 'dead', ended_at = $3, \
                       error = 'the worker stopped without a result, three times' WHERE shop_id = $1 AND id = $2";
            self.run(sql, [lane.shop_id.into(), head.id.into(), now.into()]).await?;
            let sql = "UPDATE lane SET pending = pending - 1, fence = fence + 1, owner = NULL, running = NULL, touched_at = $3, \
                       due_at = (SELECT run_at FROM job WHERE shop_id = $1 AND lane = $2 AND state = 'waiting' ORDER BY seq LIMIT 1) \
                       WHERE shop_id = $1 AND name = $2";
            self.run(sql, [lane.shop_id.into(), lane.name.as_str().into(), now.into()]).await?;
            return Ok(None);
        }
        let sql = "UPDATE lane SET fence = $3, owner = $4, running = $5, due_at = $6, touched_at = $7 \
                   WHERE shop_id = $1 AND name = $2";
        let fence = lane.fence + 1;
        let values = [
            lane.shop_id.into(),
            lane.name.as_str().into(),
            fence.into(),
            worker.into(),
            head.id.into(),
            (now + lease).into(),
            now.into(),
        ];
        self.run(sql, values).await?;
        let job = JobRow { id: head.id, payload: json(&head.payload)?, attempts: head.attempts, crashes: head.crashes };
        Ok(Some(Claim { shop: lane.shop_id, lane: lane.name, fence, worker: worker.to_owned(), job }))
    }

    /// Lets go of a lane whose head stays.
    async fn put_back(&self, claim: &Claim, due: Time) -> Result<()> {
        let sql = "UPDATE lane SET owner = NULL, running = NULL, due_at = $5 \
                   WHERE shop_id = $1 AND name = $2 AND fence = $3 AND owner = $4";
        if self.run(sql, holder(claim, due.into())).await? == 0 { Err(Error::LeaseLost) } else { Ok(()) }
    }
}
