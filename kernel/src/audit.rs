//! Who did what, when: written in the transaction of the change itself. There is no commit
//! without it.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{Tx, WriteTx};
use crate::error::Result;
use crate::subject::Subject;
use crate::values;

/// Something that happened. Names belong to capabilities: `thread.voice.received`.
#[derive(Debug, Clone)]
pub struct Event {
    /// Capability, thing, what happened.
    pub name: &'static str,
    /// The body whose affair it is; none for the installation's own.
    pub body: Option<Uuid>,
    /// What it happened to.
    pub subject: Subject,
    /// Particulars without content: counts, states, ids. Never a person's words or address.
    pub detail: Json,
}

impl Event {
    /// Something that happened to a thing of a body.
    pub fn new(name: &'static str, body: Uuid, subject: Subject) -> Self {
        Self { name, body: Some(body), subject, detail: Json::Null }
    }

    /// Something that happened to the installation.
    pub fn of_installation(name: &'static str, subject: Subject) -> Self {
        Self { name, body: None, subject, detail: Json::Null }
    }

    /// Adds particulars.
    #[must_use]
    pub fn with(mut self, detail: Json) -> Self {
        self.detail = detail;
        self
    }
}

/// A result together with what happened: the only thing a [`WriteTx`] can commit.
#[derive(Debug)]
#[must_use = "nothing is kept until it is committed"]
pub struct Audited<T> {
    value: T,
    events: Vec<Event>,
}

impl<T> Audited<T> {
    /// A result and its event.
    pub fn new(value: T, event: Event) -> Self {
        Self { value, events: vec![event] }
    }

    /// A result of the house's own bookkeeping, of which there is nothing to tell: a lease taken, a
    /// job done, a session seen again. For the kernel and identity alone, which clippy holds them
    /// to; a capability always says what happened.
    pub fn upkeep(value: T) -> Self {
        Self { value, events: Vec::new() }
    }

    /// Adds another event.
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Changes the result, keeps the events.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Audited<U> {
        Audited { value: change(self.value), events: self.events }
    }

    /// Takes in the events of a step that was part of this one; gives its result.
    pub fn absorb<U>(&mut self, other: Audited<U>) -> U {
        self.events.extend(other.events);
        other.value
    }

    /// The result, to look at before the commit.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The result, and the events apart from it.
    pub(crate) fn split(self) -> (T, Audited<()>) {
        (self.value, Audited { value: (), events: self.events })
    }

    pub(crate) fn into_parts(self) -> (T, Vec<Event>) {
        (self.value, self.events)
    }
}

/// An entry as it is read back.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Entry {
    /// Its id, which sorts by time.
    pub id: Uuid,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// The account, when a person did it.
    pub account_id: Option<Uuid>,
    /// Their name at the time.
    pub actor: String,
    /// `public`, `staff` or `system:…`.
    pub role: String,
    /// What happened.
    pub name: String,
    /// To which body's affairs.
    pub body_id: Option<Uuid>,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: Uuid,
    /// Particulars, as JSON.
    pub detail: String,
    /// In which request.
    pub request: String,
}

/// What to look for; every part narrows.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only this body's.
    pub body: Option<Uuid>,
    /// Name begins with.
    pub name: Option<String>,
    /// Done by this account.
    pub account: Option<Uuid>,
    /// Actor's name contains, any case.
    pub actor: Option<String>,
    /// Of this thing.
    pub subject: Option<Uuid>,
    /// From this moment.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

const INSERT: &str = "INSERT INTO audit (id, at, account_id, actor, role, name, body_id, \
                      subject_kind, subject_id, detail, request)";

pub(crate) async fn write(tx: &WriteTx, events: &[Event]) -> Result<()> {
    let actor = tx.actor();
    let mut values = Vec::with_capacity(11 * events.len());
    for event in events {
        values.extend(values![
            tx.id(),
            tx.now(),
            actor.account(),
            actor.name(),
            actor.role(),
            event.name,
            event.body,
            event.subject.kind.as_str(),
            event.subject.id,
            event.detail.to_string(),
            actor.request(),
        ]);
    }
    tx.insert_many(INSERT, 11, values).await
}

/// Entries, newest first, and how many there are in all.
pub async fn search(tx: &Tx, what: &Search, limit: i64, offset: i64) -> Result<(Vec<Entry>, i64)> {
    let mut clauses = vec!["1 = 1".to_owned()];
    let mut values = Vec::new();
    let mut narrow = |clause: &str, value: Option<sea_orm::Value>| {
        if let Some(value) = value {
            values.push(value);
            clauses.push(clause.replace('?', &format!("${}", values.len())));
        }
    };
    narrow("body_id = ?", what.body.map(Into::into));
    narrow("name LIKE ?", what.name.as_ref().map(|n| format!("{}%", n.replace('%', "")).into()));
    narrow("account_id = ?", what.account.map(Into::into));
    narrow(
        "lower(actor) LIKE ?",
        what.actor.as_ref().map(|n| format!("%{}%", n.to_lowercase().replace('%', "")).into()),
    );
    narrow("subject_id = ?", what.subject.map(Into::into));
    narrow("at >= ?", what.from.map(Into::into));
    narrow("at < ?", what.until.map(Into::into));
    let clauses = clauses.join(" AND ");
    let count =
        tx.count(&format!("SELECT COUNT(*) FROM audit WHERE {clauses}"), values.clone()).await?;
    let (n, m) = (values.len() + 1, values.len() + 2);
    values.extend(values![limit, offset]);
    let sql = format!(
        "SELECT id, at, account_id, actor, role, name, body_id, subject_kind, subject_id, detail, \
         request FROM audit WHERE {clauses} ORDER BY id DESC LIMIT ${n} OFFSET ${m}"
    );
    Ok((tx.all(&sql, values).await?, count))
}
