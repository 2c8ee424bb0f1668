//! Migrations: one sorted list, made with the schema builder so that one text serves both
//! engines, run under a lock row of our own.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::{Db, Engine, read_error};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// One step of the schema. Names sort by time: `m20261121_000001_thread_voice`.
#[derive(Clone, Copy)]
pub struct Migration {
    /// Its name, unique in the whole product.
    pub name: &'static str,
    /// Makes the step.
    pub step: fn() -> Box<dyn MigrationTrait>,
}

/// Names of migrations still to run, in order.
pub async fn pending(db: &Db, all: &[Migration]) -> Result<Vec<&'static str>> {
    let done = applied(&db.writes).await?;
    let mut names: Vec<_> =
        all.iter().map(|m| m.name).filter(|n| !done.contains(&(*n).to_owned())).collect();
    names.sort_unstable();
    Ok(names)
}

/// Runs what is pending; returns the names that ran. A second server that starts at the same
/// moment waits for the first.
pub async fn run(db: &Db, clock: &dyn Clock, all: &[Migration]) -> Result<Vec<&'static str>> {
    prepare(db).await?;
    take_lock(db, clock).await?;
    let ran = run_locked(db, clock, all).await;
    let freed = execute(&db.writes, "DELETE FROM migration_lock WHERE id = 1").await;
    let ran = ran?;
    freed?;
    Ok(ran)
}

async fn run_locked(db: &Db, clock: &dyn Clock, all: &[Migration]) -> Result<Vec<&'static str>> {
    let names = pending(db, all).await?;
    for name in &names {
        let Some(migration) = all.iter().find(|m| m.name == *name) else { continue };
        let manager = SchemaManager::new(&db.writes);
        (migration.step)()
            .up(&manager)
            .await
            .map_err(|e| Error::Internal(format!("migration {name}: {e}")))?;
        let statement = Statement::from_sql_and_values(
            db.writes.get_database_backend(),
            "INSERT INTO migration_done (name, at) VALUES ($1, $2)",
            [(*name).into(), clock.now().to_rfc3339().into()],
        );
        db.writes.execute_raw(statement).await.map_err(|e| read_error(&e))?;
    }
    Ok(names)
}

async fn prepare(db: &Db) -> Result<()> {
    for sql in [
        "CREATE TABLE IF NOT EXISTS migration_done (name TEXT PRIMARY KEY, at TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT PRIMARY KEY, at TEXT NOT NULL)",
    ] {
        // Two servers may both find the table absent; the slower one's error is harmless.
        if let Err(first) = execute(&db.writes, sql).await {
            execute(&db.writes, sql).await.map_err(|_| first)?;
        }
    }
    Ok(())
}

async fn take_lock(db: &Db, clock: &dyn Clock) -> Result<()> {
    for _ in 0..600 {
        let statement = Statement::from_sql_and_values(
            db.writes.get_database_backend(),
            "INSERT INTO migration_lock (id, at) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
            [clock.now().to_rfc3339().into()],
        );
        let taken = db.writes.execute_raw(statement).await.map_err(|e| read_error(&e))?;
        if taken.rows_affected() == 1 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Error::Unavailable(
        "another server has held the migration lock for a minute; if none is running, delete the \
         row of table migration_lock"
            .into(),
    ))
}

async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>> {
    let statement = Statement::from_string(
        connection.get_database_backend(),
        "SELECT name FROM migration_done ORDER BY name",
    );
    match connection.query_all_raw(statement).await {
        Ok(rows) => {
            rows.iter().map(|row| row.try_get_by_index(0).map_err(|e| read_error(&e))).collect()
        }
        // Before the first migration there is no table.
        Err(_) => Ok(Vec::new()),
    }
}

async fn execute(connection: &DatabaseConnection, sql: &str) -> Result<()> {
    connection.execute_unprepared(sql).await.map(|_| ()).map_err(|e| read_error(&e))
}

impl Db {
    /// Prepares a statement without running it; the engine's complaint when it cannot.
    pub async fn prepare(&self, name: &str, sql: &str) -> Result<()> {
        let (sql, after) = match self.engine {
            Engine::Sqlite => (format!("EXPLAIN {sql}"), None),
            Engine::Postgres => {
                (format!("PREPARE check_{name} AS {sql}"), Some(format!("DEALLOCATE check_{name}")))
            }
        };
        let backend = match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        if let Some(after) = after {
            // One round trip of plain text, so that both run on one connection.
            execute(&self.reads, &format!("{sql}; {after}")).await
        } else {
            let statement = Statement::from_string(backend, sql);
            self.reads.query_all_raw(statement).await.map(|_| ()).map_err(|e| read_error(&e))
        }
    }
}

/// Keeps the trait in view for the capabilities' own migrations.
pub use sea_orm_migration::prelude;

/// Names a migration after the module that holds its `Step`.
#[macro_export]
macro_rules! migration {
    ($module:ident) => {
        $crate::db::migrate::Migration {
            name: stringify!($module),
            step: || Box::new($module::Step),
        }
    };
}
