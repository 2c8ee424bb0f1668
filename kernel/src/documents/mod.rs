//! Evidence: files attached to any subject (REQ-309).
//!
//! The bytes are in the database, in parts of a megabyte: every server sees them, and one backup
//! holds them together with the record entry that carries their digest. The price is a larger
//! database; an object store behind these same functions is the next step for an installation
//! that outgrows it.
//!
//! What a file is, is decided by its content, never by its name or by what the browser says; what
//! can run is refused (abuse case A19). Pictures are encoded anew, so that what a camera wrote
//! into them (place, time) is gone; all other files are kept as they came.
//!
//! Who may attach, see or withdraw is for the capability that owns the subject to say, before it
//! calls these functions. Serve bytes only as an attachment, with `nosniff` and the media type
//! that is kept here.

mod content;
mod name;
mod picture;
mod zip;

pub use content::Kind;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::audit::{Audited, Event};
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Message, Problem, Result};
use crate::record::Pending;
use crate::subject::Subject;
use crate::values;

/// Bytes in a part.
const PART: usize = 1024 * 1024;
/// Documents that are listed of one subject.
const MOST_LISTED: i64 = 200;

crate::statements! {
    INSERT = "INSERT INTO document (id, subject_kind, subject_id, body_id, name, size, \
              media_type, sha256, uploaded_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_PART = "INSERT INTO document_blob (document_id, part, bytes) VALUES ($1, $2, $3)";
    SAME = "SELECT COUNT(*) FROM document WHERE subject_id = $1 AND subject_kind = $2 \
            AND sha256 = $3 AND withdrawn_at IS NULL";
    LIST = "SELECT id, subject_kind, subject_id, body_id, name, size, media_type, sha256, \
            uploaded_by, at, withdrawn_at, reason FROM document WHERE subject_id = $1 \
            AND subject_kind = $2 ORDER BY id LIMIT $3";
    FIND = "SELECT id, subject_kind, subject_id, body_id, name, size, media_type, sha256, \
            uploaded_by, at, withdrawn_at, reason FROM document WHERE id = $1";
    PARTS = "SELECT bytes FROM document_blob WHERE document_id = $1 ORDER BY part";
    ONE_PART = "SELECT bytes FROM document_blob WHERE document_id = $1 AND part = $2";
    WITHDRAW = "UPDATE document SET withdrawn_at = $2, reason = $3 \
                WHERE id = $1 AND withdrawn_at IS NULL";
    ERASE = "UPDATE document SET name = '', withdrawn_at = COALESCE(withdrawn_at, $2), \
             reason = $3 WHERE id = $1";
    ERASE_PARTS = "DELETE FROM document_blob WHERE document_id = $1";
}

/// A file as it is known.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Document {
    /// Its id, which tells nothing of when it came.
    pub id: Uuid,
    /// The kind of thing it is attached to.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// Whose it is.
    pub body_id: Uuid,
    /// Its name, made safe to save under.
    pub name: String,
    /// Its length in bytes.
    pub size: i64,
    /// Its media type, by its content.
    pub media_type: String,
    /// SHA-256 of its bytes, in hexadecimal: also in the record.
    pub sha256: String,
    /// Who attached it, when they have an account.
    pub uploaded_by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    pub reason: Option<String>,
}

impl Document {
    /// What it is attached to.
    pub fn attached_to(&self) -> Subject {
        Subject::new(self.subject_kind.as_str(), self.subject_id)
    }

    /// Itself, as a subject.
    pub fn subject(&self) -> Subject {
        subject(self.id)
    }
}

fn subject(id: Uuid) -> Subject {
    Subject::new("kernel.document", id)
}

/// A file that someone wants to attach.
#[derive(Debug)]
pub struct Upload<'a> {
    /// To what.
    pub to: Subject,
    /// Whose that is.
    pub body: Uuid,
    /// The name it was sent under.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Attaches a file. Refused, with words for the form field `file`: what is empty, too large,
/// attached already, or of a kind that is not taken. The digest of what is kept enters the record.
pub async fn attach(tx: &WriteTx, upload: Upload<'_>) -> Result<Audited<Document>> {
    let Upload { to, body, name, bytes } = upload;
    let most = tx.core().settings.documents.most_bytes;
    if bytes.len() > most {
        let megabytes = most / (1024 * 1024);
        return Err(problem(Message::new("document-too-large").with("most", megabytes)));
    }
    let (kind, bytes) = examined(name, bytes).await?;
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    if tx.count(SAME, values![to.id, to.kind.as_str(), sha256.as_str()]).await? > 0 {
        return Err(problem(Message::new("document-already-attached")));
    }
    let document = Document {
        id: crate::ids::unordered(&*tx.core().chance),
        subject_kind: to.kind,
        subject_id: to.id,
        body_id: body,
        name: name::sanitise(name, kind),
        size: i64::try_from(bytes.len()).map_err(Error::internal)?,
        media_type: kind.media_type().to_owned(),
        sha256,
        uploaded_by: tx.actor().account(),
        at: tx.now(),
        withdrawn_at: None,
        reason: None,
    };
    store(tx, &document, &bytes).await?;
    let content = json!({
        "document": document.id,
        "of": { "kind": document.subject_kind, "id": document.subject_id },
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
    });
    let entry = Pending::json(body, "kernel.document.attached", document.subject(), &content)?;
    tx.record(entry).await;
    let event = Event::new("kernel.document.attached", body, document.subject()).with(json!({
        "of": { "kind": document.subject_kind, "id": document.subject_id },
        "media_type": document.media_type,
        "size": document.size,
    }));
    Ok(Audited::new(document, event))
}

