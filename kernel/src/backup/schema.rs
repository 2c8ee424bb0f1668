//! Which tables there are, asked of the database itself: a capability that adds a table need not
//! know of backups.

use sea_orm::FromQueryResult;

use super::value::Kind;
use super::{BOOKKEEPING, Column, Failure};
use crate::db::{Engine, Tx, WriteTx};
use crate::values;

/// A table, its columns in order and those of its key.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) key: Vec<usize>,
    /// Columns that are made from other rows afterwards, and must hold something until then.
    pub(super) derived: Vec<String>,
}

/// Tables whose rows are read before those of the record's entries, so that entries can be
/// verified as they pass.
const FIRST: [&str; 3] = ["record_checkpoint", "record_head", "record_block"];

#[derive(FromQueryResult)]
struct Named {
    name: String,
}

#[derive(FromQueryResult)]
struct Declared {
    name: String,
    kind: String,
    key: i64,
}

// Virtual tables (full-text indexes) and what they keep beside themselves are not of type 'table'.
const SQLITE_TABLES: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND \
                             type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
const SQLITE_COLUMNS: &str = "SELECT name, type AS kind, pk AS key \
                              FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid";
const POSTGRES_TABLES: &str = "SELECT CAST(table_name AS TEXT) AS name \
                               FROM information_schema.tables \
                               WHERE table_schema = current_schema() AND \
                               table_type = 'BASE TABLE' ORDER BY 1";
const POSTGRES_COLUMNS: &str = "SELECT CAST(c.column_name AS TEXT) AS name, CAST(c.data_type AS TEXT) AS kind, \
     CAST(COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints t \
     JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name AND \
     k.table_schema = t.table_schema AND k.table_name = t.table_name \
     WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = c.table_schema AND \
     t.table_name = c.table_name AND k.column_name = c.column_name), 0) AS BIGINT) AS key \
     FROM information_schema.columns c WHERE c.table_schema = current_schema() AND \
     c.table_name = $1 AND c.is_generated = 'NEVER' ORDER BY c.ordinal_position";

/// Kinds of column that are carried in another form: see `search_rows`.
const DERIVED: [&str; 1] = ["tsvector"];

/// Every table that a backup carries.
pub(super) async fn tables(tx: &Tx) -> Result<Vec<Table>, Failure> {
    let (tables, columns) = match tx.engine() {
        Engine::Sqlite => (SQLITE_TABLES, SQLITE_COLUMNS),
        Engine::Postgres => (POSTGRES_TABLES, POSTGRES_COLUMNS),
    };
    let mut found = Vec::new();
    for Named { name } in tx.all::<Named>(tables, values![]).await? {
        if BOOKKEEPING.contains(&name.as_str()) {
            continue;
        }
        let declared: Vec<Declared> = tx.all(columns, values![name.as_str()]).await?;
        found.push(table(tx.engine(), name, declared)?);
    }
    found.sort_by_key(|t| FIRST.iter().position(|f| *f == t.name).unwrap_or(FIRST.len()));
    Ok(found)
}

fn table(engine: Engine, name: String, declared: Vec<Declared>) -> Result<Table, Failure> {
    let mut columns = Vec::new();
    let (mut key, mut derived) = (Vec::new(), Vec::new());
    for column in declared {
        if DERIVED.contains(&column.kind.to_ascii_lowercase().as_str()) {
            derived.push(column.name);
            continue;
        }
        let kind = Kind::declared(engine, &column.kind).ok_or_else(|| {
            Failure::Schema(format!(
                "a backup cannot carry column {name}.{} of type '{}'",
                column.name, column.kind
            ))
        })?;
        if column.key > 0 {
            key.push((column.key, columns.len()));
        }
        columns.push(Column { name: column.name, kind });
    }
    if key.is_empty() {
        return Err(Failure::Schema(format!("table {name} has no primary key")));
    }
    key.sort_unstable();
    Ok(Table { name, columns, key: key.into_iter().map(|(_, at)| at).collect(), derived })
}

#[derive(FromQueryResult)]
struct Constraint {
    table_name: String,
    name: String,
}

const POSTGRES_FOREIGN_KEYS: &str = "SELECT CAST(r.relname AS TEXT) AS table_name, CAST(c.conname AS TEXT) AS name \
     FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid \
     JOIN pg_namespace n ON n.oid = c.connamespace \
     WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2";

/// Lets rows come in any order until [`demand_references`], within the transaction.
pub(super) async fn defer_references(tx: &WriteTx) -> Result<(), Failure> {
    match tx.engine() {
        Engine::Sqlite => {
            tx.exec("PRAGMA defer_foreign_keys = ON", values![]).await?;
        }
        Engine::Postgres => alter_references(tx, "DEFERRABLE INITIALLY DEFERRED").await?,
    }
    Ok(())
}

/// Checks that every row that another points at is there, and demands it at once from here on.
pub(super) async fn demand_references(tx: &WriteTx) -> Result<(), Failure> {
    match tx.engine() {
        // SQLite checks at the commit.
        Engine::Sqlite => {}
        Engine::Postgres => {
            tx.exec("SET CONSTRAINTS ALL IMMEDIATE", values![]).await?;
            alter_references(tx, "NOT DEFERRABLE").await?;
        }
    }
    Ok(())
}

async fn alter_references(tx: &WriteTx, to: &str) -> Result<(), Failure> {
    for key in tx.all::<Constraint>(POSTGRES_FOREIGN_KEYS, values![]).await? {
        let (table, name) = (quoted(&key.table_name), quoted(&key.name));
        tx.exec(&format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {to}"), values![]).await?;
    }
    Ok(())
}

/// Lets numbers that the engine gives out go on after those that were put in. SQLite sees to it
/// by itself.
pub(super) async fn go_on_counting(tx: &WriteTx, tables: &[Table]) -> Result<(), Failure> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    for table in tables {
        for at in table.key.iter().filter(|at| table.columns[**at].kind == Kind::Int) {
            let (name, column) = (quoted(&table.name), &table.columns[*at].name);
            let counter: Option<Option<String>> = tx
                .scalar(
                    "SELECT pg_get_serial_sequence($1, $2)",
                    values![name.as_str(), column.as_str()],
                )
                .await?;
            if let Some(counter) = counter.flatten() {
                let sql = format!(
                    "SELECT setval(CAST($1 AS regclass), (SELECT COALESCE(MAX({}), 0) + 1 \
                     FROM {name}), FALSE)",
                    quoted(column)
                );
                tx.exec(&sql, values![counter]).await?;
            }
        }
    }
    Ok(())
}

/// A name of the schema within SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
