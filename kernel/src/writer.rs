//! The group writer: what the public submits while one durable commit is under way goes into the
//! next. Nothing is acknowledged before its commit.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::Actor;
use crate::audit::Audited;
use crate::core::{BoxFuture, Core};
use crate::db::{Committed, WriteTx};
use crate::error::{Error, Result};
use crate::record::Receipt;

/// Work that can be run again: it changes nothing but the database.
pub type Work<T> =
    Box<dyn for<'a> Fn(&'a WriteTx) -> BoxFuture<'a, Result<Audited<T>>> + Send + Sync>;

/// One submission, its answer's type forgotten.
trait Submission: Send + Sync {
    fn run<'a>(&'a self, tx: &'a WriteTx) -> BoxFuture<'a, Result<Audited<Value>>>;
    fn answer(self: Box<Self>, outcome: Result<Kept>);
}

type Value = Box<dyn std::any::Any + Send>;
type Kept = (Value, Vec<Receipt>);

struct One<T> {
    work: Work<T>,
    reply: oneshot::Sender<Result<Committed<T>>>,
}

impl<T: Send + 'static> Submission for One<T> {
    fn run<'a>(&'a self, tx: &'a WriteTx) -> BoxFuture<'a, Result<Audited<Value>>> {
        Box::pin(async move { Ok((self.work)(tx).await?.map(|value| Box::new(value) as Value)) })
    }

    fn answer(self: Box<Self>, outcome: Result<Kept>) {
        let outcome = outcome.and_then(|(value, receipts)| match value.downcast::<T>() {
            Ok(value) => Ok(Committed { value: *value, receipts }),
            Err(_) => Err(Error::internal("an answer of another type")),
        });
        // The person may have gone away; what is committed stays.
        let _ = self.reply.send(outcome);
    }
}

/// Takes submissions; cheap to clone.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Submission>>,
}

/// Submissions that may wait; more are told to come back (503), their words kept on the page.
const QUEUE: usize = 4096;
/// Submissions in one commit.
const BATCH: usize = 512;
/// Times a batch is run again after the database asked for it.
const RETRIES: usize = 5;

impl Writer {
    /// Starts the writer's task; it ends when the last [`Writer`] is dropped. `most` bounds how
    /// many submissions share a commit: 1 turns grouping off, for measuring.
    pub fn start(core: Arc<Core>, most: Option<usize>) -> Self {
        let (queue, mut submissions) = mpsc::channel::<Box<dyn Submission>>(QUEUE);
        let most = most.unwrap_or(BATCH).max(1);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(most);
            while submissions.recv_many(&mut batch, most).await > 0 {
                commit_batch(&core, std::mem::take(&mut batch)).await;
            }
        });
        Self { queue }
    }

    /// Queues work and waits until it is durably committed.
    pub async fn submit<T: Send + 'static>(&self, work: Work<T>) -> Result<Committed<T>> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .try_send(Box::new(One { work, reply }))
            .map_err(|_| Error::Unavailable("the queue of submissions is full".into()))?;
        answer.await.map_err(|_| Error::Unavailable("the writer has stopped".into()))?
    }
}

async fn commit_batch(core: &Arc<Core>, batch: Vec<Box<dyn Submission>>) {
    metrics::histogram!("yousaid_writer_batch").record(u32::try_from(batch.len()).unwrap_or(0));
    if batch.len() > 1
        && let Ok(kept) = run_together(core, &batch).await
    {
        for (submission, kept) in batch.into_iter().zip(kept) {
            submission.answer(Ok(kept));
        }
        return;
    }
    // One of them failed, or there is only one: each alone, so that no one suffers for another.
    for submission in batch {
        let outcome = run_alone(core, &*submission).await;
        submission.answer(outcome);
    }
}

/// Runs the submissions in one transaction; their audit and record entries are written at its
/// end, all at once, which is what makes a large batch cheap.
async fn run_together(core: &Arc<Core>, batch: &[Box<dyn Submission>]) -> Result<Vec<Kept>> {
    let tx = core.write(&Actor::public()).await?;
    let mut values = Vec::with_capacity(batch.len());
    let mut counts = Vec::with_capacity(batch.len());
    let mut all = None::<Audited<()>>;
    for submission in batch {
        let before = tx.pending_records().await;
        let done = submission.run(&tx).await?;
        counts.push(tx.pending_records().await - before);
        let (value, rest) = done.split();
        values.push(value);
        match &mut all {
            Some(all) => all.absorb(rest),
            none => *none = Some(rest),
        }
    }
    let Some(all) = all else { return Ok(Vec::new()) };
    let committed = tx.commit(all).await?;
    let mut receipts = committed.receipts.into_iter();
    Ok(values
        .into_iter()
        .zip(counts)
        .map(|(value, count)| (value, receipts.by_ref().take(count).collect()))
        .collect())
}

async fn run_alone(core: &Arc<Core>, submission: &dyn Submission) -> Result<Kept> {
    let mut tries = 0;
    loop {
        let outcome = async {
            let tx = core.write(&Actor::public()).await?;
            let done = submission.run(&tx).await?;
            let committed = tx.commit(done).await?;
            Ok((committed.value, committed.receipts))
        }
        .await;
        match outcome {
            Err(error) if Error::is_retryable(&error) && tries < RETRIES => tries += 1,
            outcome => return outcome,
        }
    }
}
