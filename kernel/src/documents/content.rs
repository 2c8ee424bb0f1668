//! What a file is, by its content, and whether it is taken (abuse case A19).

use super::zip::Zip;

/// The kinds of file that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF, without scripts or files inside.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// A Word document, without macros.
    Docx,
    /// An Excel workbook, without macros.
    Xlsx,
    /// Slides from Office, without macros.
    Pptx,
    /// A text in the open document format, without macros.
    Odt,
    /// A spreadsheet in the open document format, without macros.
    Ods,
    /// A table as plain text.
    Csv,
    /// Plain text.
    Text,
}

impl Kind {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Csv => "text/csv",
            Self::Text => "text/plain",
        }
    }

    /// The endings its name may have, the usual one first.
    pub(super) fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Csv => &["csv"],
            Self::Text => &["txt", "md"],
        }
    }
}

const NOT_TAKEN: &str = "document-kind-not-taken";
const ACTIVE: &str = "document-active-content";
const DAMAGED: &str = "document-damaged";
const EMPTY: &str = "document-empty";

/// Decides what a file is; the key of the words that refuse it when it is not taken. Its name
/// only tells a table from other plain text.
pub(super) fn decide(name: &str, bytes: &[u8]) -> Result<Kind, &'static str> {
    if bytes.is_empty() {
        return Err(EMPTY);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return office(&Zip::read(bytes).ok_or(DAMAGED)?);
    }
    let kind = match infer::get(bytes).map(|found| found.mime_type()) {
        // Readers find the mark further in as well; what stands before it could be anything.
        Some("application/pdf") if bytes.starts_with(b"%PDF-") => Kind::Pdf,
        Some("image/png") => Kind::Png,
        Some("image/jpeg") => Kind::Jpeg,
        Some("image/webp") => Kind::Webp,
        Some(_) => return Err(NOT_TAKEN),
        None => return text(name, bytes),
    };
    match kind {
        Kind::Pdf if pdf_is_active(bytes) => Err(ACTIVE),
        _ if is_two_things(bytes) => Err(ACTIVE),
        _ => Ok(kind),
    }
}

/// Whether a picture or a PDF is a page or an archive as well.
fn is_two_things(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    contains(tail, b"pk\x05\x06") || holds(bytes, MARKUP) || holds(head, SHORT_MARKUP)
}

/// What begins something that a browser would run.
const MARKUP: &[&[u8]] = &[b"<script", b"<iframe", b"<!doctype"];
/// As [`MARKUP`], but so short that the noise of a large picture could hold it: looked for where
/// a browser would look.
const SHORT_MARKUP: &[&[u8]] = &[b"<html", b"<svg", b"<?php", b"<?xml"];

fn holds(bytes: &[u8], marks: &[&[u8]]) -> bool {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').any(|(at, _)| {
        let starts = |mark: &&[u8]| {
            bytes.get(at..at + mark.len()).is_some_and(|here| here.eq_ignore_ascii_case(mark))
        };
        marks.iter().any(starts)
    })
}

/// Whether the bytes hold the mark, in any case of letters; the mark is in small ones.
fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    let Some((first, rest)) = mark.split_first() else { return false };
    bytes.iter().enumerate().any(|(at, byte)| {
        byte.to_ascii_lowercase() == *first
            && bytes
                .get(at + 1..at + mark.len())
                .is_some_and(|next| next.eq_ignore_ascii_case(rest))
    })
}

/// Names of a PDF that stand for something that runs or for a file within.
const PDF_ACTIVE: &[&[u8]] =
    &[b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia"];

/// Whether a PDF names something active where it can be seen without unpacking its streams.
fn pdf_is_active(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').any(|(at, _)| {
        let name = pdf_name(&bytes[at + 1..]);
        PDF_ACTIVE.contains(&name.as_slice())
    })
}

/// The name that begins here, its `#xx` read: `J#61vaScript` is `JavaScript`.
fn pdf_name(bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| name.len() < 16) {
        let coded = bytes
            .get(at + 1..at + 3)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, coded) {
            (b'#', Some(coded)) => {
                name.push(coded);
                at += 3;
            }
            (byte, _) if byte.is_ascii_alphanumeric() => {
                name.push(*byte);
                at += 1;
            }
            _ => break,
        }
    }
    name
}

/// Which office document a zip is. Anything else that is a zip is not taken.
fn office(zip: &Zip<'_>) -> Result<Kind, &'static str> {
    let active = zip.any(|name| {
        let file = name.rsplit('/').next().unwrap_or_default();
        file.starts_with("vbaproject")
            || file.starts_with("vbadata")
            || file.starts_with("oleobject")
            || ["activex/", "macrosheets/"].iter().any(|folder| name.contains(folder))
            || ["basic/", "scripts/"].iter().any(|folder| name.starts_with(folder))
    });
    if active {
        return Err(ACTIVE);
    }
    if zip.has("mimetype") {
        let kind = zip.content("mimetype").ok_or(DAMAGED)?;
        return [Kind::Odt, Kind::Ods]
            .into_iter()
            .find(|k| k.media_type().as_bytes() == kind)
            .ok_or(NOT_TAKEN);
    }
    let types = zip.content("[Content_Types].xml").ok_or(NOT_TAKEN)?;
    if contains(&types, b"macroenabled") {
        return Err(ACTIVE);
    }
    [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ]
    .into_iter()
    .find(|(part, _)| zip.has(part))
    .map(|(_, kind)| kind)
    .ok_or(NOT_TAKEN)
}

/// Whether it is plain text: UTF-8 that no program takes for anything else.
fn text(name: &str, bytes: &[u8]) -> Result<Kind, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| NOT_TAKEN)?;
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}')) {
        return Err(NOT_TAKEN);
    }
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let head = &bytes[..bytes.len().min(1024)];
    let seems = ["<", "#!", "{\\rtf", "%!"].iter().any(|mark| start.starts_with(mark));
    let marks = holds(bytes, MARKUP) || holds(bytes, SHORT_MARKUP);
    if seems || marks || contains(head, b"%pdf-") {
        return Err(ACTIVE);
    }
    let is_table = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csv"));
    Ok(if is_table { Kind::Csv } else { Kind::Text })
}
