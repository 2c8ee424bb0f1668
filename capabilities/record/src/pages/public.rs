//! `/{body}/record`: the newest checkpoints, for anyone to keep a copy of.

use axum::response::IntoResponse as _;
use http::header::CONTENT_TYPE;
use kernel::record::{self, Checkpoint};
use serde_json::{Value, json};
use web::{Answer, Paging, Visit};

/// Checkpoints on a page.
const PER_PAGE: i64 = 20;

pub(crate) fn checkpoint_shown(checkpoint: &Checkpoint) -> Value {
    json!({
        "size": checkpoint.size,
        "reason": checkpoint.reason,
        "at": checkpoint.at,
        "note": checkpoint.note,
    })
}

/// What the record is, how large, and its checkpoints.
pub async fn show(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let (checkpoints, total) = record::checkpoints(&tx, body.id, PER_PAGE, paging.offset()).await?;
    let key = visit.core().secrets.record_key(body.id).verifying_key();
    let origin = record::origin(body.id);
    visit.page(
        "record/public.njk",
        &json!({
            "size": record::size(&tx, body.id).await?,
            "key": key.note_key(&origin),
            "key_hex": data_encoding::HEXLOWER.encode(&key.to_bytes()),
            "checkpoints": checkpoints.iter().map(checkpoint_shown).collect::<Vec<_>>(),
            "pages": paging.of(total, visit.path()),
        }),
    )
}

/// The newest checkpoints as text, for machines that keep copies.
pub async fn checkpoints(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let (checkpoints, _) = record::checkpoints(&tx, body.id, 1000, 0).await?;
    let notes: Vec<&str> = checkpoints.iter().map(|c| c.note.as_str()).collect();
    visit.raw(([(CONTENT_TYPE, "text/plain; charset=utf-8")], notes.join("\n")).into_response())
}
