//! Searching the audit, and taking it out as a list.

use chrono::{Days, NaiveDate};
use kernel::audit::{self, Entry, Search};
use kernel::bodies::Body;
use kernel::{Audited, Event, Result, Subject};
use serde_json::{Value, json};
use uuid::Uuid;
use web::paging::address;
use web::{Answer, Paging, Visit, spreadsheet};

use crate::model::begins;

/// Entries on a page.
const PER_PAGE: i64 = 50;
/// Entries of a list that is taken out; whoever wants more narrows the dates.
const MOST: i64 = 20_000;

const FILTERS: [&str; 5] = ["name", "actor", "from", "until", "subject"];

/// What was asked for. A day that cannot be read narrows nothing; a number that cannot be read
/// is nobody's.
fn search(visit: &Visit, body: Option<&Body>) -> Search {
    let day = |name| visit.query(name).and_then(|text| text.parse::<NaiveDate>().ok());
    let from = day("from").map(begins);
    let until = day("until").and_then(|day| day.checked_add_days(Days::new(1)));
    Search {
        body: body.map(|body| body.id),
        name: visit.query("name").map(str::to_owned),
        account: None,
        actor: visit.query("actor").map(str::to_owned),
        subject: visit.query("subject").map(|text| text.trim().parse().unwrap_or(Uuid::max())),
        from,
        until: until.map(begins),
    }
}

fn filters(visit: &Visit) -> Vec<(&'static str, Option<&str>)> {
    FILTERS.into_iter().map(|name| (name, visit.query(name))).collect()
}

fn shown(entry: &Entry) -> Value {
    json!({
        "at": entry.at, "actor": entry.actor, "role": entry.role, "name": entry.name,
        "kind": entry.subject_kind, "subject": entry.subject_id,
        "detail": if entry.detail == "null" { "" } else { entry.detail.as_str() },
    })
}

async fn page(visit: &Visit, body: Option<&Body>) -> Answer {
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let tx = visit.read().await?;
    let what = search(visit, body);
    let (entries, total) = audit::search(&tx, &what, PER_PAGE, paging.offset()).await?;
    let filters = filters(visit);
    let values: serde_json::Map<String, Value> =
        filters.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let context = json!({
        "entries": entries.iter().map(shown).collect::<Vec<_>>(),
        "pages": paging.of(total, &address(visit.path(), &filters)),
        "csv": address(&format!("{}.csv", visit.path()), &filters),
    });
    visit.form("administration/audit.njk", &context, Value::Object(values))
}

/// The audit of a body.
pub async fn of_body(visit: Visit) -> Answer {
    let body = visit.body()?;
    page(&visit, Some(body)).await
}

/// The audit of the installation and of every body.
pub async fn of_installation(visit: Visit) -> Answer {
    page(&visit, None).await
}

/// That the list was taken out is itself entered, before its first byte leaves.
async fn tell(visit: &Visit, body: Option<&Body>, rows: usize) -> Result<()> {
    let tx = visit.write().await?;
    let event = if let Some(body) = body {
        Event::new("administration.audit.exported", body.id, body.subject())
    } else {
        let whole = Subject::new("kernel.installation", Uuid::nil());
        Event::of_installation("administration.audit.exported", whole)
    };
    tx.commit(Audited::new((), event.with(json!({ "rows": rows })))).await?;
    Ok(())
}

async fn csv(visit: &Visit, body: Option<&Body>) -> Answer {
    let (entries, _) = {
        let tx = visit.read().await?;
        audit::search(&tx, &search(visit, body), MOST, 0).await?
    };
    tell(visit, body, entries.len()).await?;
    let header = ["at", "actor", "role", "what", "kind", "subject", "detail", "request"];
    let rows = entries.into_iter().map(|entry| {
        vec![
            entry.at.to_rfc3339(),
            entry.actor,
            entry.role,
            entry.name,
            entry.subject_kind,
            entry.subject_id.to_string(),
            entry.detail,
            entry.request,
        ]
    });
    let name = body.map_or("audit", |body| body.slug.as_str());
    Ok(spreadsheet::csv(&format!("{name}-audit.csv"), &header, rows)?)
}

/// The audit of a body as a list.
pub async fn csv_of_body(visit: Visit) -> Answer {
    let body = visit.body()?;
    csv(&visit, Some(body)).await
}

/// The audit of everything as a list.
pub async fn csv_of_installation(visit: Visit) -> Answer {
    csv(&visit, None).await
}
