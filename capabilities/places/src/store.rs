//! SQL and nothing but.

use std::collections::BTreeMap;

use kernel::capability::Shown;
use kernel::core::BoxFuture;
use kernel::error::{Error, Result};
use kernel::sql::{FromQueryResult, Value};
use kernel::{Tx, WriteTx, values};
use uuid::Uuid;

use crate::model::{Area, Details, Kind, Service, key};

/// Services that a choice offers at once.
pub const OFFERED: usize = 20;

kernel::statements! {
    WHOSE = "SELECT name, body_id FROM place_service WHERE id = $1";
    BY_ID = "SELECT id, body_id, name, kind, provider, ods_code, address, postcode, area, \
             telephone, about, feedback, opened_on, closed_on FROM place_service \
             WHERE body_id = $1 AND id = $2";
    BY_CODE = "SELECT id, body_id, name, kind, provider, ods_code, address, postcode, area, \
               telephone, about, feedback, opened_on, closed_on FROM place_service \
               WHERE body_id = $1 AND ods_code = $2";
    BY_NAME = "SELECT id, body_id, name, kind, provider, ods_code, address, postcode, area, \
               telephone, about, feedback, opened_on, closed_on FROM place_service \
               WHERE body_id = $1 AND name_key = $2 ORDER BY closed_on IS NOT NULL, id LIMIT 1";
    OPEN = "SELECT id, name FROM place_service WHERE body_id = $1 \
            AND (closed_on IS NULL OR closed_on >= $2) ORDER BY name_key, id LIMIT $3";
    COUNT_ALL = "SELECT COUNT(*) FROM place_service WHERE body_id = $1";
    COUNT_OPEN = "SELECT COUNT(*) FROM place_service WHERE body_id = $1 \
                  AND (closed_on IS NULL OR closed_on >= $2)";
    INSERT = "INSERT INTO place_service (id, body_id, name, kind, provider, ods_code, address, \
              postcode, area, telephone, about, feedback, opened_on, closed_on, name_key, \
              search_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
              $13, $14, $15, $16, $17)";
    UPDATE = "UPDATE place_service SET name = $3, kind = $4, provider = $5, ods_code = $6, \
              address = $7, postcode = $8, area = $9, telephone = $10, about = $11, \
              feedback = $12, opened_on = $13, closed_on = $14, name_key = $15, search_key = $16 \
              WHERE body_id = $1 AND id = $2";
    CLOSE = "UPDATE place_service SET closed_on = $3 WHERE body_id = $1 AND id = $2 \
             AND (opened_on IS NULL OR opened_on <= $3)";
    AREA = "SELECT code, name, kind, parent, population, population_year, population_source \
            FROM place_area WHERE code = $1";
    AREAS = "SELECT code, name, kind, parent, population, population_year, population_source \
             FROM place_area WHERE kind = $1 ORDER BY name, code LIMIT 1000";
    PUT_AREA = "INSERT INTO place_area (code, name, kind, parent, population, population_year, \
                population_source) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO \
                UPDATE SET name = excluded.name, kind = excluded.kind, parent = excluded.parent, \
                population = excluded.population, population_year = excluded.population_year, \
                population_source = excluded.population_source";
}

/// A service of a body.
pub async fn find_service(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Service>> {
    tx.one(BY_ID, values![body, id]).await
}

/// A service as a subject: its name, its page and whose it is.
pub(crate) fn shown(tx: &Tx, id: Uuid) -> BoxFuture<'_, Result<Option<Shown>>> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        body_id: Uuid,
    }
    Box::pin(async move {
        let Some(row) = tx.one::<Row>(WHOSE, values![id]).await? else { return Ok(None) };
        let body = kernel::bodies::by_id(tx, row.body_id).await?;
        Ok(body.map(|body| Shown {
            title: row.name,
            address: format!("/{}/services", body.slug),
            body: body.id,
            verb: None,
        }))
    })
}

/// The service of that ODS code.
pub async fn by_code(tx: &Tx, body: Uuid, code: &str) -> Result<Option<Service>> {
    tx.one(BY_CODE, values![body, code.trim().to_uppercase()]).await
}

/// The service of that name, however it is spelt; an open one before a closed one.
pub async fn by_name(tx: &Tx, body: Uuid, name: &str) -> Result<Option<Service>> {
    tx.one(BY_NAME, values![body, key(name)]).await
}

#[derive(FromQueryResult)]
struct Named {
    id: Uuid,
    name: String,
}

/// Open services by name, for a short list to choose from: up to `most` of them.
pub async fn open_services(
    tx: &Tx,
    body: Uuid,
    today: chrono::NaiveDate,
    most: i64,
) -> Result<Vec<(Uuid, String)>> {
    let rows: Vec<Named> = tx.all(OPEN, values![body, today, most]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// How many services a body lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// In all.
    pub all: i64,
    /// Open today.
    pub open: i64,
}

/// How many services a body lists.
pub async fn counts(tx: &Tx, body: Uuid, today: chrono::NaiveDate) -> Result<Counts> {
    Ok(Counts {
        all: tx.count(COUNT_ALL, values![body]).await?,
        open: tx.count(COUNT_OPEN, values![body, today]).await?,
    })
}

/// Names by id, for pages that show services of many voices.
pub async fn names(tx: &Tx, body: Uuid, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for chunk in ids.chunks(200) {
        let mut values = values![body];
        let marks: Vec<String> = chunk
            .iter()
            .map(|id| {
                values.push((*id).into());
                format!("${}", values.len())
            })
            .collect();
        let sql = format!(
            "SELECT id, name FROM place_service WHERE body_id = $1 AND id IN ({})",
            marks.join(", ")
        );
        let rows: Vec<Named> = tx.all(&sql, values).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.name)));
    }
    Ok(names)
}

