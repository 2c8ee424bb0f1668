//! What people see of the outbox, and can do about it.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::outbox::State;
use crate::audit::{Audited, Event};
use crate::db::{Tx, WriteTx};
use crate::error::{Error, Result};
use crate::installation;
use crate::subject::Subject;
use crate::values;

crate::statements! {
    COUNTS = "SELECT state, COUNT(*) AS count FROM mail_outbox GROUP BY state ORDER BY state";
    RETRY = "UPDATE mail_outbox SET state = 'queued', next_at = $2, trying_since = $2, \
             lease = NULL WHERE id = $1 AND state IN ('failed', 'unknown', 'held', 'deferred')";
    KEEP_BACK = "UPDATE mail_outbox SET state = 'held', next_at = NULL \
                 WHERE state IN ('queued', 'deferred')";
    FORGET = "UPDATE mail_outbox SET to_address = '', to_name = '', subject = '', text = '', \
              html = NULL, headers = '[]', unsubscribe_url = NULL, response = '', next_at = NULL, \
              state = CASE WHEN state IN ('queued', 'deferred', 'held') THEN 'failed' \
              ELSE state END WHERE about_kind = $1 AND about_id = $2";
}

/// A letter as people see it. Its words are read apart from the list, by those who may.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// Whose letter.
    pub body_id: Option<Uuid>,
    /// To which address; empty once it was forgotten.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// What for.
    pub purpose: String,
    /// About what kind of thing.
    pub about_kind: String,
    /// About which one.
    pub about_id: Uuid,
    /// Its state: see [`State::key`].
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// When it will be tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// What the mail server said last.
    pub response: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Which letters; every part narrows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this body.
    pub body: Option<Uuid>,
    /// For this purpose.
    pub purpose: Option<String>,
    /// About this thing.
    pub about: Option<Uuid>,
}

/// Letters, newest first, and how many there are in all.
pub async fn list(tx: &Tx, which: &Filter, limit: i64, offset: i64) -> Result<(Vec<Entry>, i64)> {
    let mut clauses = vec!["1 = 1".to_owned()];
    let mut values = Vec::new();
    for (column, value) in [
        ("state", which.state.map(|s| s.key().into())),
        ("body_id", which.body.map(Into::into)),
        ("purpose", which.purpose.as_deref().map(Into::into)),
        ("about_id", which.about.map(Into::into)),
    ] {
        if let Some(value) = value {
            values.push(value);
            clauses.push(format!("{column} = ${}", values.len()));
        }
    }
    let clauses = clauses.join(" AND ");
    let all = format!("SELECT COUNT(*) FROM mail_outbox WHERE {clauses}");
    let count = tx.count(&all, values.clone()).await?;
    let n = values.len();
    values.extend(values![limit, offset]);
    let sql = format!(
        "SELECT id, body_id, to_address, subject, text, purpose, about_kind, about_id, state, \
         attempts, next_at, response, created_at, sent_at FROM mail_outbox WHERE {clauses} \
         ORDER BY id DESC LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    Ok((tx.all(&sql, values).await?, count))
}

/// The letters about a thing, newest first: at most fifty.
pub async fn about(tx: &Tx, subject: &Subject) -> Result<Vec<Entry>> {
    let which = Filter { about: Some(subject.id), ..Filter::default() };
    let (letters, _) = list(tx, &which, 50, 0).await?;
    Ok(letters.into_iter().filter(|letter| letter.about_kind == subject.kind).collect())
}

#[derive(FromQueryResult)]
struct Counted {
    state: String,
    count: i64,
}

/// How many letters there are in each state.
pub async fn counts(tx: &Tx) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Counted> = tx.all(COUNTS, values![]).await?;
    Ok(rows.into_iter().map(|row| (row.state, row.count)).collect())
}

/// Sends a letter again that failed, was kept back, or of which nobody knows whether it was sent:
/// a person has decided. For the administrator, who looks after every body's mail.
pub async fn retry(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    if tx.exec(RETRY, values![id, tx.now()]).await? == 0 {
        return Err(Error::NotFound);
    }
    let event = Event::of_installation("kernel.mail.retried", Subject::new("kernel.mail", id));
    Ok(Audited::new((), event))
}

fn the_installation() -> Subject {
    Subject::new("kernel.installation", Uuid::nil())
}

/// Why no mail may leave, when none may.
pub async fn held_because(tx: &Tx) -> Result<Option<String>> {
    installation::get(tx, installation::MAIL_HOLD).await
}

/// Lets no mail leave, from the next letter on. A restore does this, for the copy it was made
/// from may have sent since what waits here.
pub async fn hold(tx: &WriteTx, why: &str) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    installation::set(tx, installation::MAIL_HOLD, Some(why)).await?;
    let event = Event::of_installation("kernel.mail.held", the_installation());
    Ok(Audited::new((), event.with(json!({ "why": why }))))
}

/// What to do with the letters that wait when mail may leave again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Send them.
    Send,
    /// Keep them back, each to be sent by [`retry`] or not at all.
    KeepBack,
}

/// Lets mail leave again; how many letters were kept back.
pub async fn release(tx: &WriteTx, waiting: Waiting) -> Result<Audited<u64>> {
    tx.actor().require_administrator()?;
    let kept = match waiting {
        Waiting::Send => 0,
        Waiting::KeepBack => tx.exec(KEEP_BACK, values![]).await?,
    };
    installation::set(tx, installation::MAIL_HOLD, None).await?;
    let event = Event::of_installation("kernel.mail.released", the_installation())
        .with(json!({ "kept_back": kept }));
    Ok(Audited::new(kept, event))
}

/// Forgets the people in the letters about a thing, for erasure (abuse case A38): addresses and
/// words go, what was sent when and why stays. Letters that wait are not sent. How many.
pub async fn forget(tx: &WriteTx, subject: &Subject) -> Result<u64> {
    tx.exec(FORGET, values![subject.kind.as_str(), subject.id]).await
}
