//! Gathers the rows of each handle, wherever they stand, in bounded memory.
//!
//! Rows of one product nearly always stand together. A first pass finds the handles that come back after others; those
//! few are gathered by position at the end. What is remembered per product is one 64-bit hash.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use types::intake::{Issue, Target};

use super::{
    Refused,
    columns::{Column, Columns},
    exact, slug,
    table::{Record, Table},
};

/// More rows than this are refused whole; with 256 MB of file it bounds memory to some 60 MB.
const MAX_RECORDS: u64 = 2_500_000;
/// Rows of one handle that are kept in memory; more are counted, and the product fails as a whole.
const MAX_KEPT: usize = 5_000;

/// All rows of one handle.
#[derive(Debug)]
pub struct Group {
    pub handle: String,
    pub rows: Vec<Record>,
}

/// Where reading stands; stored with what was read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Cursor {
    Sweep { offset: u64, row: u64 },
    Scattered { index: usize },
}

/// A table whose header was understood and whose handles were counted.
pub struct Groups {
    path: PathBuf,
    delimiter: u8,
    pub columns: Columns,
    pub header: String,
    /// Records below the header.
    pub records: u64,
    scattered: HashSet<u64>,
    /// Positions of the rows of scattered handles, first come first.
    positions: Vec<Vec<(u64, u64)>>,
    cursor: Cursor,
    sweep: Option<Walk>,
}

/// A pass over the rows that knows which handle each belongs to.
struct Walk {
    table: Table<BufReader<File>>,
    previous: Option<String>,
    /// The row before was left open.
    after_open: bool,
    ahead: Option<(String, Record)>,
}

impl Walk {
    fn start(path: &Path, delimiter: u8, offset: u64, row: u64) -> io::Result<Self> {
        let input = BufReader::with_capacity(1 << 17, File::open(path)?);
        Ok(Self { table: Table::at(input, delimiter, offset, row)?, previous: None, after_open: false, ahead: None })
    }

    fn next(&mut self, columns: &Columns) -> io::Result<Option<(String, Record)>> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let Some(mut record) = self.table.next()? else { return Ok(None) };
        let continues = self.after_open && !record.broken && record.fields.len() != columns.width();
        record.broken |= continues;
        let own = match columns.cell(&record, Column::Handle) {
            "" if !record.broken => slug(columns.cell(&record, Column::Title)),
            cell if columns.exact() => handle(exact::unguard(cell)),
            cell => handle(cell),
        };
        self.after_open = record.open || continues;
        let handle = match &self.previous {
            Some(previous) if continues || own.is_empty() => previous.clone(),
            _ => own,
        };
        self.previous = Some(handle.clone());
        Ok(Some((handle, record)))
    }

    /// The rows that stand together under the next handle, and whether all were kept.
    fn group(&mut self, columns: &Columns) -> io::Result<Option<Group>> {
        let Some((handle, first)) = self.next(columns)? else { return Ok(None) };
        let mut group = Group { handle, rows: vec![first] };
        while let Some((handle, record)) = self.next(columns)? {
            if handle != group.handle {
                self.ahead = Some((handle, record));
                break;
            }
            if group.rows.len() < MAX_KEPT {
                group.rows.push(record);
            }
        }
        Ok(Some(group))
    }

    /// Byte and number of the next record.
    fn position(&self) -> (u64, u64) {
        match &self.ahead {
            Some((_, record)) => (record.offset, record.row),
            None => (self.table.offset(), self.table.row()),
        }
    }
}

impl Groups {
    /// Reads the header and counts the handles of a UTF-8 file. `targets`: what its columns mean, where somebody said so.
    pub fn open(path: &Path, targets: Option<&[Target]>, warnings: &mut Vec<Issue>) -> Result<Groups, Refused> {
        let (delimiter, record, start) = head(path)?;
        let columns = match targets {
            Some(targets) => Columns::mapped(&record, targets, warnings),
            None => Columns::read(&record, warnings),
        };
        let (columns, header) = (columns.ok_or(Refused::NoHeader)?, record.raw);
        let mut groups = Groups {
            path: path.to_owned(),
            delimiter,
            columns,
            header,
            records: 0,
            scattered: HashSet::new(),
            positions: Vec::new(),
            cursor: Cursor::Sweep { offset: start, row: 2 },
            sweep: None,
        };
        groups.count(start)?;
        Ok(groups)
    }

    /// Takes up reading where it stood.
    pub fn resume(&mut self, cursor: Cursor) {
        self.cursor = cursor;
        self.sweep = None;
    }

    /// Where to take up after the groups handed out so far.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The next handle with all its rows.
    pub fn next(&mut self) -> io::Result<Option<Group>> {
        loop {
            match self.cursor {
                Cursor::Sweep { offset, row } => {
                    let mut walk = match self.sweep.take() {
                        Some(walk) => walk,
                        None => Walk::start(&self.path, self.delimiter, offset, row)?,
                    };
                    let Some(group) = walk.group(&self.columns)? else {
                        self.cursor = Cursor::Scattered { index: 0 };
                        continue;
                    };
                    let (offset, row) = walk.position();
                    self.cursor = Cursor::Sweep { offset, row };
                    self.sweep = Some(walk);
                    if !self.scattered.contains(&hash(&group.handle)) {
                        return Ok(Some(group));
                    }
                }
                Cursor::Scattered { index } => {
                    let Some(positions) = self.positions.get(index) else { return Ok(None) };
                    let mut group = Group { handle: String::new(), rows: Vec::new() };
                    for (offset, row) in positions.iter().take(MAX_KEPT) {
                        let mut walk = Walk::start(&self.path, self.delimiter, *offset, *row)?;
                        if let Some((handle, record)) = walk.next(&self.columns)? {
                            if group.handle.is_empty() {
                                group.handle = handle;
                            }
                            group.rows.push(record);
                        }
                    }
                    self.cursor = Cursor::Scattered { index: index + 1 };
                    return Ok(Some(group));
                }
            }
        }
    }

