//! Turns whatever text file a merchant has into UTF-8, or says that it is none.

use std::io::{self, BufRead, Read, Write};

/// CSV files up to this size are read; a larger one is refused whole.
pub const MAX_BYTES: u64 = 256 << 20;

/// Why a file was refused whole.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("The file is empty. Export it again, with at least a header and one product.")]
    Empty,
    #[error("The file is larger than 256 MB. Split it and import the parts one after the other.")]
    TooLarge,
    #[error("This is not a text file. In a spreadsheet, save the table as CSV, and import that file.")]
    NotText,
    #[error("The file ends in the middle of a character, so it was cut off on its way. Export or copy it again.")]
    CutOff,
    #[error(
        "No column of the file is called Handle or Title, so no product can be told. The first line must name the columns."
    )]
    NoHeader,
    #[error("The file is one JSON list. Write each product on a line of its own, without the brackets around them.")]
    OneList,
    #[error("The file has more than 2,500,000 rows. Split it and import the parts one after the other.")]
    TooManyRows,
    #[error("The file cannot be read: {0}")]
    Io(#[from] io::Error),
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Encoding {
    Utf8,
    Utf16 { little: bool },
    Latin1,
}

/// Copies `input` to `output` as UTF-8 without a byte-order mark. `probe` reads the same bytes once before: the
/// encoding is only known at the end (a Latin-1 letter may be the last of 200 MB).
pub fn copy_as_utf8(probe: impl Read, input: impl BufRead, mut output: impl Write) -> Result<(), Refused> {
    let encoding = detect(probe)?;
    let mut decoder = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16 { little: true } => encoding_rs::UTF_16LE,
        Encoding::Utf16 { little: false } => encoding_rs::UTF_16BE,
        Encoding::Latin1 => encoding_rs::WINDOWS_1252,
    }
    .new_decoder_with_bom_removal();
    let mut input = input;
    let mut text = String::with_capacity(1 << 17);
    loop {
        let chunk = input.fill_buf()?;
        let last = chunk.is_empty();
        text.reserve(decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(chunk.len() * 3));
        let (_, read, malformed) = decoder.decode_to_string(chunk, &mut text, last);
        if malformed {
            return Err(if last { Refused::CutOff } else { Refused::NotText });
        }
        input.consume(read);
        output.write_all(text.as_bytes())?;
        text.clear();
        if last {
            return Ok(output.flush()?);
        }
    }
}

fn detect(mut probe: impl Read) -> Result<Encoding, Refused> {
    let mut buffer = vec![0u8; 1 << 16];
    let mut head = Vec::new();
    let mut size = 0u64;
    let (mut zeros, mut controls) = ([0u64; 2], 0u64);
    // Bytes of an unfinished UTF-8 character at the end of what was read.
    let mut tail: Vec<u8> = Vec::new();
    let (mut valid, mut beyond_ascii) = (true, false);
    loop {
        let read = probe.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[..read];
        if head.len() < 4 {
            head.extend(chunk.iter().take(4 - head.len()));
        }
        for (at, byte) in chunk.iter().enumerate() {
            match byte {
                0 => zeros[((size + at as u64) % 2) as usize] += 1,
                1..=8 | 14..=25 | 28..=31 | 127 => controls += 1,
                _ => {}
            }
        }
        size += read as u64;
        if size > MAX_BYTES {
            return Err(Refused::TooLarge);
        }
        if valid {
            tail.extend_from_slice(chunk);
            match std::str::from_utf8(&tail) {
                Ok(text) => {
                    beyond_ascii |= !text.is_ascii();
                    tail.clear();
                }
                Err(error) => {
                    valid = error.error_len().is_none();
                    beyond_ascii |= !tail[..error.valid_up_to()].is_ascii();
                    tail.drain(..error.valid_up_to());
                }
            }
        }
    }
    let marked = head.starts_with(&[0xEF, 0xBB, 0xBF]);
    match head.as_slice() {
        [] => return Err(Refused::Empty),
        [0xFF, 0xFE, ..] => return utf16(size, true),
        [0xFE, 0xFF, ..] => return utf16(size, false),
        _ => {}
    }
    // Latin text in UTF-16 without a mark: every other byte is zero.
    if zeros[1] > size / 4 && zeros[0] < size / 16 {
        return utf16(size, true);
    }
    if zeros[0] > size / 4 && zeros[1] < size / 16 {
        return utf16(size, false);
    }
    // An export of ours says that it is UTF-8, and holds whatever the texts hold.
    let ours = marked && valid && tail.is_empty();
    if zeros != [0, 0] || (controls > 0 && !ours) {
        return Err(Refused::NotText);
    }
    match (valid, tail.is_empty()) {
        (true, true) => Ok(Encoding::Utf8),
        (true, false) if beyond_ascii || marked => Err(Refused::CutOff),
        (false, _) if marked => Err(Refused::NotText),
        _ => Ok(Encoding::Latin1),
    }
}

fn utf16(size: u64, little: bool) -> Result<Encoding, Refused> {
    if size % 2 == 1 { Err(Refused::CutOff) } else { Ok(Encoding::Utf16 { little }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(bytes: &[u8]) -> Result<String, Refused> {
        let mut out = Vec::new();
        copy_as_utf8(bytes, bytes, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn the_four_encodings_are_read() {
        let text = "Title\nCrème brûlée, größe\n";
        assert_eq!(convert(text.as_bytes()).unwrap(), text);
        assert_eq!(convert(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap(), text);
        assert_eq!(convert(&[&[0xFF, 0xFE], utf16le(text).as_slice()].concat()).unwrap(), text);
        assert_eq!(convert(&utf16le(text)).unwrap(), text);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(convert(&[&[0xFE, 0xFF], big.as_slice()].concat()).unwrap(), text);
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(convert(&latin).unwrap(), text);
    }

    #[test]
    fn a_long_file_with_letters_across_buffers_is_read() {
        let text = "é€😀".repeat(40_000);
        assert_eq!(convert(text.as_bytes()).unwrap(), text);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(convert(b""), Err(Refused::Empty)));
        assert!(matches!(convert(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Refused::NotText)));
        assert!(matches!(convert(b"Title\n\x01\x02abc"), Err(Refused::NotText)));
        assert!(matches!(convert(&[&[0xFF, 0xFE], &utf16le("Title\nVase")[1..]].concat()), Err(Refused::CutOff)));
        let cut = "Title\nCrème brûlée à la crèm é".as_bytes();
        assert!(matches!(convert(&cut[..cut.len() - 1]), Err(Refused::CutOff)));
        let lone = [&[0xFF, 0xFE][..], &[0x00, 0xD8], &utf16le("a,b")].concat();
        assert!(convert(&lone).is_err(), "an unpaired surrogate");
    }
}
