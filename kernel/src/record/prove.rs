//! Proving that an entry is in the record, reading a few hundred rows whatever its size.

use chrono::{DateTime, TimeZone as _, Utc};
use ledger::{Hash, Subtree};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::append::BLOCK;
use super::{Receipt, origin};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::secrets::Secrets;
use crate::subject::Subject;
use crate::values;

/// That an entry stands at its place in a record of a given size and root.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Which entry.
    pub sequence: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// Entries in the record.
    pub size: u64,
    /// The record's root.
    pub root: Hash,
    /// The hashes beside the path.
    pub path: Vec<Hash>,
}

#[derive(FromQueryResult)]
struct Found {
    body_id: Uuid,
    sequence: i64,
}

#[derive(FromQueryResult)]
struct Hashed {
    hash: Vec<u8>,
}

fn hash(bytes: Vec<u8>) -> Result<Hash> {
    bytes.try_into().map_err(|_| Error::internal("hash of another length"))
}

/// Where a leaf stands: body and sequence.
pub async fn find_leaf(tx: &Tx, leaf: &Hash) -> Result<Option<(Uuid, u64)>> {
    let found: Option<Found> = tx
        .one("SELECT body_id, sequence FROM record_entry WHERE leaf = $1", values![leaf.to_vec()])
        .await?;
    Ok(found.map(|f| (f.body_id, u64::try_from(f.sequence).unwrap_or(0))))
}

/// Proves that an entry is among the first `size` entries.
pub async fn prove_inclusion(tx: &Tx, body: Uuid, sequence: u64, size: u64) -> Result<Proof> {
    if sequence >= size {
        return Err(Error::NotFound);
    }
    let leaf = subtree(tx, body, Subtree { level: 0, index: sequence }).await?;
    let mut path = Vec::new();
    for parts in ledger::inclusion_plan(sequence, size) {
        let mut hashes = Vec::with_capacity(parts.len());
        for part in parts {
            hashes.push(subtree(tx, body, part).await?);
        }
        path.push(ledger::combine(&hashes));
    }
    let root = root_at(tx, body, size).await?;
    if !ledger::verify_inclusion(&leaf, sequence, size, &path, &root) {
        return Err(Error::internal("the record does not prove its own entry: run record verify"));
    }
    Ok(Proof { sequence, leaf, size, root, path })
}

async fn root_at(tx: &Tx, body: Uuid, size: u64) -> Result<Hash> {
    // A record's root is the combination of the complete subtrees that its size is made of.
    let mut parts = Vec::new();
    let mut from = 0u64;
    for level in (0..63u32).rev() {
        if size & (1 << level) != 0 {
            parts.push(subtree(tx, body, Subtree { level, index: from >> level }).await?);
            from += 1 << level;
        }
    }
    Ok(ledger::combine(&parts))
}

async fn subtree(tx: &Tx, body: Uuid, which: Subtree) -> Result<Hash> {
    let leaves = 1u64 << which.level;
    let from = which.index * leaves;
    let (sql, from, count) = if leaves >= BLOCK {
        (
            "SELECT hash FROM record_block WHERE body_id = $1 AND idx >= $2 AND idx < $3 \
             ORDER BY idx",
            from / BLOCK,
            leaves / BLOCK,
        )
    } else {
        (
            "SELECT leaf AS hash FROM record_entry WHERE body_id = $1 AND sequence >= $2 \
             AND sequence < $3 ORDER BY sequence",
            from,
            leaves,
        )
    };
    let to = i64::try_from(from + count).map_err(Error::internal)?;
    let from = i64::try_from(from).map_err(Error::internal)?;
    let rows: Vec<Hashed> = tx.all(sql, values![body, from, to]).await?;
    let hashes = rows.into_iter().map(|row| hash(row.hash)).collect::<Result<Vec<_>>>()?;
    if u64::try_from(hashes.len()).ok() != Some(count) {
        return Err(Error::internal("entries are missing from the record: run record verify"));
    }
    Ok(ledger::root_of_range(&hashes))
}

#[derive(FromQueryResult)]
struct Entered {
    sequence: i64,
    leaf: Vec<u8>,
    micros: i64,
}

/// The receipt of the first entry of a kind about a subject, made anew.
pub async fn receipt_of(
    tx: &Tx,
    secrets: &Secrets,
    body: Uuid,
    kind: &str,
    subject: &Subject,
) -> Result<Option<Receipt>> {
    let found: Option<Entered> = tx
        .one(
            "SELECT sequence, leaf, micros FROM record_entry WHERE body_id = $1 AND kind = $2 \
             AND subject_kind = $3 AND subject_id = $4 ORDER BY sequence LIMIT 1",
            values![body, kind, subject.kind.as_str(), subject.id],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    let leaf = hash(found.leaf)?;
    let sequence = u64::try_from(found.sequence).map_err(Error::internal)?;
    let at: DateTime<Utc> =
        Utc.timestamp_micros(found.micros).single().ok_or_else(|| Error::internal("bad time"))?;
    let receipt =
        ledger::Receipt { origin: origin(body), sequence, leaf, time_micros: found.micros };
    Ok(Some(Receipt {
        body,
        sequence,
        subject: subject.clone(),
        at,
        short_digest: receipt.short_digest(),
        digest: data_encoding::HEXLOWER.encode(&leaf),
        signed: receipt.sign(&secrets.record_key(body)),
    }))
}
