//! Reads the lines of a bundle: the one way each may be written, and nothing else.

use crate::bundle::{Header, MAX_KEYS};
use crate::hash::Hash;
use crate::text::{base64, base64_hash, hex_hash, is_origin, unsigned};

/// A line after the header.
pub(crate) enum Line {
    Entry { sequence: u64, bytes: Vec<u8>, secret: Option<(Vec<u8>, Vec<u8>)> },
    Note(String),
    Trailer { size: u64, root: Hash, sum: Hash },
}

/// The first line.
pub(crate) fn header(line: &[u8]) -> Option<Header> {
    let rest = std::str::from_utf8(line)
        .ok()?
        .strip_prefix("{\"format\":\"yousaid.record\",\"version\":1,\"origin\":\"")?;
    let (origin, rest) = rest.split_once("\",\"body\":\"")?;
    let (body, rest) = rest.split_once("\",\"keys\":[")?;
    let list = rest.strip_suffix("]}")?;
    let mut keys = Vec::new();
    if !list.is_empty() {
        for key in list.split(',') {
            keys.push(key.strip_prefix('"')?.strip_suffix('"')?.parse().ok()?);
        }
    }
    let body = data_encoding::HEXLOWER.decode(body.as_bytes()).ok()?.try_into().ok()?;
    (is_origin(origin) && keys.len() <= MAX_KEYS).then(|| Header {
        origin: origin.to_owned(),
        body,
        keys,
    })
}

/// Any later line.
pub(crate) fn parse(line: &[u8]) -> Option<Line> {
    let line = std::str::from_utf8(line).ok()?;
    if let Some(rest) = line.strip_prefix("{\"sequence\":") {
        entry(rest)
    } else if let Some(rest) = line.strip_prefix("{\"note\":\"") {
        note(rest.strip_suffix("\"}")?)
    } else {
        trailer(line.strip_prefix("{\"size\":")?)
    }
}

fn entry(rest: &str) -> Option<Line> {
    let (sequence, rest) = rest.split_once(",\"entry\":\"")?;
    let (bytes, rest) = rest.split_once("\",")?;
    let secret = if rest == "\"erased\":true}" {
        None
    } else {
        let (salt, content) = rest
            .strip_prefix("\"salt\":\"")?
            .strip_suffix("\"}")?
            .split_once("\",\"content\":\"")?;
        Some((base64(salt)?, base64(content)?))
    };
    Some(Line::Entry { sequence: unsigned(sequence)?, bytes: base64(bytes)?, secret })
}

fn note(escaped: &str) -> Option<Line> {
    let text = escaped.replace("\\n", "\n");
    let plain = !escaped.bytes().any(|byte| byte < b' ' || byte == b'"') && !text.contains('\\');
    plain.then_some(Line::Note(text))
}

fn trailer(rest: &str) -> Option<Line> {
    let (size, rest) = rest.split_once(",\"root\":\"")?;
    let (root, rest) = rest.split_once("\",\"sha256\":\"")?;
    let sum = rest.strip_suffix("\"}")?;
    Some(Line::Trailer { size: unsigned(size)?, root: base64_hash(root)?, sum: hex_hash(sum)? })
}
