//! Checks a body's whole record, and keeps what was found.

use kernel::record::{self, Verification};
use kernel::{Audited, Core, Event, Result, Subject, WriteTx};
use uuid::Uuid;

use crate::permissions;
use crate::store::{self, Verified};

/// Findings that are kept; the first tells where to look, the rest how far it goes.
const KEPT: usize = 50;

/// Reads the whole record, apart from any transaction that writes: others go on meanwhile.
pub async fn look(core: &Core, body: Uuid) -> Result<Verification> {
    let tx = core.read().await?;
    record::verify_body(&tx, &core.secrets, body, &[]).await
}

/// Keeps what was found.
pub async fn keep(tx: &WriteTx, body: Uuid, found: &Verification) -> Result<Audited<()>> {
    tx.actor().require(body, permissions::CHECKPOINT)?;
    let lines: Vec<String> = found.findings().take(KEPT).map(|f| f.says.clone()).collect();
    let row = Verified {
        at: tx.now(),
        size: i64::try_from(found.report.size).unwrap_or(i64::MAX),
        sound: found.is_good(),
        first_bad: found.first_bad.and_then(|n| i64::try_from(n).ok()),
        findings: lines.join("\n"),
    };
    store::insert(tx, body, &row).await?;
    let event = Event::new("record.verified", body, Subject::new("kernel.body", body)).with(
        serde_json::json!({ "size": row.size, "sound": row.sound, "first_bad": row.first_bad }),
    );
    Ok(Audited::new((), event))
}
