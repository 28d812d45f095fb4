//! Reads a file batch by batch against what the catalogue holds, and counts what it finds.

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use store::FileName;
use types::{
    Currency, ImportId, Product, ProductId, VariantId,
    intake::{Counts, Issue, IssueKind, Rows, Target},
};

use super::{
    Refused,
    assemble::{self, Assembled},
    blocking,
    columns::{Column, Columns},
    groups::{self, Cursor, Group, Groups},
    lines::{self, Line, Lines},
};
use crate::{Ctx, Error, Result};

/// Products written in one transaction: some 50 ms during which nobody else writes.
const BATCH: usize = 200;
/// Errors and warnings that are kept of each kind; all are counted, and all failed rows are in the file.
const KEPT: usize = 1_000;
/// The pace is that of the last moments: this many marks, at least half a second apart.
const MARKS: usize = 10;

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub dry_run: bool,
    pub products: Counts,
    pub variants: Counts,
    pub rows: Rows,
    /// Rows in the file. This and how often each thing was said are for pages; the shell's report has neither.
    #[serde(default, skip_serializing)]
    pub total: u64,
    #[serde(default, skip_serializing)]
    pub error_kinds: Vec<IssueKind>,
    #[serde(default, skip_serializing)]
    pub warning_kinds: Vec<IssueKind>,
    #[serde(default)]
    pub errors: Vec<Issue>,
    #[serde(default)]
    pub warnings: Vec<Issue>,
    /// Header and rows of the products that failed, ready to be mended and imported again.
    pub failed_rows: Option<String>,
    pub ms: f64,
}

/// What is stored between two batches.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Progress {
    cursor: Cursor,
    /// Bytes of the failed-rows file that belong to what was read.
    failed_bytes: u64,
    /// Milliseconds of the clock and rows read by then, lately.
    #[serde(default)]
    marks: Vec<(i64, u64)>,
}

impl Progress {
    /// Seconds that the rest will take at the pace of the last moments.
    pub fn seconds_left(&self, report: &Report) -> Option<u64> {
        let ((begun, from), (now, to)) = (self.marks.first()?, self.marks.last()?);
        let (millis, read) = (now - begun, to.saturating_sub(*from));
        if millis <= 0 || read == 0 {
            return None;
        }
        let left = report.total.saturating_sub(report.rows.read);
        Some((left as f64 * millis as f64 / read as f64 / 1_000.0).ceil() as u64)
    }
}

/// The file in one of its forms.
enum Source {
    Table(Box<Groups>),
    Lines(Lines),
}

/// What one product is read from.
enum Item {
    Rows(Group),
    Line(Line),
}

impl Source {
    fn open(path: &Path, targets: Option<&[Target]>, warnings: &mut Vec<Issue>) -> Result<Source, Refused> {
        if lines::is_lines(path)? {
            return Ok(Source::Lines(Lines::open(path)?));
        }
        Ok(Source::Table(Box::new(Groups::open(path, targets, warnings)?)))
    }

    fn next(&mut self) -> Result<Option<Item>, Refused> {
        Ok(match self {
            Source::Table(groups) => groups.next()?.map(Item::Rows),
            Source::Lines(lines) => lines.next()?.map(Item::Line),
        })
    }

    fn records(&self) -> u64 {
        match self {
            Source::Table(groups) => groups.records,
            Source::Lines(lines) => lines.records,
        }
    }

    fn cursor(&self) -> Cursor {
        match self {
            Source::Table(groups) => groups.cursor(),
            Source::Lines(lines) => lines.cursor(),
        }
    }

    fn resume(&mut self, cursor: Cursor) {
        match (self, cursor) {
            (Source::Table(groups), cursor) => groups.resume(cursor),
            (Source::Lines(lines), Cursor::Sweep { offset, row }) => lines.resume(offset, row),
            (Source::Lines(_), Cursor::Scattered { .. }) => {}
        }
    }

    fn columns(&self) -> Option<&Columns> {
        match self {
            Source::Table(groups) => Some(&groups.columns),
            Source::Lines(_) => None,
        }
    }

    /// What stands before the rows of the failed-rows file.
    fn header(&self) -> String {
        match self {
            Source::Table(groups) => format!("{}\n", groups.header),
            Source::Lines(_) => String::new(),
        }
    }
}

impl Item {
    fn handle(&self) -> &str {
        match self {
            Item::Rows(group) => &group.handle,
            Item::Line(line) => &line.handle,
        }
    }

    fn rows(&self) -> u64 {
        match self {
            Item::Rows(group) => group.rows.len() as u64,
            Item::Line(_) => 1,
        }
    }

