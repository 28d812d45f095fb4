//! Reads a stream of server-sent events from pieces of bytes, wherever they were cut.

/// One event: its number, if it had one, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub id: Option<i64>,
    pub data: String,
}

/// More than this without an event ending is no stream of ours.
const MOST: usize = 4 << 20;

#[derive(Debug, Default)]
pub struct Reader {
    rest: Vec<u8>,
}

impl Reader {
    /// Takes the next piece; gives the events that it completed. Comments and unknown fields are skipped.
    pub fn feed(&mut self, piece: &[u8]) -> Vec<Told> {
        self.rest.extend(piece.iter().filter(|byte| **byte != b'\r'));
        let mut told = Vec::new();
        while let Some(end) = self.rest.windows(2).position(|pair| pair == b"\n\n") {
            let block: Vec<u8> = self.rest.drain(..end + 2).collect();
            told.extend(read(&String::from_utf8_lossy(&block)));
        }
        if self.rest.len() > MOST {
            self.rest.clear();
        }
        told
    }
}

fn read(block: &str) -> Option<Told> {
    let (mut id, mut data) = (None, Vec::new());
    for line in block.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => id = value.parse().ok(),
            "data" => data.push(value),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| Told { id, data: data.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(id: Option<i64>, data: &str) -> Told {
        Told { id, data: data.to_owned() }
    }

    #[test]
    fn reads_the_same_wherever_it_was_cut() {
        let stream = ": hello\n\nid: 7\r\ndata: {\"a\":\"grün\"}\r\n\r\nid:8\nevent: x\ndata: one\ndata: two\n\nid: 9\ndata: open".as_bytes();
        let whole = vec![told(Some(7), "{\"a\":\"grün\"}"), told(Some(8), "one\ntwo")];
        assert_eq!(Reader::default().feed(stream), whole);
        for cut in 1..stream.len() {
            let mut reader = Reader::default();
            let mut pieces = reader.feed(&stream[..cut]);
            pieces.extend(reader.feed(&stream[cut..]));
            assert_eq!(pieces, whole, "cut at {cut}");
        }
    }

    #[test]
    fn an_endless_block_is_let_go() {
        let mut reader = Reader::default();
        reader.feed(&vec![b'x'; MOST + 1]);
        assert_eq!(reader.feed(b"id: 1\ndata: y\n\n"), [told(Some(1), "y")]);
    }
}
