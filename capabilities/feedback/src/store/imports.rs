//! Imports: their files, how far they have come, and what they refused.

use chrono::{DateTime, Utc};
use kernel::error::{Message, Result};
use kernel::sql::{FromQueryResult, Value};
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{BATCH, marks};

/// Bytes of an upload in one row.
const PIECE: usize = 512 * 1024;

kernel::statements! {
    INSERT = "INSERT INTO feedback_import (id, body_id, file_name, digest, bytes, encoding, \
              mapping, once_key, state, next_row, voices, scores, refused, turned, \
              thread_import_id, actor, problem, created_at, changed_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, NULL, $10, '', $11, $11)";
    FIND = "SELECT id, body_id, file_name, digest, bytes, encoding, mapping, state, next_row, \
            voices, scores, refused, turned, thread_import_id, actor, problem, created_at, changed_at, \
            activated_at FROM feedback_import WHERE body_id = $1 AND id = $2";
    BY_KEY = "SELECT id, body_id, file_name, digest, bytes, encoding, mapping, state, next_row, \
              voices, scores, refused, turned, thread_import_id, actor, problem, created_at, changed_at, \
              activated_at FROM feedback_import WHERE once_key = $1";
    LIST = "SELECT id, body_id, file_name, digest, bytes, encoding, mapping, state, next_row, \
            voices, scores, refused, turned, thread_import_id, actor, problem, created_at, changed_at, \
            activated_at FROM feedback_import WHERE body_id = $1 \
            ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3";
    COUNT = "SELECT COUNT(*) FROM feedback_import WHERE body_id = $1";
    WAITING = "SELECT COUNT(*) FROM feedback_import WHERE body_id = $1 \
               AND state IN ('uploaded', 'staging', 'staged')";
    BEGIN = "UPDATE feedback_import SET state = 'staging', mapping = $3, once_key = $4, \
             thread_import_id = $5, changed_at = $6, problem = '' \
             WHERE id = $1 AND state = $2";
    STEP = "UPDATE feedback_import SET next_row = $3, voices = voices + $4, scores = scores + $5, \
            refused = refused + $6, changed_at = $7, problem = '', turned = turned + $8 \
            WHERE id = $1 AND next_row = $2 AND state = 'staging'";
    MOVE = "UPDATE feedback_import SET state = $3, changed_at = $4 WHERE id = $1 AND state = $2";
    ACTIVE = "UPDATE feedback_import SET state = 'active', activated_at = $2, changed_at = $2 \
              WHERE id = $1 AND state = 'staged'";
    ABANDON = "UPDATE feedback_import SET state = 'abandoned', once_key = NULL, changed_at = $2 \
               WHERE id = $1 AND state IN ('uploaded', 'staging', 'staged')";
    PROBLEM = "UPDATE feedback_import SET problem = $2, changed_at = $3 WHERE id = $1";
    PUT_PIECE = "INSERT INTO feedback_upload (import_id, position, bytes) VALUES ($1, $2, $3)";
    PIECES = "SELECT bytes FROM feedback_upload WHERE import_id = $1 ORDER BY position";
    DROP_PIECES = "DELETE FROM feedback_upload WHERE import_id = $1";
    DROP_ROWS = "DELETE FROM feedback_row WHERE import_id = $1";
    REFUSALS = "SELECT line, reason, particulars FROM feedback_refusal WHERE import_id = $1 \
                ORDER BY line LIMIT $2 OFFSET $3";
    REFUSAL_COUNT = "SELECT COUNT(*) FROM feedback_refusal WHERE import_id = $1";
    SAVE_MAPPING = "INSERT INTO feedback_mapping (id, body_id, name, mapping, created_at) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (body_id, name) DO UPDATE SET \
                    mapping = excluded.mapping";
    MAPPINGS = "SELECT id, name, mapping FROM feedback_mapping WHERE body_id = $1 \
                ORDER BY name LIMIT 100";
}

