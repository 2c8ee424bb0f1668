//! Reading the record's outline: what happened when, never the words.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::values;

/// An entry without its content.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Outline {
    /// Which entry, from nought.
    pub sequence: i64,
    /// What happened.
    pub kind: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: Uuid,
    /// When, in microseconds since 1970 (UTC).
    pub micros: i64,
    /// Its leaf.
    pub leaf: Vec<u8>,
    /// Whether its content was erased.
    pub erased: bool,
}

/// How many entries a body's record has.
pub async fn size(tx: &Tx, body: Uuid) -> Result<i64> {
    tx.count("SELECT size FROM record_head WHERE body_id = $1", values![body]).await
}

/// Entries, newest first, from below a sequence (none: from the newest).
pub async fn outline(tx: &Tx, body: Uuid, below: Option<i64>, limit: i64) -> Result<Vec<Outline>> {
    tx.all(
        "SELECT sequence, kind, subject_kind, subject_id, micros, leaf, (salt IS NULL) AS erased \
         FROM record_entry WHERE body_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3",
        values![body, below.unwrap_or(i64::MAX), limit],
    )
    .await
}
