//! Reviews of feedback, and the report of them for the governing body (REQ-269 to REQ-271).

use chrono::{Datelike as _, Days, NaiveDate};
use kernel::bodies::Body;
use kernel::error::{Error, Problems, Result};
use kernel::{ReadTx, Tx};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::paging::{Pages, Paging};
use web::{Answer, Fields, Visit};

use crate::actions::{NewReview, record_review};
use crate::linked;
use crate::model::Covers;
use crate::permissions::REVIEW;
use crate::store::reviews::{self, Change, Review};
use crate::store::routes::{self, Named};

const PER_PAGE: i64 = 20;
/// Reviews in a report.
const MOST_REPORTED: i64 = 500;
/// Changes that the form has room for.
const CHANGES: usize = 3;

const FIELDS: &[&str] = &[
    "period_from",
    "period_from-day",
    "period_from-month",
    "period_from-year",
    "period_to",
    "period_to-day",
    "period_to-month",
    "period_to-year",
    "reviewed_on",
    "reviewed_on-day",
    "reviewed_on-month",
    "reviewed_on-year",
    "reviewed_by",
    "findings",
    "change-1",
    "decision-1",
    "action-1",
    "change-2",
    "decision-2",
    "action-2",
    "change-3",
    "decision-3",
    "action-3",
];

/// A change with the titles of what it points to.
#[derive(Debug, Serialize)]
pub(crate) struct ShownChange {
    pub(crate) words: String,
    pub(crate) decision: Option<(Uuid, String)>,
    pub(crate) action: Option<(Uuid, String)>,
}

/// A review as the templates take it.
#[derive(Debug, Serialize)]
pub(crate) struct ShownReview {
    pub(crate) review: Review,
    pub(crate) covers: Vec<String>,
    pub(crate) changes: Vec<ShownChange>,
}

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct ReviewsPage {
    pub(crate) reviews: Vec<ShownReview>,
    pub(crate) pages: Pages,
    pub(crate) may_review: bool,
}

/// The form.
#[derive(Debug, Serialize)]
pub(crate) struct ReviewForm {
    pub(crate) covers: Vec<&'static str>,
    pub(crate) decisions: Vec<Value>,
    pub(crate) actions: Vec<Value>,
    pub(crate) rooms: usize,
}

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct ReportPage {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) made_on: NaiveDate,
    pub(crate) reviews: Vec<ShownReview>,
    pub(crate) changes: usize,
    pub(crate) kinds: Vec<Named>,
    pub(crate) sent_on: Vec<Named>,
    pub(crate) form: Value,
}

async fn shown(tx: &Tx, body: Uuid, review: Review) -> Result<ShownReview> {
    let mut changes = Vec::new();
    for change in reviews::changes(tx, review.id).await? {
        let decision = linked::decision(tx, body, change.decision_id).await?;
        let action = linked::action(tx, body, change.action_id).await?;
        changes.push(ShownChange {
            words: change.words,
            decision: change.decision_id.zip(decision),
            action: change.action_id.zip(action),
        });
    }
    let covers = review.covers.split_whitespace().map(str::to_owned).collect();
    Ok(ShownReview { review, covers, changes })
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let ever = (NaiveDate::MIN.max(day(1900)), day(9000));
    let (found, total) =
        reviews::list(&tx, body.id, ever, paging.per_page, paging.offset()).await?;
    let mut all = Vec::with_capacity(found.len());
    for review in found {
        all.push(shown(&tx, body.id, review).await?);
    }
    let page = ReviewsPage {
        reviews: all,
        pages: paging.of(total, visit.path()),
        may_review: visit.actor().may(body.id, REVIEW),
    };
    visit.page("feedback/reviews.njk", &page)
}

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

