//! Reading and coding one voice after another, with a key for each theme (REQ-303). Without
//! scripts it is a list of boxes and a button.

use kernel::Tx;
use kernel::error::{Error, Result};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::filters::Asked;
use super::ids;
use super::inbox::COUNTED;
use super::shown::{self, Choice, CodebookShown, Row};
use crate::actions::care;
use crate::actions::code_voice::{CodeVoice, code_voice};
use crate::model::theme::AssignmentState;
use crate::queries;
use crate::store::listing::{From, Page};
use crate::store::voices::Remark;

/// The queue as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct Queue {
    pub voice: Option<Row>,
    pub codebook: Option<CodebookShown>,
    pub books: Vec<Choice>,
    pub ticked: Vec<Uuid>,
    pub suggested: Vec<Uuid>,
    pub notes: Vec<Remark>,
    pub left: i64,
    pub most: i64,
    pub narrowed: bool,
    pub query: String,
    pub skip: Option<String>,
    pub last: Option<Last>,
    pub home: String,
}

/// What was done last, so that it can be undone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Last {
    pub voice: Uuid,
    pub was: String,
    pub now: String,
}

/// The voices to read: those that a filter finds, or those that make no point yet.
fn queue(mut asked: Asked) -> Asked {
    if !asked.narrows() {
        asked.filter.themed = Some(false);
    }
    asked
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let body = visit.body()?.id;
    let asked = queue(Asked::read(&visit, body));
    let tx = visit.read().await?;
    let at = |name| visit.query(name).and_then(|id| id.parse::<Uuid>().ok());
    let voice = find(&tx, &asked, at("at"), at("after")).await?;
    let last = at("last").map(|voice| Last {
        voice,
        was: visit.query("was").unwrap_or_default().to_owned(),
        now: visit.query("now").unwrap_or_default().to_owned(),
    });
    let book = at("book");
    let page = page(&visit, &tx, &asked, voice, book, last).await?;
    visit.form("thread/code.njk", &page, json!({}))
}

/// The voice to show: the one that is named, or the next one of the queue.
async fn find(
    tx: &Tx,
    asked: &Asked,
    at: Option<Uuid>,
    after: Option<Uuid>,
) -> Result<Option<Uuid>> {
    if let Some(id) = at {
        return queries::voice(tx, asked.filter.body, id).await.map(|v| Some(v.id));
    }
    let from = after.map_or(From::Oldest, From::After);
    let Page { rows, .. } = queries::list_voices(tx, &asked.filter, from, 1).await?;
    Ok(rows.first().map(|row| row.id))
}

async fn page(
    visit: &Visit,
    tx: &Tx,
    asked: &Asked,
    voice: Option<Uuid>,
    book: Option<Uuid>,
    last: Option<Last>,
) -> Result<Queue> {
    let body = visit.body()?;
    let codebooks = shown::codebooks(tx, body.id).await?;
    let books = codebooks
        .iter()
        .map(|book| Choice { value: book.id.to_string(), text: book.title.clone() })
        .collect();
    let chosen = codebooks.iter().find(|b| Some(b.id) == book).or_else(|| codebooks.first());
    let row = match voice {
        Some(id) => row(visit, tx, body.id, &codebooks, id).await?,
        None => None,
    };
    let made = match &row {
        Some(row) => queries::assignments(tx, body.id, row.id).await?,
        None => Vec::new(),
    };
    let of = |state| {
        let some = made.iter().filter(move |a| a.state == state);
        some.map(|a| a.theme_id).collect::<Vec<_>>()
    };
    let home = format!("/staff/{}/code", body.slug);
    let book = chosen.map(|book| book.id.to_string()).unwrap_or_default();
    let skip = row
        .as_ref()
        .map(|row| asked.address(&home, &[("book", &book), ("after", &row.id.to_string())]));
    let notes = match &row {
        Some(row) => queries::notes(tx, body.id, row.id).await?,
        None => Vec::new(),
    };
    let left = if asked.narrows() {
        queries::count_voices(tx, &asked.filter, COUNTED).await?
    } else {
        queries::states(tx, body.id).await?.unthemed
    };
    Ok(Queue {
        ticked: of(AssignmentState::Assigned),
        suggested: of(AssignmentState::Suggested),
        voice: row,
        codebook: chosen.cloned(),
        books,
        notes,
        left,
        most: COUNTED,
        narrowed: asked.narrows(),
        query: asked.query(),
        skip,
        last,
        home,
    })
}

