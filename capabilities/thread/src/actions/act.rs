//! Actions: entered, carried on, and closed only with their outcome.

use kernel::error::{Error, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx};
use serde_json::json;
use uuid::Uuid;

use super::require;
use crate::model::decision::ActionState;
use crate::model::words::{check_filled, check_text, check_title};
use crate::permissions;
use crate::store::acts::{self, Action, ActionDetails};
use crate::store::{decisions, themes};

fn subject(id: Uuid) -> Subject {
    Subject::new("thread.action", id)
}

fn check(details: &ActionDetails) -> Result<()> {
    let mut problems = Problems::new();
    check_title(&mut problems, "title", &details.title, "thread-action-title-missing");
    check_title(&mut problems, "owner", &details.owner, "thread-action-owner-missing");
    check_filled(&mut problems, "measure", &details.measure, "thread-action-measure-missing");
    problems.check()
}

/// Enters an action: what will change, who owns it, by when, and how we will know.
pub async fn add_action(
    tx: &WriteTx,
    body: Uuid,
    decision: Option<Uuid>,
    theme: Option<Uuid>,
    details: ActionDetails,
) -> Result<Audited<Uuid>> {
    require(tx, body, permissions::ACT)?;
    check(&details)?;
    if let Some(decision) = decision {
        decisions::find(tx, body, decision).await?.ok_or(Error::NotFound)?;
    }
    if let Some(theme) = theme {
        themes::theme(tx, body, theme).await?.ok_or(Error::NotFound)?;
    }
    let id = acts::insert(tx, body, decision, theme, &details).await?;
    acts::progress(tx, id, ActionState::Planned, "").await?;
    enter(tx, body, id, "thread.action.added").await?;
    Ok(Audited::new(id, Event::new("thread.action.added", body, subject(id))))
}

async fn enter(tx: &WriteTx, body: Uuid, id: Uuid, kind: &'static str) -> Result<Action> {
    let action = acts::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    tx.record(Pending::json(body, kind, subject(id), &action)?).await;
    Ok(action)
}

async fn open(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Action> {
    require(tx, body, permissions::ACT)?;
    let action = acts::lock(tx, body, id).await?.ok_or(Error::NotFound)?;
    if action.state.is_closed() {
        return Err(Error::refused("thread-action-closed"));
    }
    Ok(action)
}

/// Changes an open action, saying why: a new day or owner is part of its history.
pub async fn change_action(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    details: ActionDetails,
    why: &str,
) -> Result<Audited<()>> {
    let action = open(tx, body, id).await?;
    check(&details)?;
    let mut problems = Problems::new();
    check_filled(&mut problems, "why", why, "thread-action-why-missing");
    problems.check()?;
    acts::change(tx, body, id, &details).await?;
    acts::progress(tx, id, action.state, why).await?;
    enter(tx, body, id, "thread.action.changed").await?;
    let detail = json!({ "due_was": action.due_on, "due": details.due_on });
    let event = Event::new("thread.action.changed", body, subject(id)).with(detail);
    Ok(Audited::new((), event))
}

/// Reports progress; an action that was planned is then under way.
pub async fn report_progress(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    words: &str,
) -> Result<Audited<()>> {
    let action = open(tx, body, id).await?;
    let mut problems = Problems::new();
    check_filled(&mut problems, "progress", words, "thread-action-progress-missing");
    problems.check()?;
    if action.state.can_become(ActionState::UnderWay) {
        acts::set_state(tx, body, id, ActionState::UnderWay, None).await?;
    }
    acts::progress(tx, id, ActionState::UnderWay, words).await?;
    let content = json!({ "progress": words.trim() });
    tx.record(Pending::json(body, "thread.action.progress", subject(id), &content)?).await;
    Ok(Audited::new((), Event::new("thread.action.progress", body, subject(id))))
}

/// Closes an action: done, with its outcome; or given up, with the reason. Never without.
pub async fn close_action(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: ActionState,
    outcome: &str,
) -> Result<Audited<()>> {
    let action = open(tx, body, id).await?;
    if !state.is_closed() || !action.state.can_become(state) {
        return Err(Error::refused("thread-action-state"));
    }
    let mut problems = Problems::new();
    check_filled(&mut problems, "outcome", outcome, "thread-action-outcome-missing");
    check_text(&mut problems, "outcome", outcome);
    problems.check()?;
    acts::set_state(tx, body, id, state, Some(outcome)).await?;
    acts::progress(tx, id, state, outcome).await?;
    enter(tx, body, id, "thread.action.closed").await?;
    let event =
        Event::new("thread.action.closed", body, subject(id)).with(json!({ "state": state }));
    Ok(Audited::new((), event))
}
