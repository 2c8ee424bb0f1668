//! Taking jobs from the queue and putting them back.
#![expect(clippy::disallowed_methods, reason = "a lease is no event")]

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::MOST_ATTEMPTS;
use super::lease::{LEASE, Lease};
use crate::audit::{Audited, Event};
use crate::capability::JobKind;
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::sql::Value;
use crate::subject::Subject;
use crate::values;

crate::statements! {
    AGAIN = "UPDATE job SET state = 'queued', run_at = $3, next_at = $3, last_error = $4 \
             WHERE id = $1 AND lease = $2 AND state = 'running'";
    FAIL = "UPDATE job SET state = 'failed', next_at = NULL, finished_at = $3, last_error = $4 \
            WHERE id = $1 AND lease = $2 AND state = 'running'";
}

/// A job as a worker holds it.
pub(super) struct Taken {
    pub(super) lease: Lease,
    pub(super) kind: JobKind,
    pub(super) payload: String,
    pub(super) attempt: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
}

/// What is due: only kinds that this server knows, so that during an upgrade an old server leaves
/// a new kind of job to a new one.
fn due(kinds: &[JobKind], values: &mut Vec<Value>) -> String {
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| {
            values.push(kind.name.into());
            format!("${}", values.len())
        })
        .collect();
    format!("next_at <= $1 AND attempts < $2 AND kind IN ({})", names.join(", "))
}

/// Whether anything is due: a cheap look before a write transaction.
pub(super) async fn is_any_due(tx: &Tx, kinds: &[JobKind], now: DateTime<Utc>) -> Result<bool> {
    let mut values = values![now, MOST_ATTEMPTS];
    let due = due(kinds, &mut values);
    let found: Option<i64> = tx
        .scalar(&format!("SELECT CAST(1 AS BIGINT) FROM job WHERE {due} LIMIT 1"), values)
        .await?;
    Ok(found.is_some())
}

/// Takes up to so many jobs that are due, the longest due first. One text for both engines but
/// for the suffix that passes over rows another worker is taking; the list is materialised so that
/// PostgreSQL cannot run it twice and take more than asked.
pub(super) async fn take(tx: &WriteTx, kinds: &[JobKind], limit: usize) -> Result<Vec<Taken>> {
    let token = tx.id();
    let mut values = values![tx.now(), MOST_ATTEMPTS];
    let due = due(kinds, &mut values);
    let n = values.len();
    values.extend(values![i64::try_from(limit).unwrap_or(i64::MAX), token, tx.now() + LEASE]);
    let sql = format!(
        "WITH due AS MATERIALIZED (SELECT id FROM job WHERE {due} ORDER BY next_at, id \
         LIMIT ${}{}) UPDATE job SET state = 'running', attempts = attempts + 1, lease = ${}, \
         next_at = ${} WHERE id IN (SELECT id FROM due) RETURNING id, kind, payload, attempts",
        n + 1,
        tx.engine().skip_locked(),
        n + 2,
        n + 3
    );
    let mut rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kind = *kinds.iter().find(|kind| kind.name == row.kind)?;
            let lease = Lease::new(row.id, token, kind.name);
            Some(Taken { lease, kind, payload: row.payload, attempt: row.attempts })
        })
        .collect())
}

/// How long to wait after the so-manieth try: half a minute, doubled each time, an hour at most.
pub(super) fn wait_after(attempt: i64) -> TimeDelta {
    let doublings = u32::try_from((attempt - 1).clamp(0, 12)).unwrap_or(0);
    TimeDelta::seconds((30 << doublings).min(3600))
}

/// Puts a failed try back for later, or after the last try leaves it failed.
pub(super) async fn put_back(tx: &WriteTx, job: &Taken, error: &Error) -> Result<Audited<()>> {
    let says: String = error.to_string().chars().take(500).collect();
    let Lease { job: id, token, kind, .. } = job.lease.clone();
    if job.attempt < MOST_ATTEMPTS {
        let again = tx.now() + wait_after(job.attempt);
        tx.exec(AGAIN, values![id, token, again, says]).await?;
        return Ok(Audited::upkeep(()));
    }
    let failed = tx.exec(FAIL, values![id, token, tx.now(), says]).await?;
    if failed == 0 {
        return Ok(Audited::upkeep(()));
    }
    metrics::counter!("yousaid_jobs_failed").increment(1);
    let event = Event::of_installation("kernel.job.failed", Subject::new("kernel.job", id))
        .with(serde_json::json!({ "kind": kind, "attempts": job.attempt }));
    Ok(Audited::new((), event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = (1..MOST_ATTEMPTS).map(|n| wait_after(n).num_seconds()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }
}
