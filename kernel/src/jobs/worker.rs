//! The worker: takes what is due, runs it, puts back what failed.
#![expect(clippy::disallowed_methods, reason = "a lease is no event")]

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use tokio::task::JoinSet;

use super::queue::{self, Taken};
use super::schedule::{self, Ahead};
use super::{lease::LEASE, manage};
use crate::actor::Actor;
use crate::audit::Audited;
use crate::capability::{JobContext, JobKind, Registry};
use crate::core::Core;
use crate::error::{Error, Result};

/// Jobs at a time on one server: they share its two cores with the pages.
const PARALLEL: usize = 4;
/// The longest that one try may take.
const LONGEST_RUN: Duration = Duration::from_hours(1);
/// The first wait when nothing was due, and the last.
const WAITS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Does what is due; cheap to clone.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    core: Arc<Core>,
    kinds: Vec<JobKind>,
    ahead: Mutex<Ahead>,
    reaped: Mutex<Option<DateTime<Utc>>>,
}

impl Worker {
    /// A worker for the jobs of these capabilities.
    pub fn new(core: Arc<Core>, registry: &Registry) -> Self {
        let kinds = registry.capabilities.iter().flat_map(|c| c.jobs.iter().copied()).collect();
        Self(Arc::new(Inner {
            core,
            kinds,
            ahead: Mutex::new(Ahead::new()),
            reaped: Mutex::new(None),
        }))
    }

    /// Runs up to so many jobs that are due, and waits for them; how many ran. A recurring job's
    /// next tick is queued first.
    pub async fn run_due(&self, limit: usize) -> Result<usize> {
        let mut ran = 0;
        while ran < limit {
            let jobs = self.look(PARALLEL.min(limit - ran)).await?;
            if jobs.is_empty() {
                break;
            }
            ran += jobs.len();
            let mut running = JoinSet::new();
            for job in jobs {
                running.spawn(self.clone().run(job));
            }
            while running.join_next().await.is_some() {}
        }
        Ok(ran)
    }

    /// Runs what becomes due until asked to stop, then finishes what is under way. What it cannot
    /// finish in time is another worker's when its lease ends.
    pub async fn run_until(&self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut running = JoinSet::new();
        let mut wait = WAITS.0;
        loop {
            let free = PARALLEL.saturating_sub(running.len());
            let jobs = if free > 0 { self.look_or_say(free).await } else { Vec::new() };
            wait = if jobs.is_empty() { (wait * 2).min(WAITS.1) } else { WAITS.0 };
            for job in jobs {
                running.spawn(self.clone().run(job));
            }
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(_) = running.join_next() => wait = WAITS.0,
                () = tokio::time::sleep(wait) => {}
            }
        }
        let within = Duration::from_secs(self.0.core.settings.server.stop_within);
        let finish = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(within, finish).await.is_err() {
            tracing::warn!("stopped with jobs under way; they start again when their lease ends");
        }
    }

    async fn look_or_say(&self, limit: usize) -> Vec<Taken> {
        self.look(limit).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs cannot be taken");
            Vec::new()
        })
    }

    /// Takes what is due, after what comes round by itself has been queued.
    async fn look(&self, limit: usize) -> Result<Vec<Taken>> {
        let Inner { core, kinds, .. } = &*self.0;
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        self.come_round().await?;
        let tx = core.read().await?;
        if !queue::is_any_due(&tx, kinds, core.clock.now()).await? {
            return Ok(Vec::new());
        }
        drop(tx);
        let tx = core.write(&Actor::system("jobs")).await?;
        let jobs = queue::take(&tx, kinds, limit).await?;
        Ok(tx.commit(Audited::upkeep(jobs)).await?.value)
    }

    /// Queues the next ticks and, each minute, gives up jobs whose worker died at the last try.
    async fn come_round(&self) -> Result<()> {
        let Inner { core, kinds, ahead, reaped } = &*self.0;
        let now = core.clock.now();
        let known = ahead.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let last = *reaped.lock().unwrap_or_else(PoisonError::into_inner);
        let behind = schedule::is_behind(kinds, &known, now);
        let reap = last.is_none_or(|at| now - at >= TimeDelta::minutes(1));
        if !behind && !reap {
            return Ok(());
        }
        let tx = core.write(&Actor::system("jobs")).await?;
        let queued = schedule::queue_ahead(&tx, kinds, &known).await?;
        let done = manage::give_up_exhausted(&tx).await?;
        tx.commit(done).await?;
        ahead.lock().unwrap_or_else(PoisonError::into_inner).extend(queued);
        *reaped.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }

    async fn run(self, job: Taken) {
        let kind = job.kind.name;
        let outcome = tokio::select! {
            outcome = self.try_once(&job) => outcome,
            error = self.keep(&job) => Err(error),
        };
        metrics::counter!("yousaid_jobs_run", "kind" => kind).increment(1);
        if let Err(error) = self.end(&job, outcome).await {
            // Its lease ends, and it runs again.
            tracing::warn!(kind, job = %job.lease.job(), %error, "a job's end was not kept");
        }
    }

    async fn end(&self, job: &Taken, outcome: Result<()>) -> Result<()> {
        match outcome {
            Ok(()) if job.lease.is_finished() => Ok(()),
            Ok(()) => self.finish(job).await,
            Err(error) => self.put_back(job, &error).await,
        }
    }

    async fn try_once(&self, job: &Taken) -> Result<()> {
        let context = JobContext {
            core: Arc::clone(&self.0.core),
            payload: serde_json::from_str(&job.payload)?,
            attempt: job.attempt,
            lease: job.lease.clone(),
        };
        let work = AssertUnwindSafe((job.kind.run)(context)).catch_unwind();
        match tokio::time::timeout(LONGEST_RUN, work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Error::internal("the job panicked")),
            Err(_) => Err(Error::internal("the job took longer than an hour")),
        }
    }

    /// Prolongs the lease for as long as the job runs; ends only when the lease is lost.
    async fn keep(&self, job: &Taken) -> Error {
        let third = (LEASE / 3).to_std().unwrap_or(Duration::from_secs(40));
        loop {
            tokio::time::sleep(third).await;
            match self.renew(job).await {
                Ok(()) => {}
                Err(error @ Error::Conflict(_)) if !error.is_retryable() => return error,
                // The database is away for the moment: the lease itself says when to give up.
                Err(error) => tracing::warn!(%error, "a lease was not prolonged"),
            }
        }
    }

    async fn renew(&self, job: &Taken) -> Result<()> {
        let tx = self.0.core.write(&Actor::system("jobs")).await?;
        job.lease.renew(&tx).await?;
        tx.commit(Audited::upkeep(())).await.map(|_| ())
    }

    async fn finish(&self, job: &Taken) -> Result<()> {
        let tx = self.0.core.write(&Actor::system("jobs")).await?;
        job.lease.finish(&tx).await?;
        tx.commit(Audited::upkeep(())).await.map(|_| ())
    }

    async fn put_back(&self, job: &Taken, error: &Error) -> Result<()> {
        let (kind, id) = (job.kind.name, job.lease.job());
        tracing::warn!(kind, job = %id, attempt = job.attempt, %error, "a job failed");
        let tx = self.0.core.write(&Actor::system("jobs")).await?;
        let done = queue::put_back(&tx, job, error).await?;
        tx.commit(done).await.map(|_| ())
    }
}
