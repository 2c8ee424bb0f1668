//! The nightly sweep.

use kernel::capability::{JobContext, JobKind};
use kernel::core::BoxFuture;
use kernel::{Actor, Result};

/// The jobs of this room.
pub const ALL: &[JobKind] =
    &[JobKind { name: "administration.sweep", run: sweep, every: Some("7 3 * * *") }];

/// Removes sessions, links and counts of attempts that have run out.
fn sweep(job: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let tx = job.core.write(&Actor::system("sweep")).await?;
        let done = identity::sweep(&tx).await?;
        tx.commit(done).await?;
        Ok(())
    })
}