/// An import.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Into which body's record.
    pub body_id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// The file's SHA-256.
    pub digest: String,
    /// The file's length.
    pub bytes: i64,
    /// How its letters are written.
    pub encoding: String,
    /// The mapping, as JSON; empty until there is one.
    pub mapping: String,
    /// A key of [`crate::model::ImportState`].
    pub state: String,
    /// Rows dealt with.
    pub next_row: i64,
    /// Voices among them.
    pub voices: i64,
    /// Responses without words among them.
    pub scores: i64,
    /// Rows refused among them.
    pub refused: i64,
    /// Rows whose date was read month first because it cannot be otherwise.
    pub turned: i64,
    /// The thread's import.
    pub thread_import_id: Option<Uuid>,
    /// Who began it.
    pub actor: String,
    /// Why it stopped, as a message; empty while nothing is wrong.
    pub problem: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last moved.
    pub changed_at: DateTime<Utc>,
    /// When it became visible.
    pub activated_at: Option<DateTime<Utc>>,
}

/// What is known of a file when its import begins.
pub(crate) struct NewImport<'a> {
    pub file_name: &'a str,
    pub digest: &'a str,
    pub bytes: i64,
    pub encoding: &'a str,
    pub mapping: &'a str,
    pub once_key: Option<String>,
    pub state: &'a str,
}

pub(crate) async fn insert(tx: &WriteTx, body: Uuid, new: NewImport<'_>) -> Result<Uuid> {
    let id = tx.id();
    tx.exec(
        INSERT,
        values![
            id,
            body,
            new.file_name,
            new.digest,
            new.bytes,
            new.encoding,
            new.mapping,
            new.once_key,
            new.state,
            tx.actor().name(),
            tx.now()
        ],
    )
    .await?;
    Ok(id)
}

/// An import of a body.
pub(crate) async fn find(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Import>> {
    tx.one(FIND, values![body, id]).await
}

/// The import of a file by a mapping.
pub(crate) async fn by_key(tx: &Tx, key: &str) -> Result<Option<Import>> {
    tx.one(BY_KEY, values![key]).await
}

/// Imports of a body, newest first, and how many there are.
pub(crate) async fn list(
    tx: &Tx,
    body: Uuid,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Import>, i64)> {
    let count = tx.count(COUNT, values![body]).await?;
    Ok((tx.all(LIST, values![body, limit, offset]).await?, count))
}

/// Imports that are neither visible nor given up.
pub(crate) async fn waiting(tx: &Tx, body: Uuid) -> Result<i64> {
    tx.count(WAITING, values![body]).await
}

/// Begins to stage; whether it stood as thought.
pub(crate) async fn begin(
    tx: &WriteTx,
    id: Uuid,
    from: &str,
    mapping: &str,
    key: &str,
    thread_import: Uuid,
) -> Result<bool> {
    let values = values![id, from, mapping, key, thread_import, tx.now()];
    Ok(tx.exec(BEGIN, values).await? == 1)
}

/// How far a chunk takes an import.
pub(crate) struct Step {
    pub from_row: i64,
    pub to_row: i64,
    pub voices: i64,
    pub scores: i64,
    pub refused: i64,
    pub turned: i64,
}

/// Moves on; whether nobody else did first.
pub(crate) async fn step(tx: &WriteTx, id: Uuid, step: &Step) -> Result<bool> {
    let values = values![
        id,
        step.from_row,
        step.to_row,
        step.voices,
        step.scores,
        step.refused,
        tx.now(),
        step.turned
    ];
    Ok(tx.exec(STEP, values).await? == 1)
}

/// Changes the state; whether it stood as thought.
pub(crate) async fn change_state(tx: &WriteTx, id: Uuid, from: &str, to: &str) -> Result<bool> {
    Ok(tx.exec(MOVE, values![id, from, to, tx.now()]).await? == 1)
}

/// Marks it visible; whether it was staged.
pub(crate) async fn activate(tx: &WriteTx, id: Uuid) -> Result<bool> {
    Ok(tx.exec(ACTIVE, values![id, tx.now()]).await? == 1)
}

/// Gives it up; whether it could be.
pub(crate) async fn abandon(tx: &WriteTx, id: Uuid) -> Result<bool> {
    Ok(tx.exec(ABANDON, values![id, tx.now()]).await? == 1)
}

/// Keeps why it stopped.
pub(crate) async fn problem(tx: &WriteTx, id: Uuid, says: &Message) -> Result<()> {
    tx.exec(PROBLEM, values![id, packed(says)?, tx.now()]).await?;
    Ok(())
}

/// Keeps the file, in pieces.
pub(crate) async fn put_file(tx: &WriteTx, id: Uuid, bytes: &[u8]) -> Result<()> {
    for (position, piece) in (0i64..).zip(bytes.chunks(PIECE)) {
        tx.exec(PUT_PIECE, values![id, position, piece.to_vec()]).await?;
    }
    Ok(())
}

/// The file, put together.
pub(crate) async fn file(tx: &Tx, id: Uuid) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Piece {
        bytes: Vec<u8>,
    }
    let mut whole = Vec::new();
    tx.each(PIECES, values![id], |piece: Piece| {
        whole.extend_from_slice(&piece.bytes);
        Ok(())
    })
    .await?;
    Ok(whole)
}

