//! Voices, who spoke, notes and redactions.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::rows;
use crate::model::language::needs_translation;
use crate::model::new_voice::{NewContact, NewVoice, email_key};
use crate::model::voice::{About, Capacity, Channel, Kind, Preferred, VoiceState};

kernel::statements! {
    AGAIN = "SELECT id, reference FROM thread_voice WHERE body_id = $1 AND idempotency = $2";
    FIND = "SELECT id, body_id, reference, source, kind, about, service_id, channel, said_on, \
            received_at, capacity, organisation, language, needs_translation, \
            COALESCE(redacted_words, words) AS words, redacted_words IS NOT NULL AS redacted, \
            publishable, question, score, import_id, state, state_reason, themes, answered_at \
            FROM thread_heard WHERE body_id = $1 AND id = $2";
    BY_REFERENCE = "SELECT id, body_id FROM thread_heard WHERE reference = $1";
    ORIGINAL = "SELECT words FROM thread_heard WHERE body_id = $1 AND id = $2";
    CONTACT = "SELECT voice_id, name, email, telephone, address, preferred, wants_receipt, \
               wants_reply, access_needs, unsubscribed_at FROM thread_contact \
               WHERE body_id = $1 AND voice_id = $2";
    SET_STATE = "UPDATE thread_voice SET state = $3, state_reason = $4 WHERE body_id = $1 AND id = $2";
    REDACT = "UPDATE thread_voice SET redacted_words = $3 WHERE body_id = $1 AND id = $2";
    REDACTION = "INSERT INTO thread_redaction (id, voice_id, body_id, account_id, actor, at, reason) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REDACTIONS = "SELECT actor, at, reason AS words FROM thread_redaction \
                  WHERE body_id = $1 AND voice_id = $2 ORDER BY id LIMIT 200";
    NOTE = "INSERT INTO thread_note (id, voice_id, body_id, account_id, actor, at, words) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
    NOTES = "SELECT actor, at, words FROM thread_note WHERE body_id = $1 AND voice_id = $2 \
             ORDER BY id LIMIT 200";
    ERASE_WORDS = "UPDATE thread_voice SET words = NULL, redacted_words = NULL, organisation = NULL, \
                   question = NULL, idempotency = NULL, publishable = FALSE, state = 'erased', \
                   state_reason = $3 WHERE body_id = $1 AND id = $2";
    ERASE_CONTACT = "DELETE FROM thread_contact WHERE voice_id = $1";
    ERASE_NOTES = "DELETE FROM thread_note WHERE voice_id = $1";
    ERASE_EVIDENCE = "UPDATE thread_assignment SET evidence = NULL WHERE voice_id = $1";
    ERASE_LEAF = "UPDATE thread_import_leaf SET salt = NULL, content = NULL WHERE voice_id = $1";
    ERASE_TASKS = "UPDATE thread_task SET note = '', state = CASE WHEN state = 'open' THEN 'failed' \
                   ELSE state END WHERE voice_id = $1";
    UNSUBSCRIBE = "UPDATE thread_contact SET unsubscribed_at = $3 WHERE body_id = $1 AND \
                   email_key = $2 AND unsubscribed_at IS NULL";
}

