//! Reviews, and what changed because of them.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

kernel::statements! {
    INSERT = "INSERT INTO feedback_review (id, body_id, covers, period_from, period_to, \
              reviewed_on, reviewed_by, findings, actor, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_CHANGE = "INSERT INTO feedback_change (review_id, position, words, decision_id, \
                     action_id) VALUES ($1, $2, $3, $4, $5)";
    LIST = "SELECT id, covers, period_from, period_to, reviewed_on, reviewed_by, findings, actor, \
            created_at FROM feedback_review WHERE body_id = $1 AND reviewed_on >= $2 \
            AND reviewed_on <= $3 ORDER BY reviewed_on DESC, id DESC LIMIT $4 OFFSET $5";
    COUNT = "SELECT COUNT(*) FROM feedback_review WHERE body_id = $1 AND reviewed_on >= $2 \
             AND reviewed_on <= $3";
    LAST = "SELECT MAX(reviewed_on) FROM feedback_review WHERE body_id = $1";
    CHANGES = "SELECT c.words, c.decision_id, c.action_id FROM feedback_change c \
               WHERE c.review_id = $1 ORDER BY c.position";
}

/// A review.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Review {
    /// Its id.
    pub id: Uuid,
    /// What was reviewed: keys of the kinds, joined by spaces.
    pub covers: String,
    /// First day of what was reviewed.
    pub period_from: NaiveDate,
    /// Last day.
    pub period_to: NaiveDate,
    /// The day of the review.
    pub reviewed_on: NaiveDate,
    /// Who reviewed: a group or a person.
    pub reviewed_by: String,
    /// What was found.
    pub findings: String,
    /// Who entered it.
    pub actor: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// Something that changed because of a review.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Change {
    /// What changed.
    pub words: String,
    /// The decision it came by.
    pub decision_id: Option<Uuid>,
    /// The action that did it.
    pub action_id: Option<Uuid>,
}

pub(crate) async fn insert(
    tx: &WriteTx,
    body: Uuid,
    review: &Review,
    changes: &[Change],
) -> Result<()> {
    tx.exec(
        INSERT,
        values![
            review.id,
            body,
            review.covers.as_str(),
            review.period_from,
            review.period_to,
            review.reviewed_on,
            review.reviewed_by.as_str(),
            review.findings.as_str(),
            review.actor.as_str(),
            review.created_at,
        ],
    )
    .await?;
    for (position, change) in (0i64..).zip(changes) {
        tx.exec(
            INSERT_CHANGE,
            values![
                review.id,
                position,
                change.words.as_str(),
                change.decision_id,
                change.action_id
            ],
        )
        .await?;
    }
    Ok(())
}

/// Reviews of a body between two days, newest first, and how many there are.
pub(crate) async fn list(
    tx: &Tx,
    body: Uuid,
    between: (NaiveDate, NaiveDate),
    limit: i64,
    offset: i64,
) -> Result<(Vec<Review>, i64)> {
    let count = tx.count(COUNT, values![body, between.0, between.1]).await?;
    let rows = tx.all(LIST, values![body, between.0, between.1, limit, offset]).await?;
    Ok((rows, count))
}

/// What changed because of a review.
pub(crate) async fn changes(tx: &Tx, review: Uuid) -> Result<Vec<Change>> {
    tx.all(CHANGES, values![review]).await
}

/// The day of the last review.
pub(crate) async fn last(tx: &Tx, body: Uuid) -> Result<Option<NaiveDate>> {
    Ok(tx.scalar::<Option<NaiveDate>>(LAST, values![body]).await?.flatten())
}
