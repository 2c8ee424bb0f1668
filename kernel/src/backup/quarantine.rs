//! A restored copy is not the installation it was copied from: it must not write to people again
//! what they have had, nor go on as if nothing were missing (abuse case A40).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::Summary;
use crate::audit::{Audited, Event};
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::installation::{self, MAIL_HOLD};
use crate::mail::{self, Waiting};
use crate::record::{self, Pending, Verification};
use crate::subject::Subject;

/// Name under which the installation knows that it is a restored copy.
pub const QUARANTINE: &str = "quarantine";
/// Name under which it knows how often it was restored; absent means never, epoch 1.
pub const EPOCH: &str = "epoch";
/// Name under which it knows of its last backup.
pub const LAST_BACKUP: &str = "last_backup";

/// Why mail is held, for the people who see it.
const WHY: &str = "restored from a backup";

/// What a restored copy knows of itself until an administrator releases it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    /// When it was restored.
    pub since: DateTime<Utc>,
    /// The moment that the backup shows: what came later is not in it.
    pub backup_made_at: DateTime<Utc>,
    /// The backup's digest.
    pub backup_sha256: String,
    /// The epoch that began with it.
    pub epoch: u64,
}

/// Whether, and since when, this installation is a restored copy that nobody has released.
pub async fn quarantine(tx: &Tx) -> Result<Option<Quarantine>> {
    match installation::get(tx, QUARANTINE).await? {
        Some(text) => Ok(Some(serde_json::from_str(&text)?)),
        None => Ok(None),
    }
}

/// How often it has begun anew: 1 until it is first restored.
pub async fn epoch(tx: &Tx) -> Result<u64> {
    let text = installation::get(tx, EPOCH).await?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(1))
}

fn subject() -> Subject {
    Subject::new("kernel.installation", Uuid::nil())
}

/// Puts a copy into quarantine and begins a new epoch, in the transaction that restores it.
pub(super) async fn begin(
    tx: &WriteTx,
    summary: &Summary,
    records: &[Verification],
) -> Result<Audited<u64>> {
    let epoch = epoch(tx).await? + 1;
    let quarantine = Quarantine {
        since: tx.now(),
        backup_made_at: summary.header.made_at,
        backup_sha256: summary.sha256.clone(),
        epoch,
    };
    installation::set(tx, QUARANTINE, Some(&serde_json::to_string(&quarantine)?)).await?;
    installation::set(tx, EPOCH, Some(&epoch.to_string())).await?;
    installation::set(tx, MAIL_HOLD, Some(WHY)).await?;
    for record in records {
        let content = json!({
            "epoch": epoch,
            "backup_made_at": summary.header.made_at,
            "backup_sha256": summary.sha256,
            "entries": record.report.size,
        });
        let about = Subject::new("kernel.body", record.body);
        tx.record(Pending::json(record.body, record::RESTORED, about, &content)?).await;
    }
    let event = Event::of_installation("kernel.backup.restored", subject()).with(json!({
        "epoch": epoch,
        "backup_made_at": summary.header.made_at,
        "backup_sha256": summary.sha256,
        "rows": summary.total(),
    }));
    Ok(Audited::new(epoch, event))
}

/// Releases a restored copy: mail and jobs go on. What is to become of the letters that waited in
/// the backup must be said, for the original may have sent them since. How many were kept back.
pub async fn lift(tx: &WriteTx, letters: Waiting, reason: &str) -> Result<Audited<u64>> {
    tx.actor().require_administrator()?;
    let Some(was) = quarantine(tx).await? else {
        return Err(Error::refused("quarantine-none"));
    };
    installation::set(tx, QUARANTINE, None).await?;
    let released = mail::release(tx, letters).await?;
    let event = Event::of_installation("kernel.backup.released", subject())
        .with(json!({ "epoch": was.epoch, "reason": reason }));
    Ok(released.and(event))
}
