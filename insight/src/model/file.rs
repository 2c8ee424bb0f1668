//! A model as a file.
//!
//! ```text
//! 8 bytes   "YSREAD\r\n"
//! u32       format
//! u32       length of the head
//! u32       rows
//! u32       weights in a row
//! head      JSON
//! u64 × rows  keys      u16 × rows  sizes      f32 × rows  scales      i8 × rows × width  weights
//! 32 bytes  SHA-256 of everything before
//! ```
//! Numbers are little-endian. The id of a model is the beginning of the digest.

use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{Head, Model, Table};

/// The format that is written, and the only one that is read.
pub const FORMAT: u32 = 1;

const MAGIC: &[u8; 8] = b"YSREAD\r\n";
const FIXED: usize = 24;
const DIGEST: usize = 32;

/// Why a model cannot be used. Whoever calls goes on without it: comments are then coded by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// There is no such file, or it cannot be read.
    #[error("the model file {path} cannot be read: {reason}")]
    Unreadable {
        /// Where it was looked for.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The file is something else.
    #[error("this is not a model file: it does not begin as one")]
    NotAModel,
    /// Made by another version of the program.
    #[error(
        "the model file has format {found}; this program reads format {FORMAT}: train it again"
    )]
    OtherFormat {
        /// The format that the file names.
        found: u32,
    },
    /// The end is missing, or there is more than there should be.
    #[error("the model file has {found} bytes where {expected} were written")]
    WrongLength {
        /// Bytes that its beginning promises.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// Not what was written.
    #[error("the model file is damaged: its check sum does not agree")]
    Damaged,
    /// Written whole, but it makes no sense.
    #[error("the model makes no sense: {0}")]
    Broken(String),
}

impl Model {
    /// Reads a model from a file's bytes.
    ///
    /// # Errors
    /// A [`ModelError`] that tells what is wrong with them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes;
        if take(&mut rest, MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(ModelError::NotAModel);
        }
        let found = bytes.len() as u64;
        let short = ModelError::WrongLength { expected: (FIXED + DIGEST) as u64, found };
        let mut number =
            || take(&mut rest, 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        let format = number().ok_or(short.clone())?;
        if format != FORMAT {
            return Err(ModelError::OtherFormat { found: format });
        }
        let (Some(head), Some(rows), Some(width)) = (number(), number(), number()) else {
            return Err(short);
        };
        let expected = length(head, rows, width);
        if expected != u128::from(found) {
            let expected = u64::try_from(expected).unwrap_or(u64::MAX);
            return Err(ModelError::WrongLength { expected, found });
        }
        let (content, digest) =
            bytes.split_at_checked(bytes.len() - DIGEST).ok_or(short.clone())?;
        if Sha256::digest(content).as_slice() != digest {
            return Err(ModelError::Damaged);
        }
        let mut take_or = |bytes: usize| take(&mut rest, bytes).ok_or(short.clone());
        let (rows, width) = (rows as usize, width as usize);
        let head: Head = serde_json::from_slice(take_or(head as usize)?)
            .map_err(|error| ModelError::Broken(error.to_string()))?;
        let keys = numbers(take_or(rows * 8)?, u64::from_le_bytes);
        let sizes = numbers(take_or(rows * 2)?, u16::from_le_bytes);
        let scales = numbers(take_or(rows * 4)?, f32::from_le_bytes);
        let steps = numbers(take_or(rows * width)?, i8::from_le_bytes);
        Self::new(head, Table::from_columns(width, keys, sizes, scales, steps)?)
    }

    /// Reads a model from a file.
    ///
    /// # Errors
    /// A [`ModelError`] that tells what is wrong with it, also when there is no such file.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let bytes = std::fs::read(path).map_err(|error| ModelError::Unreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        Self::from_bytes(&bytes)
    }

    /// The model as a file's bytes.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when it is too large for the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let mut bytes = content(self.head(), self.table())?;
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        Ok(bytes)
    }
}

/// Bytes of a file with these numbers in its beginning; never overflows.
fn length(head: u32, rows: u32, width: u32) -> u128 {
    let row = 14 + u128::from(width);
    (FIXED + DIGEST) as u128 + u128::from(head) + u128::from(rows) * row
}

