//! Files that bear something out: minutes, photographs, data (REQ-309). They are attached to a
//! decision or an action, listed there, and read by whoever may read the thread.

use axum::response::IntoResponse as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::documents::{self, Document, Upload};
use kernel::error::{Error, Result};
use kernel::{Subject, Tx};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::{acts, decisions};
use crate::permissions;

/// Files of a thing, as its page lists them.
pub(crate) async fn list(tx: &Tx, of: &Subject) -> Result<Vec<Value>> {
    let files = documents::list(tx, of).await?;
    Ok(files.iter().map(shown).collect())
}

fn shown(document: &Document) -> Value {
    json!({
        "id": document.id,
        "name": document.name,
        "size": document.size,
        "sha256": document.sha256,
        "at": document.at,
        "withdrawn_at": document.withdrawn_at,
        "reason": document.reason,
    })
}

/// Attaches the file of a form to a thing that belongs to the body; the caller has seen to that.
async fn attach(visit: &Visit, to: Subject, verb: &'static str, fields: &Fields) -> Result<()> {
    fields.expect(&[], &[])?;
    let body = visit.body()?.id;
    visit.actor().require(body, verb)?;
    let file = fields.file("file").ok_or_else(|| Error::invalid("file", "document-missing"))?;
    let tx = visit.write().await?;
    let upload = Upload { to, body, name: &file.name, bytes: &file.bytes };
    let done = documents::attach(&tx, upload).await?;
    tx.commit(done).await?;
    Ok(())
}

pub(crate) async fn to_decision(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let tx = visit.read().await?;
    decisions::found(&tx, visit.body()?.id, id.0).await?;
    drop(tx);
    let outcome = attach(&visit, decisions::subject(id.0), permissions::DECIDE, &fields).await;
    decisions::finish(&visit, id.0, &fields, outcome, "document-attached").await
}

pub(crate) async fn to_action(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let tx = visit.read().await?;
    acts::found(&tx, visit.body()?.id, id.0).await?;
    drop(tx);
    let outcome = attach(&visit, acts::subject(id.0), permissions::ACT, &fields).await;
    acts::finish(&visit, id.0, &fields, outcome, "document-attached").await
}

/// A file of this body, attached to something of the thread.
async fn mine(tx: &Tx, body: Uuid, id: Uuid) -> Result<Document> {
    let found = documents::find(tx, id).await?;
    found
        .filter(|d| d.body_id == body && d.subject_kind.starts_with("thread."))
        .ok_or(Error::NotFound)
}

/// Gives the file: always to be saved, never to be shown within our pages (abuse case A19).
pub(crate) async fn download(visit: Visit, id: web::forms::Id) -> Answer {
    let tx = visit.read().await?;
    mine(&tx, visit.body()?.id, id.0).await?;
    let (document, bytes) = documents::read(&tx, id.0).await?;
    let name: String = document
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '-' })
        .collect();
    let headers = [
        (CONTENT_TYPE, document.media_type.clone()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (http::header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    visit.raw((headers, bytes).into_response())
}

/// Withdraws a file, with a reason; it stays in the list.
pub(crate) async fn withdraw(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["reason"], &[])?;
    let body = visit.body()?;
    let tx = visit.write().await?;
    let document = mine(&tx, body.id, id.0).await?;
    let (verb, place) = match document.subject_kind.as_str() {
        "thread.decision" => (permissions::DECIDE, "decisions"),
        _ => (permissions::ACT, "actions"),
    };
    visit.actor().require(body.id, verb)?;
    let done = documents::withdraw(&tx, id.0, &fields.text("reason")).await?;
    tx.commit(done).await?;
    let back = format!("/staff/{}/{place}/{}", body.slug, document.subject_id);
    visit.see(&back, Some("document-withdrawn"))
}
