//! What the two engines say, in the kernel's words.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::error::{Error, Message};

/// PostgreSQL: serialisation failure, deadlock; SQLite: busy, locked, busy snapshot.
const RETRYABLE: &[&str] = &["40001", "40P01", "5", "6", "261", "517"];
/// PostgreSQL: disk full, out of resources, connection trouble; SQLite: I/O error, full.
const UNAVAILABLE: &[&str] = &["53100", "53000", "53200", "53300", "57P01", "57P03", "13", "14"];

/// Turns a database error into ours.
pub(crate) fn read_error(cause: &DbErr) -> Error {
    if let Some(SqlErr::UniqueConstraintViolation(what)) = cause.sql_err() {
        tracing::debug!(%what, "unique constraint");
        return Error::Conflict(Message::new("conflict-exists"));
    }
    match cause {
        DbErr::RecordNotFound(_) => Error::NotFound,
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Error::Unavailable(cause.to_string()),
        DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => {
            from_sqlx(e)
        }
        _ => Error::Internal(cause.to_string()),
    }
}

/// Turns an error of the driver into ours.
pub(crate) fn from_sqlx(cause: &sqlx::Error) -> Error {
    match cause {
        sqlx::Error::Database(e) => {
            let code = e.code().unwrap_or_default();
            let primary = code.parse::<i64>().map(|n| (n & 0xff).to_string()).unwrap_or_default();
            if RETRYABLE.contains(&code.as_ref()) {
                Error::Conflict(Message::new("conflict-database"))
            } else if UNAVAILABLE.contains(&code.as_ref()) || primary == "10" || primary == "13" {
                Error::Unavailable(e.to_string())
            } else {
                Error::Internal(e.to_string())
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Error::Unavailable(cause.to_string()),
        _ => Error::Internal(cause.to_string()),
    }
}
