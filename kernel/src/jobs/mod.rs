//! Work that is done later, at least once, and its effect once.
//!
//! A job is queued in the transaction of the change that calls for it, so that there is never one
//! without the other. Workers on any number of servers take jobs under a lease; each lease has a
//! token, and a job's own transaction ([`JobContext::write`]) begins by showing it, so that a
//! worker that was frozen and comes back can change nothing (fault case F12). A job that fails is
//! tried again, ever later, and at last stays failed where the administrator sees it.
//!
//! A payload says which things are meant, never what they contain: words and addresses of people
//! belong in the tables that erasure reaches (abuse case A38).
//!
//! [`JobContext::write`]: crate::capability::JobContext::write

mod lease;
mod manage;
mod queue;
mod schedule;
mod worker;

pub use lease::Lease;
pub use manage::{Filter, Job, State, counts, discard, list, prune, reap, retry};
pub use schedule::next_tick;
pub use worker::Worker;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::capability::JobKind;
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::values;

/// Tries before a job counts as failed: with the waits of [`queue`] about three hours.
pub const MOST_ATTEMPTS: i64 = 10;

/// How a job is queued.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Not before this moment; at once when none.
    pub run_at: Option<DateTime<Utc>>,
    /// A second job with the same key is not queued, for as long as the first is kept.
    pub dedupe_key: Option<String>,
    /// The body whose affair it is.
    pub body: Option<Uuid>,
}

crate::statements! {
    INSERT = "INSERT INTO job (id, kind, body_id, payload, state, run_at, next_at, attempts, \
              dedupe_key, created_at) VALUES ($1, $2, $3, $4, 'queued', $5, $5, 0, $6, $7) \
              ON CONFLICT (dedupe_key) DO NOTHING";
    BY_KEY = "SELECT id FROM job WHERE dedupe_key = $1";
}

/// Every constant statement of the module.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    [STATEMENTS, lease::STATEMENTS, manage::STATEMENTS, queue::STATEMENTS].concat()
}

/// The kernel's own jobs.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![manage::PRUNE]
}

/// Queues a job in the transaction of what calls for it; its id, or that of the job that was
/// queued before under the same key.
pub async fn enqueue(
    tx: &WriteTx,
    kind: &'static str,
    payload: &(impl Serialize + Sync),
    options: Options,
) -> Result<Uuid> {
    let text = serde_json::to_string(payload)?;
    insert(tx, kind, &text, &options).await
}

/// Says that something happened: queues a job for each that hears the event, with the event's
/// JSON as its payload. Names carry a version (`thread.reply.published.v1`), for the JSON is the
/// contract. How many heard.
pub async fn raise(
    tx: &WriteTx,
    event: &'static str,
    body: Option<Uuid>,
    payload: &(impl Serialize + Sync),
) -> Result<usize> {
    let text = serde_json::to_string(payload)?;
    let options = Options { body, ..Options::default() };
    let mut heard = 0;
    for hears in tx.core().hears.iter().filter(|hears| hears.event == event) {
        insert(tx, hears.job, &text, &options).await?;
        heard += 1;
    }
    Ok(heard)
}

async fn insert(
    tx: &WriteTx,
    kind: &'static str,
    payload: &str,
    options: &Options,
) -> Result<Uuid> {
    let id = tx.id();
    let key = options.dedupe_key.as_deref();
    let run_at = options.run_at.unwrap_or_else(|| tx.now());
    let queued =
        tx.exec(INSERT, values![id, kind, options.body, payload, run_at, key, tx.now()]).await?;
    if queued == 1 {
        return Ok(id);
    }
    before(tx, key).await?.ok_or_else(|| Error::internal("a job was neither queued nor found"))
}

async fn before(tx: &Tx, key: Option<&str>) -> Result<Option<Uuid>> {
    tx.scalar(BY_KEY, values![key]).await
}
