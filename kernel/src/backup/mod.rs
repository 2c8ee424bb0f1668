//! Backups: one gzip file of JSON lines that either engine writes and either engine reads, so
//! that a backup is also the way from the embedded database to a server and back.
//!
//! The first line says what it is and which migrations made the tables; then each table names its
//! columns and has a line a row; the last line counts the rows and sums up every byte before it.
//! It is written from one moment of the database while others write, and read back in one
//! transaction or not at all. The words of the search index are carried in a form of their own.
//!
//! A restored copy starts in quarantine (abuse case A40): no mail leaves and no job runs until an
//! administrator has looked at it, and each body's record has an entry that says that a new epoch
//! began.

mod files;
mod quarantine;
mod read;
mod record_rows;
mod restore;
mod schema;
mod search_rows;
mod value;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use files::{Listed, create, list, prune};
pub use quarantine::{EPOCH, LAST_BACKUP, QUARANTINE, Quarantine, epoch, lift, quarantine};
pub use read::{Checked, verify};
pub use restore::{Restored, restore};
pub use write::write;

use crate::record::Verification;

/// What the first line calls the format.
const FORMAT: &str = "yousaid.backup";
/// Its version.
const VERSION: u32 = 1;
/// Tables of the migrations themselves, which the first line stands for.
const BOOKKEEPING: [&str; 2] = ["migration_done", "migration_lock"];

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `yousaid.backup`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// The moment it shows.
    pub made_at: DateTime<Utc>,
    /// The engine it came from: `sqlite` or `postgres`.
    pub engine: String,
    /// The migrations that made its tables.
    pub migrations: Vec<String>,
}

/// A column as the file declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: value::Kind,
}

/// The line before a table's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Heading {
    table: String,
    columns: Vec<Column>,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Trailer {
    rows: BTreeMap<String, u64>,
    sha256: String,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Its first line.
    pub header: Header,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// The digest of everything before the last line.
    pub sha256: String,
}

impl Summary {
    /// Rows in all.
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// A backup that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    /// Where it is.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// What it holds.
    #[serde(flatten)]
    pub summary: Summary,
}

/// Why a backup could not be made, read or restored.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file, the folder or the disk.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// It is something else.
    #[error("this is not a backup of YouSaid")]
    NotABackup,
    /// Its bytes are not those that were written.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// The bytes are as they were written, but the record in them does not verify.
    #[error("the record in the backup does not verify, first at entry {}", first(.0))]
    Record(Vec<Verification>),
    /// It was made by a version that knows more tables.
    #[error("the backup was made by a newer version of YouSaid (it has migration {0})")]
    Newer(String),
    /// There is something in the database already.
    #[error("the database is not empty: table {0} has rows")]
    NotEmpty(String),
    /// The tables are not what this format can carry, or not those of the backup.
    #[error("{0}")]
    Schema(String),
    /// The database.
    #[error(transparent)]
    Kernel(#[from] crate::Error),
}

impl Failure {
    /// Whether what was kept is at fault, as against the means of reading it.
    pub fn is_integrity(&self) -> bool {
        matches!(self, Self::NotABackup | Self::Damaged(_) | Self::Record(_))
    }
}

fn first(found: &[Verification]) -> String {
    let first = found.iter().find(|v| !v.is_good());
    match first {
        Some(v) => format!("{} of {}", v.first_bad.unwrap_or(0), crate::record::origin(v.body)),
        None => "nought".into(),
    }
}