/// A voice, as pages show it. Words that were covered are covered here.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Voice {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub body_id: Uuid,
    /// The reference that its speaker holds.
    pub reference: String,
    /// Which door it came through.
    pub source: String,
    /// Comment, compliment, idea or concern.
    pub kind: Kind,
    /// About a service or the commissioner.
    pub about: About,
    /// Which service.
    pub service_id: Option<Uuid>,
    /// How it arrived.
    pub channel: Channel,
    /// The day it was said.
    pub said_on: NaiveDate,
    /// The moment it was stored.
    pub received_at: DateTime<Utc>,
    /// In what capacity.
    pub capacity: Capacity,
    /// The organisation that spoke.
    pub organisation: Option<String>,
    /// Language tag, when known.
    pub language: Option<String>,
    /// Whether staff need a translation.
    pub needs_translation: bool,
    /// The words, covered where they were redacted; none once erased.
    pub words: Option<String>,
    /// Whether parts are covered.
    pub redacted: bool,
    /// Whether it may be published without a name.
    pub publishable: bool,
    /// The question that it answers.
    pub question: Option<String>,
    /// Friends and Family answer.
    pub score: Option<i64>,
    /// The import that brought it.
    pub import_id: Option<Uuid>,
    /// Where it stands.
    pub state: VoiceState,
    /// Why it is excluded or erased, as a message key's end.
    pub state_reason: Option<String>,
    /// How many points it makes.
    pub themes: i64,
    /// When the first reply reached it.
    pub answered_at: Option<DateTime<Utc>>,
}

/// Who spoke and how to reach them.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Contact {
    /// Of which voice.
    pub voice_id: Uuid,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub telephone: String,
    /// Postal address.
    pub address: String,
    /// How they want to hear back.
    pub preferred: Preferred,
    /// Whether a receipt was asked for by e-mail.
    pub wants_receipt: bool,
    /// Whether they want a reply.
    pub wants_reply: bool,
    /// What they need in order to read or hear it.
    pub access_needs: String,
    /// When they left the mailings.
    pub unsubscribed_at: Option<DateTime<Utc>>,
}

/// A note, or the reason of a redaction, with who and when.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Remark {
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The note; of a redaction, the key of its reason.
    pub words: String,
}

/// A voice with everything that is made for it, ready to be stored.
pub(crate) struct Prepared {
    pub id: Uuid,
    pub reference: String,
    pub voice: NewVoice,
    pub import: Option<Uuid>,
    pub themes: usize,
}

const COLUMNS: &str = "id, body_id, reference, idempotency, source, kind, about, service_id, \
                       channel, said_on, received_at, capacity, organisation, language, \
                       needs_translation, words, publishable, question, score, import_id, state, \
                       themes";

/// Stores voices; the ids of those that were not there already (by idempotency key).
pub(crate) async fn insert(tx: &WriteTx, voices: &[Prepared]) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct New {
        id: Uuid,
    }
    let sql = format!(
        "INSERT INTO thread_voice ({COLUMNS}) VALUES {} ON CONFLICT (body_id, idempotency) DO \
         NOTHING RETURNING id",
        rows(22, voices.len())
    );
    let mut values = Vec::with_capacity(22 * voices.len());
    for Prepared { id, reference, voice, import, themes } in voices {
        values.extend(values![
            *id,
            voice.body,
            reference.as_str(),
            voice.idempotency_digest(),
            voice.source,
            voice.kind.key(),
            voice.about.key(),
            voice.service,
            voice.channel.key(),
            voice.said_on,
            tx.now(),
            voice.capacity.key(),
            voice.organisation.as_deref(),
            voice.language.as_deref(),
            needs_translation(voice.language.as_deref()),
            voice.words.as_str(),
            voice.publishable,
            voice.question.as_deref(),
            voice.score,
            *import,
            VoiceState::Received.key(),
            i64::try_from(*themes).unwrap_or(i64::MAX),
        ]);
    }
    let new: Vec<New> = tx.all(&sql, values).await?;
    Ok(new.into_iter().map(|row| row.id).collect())
}

/// Stores who spoke.
pub(crate) async fn insert_contacts(
    tx: &WriteTx,
    contacts: &[(Uuid, Uuid, &NewContact)],
) -> Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO thread_contact (voice_id, body_id, name, email, email_key, telephone, \
         address, preferred, wants_receipt, wants_reply, access_needs) VALUES {}",
        rows(11, contacts.len())
    );
    let mut values = Vec::with_capacity(11 * contacts.len());
    for (voice, body, contact) in contacts {
        values.extend(values![
            *voice,
            *body,
            contact.name.trim(),
            contact.email.trim(),
            email_key(&contact.email),
            contact.telephone.trim(),
            contact.address.trim(),
            contact.preferred.key(),
            contact.wants_receipt,
            contact.wants_reply,
            contact.access_needs.trim(),
        ]);
    }
    tx.exec(&sql, values).await?;
    Ok(())
}

