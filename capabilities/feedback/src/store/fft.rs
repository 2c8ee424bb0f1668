//! Friends and Family figures, kept as responses come in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use uuid::Uuid;

use super::{BATCH, marks};

kernel::statements! {
    READ = "SELECT service_id, month, code, n FROM feedback_fft WHERE body_id = $1 AND n <> 0 \
            AND month >= $2 AND month <= $3 ORDER BY month DESC, service_id, code";
    MONTHS = "SELECT DISTINCT month AS name, CAST(0 AS BIGINT) AS n FROM feedback_fft \
              WHERE body_id = $1 AND n <> 0 ORDER BY name DESC LIMIT 600";
    SERVICES = "SELECT DISTINCT service_id FROM feedback_fft WHERE body_id = $1 AND n <> 0";
    ACTIVATE = "INSERT INTO feedback_fft (body_id, service_id, month, code, n) \
                SELECT $1, service_id, month, code, n FROM feedback_import_fft \
                WHERE import_id = $2 ORDER BY service_id, month, code \
                ON CONFLICT (body_id, service_id, month, code) \
                DO UPDATE SET n = feedback_fft.n + excluded.n";
    FORGET = "DELETE FROM feedback_import_fft WHERE import_id = $1";
    FORGET_SCORES = "DELETE FROM feedback_score WHERE import_id = $1";
}

/// Service, month (`2021-09`) and code of a figure.
pub(crate) type Figure = (Uuid, String, i64);

/// By how much figures change.
pub(crate) type Delta = BTreeMap<Figure, i64>;

/// The figure a response counts towards.
pub(crate) fn figure(service: Option<Uuid>, said_on: NaiveDate, code: u8) -> Figure {
    (service.unwrap_or_default(), said_on.format("%Y-%m").to_string(), i64::from(code))
}

/// A response without words.
pub(crate) struct NewScore {
    pub service: Option<Uuid>,
    pub said_on: NaiveDate,
    pub code: u8,
}

/// Stores responses without words.
pub(crate) async fn insert_scores(
    tx: &WriteTx,
    body: Uuid,
    import: Option<Uuid>,
    scores: &[NewScore],
) -> Result<()> {
    for some in scores.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO feedback_score (id, body_id, import_id, service_id, said_on, code) \
             VALUES {}",
            marks(6, some.len())
        );
        let mut values = Vec::with_capacity(6 * some.len());
        for score in some {
            let code = i64::from(score.code);
            values.extend(values![tx.id(), body, import, score.service, score.said_on, code]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Changes the figures of a body.
pub(crate) async fn change(tx: &WriteTx, body: Uuid, delta: &Delta) -> Result<()> {
    add(tx, "feedback_fft", "body_id", body, delta).await
}

/// Changes the figures of an import that is being staged.
pub(crate) async fn change_staged(tx: &WriteTx, import: Uuid, delta: &Delta) -> Result<()> {
    add(tx, "feedback_import_fft", "import_id", import, delta).await
}

async fn add(
    tx: &WriteTx,
    table: &'static str,
    owner: &'static str,
    id: Uuid,
    delta: &Delta,
) -> Result<()> {
    let all: Vec<_> = delta.iter().filter(|(_, n)| **n != 0).collect();
    for some in all.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO {table} ({owner}, service_id, month, code, n) VALUES {} ON CONFLICT \
             ({owner}, service_id, month, code) DO UPDATE SET n = {table}.n + excluded.n",
            marks(5, some.len())
        );
        let mut values = Vec::with_capacity(5 * some.len());
        for ((service, month, code), n) in some {
            values.extend(values![id, *service, month.as_str(), *code, **n]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Adds the figures of a staged import to its body's.
pub(crate) async fn activate(tx: &WriteTx, body: Uuid, import: Uuid) -> Result<()> {
    tx.exec(ACTIVATE, values![body, import]).await?;
    tx.exec(FORGET, values![import]).await?;
    Ok(())
}

/// Drops what was staged for an import.
pub(crate) async fn forget(tx: &WriteTx, import: Uuid) -> Result<()> {
    tx.exec(FORGET, values![import]).await?;
    tx.exec(FORGET_SCORES, values![import]).await?;
    Ok(())
}

/// One figure.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Count {
    pub service_id: Uuid,
    pub month: String,
    pub code: i64,
    pub n: i64,
}

/// Figures of a body between two months, newest first.
pub(crate) async fn read(tx: &Tx, body: Uuid, from: &str, to: &str) -> Result<Vec<Count>> {
    tx.all(READ, values![body, from, to]).await
}

/// Months that have figures, newest first.
pub(crate) async fn months(tx: &Tx, body: Uuid) -> Result<Vec<String>> {
    let rows: Vec<super::routes::Named> = tx.all(MONTHS, values![body]).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Services that have figures; the nil one when some have none.
pub(crate) async fn services(tx: &Tx, body: Uuid) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
    }
    let rows: Vec<Row> = tx.all(SERVICES, values![body]).await?;
    Ok(rows.into_iter().map(|row| row.service_id).collect())
}
