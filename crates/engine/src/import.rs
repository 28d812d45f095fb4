//! Files of products into the catalogue: read whole, product by product, resumable, with every doubt told by row and
//! column; and taken back when that was not what somebody wanted.
//!
//! A file goes one of two ways. [`accept`] imports it at once (the shell, the demo shop). A member's [`Upload`] becomes a
//! draft: its columns are named, a dry run says what would happen, and only then may it start. Every state is a row, every
//! slow step a job in the shop's import lane, so a reload or a crash loses nothing.

mod assemble;
mod columns;
mod encoding;
mod exact;
mod groups;
mod lines;
mod reader;
mod run;
mod show;
mod steps;
mod table;
mod text;
mod undo;

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
    time::Instant,
};

use serde::{Deserialize, Serialize};
use store::{FileName, Import, ImportState};
use tokio::io::AsyncWriteExt;
use types::{
    Code, ImportId, JobId, Problem, Right,
    intake::{Confidence, Field, FileColumn, FileFormat, Target, Undone},
};

use self::reader::Reader;
use crate::{
    Actor, Ctx, Error, Result,
    jobs::{self, Job},
};
pub use assemble::amount;
pub(crate) use assemble::is_picture_address as is_address;
pub(crate) use assemble::{MAX_LINE, MAX_PRICE};
pub(crate) use columns::METAFIELD;
pub use encoding::Refused;
pub(crate) use exact::{OPTIONS, guard, join};
pub use reader::Report;
pub(crate) use run::{give_up, run};
pub use show::{failed_rows, issues, list, view};
pub use steps::{check, discard, name_columns, start, stop, undo};
pub use text::{plain_text, slug};
pub use types::intake::{Counts, Issue, Rows};
pub(crate) use undo::{keep, sweep, take_back};

/// Rows that the samples of the columns are taken from.
const SAMPLED: usize = 100;
/// An import can be undone for so long, and drafts and failed rows are kept for so long.
pub(crate) const KEPT_FOR: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// What is known of an import beside its state; stored as JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Options {
    /// The member who handed the file in.
    by: String,
    format: Option<FileFormat>,
    /// What the columns mean, where somebody was asked; else the names that exports use decide.
    columns: Vec<FileColumn>,
    /// What the last step has to say when it went wrong.
    problem: Option<String>,
    undone: Option<Undone>,
}

impl Options {
    fn of(import: &Import) -> Options {
        serde_json::from_value(import.options.clone()).unwrap_or_default()
    }

    fn json(&self) -> Result<serde_json::Value> {
        serde_json::to_value(self).map_err(|error| Error::internal("an import's options", error))
    }

    fn targets(&self) -> Option<Vec<Target>> {
        let targets = || self.columns.iter().map(|column| column.target.clone()).collect();
        (!self.columns.is_empty()).then(targets)
    }
}

/// Takes a file of products for import: makes it UTF-8, checks that it holds products, and queues the work. Refused whole
/// when it cannot be understood; nothing changes then.
pub async fn accept(cx: &Ctx, file: &Path, name: &str) -> Result<ImportId> {
    accept_as(cx, file, name, &[]).await
}

