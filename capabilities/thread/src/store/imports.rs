//! Imports: staged in chunks, there all at once.

use chrono::{DateTime, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::rows;

kernel::statements! {
    BEGIN = "INSERT INTO thread_import (id, body_id, source, state, voices, frontier, created_at) \
             VALUES ($1, $2, $3, 'staged', 0, $4, $5)";
    FIND = "SELECT id, body_id, source, state, voices, frontier, created_at, activated_at \
            FROM thread_import WHERE id = $1";
    STAGED = "UPDATE thread_import SET voices = $2, frontier = $3 WHERE id = $1 AND state = 'staged'";
    ACTIVATE = "UPDATE thread_import SET state = 'active', activated_at = $2 WHERE id = $1 AND \
                state = 'staged'";
    DISCARD = "UPDATE thread_import SET state = 'discarded' WHERE id = $1 AND state <> 'active'";
    SOME = "SELECT id FROM thread_voice WHERE import_id = $1 ORDER BY id LIMIT 200";
    LEAF = "SELECT position, commitment FROM thread_import_leaf WHERE voice_id = $1";
    LEAVES = "SELECT position, commitment FROM thread_import_leaf WHERE import_id = $1 \
              ORDER BY position";
}

/// An import.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Into which body's record.
    pub body_id: Uuid,
    /// Through which door.
    pub source: String,
    /// `staged`, `active` or `discarded`.
    pub state: String,
    /// How many voices.
    pub voices: i64,
    /// The tree over their commitments.
    #[serde(skip)]
    pub frontier: Vec<u8>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it became visible.
    pub activated_at: Option<DateTime<Utc>>,
}

/// One voice's place in the tree of its import.
pub(crate) struct NewLeaf {
    pub position: i64,
    pub voice: Uuid,
    pub commitment: ledger::Hash,
    pub salt: [u8; 32],
    pub content: Vec<u8>,
}

/// One voice's place, read back.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Leaf {
    pub position: i64,
    pub commitment: Vec<u8>,
}

/// Begins an import.
pub(crate) async fn begin(
    tx: &WriteTx,
    id: Uuid,
    body: Uuid,
    source: &str,
    frontier: Vec<u8>,
) -> Result<()> {
    tx.exec(BEGIN, values![id, body, source, frontier, tx.now()]).await?;
    Ok(())
}

/// An import.
pub(crate) async fn find(tx: &Tx, id: Uuid) -> Result<Option<Import>> {
    tx.one(FIND, values![id]).await
}

/// An import, held until the commit so that chunks follow one another.
pub(crate) async fn lock(tx: &WriteTx, id: Uuid) -> Result<Option<Import>> {
    let sql = format!("{FIND}{}", tx.engine().for_update());
    tx.one(&sql, values![id]).await
}

/// Keeps how far an import has come; whether it was still being staged.
pub(crate) async fn staged(tx: &WriteTx, id: Uuid, voices: i64, frontier: Vec<u8>) -> Result<bool> {
    Ok(tx.exec(STAGED, values![id, voices, frontier]).await? == 1)
}

/// Makes an import visible; whether it was still being staged.
pub(crate) async fn activate(tx: &WriteTx, id: Uuid) -> Result<bool> {
    Ok(tx.exec(ACTIVATE, values![id, tx.now()]).await? == 1)
}

/// Gives an import up; whether it was not yet visible.
pub(crate) async fn discard(tx: &WriteTx, id: Uuid) -> Result<bool> {
    Ok(tx.exec(DISCARD, values![id]).await? == 1)
}

/// Deletes some voices of an import that was given up; how many.
pub(crate) async fn delete_some(tx: &WriteTx, id: Uuid) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let rows: Vec<Row> = tx.all(SOME, values![id]).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    let within = super::list(1, ids.len());
    for (table, column) in [
        ("thread_assignment", "voice_id"),
        ("thread_move", "voice_id"),
        ("thread_contact", "voice_id"),
        ("thread_import_leaf", "voice_id"),
        ("thread_voice", "id"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} IN ({within})");
        tx.exec(&sql, ids.iter().map(|id| kernel::sql::Value::from(*id)).collect()).await?;
    }
    Ok(ids)
}

/// Stores leaves.
pub(crate) async fn insert_leaves(tx: &WriteTx, import: Uuid, leaves: Vec<NewLeaf>) -> Result<()> {
    if leaves.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO thread_import_leaf (import_id, position, voice_id, commitment, salt, content) \
         VALUES {}",
        rows(6, leaves.len())
    );
    let mut values = Vec::with_capacity(6 * leaves.len());
    for leaf in leaves {
        values.extend(values![
            import,
            leaf.position,
            leaf.voice,
            leaf.commitment.to_vec(),
            leaf.salt.to_vec(),
            leaf.content,
        ]);
    }
    tx.exec(&sql, values).await?;
    Ok(())
}

/// The leaf of a voice that was imported.
pub(crate) async fn leaf(tx: &Tx, voice: Uuid) -> Result<Option<Leaf>> {
    tx.one(LEAF, values![voice]).await
}

/// The commitments of an import, in order. As many as it has voices: for proofs, not for pages.
pub(crate) async fn commitments(tx: &Tx, import: Uuid) -> Result<Vec<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Row {
        commitment: Vec<u8>,
    }
    let mut commitments = Vec::new();
    tx.each(LEAVES, values![import], |row: Row| {
        commitments.push(row.commitment);
        Ok(())
    })
    .await?;
    Ok(commitments)
}