/// A voice by its idempotency digest: id and reference.
pub(crate) async fn again(tx: &Tx, body: Uuid, digest: &str) -> Result<Option<(Uuid, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        reference: String,
    }
    let row: Option<Row> = tx.one(AGAIN, values![body, digest]).await?;
    Ok(row.map(|row| (row.id, row.reference)))
}

/// A voice of a body.
pub(crate) async fn find(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Voice>> {
    tx.one(FIND, values![body, id]).await
}

/// The voice of a reference: body and id.
pub(crate) async fn by_reference(tx: &Tx, reference: &str) -> Result<Option<(Uuid, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        body_id: Uuid,
    }
    let row: Option<Row> = tx.one(BY_REFERENCE, values![reference]).await?;
    Ok(row.map(|row| (row.body_id, row.id)))
}

/// Whose a row of one of our tables is.
pub(crate) async fn owner(tx: &Tx, table: &'static str, id: Uuid) -> Result<Option<Uuid>> {
    tx.scalar(&format!("SELECT body_id FROM {table} WHERE id = $1"), values![id]).await
}

/// The words as they were written; none once erased.
pub(crate) async fn original(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Option<String>>> {
    #[derive(FromQueryResult)]
    struct Row {
        words: Option<String>,
    }
    let row: Option<Row> = tx.one(ORIGINAL, values![body, id]).await?;
    Ok(row.map(|row| row.words))
}

/// Who spoke.
pub(crate) async fn contact(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Option<Contact>> {
    tx.one(CONTACT, values![body, voice]).await
}

/// Puts a voice into a state.
pub(crate) async fn set_state(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: VoiceState,
    reason: Option<&str>,
) -> Result<()> {
    tx.exec(SET_STATE, values![body, id, state.key(), reason]).await?;
    Ok(())
}

/// Covers words, or uncovers them.
pub(crate) async fn redact(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    words: Option<&str>,
    reason: &str,
) -> Result<()> {
    tx.exec(REDACT, values![body, id, words]).await?;
    remark(tx, REDACTION, body, id, reason).await
}

/// Adds a note.
pub(crate) async fn note(tx: &WriteTx, body: Uuid, id: Uuid, words: &str) -> Result<()> {
    remark(tx, NOTE, body, id, words).await
}

async fn remark(tx: &WriteTx, sql: &str, body: Uuid, voice: Uuid, words: &str) -> Result<()> {
    let actor = tx.actor();
    let values =
        values![tx.id(), voice, body, actor.account(), actor.name(), tx.now(), words.trim()];
    tx.exec(sql, values).await?;
    Ok(())
}

/// Notes of a voice, oldest first.
pub(crate) async fn notes(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Remark>> {
    tx.all(NOTES, values![body, voice]).await
}

/// Redactions of a voice, oldest first.
pub(crate) async fn redactions(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Remark>> {
    tx.all(REDACTIONS, values![body, voice]).await
}

/// Takes away words, person, notes and everything else that could tell of either.
pub(crate) async fn erase(tx: &WriteTx, body: Uuid, id: Uuid, ground: &str) -> Result<()> {
    tx.exec(ERASE_WORDS, values![body, id, ground]).await?;
    for sql in [ERASE_CONTACT, ERASE_NOTES, ERASE_EVIDENCE, ERASE_LEAF, ERASE_TASKS] {
        tx.exec(sql, values![id]).await?;
    }
    Ok(())
}

/// Takes an address out of a body's mailings; how many contacts it stood in.
pub(crate) async fn unsubscribe(tx: &WriteTx, body: Uuid, email: &str) -> Result<u64> {
    tx.exec(UNSUBSCRIBE, values![body, email_key(email), tx.now()]).await
}
