//! Checkpoints: the record's size and root, signed, to be printed and held by others.

use chrono::{DateTime, TimeZone as _, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::origin;
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::values;

/// A signed statement of the record's size and root.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Checkpoint {
    /// Whose record.
    pub body_id: Uuid,
    /// Entries it covers.
    pub size: i64,
    /// Why it was made: `daily`, `publication`, `close:<count>`.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The signed note, as `docs/record-format.md` gives it.
    pub note: String,
}

#[derive(FromQueryResult)]
struct Head {
    size: i64,
    root: Vec<u8>,
    last_micros: i64,
}

/// Makes a checkpoint of the record as this transaction finds it. Entries asked for in the same
/// transaction come after it.
pub async fn checkpoint(tx: &WriteTx, body: Uuid, reason: &str) -> Result<Checkpoint> {
    let sql = format!(
        "SELECT size, root, last_micros FROM record_head WHERE body_id = $1{}",
        tx.engine().for_update()
    );
    let head: Head = tx.one(&sql, values![body]).await?.unwrap_or(Head {
        size: 0,
        root: ledger::empty_root().to_vec(),
        last_micros: 0,
    });
    let micros = tx.now().timestamp_micros().max(head.last_micros);
    let at = Utc.timestamp_micros(micros).single().unwrap_or_else(|| tx.now());
    let note = ledger::Checkpoint {
        origin: origin(body),
        size: u64::try_from(head.size).map_err(Error::internal)?,
        root: head.root.try_into().map_err(|_| Error::internal("root of another length"))?,
        time_micros: micros,
        reason: reason.to_owned(),
    }
    .sign(&tx.core().secrets.record_key(body));
    tx.exec(
        "INSERT INTO record_checkpoint (id, body_id, size, reason, at, note) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![tx.id(), body, head.size, reason, at, note.as_str()],
    )
    .await?;
    Ok(Checkpoint { body_id: body, size: head.size, reason: reason.to_owned(), at, note })
}

/// Checkpoints of a body, newest first, and how many there are.
pub async fn checkpoints(
    tx: &Tx,
    body: Uuid,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Checkpoint>, i64)> {
    let count = tx
        .count("SELECT COUNT(*) FROM record_checkpoint WHERE body_id = $1", values![body])
        .await?;
    let rows = tx
        .all(
            "SELECT body_id, size, reason, at, note FROM record_checkpoint WHERE body_id = $1 \
             ORDER BY id DESC LIMIT $2 OFFSET $3",
            values![body, limit, offset],
        )
        .await?;
    Ok((rows, count))
}

/// The newest checkpoint that covers at least so many entries, if there is one.
pub async fn latest_checkpoint(tx: &Tx, body: Uuid, at_least: i64) -> Result<Option<Checkpoint>> {
    tx.one(
        "SELECT body_id, size, reason, at, note FROM record_checkpoint \
         WHERE body_id = $1 AND size >= $2 ORDER BY id DESC LIMIT 1",
        values![body, at_least],
    )
    .await
}