async fn form_of(visit: &Visit, body: &Body) -> Result<ReviewForm> {
    let tx = visit.read().await?;
    let choices = |list: Vec<(Uuid, String)>| {
        list.into_iter().map(|(id, title)| json!({ "value": id, "text": title })).collect()
    };
    Ok(ReviewForm {
        covers: Covers::ALL.iter().map(|c| c.key()).collect(),
        decisions: choices(linked::decisions(&tx, body.id).await?),
        actions: choices(linked::actions(&tx, body.id).await?),
        rooms: CHANGES,
    })
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let body = visit.body()?.clone();
    let page = form_of(&visit, &body).await?;
    let today = visit.core().clock.today();
    let values = json!({
        "reviewed_on-day": today.day().to_string(),
        "reviewed_on-month": today.month().to_string(),
        "reviewed_on-year": today.year().to_string(),
    });
    visit.form("feedback/review.njk", &page, values)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    fields.expect(FIELDS, &["covers"])?;
    let body = visit.body()?.clone();
    match try_add(&visit, &body, &fields).await {
        Ok(()) => {
            visit.see(&format!("/staff/{}/feedback/reviews", body.slug), Some("feedback-reviewed"))
        }
        Err(error) => {
            let page = form_of(&visit, &body).await?;
            visit.again("feedback/review.njk", &page, &fields, error)
        }
    }
}

async fn try_add(visit: &Visit, body: &Body, fields: &Fields) -> Result<()> {
    let mut problems = Problems::new();
    let mut days = Vec::new();
    for name in ["period_from", "period_to", "reviewed_on"] {
        let mut own = Problems::new();
        match fields.day(name, &mut own) {
            Some(day) => days.push(day),
            None if own.is_empty() => problems.require(false, name, "feedback-review-day"),
            None => problems.require(false, name, "form-date-not-real"),
        }
    }
    let mut changes = Vec::new();
    for n in 1..=CHANGES {
        let id = |what: &str| fields.optional(&format!("{what}-{n}")).and_then(|v| v.parse().ok());
        let (decision_id, action_id) = (id("decision"), id("action"));
        match fields.optional(&format!("change-{n}")) {
            Some(words) => changes.push(Change { words, decision_id, action_id }),
            None if decision_id.is_some() || action_id.is_some() => {
                problems.require(false, &format!("change-{n}"), "feedback-review-change-words");
            }
            None => {}
        }
    }
    problems.check()?;
    let [period_from, period_to, reviewed_on] = days[..] else {
        return Err(Error::invalid("period_from", "feedback-review-day"));
    };
    let review = NewReview {
        covers: fields.all("covers").iter().filter_map(|c| Covers::from_key(c)).collect(),
        period_from,
        period_to,
        reviewed_on,
        reviewed_by: fields.text("reviewed_by"),
        findings: fields.text("findings"),
        changes,
    };
    let tx = visit.write().await?;
    let done = record_review(&tx, body.id, review).await?;
    tx.commit(done).await.map(|_| ())
}

/// The report of reviews and changes, to print for the governing body.
pub(crate) async fn report(visit: Visit) -> Answer {
    let body = visit.body()?;
    let today = visit.core().clock.today();
    let asked = |name: &str| visit.query(name).and_then(|day| day.parse::<NaiveDate>().ok());
    let to = asked("to").unwrap_or(today);
    let year_ago = to.checked_sub_days(Days::new(364)).unwrap_or(to);
    let from = asked("from").filter(|from| *from <= to).unwrap_or(year_ago);
    let tx = visit.read().await?;
    let (found, _) = reviews::list(&tx, body.id, (from, to), MOST_REPORTED, 0).await?;
    let mut all = Vec::with_capacity(found.len());
    for review in found {
        all.push(shown(&tx, body.id, review).await?);
    }
    let page = ReportPage {
        from,
        to,
        made_on: today,
        changes: all.iter().map(|r| r.changes.len()).sum(),
        reviews: all,
        kinds: kinds(&tx, body.id).await?,
        sent_on: sent_on(&tx, body.id, from, to).await?,
        form: json!({ "values": { "from": from, "to": to }, "errors": {} }),
    };
    visit.page("feedback/review-report.njk", &page)
}

/// Voices by kind, all that are counted.
async fn kinds(tx: &ReadTx, body: Uuid) -> Result<Vec<Named>> {
    let found = thread::queries::figures(tx, body, body, "kind").await?;
    Ok(found.into_iter().map(|count| Named { name: count.key, n: count.n }).collect())
}

async fn sent_on(tx: &ReadTx, body: Uuid, from: NaiveDate, to: NaiveDate) -> Result<Vec<Named>> {
    let start = |day: NaiveDate| day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc();
    let end = to.checked_add_days(Days::new(1)).unwrap_or(to);
    routes::counts(tx, body, start(from), start(end)).await
}
