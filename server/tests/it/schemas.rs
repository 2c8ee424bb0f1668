//! The two engines have the same tables, column by column, but for the search index.

use std::collections::BTreeMap;

use kernel::sql::FromQueryResult;
use kernel::values;
use testing::{Both, Installation};

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

#[derive(FromQueryResult)]
struct Column {
    table_name: String,
    name: String,
    kind: String,
    required: bool,
    key: i64,
}

const SQLITE: &str = "SELECT t.name AS table_name, c.name AS name, lower(c.type) AS kind, \
     c.\"notnull\" = 1 AS required, c.pk AS key FROM pragma_table_list t \
     JOIN pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND t.type = 'table' \
     AND t.name NOT LIKE 'sqlite_%' AND c.hidden = 0";
const POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT) AS table_name, \
     CAST(c.column_name AS TEXT) AS name, CAST(c.data_type AS TEXT) AS kind, \
     c.is_nullable = 'NO' AS required, CAST(COALESCE((SELECT k.ordinal_position \
     FROM information_schema.table_constraints t JOIN information_schema.key_column_usage k \
     ON k.constraint_name = t.constraint_name AND k.table_schema = t.table_schema \
     AND k.table_name = t.table_name WHERE t.constraint_type = 'PRIMARY KEY' \
     AND t.table_schema = c.table_schema AND t.table_name = c.table_name \
     AND k.column_name = c.column_name), 0) AS BIGINT) AS key \
     FROM information_schema.columns c JOIN information_schema.tables b \
     ON b.table_schema = c.table_schema AND b.table_name = c.table_name \
     AND b.table_type = 'BASE TABLE' WHERE c.table_schema = current_schema()";
const SQLITE_INDEXES: &str = "SELECT name FROM sqlite_master WHERE type = 'index' AND \
     name NOT LIKE 'sqlite_%' ORDER BY name";
// Indexes that the engines make for keys and unique columns have names of their own.
const POSTGRES_INDEXES: &str = "SELECT CAST(indexname AS TEXT) AS name FROM pg_indexes \
     WHERE schemaname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint c \
     JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.conname = indexname \
     AND n.nspname = current_schema()) ORDER BY indexname";

/// What the schema builder asked for, by what each engine calls it.
fn same_kind(name: &str) -> &str {
    match name {
        "uuid_text" | "uuid" => "id",
        "date_text" | "date" => "day",
        "timestamp_with_timezone_text" | "timestamp with time zone" => "moment",
        "blob" | "bytea" => "bytes",
        "integer" | "bigint" => "number",
        "double" | "double precision" => "real",
        "varchar" | "character varying" | "text" => "text",
        other => other,
    }
}

type Columns = BTreeMap<(String, String), (String, bool, i64)>;

async fn columns(it: &Installation) -> Columns {
    let sql = if it.on == Both::Sqlite { SQLITE } else { POSTGRES };
    let tx = it.core.read().await.unwrap();
    let rows: Vec<Column> = tx.all(sql, values![]).await.unwrap();
    rows.into_iter()
        .filter(|c| c.kind != "tsvector")
        .map(|c| {
            // A key is required whether or not the engine says so.
            let is = (same_kind(&c.kind).to_owned(), c.required || c.key > 0, c.key);
            ((c.table_name, c.name), is)
        })
        .collect()
}

async fn indexes(it: &Installation) -> Vec<String> {
    let sql = if it.on == Both::Sqlite { SQLITE_INDEXES } else { POSTGRES_INDEXES };
    let tx = it.core.read().await.unwrap();
    let rows: Vec<Name> = tx.all(sql, values![]).await.unwrap();
    let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
    names.retain(|name| name != "search_entry_words");
    names.sort();
    names
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn both_engines_have_the_same_tables_columns_and_indexes() {
    let here = Both::Sqlite.install_with(server::compose::capabilities()).await;
    let there = Both::Postgres.install_with(server::compose::capabilities()).await;
    let (a, b) = (columns(&here).await, columns(&there).await);
    let differ: Vec<_> = a
        .iter()
        .filter(|(column, is)| b.get(*column) != Some(*is))
        .map(|(column, is)| {
            format!("{column:?}: {is:?} on SQLite, {:?} on PostgreSQL", b.get(column))
        })
        .chain(b.keys().filter(|c| !a.contains_key(*c)).map(|c| format!("{c:?}: PostgreSQL only")))
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
    assert!(a.len() > 200, "{}", a.len());
    assert_eq!(indexes(&here).await, indexes(&there).await);
}

/// Whatever a capability stores, a backup carries to the other engine.
#[testing::tokio::test(crate = "testing::tokio")]
async fn every_table_goes_into_a_backup_and_into_the_other_engine() {
    for (from, to) in [(Both::Sqlite, Both::Postgres), (Both::Postgres, Both::Sqlite)] {
        let source = from.install_with(server::compose::capabilities()).await;
        source.body("havering").await;
        let made = kernel::backup::create(&source.core, source.folder.path()).await.unwrap();
        let target = to.empty().await;
        let migrations = server::compose::registry().migrations();
        kernel::backup::restore(&target.core, &migrations, &made.file, false).await.unwrap();
        let again = kernel::backup::create(&target.core, target.folder.path()).await.unwrap();
        let tables = |rows: &BTreeMap<String, u64>| rows.keys().cloned().collect::<Vec<_>>();
        assert_eq!(tables(&made.summary.rows), tables(&again.summary.rows));
        assert!(tables(&made.summary.rows).contains(&"body".to_owned()));
    }
}
