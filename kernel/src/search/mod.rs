//! Searching by words. What capabilities put here is found again by subject; the words themselves
//! live in FTS5 on SQLite and in a `tsvector` on PostgreSQL, and this is the one module where the
//! two engines are spoken to differently.
//!
//! People type words, "phrases in quotes" and -words to leave out; nothing they type is a mistake
//! of syntax. Case, accents and English endings do not matter.

mod words;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::core::BoxFuture;
use crate::db::{Engine, Gathered, Tx, WriteTx};
use crate::error::Result;
use crate::sql::Value;
use crate::subject::Subject;
use crate::values;

use words::{Query, words};

/// Something that can be found.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What is found.
    pub subject: Subject,
    /// Whose it is.
    pub body: Option<Uuid>,
    /// Its title: counts for more than its text.
    pub title: String,
    /// Its words.
    pub text: String,
    /// The language they are in (`en`, `cy`).
    pub language: String,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What.
    pub subject: Subject,
    /// Whose it is.
    pub body: Option<Uuid>,
    /// Its title.
    pub title: String,
    /// When its words were put here.
    pub changed_at: DateTime<Utc>,
}

/// Entries in one statement.
const BATCH: usize = 200;

crate::statements! {
    NUMBER = "DELETE FROM search_entry WHERE kind = $1 AND subject_id = $2 RETURNING number";
}

/// Every constant statement of the module that both engines know.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    STATEMENTS.to_vec()
}

/// Puts a thing where it can be found, in place of what was known of it before.
pub async fn put(tx: &WriteTx, entry: Entry) -> Result<()> {
    put_many(tx, vec![entry]).await
}

/// As [`put`], for many: a few statements for hundreds. Of a subject that comes twice, the last
/// counts.
pub async fn put_many(tx: &WriteTx, mut entries: Vec<Entry>) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    entries.reverse();
    entries.retain(|entry| seen.insert(entry.subject.clone()));
    entries.reverse();
    for batch in entries.chunks(BATCH) {
        match tx.engine() {
            Engine::Sqlite => put_in_sqlite(tx, batch).await?,
            Engine::Postgres => put_in_postgres(tx, batch).await?,
        }
    }
    Ok(())
}

/// What waits for the commit.
#[derive(Default)]
struct Waiting(Vec<Entry>);

impl Gathered for Waiting {
    fn write(self: Box<Self>, tx: &WriteTx) -> BoxFuture<'_, Result<()>> {
        Box::pin(put_many(tx, self.0))
    }
}

/// As [`put`], at the commit, together with all others of the transaction: for what many submit
/// at the same time. Until then it is not found, and [`remove`] does not know of it.
pub fn put_at_commit(tx: &WriteTx, entry: Entry) {
    tx.gather(|waiting: &mut Waiting| waiting.0.push(entry));
}

const ON_CONFLICT: &str = "ON CONFLICT (kind, subject_id) DO UPDATE SET \
                           body_id = excluded.body_id, title = excluded.title, \
                           language = excluded.language, changed_at = excluded.changed_at";

/// The values of a row of `search_entry`, and their places as `$1, $2 …`.
fn row(tx: &WriteTx, entry: &Entry, values: &mut Vec<Value>) -> String {
    let first = values.len() + 1;
    values.extend(values![
        entry.subject.kind.as_str(),
        entry.subject.id,
        entry.body,
        crate::mail::one_line(&entry.title, 300),
        entry.language.as_str(),
        tx.now()
    ]);
    places(first, values.len())
}

