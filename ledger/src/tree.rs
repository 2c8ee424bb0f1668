//! The tree's root, kept up to date with a handful of hashes.

use crate::entry::FormatError;
use crate::hash::{Hash, empty_root, node_hash};

/// The roots of the complete subtrees that make up a tree of some size, widest first: all that
/// is needed to append a leaf and to know the root, in memory that grows with the logarithm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One hash for each bit set in `size`, from the highest bit down.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A tree with no leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a leaf at the right.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each bit that carries joins the two subtrees of that width.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree as it stands.
    pub fn root(&self) -> Hash {
        combine(&self.peaks)
    }

    /// Eight bytes of size, big-endian, then the hashes, widest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.peaks.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for peak in &self.peaks {
            bytes.extend_from_slice(peak);
        }
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(FormatError::TooShort)?;
        let size = u64::from_be_bytes(*size);
        let (peaks, left_over) = rest.as_chunks::<32>();
        if !left_over.is_empty() || peaks.len() != size.count_ones() as usize {
            return Err(FormatError::Value("number of hashes"));
        }
        Ok(Self { size, peaks: peaks.to_vec() })
    }
}

/// Joins the roots of neighbouring complete subtrees, given from left to right with falling
/// width, into the root of all their leaves: from the right, as RFC 6962 splits.
pub fn combine(parts: &[Hash]) -> Hash {
    parts
        .iter()
        .rev()
        .copied()
        .reduce(|right, left| node_hash(&left, &right))
        .unwrap_or_else(empty_root)
}

/// The Merkle tree hash (RFC 6962, section 2.1) of leaf hashes.
pub fn root_of_range(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier.root()
}
