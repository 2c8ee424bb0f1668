//! The whole of an import, from the command line or as a job.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;

use kernel::error::{Error, Message, Result};
use kernel::record::Pending;
use kernel::{Actor, Audited, Core, Event, Subject, WriteTx};
use serde_json::json;
use thread::actions::import::{activate_import, begin_import};
use uuid::Uuid;

use super::mapping::Mapping;
use super::rows::{Reader, Refused};
use super::stage::{MOST_SERVICES, Rows, Stager, themes_for};
use super::table::{Source, Table};
use crate::model::ImportState;
use crate::store::fft;
use crate::store::imports::{self, Import, NewImport};

/// Rows in one chunk.
const CHUNK: usize = 1_000;
/// Refused rows that a report holds; all of them are in the database.
const TOLD: usize = 1_000;

/// How a file is brought in.
#[derive(Debug, Clone)]
pub struct Options {
    /// Into which body's record.
    pub body: Uuid,
    /// Which column is what.
    pub mapping: Mapping,
    /// The file's name, to be shown.
    pub file_name: String,
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The import; none for a dry run.
    pub import: Option<Uuid>,
    /// Whether the same file came in before by the same mapping: nothing was done.
    pub again: bool,
    /// Rows in the file.
    pub rows: i64,
    /// Rows that are voices.
    pub voices: i64,
    /// Rows with a score and no words: counted in Friends and Family figures only.
    pub scores: i64,
    /// Rows refused.
    pub refused: i64,
    /// Rows whose date was read month first because it cannot be otherwise: the dates of others
    /// may be the wrong way round.
    pub turned: i64,
    /// The first of them: line, and why.
    pub refusals: Vec<(u64, Message)>,
    /// Names of services that are not listed; a dry run tells them.
    pub unknown_services: Vec<String>,
    /// How the file's letters are written.
    pub encoding: String,
    /// The file's SHA-256.
    pub digest: String,
}

/// Guesses which column is what.
pub fn guess(source: &Source) -> Result<Mapping> {
    let scan = source.scan()?;
    Mapping::guess(&mut Table::open(source, scan.encoding)?)
}

/// Reads a file through and says what would come in; changes nothing.
pub async fn dry_run(core: &Arc<Core>, source: &Source, options: &Options) -> Result<Report> {
    let scan = source.scan()?;
    let mut table = Table::open(source, scan.encoding)?;
    let today = core.clock.today();
    let reader = Reader::new(&options.mapping, table.header(), today)?;
    let mut report = Report {
        encoding: scan.encoding.key().to_owned(),
        digest: scan.digest,
        ..Report::default()
    };
    let hasher = std::hash::RandomState::new();
    let mut ids: HashSet<u64> = HashSet::new();
    let mut services = BTreeSet::new();
    while let Some(row) = table.next_row()? {
        report.rows += 1;
        let again = |id: &str| Refused {
            line: row.line,
            why: Message::new("feedback-row-again").with("id", id),
        };
        let read = reader.read(&row).and_then(|taken| match &taken.id {
            Some(id) => {
                let mut state = hasher.build_hasher();
                state.write(id.as_bytes());
                if ids.insert(state.finish()) { Ok(taken) } else { Err(again(id)) }
            }
            None => Ok(taken),
        });
        match read {
            Ok(taken) => {
                report.turned += i64::from(taken.turned);
                services.extend(taken.service.clone().filter(|_| services.len() <= MOST_SERVICES));
                if taken.words.is_some() { report.voices += 1 } else { report.scores += 1 }
            }
            Err(refused) => {
                report.refused += 1;
                if report.refusals.len() < TOLD {
                    report.refusals.push((refused.line, refused.why));
                }
            }
        }
    }
    let tx = core.read().await?;
    for name in services {
        let known = places::by_name(&tx, options.body, &name).await?.is_some()
            || places::by_code(&tx, options.body, &name).await?.is_some();
        if !known {
            report.unknown_services.push(name);
        }
    }
    Ok(report)
}