    fn assemble(&self, columns: Option<&Columns>, currency: Currency, existing: Option<&Product>) -> Assembled {
        match (self, columns) {
            (Item::Line(line), _) => line.assemble(currency, existing),
            (Item::Rows(group), columns) => {
                let none = Columns::default();
                let columns = columns.unwrap_or(&none);
                assemble::assemble(&group.handle, &group.rows, columns, currency, existing)
            }
        }
    }

    fn raw(&self, to: &mut String) {
        let rows = match self {
            Item::Rows(group) => group.rows.iter().map(|row| row.raw.as_str()).collect(),
            Item::Line(line) => vec![line.raw.as_str()],
        };
        for row in rows {
            to.push_str(row);
            to.push('\n');
        }
    }

    fn skus(&self, columns: Option<&Columns>) -> Vec<(u64, String)> {
        match (self, columns) {
            (Item::Line(line), _) => line.skus().into_iter().map(|sku| (line.row, sku)).collect(),
            (Item::Rows(group), Some(columns)) => {
                let rows = group.rows.iter().filter(|row| !row.broken);
                let skus = rows.map(|row| (row.row, columns.cell(row, Column::Sku).to_owned()));
                skus.filter(|(_, sku)| !sku.is_empty()).collect()
            }
            (Item::Rows(_), None) => Vec::new(),
        }
    }
}

/// A product that is to be written, and what it was.
pub struct Changed {
    pub product: Product,
    pub was: Option<Product>,
}

/// Reads a file batch by batch.
pub struct Reader {
    source: Option<Source>,
    failed: PathBuf,
    failed_bytes: u64,
    /// Rows that failed in the batch at hand, not in the file yet.
    failing: String,
    marks: Vec<(i64, u64)>,
    pub report: Report,
    /// Whether the last batch had something to tell.
    pub told: bool,
    /// SKUs seen since this process took the import up; earlier ones are found in the catalogue.
    skus: HashSet<u64>,
}

/// Checks that a UTF-8 file holds products.
pub fn probe(path: &Path, targets: Option<&[Target]>) -> Result<(), Refused> {
    Source::open(path, targets, &mut Vec::new()).map(drop)
}

impl Reader {
    pub async fn open(
        cx: &Ctx,
        id: ImportId,
        targets: Option<Vec<Target>>,
        progress: Option<Progress>,
        mut report: Report,
    ) -> Result<Reader> {
        let files = cx.engine.store().files();
        let path = files.path(cx.shop.id, FileName::Import(id));
        let failed = files.path(cx.shop.id, FileName::ImportFailed(id));
        let (mut source, warnings) = blocking(move || {
            let mut warnings = Vec::new();
            Ok((Source::open(&path, targets.as_deref(), &mut warnings)?, warnings))
        })
        .await?;
        report.total = source.records();
        let mut reader = Reader {
            source: None,
            failed,
            failed_bytes: 0,
            failing: String::new(),
            marks: vec![(cx.now().timestamp_millis(), report.rows.read)],
            report,
            told: true,
            skus: HashSet::new(),
        };
        match progress {
            Some(progress) => {
                source.resume(progress.cursor);
                reader.failed_bytes = progress.failed_bytes;
            }
            None => reader.report.warn(warnings),
        }
        reader.source = Some(source);
        Ok(reader)
    }

    /// Reads up to [`BATCH`] products and gives back those that differ from the catalogue; `None` at the end.
    pub async fn batch(&mut self, cx: &Ctx) -> Result<Option<Vec<Changed>>> {
        let Some(mut source) = self.source.take() else { return Ok(None) };
        let (source, batch) = blocking(move || {
            let mut batch = Vec::new();
            while batch.len() < BATCH {
                match source.next()? {
                    Some(item) => batch.push(item),
                    None => break,
                }
            }
            Ok((source, batch))
        })
        .await?;
        let source = self.source.insert(source);
        if batch.is_empty() {
            return Ok(None);
        }
        let handles: Vec<String> = batch.iter().map(|item| item.handle().to_owned()).collect();
        let mut known = cx.store.products_by_handles(&handles).await?;
        let mut changed = Vec::new();
        let mut failed_rows = String::new();
        let told = self.report.told();
        for item in &batch {
            self.report.rows.read += item.rows();
            let existing = known.get(item.handle());
            let read = item.assemble(source.columns(), cx.shop.currency, existing);
            self.report.fail(read.errors);
            self.report.warn(read.warnings);
            match read.product {
                Some(product) => {
                    if let Some(product) = self.report.count(cx, product, existing)? {
                        changed.push(Changed { product, was: known.remove(item.handle()) });
                    }
                }
                None => {
                    self.report.products.failed += 1;
                    self.report.variants.failed += read.variants;
                    self.report.rows.failed += item.rows();
                    item.raw(&mut failed_rows);
                }
            }
        }
        self.doubt_skus(cx, &batch).await?;
        self.told = self.report.told() != told;
        if !failed_rows.is_empty() {
            let header = self.source.as_ref().map(Source::header).unwrap_or_default();
            self.failing = if self.failed_bytes == 0 { header + &failed_rows } else { failed_rows };
            self.failed_bytes += self.failing.len() as u64;
        }
        self.mark(cx.now().timestamp_millis());
        Ok(Some(changed))
    }

