//! Things passed on: that it happened, never what was said.

use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use uuid::Uuid;

kernel::statements! {
    INSERT = "INSERT INTO feedback_route (id, body_id, kind, reference, once_key, at) \
              VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (once_key) DO NOTHING";
    AGAIN = "SELECT id, reference FROM feedback_route WHERE once_key = $1";
    COUNT = "SELECT kind AS name, COUNT(*) AS n FROM feedback_route WHERE body_id = $1 \
             AND at >= $2 AND at < $3 GROUP BY kind ORDER BY kind";
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    reference: String,
}

/// Stores that something was passed on; the reference it has, and whether it is new.
pub(crate) async fn insert(
    tx: &WriteTx,
    id: Uuid,
    body: Uuid,
    kind: &str,
    reference: &str,
    once: &str,
) -> Result<(Uuid, String, bool)> {
    let done = tx.exec(INSERT, values![id, body, kind, reference, once, tx.now()]).await?;
    if done == 1 {
        return Ok((id, reference.to_owned(), true));
    }
    let found: Option<Found> = tx.one(AGAIN, values![once]).await?;
    let found = found.ok_or(kernel::Error::NotFound)?;
    Ok((found.id, found.reference, false))
}

/// A name and how many.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, serde::Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// How many.
    pub n: i64,
}

/// How often each kind was passed on between two moments.
pub(crate) async fn counts(
    tx: &Tx,
    body: Uuid,
    from: chrono::DateTime<chrono::Utc>,
    to: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Named>> {
    tx.all(COUNT, values![body, from, to]).await
}
