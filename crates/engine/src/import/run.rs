//! The job that reads a file, for a dry run or for good: from where it stands, batch by batch.

use std::time::Instant;

use store::{Claim, FileName, ImportState};
use types::ImportId;

use super::{Options, Report, Told, counts, keep, reader::Reader};
use crate::{Ctx, Error, Result};

pub(crate) async fn run(cx: &Ctx, claim: &Claim, id: ImportId) -> Result<()> {
    use ImportState::*;
    let Some(import) = cx.store.import_get(id).await? else { return over(cx, claim).await };
    let dry_run = match import.state {
        Checking => true,
        Queued | Running | Stopping => false,
        _ => return over(cx, claim).await,
    };
    let begun = Instant::now();
    let (_, report) = super::report(cx, id).await?;
    let before = report.ms;
    let progress = serde_json::from_value(import.cursor.clone()).ok();
    let targets = Options::of(&import).targets();
    let mut reader = Reader::open(cx, id, targets, progress, Report { dry_run, ..report }).await?;
    let mut stood = import.cursor;
    let mut stopped = import.state == Stopping;
    while !stopped {
        let Some(changed) = reader.batch(cx).await? else { break };
        reader.report.ms = before + begun.elapsed().as_secs_f64() * 1_000.0;
        let tx = cx.store.begin().await?;
        // Held until the commit, so that nobody stops what was not seen to run.
        let (from, to) = if dry_run { (&[Checking][..], Checking) } else { (&[Queued, Running][..], Running) };
        tx.import_step(id, from, to, cx.now()).await?;
        let Some(now_stands) = tx.import_get(id).await? else {
            tx.rollback().await?;
            return over(cx, claim).await;
        };
        if !matches!((dry_run, now_stands.state), (true, Checking) | (false, Queued | Running | Stopping)) {
            tx.job_complete(claim, cx.now()).await?;
            return Ok(tx.commit_soft().await?);
        }
        // Somebody else went on with this import meanwhile: what was read here is theirs to write.
        if now_stands.cursor != stood {
            return Err(store::Error::LeaseLost.into());
        }
        reader.keep_failed()?;
        tx.job_progress(claim).await?;
        stood = reader.progress()?;
        if !dry_run {
            keep(&tx, id, &changed).await?;
            let products: Vec<_> = changed.into_iter().map(|changed| changed.product).collect();
            tx.product_upsert_many(&products).await?;
        }
        tx.import_progress(id, to, &stood, &counts(&reader.report)?, cx.now()).await?;
        if reader.told {
            tx.import_issues_set(id, &told(&reader.report)?).await?;
        }
        tx.commit_soft().await?;
        stopped = now_stands.state == Stopping;
    }
    reader.report.ms = before + begun.elapsed().as_secs_f64() * 1_000.0;
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    let cursor = reader.progress()?;
    reader.cut_failed()?;
    let report = reader.finish();
    let state = match (dry_run, stopped) {
        (true, _) => Checked,
        (false, true) => Stopped,
        (false, false) => Done,
    };
    tx.import_issues_set(id, &told(&report)?).await?;
    tx.import_progress(id, state, &cursor, &counts(&report)?, cx.now()).await?;
    if !dry_run {
        tx.catalogue_bump(1).await?;
        crate::catalogue::want_vectors(cx, &tx).await?;
    }
    tx.commit().await?;
    if !dry_run {
        let _ = cx.engine.store().files().remove(cx.shop.id, FileName::Import(id)).await;
    }
    Ok(())
}

fn told(report: &Report) -> Result<serde_json::Value> {
    let told = Told { errors: report.errors.clone(), warnings: report.warnings.clone() };
    serde_json::to_value(told).map_err(|error| Error::internal("an import's issues", error))
}

/// Nothing is left to do.
pub async fn over(cx: &Ctx, claim: &Claim) -> Result<()> {
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    Ok(tx.commit_soft().await?)
}

/// A step that cannot be finished: says so, and lets the next one begin.
pub(crate) async fn give_up(cx: &Ctx, id: ImportId) -> Result<()> {
    use ImportState::*;
    let Some(import) = cx.store.import_get(id).await? else { return Ok(()) };
    if !import.state.is_moving() {
        return Ok(());
    }
    let (state, problem) = match import.state {
        Checking => (Draft, "The dry run broke off; nothing has changed. Try again, or choose another file."),
        Undoing => (Failed, "Undoing broke off; what it had put back stands. Try again."),
        _ => (Failed, "The import broke off; what was read before stands. Undo it, or import the file again."),
    };
    let options = Options { problem: Some(problem.to_owned()), ..Options::of(&import) };
    let tx = cx.store.begin().await?;
    tx.import_options(id, &options.json()?).await?;
    tx.import_progress(id, state, &import.cursor, &import.counts, cx.now()).await?;
    if state == Failed {
        tx.catalogue_bump(1).await?;
        crate::catalogue::want_vectors(cx, &tx).await?;
    }
    Ok(tx.commit().await?)
}
