//! Putting a backup into an empty database, in one transaction.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sea_orm::Value;
use serde::Serialize;
use serde_json::Value as Json;

use super::read::{Part, Reader};
use super::record_rows::RecordRows;
use super::schema::{self, Table, quoted};
use super::value::Kind;
use super::{Column, Failure, Header, Heading, Summary, quarantine, search_rows};
use crate::actor::Actor;
use crate::core::Core;
use crate::db::migrate::{self, Migration};
use crate::db::{Tx, WriteTx};
use crate::record::Verification;
use crate::values;

/// Rows that go in with one statement, and values at most (the engines allow 32,766).
const ROWS: usize = 100;
const VALUES: usize = 30_000;

/// A backup that was put back.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    /// What it held.
    #[serde(flatten)]
    pub summary: Summary,
    /// The records in it, verified as they went in.
    pub records: Vec<Verification>,
    /// The epoch that began.
    pub epoch: u64,
    /// Migrations that this version ran on top.
    pub migrated: Vec<&'static str>,
}

/// Restores a backup into an empty database. Everything goes in or nothing does. The copy is in
/// quarantine, and the record of each body says that a new epoch began. A record that does not
/// verify stops it, unless `even_if_at_fault`: a damaged record may be all there is.
pub async fn restore(
    core: &Arc<Core>,
    migrations: &[Migration],
    file: &Path,
    even_if_at_fault: bool,
) -> Result<Restored, Failure> {
    let mut reader = Reader::open(file)?;
    let wanted = wanted(reader.header(), migrations)?;
    demand_empty(core, reader.header()).await?;
    migrate::run(&core.db, &*core.clock, &wanted).await?;

    let tx = core.write(&Actor::system("restore")).await?;
    let tables = schema::tables(&tx).await?;
    schema::defer_references(&tx).await?;
    for table in &tables {
        // What a migration put in itself is in the backup too.
        tx.exec(&format!("DELETE FROM {}", quoted(&table.name)), values![]).await?;
    }
    let mut records = RecordRows::new(core.secrets.clone());
    let summary = fill(&tx, &mut reader, &tables, &mut records).await?;
    let records = records.finish();
    if !even_if_at_fault && records.iter().any(|v| !v.is_good()) {
        tx.rollback().await?;
        return Err(Failure::Record(records));
    }
    schema::go_on_counting(&tx, &tables).await?;
    schema::demand_references(&tx).await?;
    let done = quarantine::begin(&tx, &summary, &records).await?;
    let epoch = tx.commit(done).await?.value;
    let migrated = migrate::run(&core.db, &*core.clock, migrations).await?;
    Ok(Restored { summary, records, epoch, migrated })
}

/// The migrations that made the backup's tables.
fn wanted(header: &Header, migrations: &[Migration]) -> Result<Vec<Migration>, Failure> {
    let find = |name: &String| {
        let found = migrations.iter().find(|m| m.name == name);
        let found = found.ok_or_else(|| Failure::Newer(name.clone()))?;
        Ok(Migration { name: found.name, step: found.step })
    };
    header.migrations.iter().map(find).collect()
}

async fn demand_empty(core: &Core, header: &Header) -> Result<(), Failure> {
    let tx = core.read().await?;
    for table in schema::tables(&tx).await? {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        if tx.count(&sql, values![]).await? > 0 {
            return Err(Failure::NotEmpty(table.name));
        }
    }
    for done in migrations_done(&tx).await {
        if !header.migrations.contains(&done) {
            return Err(Failure::Schema(format!(
                "the empty database has tables that the backup lacks (migration {done}); give it \
                 one without tables"
            )));
        }
    }
    Ok(())
}

async fn migrations_done(tx: &Tx) -> Vec<String> {
    let rows = tx.rows("SELECT name FROM migration_done", values![]).await;
    // Before the first migration there is no table.
    rows.unwrap_or_default().iter().filter_map(|row| row.try_get_by_index(0).ok()).collect()
}

async fn fill(
    tx: &WriteTx,
    reader: &mut Reader<std::fs::File>,
    tables: &[Table],
    records: &mut RecordRows,
) -> Result<Summary, Failure> {
    let mut filling: Option<Filling> = None;
    loop {
        match reader.next()? {
            Part::Table(heading) => {
                if let Some(mut before) = filling.take() {
                    before.flush(tx).await?;
                }
                records.table(&heading);
                let begun = Filling::new(&heading, tables);
                filling = Some(begun.map_err(|failure| damaged_or(reader, failure))?);
            }
            Part::Row(row) => {
                records.row(&row)?;
                if let Some(filling) = &mut filling {
                    filling.add(tx, &row).await?;
                }
            }
            Part::End(summary) => {
                if let Some(mut last) = filling.take() {
                    last.flush(tx).await?;
                }
                check_counts(tx, &summary.rows, tables).await?;
                return Ok(summary);
            }
        }
    }
}

