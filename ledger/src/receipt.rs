//! Receipts: what a person takes away, signed at once, which contradicts any later record that
//! lacks the entry or has another in its place.

use data_encoding::HEXLOWER;

use crate::entry::FormatError;
use crate::hash::Hash;
use crate::key::{SigningKey, Stamp, VerifyingKey, check_stamp};
use crate::note::NoteError;
use crate::text::{hex_hash, is_origin, signed, unsigned};

/// The first word of a receipt, and the first line of what its signature covers.
const WORD: &str = "yousaid-receipt-1";
/// The longest receipt a reader accepts, in bytes.
const MAX_RECEIPT: usize = 1024;

/// The promise that an entry stands at a place in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whose record, as on its checkpoints.
    pub origin: String,
    /// The entry's place.
    pub sequence: u64,
    /// The entry's leaf hash.
    pub leaf: Hash,
    /// The entry's time.
    pub time_micros: i64,
}

impl Receipt {
    /// Whether the origin keeps to the format, so that what [`Receipt::sign`] writes can be opened.
    pub fn validate(&self) -> Result<(), FormatError> {
        if is_origin(&self.origin) { Ok(()) } else { Err(FormatError::Name("origin")) }
    }

    /// The receipt as one line of text: words parted by single spaces.
    pub fn sign(&self, key: &SigningKey) -> String {
        let stamp = key.stamp(&self.origin, self.message().as_bytes());
        format!(
            "{WORD} {} {} {} {} {stamp}",
            self.origin,
            self.sequence,
            self.time_micros,
            HEXLOWER.encode(&self.leaf)
        )
    }

    /// Reads a receipt and checks that one of the keys signed it. Mail programs wrap lines, so
    /// any run of spaces, tabs and line ends counts as one space.
    pub fn open(text: &str, keys: &[VerifyingKey]) -> Result<Self, NoteError> {
        if text.len() > MAX_RECEIPT {
            return Err(NoteError::Format);
        }
        let (receipt, stamp) = Self::parse(text).ok_or(NoteError::Format)?;
        match check_stamp(stamp, &receipt.origin, receipt.message().as_bytes(), keys) {
            None => Err(NoteError::Format),
            Some(Stamp::Good) => Ok(receipt),
            Some(Stamp::Bad) => Err(NoteError::Signature),
            Some(Stamp::Unknown) => Err(NoteError::UnknownKey),
        }
    }

    /// The first 16 hexadecimal digits of the leaf in groups of four, for people to compare.
    pub fn short_digest(&self) -> String {
        let digits = HEXLOWER.encode(&self.leaf[..8]);
        format!("{} {} {} {}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..])
    }

    /// What the signature covers.
    fn message(&self) -> String {
        format!(
            "{WORD}\n{}\n{}\n{}\n{}\n",
            self.origin,
            self.sequence,
            self.time_micros,
            HEXLOWER.encode(&self.leaf)
        )
    }

    fn parse(text: &str) -> Option<(Self, &str)> {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let words: Vec<&str> = text.split(blank).filter(|word| !word.is_empty()).collect();
        let [word, origin, sequence, time, leaf, stamp] = words[..] else { return None };
        let receipt = Self {
            origin: origin.to_owned(),
            sequence: unsigned(sequence)?,
            leaf: hex_hash(leaf)?,
            time_micros: signed(time)?,
        };
        (word == WORD && receipt.validate().is_ok()).then_some((receipt, stamp))
    }
}
