//! The folder of backups.

use std::fs::{self, File, OpenOptions};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::read::Reader;
use super::{Failure, Header, LAST_BACKUP, Made, write};
use crate::actor::Actor;
use crate::audit::{Audited, Event};
use crate::core::Core;
use crate::installation;
use crate::subject::Subject;

/// How the names of backups begin and end; between them is the moment they show.
const BEGINS: &str = "yousaid-";
const ENDS: &str = ".backup.gz";

/// A backup in the folder.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Where it is.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its first line; the rest is not read.
    pub header: Header,
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Failure + '_ {
    |error| Failure::File(path.to_owned(), error)
}

/// Makes a backup in the folder, while others go on writing. It has its name only once it is
/// whole and on the disk; only its owner may read it.
pub async fn create(core: &Arc<Core>, folder: &Path) -> Result<Made, Failure> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let tx = core.read().await?;
    let made_at = core.clock.now();
    let name = format!("{BEGINS}{}{ENDS}", made_at.format("%Y%m%dT%H%M%S%6fZ"));
    let file = folder.join(&name);
    let part = folder.join(format!("{name}.part"));
    let outcome = write_part(&tx, made_at, &part).await;
    drop(tx);
    let summary = match outcome {
        Ok(summary) => summary,
        Err(failure) => {
            // Half a backup is worse than none: somebody might count on it.
            let _ = fs::remove_file(&part);
            return Err(failure);
        }
    };
    fs::rename(&part, &file).map_err(at(&file))?;
    File::open(folder).and_then(|dir| dir.sync_all()).map_err(at(folder))?;
    let bytes = fs::metadata(&file).map_err(at(&file))?.len();
    let made = Made { file, bytes, summary };
    note(core, &made).await?;
    Ok(made)
}

async fn write_part(
    tx: &crate::ReadTx,
    made_at: chrono::DateTime<chrono::Utc>,
    part: &Path,
) -> Result<super::Summary, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let out = BufWriter::new(options.open(part).map_err(at(part))?);
    let (summary, out) = write(tx, made_at, out).await?;
    let out = out.into_inner().map_err(|e| Failure::File(part.to_owned(), e.into_error()))?;
    out.sync_all().map_err(at(part))?;
    Ok(summary)
}

/// Tells the installation of its last backup, for `doctor` and the staff home.
async fn note(core: &Arc<Core>, made: &Made) -> Result<(), Failure> {
    let tx = core.write(&Actor::system("backup")).await?;
    let header = &made.summary.header;
    let told = json!({
        "made_at": header.made_at,
        "file": made.file,
        "bytes": made.bytes,
        "rows": made.summary.total(),
        "sha256": made.summary.sha256,
    });
    installation::set(&tx, LAST_BACKUP, Some(&told.to_string())).await?;
    let subject = Subject::new("kernel.installation", Uuid::nil());
    let event = Event::of_installation("kernel.backup.made", subject).with(told);
    tx.commit(Audited::new((), event)).await?;
    Ok(())
}

/// The backups in a folder, newest first. Files that are none of ours are passed over.
pub fn list(folder: &Path) -> Result<Vec<Listed>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(BEGINS) || !name.ends_with(ENDS) {
            continue;
        }
        let file = entry.path();
        // One that cannot be read is not counted as one that could be restored.
        if let Ok(reader) = Reader::open(&file) {
            let bytes = entry.metadata().map_err(at(&file))?.len();
            found.push(Listed { bytes, header: reader.header().clone(), file });
        }
    }
    found.sort_by(|a, b| (b.header.made_at, &b.file).cmp(&(a.header.made_at, &a.file)));
    Ok(found)
}

/// Removes all but the newest `keep` (at least one) of a folder's backups; those that went.
pub fn prune(folder: &Path, keep: usize) -> Result<Vec<Listed>, Failure> {
    let old: Vec<Listed> = list(folder)?.into_iter().skip(keep.max(1)).collect();
    for backup in &old {
        fs::remove_file(&backup.file).map_err(at(&backup.file))?;
    }
    Ok(old)
}