/// What a file is and the bytes to keep of it: those of a picture are made anew. The key of the
/// words that refuse it. A large picture takes a second.
pub fn examine(name: &str, bytes: &[u8]) -> Result<(Kind, Vec<u8>), &'static str> {
    picture::anew(content::decide(name, bytes)?, bytes)
}

/// The same on a thread of its own, so that nobody waits for somebody else's picture.
async fn examined(name: &str, bytes: &[u8]) -> Result<(Kind, Vec<u8>)> {
    let (name, bytes) = (name.to_owned(), bytes.to_vec());
    let examined = tokio::task::spawn_blocking(move || examine(&name, &bytes)).await;
    examined.map_err(Error::internal)?.map_err(|key| problem(Message::new(key)))
}

fn problem(message: Message) -> Error {
    Error::Invalid(vec![Problem { field: "file".into(), message }])
}

async fn store(tx: &WriteTx, document: &Document, bytes: &[u8]) -> Result<()> {
    tx.exec(
        INSERT,
        values![
            document.id,
            document.subject_kind.as_str(),
            document.subject_id,
            document.body_id,
            document.name.as_str(),
            document.size,
            document.media_type.as_str(),
            document.sha256.as_str(),
            document.uploaded_by,
            document.at
        ],
    )
    .await?;
    for (number, part) in (0i64..).zip(bytes.chunks(PART)) {
        tx.exec(INSERT_PART, values![document.id, number, part.to_vec()]).await?;
    }
    Ok(())
}

/// The files attached to a thing, oldest first, with those that were withdrawn (and why): at most
/// 200.
pub async fn list(tx: &Tx, of: &Subject) -> Result<Vec<Document>> {
    tx.all(LIST, values![of.id, of.kind.as_str(), MOST_LISTED]).await
}

/// What is known of a file, withdrawn or not.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Document>> {
    tx.one(FIND, values![id]).await
}

#[derive(FromQueryResult)]
struct Bytes {
    bytes: Vec<u8>,
}

/// A file and its bytes; `NotFound` when it was withdrawn. An error when the bytes are not those
/// that were attached.
pub async fn read(tx: &Tx, id: Uuid) -> Result<(Document, Vec<u8>)> {
    let document =
        find(tx, id).await?.filter(|d| d.withdrawn_at.is_none()).ok_or(Error::NotFound)?;
    let parts: Vec<Bytes> = tx.all(PARTS, values![id]).await?;
    let bytes = parts.into_iter().flat_map(|part| part.bytes).collect::<Vec<u8>>();
    if data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)) != document.sha256 {
        return Err(Error::internal(format!("document {id} is not what was attached")));
    }
    Ok((document, bytes))
}

/// One part of a file's bytes, counted from nought, for streaming: [`read`] is what checks the
/// digest. `None` after the last.
pub async fn read_part(tx: &Tx, id: Uuid, part: i64) -> Result<Option<Vec<u8>>> {
    let found: Option<Bytes> = tx.one(ONE_PART, values![id, part]).await?;
    Ok(found.map(|part| part.bytes))
}

/// Withdraws a file: it can no longer be read, and is listed with the reason. Its bytes stay, for
/// they are evidence.
pub async fn withdraw(tx: &WriteTx, id: Uuid, reason: &str) -> Result<Audited<()>> {
    let document = find(tx, id).await?.ok_or(Error::NotFound)?;
    let reason = given(reason)?;
    if tx.exec(WITHDRAW, values![id, tx.now(), reason.as_str()]).await? == 0 {
        return Err(Error::Refused(Message::new("document-already-withdrawn")));
    }
    let (name, body) = ("kernel.document.withdrawn", document.body_id);
    let content = json!({ "document": id, "reason": reason });
    tx.record(Pending::json(body, name, document.subject(), &content)?).await;
    Ok(Audited::new((), Event::new(name, body, document.subject())))
}

/// Erases a file: bytes and name go, and with them what the record can show of it; that it was
/// there, and its digest in the chain, stay (abuse case A38).
pub async fn erase(tx: &WriteTx, id: Uuid, reason: &str) -> Result<Audited<()>> {
    let document = find(tx, id).await?.ok_or(Error::NotFound)?;
    let reason = given(reason)?;
    tx.exec(ERASE_PARTS, values![id]).await?;
    tx.exec(ERASE, values![id, tx.now(), reason.as_str()]).await?;
    crate::record::erase(tx, document.body_id, &document.subject(), &reason).await?;
    let event = Event::new("kernel.document.erased", document.body_id, document.subject());
    Ok(Audited::new((), event))
}

fn given(reason: &str) -> Result<String> {
    let reason = crate::mail::one_line(reason, 1000);
    if reason.is_empty() {
        return Err(Error::invalid("reason", "document-reason-missing"));
    }
    Ok(reason)
}
