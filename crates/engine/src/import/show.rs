//! Imports as pages show them.

use store::{ChangeState, FileName, Import, ImportState};
use types::{
    ImportId, ProductId, Right,
    intake::{FileFormat, ImportBrief, ImportView, IssuePage, LeftAlone, Step},
};

use super::{KEPT_FOR, Options, Told, read_report, reader::Progress};
use crate::{Actor, Ctx, Error, Result};

/// Imports of one page of the list.
const PAGE: u64 = 25;
/// Issues of one page.
const ISSUES: usize = 50;
/// Products named of those that undoing left alone.
const LEFT: u64 = 100;

fn brief(cx: &Ctx, import: &Import, options: &Options) -> Result<ImportBrief> {
    let report = read_report(import)?;
    let until = import.updated_at + KEPT_FOR;
    Ok(ImportBrief {
        id: import.id,
        file_name: import.file_name.clone(),
        format: options.format.unwrap_or(FileFormat::Csv),
        state: import.state,
        by: options.by.clone(),
        at: import.created_at,
        products: report.products,
        variants: report.variants,
        rows: report.rows,
        total: report.total,
        undo_until: Some(until).filter(|until| import.state.may(Step::Undo) && *until > cx.now()),
    })
}

/// Newest first, those before one of them; one more than a page when there are more.
pub async fn list(cx: &Ctx, before: Option<ImportId>) -> Result<(Vec<ImportBrief>, Option<ImportId>)> {
    cx.may(Right::View)?;
    let mut imports = cx.store.import_list(before, PAGE + 1).await?;
    let more = imports.len() as u64 > PAGE;
    imports.truncate(PAGE as usize);
    let next = imports.last().map(|import| import.id).filter(|_| more);
    let briefs: Result<Vec<_>> = imports.iter().map(|import| brief(cx, import, &Options::of(import))).collect();
    Ok((briefs?, next))
}

/// One import in whatever state it is.
pub async fn view(cx: &Ctx, id: ImportId) -> Result<ImportView> {
    cx.may(Right::View)?;
    let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
    let options = Options::of(&import);
    let report = read_report(&import)?;
    let reading = matches!(import.state, ImportState::Checking | ImportState::Running | ImportState::Stopping);
    let progress: Option<Progress> = serde_json::from_value(import.cursor.clone()).ok().filter(|_| reading);
    let left = match import.state {
        ImportState::Undone => left_alone(cx, id).await?,
        _ => Vec::new(),
    };
    Ok(ImportView {
        brief: brief(cx, &import, &options)?,
        columns: options.columns,
        seconds_left: progress.and_then(|progress| progress.seconds_left(&report)),
        failed_rows: report.rows.failed > 0 && !reading,
        errors: report.error_kinds,
        warnings: report.warning_kinds,
        problem: options.problem,
        ms: report.ms,
        undone: options.undone,
        left,
        may_edit: !matches!(cx.actor(), Actor::Member { role, .. } if !role.may(Right::EditCatalogue)),
    })
}

async fn left_alone(cx: &Ctx, id: ImportId) -> Result<Vec<LeftAlone>> {
    let ids: Vec<ProductId> =
        cx.store.import_changes(id, ChangeState::Left, LEFT).await?.into_iter().map(|change| change.product).collect();
    let there = cx.store.products_by_ids(&ids).await?;
    Ok(ids
        .into_iter()
        .map(|id| match there.iter().find(|product| product.id == id) {
            Some(product) => LeftAlone { id, name: product.name.clone(), gone: false },
            None => LeftAlone { id, name: String::new(), gone: true },
        })
        .collect())
}

/// Rows with errors, or with warnings, of one kind or of all; `page` counts from 1.
pub async fn issues(cx: &Ctx, id: ImportId, errors: bool, code: &str, page: u64) -> Result<IssuePage> {
    cx.may(Right::View)?;
    let told: Told = serde_json::from_value(cx.store.import_issues(id).await?).unwrap_or_default();
    let kept = if errors { told.errors } else { told.warnings };
    let wanted: Vec<_> = kept.into_iter().filter(|issue| code.is_empty() || issue.code == code).collect();
    let pages = wanted.len().div_ceil(ISSUES) as u64;
    let from = (page.clamp(1, pages.max(1)) - 1) as usize * ISSUES;
    Ok(IssuePage { issues: wanted.into_iter().skip(from).take(ISSUES).collect(), pages })
}

/// The rows that failed, open for reading, and a name for the file.
pub async fn failed_rows(cx: &Ctx, id: ImportId) -> Result<(tokio::fs::File, String)> {
    cx.may(Right::View)?;
    let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
    let file = cx.engine.store().files().open(cx.shop.id, FileName::ImportFailed(id)).await?;
    let lines = Options::of(&import).format == Some(FileFormat::JsonLines);
    let ending = if lines { "jsonl" } else { "csv" };
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(stem, _)| stem);
    let stem: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    Ok((file, format!("{stem}-failed.{ending}")))
}
