//! Transactions: one to read, one to change.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{
    AccessMode, ConnectionTrait as _, DatabaseTransaction, DbBackend, FromQueryResult,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, StreamTrait as _,
    TransactionOptions, TransactionTrait as _, TryGetable, Value,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::gather::Gathering;
use super::{Db, Engine, read_error};
use crate::actor::Actor;
use crate::audit::Audited;
use crate::core::Core;
use crate::error::Result;
use crate::record::{Pending, Receipt};

/// What can be asked within a transaction.
pub struct Tx {
    inner: DatabaseTransaction,
    engine: Engine,
}

impl Tx {
    /// Which engine is underneath; for the kernel's own modules.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        if self.engine == Engine::Sqlite
            && let Some(sql) = super::places::unnamed(sql, values.len())
        {
            return Statement::from_sql_and_values(backend, sql, values);
        }
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// All rows of a statement.
    pub async fn all<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.rows(sql, values).await?;
        rows.iter().map(|row| T::from_query_result(row, "").map_err(|e| read_error(&e))).collect()
    }

    /// The first row of a statement, if any.
    pub async fn one<T: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<T>> {
        let row = self
            .inner
            .query_one_raw(self.statement(sql, values))
            .await
            .map_err(|e| read_error(&e))?;
        row.map(|row| T::from_query_result(&row, "").map_err(|e| read_error(&e))).transpose()
    }

    /// The first column of the first row, if any.
    pub async fn scalar<T: TryGetable>(&self, sql: &str, values: Vec<Value>) -> Result<Option<T>> {
        let row = self
            .inner
            .query_one_raw(self.statement(sql, values))
            .await
            .map_err(|e| read_error(&e))?;
        row.map(|row| row.try_get_by_index(0).map_err(|e| read_error(&e))).transpose()
    }

    /// A count: the first column of the first row, nought when there is none.
    pub async fn count(&self, sql: &str, values: Vec<Value>) -> Result<i64> {
        Ok(self.scalar(sql, values).await?.unwrap_or(0))
    }

    /// Rows as the driver gives them.
    pub async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
        self.inner.query_all_raw(self.statement(sql, values)).await.map_err(|e| read_error(&e))
    }

    /// Hands rows over one at a time, for exports of any length.
    pub async fn each<T: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
        mut see: impl FnMut(T) -> Result<()> + Send,
    ) -> Result<()> {
        use futures_util::StreamExt as _;
        let mut rows =
            self.inner.stream_raw(self.statement(sql, values)).await.map_err(|e| read_error(&e))?;
        while let Some(row) = rows.next().await {
            let row = row.map_err(|e| read_error(&e))?;
            see(T::from_query_result(&row, "").map_err(|e| read_error(&e))?)?;
        }
        Ok(())
    }
}

/// A transaction that can only read; it sees one moment throughout.
pub struct ReadTx(Tx);

impl Deref for ReadTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl Db {
    /// Begins to read.
    pub async fn read(&self) -> Result<ReadTx> {
        let options = match self.engine {
            Engine::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            },
            Engine::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
        };
        let inner = self.reads.begin_with_options(options).await.map_err(|e| read_error(&e))?;
        Ok(ReadTx(Tx { inner, engine: self.engine }))
    }

    async fn begin_write(&self) -> Result<Tx> {
        let options = match self.engine {
            // Immediate: a read that later writes must not find the lock taken (dependencies.md
            // trap 2).
            Engine::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            },
            Engine::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::ReadCommitted),
                ..Default::default()
            },
        };
        let inner = self.writes.begin_with_options(options).await.map_err(|e| read_error(&e))?;
        Ok(Tx { inner, engine: self.engine })
    }
}

/// A transaction that changes things. It has one moment and one actor, and gathers what is to
/// enter the record until it is committed.
pub struct WriteTx {
    tx: Tx,
    core: Arc<Core>,
    actor: Actor,
    at: DateTime<Utc>,
    pending: Mutex<Vec<Pending>>,
    pub(super) gathering: Gathering,
}

impl Deref for WriteTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

/// What a commit gives back.
#[derive(Debug)]
pub struct Committed<T> {
    /// What the action returned.
    pub value: T,
    /// A receipt for each entry of the record, in the order in which they were asked for.
    pub receipts: Vec<Receipt>,
}

impl WriteTx {
    pub(crate) async fn begin(core: Arc<Core>, actor: Actor) -> Result<Self> {
        let tx = core.db.begin_write().await?;
        let at = core.clock.now();
        let (pending, gathering) = (Mutex::new(Vec::new()), Gathering::default());
        Ok(Self { tx, core, actor, at, pending, gathering })
    }

    /// Runs a statement that changes rows; how many it changed.
    pub async fn exec(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let done = self
            .tx
            .inner
            .execute_raw(self.tx.statement(sql, values))
            .await
            .map_err(|e| read_error(&e))?;
        Ok(done.rows_affected())
    }

    /// Who is doing this.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The moment of this transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.at
    }

    /// A new id that sorts by time.
    pub fn id(&self) -> Uuid {
        crate::ids::ordered(&*self.core.chance, self.at)
    }

    /// The services of the installation.
    pub fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Asks for an entry of the record; it is appended when the transaction commits.
    pub async fn record(&self, entry: Pending) {
        self.pending.lock().await.push(entry);
    }

    /// Runs the gates that capabilities have hung before this step; the first refusal stops it.
    pub async fn pass_gates(&self, gate: &str, subject: &crate::Subject) -> Result<()> {
        for (name, ask) in &self.core.gates {
            if *name == gate {
                ask(self, subject.clone()).await?;
            }
        }
        Ok(())
    }

    /// How many entries wait for the commit.
    pub(crate) async fn pending_records(&self) -> usize {
        self.pending.lock().await.len()
    }

    /// Commits: the change, its audit entries, its record entries, its jobs and its mail go
    /// together or not at all.
    pub async fn commit<T>(self, done: Audited<T>) -> Result<Committed<T>> {
        let (value, events) = done.into_parts();
        self.write_gathered().await?;
        crate::audit::write(&self, &events).await?;
        let pending = std::mem::take(&mut *self.pending.lock().await);
        let receipts = crate::record::append(&self, pending).await?;
        self.tx.inner.commit().await.map_err(|e| read_error(&e))?;
        Ok(Committed { value, receipts })
    }

    /// Gives up; nothing is kept.
    pub async fn rollback(self) -> Result<()> {
        self.tx.inner.rollback().await.map_err(|e| read_error(&e))
    }
}
