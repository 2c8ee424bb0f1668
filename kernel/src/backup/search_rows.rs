//! The words that search finds things by, carried from one engine's index to the other's.
//!
//! SQLite keeps the words as they were put in; PostgreSQL keeps their stems and places, which are
//! carried as they are to another PostgreSQL, and laid out in their order for SQLite.

use sea_orm::{FromQueryResult, Value};
use serde_json::{Value as Json, json};

use super::value::Kind;
use super::{Column, Failure, Heading};
use crate::db::{Engine, Tx, WriteTx};
use crate::values;

/// The name under which the file carries the words: SQLite's own.
pub(super) const TABLE: &str = "search_words";
/// The table whose rows they belong to.
pub(super) const OF: &str = "search_entry";

const SQLITE_PAGE: &str = "SELECT rowid AS number, title, words, CAST(NULL AS TEXT) AS vector \
                           FROM search_words WHERE rowid > $1 ORDER BY rowid LIMIT 200";
const POSTGRES_PAGE: &str = "SELECT number, '' AS title, '' AS words, \
                             CAST(words AS TEXT) AS vector \
                             FROM search_entry WHERE number > $1 ORDER BY number LIMIT 200";

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    title: String,
    words: String,
    vector: Option<String>,
}

pub(super) fn heading() -> Heading {
    let column = |name: &str, kind| Column { name: name.into(), kind };
    Heading {
        table: TABLE.into(),
        columns: vec![
            column("number", Kind::Int),
            column("title", Kind::Text),
            column("words", Kind::Text),
            column("vector", Kind::Text),
        ],
    }
}

/// The next rows after a number.
pub(super) async fn page(tx: &Tx, after: i64) -> Result<Vec<Vec<Json>>, Failure> {
    let sql = match tx.engine() {
        Engine::Sqlite => SQLITE_PAGE,
        Engine::Postgres => POSTGRES_PAGE,
    };
    let rows: Vec<Row> = tx.all(sql, values![after]).await?;
    let line = |row: Row| {
        let (title, words) = match &row.vector {
            Some(vector) => laid_out(vector),
            None => (row.title, row.words),
        };
        vec![json!(row.number), json!(title), json!(words), json!(row.vector)]
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Puts rows into the index of this engine. Their entries are there already.
pub(super) async fn load(tx: &WriteTx, rows: usize, values: Vec<Value>) -> Result<(), Failure> {
    let places = |row: &str| {
        let one = |n: usize| {
            let place = |at: usize| format!("${}", n * 4 + at);
            row.replace("{n}", &place(1))
                .replace("{t}", &place(2))
                .replace("{w}", &place(3))
                .replace("{v}", &place(4))
        };
        (0..rows).map(one).collect::<Vec<_>>().join(", ")
    };
    let sql = match tx.engine() {
        // The fourth is not wanted here, and has to be named to be bound.
        Engine::Sqlite => format!(
            "INSERT INTO search_words (rowid, title, words) \
             SELECT n, t, w FROM (SELECT 0 AS n, '' AS t, '' AS w, '' AS v WHERE 1 = 0 \
             UNION ALL VALUES {})",
            places("({n}, {t}, {w}, {v})")
        ),
        Engine::Postgres => format!(
            "UPDATE search_entry SET words = COALESCE(CAST(v.vector AS tsvector), \
             setweight(to_tsvector('search_words', v.title), 'A') || \
             to_tsvector('search_words', v.words)) FROM (VALUES {}) AS v (number, title, words, \
             vector) WHERE search_entry.number = v.number",
            places(
                "(CAST({n} AS BIGINT), CAST({t} AS TEXT), CAST({w} AS TEXT), CAST({v} AS TEXT))"
            )
        ),
    };
    tx.exec(&sql, values).await?;
    Ok(())
}

/// The stems of a vector in their order: those of the title, which weigh A, and the others.
fn laid_out(vector: &str) -> (String, String) {
    let (mut title, mut words) = (Vec::new(), Vec::new());
    for (stem, places) in stems(vector) {
        if places.is_empty() {
            words.push((0, stem.clone()));
        }
        for place in places.split(',').filter(|place| !place.is_empty()) {
            let digits = place.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let at: u32 = digits.parse().unwrap_or(0);
            let into = if place.ends_with('A') { &mut title } else { &mut words };
            into.push((at, stem.clone()));
        }
    }
    let join = |mut stems: Vec<(u32, String)>| {
        stems.sort();
        stems.into_iter().map(|(_, stem)| stem).collect::<Vec<_>>().join(" ")
    };
    (join(title), join(words))
}

/// The stems of a vector's text and the text of their places: `'can''t':3A,7 'bus':1`.
fn stems(vector: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut rest = vector.trim_start();
    while let Some(quoted) = rest.strip_prefix('\'') {
        let mut stem = String::new();
        let mut chars = quoted.char_indices().peekable();
        let mut end = quoted.len();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek().map(|(_, next)| *next)) {
                ('\'' | '\\', Some(next)) if next == c => {
                    stem.push(c);
                    chars.next();
                }
                ('\'', _) => {
                    end = at + 1;
                    break;
                }
                _ => stem.push(c),
            }
        }
        let after = &quoted[end..];
        let stop = after.find(' ').unwrap_or(after.len());
        found.push((stem, after[..stop].trim_start_matches(':')));
        rest = after[stop..].trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_laid_out_in_its_order() {
        let vector = r"'bus':2,5 'can''t':1A 'c:\\d, e':4 'stop':3 'wait':6C 'ward':2A";
        let (title, words) = laid_out(vector);
        assert_eq!(title, "can't ward");
        assert_eq!(words, r"bus stop c:\d, e bus wait");
        assert_eq!(laid_out(""), (String::new(), String::new()));
        assert_eq!(laid_out("'bus'"), (String::new(), "bus".into()));
    }
}
