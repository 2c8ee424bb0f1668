//! Makes a signed checkpoint of a body's record.

use kernel::record::{self, Checkpoint};
use kernel::{Audited, Event, Result, Subject, WriteTx};
use uuid::Uuid;

use crate::permissions;

/// Makes a checkpoint; `reason` is printed on it.
pub async fn run(tx: &WriteTx, body: Uuid, reason: &str) -> Result<Audited<Checkpoint>> {
    tx.actor().require(body, permissions::CHECKPOINT)?;
    let made = record::checkpoint(tx, body, reason).await?;
    let event =
        Event::new("record.checkpoint.made", body, Subject::new("record.checkpoint", tx.id()))
            .with(serde_json::json!({ "size": made.size, "reason": reason }));
    Ok(Audited::new(made, event))
}
