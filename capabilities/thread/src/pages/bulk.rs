//! The same for many voices: themes for those that were ticked or for all that a filter finds,
//! and leaving out those that were ticked.

use kernel::error::{Error, Message, Problems, Result};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::filters::Asked;
use super::ids;
use super::inbox::{COUNTED, inbox};
use super::shown::{self, TagShown};
use crate::actions::care::exclude_voice;
use crate::actions::code_voice::{BulkCode, bulk_code, code_matching};
use crate::model::voice::ExclusionReason;
use crate::queries;

/// Steps of 500 voices that one press of the button takes; the page then says how far it got.
const STEPS: usize = 20;
/// Voices that can be left out at once.
const MOST_EXCLUDED: usize = 200;

/// The page that asks before many voices are changed, or says how far it got.
#[derive(Debug, Serialize)]
pub(crate) struct Confirm {
    pub removes: bool,
    pub themes: Vec<TagShown>,
    pub total: i64,
    pub most: i64,
    pub query: String,
    pub home: String,
    pub after: Option<Uuid>,
    pub so_far: usize,
}

struct Bulk {
    asked: Asked,
    themes: Vec<Uuid>,
    removes: bool,
    after: Option<Uuid>,
    so_far: usize,
}

impl Bulk {
    fn add(&self) -> Vec<Uuid> {
        if self.removes { Vec::new() } else { self.themes.clone() }
    }

    fn remove(&self) -> Vec<Uuid> {
        if self.removes { self.themes.clone() } else { Vec::new() }
    }
}

/// Gives themes to many voices, or takes them.
pub(crate) async fn code(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?.id;
    let asked = Asked::carried(&visit, body, &fields.raw("filter"));
    match try_code(&visit, body, &fields, asked.clone()).await {
        Ok(Some(confirm)) => visit.page("thread/bulk.njk", &confirm),
        Ok(None) => visit.see(&home(&visit, &asked)?, Some("thread-bulk")),
        Err(error) => again(&visit, body, &asked, &fields, error).await,
    }
}

async fn again(visit: &Visit, body: Uuid, asked: &Asked, fields: &Fields, error: Error) -> Answer {
    let tx = visit.read().await?;
    let page = inbox(visit, &tx, body, asked).await?;
    visit.again("thread/inbox.njk", &page, fields, error)
}

fn home(visit: &Visit, asked: &Asked) -> Result<String> {
    Ok(asked.address(&format!("/staff/{}/voices", visit.body()?.slug), &[]))
}

async fn try_code(
    visit: &Visit,
    body: Uuid,
    fields: &Fields,
    asked: Asked,
) -> Result<Option<Confirm>> {
    let single = ["filter", "do", "scope", "confirmed", "after", "so_far", "exclusion"];
    fields.expect(&single, &["voice", "bulk-theme"])?;
    let bulk = Bulk {
        asked,
        themes: ids(&fields.all("bulk-theme"))?,
        removes: fields.text("do") == "remove",
        after: fields.optional("after").and_then(|id| id.parse().ok()),
        so_far: fields.text("so_far").parse().unwrap_or(0),
    };
    let all = fields.text("scope") == "all";
    let voices = ids(&fields.all("voice"))?;
    let mut problems = Problems::new();
    problems.require(!bulk.themes.is_empty(), "bulk-theme", "thread-bulk-no-theme");
    problems.require(all || !voices.is_empty(), "voice", "thread-bulk-none-ticked");
    problems.check()?;
    if !all {
        let tx = visit.write().await?;
        let (add, remove) = (bulk.add(), bulk.remove());
        let done = bulk_code(&tx, BulkCode { body, voices, add, remove }).await?;
        tx.commit(done).await?;
        return Ok(None);
    }
    if fields.text("confirmed") == "yes" {
        run(visit, body, bulk).await
    } else {
        confirm(visit, body, &bulk).await.map(Some)
    }
}

/// Works through what the filter finds, a step and a commit at a time.
async fn run(visit: &Visit, body: Uuid, mut bulk: Bulk) -> Result<Option<Confirm>> {
    for _ in 0..STEPS {
        let tx = visit.write().await?;
        let (add, remove) = (bulk.add(), bulk.remove());
        let done = code_matching(&tx, &bulk.asked.filter, add, remove, bulk.after).await?;
        let coded = tx.commit(done).await?.value;
        bulk.so_far += coded.voices;
        bulk.after = coded.next;
        if bulk.after.is_none() {
            return Ok(None);
        }
    }
    confirm(visit, body, &bulk).await.map(Some)
}

async fn confirm(visit: &Visit, body: Uuid, bulk: &Bulk) -> Result<Confirm> {
    let tx = visit.read().await?;
    let codebooks = shown::codebooks(&tx, body).await?;
    let named = codebooks.iter().flat_map(|book| &book.themes);
    let named = named.filter(|theme| bulk.themes.contains(&theme.id));
    Ok(Confirm {
        removes: bulk.removes,
        themes: named.map(|t| TagShown { id: t.id, name: t.name.clone() }).collect(),
        total: queries::count_voices(&tx, &bulk.asked.filter, COUNTED).await?,
        most: COUNTED,
        query: bulk.asked.query(),
        home: home(visit, &bulk.asked)?,
        after: bulk.after,
        so_far: bulk.so_far,
    })
}

/// Leaves the ticked voices out of the figures, with one reason.
pub(crate) async fn exclude(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?.id;
    let asked = Asked::carried(&visit, body, &fields.raw("filter"));
    match try_exclude(&visit, body, &fields).await {
        Ok(()) => visit.see(&home(&visit, &asked)?, Some("thread-excluded")),
        Err(error) => again(&visit, body, &asked, &fields, error).await,
    }
}

async fn try_exclude(visit: &Visit, body: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "do", "scope", "exclusion"], &["voice", "bulk-theme"])?;
    let voices = ids(&fields.all("voice"))?;
    let reason = ExclusionReason::from_key(&fields.text("exclusion"));
    let mut problems = Problems::new();
    problems.require(!voices.is_empty(), "voice", "thread-bulk-none-ticked");
    problems.require(reason.is_some(), "exclusion", "thread-exclusion-missing");
    if voices.len() > MOST_EXCLUDED {
        problems.add("voice", Message::new("thread-too-many").with("most", MOST_EXCLUDED));
    }
    problems.check()?;
    let reason = reason.ok_or(Error::NotFound)?;
    let tx = visit.write().await?;
    let mut done: Option<kernel::Audited<()>> = None;
    for voice in voices {
        let step = exclude_voice(&tx, body, voice, reason).await?;
        match &mut done {
            Some(done) => done.absorb(step),
            none => *none = Some(step),
        }
    }
    tx.commit(done.ok_or(Error::NotFound)?).await.map(|_| ())
}

/// Whatever a sample needs.
pub(crate) fn sample() -> serde_json::Value {
    json!({
        "removes": false, "themes": [{ "id": Uuid::from_u128(3), "name": "Parking" }],
        "total": 412, "most": COUNTED, "query": "?themed=no",
        "home": "/staff/havering/voices?themed=no", "after": null, "so_far": 0,
    })
}
