//! Figures that are kept as voices change.

use std::collections::BTreeMap;

use kernel::core::BoxFuture;
use kernel::db::Gathered;
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use uuid::Uuid;

use super::{BATCH, rows};
use crate::model::facets::Delta;

kernel::statements! {
    READ = "SELECT key, n FROM thread_count WHERE body_id = $1 AND scope_id = $2 AND facet = $3 \
            AND n <> 0 ORDER BY key";
    ONE = "SELECT n FROM thread_count WHERE body_id = $1 AND scope_id = $2 AND facet = $3 \
           AND key = $4";
    ALL = "SELECT scope_id, facet, key, n FROM thread_count WHERE body_id = $1 AND n <> 0 \
           ORDER BY scope_id, facet, key";
    ACTIVATE = "INSERT INTO thread_count (body_id, scope_id, facet, key, n) \
                SELECT $1, scope_id, facet, key, n FROM thread_import_count WHERE import_id = $2 \
                ORDER BY scope_id, facet, key \
                ON CONFLICT (body_id, scope_id, facet, key) DO UPDATE SET n = thread_count.n + excluded.n";
    FORGET = "DELETE FROM thread_import_count WHERE import_id = $1";
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, serde::Serialize)]
pub struct Count {
    /// What of: a channel, a month, a day.
    pub key: String,
    /// How many.
    pub n: i64,
}

/// A figure with its scope.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Scoped {
    /// The body, a codebook or a theme.
    pub scope_id: Uuid,
    /// What is counted.
    pub facet: String,
    /// What of.
    pub key: String,
    /// How many.
    pub n: i64,
}

/// Figures of one facet within a scope, those at nought left out.
pub async fn read(tx: &Tx, body: Uuid, scope: Uuid, facet: &str) -> Result<Vec<Count>> {
    tx.all(READ, values![body, scope, facet]).await
}

/// One figure.
pub async fn one(tx: &Tx, body: Uuid, scope: Uuid, facet: &str, key: &str) -> Result<i64> {
    tx.count(ONE, values![body, scope, facet, key]).await
}

/// Every figure of a body, to compare with its voices.
pub(crate) async fn all(tx: &Tx, body: Uuid) -> Result<Vec<Scoped>> {
    tx.all(ALL, values![body]).await
}

/// Changes figures of a body.
pub(crate) async fn change(tx: &WriteTx, body: Uuid, delta: &Delta) -> Result<()> {
    add(tx, "thread_count", "body_id", body, delta).await
}

/// Changes that wait for the commit, by body.
#[derive(Default)]
struct Waiting(BTreeMap<Uuid, Delta>);

impl Gathered for Waiting {
    fn write(self: Box<Self>, tx: &WriteTx) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            for (body, delta) in self.0 {
                change(tx, body, &delta).await?;
            }
            Ok(())
        })
    }
}

/// Changes figures of a body at the commit: voices that share it change each figure once.
pub(crate) fn change_at_commit(tx: &WriteTx, body: Uuid, delta: Delta) {
    tx.gather(|waiting: &mut Waiting| waiting.0.entry(body).or_default().absorb(delta));
}

/// Changes figures of an import that is still being staged.
pub(crate) async fn change_staged(tx: &WriteTx, import: Uuid, delta: &Delta) -> Result<()> {
    add(tx, "thread_import_count", "import_id", import, delta).await
}

async fn add(
    tx: &WriteTx,
    table: &'static str,
    owner: &'static str,
    id: Uuid,
    delta: &Delta,
) -> Result<()> {
    let changes: Vec<_> = delta.changes().collect();
    for chunk in changes.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO {table} ({owner}, scope_id, facet, key, n) VALUES {} ON CONFLICT \
             ({owner}, scope_id, facet, key) DO UPDATE SET n = {table}.n + excluded.n",
            rows(5, chunk.len())
        );
        let mut values = Vec::with_capacity(chunk.len() * 5);
        for ((scope, facet, key), n) in chunk {
            values.extend(values![id, *scope, *facet, key.as_str(), *n]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Adds the figures of a staged import to its body's.
pub(crate) async fn activate(tx: &WriteTx, body: Uuid, import: Uuid) -> Result<()> {
    tx.exec(ACTIVATE, values![body, import]).await?;
    forget(tx, import).await
}

/// Drops the figures of a staged import.
pub(crate) async fn forget(tx: &WriteTx, import: Uuid) -> Result<()> {
    tx.exec(FORGET, values![import]).await?;
    Ok(())
}
