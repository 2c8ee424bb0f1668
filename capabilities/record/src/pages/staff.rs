//! `/staff/{body}/record`: the record's outline, its checkpoints, and what checking it found.

use kernel::{Audited, Event, Subject, record};
use serde_json::json;
use web::{Answer, Fields, Visit, spreadsheet};

use crate::actions::{make_checkpoint, verify_record};
use crate::pages::public::checkpoint_shown;
use crate::{permissions, store};

/// Entries on a page.
const PER_PAGE: i64 = 100;

/// Size, newest checkpoints and verifications, and what can be done.
pub async fn show(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let (checkpoints, _) = record::checkpoints(&tx, body.id, 5, 0).await?;
    let verified: Vec<_> = store::latest(&tx, body.id, 10)
        .await?
        .into_iter()
        .map(|v| {
            let findings: Vec<&str> = v.findings.lines().collect();
            json!({ "at": v.at, "size": v.size, "sound": v.sound, "first_bad": v.first_bad,
                "findings": findings })
        })
        .collect();
    visit.page(
        "record/staff.njk",
        &json!({
            "size": record::size(&tx, body.id).await?,
            "checkpoints": checkpoints.iter().map(checkpoint_shown).collect::<Vec<_>>(),
            "verified": verified,
            "may_checkpoint": visit.actor().may(body.id, permissions::CHECKPOINT),
            "may_export": visit.actor().may(body.id, permissions::EXPORT),
        }),
    )
}

/// The outline, newest first, read by key so that any length is quick.
pub async fn entries(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let below = visit.query("below").and_then(|b| b.parse().ok());
    let rows = record::outline(&tx, body.id, below, PER_PAGE).await?;
    let next = rows.last().filter(|last| last.sequence > 0);
    let next = next.map(|last| format!("{}?below={}", visit.path(), last.sequence));
    let entries: Vec<_> = rows
        .iter()
        .map(|row| {
            let digits = data_encoding::HEXLOWER.encode(&row.leaf[..row.leaf.len().min(8)]);
            json!({
                "sequence": row.sequence,
                "kind": row.kind,
                "at": chrono::DateTime::from_timestamp_micros(row.micros),
                "digest": digits,
                "erased": row.erased,
            })
        })
        .collect();
    visit.page("record/entries.njk", &json!({ "entries": entries, "next": next }))
}

/// Makes a checkpoint.
pub async fn checkpoint(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let body = visit.body()?;
    let tx = visit.write().await?;
    let done = make_checkpoint::run(&tx, body.id, "asked").await?;
    tx.commit(done).await?;
    visit.see(&format!("/staff/{}/record", body.slug), Some("checkpoint-made"))
}

/// Checks the whole record.
pub async fn verify(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let body = visit.body()?;
    let found = verify_record::look(visit.core(), body.id).await?;
    let tx = visit.write().await?;
    let done = verify_record::keep(&tx, body.id, &found).await?;
    tx.commit(done).await?;
    let done = if found.is_good() { "record-sound" } else { "record-not-sound" };
    visit.see(&format!("/staff/{}/record", body.slug), Some(done))
}

/// The whole record as a file. It holds people's words, so that it was taken is committed to the
/// audit before the first byte leaves.
pub async fn bundle(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let body = visit.body()?;
    visit.actor().require(body.id, permissions::EXPORT)?;
    let tx = visit.write().await?;
    let event = Event::new("record.bundle.taken", body.id, Subject::new("kernel.body", body.id));
    tx.commit(Audited::new((), event)).await?;
    let tx = visit.read().await?;
    let mut bytes = Vec::new();
    record::export_bundle(&tx, &visit.core().secrets, body.id, &mut bytes).await?;
    visit.raw(spreadsheet::download(
        &format!("{}-record.jsonl", body.slug),
        "application/jsonl",
        bytes,
    ))
}
