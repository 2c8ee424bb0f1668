//! Writing a backup from one moment of the database.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::schema::{self, Table, quoted};
use super::value::Kind;
use super::{FORMAT, Failure, Header, Heading, Summary, Trailer, VERSION, search_rows};
use crate::db::{Engine, ReadTx, Tx};
use crate::error::Error;
use crate::values;

/// Rows held in memory at a time.
const PAGE: usize = 200;
/// The same of a table that holds bytes, which may be parts of files.
const PAGE_OF_BYTES: usize = 64;

/// Lines that are summed up and compressed on their way out.
struct Lines<W: Write> {
    out: GzEncoder<W>,
    sum: Sha256,
}

impl<W: Write> Lines<W> {
    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(value)?;
        text.push(b'\n');
        self.sum.update(&text);
        self.out.write_all(&text)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn unwritten(cause: io::Error) -> Failure {
    Failure::Kernel(Error::Unavailable(format!("the backup cannot be written: {cause}")))
}

/// Writes everything the transaction sees; what it wrote, and the file to be closed.
pub async fn write<W: Write + Send>(
    tx: &ReadTx,
    made_at: DateTime<Utc>,
    out: W,
) -> Result<(Summary, W), Failure> {
    let out = GzEncoder::new(out, Compression::new(4));
    let mut lines = Lines { out, sum: Sha256::new() };
    let header = header(tx, made_at).await?;
    lines.line(&header).map_err(unwritten)?;
    let mut rows = BTreeMap::new();
    for table in schema::tables(tx).await? {
        let count = write_table(tx, &table, &mut lines).await?;
        rows.insert(table.name, count);
    }
    if rows.contains_key(search_rows::OF) {
        let count = write_search(tx, &mut lines).await?;
        rows.insert(search_rows::TABLE.to_owned(), count);
    }
    let sha256 = HEXLOWER.encode(&lines.sum.clone().finalize());
    let trailer = Trailer { rows: rows.clone(), sha256: sha256.clone() };
    lines.line(&trailer).map_err(unwritten)?;
    let out = lines.out.finish().map_err(unwritten)?;
    Ok((Summary { header, rows, sha256 }, out))
}

async fn header(tx: &Tx, made_at: DateTime<Utc>) -> Result<Header, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
    }
    let done: Vec<Row> = tx.all("SELECT name FROM migration_done ORDER BY name", values![]).await?;
    let engine = match tx.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    Ok(Header {
        format: FORMAT.into(),
        version: VERSION,
        made_at,
        engine: engine.into(),
        migrations: done.into_iter().map(|row| row.name).collect(),
    })
}

/// Writes a table's rows in the order of its key, a page at a time.
async fn write_table<W: Write + Send>(
    tx: &Tx,
    table: &Table,
    lines: &mut Lines<W>,
) -> Result<u64, Failure> {
    let heading = Heading { table: table.name.clone(), columns: table.columns.clone() };
    lines.line(&heading).map_err(unwritten)?;
    let mut count = 0;
    let mut after: Option<Vec<Value>> = None;
    loop {
        let most = page_size(table);
        let sql = page_sql(table, after.is_some());
        let page = tx.rows(&sql, after.take().unwrap_or_default()).await?;
        for row in &page {
            let values = table
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| column.kind.read(row, at))
                .collect::<crate::Result<Vec<Json>>>()?;
            lines.line(&values).map_err(unwritten)?;
            count += 1;
        }
        if page.len() < most {
            return Ok(count);
        }
        let Some(last) = page.last() else { return Ok(count) };
        let key = table.key.iter().map(|at| {
            let kind = table.columns[*at].kind;
            kind.bind(&kind.read(last, *at)?)
        });
        after = Some(key.collect::<Result<_, _>>()?);
    }
}

fn page_sql(table: &Table, is_later: bool) -> String {
    let columns: Vec<String> = table.columns.iter().map(|c| quoted(&c.name)).collect();
    let key: Vec<&str> = table.key.iter().map(|at| columns[*at].as_str()).collect();
    let key = key.join(", ");
    let beyond = if is_later {
        let places: Vec<String> = (1..=table.key.len()).map(|n| format!("${n}")).collect();
        format!("WHERE ({key}) > ({})", places.join(", "))
    } else {
        String::new()
    };
    format!(
        "SELECT {} FROM {} {beyond} ORDER BY {key} LIMIT {}",
        columns.join(", "),
        quoted(&table.name),
        page_size(table)
    )
}

fn page_size(table: &Table) -> usize {
    // Entries of the record are many and short.
    let is_record = table.name.starts_with("record_");
    let bytes = table.columns.iter().any(|column| column.kind == Kind::Bytes);
    if bytes && !is_record { PAGE_OF_BYTES } else { PAGE }
}

async fn write_search<W: Write + Send>(tx: &Tx, lines: &mut Lines<W>) -> Result<u64, Failure> {
    lines.line(&search_rows::heading()).map_err(unwritten)?;
    let (mut count, mut after) = (0, 0);
    loop {
        let page = search_rows::page(tx, after).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.first().and_then(Json::as_i64).unwrap_or(i64::MAX);
        for row in &page {
            lines.line(row).map_err(unwritten)?;
            count += 1;
        }
    }
}