/// Sixteen hexadecimal characters from the digest of the content.
pub(super) fn id_of(head: &Head, table: &Table) -> Result<String, ModelError> {
    let digest = Sha256::digest(content(head, table)?);
    Ok(HEXLOWER.encode(digest.get(..8).unwrap_or_default()))
}

fn content(head: &Head, table: &Table) -> Result<Vec<u8>, ModelError> {
    let broken = |error: serde_json::Error| ModelError::Broken(error.to_string());
    let head = serde_json::to_vec(head).map_err(broken)?;
    let small = |of: usize| {
        u32::try_from(of).map_err(|_| ModelError::Broken("too large for the format".to_owned()))
    };
    let mut bytes =
        Vec::with_capacity(FIXED + DIGEST + head.len() + table.len() * (14 + table.width()));
    bytes.extend_from_slice(MAGIC);
    for number in [FORMAT, small(head.len())?, small(table.len())?, small(table.width())?] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&head);
    let (keys, sizes, scales, steps) = table.columns();
    bytes.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
    bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
    bytes.extend(scales.iter().flat_map(|scale| scale.to_le_bytes()));
    bytes.extend(steps.iter().flat_map(|step| step.to_le_bytes()));
    Ok(bytes)
}

fn take<'b>(rest: &mut &'b [u8], bytes: usize) -> Option<&'b [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

fn numbers<const N: usize, T>(bytes: &[u8], number: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|chunk| number(*chunk)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::calibrate::Sigmoid;
    use crate::model::{Label, Provenance, Purpose};
    use proptest::prelude::*;

    fn model() -> Model {
        let label = |name: &str| Label {
            name: name.to_owned(),
            examples: 3,
            bias: -0.5,
            questions: vec![0.25],
            threshold: 0.0,
            sigmoid: Sigmoid::default(),
            expected: None,
        };
        let head = Head {
            name: "test".to_owned(),
            purpose: Purpose::Labels,
            labels: vec![label("Food"), label("Parking")],
            questions: vec!["what_good".to_owned()],
            best_from: 0.3,
            provenance: Provenance::default(),
        };
        let mut table = Table::new(2);
        table.push(1, 1.5, &[1.0, -1.0]);
        table.push(u64::MAX, 2.0, &[0.1, 0.0]);
        table.index().unwrap();
        Model::new(head, table).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let model = model();
        let bytes = model.to_bytes().unwrap();
        assert_eq!(Model::from_bytes(&bytes).unwrap(), model);
        assert_eq!(model.id().len(), 16);
    }

    #[test]
    fn each_fault_is_named() {
        let whole = model().to_bytes().unwrap();
        assert_eq!(Model::from_bytes(b""), Err(ModelError::NotAModel));
        assert_eq!(Model::from_bytes(b"PK\x03\x04 something else"), Err(ModelError::NotAModel));
        let mut old = whole.clone();
        old[8] = 0;
        assert_eq!(Model::from_bytes(&old), Err(ModelError::OtherFormat { found: 0 }));
        let found = whole.len() as u64 - 1;
        assert_eq!(
            Model::from_bytes(&whole[..whole.len() - 1]),
            Err(ModelError::WrongLength { expected: found + 1, found })
        );
        let mut changed = whole.clone();
        let last = changed.len() - 40;
        changed[last] ^= 1;
        assert_eq!(Model::from_bytes(&changed), Err(ModelError::Damaged));
        let missing = Model::open(Path::new("no/such/model.bin"));
        assert!(matches!(missing, Err(ModelError::Unreadable { .. })), "{missing:?}");
    }

    #[test]
    fn labels_without_weights_are_refused() {
        let model = model();
        let mut head = model.head().clone();
        head.labels.pop();
        assert!(matches!(Model::new(head, model.table().clone()), Err(ModelError::Broken(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Model::from_bytes(&bytes).is_err());
            let mut begun = b"YSREAD\r\n\x01\0\0\0".to_vec();
            begun.extend(bytes);
            prop_assert!(Model::from_bytes(&begun).is_err());
        }

        #[test]
        fn a_changed_byte_is_noticed(at in 0_usize..1000, bit in 0_u8..8) {
            let mut bytes = model().to_bytes().unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert!(Model::from_bytes(&bytes).is_err());
        }
    }
}