/// The voice with all its words.
async fn row(
    visit: &Visit,
    tx: &Tx,
    body: Uuid,
    codebooks: &[CodebookShown],
    id: Uuid,
) -> Result<Option<Row>> {
    let voice = queries::voice(tx, body, id).await?;
    let listed = voice.clone().into();
    let mut rows = shown::rows(visit, tx, body, codebooks, vec![listed]).await?;
    Ok(rows.pop().map(|row| Row { words: voice.words, longer: false, ..row }))
}

/// Saves what was ticked and written, and goes on to the next voice.
pub(crate) async fn save(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?.clone();
    let asked = queue(Asked::carried(&visit, body.id, &fields.raw("filter")));
    let home = format!("/staff/{}/code", body.slug);
    let book = fields.text("book");
    match try_save(&visit, body.id, &fields).await {
        Ok(last) => {
            let voice = last.voice.to_string();
            let mut more = vec![("book", book.as_str()), ("after", &voice)];
            more.extend([("last", voice.as_str()), ("was", &last.was), ("now", &last.now)]);
            visit.see(&asked.address(&home, &more), None)
        }
        Err(error) => {
            let voice = fields.text("voice").parse().map_err(|_| Error::NotFound)?;
            let tx = visit.read().await?;
            let mut page = page(&visit, &tx, &asked, Some(voice), book.parse().ok(), None).await?;
            page.ticked = ids(&fields.all("theme")).unwrap_or_default();
            visit.again("thread/code.njk", &page, &fields, error)
        }
    }
}

fn joined(ids: &[Uuid]) -> String {
    ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",")
}

fn split(joined: &str) -> Result<Vec<Uuid>> {
    ids(&joined.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect::<Vec<_>>())
}

/// Those of the first that are not in the second.
fn without(first: &[Uuid], second: &[Uuid]) -> Vec<Uuid> {
    first.iter().filter(|id| !second.contains(id)).copied().collect()
}

async fn try_save(visit: &Visit, body: Uuid, fields: &Fields) -> Result<Last> {
    fields.expect(&["filter", "book", "voice", "note", "do"], &["theme"])?;
    let voice: Uuid = fields.text("voice").parse().map_err(|_| Error::NotFound)?;
    let (ticked, note) = (ids(&fields.all("theme"))?, fields.raw("note"));
    let only_note = fields.text("do") == "note";
    let book: Option<Uuid> = fields.text("book").parse().ok();
    let tx = visit.write().await?;
    let made = queries::assignments(&tx, body, voice).await?;
    // Boxes of other codebooks were not on the page, and stay as they are.
    let was: Vec<Uuid> = made
        .iter()
        .filter(|a| a.state == AssignmentState::Assigned && Some(a.codebook_id) == book)
        .map(|a| a.theme_id)
        .collect();
    let (add, remove) = (without(&ticked, &was), without(&was, &ticked));
    if !only_note && ticked.is_empty() && remove.is_empty() {
        return Err(Error::invalid("theme", "thread-code-none"));
    }
    let changes = !(only_note || add.is_empty() && remove.is_empty());
    let mut done: Option<kernel::Audited<()>> = None;
    if only_note || !note.trim().is_empty() {
        done = Some(care::note(&tx, body, voice, &note).await?);
    }
    if changes {
        let what = CodeVoice { body, voice, add, remove, evidence: None };
        let step = code_voice(&tx, what).await?.map(|_| ());
        match &mut done {
            Some(done) => done.absorb(step),
            empty => *empty = Some(step),
        }
    }
    if let Some(done) = done {
        tx.commit(done).await?;
    }
    let now = if changes { &ticked } else { &was };
    Ok(Last { voice, was: joined(&was), now: joined(now) })
}

/// Undoes what was saved last, and shows that voice again.
pub(crate) async fn undo(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["filter", "book", "last", "was", "now"], &[])?;
    let body = visit.body()?.clone();
    let asked = Asked::carried(&visit, body.id, &fields.raw("filter"));
    let voice: Uuid = fields.text("last").parse().map_err(|_| Error::NotFound)?;
    let (was, now) = (split(&fields.text("was"))?, split(&fields.text("now"))?);
    let (add, remove) = (without(&was, &now), without(&now, &was));
    if !(add.is_empty() && remove.is_empty()) {
        let tx = visit.write().await?;
        let what = CodeVoice { body: body.id, voice, add, remove, evidence: None };
        let done = code_voice(&tx, what).await?;
        tx.commit(done).await?;
    }
    let (book, at) = (fields.text("book"), voice.to_string());
    let path =
        asked.address(&format!("/staff/{}/code", body.slug), &[("book", &book), ("at", &at)]);
    visit.see(&path, Some("thread-undone"))
}