/// Brings a file in, or carries on where an earlier run of the same file stopped. A file that came
/// in before by the same mapping changes nothing, and the report says so.
pub async fn run(core: &Arc<Core>, source: &Source, options: &Options) -> Result<Report> {
    let scan = source.scan()?;
    let header = Table::open(source, scan.encoding)?.header().to_vec();
    options.mapping.check(&header)?;
    let key = once_key(options.body, &scan.digest, &options.mapping)?;
    let found = imports::by_key(&*core.read().await?, &key).await?;
    let import = match found {
        Some(import) if import.state == ImportState::Active.key() => {
            let mut report = report(core, &import, TOLD).await?;
            report.again = true;
            return Ok(report);
        }
        Some(import) => import,
        None => {
            let tx = core.write(&Actor::system("import")).await?;
            let new = NewImport {
                file_name: &options.file_name,
                digest: &scan.digest,
                bytes: i64::try_from(scan.bytes).unwrap_or(i64::MAX),
                encoding: scan.encoding.key(),
                mapping: "",
                once_key: None,
                state: ImportState::Uploaded.key(),
            };
            let id = imports::insert(&tx, options.body, new).await?;
            let begun = Event::new("feedback.import.uploaded", options.body, subject(id));
            let done = begin(&tx, options.body, id, &options.mapping, &key).await?.and(begun);
            tx.commit(done).await?;
            find(core, options.body, id).await?
        }
    };
    carry_on(core, source, import.body_id, import.id).await?;
    report(core, &find(core, options.body, import.id).await?, TOLD).await
}

/// What tells the same file by the same mapping into the same body from every other.
fn once_key(body: Uuid, digest: &str, mapping: &Mapping) -> Result<String> {
    Ok(kernel::ids::token_digest(&format!("{body}\0{digest}\0{}", mapping.text()?)))
}

fn subject(import: Uuid) -> Subject {
    Subject::new("feedback.import", import)
}

async fn find(core: &Arc<Core>, body: Uuid, id: Uuid) -> Result<Import> {
    imports::find(&*core.read().await?, body, id).await?.ok_or(Error::NotFound)
}

/// Begins to stage an import whose file is here.
async fn begin(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    mapping: &Mapping,
    key: &str,
) -> Result<Audited<()>> {
    let done = begin_import(tx, body, "feedback.import").await?;
    let thread_import = *done.value();
    let state = ImportState::Uploaded.key();
    if !imports::begin(tx, id, state, &mapping.text()?, key, thread_import).await? {
        return Err(Error::refused("feedback-import-moved"));
    }
    Ok(done.map(|_| ()).and(Event::new("feedback.import.begun", body, subject(id))))
}

/// Begins to stage a file that was uploaded; the id of the import to follow, which is an earlier
/// one when the same file came in before by the same mapping.
pub(crate) async fn begin_uploaded(
    tx: &WriteTx,
    import: &Import,
    mapping: &Mapping,
) -> Result<Audited<Uuid>> {
    let key = once_key(import.body_id, &import.digest, mapping)?;
    if let Some(other) = imports::by_key(tx, &key).await? {
        imports::abandon(tx, import.id).await?;
        imports::drop_file(tx, import.id).await?;
        let event = Event::new("feedback.import.again", import.body_id, subject(other.id));
        return Ok(Audited::new(other.id, event));
    }
    let done = begin(tx, import.body_id, import.id, mapping, &key).await?;
    Ok(done.map(|()| import.id))
}

/// Stages what is left of an import and makes it visible.
pub(crate) async fn carry_on(
    core: &Arc<Core>,
    source: &Source,
    body: Uuid,
    id: Uuid,
) -> Result<()> {
    let import = find(core, body, id).await?;
    if import.state == ImportState::Staging.key() {
        stage_all(core, source, &import).await?;
    }
    activate(core, body, id).await
}

async fn stage_all(core: &Arc<Core>, source: &Source, import: &Import) -> Result<()> {
    let mapping: Mapping = serde_json::from_str(&import.mapping)?;
    let scan = source.scan()?;
    if scan.digest != import.digest {
        return Err(Error::refused("feedback-import-other-file"));
    }
    let mut table = Table::open(source, scan.encoding)?;
    let reader = Reader::new(&mapping, table.header(), core.clock.today())?;
    let system = Actor::system("import");
    let tx = core.write(&system).await?;
    let done = themes_for(&tx, import.body_id, &mapping.labels).await?;
    let themes = tx.commit(done).await?.value;
    let thread_import = import.thread_import_id.ok_or(Error::NotFound)?;
    let mut stager = Stager::new(import.id, thread_import, import.body_id, &mapping, themes);
    let mut at = u64::try_from(import.next_row).unwrap_or(0);
    table.skip(at)?;
    loop {
        let rows = read_chunk(&mut table, &reader, at)?;
        if rows.to_row == at {
            break;
        }
        at = rows.to_row;
        let tx = core.write(&system).await?;
        let done = stager.stage(&tx, rows).await?;
        tx.commit(done).await?;
    }
    let tx = core.write(&system).await?;
    let (from, to) = (ImportState::Staging.key(), ImportState::Staged.key());
    if !imports::change_state(&tx, import.id, from, to).await? {
        return Err(Error::refused("feedback-import-moved"));
    }
    let event = Event::new("feedback.import.complete", import.body_id, subject(import.id))
        .with(json!({ "rows": at }));
    tx.commit(Audited::new((), event)).await.map(|_| ())
}

