//! One voice: its words, where it came from, its themes, and what was done with it.

use chrono::{DateTime, Utc};
use kernel::Tx;
use kernel::audit;
use kernel::error::{Error, Result};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::forms::Id;
use web::{Answer, Fields, Visit};

use super::filters::Asked;
use super::ids;
use super::inbox::exclusion_reasons;
use super::shown::{self, Choice, CodebookShown, service_names};
use crate::actions::care;
use crate::actions::code_voice::{CodeVoice, code_voice};
use crate::model::theme::AssignmentState;
use crate::model::voice::{ErasureGround, RedactionReason};
use crate::queries::Trail;
use crate::store::assignments::Assignment;
use crate::store::listing::From;
use crate::store::voices::{Contact, Remark, Voice};
use crate::{permissions, queries};

/// Entries of the history that are shown.
const HISTORY: i64 = 50;

/// Something that happened to a voice.
#[derive(Debug, Serialize)]
pub(crate) struct Happened {
    pub at: DateTime<Utc>,
    pub actor: String,
    pub what: String,
}

/// What whoever looks may do.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what a template asks, each by itself")]
pub(crate) struct May {
    pub code: bool,
    pub exclude: bool,
    pub redact: bool,
    pub erase: bool,
    pub original: bool,
    pub contact: bool,
}

/// The page of a voice as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct VoicePage {
    pub voice: Voice,
    pub service: Option<String>,
    pub source: String,
    pub codebooks: Vec<CodebookShown>,
    pub assignments: Vec<Assignment>,
    pub ticked: Vec<Uuid>,
    pub suggested: Vec<Uuid>,
    pub trail: Trail,
    pub notes: Vec<Remark>,
    pub redactions: Vec<Remark>,
    pub history: Vec<Happened>,
    pub original: Option<String>,
    pub contact: Option<Contact>,
    /// Whether the contact was asked for; there may be none.
    pub contact_shown: bool,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub home: String,
    pub here: String,
    pub query: String,
    pub exclusion_reasons: Vec<Choice>,
    pub redaction_reasons: Vec<Choice>,
    pub grounds: Vec<Choice>,
    pub may: May,
}

pub(crate) async fn show(visit: Visit, Id(id): Id) -> Answer {
    let asked = Asked::read(&visit, visit.body()?.id);
    let page = page(&visit, id, &asked).await?;
    visit.form("thread/voice.njk", &page, json!({}))
}

/// The page of a voice, within the list that it was reached from.
async fn page(visit: &Visit, id: Uuid, asked: &Asked) -> Result<VoicePage> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let voice = queries::voice(&tx, body.id, id).await?;
    let assignments = queries::assignments(&tx, body.id, id).await?;
    let of = |state| {
        let some = assignments.iter().filter(move |a| a.state == state);
        some.map(|a| a.theme_id).collect::<Vec<_>>()
    };
    let services = service_names(visit, &tx, body.id, voice.service_id.as_slice()).await?;
    let may = |verb| visit.actor().may(body.id, verb);
    let home = format!("/staff/{}/voices", body.slug);
    let (previous, next) = beside(&tx, asked, id, &home).await?;
    Ok(VoicePage {
        service: voice.service_id.and_then(|id| services.get(&id).cloned()),
        source: shown::source(visit, &voice.source),
        codebooks: shown::codebooks(&tx, body.id).await?,
        ticked: of(AssignmentState::Assigned),
        suggested: of(AssignmentState::Suggested),
        assignments,
        trail: queries::trail(&tx, body.id, id).await?,
        notes: queries::notes(&tx, body.id, id).await?,
        redactions: queries::redactions(&tx, body.id, id).await?,
        history: history(visit, &tx, body.id, id).await?,
        original: None,
        contact: None,
        contact_shown: false,
        previous,
        next,
        here: format!("{home}/{id}"),
        home: asked.address(&home, &[]),
        query: asked.query(),
        exclusion_reasons: exclusion_reasons(visit),
        redaction_reasons: shown::choices(
            visit,
            "thread-redaction-",
            RedactionReason::ALL.iter().map(|reason| reason.key()),
        ),
        grounds: shown::choices(
            visit,
            "thread-ground-",
            ErasureGround::ALL.iter().map(|ground| ground.key()),
        ),
        may: May {
            code: may(permissions::CODE),
            exclude: may(permissions::EXCLUDE),
            redact: may(permissions::REDACT),
            erase: may(permissions::ERASE),
            original: may(permissions::ORIGINAL),
            contact: may(permissions::CONTACT),
        },
        voice,
    })
}

/// The voices before and after this one in the same list.
async fn beside(
    tx: &Tx,
    asked: &Asked,
    id: Uuid,
    home: &str,
) -> Result<(Option<String>, Option<String>)> {
    let (back, on) = if asked.oldest {
        (From::Before(id), From::After(id))
    } else {
        (From::After(id), From::Before(id))
    };
    let mut links = [None, None];
    for (link, from) in links.iter_mut().zip([back, on]) {
        let page = queries::list_voices(tx, &asked.filter, from, 1).await?;
        *link = page.rows.first().map(|row| asked.address(&format!("{home}/{}", row.id), &[]));
    }
    let [previous, next] = links;
    Ok((previous, next))
}

