//! What happens each night: a checkpoint of every record that has grown, and a verification.

use kernel::capability::{JobContext, JobKind};
use kernel::core::BoxFuture;
use kernel::{Actor, Result, bodies, record};

use crate::actions::{make_checkpoint, verify_record};

/// The jobs of this room.
pub(crate) const ALL: &[JobKind] = &[
    JobKind { name: "record.nightly-checkpoints", run: checkpoints, every: Some("15 2 * * *") },
    JobKind { name: "record.nightly-verification", run: verifications, every: Some("45 2 * * *") },
];

fn checkpoints(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let core = context.core;
        let tx = core.read().await?;
        let mut grown = Vec::new();
        for body in bodies::list(&tx).await? {
            let size = record::size(&tx, body.id).await?;
            if size > 0 && record::latest_checkpoint(&tx, body.id, size).await?.is_none() {
                grown.push(body.id);
            }
        }
        drop(tx);
        for body in grown {
            let tx = core.write(&Actor::system("record")).await?;
            let done = make_checkpoint::run(&tx, body, "daily").await?;
            tx.commit(done).await?;
        }
        Ok(())
    })
}

fn verifications(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let core = context.core;
        let all = {
            let tx = core.read().await?;
            bodies::list(&tx).await?
        };
        for body in all {
            let found = verify_record::look(&core, body.id).await?;
            if !found.is_good() {
                tracing::error!(
                    body = %body.slug, first_bad = found.first_bad, "the record is not sound"
                );
            }
            let tx = core.write(&Actor::system("record")).await?;
            let done = verify_record::keep(&tx, body.id, &found).await?;
            tx.commit(done).await?;
        }
        Ok(())
    })
}
