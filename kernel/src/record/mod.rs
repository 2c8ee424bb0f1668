//! The verifiable record: each step appends an entry, in the transaction of the step. The format
//! is in `docs/record-format.md`; the arithmetic is in `ledger`.

mod append;
mod checkpoint;
mod list;
mod prove;
mod verify;

pub(crate) use append::append;
pub use append::{Receipt, erase};
pub use checkpoint::{Checkpoint, checkpoint, checkpoints, latest_checkpoint};
pub use list::{Outline, outline, size};
pub use prove::{Proof, find_leaf, prove_inclusion, receipt_of};
pub(crate) use verify::{Beside, Block, Check, Head, Note, Stored};
pub use verify::{
    Exported, STATEMENTS, Verification, bodies_with_record, export_bundle, verify_body,
    verify_body_with,
};

use serde::Serialize;
use uuid::Uuid;

use crate::error::Result;
use crate::subject::Subject;

/// An entry that waits for the commit.
#[derive(Debug, Clone)]
pub struct Pending {
    pub(crate) body: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) subject: Subject,
    pub(crate) content: Vec<u8>,
}

impl Pending {
    /// An entry whose content is the value's JSON, written once and never re-made.
    pub fn json(
        body: Uuid,
        kind: &'static str,
        subject: Subject,
        content: &impl Serialize,
    ) -> Result<Self> {
        Ok(Self { body, kind, subject, content: serde_json::to_vec(content)? })
    }
}

/// Kind of the entry which says that the record goes on from a backup: a new epoch.
pub const RESTORED: &str = "record.restored";

/// Name of a body's record, as checkpoints and receipts give it.
pub fn origin(body: Uuid) -> String {
    format!("yousaid/{body}")
}
