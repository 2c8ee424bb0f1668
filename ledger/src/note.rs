//! Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint).

use std::fmt::Write as _;

use data_encoding::BASE64;

use crate::entry::FormatError;
use crate::hash::Hash;
use crate::key::{SigningKey, Stamp, VerifyingKey, check_stamp};
use crate::text::{base64_hash, is_origin, is_reason, signed, unsigned};

/// The longest note a reader accepts, in bytes.
pub(crate) const MAX_NOTE: usize = 4096;

/// Why a note or a receipt was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not in the format.
    #[error("it is not in the format")]
    Format,
    /// It claims a trusted key, and the signature does not fit.
    #[error("the signature does not fit the text")]
    Signature,
    /// No trusted key signed it.
    #[error("no trusted key signed it")]
    UnknownKey,
}

/// The state of one body's record at a moment: what is signed, published and sent to witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose record: a name unique in the world, such as `yousaid.example.nhs.uk/body/3f2a`.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree of that many entries.
    pub root: Hash,
    /// When it was made, microseconds since 1970 in UTC.
    pub time_micros: i64,
    /// Why it was made: `daily`, `publication`, `close:<count>`, `export`.
    pub reason: String,
}

impl Checkpoint {
    /// Whether origin and reason keep to the format, so that what [`Checkpoint::sign`] writes
    /// can be opened.
    pub fn validate(&self) -> Result<(), FormatError> {
        if !is_origin(&self.origin) {
            return Err(FormatError::Name("origin"));
        }
        if !is_reason(&self.reason) {
            return Err(FormatError::Name("reason"));
        }
        Ok(())
    }

    /// The signed note.
    pub fn sign(&self, key: &SigningKey) -> String {
        let mut note = self.text();
        let stamp = key.stamp(&self.origin, note.as_bytes());
        let _ = write!(note, "\n\u{2014} {} {stamp}\n", self.origin);
        note
    }

    /// Reads a signed note and checks that one of the keys signed it. Lines signed by others
    /// (witnesses' cosignatures) are let be.
    pub fn open(text: &str, keys: &[VerifyingKey]) -> Result<Self, NoteError> {
        if text.len() > MAX_NOTE {
            return Err(NoteError::Format);
        }
        let (body, signatures) = text.split_once("\n\n").ok_or(NoteError::Format)?;
        let checkpoint = Self::parse(body).ok_or(NoteError::Format)?;
        let signed_text = checkpoint.text();
        let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Format)?;
        let mut stamps = Vec::new();
        for line in signatures.split('\n') {
            let line = line.strip_prefix("\u{2014} ").ok_or(NoteError::Format)?;
            let (name, stamp) = line.split_once(' ').ok_or(NoteError::Format)?;
            if name == checkpoint.origin {
                stamps.push(stamp);
            }
        }
        let mut good = false;
        for stamp in stamps {
            match check_stamp(stamp, &checkpoint.origin, signed_text.as_bytes(), keys) {
                None => return Err(NoteError::Format),
                Some(Stamp::Good) => good = true,
                Some(Stamp::Bad) => return Err(NoteError::Signature),
                Some(Stamp::Unknown) => {}
            }
        }
        if good { Ok(checkpoint) } else { Err(NoteError::UnknownKey) }
    }

    /// The text that is signed: five lines, each with its line end.
    fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\ntime {}\nreason {}\n",
            self.origin,
            self.size,
            BASE64.encode(&self.root),
            self.time_micros,
            self.reason
        )
    }

    fn parse(body: &str) -> Option<Self> {
        let mut lines = body.split('\n');
        let checkpoint = Self {
            origin: lines.next()?.to_owned(),
            size: unsigned(lines.next()?)?,
            root: base64_hash(lines.next()?)?,
            time_micros: signed(lines.next()?.strip_prefix("time ")?)?,
            reason: lines.next()?.strip_prefix("reason ")?.to_owned(),
        };
        (lines.next().is_none() && checkpoint.validate().is_ok()).then_some(checkpoint)
    }
}
