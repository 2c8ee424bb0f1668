//! `/check`: anyone can see whether a receipt is in the record, without learning what it says.

use axum::response::IntoResponse as _;
use http::header::CONTENT_TYPE;
use kernel::bodies::{self, Body};
use kernel::record::{self, Proof};
use kernel::{Error, ReadTx, Result};
use serde_json::{Value, json};
use web::{Answer, Visit};

use crate::model::{Pasted, read};
use crate::pages::public::checkpoint_shown;

/// The verifier, to be run by whoever does not want to trust us.
const VERIFIER: &str = include_str!("../../../../ledger/verify.py");
/// The format it is written from.
const FORMAT: &str = include_str!("../../../../docs/record-format.md");

/// Asks for a receipt, and says whether it is in the record.
pub async fn show(visit: Visit) -> Answer {
    let receipt = visit.query("receipt").unwrap_or_default().to_owned();
    if receipt.is_empty() {
        return visit.page("record/check.njk", &json!({ "receipt": "", "found": null }));
    }
    let tx = visit.read().await?;
    let found = look(&visit, &tx, &receipt).await?;
    let wrong = matches!(found["state"].as_str(), Some("not-found" | "unreadable"));
    let mut response =
        visit.page("record/check.njk", &json!({ "receipt": receipt, "found": found }))?;
    if wrong {
        // Counts as a guess: digests cannot be tried out at leisure.
        *response.status_mut() = http::StatusCode::NOT_FOUND;
    }
    Ok(response)
}

async fn look(visit: &Visit, tx: &ReadTx, receipt: &str) -> Result<Value> {
    let all = bodies::list(tx).await?;
    let secrets = &visit.core().secrets;
    let keys: Vec<_> = all.iter().map(|b| secrets.record_key(b.id).verifying_key()).collect();
    match read(receipt, &keys) {
        Pasted::Unreadable => Ok(json!({ "state": "unreadable" })),
        Pasted::Forged => Ok(json!({ "state": "forged" })),
        Pasted::Digest(leaf) => match record::find_leaf(tx, &leaf).await? {
            Some((body, sequence)) => proved(tx, &all, body, sequence).await,
            None => Ok(json!({ "state": "not-found" })),
        },
        Pasted::Receipt(receipt) => match record::find_leaf(tx, &receipt.leaf).await? {
            Some((body, sequence))
                if receipt.sequence == sequence && receipt.origin == record::origin(body) =>
            {
                proved(tx, &all, body, sequence).await
            }
            // We signed it, and it is not there: the record was tampered with.
            _ => Ok(json!({ "state": "missing" })),
        },
    }
}

async fn proved(tx: &ReadTx, all: &[Body], body: uuid::Uuid, sequence: u64) -> Result<Value> {
    let body = all.iter().find(|b| b.id == body).ok_or(Error::NotFound)?;
    let number = i64::try_from(sequence).map_err(Error::internal)?;
    let checkpoint = record::latest_checkpoint(tx, body.id, number + 1).await?;
    let size = match &checkpoint {
        Some(checkpoint) => checkpoint.size,
        None => record::size(tx, body.id).await?,
    };
    let size = u64::try_from(size).map_err(Error::internal)?;
    let Proof { leaf, root, path, .. } =
        match record::prove_inclusion(tx, body.id, sequence, size).await {
            Ok(proof) => proof,
            Err(Error::Internal(_)) => return Ok(json!({ "state": "missing" })),
            Err(error) => return Err(error),
        };
    let entry = record::outline(tx, body.id, Some(number + 1), 1).await?;
    let at = entry.first().and_then(|e| chrono::DateTime::from_timestamp_micros(e.micros));
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(json!({
        "state": "in-record",
        "body": { "name": body.name, "slug": body.slug },
        "number": number + 1,
        "at": at,
        "size": size,
        "root": hex(&root),
        "digest": hex(&leaf),
        "path": path.iter().map(|h| hex(h)).collect::<Vec<_>>(),
        "checkpoint": checkpoint.as_ref().map(checkpoint_shown),
    }))
}

/// The second verifier, in Python.
pub async fn verifier(visit: Visit) -> Answer {
    visit.raw(([(CONTENT_TYPE, "text/x-python; charset=utf-8")], VERIFIER).into_response())
}

/// The record's format, in words.
pub async fn format(visit: Visit) -> Answer {
    visit.raw(([(CONTENT_TYPE, "text/markdown; charset=utf-8")], FORMAT).into_response())
}
