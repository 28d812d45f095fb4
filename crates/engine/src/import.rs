//! Product tables into the catalogue: read whole, product by product, resumable, with every doubt told by row and column.

mod assemble;
mod columns;
mod encoding;
mod groups;
mod table;
mod text;

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

use serde::{Deserialize, Serialize};
use store::{Claim, FileName, Import, ImportState};
use types::{ImportId, JobId, Product, ProductId, VariantId};

use self::groups::{Cursor, Group, Groups};
use crate::{
    Ctx, Error, Result,
    jobs::{self, Job},
};
pub use assemble::amount;
pub(crate) use assemble::is_picture_address as is_address;
pub use encoding::Refused;
pub use text::{plain_text, slug};

/// Products written in one transaction: some 50 ms during which nobody else writes.
const BATCH: usize = 200;
/// Errors and warnings that are kept of each kind; all are counted, and all failed rows are in the file.
const KEPT: usize = 1_000;

/// Something to tell about a cell. `row` counts records, the header is 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub row: u64,
    pub column: String,
    pub value: String,
    /// Stable, for programs.
    pub code: String,
    pub reason: String,
    pub fix: String,
}

impl Issue {
    fn new(row: u64, column: &str, value: &str, code: &str, reason: &str, fix: &str) -> Self {
        Self {
            row,
            column: column.to_owned(),
            value: value.to_owned(),
            code: code.to_owned(),
            reason: reason.to_owned(),
            fix: fix.to_owned(),
        }
    }
}

/// How many things of a kind were created, changed, left alone, or not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Below the header.
    pub read: u64,
    /// Of products that failed; they are in the failed-rows file.
    pub failed: u64,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub dry_run: bool,
    pub products: Counts,
    pub variants: Counts,
    pub rows: Rows,
    pub errors: Vec<Issue>,
    pub warnings: Vec<Issue>,
    /// Header and rows of the products that failed, ready to be mended and imported again.
    pub failed_rows: Option<String>,
    pub ms: f64,
}

/// What is stored between two batches.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Progress {
    cursor: Cursor,
    /// Bytes of the failed-rows file that belong to what was read.
    failed_bytes: u64,
}