fn read_chunk(table: &mut Table, reader: &Reader, at: u64) -> Result<Rows> {
    let mut rows = Rows { from_row: at, to_row: at, ..Rows::default() };
    while rows.taken.len() + rows.refused.len() < CHUNK
        && let Some(row) = table.next_row()?
    {
        rows.to_row = row.number;
        match reader.read(&row) {
            Ok(taken) => rows.taken.push(taken),
            Err(refused) => rows.refused.push(refused),
        }
    }
    Ok(rows)
}

/// Makes a staged import visible: voices, figures and record entry in one short transaction.
async fn activate(core: &Arc<Core>, body: Uuid, id: Uuid) -> Result<()> {
    let tx = core.write(&Actor::system("import")).await?;
    let import = imports::find(&tx, body, id).await?.ok_or(Error::NotFound)?;
    if !imports::activate(&tx, id).await? {
        return Err(Error::refused("feedback-import-moved"));
    }
    let thread_import = import.thread_import_id.ok_or(Error::NotFound)?;
    let mut done = activate_import(&tx, body, thread_import).await?;
    fft::activate(&tx, body, id).await?;
    imports::drop_file(&tx, id).await?;
    let content = json!({
        "file": import.digest, "rows": import.next_row, "voices": import.voices,
        "scores": import.scores, "refused": import.refused,
    });
    tx.record(Pending::json(body, "feedback.import.activated", subject(id), &content)?).await;
    let event = Event::new("feedback.import.activated", body, subject(id)).with(content);
    done.absorb(Audited::new((), event));
    tx.commit(done).await.map(|_| ())
}

/// Every refused row of an import, in the order of the file: line, and why.
pub async fn refused(core: &Arc<Core>, import: Uuid) -> Result<Vec<(u64, Message)>> {
    let tx = core.read().await?;
    let most = i64::try_from(super::table::MOST_ROWS).unwrap_or(i64::MAX);
    let (refusals, _) = imports::refusals(&tx, import, most, 0).await?;
    Ok(refusals.iter().map(refusal_of).collect())
}

/// A mapping that a body kept under a name.
pub async fn saved(core: &Arc<Core>, body: Uuid, name: &str) -> Result<Option<Mapping>> {
    let tx = core.read().await?;
    let found = imports::mappings(&tx, body).await?.into_iter().find(|saved| saved.name == name);
    found.map(|saved| Ok(serde_json::from_str(&saved.mapping)?)).transpose()
}

fn refusal_of(refusal: &imports::Refusal) -> (u64, Message) {
    (u64::try_from(refusal.line).unwrap_or(0), words_of(&refusal.reason, refusal.values()))
}

/// What became of an import.
async fn report(core: &Arc<Core>, import: &Import, told: usize) -> Result<Report> {
    let tx = core.read().await?;
    let most = i64::try_from(told).unwrap_or(i64::MAX);
    let (refusals, _) = imports::refusals(&tx, import.id, most, 0).await?;
    Ok(Report {
        import: Some(import.id),
        again: false,
        rows: import.next_row,
        voices: import.voices,
        scores: import.scores,
        refused: import.refused,
        turned: import.turned,
        refusals: refusals.iter().map(refusal_of).collect(),
        unknown_services: Vec::new(),
        encoding: import.encoding.clone(),
        digest: import.digest.clone(),
    })
}

/// Keys and values of messages that are kept in the database. A message's key must live as long
/// as the program, so only keys that the program knows are given back.
pub(crate) fn words_of(key: &str, values: Vec<(String, String)>) -> Message {
    const KEYS: &[&str] = &[
        "feedback-row-empty",
        "feedback-row-columns",
        "feedback-row-nul",
        "feedback-row-nothing",
        "feedback-row-words-long",
        "feedback-row-line-long",
        "feedback-row-date-missing",
        "feedback-row-date",
        "feedback-row-date-future",
        "feedback-row-date-old",
        "feedback-row-label",
        "feedback-row-score",
        "feedback-row-again",
        "feedback-file-services",
        "feedback-file-row-long",
        "feedback-file-rows",
        "feedback-file-broken",
        "feedback-import-other-file",
        "feedback-import-moved",
    ];
    const NAMES: &[&str] =
        &["has", "wants", "most", "date", "column", "score", "id", "line", "file"];
    let known = KEYS.iter().find(|k| **k == key).copied().unwrap_or("feedback-row-unknown");
    let mut says = Message::new(known);
    for (name, value) in values {
        if let Some(name) = NAMES.iter().find(|n| **n == name) {
            says.values.push((name, value));
        }
    }
    says
}
