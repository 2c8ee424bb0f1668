//! The lease under which a job runs, and the fence that it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use uuid::Uuid;

use crate::actor::Actor;
use crate::audit::Audited;
use crate::capability::JobContext;
use crate::db::{Committed, WriteTx};
use crate::error::{Error, Message, Result};
use crate::values;

/// How long a worker may be silent before its jobs are another's.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(2);

crate::statements! {
    RENEW = "UPDATE job SET next_at = $3 WHERE id = $1 AND lease = $2 AND state = 'running'";
    FINISH = "UPDATE job SET state = 'done', next_at = NULL, last_error = NULL, finished_at = $3 \
              WHERE id = $1 AND lease = $2 AND state = 'running'";
}

/// The right to run a job, until it is given to another.
#[derive(Debug, Clone)]
pub struct Lease {
    pub(super) job: Uuid,
    pub(super) token: Uuid,
    pub(super) kind: &'static str,
    pub(super) finished: Arc<AtomicBool>,
}

impl Lease {
    pub(super) fn new(job: Uuid, token: Uuid, kind: &'static str) -> Self {
        Self { job, token, kind, finished: Arc::new(AtomicBool::new(false)) }
    }

    /// The job.
    pub fn job(&self) -> Uuid {
        self.job
    }

    /// Whether the job was marked done by its own transaction.
    pub(super) fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }

    /// Prolongs the lease; an error when it is another's by now.
    pub(super) async fn renew(&self, tx: &WriteTx) -> Result<()> {
        let held = tx.exec(RENEW, values![self.job, self.token, tx.now() + LEASE]).await?;
        if held == 1 { Ok(()) } else { Err(lost()) }
    }

    /// Marks the job done; an error when it is another's by now.
    pub(super) async fn finish(&self, tx: &WriteTx) -> Result<()> {
        let held = tx.exec(FINISH, values![self.job, self.token, tx.now()]).await?;
        if held == 1 { Ok(()) } else { Err(lost()) }
    }
}

fn lost() -> Error {
    Error::Conflict(Message::new("job-lease-lost"))
}

impl JobContext {
    /// Begins to change things, as the job. Refused when the lease has gone to another worker;
    /// while the transaction is open it cannot go (fault case F12).
    pub async fn write(&self) -> Result<WriteTx> {
        let tx = self.core.write(&Actor::system(self.lease.kind)).await?;
        self.lease.renew(&tx).await?;
        Ok(tx)
    }

    /// Commits the job's last change together with the mark that the job is done: its effect
    /// then happens once, whatever crashes.
    pub async fn finish<T>(&self, tx: WriteTx, done: Audited<T>) -> Result<Committed<T>> {
        self.lease.finish(&tx).await?;
        let committed = tx.commit(done).await?;
        self.lease.finished.store(true, Ordering::Release);
        Ok(committed)
    }
}