/// Takes a product table for import: makes it UTF-8, checks that it holds products, and queues the work. Refused whole
/// when it cannot be understood; nothing changes then.
pub async fn accept(cx: &Ctx, file: &Path, name: &str) -> Result<ImportId> {
    let id = cx.id(ImportId::from_parts)?;
    take_in(file, &cx.engine.store().files().path(cx.shop.id, FileName::Import(id))).await?;
    let now = cx.now();
    let import = Import {
        id,
        state: ImportState::Queued,
        file_name: name.to_owned(),
        options: serde_json::json!({}),
        cursor: serde_json::Value::Null,
        counts: serde_json::to_value(Report::default()).map_err(|error| Error::internal("an empty report", error))?,
        created_at: now,
        updated_at: now,
    };
    let tx = cx.store.begin().await?;
    tx.import_add(&import).await?;
    tx.job_push(&jobs::import_lane(cx), Job::Import { import: id }.payload()?, now, cx.id(JobId::from_parts)?).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the import would do; writes nothing but the failed-rows file.
pub async fn dry_run(cx: &Ctx, file: &Path) -> Result<Report> {
    let begun = Instant::now();
    let id = cx.id(ImportId::from_parts)?;
    let path = cx.engine.store().files().path(cx.shop.id, FileName::Import(id));
    take_in(file, &path).await?;
    let mut reader = Reader::open(cx, id, None, Report { dry_run: true, ..Report::default() }).await?;
    while reader.batch(cx).await?.is_some() {
        reader.keep_failed()?;
    }
    let _ = fs::remove_file(&path);
    reader.report.ms = begun.elapsed().as_secs_f64() * 1_000.0;
    Ok(reader.finish())
}

/// How an import stands, and what came of it so far.
pub async fn report(cx: &Ctx, id: ImportId) -> Result<(ImportState, Report)> {
    let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
    let report = serde_json::from_value(import.counts).map_err(|error| Error::internal("a stored report", error))?;
    Ok((import.state, report))
}

/// Works on the shop's imports and vectors until this import has ended and its products are searchable, meaning included;
/// waits where another process has the work.
pub async fn wait(cx: &Ctx, id: ImportId) -> Result<Report> {
    let done = || async {
        let (state, _) = report(cx, id).await?;
        Ok(matches!(state, ImportState::Done | ImportState::Failed))
    };
    jobs::drain(&cx.engine, &jobs::import_lane(cx), done).await?;
    let (state, report) = report(cx, id).await?;
    if state == ImportState::Failed {
        return Err(Error::invalid("The import could not be finished; what was read before stands. The log says why."));
    }
    jobs::drain(&cx.engine, &jobs::embed_lane(cx), || jobs::idle(cx)).await?;
    Ok(report)
}

/// The job: reads on from where the import stands, batch by batch.
pub(crate) async fn run(cx: &Ctx, claim: &Claim, id: ImportId) -> Result<()> {
    let import = cx.store.import_get(id).await?.ok_or_else(Error::not_found)?;
    if matches!(import.state, ImportState::Done | ImportState::Failed) {
        let tx = cx.store.begin().await?;
        tx.job_complete(claim, cx.now()).await?;
        return Ok(tx.commit_soft().await?);
    }
    let begun = Instant::now();
    let progress: Option<Progress> = serde_json::from_value(import.cursor).ok();
    let report: Report = serde_json::from_value(import.counts).unwrap_or_default();
    let before = report.ms;
    let mut reader = Reader::open(cx, id, progress, report).await?;
    loop {
        let stood = reader.progress()?;
        let Some(changed) = reader.batch(cx).await? else { break };
        reader.report.ms = before + begun.elapsed().as_secs_f64() * 1_000.0;
        let tx = cx.store.begin().await?;
        // Somebody else went on with this import meanwhile: what was read here is theirs to write.
        let now_stands = tx.import_get(id).await?.ok_or_else(Error::not_found)?.cursor;
        if !now_stands.is_null() && now_stands != stood {
            return Err(store::Error::LeaseLost.into());
        }
        reader.keep_failed()?;
        tx.job_progress(claim).await?;
        tx.product_upsert_many(&changed).await?;
        tx.import_progress(id, ImportState::Running, &reader.progress()?, &reader.counts()?, cx.now()).await?;
        tx.commit_soft().await?;
    }
    reader.report.ms = before + begun.elapsed().as_secs_f64() * 1_000.0;
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    let cursor = reader.progress()?;
    reader.cut_failed()?;
    let report = reader.finish();
    tx.catalogue_bump(1).await?;
    let counts = serde_json::to_value(&report).map_err(|error| Error::internal("a report", error))?;
    tx.import_progress(id, ImportState::Done, &cursor, &counts, cx.now()).await?;
    crate::catalogue::want_vectors(cx, &tx).await?;
    tx.commit().await?;
    let _ = cx.engine.store().files().remove(cx.shop.id, FileName::Import(id)).await;
    Ok(())
}

/// An import that cannot be finished: says so, and lets the next one begin.
pub(crate) async fn give_up(cx: &Ctx, id: ImportId) -> Result<()> {
    let Some(import) = cx.store.import_get(id).await? else { return Ok(()) };
    if matches!(import.state, ImportState::Done | ImportState::Failed) {
        return Ok(());
    }
    let tx = cx.store.begin().await?;
    tx.import_progress(id, ImportState::Failed, &import.cursor, &import.counts, cx.now()).await?;
    Ok(tx.commit().await?)
}

async fn take_in(file: &Path, to: &Path) -> Result<()> {
    let (from, to) = (file.to_owned(), to.to_owned());
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
            Groups::open(&to, &mut Vec::new()).map(drop)
        })();
        if copied.is_err() {
            let _ = fs::remove_file(&part);
            let _ = fs::remove_file(&to);
        }
        Ok(copied?)
    })
    .await
}

