//! The verifiable record: entries, the Merkle tree over them, signed checkpoints, receipts,
//! proofs, and the exported bundle with its verifier.
//!
//! The crate is pure: no database, no network, no clock and no chance of its own. What a caller
//! stores, signs and exports is defined byte by byte in `docs/record-format.md`, from which the
//! second verifier, `verify.py`, is written.

pub mod bundle;
mod entry;
mod hash;
mod key;
mod line;
mod note;
mod proof;
mod receipt;
mod report;
mod text;
mod tree;
mod verifier;

pub use entry::{Entry, FormatError};
pub use hash::{Hash, commitment, empty_root, leaf_hash, node_hash};
pub use key::{KeyError, SigningKey, VerifyingKey};
pub use note::{Checkpoint, NoteError};
pub use proof::{Subtree, consistency_plan, inclusion_plan, verify_consistency, verify_inclusion};
pub use receipt::Receipt;
pub use report::{Finding, MAX_FINDINGS, Report};
pub use tree::{Frontier, combine, root_of_range};
pub use verifier::{ERASED_KIND, EntryRow, Verifier, VerifyOptions};