/// A table that does not fit may be a damaged line: then the damage is what to tell of.
fn damaged_or(reader: &mut Reader<std::fs::File>, failure: Failure) -> Failure {
    loop {
        match reader.next() {
            Ok(Part::End(_)) => return failure,
            Ok(_) => {}
            Err(damage) => return damage,
        }
    }
}

/// That what went in is there: no trigger, rule or limit of the engine swallowed a row.
async fn check_counts(
    tx: &Tx,
    rows: &BTreeMap<String, u64>,
    tables: &[Table],
) -> Result<(), Failure> {
    for table in tables {
        let Some(expected) = rows.get(&table.name) else {
            return Err(Failure::Schema(format!("the backup has no table {}", table.name)));
        };
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let found = tx.count(&sql, values![]).await?;
        if u64::try_from(found).ok() != Some(*expected) {
            let says = format!("table {} took {found} of {expected} rows", table.name);
            return Err(Failure::Schema(says));
        }
    }
    Ok(())
}

/// A table being filled.
struct Filling {
    into: String,
    /// What goes behind the values of each row, for columns that are derived.
    behind: String,
    kinds: Vec<Kind>,
    most: usize,
    rows: usize,
    values: Vec<Value>,
}

impl Filling {
    fn new(heading: &Heading, tables: &[Table]) -> Result<Self, Failure> {
        if heading.table == search_rows::TABLE {
            return if *heading == search_rows::heading() {
                Ok(Self::of(heading, String::new(), &[]))
            } else {
                Err(Failure::Schema("the words of search are in another form".into()))
            };
        }
        let table = tables.iter().find(|t| t.name == heading.table);
        let sorted = |columns: &[Column]| {
            let mut names: Vec<_> = columns.iter().map(|c| (c.name.clone(), c.kind)).collect();
            names.sort_by(|a, b| a.0.cmp(&b.0));
            names
        };
        if table.is_none_or(|t| sorted(&t.columns) != sorted(&heading.columns)) {
            let says = format!("table {} is not what it is in the backup", heading.table);
            return Err(Failure::Schema(says));
        }
        let derived = table.map(|t| t.derived.as_slice()).unwrap_or_default();
        let names: Vec<String> =
            heading.columns.iter().map(|c| &c.name).chain(derived).map(|n| quoted(n)).collect();
        let into = format!("INSERT INTO {} ({})", quoted(&heading.table), names.join(", "));
        Ok(Self::of(heading, into, derived))
    }

    fn of(heading: &Heading, into: String, derived: &[String]) -> Self {
        Self {
            into,
            behind: ", ''".repeat(derived.len()),
            kinds: heading.columns.iter().map(|c| c.kind).collect(),
            most: ROWS.min(VALUES / heading.columns.len().max(1)).max(1),
            rows: 0,
            values: Vec::new(),
        }
    }

    async fn add(&mut self, tx: &WriteTx, row: &[Json]) -> Result<(), Failure> {
        for (kind, value) in self.kinds.iter().zip(row) {
            self.values.push(kind.bind(value)?);
        }
        self.rows += 1;
        if self.rows == self.most { self.flush(tx).await } else { Ok(()) }
    }

    async fn flush(&mut self, tx: &WriteTx) -> Result<(), Failure> {
        if self.rows == 0 {
            return Ok(());
        }
        if self.into.is_empty() {
            search_rows::load(tx, self.rows, std::mem::take(&mut self.values)).await?;
            self.rows = 0;
            return Ok(());
        }
        let mut n = 0;
        let rows: Vec<String> = (0..self.rows)
            .map(|_| {
                let places: Vec<String> = self
                    .kinds
                    .iter()
                    .map(|_| {
                        n += 1;
                        format!("${n}")
                    })
                    .collect();
                format!("({}{})", places.join(", "), self.behind)
            })
            .collect();
        let sql = format!("{} VALUES {}", self.into, rows.join(", "));
        tx.exec(&sql, std::mem::take(&mut self.values)).await?;
        self.rows = 0;
        Ok(())
    }
}
