//! Bringing a file in with the browser: upload, say which column is what, try, start, watch.

use std::sync::Arc;

use axum::extract::Path;
use kernel::bodies::Body;
use kernel::error::{Error, Message, Result};
use serde::Serialize;
use serde_json::json;
use thread::model::voice::{Channel, Kind};
use uuid::Uuid;
use web::paging::{Pages, Paging};
use web::{Answer, Fields, Visit, spreadsheet};

use super::mapping_form::{self, SERVICE_PARTS};
use crate::actions;
use crate::import::mapping::DateOrder;
use crate::import::table::Table;
use crate::import::{Mapping, Options, Report, Source, dry_run, guess, words_of};
use crate::model::ImportState;
use crate::store::imports::{self, Import, Saved};

/// Bytes of a file by the browser; a larger one comes in on the command line.
pub(crate) const MOST_BYTES: usize = 32 * 1024 * 1024;
const PER_PAGE: i64 = 25;
/// Rows of the file that the page shows.
const PREVIEWED: usize = 5;
/// Letters of a cell that the page shows.
const MOST_CELL: usize = 200;
/// Refused rows that a page shows; the download has them all.
const TOLD: i64 = 50;

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct ImportsPage {
    pub(crate) imports: Vec<Import>,
    pub(crate) pages: Pages,
}

/// The form that says which column is what.
#[derive(Debug, Default, Serialize)]
pub(crate) struct MapPage {
    pub(crate) id: Uuid,
    pub(crate) file_name: String,
    pub(crate) encoding: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) parts: usize,
    pub(crate) orders: Vec<&'static str>,
    pub(crate) channels: Vec<&'static str>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) saved: Vec<Saved>,
    pub(crate) tried: Option<Tried>,
}

/// What a trial says.
#[derive(Debug, Serialize)]
pub(crate) struct Tried {
    pub(crate) rows: i64,
    pub(crate) voices: i64,
    pub(crate) scores: i64,
    pub(crate) refused: i64,
    pub(crate) turned: i64,
    pub(crate) refusals: Vec<(u64, String)>,
    pub(crate) services: Vec<String>,
    pub(crate) unlisted: usize,
    pub(crate) adds_services: bool,
}

/// How an import stands.
#[derive(Debug, Serialize)]
pub(crate) struct ImportPage {
    pub(crate) import: Import,
    pub(crate) moving: bool,
    pub(crate) problem: String,
    pub(crate) refusals: Vec<(i64, String)>,
    pub(crate) refusal_count: i64,
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let (imports, total) = imports::list(&tx, body.id, paging.per_page, paging.offset()).await?;
    let page = ImportsPage { imports, pages: paging.of(total, visit.path()) };
    visit.page("feedback/imports.njk", &page)
}

pub(crate) async fn new(visit: Visit) -> Answer {
    visit.form("feedback/import-new.njk", &json!({ "most": MOST_BYTES / 1024 / 1024 }), json!({}))
}

pub(crate) async fn upload(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["file"], &[])?;
    let body = visit.body()?.clone();
    match try_upload(&visit, &body, &fields).await {
        Ok(id) => visit.see(&format!("/staff/{}/imports/{id}/map", body.slug), None),
        Err(error) => {
            let page = json!({ "most": MOST_BYTES / 1024 / 1024 });
            visit.again("feedback/import-new.njk", &page, &fields, error)
        }
    }
}

async fn try_upload(visit: &Visit, body: &Body, fields: &Fields) -> Result<Uuid> {
    let file = fields.file("file").filter(|file| !file.bytes.is_empty());
    let file = file.ok_or_else(|| Error::invalid("file", "feedback-file-missing"))?;
    let source = Source::Bytes(Arc::from(&file.bytes[..]));
    let tx = visit.write().await?;
    let done = actions::upload_file(&tx, body.id, &file.name, &source).await?;
    Ok(tx.commit(done).await?.value)
}

async fn find(visit: &Visit, id: Uuid) -> Result<Import> {
    let tx = visit.read().await?;
    imports::find(&tx, visit.body()?.id, id).await?.ok_or(Error::NotFound)
}

/// The file of an import that waits for its mapping.
async fn uploaded(visit: &Visit, import: &Import) -> Result<Source> {
    if import.state != ImportState::Uploaded.key() {
        return Err(Error::refused("feedback-import-moved"));
    }
    let tx = visit.read().await?;
    let bytes = imports::file(&tx, import.id).await?;
    if bytes.is_empty() {
        // It came by the command line, which keeps no file here.
        return Err(Error::refused("feedback-import-moved"));
    }
    Ok(Source::Bytes(bytes.into()))
}

async fn map_page(visit: &Visit, import: &Import, source: &Source) -> Result<MapPage> {
    let scan = source.scan()?;
    let mut table = Table::open(source, scan.encoding)?;
    let mut rows = Vec::new();
    while rows.len() < PREVIEWED
        && let Ok(Some(row)) = table.next_row()
    {
        let cut = |cell: &String| cell.chars().take(MOST_CELL).collect::<String>();
        rows.push(row.cells.iter().map(cut).collect());
    }
    let tx = visit.read().await?;
    Ok(MapPage {
        id: import.id,
        file_name: import.file_name.clone(),
        encoding: import.encoding.clone(),
        columns: table.header().to_vec(),
        rows,
        parts: SERVICE_PARTS,
        orders: DateOrder::ALL.iter().map(|o| o.key()).collect(),
        channels: Channel::ALL.iter().map(|c| c.key()).collect(),
        kinds: Kind::ALL.iter().map(|k| k.key()).collect(),
        saved: imports::mappings(&tx, import.body_id).await?,
        tried: None,
    })
}

