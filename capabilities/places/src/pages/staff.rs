//! Keeping the list of services.

use axum::extract::Path;
use chrono::{Datelike as _, NaiveDate};
use kernel::bodies::Body;
use kernel::error::{Error, Problems, Result};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::paging::{Pages, Paging, address};
use web::{Answer, Fields, Visit};

use crate::actions;
use crate::model::{AreaKind, Details, Kind, Service};
use crate::permissions::EDIT;
use crate::store::{self, Filter};

const PER_PAGE: i64 = 50;

/// Fields of a service, in the order of the form.
const TEXTS: &[&str] = &[
    "name",
    "kind",
    "provider",
    "ods_code",
    "address",
    "postcode",
    "area",
    "telephone",
    "about",
    "feedback",
];
/// The boxes of its days.
const DAYS: &[&str] = &[
    "opened_on",
    "opened_on-day",
    "opened_on-month",
    "opened_on-year",
    "closed_on",
    "closed_on-day",
    "closed_on-month",
    "closed_on-year",
];

/// The staff list as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct StaffList {
    pub(crate) form: Value,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) services: Vec<Service>,
    pub(crate) pages: Pages,
    pub(crate) may_edit: bool,
}

/// The form of a service as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct ServicePage {
    pub(crate) id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) closed_on: Option<NaiveDate>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) areas: Vec<Value>,
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let today = visit.core().clock.today();
    let words = visit.query("q").unwrap_or_default();
    let kind = visit.query("kind").and_then(Kind::from_key);
    let state = visit.query("state").filter(|s| ["closed", "all"].contains(s)).unwrap_or("open");
    let filter = Filter {
        words: words.to_owned(),
        kind,
        open_on: (state == "open").then_some(today),
        closed_before: (state == "closed").then_some(today),
    };
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let tx = visit.read().await?;
    let (services, total) =
        store::list(&tx, body.id, &filter, paging.per_page, paging.offset()).await?;
    let filters = [("q", Some(words)), ("kind", kind.map(Kind::key)), ("state", Some(state))];
    let values = json!({ "q": words, "kind": kind.map(Kind::key), "state": state });
    let page = StaffList {
        form: json!({ "values": values, "errors": {} }),
        kinds: kinds(),
        services,
        pages: paging.of(total, &address(visit.path(), &filters)),
        may_edit: visit.actor().may(body.id, EDIT),
    };
    visit.page("places/staff-services.njk", &page)
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.key()).collect()
}

async fn page_of(visit: &Visit, service: Option<&Service>) -> Result<ServicePage> {
    let tx = visit.read().await?;
    let areas = store::areas(&tx, AreaKind::Borough).await?;
    Ok(ServicePage {
        id: service.map(|s| s.id),
        name: service.map(|s| s.name.clone()).unwrap_or_default(),
        closed_on: service.and_then(|s| s.closed_on),
        kinds: kinds(),
        areas: areas.iter().map(|a| json!({ "value": a.code, "text": a.name })).collect(),
    })
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let page = page_of(&visit, None).await?;
    visit.form("places/service.njk", &page, json!({}))
}

fn details(fields: &Fields) -> Result<Details> {
    fields.expect(&[TEXTS, DAYS].concat(), &[])?;
    let mut problems = Problems::new();
    let details = Details {
        name: fields.text("name"),
        kind: fields.text("kind"),
        provider: fields.text("provider"),
        ods_code: fields.optional("ods_code"),
        address: fields.text("address"),
        postcode: fields.text("postcode"),
        area: fields.optional("area"),
        telephone: fields.text("telephone"),
        about: fields.text("about"),
        feedback: fields.text("feedback"),
        opened_on: fields.day("opened_on", &mut problems),
        closed_on: fields.day("closed_on", &mut problems),
    };
    problems.check()?;
    Ok(details)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?.clone();
    match try_add(&visit, &body, &fields).await {
        Ok(()) => visit.see(&home(&body), Some("places-added")),
        Err(error) => {
            let page = page_of(&visit, None).await?;
            visit.again("places/service.njk", &page, &fields, error)
        }
    }
}

async fn try_add(visit: &Visit, body: &Body, fields: &Fields) -> Result<()> {
    let details = details(fields)?;
    let tx = visit.write().await?;
    let done = actions::add_service(&tx, body.id, details).await?;
    tx.commit(done).await.map(|_| ())
}

fn home(body: &Body) -> String {
    format!("/staff/{}/services", body.slug)
}

async fn find(visit: &Visit, id: Uuid) -> Result<Service> {
    let tx = visit.read().await?;
    store::find_service(&tx, visit.body()?.id, id).await?.ok_or(Error::NotFound)
}

pub(crate) async fn edit(visit: Visit, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    let service = find(&visit, id).await?;
    let page = page_of(&visit, Some(&service)).await?;
    let mut values = serde_json::to_value(&service)?;
    for (name, day) in [("opened_on", service.opened_on), ("closed_on", service.closed_on)] {
        if let Some(day) = day {
            values[format!("{name}-day")] = json!(day.day().to_string());
            values[format!("{name}-month")] = json!(day.month().to_string());
            values[format!("{name}-year")] = json!(day.year().to_string());
        }
    }
    visit.form("places/service.njk", &page, values)
}

pub(crate) async fn change(
    visit: Visit,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let body = visit.body()?.clone();
    let service = find(&visit, id).await?;
    match try_change(&visit, &body, id, &fields).await {
        Ok(()) => visit.see(&home(&body), Some("places-changed")),
        Err(error) => {
            let page = page_of(&visit, Some(&service)).await?;
            visit.again("places/service.njk", &page, &fields, error)
        }
    }
}

async fn try_change(visit: &Visit, body: &Body, id: Uuid, fields: &Fields) -> Result<()> {
    let details = details(fields)?;
    let tx = visit.write().await?;
    let done = actions::change_service(&tx, body.id, id, details).await?;
    tx.commit(done).await.map(|_| ())
}

pub(crate) async fn closing(visit: Visit, Path((_, id)): Path<(String, Uuid)>) -> Answer {
    let service = find(&visit, id).await?;
    let page = page_of(&visit, Some(&service)).await?;
    visit.form("places/service-close.njk", &page, json!({}))
}

pub(crate) async fn close(
    visit: Visit,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Answer {
    let body = visit.body()?.clone();
    let service = find(&visit, id).await?;
    match try_close(&visit, &body, id, &fields).await {
        Ok(()) => visit.see(&home(&body), Some("places-closed")),
        Err(error) => {
            let page = page_of(&visit, Some(&service)).await?;
            visit.again("places/service-close.njk", &page, &fields, error)
        }
    }
}

async fn try_close(visit: &Visit, body: &Body, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["closes_on", "closes_on-day", "closes_on-month", "closes_on-year"], &[])?;
    let mut problems = Problems::new();
    let on = fields.day("closes_on", &mut problems);
    problems.require(on.is_some() || !problems.is_empty(), "closes_on", "places-close-day");
    problems.check()?;
    let on = on.ok_or_else(|| Error::invalid("closes_on", "places-close-day"))?;
    let tx = visit.write().await?;
    let done = actions::close_service(&tx, body.id, id, on).await?;
    tx.commit(done).await.map(|_| ())
}
