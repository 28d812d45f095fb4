//! Reads a table of products, record by record, and finds its way again after a broken one.
//!
//! Not the `csv` crate: it takes a stray quote for text and an unclosed one swallows the rest of the file, so one bad
//! row would cost all that follow. Here a record whose quoting is broken costs its first line; reading goes on at the
//! next. Positions are bytes of the UTF-8 file, so that reading can be taken up where it stopped.

use std::io::{self, BufRead, Seek, SeekFrom};

/// A longer record is broken: an unclosed quote must not read the whole file into memory.
const MAX_RECORD: usize = 1 << 20;
/// And so is one of more lines.
const MAX_LINES: usize = 10_000;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Counts records; the header is 1.
    pub row: u64,
    /// Where it begins.
    pub offset: u64,
    pub fields: Vec<String>,
    /// The bytes it came from, without the line end.
    pub raw: String,
    /// Quoting that cannot be read; `fields` holds what stood before it, and `raw` only the first line.
    pub broken: bool,
    /// Broken, and a quote is still open at the end of the line: what follows may be the rest of its text.
    pub open: bool,
}

/// Walks over a table.
pub struct Table<R> {
    input: R,
    delimiter: u8,
    offset: u64,
    row: u64,
    /// Lines read ahead that a broken record gave back.
    ahead: std::collections::VecDeque<Vec<u8>>,
}

impl<R: BufRead + Seek> Table<R> {
    /// Starts at a record boundary; `row` is the number of the next record.
    pub fn at(mut input: R, delimiter: u8, offset: u64, row: u64) -> io::Result<Self> {
        input.seek(SeekFrom::Start(offset))?;
        Ok(Self { input, delimiter, offset, row, ahead: Default::default() })
    }

    /// Byte at which the next record begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Number of the next record.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The next record; blank lines between records are passed over.
    pub fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let Some(first) = self.line()? else { return Ok(None) };
            if first.iter().all(|byte| matches!(byte, b'\r' | b'\n' | b' ' | b'\t')) {
                self.offset += first.len() as u64;
                continue;
            }
            return self.record(first).map(Some);
        }
    }

    fn record(&mut self, first: Vec<u8>) -> io::Result<Record> {
        let first_len = first.len();
        let mut lines = vec![first_len];
        let mut bytes = first;
        let (fields, broken) = loop {
            match split(&bytes, self.delimiter) {
                Split::Whole(fields) => break (fields, false),
                Split::Broken(fields) => break (fields, true),
                Split::Open(fields) => {
                    if !self.extend(&mut bytes, &mut lines)? {
                        break (fields, true);
                    }
                }
            }
        };
        if broken {
            let mut at = bytes.len();
            for len in lines[1..].iter().rev() {
                self.ahead.push_front(bytes[at - len..at].to_vec());
                at -= len;
            }
            bytes.truncate(first_len);
        }
        let open = broken && matches!(split(&bytes, self.delimiter), Split::Open(_));
        let record = Record {
            row: self.row,
            offset: self.offset,
            fields,
            raw: text(bytes.strip_suffix(b"\n").map_or(&bytes[..], |line| line.strip_suffix(b"\r").unwrap_or(line))),
            broken,
            open,
        };
        self.row += 1;
        self.offset += bytes.len() as u64;
        Ok(record)
    }

    /// Adds lines up to the next one that could close a field; `false` at the end of the file or of patience.
    fn extend(&mut self, bytes: &mut Vec<u8>, lines: &mut Vec<usize>) -> io::Result<bool> {
        while bytes.len() <= MAX_RECORD && lines.len() < MAX_LINES {
            let Some(line) = self.line()? else { return Ok(false) };
            lines.push(line.len());
            bytes.extend_from_slice(&line);
            if line.contains(&b'"') {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        // `take` keeps a file without line ends from being read whole.
        io::Read::take(&mut self.input, MAX_RECORD as u64 + 1).read_until(b'\n', &mut line)?;
        Ok((!line.is_empty()).then_some(line))
    }
}

enum Split {
    Whole(Vec<String>),
    /// A quoted field is still open at the end.
    Open(Vec<String>),
    /// A closing quote is followed by something else than a delimiter.
    Broken(Vec<String>),
}

fn split(bytes: &[u8], delimiter: u8) -> Split {
    let mut fields = Vec::new();
    let mut field = Vec::new();
    let mut at = 0;
    loop {
        field.clear();
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return Split::Open(fields),
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                        field.push(b'"');
                        at += 2;
                    }
                    Some(b'"') => {
                        at += 1;
                        break;
                    }
                    Some(byte) => {
                        field.push(*byte);
                        at += 1;
                    }
                }
            }
            if !matches!(bytes.get(at), None | Some(b'\r' | b'\n')) && bytes[at] != delimiter {
                return Split::Broken(fields);
            }
        } else {
            while let Some(byte) = bytes.get(at).filter(|byte| **byte != delimiter && **byte != b'\n') {
                field.push(*byte);
                at += 1;
            }
            if field.last() == Some(&b'\r') && matches!(bytes.get(at), None | Some(b'\n')) {
                field.pop();
            }
        }
        fields.push(text(&field));
        match bytes.get(at) {
            Some(byte) if *byte == delimiter => at += 1,
            _ => return Split::Whole(fields),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(text: &str) -> Vec<Record> {
        let mut table = Table::at(Cursor::new(text), b',', 0, 1).unwrap();
        std::iter::from_fn(|| table.next().unwrap()).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&[&str]]) {
        let rows: Vec<Vec<String>> = read(text).into_iter().map(|record| record.fields).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn fields_quotes_and_line_ends() {
        check("a,b\r\n1,\n", &[&["a", "b"], &["1", ""]]);
        check("a,\"b, \"\"c\"\"\nd\"\r\nx,y", &[&["a", "b, \"c\"\nd"], &["x", "y"]]);
        check("\n\n a\n,\n", &[&[" a"], &["", ""]]);
        check("", &[]);
        check("5\" pipe,x\n", &[&["5\" pipe", "x"]]);
    }

    #[test]
    fn a_broken_record_costs_its_first_line_only() {
        let rows = read("h,t\na,\"open\nb,\"fine\"\nc,\"x\"y,z\nd,ok\n");
        let seen: Vec<_> = rows.iter().map(|r| (r.row, r.broken, r.fields.first().map(String::as_str))).collect();
        assert_eq!(
            seen,
            [
                (1, false, Some("h")),
                (2, true, Some("a")),
                (3, false, Some("b")),
                (4, true, Some("c")),
                (5, false, Some("d"))
            ]
        );
    }

    #[test]
    fn reading_can_be_taken_up_at_any_record() {
        let text = "h,t\na,\"x\ny\"\nb,\"open\nc,z\n";
        for record in read(text) {
            let mut table = Table::at(Cursor::new(text), b',', record.offset, record.row).unwrap();
            assert_eq!(table.next().unwrap().as_ref(), Some(&record));
        }
    }

    #[test]
    fn an_unclosed_quote_does_not_read_everything() {
        let text = format!("h,t\na,\"open\n{}", "row,value\n".repeat(300_000));
        let mut table = Table::at(Cursor::new(&text), b',', 0, 1).unwrap();
        table.next().unwrap();
        assert!(table.next().unwrap().unwrap().broken);
        assert_eq!(table.next().unwrap().unwrap().fields, ["row", "value"]);
    }
}