/// Reads a table batch by batch against what the catalogue holds.
struct Reader {
    groups: Option<Groups>,
    failed: PathBuf,
    failed_bytes: u64,
    /// Rows that failed in the batch at hand, not in the file yet.
    failing: String,
    report: Report,
    /// SKUs seen since this process took the import up; earlier ones are found in the catalogue.
    skus: HashSet<u64>,
}

impl Reader {
    async fn open(cx: &Ctx, id: ImportId, progress: Option<Progress>, mut report: Report) -> Result<Reader> {
        let files = cx.engine.store().files();
        let path = files.path(cx.shop.id, FileName::Import(id));
        let failed = files.path(cx.shop.id, FileName::ImportFailed(id));
        let fresh = progress.is_none();
        let (mut groups, warnings) = blocking(move || {
            let mut warnings = Vec::new();
            Ok((Groups::open(&path, &mut warnings)?, warnings))
        })
        .await?;
        if fresh {
            report.warnings = warnings;
        }
        let failed_bytes = progress.as_ref().map_or(0, |progress| progress.failed_bytes);
        if let Some(progress) = &progress {
            groups.resume(progress.cursor);
        }
        Ok(Reader { groups: Some(groups), failed, failed_bytes, failing: String::new(), report, skus: HashSet::new() })
    }

    /// Reads up to [`BATCH`] products and gives back those that differ from the catalogue; `None` at the end.
    async fn batch(&mut self, cx: &Ctx) -> Result<Option<Vec<Product>>> {
        let Some(mut groups) = self.groups.take() else { return Ok(None) };
        let (groups, batch) = blocking(move || {
            let mut batch = Vec::new();
            while batch.len() < BATCH {
                match groups.next().map_err(Refused::Io)? {
                    Some(group) => batch.push(group),
                    None => break,
                }
            }
            Ok((groups, batch))
        })
        .await?;
        let groups = self.groups.insert(groups);
        if batch.is_empty() {
            return Ok(None);
        }
        let handles: Vec<String> = batch.iter().map(|group| group.handle.clone()).collect();
        let known = cx.store.products_by_handles(&handles).await?;
        let mut changed = Vec::new();
        let mut failed_rows = String::new();
        for group in &batch {
            self.report.rows.read += group.rows.len() as u64;
            let existing = known.get(&group.handle);
            let read = assemble::assemble(&group.handle, &group.rows, &groups.columns, cx.shop.currency, existing);
            add(&mut self.report.errors, read.errors);
            add(&mut self.report.warnings, read.warnings);
            match read.product {
                Some(product) => {
                    if let Some(product) = self.report.count(cx, product, existing)? {
                        changed.push(product);
                    }
                }
                None => {
                    self.report.products.failed += 1;
                    self.report.variants.failed += read.variants;
                    self.report.rows.failed += group.rows.len() as u64;
                    for row in &group.rows {
                        failed_rows.push_str(&row.raw);
                        failed_rows.push('\n');
                    }
                }
            }
        }
        self.doubt_skus(cx, &batch).await?;
        if !failed_rows.is_empty() {
            let header = self.groups.as_ref().map(|groups| groups.header.as_str()).unwrap_or_default();
            self.failing = if self.failed_bytes == 0 { format!("{header}\n{failed_rows}") } else { failed_rows };
            self.failed_bytes += self.failing.len() as u64;
        }
        Ok(Some(changed))
    }

