//! Decisions: drafted, recorded once and for all, published, and what difference they made.

use kernel::clock::day_of;
use kernel::error::{Error, Message, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx, jobs};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::require;
use crate::model::decision::{DecisionState, Influence, Outcome, TakenBy};
use crate::model::theme::ThemeState;
use crate::model::words::{check_filled, check_line, check_text, check_title};
use crate::permissions;
use crate::store::decisions::{self, Decision, DecisionDetails};
use crate::store::themes;

/// The gate before a decision is recorded: a capability that knows a reason against it refuses
/// (no decision before its consultation has closed). Its subject is the decision.
pub const GATE: &str = "thread.decision.record";

/// Themes that one decision considers at most.
const MOST_THEMES: usize = 100;

fn subject(id: Uuid) -> Subject {
    Subject::new("thread.decision", id)
}

/// Checks what even a draft must be.
async fn check(tx: &WriteTx, body: Uuid, d: &DecisionDetails) -> Result<()> {
    let mut problems = Problems::new();
    check_title(&mut problems, "title", &d.title, "thread-decision-title-missing");
    for (field, line) in
        [("meeting", &d.meeting), ("person", &d.person), ("person_role", &d.person_role)]
    {
        check_line(&mut problems, field, line);
    }
    check_text(&mut problems, "decided", &d.decided);
    check_text(&mut problems, "reasons", &d.reasons);
    for (n, theme) in d.themes.iter().enumerate() {
        check_text(&mut problems, &format!("weighed-{n}"), &theme.weighed);
        check_text(&mut problems, &format!("why-{n}"), &theme.why);
    }
    problems.check()?;
    let mut ids: Vec<Uuid> = d.themes.iter().map(|theme| theme.theme).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != d.themes.len() || ids.len() > MOST_THEMES {
        return Err(Error::invalid("themes", "thread-decision-themes"));
    }
    let found = themes::some(tx, body, &ids).await?;
    if found.len() != ids.len() {
        return Err(Error::NotFound);
    }
    if found.iter().any(|(_, _, state)| *state == ThemeState::Merged) {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    if let Some(old) = d.supersedes {
        decisions::find(tx, body, old).await?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// Begins a decision.
pub async fn draft_decision(
    tx: &WriteTx,
    body: Uuid,
    details: DecisionDetails,
) -> Result<Audited<Uuid>> {
    require(tx, body, permissions::DECIDE)?;
    check(tx, body, &details).await?;
    let id = decisions::insert(tx, body, &details).await?;
    Ok(Audited::new(id, Event::new("thread.decision.drafted", body, subject(id))))
}

async fn held(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Decision> {
    require(tx, body, permissions::DECIDE)?;
    decisions::lock(tx, body, id).await?.ok_or(Error::NotFound)
}

/// Changes a decision that is still a draft.
pub async fn change_decision(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    details: DecisionDetails,
) -> Result<Audited<()>> {
    if held(tx, body, id).await?.state != DecisionState::Draft {
        return Err(Error::refused("thread-decision-recorded"));
    }
    if details.supersedes == Some(id) {
        return Err(Error::invalid("supersedes", "thread-decision-supersedes"));
    }
    check(tx, body, &details).await?;
    decisions::change(tx, body, id, &details).await?;
    Ok(Audited::new((), Event::new("thread.decision.changed", body, subject(id))))
}

/// Records a decision: from now on it is not edited; a wrong one is superseded by another. Other
/// capabilities are asked first ([`GATE`]).
pub async fn record_decision(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<()>> {
    let decision = held(tx, body, id).await?;
    if !decision.state.can_become(DecisionState::Recorded) {
        return Err(Error::refused("thread-decision-recorded"));
    }
    let weighed = decisions::themes(tx, id).await?;
    complete(tx, &decision, &weighed)?;
    tx.pass_gates(GATE, &subject(id)).await?;
    if let Some(old) = decision.supersedes {
        let old = decisions::lock(tx, body, old).await?.ok_or(Error::NotFound)?;
        if !old.state.can_become(DecisionState::Superseded) {
            return Err(Error::refused("thread-decision-supersedes"));
        }
        decisions::set_state(tx, body, old.id, DecisionState::Superseded).await?;
        let content = json!({ "by": id });
        let entry = Pending::json(body, "thread.decision.superseded", subject(old.id), &content)?;
        tx.record(entry).await;
    }
    for theme in &weighed {
        let now = themes::theme(tx, body, theme.theme_id).await?.ok_or(Error::NotFound)?;
        decisions::snapshot(tx, id, theme.theme_id, now.voices).await?;
    }
    decisions::set_state(tx, body, id, DecisionState::Recorded).await?;
    let content = content(tx, body, id).await?;
    tx.record(Pending::json(body, "thread.decision.recorded", subject(id), &content)?).await;
    let payload = json!({ "decision": id, "body": body });
    jobs::raise(tx, "thread.decision.recorded.v1", Some(body), &payload).await?;
    let event = Event::new("thread.decision.recorded", body, subject(id))
        .with(json!({ "outcome": decision.outcome, "themes": weighed.len() }));
    Ok(Audited::new((), event))
}

/// The decision as it enters the record.
async fn content(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Json> {
    let decision = decisions::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    Ok(json!({ "decision": decision, "themes": decisions::themes(tx, id).await? }))
}

/// Checks that nothing is missing; all at once.
fn complete(tx: &WriteTx, d: &Decision, weighed: &[decisions::Weighed]) -> Result<()> {
    let mut problems = Problems::new();
    match d.decided_on {
        None => problems.add("decided_on", Message::new("thread-decided-on-missing")),
        Some(day) => {
            problems.require(day <= day_of(tx.now()), "decided_on", "thread-decided-on-future");
        }
    }
    match d.taken_by {
        TakenBy::Meeting => {
            problems.require(!d.meeting.is_empty(), "meeting", "thread-meeting-missing");
        }
        TakenBy::Person => {
            problems.require(!d.person.is_empty(), "person", "thread-person-missing");
            problems.require(!d.person_role.is_empty(), "person_role", "thread-role-missing");
        }
    }
    check_filled(&mut problems, "decided", &d.decided, "thread-decided-missing");
    let missing = match d.outcome {
        Outcome::Change => "thread-reasons-missing",
        Outcome::NoChange => "thread-no-change-reason-missing",
    };
    check_filled(&mut problems, "reasons", &d.reasons, missing);
    problems.require(!weighed.is_empty(), "themes", "thread-decision-themes-missing");
    for (n, theme) in weighed.iter().enumerate() {
        let field = format!("weighed-{n}");
        problems.require(!theme.weighed.is_empty(), &field, "thread-weighed-missing");
        let why_missing = theme.influence == Influence::NotChanged && theme.why.is_empty();
        problems.require(!why_missing, &format!("why-{n}"), "thread-why-missing");
    }
    problems.check()
}

/// Publishes a recorded decision.
pub async fn publish_decision(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<()>> {
    let decision = held(tx, body, id).await?;
    if !decision.state.can_become(DecisionState::Published) {
        return Err(Error::refused("thread-decision-state"));
    }
    decisions::set_state(tx, body, id, DecisionState::Published).await?;
    let content = content(tx, body, id).await?;
    tx.record(Pending::json(body, "thread.decision.published", subject(id), &content)?).await;
    crate::jobs::ask_checkpoint(tx, body).await?;
    Ok(Audited::new((), Event::new("thread.decision.published", body, subject(id))))
}

/// Enters the difference that a decision made (REQ-307).
pub async fn add_impact(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    difference: &str,
    evidence: &str,
) -> Result<Audited<()>> {
    let decision = held(tx, body, id).await?;
    if decision.state == DecisionState::Draft {
        return Err(Error::refused("thread-decision-state"));
    }
    let mut problems = Problems::new();
    check_filled(&mut problems, "difference", difference, "thread-difference-missing");
    check_text(&mut problems, "evidence", evidence);
    problems.check()?;
    decisions::add_impact(tx, body, id, difference, evidence).await?;
    let content = json!({ "difference": difference.trim(), "evidence": evidence.trim() });
    tx.record(Pending::json(body, "thread.decision.impact", subject(id), &content)?).await;
    Ok(Audited::new((), Event::new("thread.decision.impact", body, subject(id))))
}
