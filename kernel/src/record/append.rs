//! Appending: the body's head row is taken last and in sorted order, so that entries are gapless
//! and two writers cannot hold each other up.

use chrono::{DateTime, TimeZone as _, Utc};
use ledger::{Entry, Frontier};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::{Pending, origin};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::subject::Subject;
use crate::values;

/// Proof, in a person's hand, that an entry was made.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Whose record.
    pub body: Uuid,
    /// Which entry, counted from nought.
    pub sequence: u64,
    /// What it was about.
    pub subject: Subject,
    /// The server's time.
    pub at: DateTime<Utc>,
    /// Digest in groups of four, to read out and compare.
    pub short_digest: String,
    /// The whole digest, 64 hexadecimal digits.
    pub digest: String,
    /// The signed line, to keep and to check anywhere.
    pub signed: String,
}

#[derive(FromQueryResult)]
struct Head {
    size: i64,
    frontier: Vec<u8>,
    last_micros: i64,
}

/// Leaves between two stored nodes: a proof reads at most this many leaves at a time.
pub(super) const BLOCK: u64 = 256;

pub(crate) async fn append(tx: &WriteTx, mut pending: Vec<Pending>) -> Result<Vec<Receipt>> {
    if pending.is_empty() {
        return Ok(Vec::new());
    }
    // Receipts come back in the order asked for, entries are grouped by body.
    let mut order: Vec<usize> = (0..pending.len()).collect();
    order.sort_by_key(|n| pending[*n].body);
    let mut receipts: Vec<Option<Receipt>> = pending.iter().map(|_| None).collect();
    let mut from = 0;
    while from < order.len() {
        let body = pending[order[from]].body;
        let to = order[from..]
            .iter()
            .position(|n| pending[*n].body != body)
            .map_or(order.len(), |n| from + n);
        append_to(tx, body, &mut pending, &order[from..to], &mut receipts).await?;
        from = to;
    }
    Ok(receipts.into_iter().flatten().collect())
}

const INSERT: &str = "INSERT INTO record_entry (body_id, sequence, kind, subject_kind, subject_id, \
                      micros, bytes, leaf, salt, content)";

async fn append_to(
    tx: &WriteTx,
    body: Uuid,
    pending: &mut [Pending],
    which: &[usize],
    receipts: &mut [Option<Receipt>],
) -> Result<()> {
    let head = lock_head(tx, body).await?;
    let mut frontier = Frontier::from_bytes(&head.frontier).map_err(Error::internal)?;
    let micros = tx.now().timestamp_micros().max(head.last_micros);
    let at = Utc.timestamp_micros(micros).single().unwrap_or_else(|| tx.now());
    let key = tx.core().secrets.record_key(body);
    let mut sequence = u64::try_from(head.size).map_err(Error::internal)?;
    let mut rows = Vec::new();
    for n in which {
        let Pending { kind, subject, content, .. } = &mut pending[*n];
        let content = std::mem::take(content);
        let mut salt = [0u8; 32];
        tx.core().chance.fill(&mut salt);
        let entry = Entry {
            kind: (*kind).to_owned(),
            version: 1,
            body: *body.as_bytes(),
            sequence,
            time_micros: micros,
            role: tx.actor().role().to_owned(),
            subject_kind: subject.kind.clone(),
            subject_id: *subject.id.as_bytes(),
            commitment: ledger::commitment(&salt, &content),
        };
        entry.validate().map_err(Error::internal)?;
        let bytes = entry.encode();
        let leaf = ledger::leaf_hash(&bytes);
        rows.extend(row(&entry, bytes, leaf, &salt, content)?);
        frontier.append(leaf);
        sequence += 1;
        if sequence % BLOCK == 0 {
            tx.insert_many(INSERT, 10, std::mem::take(&mut rows)).await?;
            store_block(tx, body, sequence / BLOCK - 1).await?;
        }
        let receipt = ledger::Receipt {
            origin: origin(body),
            sequence: entry.sequence,
            leaf,
            time_micros: micros,
        };
        receipts[*n] = Some(Receipt {
            body,
            sequence: entry.sequence,
            subject: subject.clone(),
            at,
            short_digest: receipt.short_digest(),
            digest: data_encoding::HEXLOWER.encode(&leaf),
            signed: receipt.sign(&key),
        });
    }
    tx.insert_many(INSERT, 10, rows).await?;
    save_head(tx, body, sequence, &frontier, micros).await
}