fn places(first: usize, last: usize) -> String {
    (first..=last).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

#[derive(FromQueryResult)]
struct Numbered {
    number: i64,
    kind: String,
    subject_id: Uuid,
}

async fn put_in_sqlite(tx: &WriteTx, entries: &[Entry]) -> Result<()> {
    let mut values = Vec::new();
    let rows: Vec<String> =
        entries.iter().map(|entry| format!("({})", row(tx, entry, &mut values))).collect();
    let sql = format!(
        "INSERT INTO search_entry (kind, subject_id, body_id, title, language, changed_at) \
         VALUES {} {ON_CONFLICT} RETURNING number, kind, subject_id",
        rows.join(", ")
    );
    let numbered: Vec<Numbered> = tx.all(&sql, values).await?;
    let numbers: std::collections::HashMap<(&str, Uuid), i64> =
        numbered.iter().map(|n| ((n.kind.as_str(), n.subject_id), n.number)).collect();
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for entry in entries {
        let Some(number) = numbers.get(&(entry.subject.kind.as_str(), entry.subject.id)) else {
            continue;
        };
        let first = values.len() + 1;
        values.extend(values![*number, words(&entry.title), words(&entry.text)]);
        rows.push(format!("({})", places(first, values.len())));
    }
    let sql = format!(
        "INSERT OR REPLACE INTO search_words (rowid, title, words) VALUES {}",
        rows.join(", ")
    );
    tx.exec(&sql, values).await.map(|_| ())
}

async fn put_in_postgres(tx: &WriteTx, entries: &[Entry]) -> Result<()> {
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for entry in entries {
        let row = row(tx, entry, &mut values);
        values.extend(values![words(&entry.title), words(&entry.text)]);
        let (title, text) = (values.len() - 1, values.len());
        rows.push(format!(
            "({row}, setweight(to_tsvector('search_words', ${title}), 'A') || \
             to_tsvector('search_words', ${text}))"
        ));
    }
    let sql = format!(
        "INSERT INTO search_entry (kind, subject_id, body_id, title, language, changed_at, words) \
         VALUES {} {ON_CONFLICT}, words = excluded.words",
        rows.join(", ")
    );
    tx.exec(&sql, values).await.map(|_| ())
}

/// Takes a thing out: it is not found again, and its words are gone from the index.
pub async fn remove(tx: &WriteTx, subject: &Subject) -> Result<()> {
    let number: Option<i64> = tx.scalar(NUMBER, values![subject.kind.as_str(), subject.id]).await?;
    if let (Some(number), Engine::Sqlite) = (number, tx.engine()) {
        tx.exec("DELETE FROM search_words WHERE rowid = $1", values![number]).await?;
    }
    Ok(())
}

/// A condition for a store's own query: that the id in `column` is of a thing of this kind in
/// which the words are found. Its values take the places from `first_placeholder` on. `None` when
/// there is nothing to look for.
pub fn clause(
    engine: Engine,
    column: &str,
    kind: &str,
    query: &str,
    first_placeholder: usize,
) -> Option<(String, Vec<Value>)> {
    let query = Query::read(query)?;
    let (kind_place, query_place) = (first_placeholder, first_placeholder + 1);
    let (matches, query) = matching(engine, &query, query_place);
    let sql = format!(
        "{column} IN (SELECT search_entry.subject_id FROM {} WHERE search_entry.kind = \
         ${kind_place} AND {matches})",
        tables(engine)
    );
    Some((sql, values![kind, query]))
}

fn tables(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "search_words CROSS JOIN search_entry ON search_entry.number = search_words.rowid"
        }
        Engine::Postgres => "search_entry",
    }
}

fn matching(engine: Engine, query: &Query, place: usize) -> (String, String) {
    match engine {
        Engine::Sqlite => (format!("search_words MATCH ${place}"), query.for_sqlite()),
        Engine::Postgres => (
            format!("search_entry.words @@ websearch_to_tsquery('search_words', ${place})"),
            query.for_postgres(),
        ),
    }
}

/// What sorts the best first: a word in the title counts for ten in the text.
fn rank(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "bm25(search_words, 10.0, 1.0)",
        Engine::Postgres => {
            "-ts_rank('{0.1, 0.1, 0.1, 1.0}', search_entry.words, \
             websearch_to_tsquery('search_words', $1))"
        }
    }
}

#[derive(FromQueryResult)]
struct Found {
    kind: String,
    subject_id: Uuid,
    body_id: Option<Uuid>,
    title: String,
    changed_at: DateTime<Utc>,
}

/// Things of these kinds, of one body or of all, in which the words are found: the best first,
/// and how many there are in all. Who may see them is for the caller to know.
pub async fn find(
    tx: &Tx,
    body: Option<Uuid>,
    kinds: &[&str],
    query: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Hit>, i64)> {
    let Some(query) = Query::read(query).filter(|_| !kinds.is_empty()) else {
        return Ok((Vec::new(), 0));
    };
    let engine = tx.engine();
    let (matches, query) = matching(engine, &query, 1);
    let mut values = values![query];
    values.extend(kinds.iter().map(|kind| Value::from(*kind)));
    let mut clause = format!("{matches} AND search_entry.kind IN ({})", places(2, values.len()));
    if let Some(body) = body {
        values.push(body.into());
        clause = format!("{clause} AND search_entry.body_id = ${}", values.len());
    }
    let tables = tables(engine);
    let all = format!("SELECT COUNT(*) FROM {tables} WHERE {clause}");
    let count = tx.count(&all, values.clone()).await?;
    let n = values.len();
    values.extend(values![limit, offset]);
    let sql = format!(
        "SELECT search_entry.kind, search_entry.subject_id, search_entry.body_id, \
         search_entry.title, search_entry.changed_at FROM {tables} WHERE {clause} \
         ORDER BY {}, search_entry.number DESC LIMIT ${} OFFSET ${}",
        rank(engine),
        n + 1,
        n + 2
    );
    let found: Vec<Found> = tx.all(&sql, values).await?;
    let hits = found.into_iter().map(|f| Hit {
        subject: Subject::new(f.kind, f.subject_id),
        body: f.body_id,
        title: f.title,
        changed_at: f.changed_at,
    });
    Ok((hits.collect(), count))
}