/// As [`accept`], where some columns mean what their names do not say.
pub async fn accept_as(cx: &Ctx, file: &Path, name: &str, named: &[(String, Target)]) -> Result<ImportId> {
    cx.may(Right::EditCatalogue)?;
    let id = cx.id(ImportId::from_parts)?;
    let options = take_in(cx, file, id, named).await?;
    let tx = cx.store.begin().await?;
    tx.import_add(&row(cx, id, ImportState::Queued, name, &options)?).await?;
    let payload = Job::Import { import: id }.payload()?;
    tx.job_push(&jobs::import_lane(cx), payload, cx.now(), cx.id(JobId::from_parts)?).await?;
    crate::audit::note(cx, &tx, "import.started", id, serde_json::json!({ "file": name })).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the import would do; writes nothing but the failed-rows file.
pub async fn dry_run(cx: &Ctx, file: &Path) -> Result<Report> {
    dry_run_as(cx, file, &[]).await
}

/// As [`dry_run`], where some columns mean what their names do not say.
pub async fn dry_run_as(cx: &Ctx, file: &Path, named: &[(String, Target)]) -> Result<Report> {
    cx.may(Right::EditCatalogue)?;
    let begun = Instant::now();
    let id = cx.id(ImportId::from_parts)?;
    let options = take_in(cx, file, id, named).await?;
    let report = Report { dry_run: true, ..Report::default() };
    let mut reader = Reader::open(cx, id, options.targets(), None, report).await?;
    while reader.batch(cx).await?.is_some() {
        reader.keep_failed()?;
    }
    let _ = fs::remove_file(cx.engine.store().files().path(cx.shop.id, FileName::Import(id)));
    reader.report.ms = begun.elapsed().as_secs_f64() * 1_000.0;
    Ok(reader.finish())
}

/// How an import stands, and what came of it so far.
pub async fn report(cx: &Ctx, id: ImportId) -> Result<(ImportState, Report)> {
    cx.may(Right::View)?;
    let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
    let mut report = read_report(&import)?;
    let told: Told = serde_json::from_value(cx.store.import_issues(id).await?).unwrap_or_default();
    // Imports of an earlier version kept them with the counts.
    if !told.errors.is_empty() || !told.warnings.is_empty() {
        (report.errors, report.warnings) = (told.errors, told.warnings);
    }
    Ok((import.state, report))
}

/// Works on the shop's imports and vectors until this import has ended and its products are searchable, meaning included;
/// waits where another process has the work.
pub async fn wait(cx: &Ctx, id: ImportId) -> Result<Report> {
    let done = || async {
        let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
        Ok(!import.state.is_moving())
    };
    jobs::drain(&cx.engine, &jobs::import_lane(cx), done).await?;
    let (state, report) = report(cx, id).await?;
    if state == ImportState::Failed {
        return Err(Error::invalid("The import could not be finished; what was read before stands. The log says why."));
    }
    jobs::drain(&cx.engine, &jobs::embed_lane(cx), || jobs::idle(cx)).await?;
    Ok(report)
}

/// A file that somebody is sending, piece by piece. Dropped before its end, it leaves nothing behind.
pub struct Upload {
    id: ImportId,
    path: PathBuf,
    file: tokio::fs::File,
    size: u64,
}

impl Upload {
    /// Refused at once when the sender says that the file is too large.
    pub async fn begin(cx: &Ctx, size: Option<u64>) -> Result<Upload> {
        cx.may(Right::EditCatalogue)?;
        if size.is_some_and(|size| size > encoding::MAX_BYTES) {
            return Err(too_large());
        }
        let id = cx.id(ImportId::from_parts)?;
        let path = cx.engine.store().files().path(cx.shop.id, FileName::ImportUpload(id));
        let folder = path.parent().unwrap_or(&path).to_owned();
        let made = async {
            tokio::fs::create_dir_all(folder).await?;
            tokio::fs::File::create(&path).await
        };
        let file = made.await.map_err(Refused::Io)?;
        Ok(Upload { id, path, file, size: 0 })
    }

    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.size += piece.len() as u64;
        if self.size > encoding::MAX_BYTES {
            return Err(too_large());
        }
        Ok(self.file.write_all(piece).await.map_err(Refused::Io)?)
    }

    /// The file is whole: a draft, with its columns guessed. Refused when it holds no table.
    pub async fn finish(mut self, cx: &Ctx, name: &str) -> Result<ImportId> {
        cx.may(Right::EditCatalogue)?;
        self.file.flush().await.map_err(Refused::Io)?;
        let to = cx.engine.store().files().path(cx.shop.id, FileName::Import(self.id));
        copy(self.path.clone(), to.clone(), move |to| {
            if lines::is_lines(to)? { lines::Lines::open(to).map(drop) } else { groups::survey(to, 1).map(drop) }
        })
        .await?;
        let (format, columns) = blocking(move || Ok(survey(&to)?)).await?;
        let options = Options { by: member(cx), format: Some(format), columns, ..Options::default() };
        let tx = cx.store.begin().await?;
        tx.import_add(&row(cx, self.id, ImportState::Draft, name, &options)?).await?;
        crate::audit::note(cx, &tx, "import.uploaded", self.id, serde_json::json!({ "file": name })).await?;
        tx.commit().await?;
        Ok(self.id)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn too_large() -> Error {
    Problem::new(Code::TooLarge, Refused::TooLarge.to_string()).into()
}

/// Who acts, as the list of imports names them.
fn member(cx: &Ctx) -> String {
    match cx.actor() {
        Actor::Member { name, .. } => name.clone(),
        Actor::System => String::new(),
    }
}

fn row(cx: &Ctx, id: ImportId, state: ImportState, name: &str, options: &Options) -> Result<Import> {
    let now = cx.now();
    // A name is for showing only; it never names a file of ours.
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    Ok(Import {
        id,
        state,
        file_name: if name.is_empty() { "products.csv".to_owned() } else { name },
        options: options.json()?,
        cursor: serde_json::Value::Null,
        counts: counts(&Report::default())?,
        created_at: now,
        updated_at: now,
    })
}

/// Errors and warnings as they are stored, apart from the counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    errors: Vec<Issue>,
    warnings: Vec<Issue>,
}

fn counts(report: &Report) -> Result<serde_json::Value> {
    let failed = |error| Error::internal("a report", error);
    let mut counts = serde_json::json!({
        "dry_run": report.dry_run, "products": report.products, "variants": report.variants, "rows": report.rows,
        "failed_rows": report.failed_rows, "ms": report.ms, "total": report.total,
    });
    counts["error_kinds"] = serde_json::to_value(&report.error_kinds).map_err(failed)?;
    counts["warning_kinds"] = serde_json::to_value(&report.warning_kinds).map_err(failed)?;
    Ok(counts)
}

fn read_report(import: &Import) -> Result<Report> {
    serde_json::from_value(import.counts.clone()).map_err(|error| Error::internal("a stored report", error))
}

/// The columns of a UTF-8 file as they are best understood; none for JSON lines.
fn survey(path: &Path) -> Result<(FileFormat, Vec<FileColumn>), Refused> {
    if lines::is_lines(path)? {
        return Ok((FileFormat::JsonLines, Vec::new()));
    }
    let (header, first) = groups::survey(path, SAMPLED)?;
    Ok((FileFormat::Csv, columns::guess(&header, &first)))
}

/// Copies a file to where imports lie and checks that it holds products, its columns named as somebody wants.
async fn take_in(cx: &Ctx, file: &Path, id: ImportId, named: &[(String, Target)]) -> Result<Options> {
    let to = cx.engine.store().files().path(cx.shop.id, FileName::Import(id));
    let mut options = Options { by: member(cx), ..Options::default() };
    if named.is_empty() {
        copy(file.to_owned(), to.clone(), |to| reader::probe(to, None)).await?;
        let format =
            if blocking(move || Ok(lines::is_lines(&to)?)).await? { FileFormat::JsonLines } else { FileFormat::Csv };
        options.format = Some(format);
        return Ok(options);
    }
    copy(file.to_owned(), to.clone(), |to| groups::survey(to, 1).map(drop)).await?;
    let path = to.clone();
    let (format, mut columns) = blocking(move || Ok(survey(&path)?)).await?;
    let named = named_columns(&mut columns, named);
    (options.format, options.columns) = (Some(format), columns);
    let targets = options.targets();
    let path = to.clone();
    let probed = match named {
        Ok(()) => blocking(move || Ok(reader::probe(&path, targets.as_deref())?)).await,
        Err(error) => Err(error),
    };
    if probed.is_err() {
        let _ = fs::remove_file(to);
    }
    probed.map(|()| options)
}

/// Names columns by hand; what was only guessed is left out, and gives way where somebody names another.
fn named_columns(columns: &mut [FileColumn], named: &[(String, Target)]) -> Result<()> {
    for column in columns.iter_mut().filter(|column| column.confidence == Confidence::Likely) {
        column.target = Target::Ignored;
    }
    for (name, target) in named {
        let at = columns.iter().position(|column| column.name.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            Error::invalid(format!("The file has no column {name:?}. It has: {}.", names.join(", ")))
        })?;
        for column in columns.iter_mut().filter(|column| column.target == *target && *target != Target::Ignored) {
            column.target = Target::Ignored;
        }
        columns[at].target = target.clone();
        columns[at].confidence = Confidence::Sure;
    }
    Ok(())
}