/// The values of an entry's row, in the order of [`INSERT`].
fn row(
    entry: &Entry,
    bytes: Vec<u8>,
    leaf: ledger::Hash,
    salt: &[u8; 32],
    content: Vec<u8>,
) -> Result<Vec<sea_orm::Value>> {
    Ok(values![
        Uuid::from_bytes(entry.body),
        i64::try_from(entry.sequence).map_err(Error::internal)?,
        entry.kind.as_str(),
        entry.subject_kind.as_str(),
        Uuid::from_bytes(entry.subject_id),
        entry.time_micros,
        bytes,
        leaf.to_vec(),
        salt.to_vec(),
        content,
    ])
}

async fn lock_head(tx: &WriteTx, body: Uuid) -> Result<Head> {
    let sql = format!(
        "SELECT size, frontier, last_micros FROM record_head WHERE body_id = $1{}",
        tx.engine().for_update()
    );
    if let Some(head) = tx.one(&sql, values![body]).await? {
        return Ok(head);
    }
    tx.exec(
        "INSERT INTO record_head (body_id, size, frontier, root, last_micros) \
         VALUES ($1, 0, $2, $3, 0) ON CONFLICT (body_id) DO NOTHING",
        values![body, Frontier::new().to_bytes(), ledger::empty_root().to_vec()],
    )
    .await?;
    tx.one(&sql, values![body]).await?.ok_or_else(|| Error::internal("record head vanished"))
}

async fn save_head(
    tx: &WriteTx,
    body: Uuid,
    size: u64,
    frontier: &Frontier,
    micros: i64,
) -> Result<()> {
    tx.exec(
        "UPDATE record_head SET size = $2, frontier = $3, root = $4, last_micros = $5 \
         WHERE body_id = $1",
        values![
            body,
            i64::try_from(size).map_err(Error::internal)?,
            frontier.to_bytes(),
            frontier.root().to_vec(),
            micros
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Leaf {
    leaf: Vec<u8>,
}

/// Keeps the node over a full block of leaves, so that proofs stay quick at any size.
async fn store_block(tx: &WriteTx, body: Uuid, index: u64) -> Result<()> {
    let from = i64::try_from(index * BLOCK).map_err(Error::internal)?;
    let to = from + i64::try_from(BLOCK).map_err(Error::internal)?;
    let rows: Vec<Leaf> = tx
        .all(
            "SELECT leaf FROM record_entry WHERE body_id = $1 AND sequence >= $2 AND sequence < $3 \
             ORDER BY sequence",
            values![body, from, to],
        )
        .await?;
    let leaves: Vec<ledger::Hash> = rows
        .into_iter()
        .map(|row| row.leaf.try_into().map_err(|_| Error::internal("leaf of another length")))
        .collect::<Result<_>>()?;
    tx.exec(
        "INSERT INTO record_block (body_id, idx, hash) VALUES ($1, $2, $3)",
        values![
            body,
            i64::try_from(index).map_err(Error::internal)?,
            ledger::root_of_range(&leaves).to_vec()
        ],
    )
    .await?;
    Ok(())
}

/// Erases what the record holds about a subject: content and salt go, the chain stays whole, and
/// an entry says which entries were erased, on what ground. How many were erased.
pub async fn erase(tx: &WriteTx, body: Uuid, subject: &Subject, ground: &str) -> Result<usize> {
    #[derive(FromQueryResult)]
    struct Row {
        sequence: i64,
    }
    let rows: Vec<Row> = tx
        .all(
            "SELECT sequence FROM record_entry WHERE body_id = $1 AND subject_kind = $2 AND \
             subject_id = $3 AND salt IS NOT NULL ORDER BY sequence",
            values![body, subject.kind.as_str(), subject.id],
        )
        .await?;
    for row in &rows {
        tx.exec(
            "UPDATE record_entry SET salt = NULL, content = NULL \
             WHERE body_id = $1 AND sequence = $2",
            values![body, row.sequence],
        )
        .await?;
        let content = json!({
            "erases": row.sequence,
            "ground": ground,
            "approved_by": tx.actor().role(),
        });
        let entry = Pending::json(
            body,
            "record.erased",
            Subject::new("record.entry", subject.id),
            &content,
        )?;
        tx.record(entry).await;
    }
    Ok(rows.len())
}
