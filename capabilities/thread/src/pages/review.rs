//! A second person looks at themes that somebody else gave.

use kernel::Tx;
use kernel::error::{Error, Result};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::shown::{self, Row};
use crate::actions::care::review_assignment;
use crate::model::theme::{AssignmentState, Review};
use crate::queries;
use crate::store::assignments::Assignment;
use crate::store::listing::{Filter, From};

/// The queue as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct ReviewPage {
    pub voice: Option<Row>,
    pub assignments: Vec<Assignment>,
    pub left: i64,
    pub most: i64,
    pub skip: Option<String>,
    pub home: String,
}

/// Points to review, counted no further than this.
const MOST: i64 = 10_000;

/// What nobody has looked at again and this person did not give themselves.
fn others(assignments: Vec<Assignment>, reviewer: Uuid) -> Vec<Assignment> {
    let mut rest = assignments;
    rest.retain(|a| {
        a.state == AssignmentState::Assigned
            && a.reviewed_at.is_none()
            && a.account_id != Some(reviewer)
    });
    rest
}

async fn page(visit: &Visit, tx: &Tx, at: Option<Uuid>) -> Result<ReviewPage> {
    let body = visit.body()?;
    let reviewer = visit.actor().person_id()?;
    let filter = Filter { to_review_by: Some(reviewer), ..Filter::counted(body.id) };
    let after = visit.query("after").and_then(|id| id.parse().ok());
    let from = after.map_or(From::Oldest, From::After);
    let listed = match at {
        Some(id) => Some(queries::voice(tx, body.id, id).await?.into()),
        None => queries::list_voices(tx, &filter, from, 1).await?.rows.pop(),
    };
    let home = format!("/staff/{}", body.slug);
    let left = queries::count_voices(tx, &filter, MOST).await?;
    let Some(listed) = listed else {
        let assignments = Vec::new();
        return Ok(ReviewPage { voice: None, assignments, left, most: MOST, skip: None, home });
    };
    let words = queries::voice(tx, body.id, listed.id).await?.words;
    let codebooks = shown::codebooks(tx, body.id).await?;
    let row = shown::rows(visit, tx, body.id, &codebooks, vec![listed]).await?.pop();
    let row = row.map(|row| Row { words, longer: false, ..row });
    let id = row.as_ref().map_or(Uuid::nil(), |row| row.id);
    let assignments = others(queries::assignments(tx, body.id, id).await?, reviewer);
    let skip = Some(format!("{home}/review?after={id}"));
    Ok(ReviewPage { voice: row, assignments, left, most: MOST, skip, home })
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let page = page(&visit, &tx, None).await?;
    visit.form("thread/review.njk", &page, json!({}))
}

/// Takes what the second person says of each theme, and goes on.
pub(crate) async fn save(visit: Visit, fields: Fields) -> Answer {
    let voice: Uuid = fields.text("voice").parse().map_err(|_| Error::NotFound)?;
    match try_save(&visit, voice, &fields).await {
        Ok(()) => {
            let path = format!("/staff/{}/review?after={voice}", visit.body()?.slug);
            visit.see(&path, Some("thread-reviewed"))
        }
        Err(error) => {
            let tx = visit.read().await?;
            let page = page(&visit, &tx, Some(voice)).await?;
            visit.again("thread/review.njk", &page, &fields, error)
        }
    }
}

async fn try_save(visit: &Visit, voice: Uuid, fields: &Fields) -> Result<()> {
    let body = visit.body()?.id;
    let tx = visit.write().await?;
    let made = queries::assignments(&tx, body, voice).await?;
    let names: Vec<(Uuid, String)> =
        made.iter().map(|a| (a.theme_id, format!("review-{}", a.theme_id))).collect();
    let mut single: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    single.push("voice");
    fields.expect(&single, &[])?;
    let mut done: Option<kernel::Audited<()>> = None;
    for (theme, name) in &names {
        let Some(review) = Review::from_key(&fields.text(name)) else { continue };
        let step = review_assignment(&tx, body, voice, *theme, review).await?;
        match &mut done {
            Some(done) => done.absorb(step),
            none => *none = Some(step),
        }
    }
    let Some(done) = done else {
        let first = names.first().map_or("", |(_, name)| name.as_str());
        return Err(Error::invalid(first, "thread-review-none"));
    };
    tx.commit(done).await.map(|_| ())
}