/// What is wrong with columns as somebody named them.
fn doubt(columns: &[FileColumn]) -> Option<String> {
    let of = |field| columns.iter().filter(move |column| column.target == Target::Field(field));
    if of(Field::Title).next().is_none() && of(Field::Handle).next().is_none() {
        return Some("Say which column holds the title, or the handle: without one no product can be told.".to_owned());
    }
    let twice = Field::ALL.iter().find(|field| of(**field).count() > 1)?;
    let names: Vec<String> = of(*twice).map(|column| format!("“{}”", column.name)).collect();
    Some(format!("{} can be read from one column only; now it is {}.", twice.label(), names.join(" and ")))
}

/// Copies as UTF-8 and checks the copy; leaves nothing where it is refused.
async fn copy(
    from: PathBuf,
    to: PathBuf,
    check: impl FnOnce(&Path) -> Result<(), Refused> + Send + 'static,
) -> Result<()> {
    blocking(move || {
        let part = to.with_extension("part");
        let copied = (|| -> Result<(), Refused> {
            let size = fs::metadata(&from)?;
            if size.is_file() && size.len() > encoding::MAX_BYTES {
                return Err(Refused::TooLarge);
            }
            if let Some(folder) = part.parent() {
                fs::create_dir_all(folder)?;
            }
            let out = BufWriter::new(File::create(&part)?);
            encoding::copy_as_utf8(File::open(&from)?, BufReader::with_capacity(1 << 16, File::open(&from)?), out)?;
            File::open(&part)?.sync_all()?;
            fs::rename(&part, &to)?;
            check(&to)
        })();
        if copied.is_err() {
            let _ = fs::remove_file(&part);
            let _ = fs::remove_file(&to);
        }
        Ok(copied?)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal("reading the file broke off", error))?
}
