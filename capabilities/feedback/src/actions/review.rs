use chrono::NaiveDate;
use kernel::clock::day_of;
use kernel::error::{Error, Message, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx};
use serde_json::json;
use uuid::Uuid;

use crate::model::Covers;
use crate::permissions::REVIEW;
use crate::store::reviews::{self, Change, Review};

/// Letters of a paragraph.
const MOST_TEXT: usize = 20_000;
/// Changes of one review.
const MOST_CHANGES: usize = 50;

/// A review to record.
#[derive(Debug, Clone)]
pub struct NewReview {
    /// What was reviewed.
    pub covers: Vec<Covers>,
    /// First day of what was reviewed.
    pub period_from: NaiveDate,
    /// Last day.
    pub period_to: NaiveDate,
    /// The day of the review.
    pub reviewed_on: NaiveDate,
    /// Who reviewed.
    pub reviewed_by: String,
    /// What was found.
    pub findings: String,
    /// What changed because of it.
    pub changes: Vec<Change>,
}

impl NewReview {
    fn check(&self, today: NaiveDate) -> Result<()> {
        let mut problems = Problems::new();
        problems.require(!self.covers.is_empty(), "covers", "feedback-review-covers-missing");
        let ordered = self.period_to >= self.period_from;
        problems.require(ordered, "period_to", "feedback-review-period");
        problems.require(self.reviewed_on <= today, "reviewed_on", "feedback-review-future");
        let after = self.reviewed_on >= self.period_from;
        problems.require(after, "reviewed_on", "feedback-review-before");
        let by = self.reviewed_by.trim();
        problems.require(!by.is_empty(), "reviewed_by", "feedback-review-by-missing");
        let texts = [("reviewed_by", &self.reviewed_by), ("findings", &self.findings)];
        for (field, text) in
            texts.into_iter().chain(self.changes.iter().map(|c| ("changes", &c.words)))
        {
            problems.require(!text.contains('\0'), field, "feedback-nul");
            if text.chars().count() > MOST_TEXT {
                problems.add(field, Message::new("feedback-too-long").with("most", MOST_TEXT));
            }
        }
        if self.changes.len() > MOST_CHANGES {
            let says = Message::new("feedback-review-changes").with("most", MOST_CHANGES);
            problems.add("changes", says);
        }
        problems.check()
    }
}

/// Records that feedback of a period was reviewed, by whom, on which day, and what changed because
/// of it (REQ-269, REQ-270).
pub async fn record_review(tx: &WriteTx, body: Uuid, new: NewReview) -> Result<Audited<Uuid>> {
    tx.actor().require(body, REVIEW)?;
    new.check(day_of(tx.now()))?;
    for change in &new.changes {
        known(tx, body, change).await?;
    }
    let covers: Vec<&str> = new.covers.iter().map(|c| c.key()).collect();
    let review = Review {
        id: tx.id(),
        covers: covers.join(" "),
        period_from: new.period_from,
        period_to: new.period_to,
        reviewed_on: new.reviewed_on,
        reviewed_by: new.reviewed_by.trim().to_owned(),
        findings: new.findings.trim().to_owned(),
        actor: tx.actor().name().to_owned(),
        created_at: tx.now(),
    };
    reviews::insert(tx, body, &review, &new.changes).await?;
    let subject = Subject::new("feedback.review", review.id);
    let content = json!({
        "covers": covers, "period_from": review.period_from, "period_to": review.period_to,
        "reviewed_on": review.reviewed_on, "reviewed_by": review.reviewed_by,
        "findings": review.findings, "changes": new.changes,
    });
    tx.record(Pending::json(body, "feedback.reviewed", subject.clone(), &content)?).await;
    let event = Event::new("feedback.reviewed", body, subject)
        .with(json!({ "covers": covers, "changes": new.changes.len() }));
    Ok(Audited::new(review.id, event))
}

/// That the decision or action a change names is the body's.
async fn known(tx: &WriteTx, body: Uuid, change: &Change) -> Result<()> {
    let subjects = [
        (change.decision_id, crate::linked::decision(tx, body, change.decision_id).await?),
        (change.action_id, crate::linked::action(tx, body, change.action_id).await?),
    ];
    let unknown = subjects.iter().any(|(asked, found)| asked.is_some() && found.is_none());
    if unknown { Err(Error::invalid("changes", "feedback-review-link")) } else { Ok(()) }
}
