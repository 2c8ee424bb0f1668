//! Several actions in one transaction, with the events of them all.

use std::sync::Arc;

use kernel::error::Result;
use kernel::{Actor, Audited, Core, WriteTx};

/// A transaction that gathers.
pub(super) struct Together {
    pub(super) tx: WriteTx,
    done: Option<Audited<()>>,
}

impl Together {
    /// Begins.
    pub(super) async fn begin(core: &Arc<Core>, actor: &Actor) -> Result<Self> {
        Ok(Self { tx: core.write(actor).await?, done: None })
    }

    /// Takes an action's outcome in.
    pub(super) fn keep<T: Clone>(&mut self, done: Audited<T>) -> T {
        let value = done.value().clone();
        let done = done.map(|_| ());
        match &mut self.done {
            Some(all) => all.absorb(done),
            none => *none = Some(done),
        }
        value
    }

    /// Commits, unless nothing was done.
    pub(super) async fn commit(self) -> Result<()> {
        match self.done {
            Some(done) => self.tx.commit(done).await.map(|_| ()),
            None => self.tx.rollback().await,
        }
    }
}