pub(crate) async fn map(visit: Visit, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    let import = find(&visit, id).await?;
    let source = uploaded(&visit, &import).await?;
    let page = map_page(&visit, &import, &source).await?;
    let asked: Option<Uuid> = visit.query("saved").and_then(|id| id.parse().ok());
    let saved = page.saved.iter().find(|saved| Some(saved.id) == asked);
    let mapping = match saved {
        Some(saved) => serde_json::from_str::<Mapping>(&saved.mapping)?,
        // A mapping that was kept and fits goes before a guess.
        None => page
            .saved
            .iter()
            .filter_map(|saved| serde_json::from_str::<Mapping>(&saved.mapping).ok())
            .find(|mapping| mapping.fits(&page.columns))
            .map_or_else(|| guess(&source), Ok)?,
    };
    visit.form("feedback/import-map.njk", &page, mapping_form::values(&mapping))
}

pub(crate) async fn try_or_start(
    visit: Visit,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let body = visit.body()?.clone();
    let import = find(&visit, id).await?;
    let source = uploaded(&visit, &import).await?;
    let mut page = map_page(&visit, &import, &source).await?;
    match take(&visit, &body, &import, &source, &page, &fields).await {
        Ok(Taken::Started(id)) => visit.see(&format!("/staff/{}/imports/{id}", body.slug), None),
        Ok(Taken::Tried(tried)) => {
            page.tried = Some(tried);
            visit.form("feedback/import-map.njk", &page, serde_json::to_value(fields.values())?)
        }
        Err(error) => visit.again("feedback/import-map.njk", &page, &fields, error),
    }
}

enum Taken {
    Tried(Tried),
    Started(Uuid),
}

async fn take(
    visit: &Visit,
    body: &Body,
    import: &Import,
    source: &Source,
    page: &MapPage,
    fields: &Fields,
) -> Result<Taken> {
    let mapping = mapping_form::read(fields)?;
    mapping.check(&page.columns)?;
    if fields.text("go") != "start" {
        let adds_services = mapping.new_services;
        let options = Options { body: body.id, mapping, file_name: import.file_name.clone() };
        let report = dry_run(visit.core(), source, &options).await?;
        return Ok(Taken::Tried(told(visit, report, adds_services)));
    }
    let tx = visit.write().await?;
    let mut done = actions::start_import(&tx, body.id, import.id, &mapping).await?;
    if let Some(name) = fields.optional("save_as") {
        done.absorb(actions::save_mapping(&tx, body.id, &name, &mapping).await?);
    }
    Ok(Taken::Started(tx.commit(done).await?.value))
}

fn told(visit: &Visit, report: Report, adds_services: bool) -> Tried {
    let most = usize::try_from(TOLD).unwrap_or(50);
    Tried {
        rows: report.rows,
        voices: report.voices,
        scores: report.scores,
        refused: report.refused,
        turned: report.turned,
        refusals: report
            .refusals
            .iter()
            .take(most)
            .map(|(line, why)| (*line, visit.say(why)))
            .collect(),
        unlisted: report.unknown_services.len(),
        services: report.unknown_services.into_iter().take(most).collect(),
        adds_services,
    }
}

/// How an import stands: while it moves, the page looks again by itself.
pub(crate) async fn show(visit: Visit, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    let import = find(&visit, id).await?;
    let tx = visit.read().await?;
    let (refusals, refusal_count) = imports::refusals(&tx, import.id, TOLD, 0).await?;
    let state = ImportState::from_key(&import.state);
    let moving = import.problem.is_empty()
        && matches!(state, Some(ImportState::Staging | ImportState::Staged));
    let page = ImportPage {
        moving,
        problem: if import.problem.is_empty() {
            String::new()
        } else {
            visit.say(&unpacked(&import.problem))
        },
        refusals: refusals
            .iter()
            .map(|r| (r.line, visit.say(&words_of(&r.reason, r.values()))))
            .collect(),
        refusal_count,
        import,
    };
    visit.page("feedback/import.njk", &page)
}

fn unpacked(text: &str) -> Message {
    let (key, values): (String, Vec<(String, String)>) =
        serde_json::from_str(text).unwrap_or_default();
    words_of(&key, values)
}

/// Every row that was refused: its line, and why.
pub(crate) async fn refused(visit: Visit, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    let import = find(&visit, id).await?;
    let tx = visit.read().await?;
    let (refusals, _) = imports::refusals(&tx, import.id, 1_000_000, 0).await?;
    let rows = refusals
        .iter()
        .map(|r| vec![r.line.to_string(), visit.say(&words_of(&r.reason, r.values()))]);
    let name = format!("refused-{}.csv", import.file_name.trim_end_matches(".csv"));
    visit.raw(spreadsheet::csv(&name, &["line", "why"], rows)?)
}

pub(crate) async fn abandon(
    visit: Visit,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    fields.expect(&[], &[])?;
    let body = visit.body()?.clone();
    let tx = visit.write().await?;
    let done = actions::abandon_import(&tx, body.id, id).await?;
    tx.commit(done).await?;
    visit.see(&format!("/staff/{}/imports", body.slug), Some("feedback-import-abandoned"))
}
