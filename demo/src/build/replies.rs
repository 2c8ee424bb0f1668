//! Replies, the other ways by which they were told, the letters and calls that follow; and the
//! reviews of all feedback.

use feedback::actions::{NewReview, record_review};
use feedback::model::Covers;
use kernel::clock::day_of;
use kernel::error::{Error, Result};
use thread::actions::{deliver, reply};
use thread::model::decision::Outcome;
use thread::model::reply::{ReplyChannel, TaskState};
use thread::store::deliveries::WhichTasks;
use thread::store::replies::ReplyDetails;
use uuid::Uuid;

use super::{Making, word};
use crate::content::Answer;
use crate::plan::{Answering, ReplyStep};

/// Letters and calls that one afternoon has room for.
const AFTERNOON: usize = 12;

/// A reply as it is planned.
struct Planned<'a> {
    body: Uuid,
    answer: &'a Answer,
    decision: Option<Uuid>,
    outcome: &'a str,
    themes: Vec<&'a str>,
}

impl Making<'_> {
    fn planned_reply(&self, which: Answering) -> Result<Planned<'_>> {
        match which {
            Answering::Decision(n) => {
                let (slug, decision) = self.content.decisions.get(n).ok_or(Error::NotFound)?;
                Ok(Planned {
                    body: self.body(slug)?,
                    answer: decision.reply.as_ref().ok_or(Error::NotFound)?,
                    decision: Some(self.decided(n)?),
                    outcome: &decision.outcome,
                    themes: decision.theme.iter().map(|t| t.theme.as_str()).collect(),
                })
            }
            Answering::Themes(n) => {
                let reply = self.content.replies.get(n).ok_or(Error::NotFound)?;
                Ok(Planned {
                    body: self.body(&reply.body)?,
                    answer: &reply.answer,
                    decision: None,
                    outcome: &reply.outcome,
                    themes: reply.themes.iter().map(String::as_str).collect(),
                })
            }
        }
    }

    /// A step of a reply: written by the officer, read and published by the lead.
    pub(super) async fn reply(&mut self, which: Answering, step: ReplyStep) -> Result<()> {
        if step == ReplyStep::Draft {
            return self.draft_reply(which).await;
        }
        let planned = self.planned_reply(which)?;
        let body = planned.body;
        let id = self.replies.get(&which).copied().ok_or(Error::NotFound)?;
        let mut together = self.by("lead").await?;
        let tx = &together.tx;
        let done = match step {
            ReplyStep::Draft => return Ok(()),
            ReplyStep::Approve => reply::approve_reply(tx, body, id).await?,
            ReplyStep::Publish => reply::publish_reply(tx, body, id).await?,
            ReplyStep::Told(n) => {
                let told = planned.answer.channels.get(n).ok_or(Error::NotFound)?;
                let channel = word(&told.channel, ReplyChannel::from_key)?;
                reply::note_channel(tx, body, id, channel, day_of(tx.now()), &told.note).await?
            }
        };
        together.keep(done);
        together.commit().await
    }

    async fn draft_reply(&mut self, which: Answering) -> Result<()> {
        let planned = self.planned_reply(which)?;
        let mut themes = Vec::new();
        for theme in &planned.themes {
            themes.extend(self.theme(theme)?);
        }
        let details = ReplyDetails {
            decision: planned.decision,
            themes,
            title: planned.answer.title.clone(),
            you_said: planned.answer.you_said.clone(),
            we_did: planned.answer.we_did.clone(),
            because: planned.answer.because.clone(),
            outcome: word(planned.outcome, Outcome::from_key)?,
        };
        let mut together = self.by("officer").await?;
        let drafted = reply::draft_reply(&together.tx, planned.body, details).await?;
        let id = together.keep(drafted);
        together.commit().await?;
        self.replies.insert(which, id);
        Ok(())
    }

    /// An afternoon of letters and calls.
    pub(super) async fn tasks(&mut self, body: usize) -> Result<()> {
        let id = self.body_at(body)?;
        let mut together = self.by(Self::officer(body)).await?;
        let open = WhichTasks { state: Some(TaskState::Open), way: None, reply: None };
        let seen = deliver::see_tasks(&together.tx, id, &open, None, AFTERNOON).await?;
        let rows: Vec<Uuid> = seen.value().rows.iter().map(|task| task.id).collect();
        if rows.is_empty() {
            return Ok(());
        }
        together.keep(seen.map(|_| ()));
        for (n, task) in rows.into_iter().enumerate() {
            let (state, note) = match n % 9 {
                8 => (TaskState::Failed, "Number no longer in use"),
                _ => (TaskState::Done, ""),
            };
            let done = deliver::finish_task(&together.tx, id, task, state, note).await?;
            together.keep(done);
        }
        together.commit().await
    }

    /// A quarter's review of feedback.
    pub(super) async fn look_back(&mut self, body: usize, n: usize) -> Result<()> {
        let id = self.body_at(body)?;
        let reviews = &self.content.notes.reviews;
        let text = reviews.get(n % reviews.len().max(1)).ok_or(Error::NotFound)?;
        let today = day_of(self.core.clock.now());
        let mut covers = Vec::new();
        for key in &text.covers {
            covers.push(word(key, Covers::from_key)?);
        }
        let change =
            feedback::Change { words: text.change.clone(), decision_id: None, action_id: None };
        let review = NewReview {
            covers,
            period_from: today.checked_sub_days(chrono::Days::new(91)).unwrap_or(today),
            period_to: today.pred_opt().unwrap_or(today),
            reviewed_on: today,
            reviewed_by: text.by.clone(),
            findings: text.findings.clone(),
            changes: vec![change],
        };
        let mut together = self.by("lead").await?;
        let done = record_review(&together.tx, id, review).await?;
        together.keep(done);
        together.commit().await
    }
}
