//! What a member does with an import: name its columns, try it, start, stop, undo, throw it away.

use store::{FileName, Import, ImportState, Tx};
use types::{
    Code, ImportId, JobId, Problem, Right,
    intake::{Confidence, Step, Target},
};

use super::{KEPT_FOR, Options, Report, counts, doubt};
use crate::{
    Ctx, Error, Result,
    jobs::{self, Job},
};

/// Says what the columns mean, in the order of the file. What a dry run found no longer holds.
pub async fn name_columns(cx: &Ctx, id: ImportId, targets: Vec<Target>) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let (tx, import) = at(cx, id, Step::Name).await?;
    let mut options = Options::of(&import);
    if options.columns.len() != targets.len() {
        return Err(Error::invalid("The file has other columns than these. Read the page again."));
    }
    for (column, target) in options.columns.iter_mut().zip(targets) {
        let target = match target {
            // An attribute needs a name; the column's own will do.
            Target::Attribute(name) if name.trim().is_empty() => Target::Attribute(column.name.clone()),
            target => target,
        };
        if column.target != target {
            (column.target, column.confidence) = (target, Confidence::Sure);
        }
    }
    if let Some(doubt) = doubt(&options.columns) {
        return Err(Error::invalid(doubt));
    }
    options.problem = None;
    tx.import_options(id, &options.json()?).await?;
    tx.import_step(id, &[import.state], ImportState::Draft, cx.now()).await?;
    Ok(tx.commit().await?)
}

/// Begins the dry run.
pub async fn check(cx: &Ctx, id: ImportId) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let (tx, import) = at(cx, id, Step::Check).await?;
    let options = Options { problem: None, ..Options::of(&import) };
    if let Some(doubt) = doubt(&options.columns).filter(|_| !options.columns.is_empty()) {
        return Err(Error::invalid(doubt));
    }
    tx.import_options(id, &options.json()?).await?;
    begin(cx, tx, &import, ImportState::Checking, true).await
}

/// Imports what the dry run looked at.
pub async fn start(cx: &Ctx, id: ImportId) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let (tx, import) = at(cx, id, Step::Start).await?;
    crate::audit::note(cx, &tx, "import.started", id, serde_json::json!({ "file": import.file_name })).await?;
    begin(cx, tx, &import, ImportState::Queued, false).await
}

/// Ends what goes on, after the batch at hand. What an import has written stands, and can be undone.
pub async fn stop(cx: &Ctx, id: ImportId) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let (tx, import) = at(cx, id, Step::Stop).await?;
    use ImportState::*;
    let mut stopped = None;
    // One after the other: the job may begin in this very moment.
    for (from, to) in [(Checking, Draft), (Queued, Stopped), (Running, Stopping)] {
        if stopped.is_none() && tx.import_step(id, &[from], to, cx.now()).await? {
            stopped = Some(to);
        }
    }
    if stopped.is_some_and(|to| to != Draft) {
        crate::audit::note(cx, &tx, "import.stopped", id, serde_json::json!({ "file": import.file_name })).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes back what an import changed, but for products that somebody changed since. Undoing what is being undone, or was,
/// changes nothing.
pub async fn undo(cx: &Ctx, id: ImportId) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let tx = cx.store.begin().await?;
    let import = tx.import_get(id).await?.ok_or_else(Error::not_found)?;
    if matches!(import.state, ImportState::Undoing | ImportState::Undone) {
        return Ok(());
    }
    allowed(&import, Step::Undo)?;
    if cx.now() - import.updated_at > KEPT_FOR {
        let detail = "An import can be undone for 30 days; what it overwrote is no longer kept.";
        return Err(Problem::new(Code::Conflict, detail).into());
    }
    let options = Options { problem: None, ..Options::of(&import) };
    tx.import_options(id, &options.json()?).await?;
    tx.import_step(id, &[import.state], ImportState::Undoing, cx.now()).await?;
    let payload = Job::Undo { import: id }.payload()?;
    tx.job_push(&jobs::import_lane(cx), payload, cx.now(), cx.id(JobId::from_parts)?).await?;
    crate::audit::note(cx, &tx, "import.undone", id, serde_json::json!({ "file": import.file_name })).await?;
    Ok(tx.commit().await?)
}

/// Throws away a file that has changed nothing.
pub async fn discard(cx: &Ctx, id: ImportId) -> Result<()> {
    cx.may(Right::EditCatalogue)?;
    let (tx, import) = at(cx, id, Step::Discard).await?;
    tx.import_remove(id).await?;
    crate::audit::note(cx, &tx, "import.discarded", id, serde_json::json!({ "file": import.file_name })).await?;
    tx.commit().await?;
    let files = cx.engine.store().files();
    files.remove(cx.shop.id, FileName::Import(id)).await?;
    files.remove(cx.shop.id, FileName::ImportFailed(id)).await?;
    Ok(())
}

/// The import, in a transaction, when it is where this step can be taken.
async fn at(cx: &Ctx, id: ImportId, step: Step) -> Result<(Tx, Import)> {
    let tx = cx.store.begin().await?;
    let import = tx.import_get(id).await?.ok_or_else(Error::not_found)?;
    allowed(&import, step)?;
    Ok((tx, import))
}

fn allowed(import: &Import, step: Step) -> Result<()> {
    if import.state.may(step) {
        return Ok(());
    }
    let detail = format!("The import stands at “{}”, so this cannot be done now.", import.state.label());
    Err(Problem::new(Code::Conflict, detail).into())
}

/// Begins to read the file from its start.
async fn begin(cx: &Ctx, tx: Tx, import: &Import, to: ImportState, dry_run: bool) -> Result<()> {
    let id = import.id;
    // Somebody else may have taken the same step in this very moment.
    if !tx.import_step(id, &[import.state], to, cx.now()).await? {
        return Err(Problem::new(Code::Conflict, "Somebody else did this just now. Read the page again.").into());
    }
    let report = Report { dry_run, ..Report::default() };
    tx.import_progress(id, to, &serde_json::Value::Null, &counts(&report)?, cx.now()).await?;
    tx.import_issues_set(id, &serde_json::json!({})).await?;
    let payload = Job::Import { import: id }.payload()?;
    tx.job_push(&jobs::import_lane(cx), payload, cx.now(), cx.id(JobId::from_parts)?).await?;
    Ok(tx.commit().await?)
}
