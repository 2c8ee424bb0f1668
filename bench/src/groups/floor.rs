//! Floors: what the database alone can do, without the product.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bench::drive::{Client, Measured, drive};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bench_floor (n BIGINT, words TEXT)";
const INSERT: &str = "INSERT INTO bench_floor (n, words) VALUES ($1, $2)";

#[derive(Clone)]
enum Pool {
    Sqlite(Arc<SqlitePool>),
    Postgres(Arc<PgPool>),
}

struct Inserter(Pool);

impl Client for Inserter {
    async fn once(&mut self) -> Result<()> {
        match &self.0 {
            Pool::Sqlite(pool) => {
                sqlx::query(INSERT).bind(7_i64).bind("seven").execute(&**pool).await?;
            }
            Pool::Postgres(pool) => {
                sqlx::query(INSERT).bind(7_i64).bind("seven").execute(&**pool).await?;
            }
        }
        Ok(())
    }
}

/// One-row inserts, each durably committed by itself, from so many clients.
pub async fn commits(url: &str, clients: usize, time: Duration) -> Result<Measured> {
    let pool = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        // One connection: SQLite has one writer, and what waits for it waits in a queue.
        let options_of_pool =
            SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_mins(1));
        let pool = options_of_pool.connect_with(options).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        Pool::Sqlite(Arc::new(pool))
    } else {
        let pool = PgPoolOptions::new().max_connections(16).connect(url).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        Pool::Postgres(Arc::new(pool))
    };
    let inserters = (0..clients).map(|_| Inserter(pool.clone())).collect();
    let measured = drive(inserters, time).await;
    match pool {
        Pool::Sqlite(pool) => pool.close().await,
        Pool::Postgres(pool) => pool.close().await,
    }
    Ok(measured)
}
