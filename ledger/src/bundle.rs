//! A record as one file: JSON lines that anyone can keep, send and verify.
//!
//! The lines are JSON, but written in one way only, so that both verifiers accept exactly the
//! same bytes: `docs/record-format.md` gives the patterns.

use std::io::{self, BufRead, Read as _, Write};

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::entry::Entry;
use crate::hash::{Hash, leaf_hash};
use crate::key::VerifyingKey;
use crate::line::{self, Line};
use crate::report::Report;
use crate::text::{is_origin, unsigned};
use crate::tree::Frontier;
use crate::verifier::{EntryRow, Verifier, VerifyOptions};

/// The longest line, with its line end.
pub const MAX_LINE: usize = 16 * 1024 * 1024;
/// The most keys a header names.
pub(crate) const MAX_KEYS: usize = 64;

/// What a bundle says of itself in its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The record's name, as on its checkpoints.
    pub origin: String,
    /// The body whose record it is.
    pub body: [u8; 16],
    /// The public keys the record was signed with, at most 64.
    pub keys: Vec<VerifyingKey>,
}

/// Writes a bundle as a stream.
pub struct Writer<W: Write> {
    inner: W,
    seen: Sha256,
    tree: Frontier,
}

impl<W: Write> Writer<W> {
    /// Starts a bundle.
    pub fn new(inner: W, header: &Header) -> io::Result<Self> {
        if !is_origin(&header.origin) || header.keys.len() > MAX_KEYS {
            return Err(refused("the origin or the number of keys"));
        }
        let keys: Vec<String> = header.keys.iter().map(|key| format!("\"{key}\"")).collect();
        let text = format!(
            "{{\"format\":\"yousaid.record\",\"version\":1,\"origin\":\"{}\",\"body\":\"{}\",\"keys\":[{}]}}",
            header.origin,
            HEXLOWER.encode(&header.body),
            keys.join(",")
        );
        let mut writer = Self { inner, seen: Sha256::new(), tree: Frontier::new() };
        writer.line(text)?;
        Ok(writer)
    }

    /// Writes a checkpoint. It must not cover fewer entries than are written already: write all
    /// checkpoints first, or each before the entry that follows it.
    pub fn checkpoint(&mut self, note: &str) -> io::Result<()> {
        let size = note.split('\n').nth(1).and_then(unsigned);
        if size.is_none_or(|size| size < self.tree.size()) {
            return Err(refused("a checkpoint that is late or has no size"));
        }
        let plain = |c: char| c != '"' && c != '\\' && (c == '\n' || c >= ' ');
        if !note.chars().all(plain) {
            return Err(refused("a checkpoint with characters that are not allowed"));
        }
        self.line(format!("{{\"note\":\"{}\"}}", note.replace('\n', "\\n")))
    }

    /// Writes the next entry; without salt and content it is written as erased.
    pub fn entry(&mut self, row: EntryRow<'_>) -> io::Result<()> {
        // A damaged entry is exported as it is, in its place, for the verifier to find.
        let sequence = Entry::decode(row.bytes).map_or(self.tree.size(), |entry| entry.sequence);
        let entry = BASE64.encode(row.bytes);
        let rest = match (row.salt, row.content) {
            (Some(salt), Some(content)) => format!(
                "\"salt\":\"{}\",\"content\":\"{}\"",
                BASE64.encode(salt),
                BASE64.encode(content)
            ),
            (_, None) => "\"erased\":true".to_owned(),
            (None, Some(_)) => return Err(refused("content without its salt")),
        };
        self.line(format!("{{\"sequence\":{sequence},\"entry\":\"{entry}\",{rest}}}"))?;
        self.tree.append(leaf_hash(row.bytes));
        Ok(())
    }

    /// Writes the trailer and gives the file back, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        let sum: Hash = self.seen.clone().finalize().into();
        self.line(format!(
            "{{\"size\":{},\"root\":\"{}\",\"sha256\":\"{}\"}}",
            self.tree.size(),
            BASE64.encode(&self.tree.root()),
            HEXLOWER.encode(&sum)
        ))?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn line(&mut self, mut text: String) -> io::Result<()> {
        text.push('\n');
        if text.len() > MAX_LINE {
            return Err(refused("a line longer than the format allows"));
        }
        self.seen.update(text.as_bytes());
        self.inner.write_all(text.as_bytes())
    }
}

fn refused(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("a bundle cannot hold {what}"))
}

/// Verifies a bundle, line by line. When no trusted keys are given the keys in the bundle's
/// header are used, and the report says so.
pub fn verify<R: BufRead>(mut reader: R, options: &VerifyOptions) -> Report {
    let mut buffer = Vec::new();
    let first = read_line(&mut reader, &mut buffer);
    let header = first.ok().and_then(|_| line::header(&buffer));
    let Some(header) = header else {
        let mut report = Report::new();
        report.add(None, "header", "the first line is not a bundle's header".to_owned());
        return report;
    };
    let mut options = options.clone();
    let self_certified = options.trusted_keys.is_empty();
    if self_certified {
        options.trusted_keys = header.keys;
    }
    let mut verifier = Verifier::of(&options, Some(header.origin), Some(header.body));
    verifier.report().self_certified = self_certified;
    let mut seen = Sha256::new();
    hash_line(&mut seen, &buffer);
    let result = entries(&mut reader, &mut buffer, &mut seen, &mut verifier);
    if let Err(says) = result {
        let at = verifier.size();
        verifier.report().add(at, "line", format!("after {at} entries: {says}"));
        return verifier.stop();
    }
    verifier.demand_closing();
    verifier.finish()
}

/// Reads all lines after the header, up to the end of the file.
fn entries<R: BufRead>(
    reader: &mut R,
    buffer: &mut Vec<u8>,
    seen: &mut Sha256,
    verifier: &mut Verifier,
) -> Result<(), String> {
    while read_line(reader, buffer)? {
        match line::parse(buffer).ok_or("the line is not in the format")? {
            Line::Entry { sequence, bytes, secret } => {
                let (salt, content) = secret.as_ref().map_or((None, None), |(salt, content)| {
                    (Some(salt.as_slice()), Some(content.as_slice()))
                });
                let row = EntryRow { bytes: &bytes, salt, content };
                verifier.entry_at(row, Some(sequence));
            }
            Line::Note(note) => verifier.checkpoint(&note),
            Line::Trailer { size, root, sum } => {
                verifier.trailer(size, &root);
                let computed: Hash = seen.clone().finalize().into();
                if computed != sum {
                    let says = "the file's bytes are not those its trailer sums up".to_owned();
                    verifier.report().add(None, "checksum", says);
                }
                return if read_line(reader, buffer)? {
                    Err("there is more after the trailer".to_owned())
                } else {
                    Ok(())
                };
            }
        }
        hash_line(seen, buffer);
    }
    let at = verifier.size();
    verifier.report().add(at, "trailer", "the file ends without a trailer".to_owned());
    Ok(())
}

/// Reads one line without its end into the buffer; false at the end of the file.
fn read_line<R: BufRead>(reader: &mut R, buffer: &mut Vec<u8>) -> Result<bool, String> {
    buffer.clear();
    let read = reader.take(MAX_LINE as u64).read_until(b'\n', buffer);
    let read = read.map_err(|error| format!("the file cannot be read: {error}"))?;
    if read == 0 {
        return Ok(false);
    }
    if buffer.pop_if(|last| *last == b'\n').is_none() {
        return Err("the line has no end, or is too long".to_owned());
    }
    Ok(true)
}

fn hash_line(seen: &mut Sha256, line: &[u8]) {
    seen.update(line);
    seen.update(b"\n");
}