async fn history(visit: &Visit, tx: &Tx, body: Uuid, id: Uuid) -> Result<Vec<Happened>> {
    let what = audit::Search { body: Some(body), subject: Some(id), ..audit::Search::default() };
    let (entries, _) = audit::search(tx, &what, HISTORY, 0).await?;
    let says = |name: &str| {
        let key = format!("thread-event-{}", name.replace('.', "-"));
        let words = visit.app().catalogue.find(visit.lang(), &key, &[]);
        words.map_or_else(|| name.to_owned(), |words| words.text)
    };
    Ok(entries
        .into_iter()
        .map(|entry| Happened { at: entry.at, actor: entry.actor, what: says(&entry.name) })
        .collect())
}

/// Back to the voice after a form was taken, or the form again with what is wrong.
async fn finish(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    let asked = Asked::carried(visit, visit.body()?.id, &fields.raw("filter"));
    match outcome {
        Ok(()) => {
            let path = format!("/staff/{}/voices/{id}", visit.body()?.slug);
            visit.see(&asked.address(&path, &[]), Some(done))
        }
        Err(error) => {
            let page = page(visit, id, &asked).await?;
            visit.again("thread/voice.njk", &page, fields, error)
        }
    }
}

/// Says which points the voice makes; 'save and next' goes on in the same list.
pub(crate) async fn code(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let body = visit.body()?.clone();
    let asked = Asked::carried(&visit, body.id, &fields.raw("filter"));
    let home = format!("/staff/{}/voices", body.slug);
    let tx = visit.read().await?;
    let (_, next) = beside(&tx, &asked, id, &home).await?;
    drop(tx);
    match try_code(&visit, body.id, id, &fields).await {
        Ok(()) if fields.text("do") == "next" => match next {
            Some(next) => visit.see(&next, Some("thread-coded")),
            None => visit.see(&asked.address(&home, &[]), Some("thread-coded-last")),
        },
        Ok(()) => finish(&visit, id, &fields, Ok(()), "thread-coded").await,
        Err(error) => {
            let mut page = page(&visit, id, &asked).await?;
            page.ticked = ids(&fields.all("theme")).unwrap_or_default();
            visit.again("thread/voice.njk", &page, &fields, error)
        }
    }
}

async fn try_code(visit: &Visit, body: Uuid, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "do"], &["theme"])?;
    let ticked = ids(&fields.all("theme"))?;
    let tx = visit.write().await?;
    let made = queries::assignments(&tx, body, id).await?;
    let assigned = made.iter().filter(|a| a.state == AssignmentState::Assigned);
    let assigned: Vec<Uuid> = assigned.map(|a| a.theme_id).collect();
    let add: Vec<Uuid> = ticked.iter().filter(|t| !assigned.contains(t)).copied().collect();
    let remove: Vec<Uuid> = assigned.into_iter().filter(|t| !ticked.contains(t)).collect();
    if add.is_empty() && remove.is_empty() {
        return Ok(());
    }
    let done = code_voice(&tx, CodeVoice { body, voice: id, add, remove, evidence: None }).await?;
    tx.commit(done).await.map(|_| ())
}

/// Writes a note.
pub(crate) async fn note(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_note(&visit, id, &fields).await;
    finish(&visit, id, &fields, outcome, "thread-noted").await
}

async fn try_note(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "note"], &[])?;
    let tx = visit.write().await?;
    let done = care::note(&tx, visit.body()?.id, id, &fields.raw("note")).await?;
    tx.commit(done).await.map(|_| ())
}

/// Shows the words as they were written; the look is logged before the page is made.
pub(crate) async fn original(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    fields.expect(&["filter"], &[])?;
    let body = visit.body()?.id;
    let tx = visit.write().await?;
    let done = care::see_original(&tx, body, id).await?;
    let words = tx.commit(done).await?.value;
    let mut page = page(&visit, id, &Asked::carried(&visit, body, &fields.raw("filter"))).await?;
    page.original = Some(words.ok_or(Error::refused("thread-voice-erased"))?);
    visit.form("thread/voice.njk", &page, json!({}))
}

/// Shows who spoke; the look is logged before the page is made.
pub(crate) async fn contact(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    fields.expect(&["filter"], &[])?;
    let body = visit.body()?.id;
    let tx = visit.write().await?;
    let done = care::see_contact(&tx, body, id).await?;
    let contact = tx.commit(done).await?.value;
    let mut page = page(&visit, id, &Asked::carried(&visit, body, &fields.raw("filter"))).await?;
    page.contact = contact;
    page.contact_shown = true;
    visit.form("thread/voice.njk", &page, json!({}))
}

/// What the forms beside the words share: see [`super::exclusions`].
pub(super) async fn done(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    finish(visit, id, fields, outcome, done).await
}

/// A voice to show templates with.
pub(crate) fn sample_voice() -> Value {
    json!({
        "id": Uuid::from_u128(1), "body_id": Uuid::from_u128(2), "reference": "7K3M-9QXT-4B2D-W8PA",
        "source": "feedback.tell-us", "kind": "concern", "about": "service", "service_id": null,
        "channel": "website", "said_on": "2026-01-10", "received_at": "2026-01-10T09:00:00Z",
        "capacity": "individual", "organisation": null, "language": "pl", "needs_translation": true,
        "words": "The <b>bus</b> stops too far away.\nIt is a long walk.", "redacted": true,
        "publishable": true, "question": "What could be better?", "score": 4, "import_id": null,
        "state": "received", "state_reason": null, "themes": 1, "answered_at": null,
    })
}