    fn count(&mut self, start: u64) -> Result<(), Refused> {
        let mut walk = Walk::start(&self.path, self.delimiter, start, 2)?;
        let mut closed = HashSet::new();
        let mut open = None;
        while let Some((handle, _)) = walk.next(&self.columns)? {
            self.records += 1;
            if self.records > MAX_RECORDS {
                return Err(Refused::TooManyRows);
            }
            let handle = hash(&handle);
            if open != Some(handle) {
                closed.extend(open.replace(handle));
                if closed.contains(&handle) {
                    self.scattered.insert(handle);
                }
            }
        }
        if self.scattered.is_empty() {
            return Ok(());
        }
        let mut walk = Walk::start(&self.path, self.delimiter, start, 2)?;
        let mut index: HashMap<u64, usize> = HashMap::new();
        while let Some((handle, record)) = walk.next(&self.columns)? {
            let handle = hash(&handle);
            if self.scattered.contains(&handle) {
                let at = *index.entry(handle).or_insert_with(|| {
                    self.positions.push(Vec::new());
                    self.positions.len() - 1
                });
                self.positions[at].push((record.offset, record.row));
            }
        }
        Ok(())
    }
}

/// The header, under the delimiter with which most of its columns are known, and then most there are; where what
/// follows begins.
fn head(path: &Path) -> Result<(u8, Record, u64), Refused> {
    let mut highest = None;
    let mut best = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut table = Table::at(BufReader::new(File::open(path)?), delimiter, 0, 1)?;
        let Some(record) = table.next()? else { return Err(Refused::Empty) };
        let columns = Columns::read(&record, &mut Vec::new());
        let known = columns.as_ref().map_or(0, Columns::known);
        let rank = Some((columns.is_some(), known, record.fields.len()));
        if !record.broken && rank > highest {
            highest = rank;
            best = Some((delimiter, record, table.offset()));
        }
    }
    best.ok_or(Refused::NoHeader)
}

/// The header of a table and its first records. Refused when it is none, not when its columns are unknown.
pub fn survey(path: &Path, records: usize) -> Result<(Record, Vec<Record>), Refused> {
    let (delimiter, header, offset) = head(path)?;
    if header.fields.len() < 2 && Columns::read(&header, &mut Vec::new()).is_none() {
        return Err(Refused::NoHeader);
    }
    let mut table = Table::at(BufReader::new(File::open(path)?), delimiter, offset, 2)?;
    let mut first = Vec::new();
    while first.len() < records
        && let Some(record) = table.next()?
    {
        first.push(record);
    }
    Ok((header, first))
}

/// A handle as it may stand in an address; anything else is made into one.
pub fn handle(cell: &str) -> String {
    let fit = cell.chars().count() <= 255 && cell.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fit { cell.to_owned() } else { slug(cell) }
}

/// A name in 64 bits; the same in every run of this program's version.
pub fn hash(handle: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    handle.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn open(text: &str) -> (tempfile::NamedTempFile, Groups) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let groups = Groups::open(file.path(), None, &mut Vec::new()).unwrap();
        (file, groups)
    }

    fn all(groups: &mut Groups) -> Vec<(String, Vec<u64>)> {
        std::iter::from_fn(|| groups.next().unwrap())
            .map(|group| (group.handle, group.rows.iter().map(|row| row.row).collect()))
            .collect()
    }

    const TABLE: &str =
        "Handle,Title,Price\na,A,1\na,,2\nb,B,3\na,,4\nc,\"C,5\nloose end\nd,\"D\"x,6\ne,E\n,No handle,7\n,,8\n";

    #[test]
    fn rows_of_a_handle_come_together_wherever_they_stand() {
        let (_file, mut groups) = open(TABLE);
        assert_eq!(groups.records, 10);
        let expected = [
            ("b", vec![4]),
            ("c", vec![6, 7]),
            ("d", vec![8]),
            ("e", vec![9]),
            ("no-handle", vec![10, 11]),
            ("a", vec![2, 3, 5]),
        ];
        assert_eq!(all(&mut groups), expected.map(|(handle, rows)| (handle.to_owned(), rows)));
    }

    #[test]
    fn reading_resumes_after_any_group() {
        let (_file, mut groups) = open(TABLE);
        let mut cursors = vec![groups.cursor()];
        while groups.next().unwrap().is_some() {
            cursors.push(groups.cursor());
        }
        let (_file, mut fresh) = open(TABLE);
        let whole = all(&mut fresh);
        for (done, cursor) in cursors.iter().enumerate().take(whole.len()) {
            fresh.resume(*cursor);
            assert_eq!(all(&mut fresh), whole[done..], "{cursor:?}");
        }
    }

    #[test]
    fn delimiters_are_found_and_foreign_files_refused() {
        for delimiter in [',', ';', '\t', '|'] {
            let (_file, mut groups) = open(&TABLE.replace(',', &delimiter.to_string()));
            assert_eq!(all(&mut groups).len(), 6);
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"date,amount\n1,2\n").unwrap();
        assert!(matches!(Groups::open(file.path(), None, &mut Vec::new()), Err(Refused::NoHeader)));
    }
}
