use kernel::error::{Error, Message, Result};
use kernel::jobs::{self, Options};
use kernel::{Audited, Event, Subject, WriteTx};
use uuid::Uuid;

use crate::import::{Mapping, Source, begin_uploaded};
use crate::jobs::{IMPORT as IMPORT_JOB, RunImport};
use crate::model::ImportState;
use crate::permissions::IMPORT;
use crate::store::fft;
use crate::store::imports::{self, NewImport};

fn subject(import: Uuid) -> Subject {
    Subject::new("feedback.import", import)
}

/// Keeps an uploaded file until somebody has said which column is what.
pub async fn upload_file(
    tx: &WriteTx,
    body: Uuid,
    file_name: &str,
    source: &Source,
) -> Result<Audited<Uuid>> {
    tx.actor().require(body, IMPORT)?;
    let Source::Bytes(bytes) = source else { return Err(Error::internal("not an upload")) };
    let scan = source.scan()?;
    // A file without a header or rows is refused before it is kept.
    crate::import::table::Table::open(source, scan.encoding)?;
    let plain: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let new = NewImport {
        file_name: &plain,
        digest: &scan.digest,
        bytes: i64::try_from(scan.bytes).unwrap_or(i64::MAX),
        encoding: scan.encoding.key(),
        mapping: "",
        once_key: None,
        state: ImportState::Uploaded.key(),
    };
    let id = imports::insert(tx, body, new).await?;
    imports::put_file(tx, id, bytes).await?;
    let event = Event::new("feedback.import.uploaded", body, subject(id))
        .with(serde_json::json!({ "bytes": scan.bytes, "digest": scan.digest }));
    Ok(Audited::new(id, event))
}

/// Begins to bring an uploaded file in; a job does the rest. The import to follow, which is an
/// earlier one when the same file came in before by the same mapping.
pub async fn start_import(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    mapping: &Mapping,
) -> Result<Audited<Uuid>> {
    tx.actor().require(body, IMPORT)?;
    let import = imports::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let state = ImportState::from_key(&import.state);
    if !state.is_some_and(|s| s.can_become(ImportState::Staging)) {
        return Err(Error::refused("feedback-import-moved"));
    }
    let done = begin_uploaded(tx, &import, mapping).await?;
    if *done.value() == id {
        let payload = RunImport { body, import: id };
        let options = Options {
            dedupe_key: Some(format!("feedback.import:{id}")),
            body: Some(body),
            ..Options::default()
        };
        jobs::enqueue(tx, IMPORT_JOB, &payload, options).await?;
    }
    Ok(done)
}

/// Gives an import up. Nobody saw anything of it; a job takes away what was stored.
pub async fn abandon_import(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<()>> {
    tx.actor().require(body, IMPORT)?;
    let import = imports::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    if !imports::abandon(tx, id).await? {
        return Err(Error::refused("feedback-import-moved"));
    }
    imports::drop_file(tx, id).await?;
    imports::drop_rows(tx, id).await?;
    fft::forget(tx, id).await?;
    if import.thread_import_id.is_some() {
        let options = Options { body: Some(body), ..Options::default() };
        let payload = RunImport { body, import: id };
        jobs::enqueue(tx, crate::jobs::DISCARD, &payload, options).await?;
    }
    Ok(Audited::new((), Event::new("feedback.import.abandoned", body, subject(id))))
}

/// Keeps a mapping under a name, for the next file of that shape.
pub async fn save_mapping(
    tx: &WriteTx,
    body: Uuid,
    name: &str,
    mapping: &Mapping,
) -> Result<Audited<()>> {
    tx.actor().require(body, IMPORT)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("save_as", "feedback-map-name-missing"));
    }
    if name.chars().count() > 100 {
        let says = Message::new("feedback-too-long").with("most", 100);
        let problem = kernel::Problem { field: "save_as".into(), message: says };
        return Err(Error::Invalid(vec![problem]));
    }
    imports::save_mapping(tx, body, name, &mapping.text()?).await?;
    let event = Event::new("feedback.mapping.saved", body, Subject::new("kernel.body", body));
    Ok(Audited::new((), event))
}
