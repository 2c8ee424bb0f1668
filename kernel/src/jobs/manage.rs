//! What the administrator sees of the queue, and can do about it.
#![expect(clippy::disallowed_methods, reason = "a lease is no event")]

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::MOST_ATTEMPTS;
use crate::audit::{Audited, Event};
use crate::capability::{JobContext, JobKind};
use crate::core::BoxFuture;
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::subject::Subject;
use crate::values;

/// Days for which a job that was done is kept: it is what makes a key unique, and what shows that
/// a recurring job ran.
pub const KEPT_DAYS: i64 = 30;

crate::statements! {
    COUNTS = "SELECT state, COUNT(*) AS count FROM job GROUP BY state ORDER BY state";
    RETRY = "UPDATE job SET state = 'queued', attempts = 0, run_at = $2, next_at = $2, \
             finished_at = NULL WHERE id = $1 AND state = 'failed'";
    DISCARD = "DELETE FROM job WHERE id = $1 AND state = 'failed'";
    EXHAUSTED = "UPDATE job SET state = 'failed', next_at = NULL, finished_at = $1, \
                 last_error = $3 WHERE state = 'running' AND next_at <= $1 AND attempts >= $2 \
                 RETURNING id, kind";
    FREE = "UPDATE job SET state = 'queued', next_at = $1 WHERE state = 'running' AND next_at <= $1";
    OLD = "DELETE FROM job WHERE state = 'done' AND finished_at < $1";
}

/// The states of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its time or for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Tried as often as is sensible; waits for a person.
    Failed,
}

impl State {
    /// Its name in the database and in message keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A job as the administrator sees it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// What kind.
    pub kind: String,
    /// Whose affair.
    pub body_id: Option<Uuid>,
    /// Its state: see [`State::key`].
    pub state: String,
    /// When it is due.
    pub run_at: DateTime<Utc>,
    /// Tries so far.
    pub attempts: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it was done or failed for good.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Which jobs; every part narrows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this body.
    pub body: Option<Uuid>,
}

/// Jobs, newest first, and how many there are in all.
pub async fn list(tx: &Tx, which: &Filter, limit: i64, offset: i64) -> Result<(Vec<Job>, i64)> {
    let mut clauses = vec!["1 = 1".to_owned()];
    let mut values = Vec::new();
    for (column, value) in [
        ("state", which.state.map(|s| s.key().into())),
        ("kind", which.kind.as_deref().map(Into::into)),
        ("body_id", which.body.map(Into::into)),
    ] {
        if let Some(value) = value {
            values.push(value);
            clauses.push(format!("{column} = ${}", values.len()));
        }
    }
    let clauses = clauses.join(" AND ");
    let count =
        tx.count(&format!("SELECT COUNT(*) FROM job WHERE {clauses}"), values.clone()).await?;
    let n = values.len();
    values.extend(values![limit, offset]);
    let sql = format!(
        "SELECT id, kind, body_id, state, run_at, attempts, last_error, created_at, finished_at \
         FROM job WHERE {clauses} ORDER BY id DESC LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    Ok((tx.all(&sql, values).await?, count))
}

#[derive(FromQueryResult)]
struct Counted {
    state: String,
    count: i64,
}

/// How many jobs there are in each state.
pub async fn counts(tx: &Tx) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Counted> = tx.all(COUNTS, values![]).await?;
    Ok(rows.into_iter().map(|row| (row.state, row.count)).collect())
}

fn subject(id: Uuid) -> Subject {
    Subject::new("kernel.job", id)
}

/// Queues a failed job again, at once and with all its tries.
pub async fn retry(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    if tx.exec(RETRY, values![id, tx.now()]).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(Audited::new((), Event::of_installation("kernel.job.retried", subject(id))))
}

/// Gives a failed job up for good.
pub async fn discard(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    if tx.exec(DISCARD, values![id]).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(Audited::new((), Event::of_installation("kernel.job.discarded", subject(id))))
}

/// Frees jobs whose worker has been silent past its lease, and gives up those that were at their
/// last try; how many in all. Workers do as much by themselves; this is for an administrator who
/// wants to see it done.
pub async fn reap(tx: &WriteTx) -> Result<Audited<u64>> {
    tx.actor().require_administrator()?;
    let mut done = give_up_exhausted(tx).await?;
    let freed = tx.exec(FREE, values![tx.now()]).await?;
    let reaped = done.value() + freed;
    done.absorb(Audited::new(
        (),
        Event::of_installation("kernel.job.reaped", subject(Uuid::nil()))
            .with(json!({ "jobs": reaped })),
    ));
    Ok(done.map(|_| reaped))
}

#[derive(FromQueryResult)]
struct Exhausted {
    id: Uuid,
    kind: String,
}

/// Fails jobs whose worker died while it ran them for the last time.
pub(super) async fn give_up_exhausted(tx: &WriteTx) -> Result<Audited<u64>> {
    let says = "the worker stopped while it ran this for the last time";
    let gone: Vec<Exhausted> = tx.all(EXHAUSTED, values![tx.now(), MOST_ATTEMPTS, says]).await?;
    let mut done = Audited::upkeep(u64::try_from(gone.len()).unwrap_or(0));
    for job in gone {
        let event = Event::of_installation("kernel.job.failed", subject(job.id))
            .with(json!({ "kind": job.kind, "attempts": MOST_ATTEMPTS }));
        done = done.and(event);
    }
    Ok(done)
}

/// Removes jobs that were done [`KEPT_DAYS`] ago; how many. Failed ones stay until a person has
/// dealt with them.
pub async fn prune(tx: &WriteTx) -> Result<u64> {
    tx.exec(OLD, values![tx.now() - TimeDelta::days(KEPT_DAYS)]).await
}

/// [`prune`], each night.
pub(super) const PRUNE: JobKind =
    JobKind { name: "kernel.prune-jobs", run: run_prune, every: Some("17 3 * * *") };

fn run_prune(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let tx = context.write().await?;
        let pruned = prune(&tx).await?;
        let event = Event::of_installation("kernel.job.pruned", subject(context.lease.job()))
            .with(json!({ "jobs": pruned }));
        context.finish(tx, Audited::new((), event)).await.map(|_| ())
    })
}
