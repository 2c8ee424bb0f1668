//! SQL and nothing but.

use chrono::{DateTime, Utc};
use kernel::{Result, Tx, WriteTx, values};
use sea_orm::FromQueryResult;
use uuid::Uuid;

kernel::statements! {
    INSERT = "INSERT INTO record_verification (id, body_id, at, size, sound, first_bad, findings) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LATEST = "SELECT at, size, sound, first_bad, findings FROM record_verification \
              WHERE body_id = $1 ORDER BY id DESC LIMIT $2";
}

/// What one verification found.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Verified {
    /// When.
    pub at: DateTime<Utc>,
    /// Entries that were checked.
    pub size: i64,
    /// Whether all was well.
    pub sound: bool,
    /// The first entry that was not.
    pub first_bad: Option<i64>,
    /// What was found, a line each.
    pub findings: String,
}

pub(crate) async fn insert(tx: &WriteTx, body: Uuid, found: &Verified) -> Result<()> {
    tx.exec(
        INSERT,
        values![
            tx.id(),
            body,
            found.at,
            found.size,
            found.sound,
            found.first_bad,
            found.findings.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// The newest verifications of a body.
pub(crate) async fn latest(tx: &Tx, body: Uuid, limit: i64) -> Result<Vec<Verified>> {
    tx.all(LATEST, values![body, limit]).await
}
