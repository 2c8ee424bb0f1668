//! Decisions, their actions, the difference they made; and the months' checkpoints.

use chrono::Days;
use kernel::clock::day_of;
use kernel::error::{Error, Result};
use kernel::{Actor, Audited, Event, Subject};
use thread::actions::{act, decide};
use thread::model::decision::{ActionState, Influence, LearnedFrom, Outcome, TakenBy};
use thread::store::acts::ActionDetails;
use thread::store::decisions::{DecisionDetails, Weighing};
use uuid::Uuid;

use super::{Making, Together, word};
use crate::content::{Action, Decision};

/// Days between the draft and the decision, as the plan has it.
const DRAFTED_BEFORE: i64 = 4;

impl Making<'_> {
    fn planned_decision(&self, n: usize) -> Result<(Uuid, &Decision)> {
        let (slug, decision) = self.content.decisions.get(n).ok_or(Error::NotFound)?;
        Ok((self.body(slug)?, decision))
    }

    pub(super) fn decided(&self, n: usize) -> Result<Uuid> {
        self.decisions.get(&n).copied().ok_or_else(|| Error::internal("not drafted yet"))
    }

    fn details(&self, decision: &Decision) -> Result<DecisionDetails> {
        let drafted = day_of(self.core.clock.now());
        let mut themes = Vec::new();
        for weighing in &decision.theme {
            let theme = self.theme(&weighing.theme)?;
            themes.push(Weighing {
                theme: theme.ok_or_else(|| Error::internal("a decision on a retired theme"))?,
                weighed: weighing.weighed.clone(),
                influence: word(&weighing.influence, Influence::from_key)?,
                why: weighing.why.clone(),
            });
        }
        let all = &self.content.decisions;
        let supersedes = decision.supersedes.as_ref();
        let place = supersedes.and_then(|key| all.iter().position(|(_, d)| d.key == *key));
        let learned_from = decision.learned_from.as_deref();
        let is_draft = decision.stage == "draft";
        let later = Days::new(u64::try_from(DRAFTED_BEFORE).unwrap_or(0));
        Ok(DecisionDetails {
            title: decision.title.clone(),
            decided_on: drafted.checked_add_days(later).filter(|_| !is_draft),
            taken_by: word(&decision.taken_by, TakenBy::from_key)?,
            meeting: decision.meeting.clone(),
            person: decision.person.clone(),
            person_role: decision.person_role.clone(),
            decided: decision.decided.clone(),
            reasons: decision.reasons.clone(),
            outcome: word(&decision.outcome, Outcome::from_key)?,
            learned_from: learned_from.map(|key| word(key, LearnedFrom::from_key)).transpose()?,
            supersedes: place.map(|n| self.decided(n)).transpose()?,
            themes,
        })
    }

    pub(super) async fn draft(&mut self, n: usize) -> Result<()> {
        let (body, decision) = self.planned_decision(n)?;
        let details = self.details(decision)?;
        let mut together = self.by("lead").await?;
        let drafted = decide::draft_decision(&together.tx, body, details).await?;
        let id = together.keep(drafted);
        together.commit().await?;
        self.decisions.insert(n, id);
        Ok(())
    }

    /// Records a decision, and enters its actions.
    pub(super) async fn record(&mut self, n: usize) -> Result<()> {
        let (body, decision) = self.planned_decision(n)?;
        let id = self.decided(n)?;
        let theme = match decision.theme.first() {
            Some(first) => self.theme(&first.theme)?,
            None => None,
        };
        let mut together = self.by("decision-maker").await?;
        let recorded = decide::record_decision(&together.tx, body, id).await?;
        together.keep(recorded);
        let mut actions = Vec::new();
        for (a, action) in decision.action.iter().enumerate() {
            let details = self.action_details(action)?;
            let added = act::add_action(&together.tx, body, Some(id), theme, details).await?;
            actions.push(((n, a), together.keep(added)));
        }
        together.commit().await?;
        self.actions.extend(actions);
        Ok(())
    }

    fn action_details(&self, action: &Action) -> Result<ActionDetails> {
        let owner = action.owner_is.as_deref().map(|key| self.person(key)).transpose()?;
        let due_in = Days::new(u64::try_from(action.due_in).unwrap_or(0));
        let today = day_of(self.core.clock.now());
        Ok(ActionDetails {
            title: action.title.clone(),
            owner: action.owner.clone(),
            owner_id: owner.and_then(Actor::account),
            due_on: today.checked_add_days(due_in).unwrap_or(today),
            measure: action.measure.clone(),
        })
    }

    pub(super) async fn publish(&mut self, n: usize) -> Result<()> {
        let (body, _) = self.planned_decision(n)?;
        let id = self.decided(n)?;
        let mut together = self.by("lead").await?;
        let published = decide::publish_decision(&together.tx, body, id).await?;
        together.keep(published);
        together.commit().await
    }

    fn planned_action(&self, n: usize, a: usize) -> Result<(Uuid, Uuid, &Action)> {
        let (body, decision) = self.planned_decision(n)?;
        let id = self.actions.get(&(n, a)).copied().ok_or(Error::NotFound)?;
        Ok((body, id, decision.action.get(a).ok_or(Error::NotFound)?))
    }

    pub(super) async fn progress(&mut self, n: usize, a: usize, report: usize) -> Result<()> {
        let (body, id, action) = self.planned_action(n, a)?;
        let words = &action.progress.get(report).ok_or(Error::NotFound)?.words;
        let mut together = self.by("decision-maker").await?;
        let done = act::report_progress(&together.tx, body, id, words).await?;
        together.keep(done);
        together.commit().await
    }

    pub(super) async fn close(&mut self, n: usize, a: usize) -> Result<()> {
        let (body, id, action) = self.planned_action(n, a)?;
        let outcome = &action.done.as_ref().ok_or(Error::NotFound)?.outcome;
        let mut together = self.by("decision-maker").await?;
        let done = act::close_action(&together.tx, body, id, ActionState::Done, outcome).await?;
        together.keep(done);
        together.commit().await
    }

    pub(super) async fn impact(&mut self, n: usize, impact: usize) -> Result<()> {
        let (body, decision) = self.planned_decision(n)?;
        let told = decision.impact.get(impact).ok_or(Error::NotFound)?;
        let id = self.decided(n)?;
        let mut together = self.by("lead").await?;
        let done =
            decide::add_impact(&together.tx, body, id, &told.difference, &told.evidence).await?;
        together.keep(done);
        together.commit().await
    }

    /// The month's checkpoint.
    pub(super) async fn checkpoint(&mut self, body: usize) -> Result<()> {
        let id = self.body_at(body)?;
        let mut together = Together::begin(self.core, &Actor::system("record")).await?;
        let made = kernel::record::checkpoint(&together.tx, id, "monthly").await?;
        let subject = Subject::new("record.checkpoint", together.tx.id());
        let event = Event::new("record.checkpoint.made", id, subject)
            .with(serde_json::json!({ "size": made.size, "reason": made.reason }));
        together.keep(Audited::new((), event));
        together.commit().await
    }
}