/// Which services; every part narrows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Each of these words is in the name, provider, code or address.
    pub words: String,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Open on this day.
    pub open_on: Option<chrono::NaiveDate>,
    /// Closed before this day.
    pub closed_before: Option<chrono::NaiveDate>,
}

impl Filter {
    fn clauses(&self, body: Uuid) -> (String, Vec<Value>) {
        let mut sql = "body_id = $1".to_owned();
        let mut values = values![body];
        let mut add = |clause: &str, value: Value| {
            values.push(value);
            sql.push_str(&clause.replace('?', &format!("${}", values.len())));
        };
        for word in key(&self.words).split(' ').filter(|w| !w.is_empty()).take(8) {
            add(" AND search_key LIKE ? ESCAPE '!'", like(word).into());
        }
        if let Some(kind) = self.kind {
            add(" AND kind = ?", kind.key().into());
        }
        if let Some(day) = self.open_on {
            add(" AND (closed_on IS NULL OR closed_on >= ?)", day.into());
        }
        if let Some(day) = self.closed_before {
            add(" AND closed_on < ?", day.into());
        }
        (sql, values)
    }
}

/// A word anywhere in a text, its own signs taken as they are.
fn like(word: &str) -> String {
    let mut safe = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            safe.push('!');
        }
        safe.push(letter);
    }
    safe.push('%');
    safe
}

/// Services by name, and how many there are in all.
pub async fn list(
    tx: &Tx,
    body: Uuid,
    which: &Filter,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Service>, i64)> {
    let (clauses, mut values) = which.clauses(body);
    let count = tx
        .count(&format!("SELECT COUNT(*) FROM place_service WHERE {clauses}"), values.clone())
        .await?;
    let n = values.len();
    values.extend(values![limit, offset]);
    let sql = format!(
        "SELECT id, body_id, name, kind, provider, ods_code, address, postcode, area, telephone, \
         about, feedback, opened_on, closed_on FROM place_service WHERE {clauses} \
         ORDER BY name_key, id LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    Ok((tx.all(&sql, values).await?, count))
}

/// What a search offers to choose from.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Services that match, by name.
    pub services: Vec<Service>,
    /// How many match in all; more than are offered when the search is too wide.
    pub total: i64,
}

/// Open services that match what was typed, for a search step without script. With nothing typed
/// it offers services only when there are few enough to show them all.
pub async fn choose(tx: &Tx, body: Uuid, typed: &str, today: chrono::NaiveDate) -> Result<Choice> {
    let offered = i64::try_from(OFFERED).unwrap_or(i64::MAX);
    let filter = Filter { words: typed.to_owned(), open_on: Some(today), ..Filter::default() };
    let (services, total) = list(tx, body, &filter, offered, 0).await?;
    if typed.trim().is_empty() && total > offered {
        return Ok(Choice { services: Vec::new(), total });
    }
    Ok(Choice { services, total })
}

/// The columns that an insert and an update share.
fn row(details: &Details) -> Vec<Value> {
    values![
        details.name.as_str(),
        details.kind.as_str(),
        details.provider.trim(),
        details.ods_code.clone(),
        details.address.trim(),
        details.postcode.as_str(),
        details.area.clone(),
        details.telephone.trim(),
        details.about.trim(),
        details.feedback.trim(),
        details.opened_on,
        details.closed_on,
        key(&details.name),
        details.search_key(),
    ]
}

pub(crate) async fn insert(tx: &WriteTx, id: Uuid, body: Uuid, details: &Details) -> Result<()> {
    let mut values = values![id, body];
    values.extend(row(details));
    values.push(tx.now().into());
    tx.exec(INSERT, values).await.map_err(taken)?;
    Ok(())
}

pub(crate) async fn update(tx: &WriteTx, body: Uuid, id: Uuid, details: &Details) -> Result<u64> {
    let mut values = values![body, id];
    values.extend(row(details));
    tx.exec(UPDATE, values).await.map_err(taken)
}

/// Another service of the body has the code.
fn taken(error: Error) -> Error {
    match error {
        Error::Conflict(message) if message.key == "conflict-exists" => {
            Error::invalid("ods_code", "places-code-taken")
        }
        other => other,
    }
}

pub(crate) async fn close(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    on: chrono::NaiveDate,
) -> Result<u64> {
    tx.exec(CLOSE, values![body, id, on]).await
}

/// The area of that code.
pub async fn area(tx: &Tx, code: &str) -> Result<Option<Area>> {
    tx.one(AREA, values![code]).await
}

/// Areas of a kind, by name.
pub async fn areas(tx: &Tx, kind: crate::model::AreaKind) -> Result<Vec<Area>> {
    tx.all(AREAS, values![kind.key()]).await
}

pub(crate) async fn put_area(tx: &WriteTx, area: &Area) -> Result<()> {
    tx.exec(
        PUT_AREA,
        values![
            area.code.as_str(),
            area.name.trim(),
            area.kind.as_str(),
            area.parent.clone(),
            area.population,
            area.population_year,
            area.population_source.trim(),
        ],
    )
    .await?;
    Ok(())
}
