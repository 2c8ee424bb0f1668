//! Which letters a file is written in, and reading it as UTF-8 whatever they are.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest as _, Sha256};

/// How a file's letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, little end first: what spreadsheets call 'Unicode text'.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252: what spreadsheets save as 'CSV' in Western Europe.
    Windows1252,
}

impl Encoding {
    /// Its name in the database and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

/// What one pass over a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub digest: String,
    /// How many bytes.
    pub bytes: u64,
    /// How its letters are written.
    pub encoding: Encoding,
}

const BUFFER: usize = 64 * 1024;

/// Reads a file through once: its digest, its length, and its encoding. A mark at the beginning
/// decides; without one, many NUL bytes mean UTF-16, and what is not UTF-8 is Windows-1252.
pub fn scan(mut file: impl Read) -> io::Result<Scan> {
    let mut digest = Sha256::new();
    let mut utf8 = Some(Utf8Check::default());
    let mut first = Vec::new();
    let mut bytes = 0u64;
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[..read];
        digest.update(chunk);
        bytes += read as u64;
        if first.len() < BUFFER {
            first.extend_from_slice(&chunk[..chunk.len().min(BUFFER - first.len())]);
        }
        if let Some(check) = &mut utf8
            && !check.take(chunk)
        {
            utf8 = None;
        }
    }
    let whole = utf8.is_some_and(|check| check.is_whole());
    Ok(Scan { digest: HEXLOWER.encode(&digest.finalize()), bytes, encoding: judge(&first, whole) })
}

fn judge(first: &[u8], is_utf8: bool) -> Encoding {
    match first {
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        [0xef, 0xbb, 0xbf, ..] => return Encoding::Utf8,
        _ => {}
    }
    let nuls = |odd: usize| first.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    // Ordinary letters have one byte of nought in UTF-16, always on the same side.
    let many = first.len() / 4;
    if first.len() >= 4 && odd > many && even <= odd / 8 {
        Encoding::Utf16Le
    } else if first.len() >= 4 && even > many && odd <= even / 8 {
        Encoding::Utf16Be
    } else if is_utf8 {
        Encoding::Utf8
    } else {
        Encoding::Windows1252
    }
}

/// Checks UTF-8 in pieces that may end within a letter.
#[derive(Default)]
struct Utf8Check {
    rest: Vec<u8>,
}

impl Utf8Check {
    fn take(&mut self, chunk: &[u8]) -> bool {
        self.rest.extend_from_slice(chunk);
        match std::str::from_utf8(&self.rest) {
            Ok(_) => self.rest.clear(),
            Err(error) if error.error_len().is_none() => {
                self.rest.drain(..error.valid_up_to());
            }
            Err(_) => return false,
        }
        true
    }

    fn is_whole(&self) -> bool {
        self.rest.is_empty()
    }
}

/// How many bytes may still be read before the present row must end. A quote that never closes
/// would otherwise make one row of the rest of the file, however large it is.
pub(crate) type Allowance = Arc<AtomicU64>;

/// A file as UTF-8.
pub(crate) struct Decoding<R> {
    file: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    text: Vec<u8>,
    given: usize,
    /// A CR at the end of a piece: whether it belongs to a line end is not known yet.
    held: bool,
    /// The last byte given out; a file without a line end at its end gets one.
    last: u8,
    allowance: Allowance,
}

impl<R: Read> Decoding<R> {
    pub(crate) fn new(file: R, encoding: Encoding, allowance: Allowance) -> Self {
        Self {
            file,
            decoder: encoding.decoder(),
            raw: vec![0; BUFFER],
            from: 0,
            to: 0,
            ended: false,
            text: Vec::with_capacity(BUFFER * 3),
            given: 0,
            held: false,
            last: b'\n',
            allowance,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() {
            if self.from == self.to && !self.ended {
                self.from = 0;
                self.to = self.file.read(&mut self.raw)?;
                self.ended = self.to == 0;
            }
            let mut out = [0; 8 * 1024];
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.raw[self.from..self.to], &mut out, self.ended);
            self.from += read;
            let done = self.ended && result == CoderResult::InputEmpty;
            self.take(&out[..written], done);
            if done {
                // The decoder must not be asked again once it was told that this is the end.
                self.decoder = UTF_8.new_decoder_without_bom_handling();
                return Ok(());
            }
        }
        Ok(())
    }

    /// Makes one LF of each CR LF, so that lines are counted as an editor counts them, and ends
    /// the file with a line end.
    fn take(&mut self, piece: &[u8], done: bool) {
        for byte in piece {
            if std::mem::take(&mut self.held) && *byte != b'\n' {
                self.text.push(b'\r');
            }
            if *byte == b'\r' {
                self.held = true;
            } else {
                self.text.push(*byte);
            }
        }
        if done && std::mem::take(&mut self.held) {
            self.text.push(b'\r');
        }
        self.last = self.text.last().copied().unwrap_or(self.last);
        if done && self.last != b'\n' {
            self.text.push(b'\n');
            self.last = b'\n';
        }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.fill()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        let left = self.allowance.load(Ordering::Relaxed);
        if count as u64 > left {
            return Err(io::Error::other(ROW_TOO_LONG));
        }
        self.allowance.store(left - count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// What the reader says when a row is longer than its allowance.
pub(crate) const ROW_TOO_LONG: &str = "row too long";

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> (Encoding, String) {
        let encoding = scan(bytes).unwrap().encoding;
        let allowance = Arc::new(AtomicU64::new(u64::MAX));
        let mut text = String::new();
        Decoding::new(bytes, encoding, allowance).read_to_string(&mut text).unwrap();
        (encoding, text)
    }

    #[test]
    fn each_encoding_is_told_and_read() {
        let words = "name,words\nZoë,\"It’s fine – £5\"\n";
        let utf16 = |big: bool, mark: bool| {
            let mut out = Vec::new();
            for unit in mark.then_some(0xfeff).into_iter().chain(words.encode_utf16()) {
                out.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            out
        };
        let (windows, _, _) = WINDOWS_1252.encode(words);
        for (bytes, encoding) in [
            (words.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", words.as_bytes()].concat(), Encoding::Utf8),
            (utf16(false, true), Encoding::Utf16Le),
            (utf16(true, true), Encoding::Utf16Be),
            (utf16(false, false), Encoding::Utf16Le),
            (utf16(true, false), Encoding::Utf16Be),
            (windows.into_owned(), Encoding::Windows1252),
        ] {
            assert_eq!(all(&bytes), (encoding, words.to_owned()));
        }
    }

    #[test]
    fn a_letter_cut_by_the_buffer_is_still_utf8() {
        let text = "é".repeat(BUFFER);
        assert_eq!(all(text.as_bytes()), (Encoding::Utf8, format!("{text}\n")));
        let odd = format!("x{text}");
        assert_eq!(all(odd.as_bytes()), (Encoding::Utf8, format!("{odd}\n")));
        // A late byte that is no UTF-8 is found, however long the file.
        let mut late = "x".repeat(3 * BUFFER).into_bytes();
        late.push(0xe9);
        assert_eq!(scan(&*late).unwrap().encoding, Encoding::Windows1252);
    }

    #[test]
    fn line_ends_are_one_newline_wherever_they_are_cut() {
        let lines = "a\r\n".repeat(BUFFER) + "b\rc\r";
        assert_eq!(all(lines.as_bytes()).1, "a\n".repeat(BUFFER) + "b\rc\r\n");
    }

    #[test]
    fn an_empty_file_is_empty() {
        assert_eq!(all(b""), (Encoding::Utf8, String::new()));
    }
}
