//! Friends and Family figures, for staff and for everyone.

use std::collections::BTreeMap;

use kernel::bodies::Body;
use kernel::error::Result;
use kernel::{ReadTx, Tx};
use rules::fft::Answer as Given;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Visit, spreadsheet};

use crate::fft::{Figures, Filter, Line, figures};
use crate::store::fft as store;

/// Lines on a page; the download has them all.
const MOST_LINES: usize = 240;

/// The page as its template takes it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct FriendsPage {
    pub(crate) staff: bool,
    pub(crate) form: Value,
    pub(crate) months: Vec<String>,
    pub(crate) services: Vec<Value>,
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) figures: Figures,
    pub(crate) answers: Vec<&'static str>,
    pub(crate) cut: bool,
    pub(crate) csv: String,
}

/// The end of the key of an answer's words.
fn label_key(answer: Given) -> &'static str {
    match answer {
        Given::VeryGood => "very-good",
        Given::Good => "good",
        Given::Neither => "neither",
        Given::Poor => "poor",
        Given::VeryPoor => "very-poor",
        Given::DontKnow => "dont-know",
    }
}

fn filter(visit: &Visit) -> Filter {
    let month = |name: &str| {
        let is_month =
            |m: &&str| m.len() == 7 && format!("{m}-01").parse::<chrono::NaiveDate>().is_ok();
        visit.query(name).filter(is_month).map(str::to_owned)
    };
    let service = visit.query("service").and_then(|s| s.parse().ok());
    Filter {
        from: month("from"),
        to: month("to"),
        service,
        by_service: visit.query("by") == Some("service") || service.is_some(),
    }
}

async fn names(tx: &Tx, body: Uuid) -> Result<BTreeMap<Uuid, String>> {
    let ids = store::services(tx, body).await?;
    places::names(tx, body, &ids).await
}

async fn page_of(visit: &Visit, tx: &ReadTx, body: &Body, staff: bool) -> Result<FriendsPage> {
    let filter = filter(visit);
    let mut found = figures(tx, body.id, &filter).await?;
    let cut = found.experience.len() > MOST_LINES || found.recommend.len() > MOST_LINES;
    found.experience.truncate(MOST_LINES);
    found.recommend.truncate(MOST_LINES);
    let names = names(tx, body.id).await?;
    let service = filter.service.map(|id| id.to_string());
    let pairs = [
        ("from", filter.from.as_deref()),
        ("to", filter.to.as_deref()),
        ("service", service.as_deref()),
        ("by", filter.by_service.then_some("service")),
    ];
    let values = json!({ "from": filter.from, "to": filter.to, "service": service,
        "by": if filter.by_service { "service" } else { "" } });
    let mut services: Vec<(String, Uuid)> =
        names.iter().map(|(id, name)| (name.clone(), *id)).collect();
    services.sort();
    Ok(FriendsPage {
        staff,
        form: json!({ "values": values, "errors": {} }),
        months: store::months(tx, body.id).await?,
        services: services
            .into_iter()
            .map(|(name, id)| json!({ "value": id.to_string(), "text": name }))
            .collect(),
        names: names.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        figures: found,
        answers: Given::ALL.iter().map(|answer| label_key(*answer)).collect(),
        cut,
        csv: web::paging::address(&format!("{}.csv", visit.path()), &pairs),
    })
}

pub(crate) async fn staff(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let page = page_of(&visit, &tx, visit.body()?, true).await?;
    visit.page("feedback/friends-staff.njk", &page)
}

pub(crate) async fn public(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let page = page_of(&visit, &tx, visit.body()?, false).await?;
    visit.page("feedback/friends-public.njk", &page)
}

/// All lines of both series, each marked with its own.
pub(crate) async fn csv(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let found = figures(&tx, body.id, &filter(&visit)).await?;
    let names = names(&tx, body.id).await?;
    let header = [
        "series",
        "month",
        "service",
        "very good",
        "good",
        "neither good nor poor",
        "poor",
        "very poor",
        "don't know",
        "responses",
        "not answered",
        "percent positive",
        "percent negative",
    ];
    let rows = [("experience", found.experience), ("recommend", found.recommend)]
        .into_iter()
        .flat_map(|(series, lines)| lines.into_iter().map(move |line| (series, line)))
        .map(|(series, line)| row(series, &line, &names));
    let name = format!("friends-and-family-{}.csv", body.slug);
    visit.raw(spreadsheet::csv(&name, &header, rows)?)
}

fn row(series: &str, line: &Line, names: &BTreeMap<Uuid, String>) -> Vec<String> {
    let service = line.service.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let percent =
        |tenths: Option<u16>| tenths.map(|t| format!("{}.{}", t / 10, t % 10)).unwrap_or_default();
    let mut row = vec![series.to_owned(), line.month.clone(), service];
    row.extend(line.answers.iter().map(u64::to_string));
    row.extend([
        line.responses.to_string(),
        line.not_answered.to_string(),
        percent(line.positive),
        percent(line.negative),
    ]);
    row
}
