//! Opening the database, with the settings that durability rests on.

use std::str::FromStr as _;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::{Error, Result};

/// Which database is underneath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

impl Engine {
    /// What goes behind a `SELECT` to lock the rows it reads. SQLite needs nothing: a write
    /// transaction is alone.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// As [`Self::for_update`], passing over rows that another worker holds.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// The database: a pool for reading and, on SQLite, one connection for writing.
#[derive(Clone)]
pub struct Db {
    pub(crate) reads: DatabaseConnection,
    pub(crate) writes: DatabaseConnection,
    /// Which engine.
    pub engine: Engine,
    /// The address, without a password, for people to read.
    pub shown: String,
}

/// Whether a connection that comes back has no transaction open any more. When the disk is full or
/// fails, SQLite may roll back by itself; the driver then believes that it is still within the
/// transaction, and what follows would be part of it and never be committed. Such a connection
/// is closed, and another opened (fault cases F3 and F4).
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was asked for in dropping a transaction is done once this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

impl Db {
    /// Opens `sqlite:path` (made when absent) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url, None).await
        } else if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else {
            Err(Error::Internal(format!(
                "database address '{url}' must begin with sqlite: or postgres:"
            )))
        }
    }

    /// As [`Self::open`] for PostgreSQL, in one schema: tests have one each.
    pub async fn open_postgres(url: &str, schema: Option<&str>) -> Result<Self> {
        let mut options = PgConnectOptions::from_str(url)
            .map_err(|e| Error::Internal(format!("database address: {e}")))?
            .application_name("yousaid");
        if let Some(schema) = schema {
            options = options.options([("search_path", schema)]);
        }
        let shown = format!(
            "postgres://{}:{}/{}",
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or_default()
        );
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        Ok(Self { reads: connection.clone(), writes: connection, engine: Engine::Postgres, shown })
    }

    async fn open_sqlite(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|e| Error::Internal(format!("database address: {e}")))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: an acknowledged submission survives a power cut (trust.md 3.2).
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20))
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "memory")
            .pragma("mmap_size", "268435456");
        let reads =
            SqlitePoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(10));
        // One writer: what waits for it waits in our queue, not in SQLite's busy loop.
        let writes =
            SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(30));
        let connect = |pool: SqlitePoolOptions, options: SqliteConnectOptions| async {
            pool.after_release(|connection, _| Box::pin(is_sound(connection)))
                .connect_with(options)
                .await
                .map(SqlxSqliteConnector::from_sqlx_sqlite_pool)
                .map_err(|e| Error::Unavailable(format!("{url}: {e}")))
        };
        let writes = connect(writes, options.clone()).await?;
        let reads = connect(reads, options).await?;
        Ok(Self { reads, writes, engine: Engine::Sqlite, shown: url.to_owned() })
    }

    /// Makes a PostgreSQL schema: each test has its own.
    pub async fn make_schema(&self, name: &str) -> Result<()> {
        use sea_orm::ConnectionTrait as _;
        let sql = format!("CREATE SCHEMA \"{}\"", name.replace('"', ""));
        self.writes.execute_unprepared(&sql).await.map(|_| ()).map_err(|e| super::read_error(&e))
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<()> {
        self.reads.ping().await.map_err(|e| super::read_error(&e))
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log in.
    pub async fn close(self) -> Result<()> {
        self.reads.close().await.map_err(|e| super::read_error(&e))?;
        self.writes.close().await.map_err(|e| super::read_error(&e))
    }
}