    fn mark(&mut self, now: i64) {
        if self.marks.len() > 1 && self.marks.last().is_some_and(|(before, _)| now - before < 500) {
            self.marks.pop();
        }
        self.marks.push((now, self.report.rows.read));
        if self.marks.len() > MARKS {
            self.marks.remove(0);
        }
    }

    /// Warns of SKUs that another variant has already.
    async fn doubt_skus(&mut self, cx: &Ctx, batch: &[Item]) -> Result<()> {
        let columns = self.source.as_ref().and_then(Source::columns);
        let name = columns.map_or("variants.sku", |columns| columns.name(Column::Sku));
        let mine: Vec<(u64, String, &str)> = batch
            .iter()
            .flat_map(|item| item.skus(columns).into_iter().map(|(row, sku)| (row, sku, item.handle())))
            .collect();
        let wanted: Vec<String> = mine.iter().map(|(_, sku, _)| sku.clone()).collect();
        let used: HashMap<String, String> = cx.store.skus_in_use(&wanted).await?;
        let mut doubts = Vec::new();
        for (row, sku, handle) in mine {
            let elsewhere = used.get(&sku).is_some_and(|other| other != handle);
            if !self.skus.insert(groups::hash(&sku)) || elsewhere {
                doubts.push(Issue::new(
                    row,
                    name,
                    &sku,
                    "sku_twice",
                    "Another variant has the same SKU.",
                    "Give each variant a SKU of its own, or leave the cell empty.",
                ));
            }
        }
        self.report.warn(doubts);
        Ok(())
    }

    /// Writes the batch's failed rows where they belong, over whatever a process left there that died before its batch
    /// was stored. Only in the transaction that found nobody else at work: an overslept worker must not touch the file.
    pub fn keep_failed(&mut self) -> Result<()> {
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
    pub fn cut_failed(&self) -> Result<()> {
        match fs::OpenOptions::new().write(true).open(&self.failed) {
            Ok(file) => Ok(file.set_len(self.failed_bytes).map_err(Refused::Io)?),
            Err(_) => Ok(()),
        }
    }

    pub fn progress(&self) -> Result<serde_json::Value> {
        let cursor = self.source.as_ref().map_or(Cursor::Scattered { index: usize::MAX }, Source::cursor);
        serde_json::to_value(Progress { cursor, failed_bytes: self.failed_bytes, marks: self.marks.clone() })
            .map_err(|error| Error::internal("an import's progress", error))
    }

    pub fn finish(mut self) -> Report {
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
                // A file of ours says when; nobody is older than the clock or younger than now.
                if product.created_at == types::Time::UNIX_EPOCH || product.created_at > now {
                    product.created_at = now;
                }
            }
        }
        product.updated_at = now;
        Ok(Some(product))
    }

    fn fail(&mut self, issues: Vec<Issue>) {
        add(&mut self.errors, &mut self.error_kinds, issues);
    }

    fn warn(&mut self, issues: Vec<Issue>) {
        add(&mut self.warnings, &mut self.warning_kinds, issues);
    }

    fn told(&self) -> (usize, usize) {
        (self.errors.len(), self.warnings.len())
    }
}

fn same(existing: &Product, read: &Product) -> bool {
    Product { updated_at: existing.updated_at, ..read.clone() } == *existing
}

fn add(kept: &mut Vec<Issue>, kinds: &mut Vec<IssueKind>, new: Vec<Issue>) {
    for issue in new {
        match kinds.iter_mut().find(|kind| kind.code == issue.code) {
            Some(kind) => kind.count += 1,
            None => {
                kinds.push(IssueKind { code: issue.code.clone(), reason: issue.reason.clone(), count: 1 });
            }
        }
        if kept.len() < KEPT {
            kept.push(issue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_the_last_rows_say() {
        let progress = |marks: &[(i64, u64)]| Progress {
            cursor: Cursor::Scattered { index: 0 },
            failed_bytes: 0,
            marks: marks.to_vec(),
        };
        let report = Report { rows: Rows { read: 300, failed: 0 }, total: 1_300, ..Report::default() };
        for (marks, expected) in [
            (&[][..], None),
            (&[(1_000, 300)], None),
            (&[(1_000, 100), (1_000, 300)], None),
            (&[(1_000, 300), (2_000, 300)], None),
            (&[(1_000, 100), (2_000, 300)], Some(5)),
            (&[(0, 0), (1_500, 200), (2_000, 300)], Some(7)),
        ] {
            assert_eq!(progress(marks).seconds_left(&report), expected, "{marks:?}");
        }
    }
}
