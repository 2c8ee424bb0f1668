//! One entry of the record and its canonical bytes.

use crate::hash::{Hash, leaf_hash};
use crate::text::is_name;

/// The four bytes every encoded entry starts with; the digit is the encoding's version.
const MAGIC: &[u8; 4] = b"YSE1";
/// Bytes before the three names.
const FIXED: usize = 4 + 2 + 16 + 8 + 8 + 16 + 32;

/// Why bytes or text were not accepted as the record's format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The bytes end before the format does.
    #[error("the bytes end too soon")]
    TooShort,
    /// Bytes are left over after the end of the format.
    #[error("bytes are left over at the end")]
    TooLong,
    /// The first bytes are not the ones this format starts with.
    #[error("the first bytes are not those of this format")]
    Magic,
    /// A name is empty, too long or has characters that are not allowed; says which.
    #[error("the {0} is empty, too long or has characters that are not allowed")]
    Name(&'static str),
    /// A value does not fit the others; says which.
    #[error("the {0} is not acceptable")]
    Value(&'static str),
}

/// One entry: what happened, in which body, when, by whom and to what. It carries a commitment
/// to the content, never the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened, such as `voice.received`: 1 to 64 visible ASCII characters.
    pub kind: String,
    /// The version of this kind's content.
    pub version: u16,
    /// The body whose record this is.
    pub body: [u8; 16],
    /// The place in the record, from 0, without gaps.
    pub sequence: u64,
    /// Server time, microseconds since 1970 in UTC; never before the previous entry's.
    pub time_micros: i64,
    /// The role of the person or process that acted: 1 to 64 visible ASCII characters.
    pub role: String,
    /// The kind of thing it happened to: 1 to 64 visible ASCII characters.
    pub subject_kind: String,
    /// The id of the thing it happened to.
    pub subject_id: [u8; 16],
    /// The salted commitment to the content, see [`crate::commitment`].
    pub commitment: Hash,
}

impl Entry {
    /// Whether the names keep to the format, so that what [`Entry::encode`] writes can be read
    /// back. Ask before appending: the encoder itself never refuses.
    pub fn validate(&self) -> Result<(), FormatError> {
        for (name, value) in
            [("kind", &self.kind), ("role", &self.role), ("subject kind", &self.subject_kind)]
        {
            if !is_name(value) {
                return Err(FormatError::Name(name));
            }
        }
        Ok(())
    }

    /// The canonical bytes, as laid out in `docs/record-format.md`.
    pub fn encode(&self) -> Vec<u8> {
        let names = [&self.kind, &self.role, &self.subject_kind];
        let length = FIXED + names.iter().map(|name| 1 + name.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(&self.body);
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.time_micros.to_be_bytes());
        bytes.extend_from_slice(&self.subject_id);
        bytes.extend_from_slice(&self.commitment);
        for name in names {
            // A name longer than a length byte can say is written with 255, which no reader
            // accepts: `validate` is where it should have stopped.
            bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes
    }

    /// Reads canonical bytes. Whatever is accepted encodes to the same bytes again.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut reader = Reader { rest: bytes };
        if &reader.array::<4>()? != MAGIC {
            return Err(FormatError::Magic);
        }
        let version = u16::from_be_bytes(reader.array()?);
        let body = reader.array()?;
        let sequence = u64::from_be_bytes(reader.array()?);
        let time_micros = i64::from_be_bytes(reader.array()?);
        let subject_id = reader.array()?;
        let commitment = reader.array()?;
        let kind = reader.name("kind")?;
        let role = reader.name("role")?;
        let subject_kind = reader.name("subject kind")?;
        if !reader.rest.is_empty() {
            return Err(FormatError::TooLong);
        }
        Ok(Self {
            kind,
            version,
            body,
            sequence,
            time_micros,
            role,
            subject_kind,
            subject_id,
            commitment,
        })
    }

    /// The RFC 6962 leaf hash of the canonical bytes.
    pub fn leaf(&self) -> Hash {
        leaf_hash(&self.encode())
    }
}

/// Takes pieces off the front of a slice.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], FormatError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(FormatError::TooShort)?;
        self.rest = rest;
        Ok(*head)
    }

    fn name(&mut self, which: &'static str) -> Result<String, FormatError> {
        let [length] = self.array::<1>()?;
        let (head, rest) =
            self.rest.split_at_checked(usize::from(length)).ok_or(FormatError::TooShort)?;
        self.rest = rest;
        let text = std::str::from_utf8(head).map_err(|_| FormatError::Name(which))?;
        if is_name(text) { Ok(text.to_owned()) } else { Err(FormatError::Name(which)) }
    }
}
