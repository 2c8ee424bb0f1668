//! Work done later: bringing a file in, taking away one that was given up.

use std::sync::Arc;

use kernel::capability::{JobContext, JobKind};
use kernel::core::BoxFuture;
use kernel::error::{Error, Result};
use kernel::{Audited, Event, Subject};
use serde::{Deserialize, Serialize};
use thread::actions::import::discard_import;
use uuid::Uuid;

use crate::import::{Source, carry_on};
use crate::model::ImportState;
use crate::store::imports;

/// Brings an uploaded file in.
pub(crate) const IMPORT: &str = "feedback.run-import";
/// Takes away what was stored of an import that was given up.
pub(crate) const DISCARD: &str = "feedback.discard-import";

/// Every kind of job.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind { name: IMPORT, run: run_import, every: None },
        JobKind { name: DISCARD, run: run_discard, every: None },
    ]
}

/// Which import.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RunImport {
    pub body: Uuid,
    pub import: Uuid,
}

fn run_import(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let what: RunImport = serde_json::from_value(context.payload.clone())?;
        let tx = context.core.read().await?;
        let import = imports::find(&tx, what.body, what.import).await?;
        let Some(import) = import.filter(|i| is_waiting(&i.state)) else { return Ok(()) };
        let bytes: Arc<[u8]> = imports::file(&tx, import.id).await?.into();
        drop(tx);
        match carry_on(&context.core, &Source::Bytes(bytes), what.body, what.import).await {
            // What is wrong with the file stays wrong: somebody has to look, not the clock.
            Err(Error::Refused(says)) => {
                let tx = context.write().await?;
                imports::problem(&tx, what.import, &says).await?;
                let event = Event::new("feedback.import.stopped", what.body, subject(what.import));
                context.finish(tx, Audited::new((), event)).await.map(|_| ())
            }
            outcome => outcome,
        }
    })
}

fn is_waiting(state: &str) -> bool {
    matches!(ImportState::from_key(state), Some(ImportState::Staging | ImportState::Staged))
}

fn subject(import: Uuid) -> Subject {
    Subject::new("feedback.import", import)
}

fn run_discard(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let what: RunImport = serde_json::from_value(context.payload.clone())?;
        let tx = context.core.read().await?;
        let import = imports::find(&tx, what.body, what.import).await?;
        drop(tx);
        let Some(thread_import) = import.and_then(|i| i.thread_import_id) else { return Ok(()) };
        loop {
            let tx = context.write().await?;
            let done = discard_import(&tx, what.body, thread_import).await?;
            if !tx.commit(done).await?.value {
                return Ok(());
            }
        }
    })
}
