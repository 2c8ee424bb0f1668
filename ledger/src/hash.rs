//! The four hashes of the record, each with its own prefix so that no value of one can be
//! passed off as a value of another.

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// What stands before the salt in a [`commitment`].
const COMMITMENT_TAG: &[u8] = b"yousaid.record/commitment/1\n";

/// The salted commitment to an entry's content: SHA-256 over a fixed tag, the salt and the
/// content. Without the salt a short answer could be guessed from its hash; erasing salt and
/// content removes the person and leaves the tree whole.
pub fn commitment(salt: &[u8; 32], content: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(COMMITMENT_TAG);
    hasher.update(salt);
    hasher.update(content);
    hasher.finalize().into()
}

/// The RFC 6962 hash of a leaf: SHA-256 of 0x00 and the bytes.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(bytes);
    hasher.finalize().into()
}

/// The RFC 6962 hash of an inner node: SHA-256 of 0x01, the left and the right hash.
pub fn node_hash(l: &Hash, r: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x01]);
    hasher.update(l);
    hasher.update(r);
    hasher.finalize().into()
}

/// The root of a tree with no leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}
