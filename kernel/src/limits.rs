//! Limits on guessing. The counts are in the database, so that a second server, or a restart,
//! gives nobody more tries. Keys are digests: no address is kept in the clear.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::core::Core;
use crate::db::read_error;
use crate::error::Result;
use crate::{Tx, values};

/// Minutes that one count covers.
const MINUTES: i64 = 10;

fn slot(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(MINUTES * 60)
}

fn key(core: &Core, what: &str, who: &str) -> String {
    let mark = core.secrets.seal("limit key v1", format!("{what}\0{who}").as_bytes());
    data_encoding::HEXLOWER.encode(&mark[..16])
}

/// How often this was counted within the last ten to twenty minutes.
pub async fn level(tx: &Tx, core: &Core, what: &str, who: &str) -> Result<i64> {
    let now = slot(core.clock.now());
    tx.count(
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM limit_count \
         WHERE key = $1 AND slot >= $2",
        values![key(core, what, who), now - 1],
    )
    .await
}

/// Counts one more. It is no change to anybody's affairs and stands outside the audit.
pub async fn count(core: &Core, what: &str, who: &str) -> Result<()> {
    let now = slot(core.clock.now());
    let backend = core.db.writes.get_database_backend();
    for (sql, values) in [
        (
            "INSERT INTO limit_count (key, slot, count) VALUES ($1, $2, 1) \
             ON CONFLICT (key, slot) DO UPDATE SET count = limit_count.count + 1",
            values![key(core, what, who), now],
        ),
        ("DELETE FROM limit_count WHERE slot < $1", values![now - 6]),
    ] {
        core.db
            .writes
            .execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await
            .map_err(|e| read_error(&e))?;
    }
    Ok(())
}

/// Seconds until the oldest of the counts that matter is forgotten.
pub fn retry_after(core: &Core) -> u64 {
    let into = core.clock.now().timestamp().rem_euclid(MINUTES * 60);
    u64::try_from(MINUTES * 60 - into).unwrap_or(600)
}