/// Drops the file.
pub(crate) async fn drop_file(tx: &WriteTx, id: Uuid) -> Result<()> {
    tx.exec(DROP_PIECES, values![id]).await?;
    Ok(())
}

/// Drops the ids of rows, so that they can come in by another import.
pub(crate) async fn drop_rows(tx: &WriteTx, id: Uuid) -> Result<()> {
    tx.exec(DROP_ROWS, values![id]).await?;
    Ok(())
}

/// Takes the ids of rows; those that are new.
pub(crate) async fn take_rows(
    tx: &WriteTx,
    body: Uuid,
    import: Uuid,
    rows: &[(String, i64)],
) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        row_key: String,
    }
    let mut new = Vec::with_capacity(rows.len());
    for some in rows.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO feedback_row (body_id, row_key, import_id, line) VALUES {} \
             ON CONFLICT (body_id, row_key) DO NOTHING RETURNING row_key",
            marks(4, some.len())
        );
        let mut values: Vec<Value> = Vec::with_capacity(4 * some.len());
        for (key, line) in some {
            values.extend(values![body, key.as_str(), import, *line]);
        }
        let rows: Vec<Row> = tx.all(&sql, values).await?;
        new.extend(rows.into_iter().map(|row| row.row_key));
    }
    Ok(new)
}

/// A refused row.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Refusal {
    /// The line on which it begins.
    pub line: i64,
    /// Key of the words that say why.
    pub reason: String,
    /// What the words need, as JSON.
    pub particulars: String,
}

impl Refusal {
    /// What the words need.
    pub fn values(&self) -> Vec<(String, String)> {
        serde_json::from_str(&self.particulars).unwrap_or_default()
    }
}

/// A message as it is kept: its key, then its values as JSON.
pub(crate) fn packed(says: &Message) -> Result<String> {
    Ok(serde_json::to_string(&(says.key, &says.values))?)
}

/// Keeps why rows were refused. Nothing of the rows themselves is kept.
pub(crate) async fn refuse(tx: &WriteTx, import: Uuid, rows: &[(i64, Message)]) -> Result<()> {
    for some in rows.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO feedback_refusal (import_id, line, reason, particulars) VALUES {} \
             ON CONFLICT (import_id, line) DO NOTHING",
            marks(4, some.len())
        );
        let mut values: Vec<Value> = Vec::with_capacity(4 * some.len());
        for (line, says) in some {
            let particulars = serde_json::to_string(&says.values)?;
            values.extend(values![import, *line, says.key, particulars]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Refused rows in the order of the file, and how many there are.
pub(crate) async fn refusals(
    tx: &Tx,
    import: Uuid,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Refusal>, i64)> {
    let count = tx.count(REFUSAL_COUNT, values![import]).await?;
    Ok((tx.all(REFUSALS, values![import, limit, offset]).await?, count))
}

/// A mapping that was kept under a name.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Saved {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The mapping, as JSON.
    pub mapping: String,
}

pub(crate) async fn save_mapping(
    tx: &WriteTx,
    body: Uuid,
    name: &str,
    mapping: &str,
) -> Result<()> {
    tx.exec(SAVE_MAPPING, values![tx.id(), body, name, mapping, tx.now()]).await?;
    Ok(())
}

/// Mappings that a body has kept.
pub(crate) async fn mappings(tx: &Tx, body: Uuid) -> Result<Vec<Saved>> {
    tx.all(MAPPINGS, values![body]).await
}