    /// Warns of SKUs that another variant has already.
    async fn doubt_skus(&mut self, cx: &Ctx, batch: &[Group]) -> Result<()> {
        let Some(columns) = self.groups.as_ref().map(|groups| &groups.columns) else { return Ok(()) };
        let mut mine: Vec<(u64, &str, &str)> = Vec::new();
        for group in batch {
            for row in group.rows.iter().filter(|row| !row.broken) {
                let sku = columns.cell(row, columns::Column::Sku);
                if !sku.is_empty() {
                    mine.push((row.row, sku, &group.handle));
                }
            }
        }
        let wanted: Vec<String> = mine.iter().map(|(_, sku, _)| (*sku).to_owned()).collect();
        let used: HashMap<String, String> = cx.store.skus_in_use(&wanted).await?;
        let name = columns.name(columns::Column::Sku);
        let mut doubts = Vec::new();
        for (row, sku, handle) in mine {
            let elsewhere = used.get(sku).is_some_and(|other| other != handle);
            if !self.skus.insert(groups::hash(sku)) || elsewhere {
                doubts.push(Issue::new(
                    row,
                    name,
                    sku,
                    "sku_twice",
                    "Another variant has the same SKU.",
                    "Give each variant a SKU of its own, or leave the cell empty.",
                ));
            }
        }
        add(&mut self.report.warnings, doubts);
        Ok(())
    }

    /// Writes the batch's failed rows where they belong, over whatever a process left there that died before its batch
    /// was stored. Only in the transaction that found nobody else at work: an overslept worker must not touch the file.
    fn keep_failed(&mut self) -> Result<()> {
        if self.failing.is_empty() {
            return Ok(());
        }
        let write = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.failed)?;
            file.set_len(self.failed_bytes - self.failing.len() as u64)?;
            file.write_all(self.failing.as_bytes())
        };
        write().map_err(Refused::Io)?;
        self.failing.clear();
        Ok(())
    }

    /// Leaves in the file what was stored, at the end.
    fn cut_failed(&self) -> Result<()> {
        match fs::OpenOptions::new().write(true).open(&self.failed) {
            Ok(file) => Ok(file.set_len(self.failed_bytes).map_err(Refused::Io)?),
            Err(_) => Ok(()),
        }
    }

    fn progress(&self) -> Result<serde_json::Value> {
        let cursor = self.groups.as_ref().map_or(Cursor::Scattered { index: usize::MAX }, Groups::cursor);
        serde_json::to_value(Progress { cursor, failed_bytes: self.failed_bytes })
            .map_err(|error| Error::internal("an import's progress", error))
    }

    fn counts(&self) -> Result<serde_json::Value> {
        serde_json::to_value(&self.report).map_err(|error| Error::internal("a report", error))
    }

    fn finish(mut self) -> Report {
        if self.failed_bytes > 0 {
            self.report.failed_rows = Some(self.failed.display().to_string());
        }
        self.report
    }
}

impl Report {
    /// Counts a product that was read, and gives it back, with its ids, when it is to be written.
    fn count(&mut self, cx: &Ctx, mut product: Product, existing: Option<&Product>) -> Result<Option<Product>> {
        let now = cx.now();
        for variant in &mut product.variants {
            if variant.id.0.is_nil() {
                variant.id = cx.id(VariantId::from_parts)?;
                self.variants.created += 1;
            } else if existing.is_some_and(|existing| existing.variants.contains(variant)) {
                self.variants.unchanged += 1;
            } else {
                self.variants.updated += 1;
            }
        }
        match existing {
            Some(existing) if same(existing, &product) => {
                self.products.unchanged += 1;
                return Ok(None);
            }
            Some(existing) => {
                self.products.updated += 1;
                product.id = existing.id;
                product.created_at = existing.created_at;
            }
            None => {
                self.products.created += 1;
                product.id = cx.id(ProductId::from_parts)?;
                product.created_at = now;
            }
        }
        product.updated_at = now;
        Ok(Some(product))
    }
}

fn same(existing: &Product, read: &Product) -> bool {
    Product { updated_at: existing.updated_at, ..read.clone() } == *existing
}

fn add(kept: &mut Vec<Issue>, new: Vec<Issue>) {
    let room = KEPT.saturating_sub(kept.len());
    kept.extend(new.into_iter().take(room));
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal("reading the file broke off", error))?
}
