//! Decisions: drafted, weighed, recorded once and for all, published.

use kernel::error::{Error, Problems, Result};
use kernel::{Tx, WriteTx};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::shown::{self, choices};
use crate::actions::decide;
use crate::model::decision::{DecisionState, Influence, LearnedFrom, Outcome, TakenBy};
use crate::permissions;
use crate::queries;
use crate::store::decisions::{self, Decision, DecisionDetails, Weighed, Weighing};

/// Decisions on a page.
const ROWS: usize = 30;

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let before = visit.query("before").and_then(|b| b.parse().ok());
    let state = visit.query("state").and_then(DecisionState::from_key);
    let page = queries::decisions(&tx, body.id, state, before, ROWS).await?;
    let next = page.next.map(|last| {
        let id = last.to_string();
        let state = state.map(DecisionState::key);
        web::paging::address(visit.path(), &[("state", state), ("before", Some(&id))])
    });
    visit.page(
        "thread/decisions.njk",
        &json!({
            "decisions": page.rows,
            "next": next,
            "state": state,
            "states": choices(&visit, "thread-decision-state-", DecisionState::ALL.iter().map(|s| s.key())),
            "may_decide": visit.actor().may(body.id, permissions::DECIDE),
        }),
    )
}

fn choose(visit: &Visit) -> Value {
    json!({
        "taken_by": choices(visit, "thread-taken-by-", TakenBy::ALL.iter().map(|k| k.key())),
        "outcome": choices(visit, "thread-outcome-", Outcome::ALL.iter().map(|k| k.key())),
        "learned_from": choices(visit, "thread-learned-from-", LearnedFrom::ALL.iter().map(|k| k.key())),
    })
}

const FIELDS: &[&str] = &[
    "title",
    "decided_on",
    "decided_on-day",
    "decided_on-month",
    "decided_on-year",
    "taken_by",
    "meeting",
    "person",
    "person_role",
    "decided",
    "reasons",
    "outcome",
    "learned_from",
];

/// What was typed, over what is there already.
fn read(
    fields: &Fields,
    themes: Vec<Weighing>,
    supersedes: Option<Uuid>,
) -> Result<DecisionDetails> {
    fields.expect(FIELDS, &[])?;
    let mut problems = Problems::new();
    let decided_on = fields.day("decided_on", &mut problems);
    problems.check()?;
    Ok(DecisionDetails {
        title: fields.text("title"),
        decided_on,
        taken_by: TakenBy::from_key(&fields.text("taken_by")).unwrap_or(TakenBy::Meeting),
        meeting: fields.text("meeting"),
        person: fields.text("person"),
        person_role: fields.text("person_role"),
        decided: fields.text("decided"),
        reasons: fields.text("reasons"),
        outcome: Outcome::from_key(&fields.text("outcome")).unwrap_or(Outcome::Change),
        learned_from: LearnedFrom::from_key(&fields.text("learned_from")),
        supersedes,
        themes,
    })
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let values = json!({ "taken_by": "meeting", "outcome": "change" });
    visit.form("thread/decision-edit.njk", &json!({ "choose": choose(&visit), "id": null }), values)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?;
    let outcome = async {
        let details = read(&fields, Vec::new(), None)?;
        let tx = visit.write().await?;
        let done = decide::draft_decision(&tx, body.id, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(done) => visit.see(
            &format!("/staff/{}/decisions/{}", body.slug, done.value),
            Some("decision-drafted"),
        ),
        Err(error) => {
            let context = json!({ "choose": choose(&visit), "id": null });
            visit.again("thread/decision-edit.njk", &context, &fields, error)
        }
    }
}

/// A decision of a body with the themes it weighed.
pub(crate) async fn found(tx: &Tx, body: Uuid, id: Uuid) -> Result<(Decision, Vec<Weighed>)> {
    let decision = decisions::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let weighed = decisions::themes(tx, id).await?;
    Ok((decision, weighed))
}

pub(crate) async fn show(visit: Visit, id: web::forms::Id) -> Answer {
    page(&visit, id.0).await
}

async fn page(visit: &Visit, id: Uuid) -> Answer {
    let context = context(visit, id).await?;
    visit.form("thread/decision.njk", &context, json!({}))
}

async fn context(visit: &Visit, id: Uuid) -> Result<Value> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let view = queries::decision(&tx, body.id, id).await?;
    let may = |verb| visit.actor().may(body.id, verb);
    Ok(json!({
        "decision": view.decision,
        "weighed": view.themes,
        "actions": view.actions,
        "replies": view.replies,
        "impacts": view.impacts,
        "documents": super::evidence::list(&tx, &subject(id)).await?,
        "may_decide": may(permissions::DECIDE),
        "may_act": may(permissions::ACT),
        "may_reply": may(permissions::DRAFT_REPLY),
    }))
}

pub(crate) fn subject(id: Uuid) -> kernel::Subject {
    kernel::Subject::new("thread.decision", id)
}

pub(crate) async fn edit(visit: Visit, id: web::forms::Id) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let (decision, _) = found(&tx, body.id, id.0).await?;
    let values = json!({
        "title": decision.title,
        "decided_on-day": decision.decided_on.map(|d| d.format("%-d").to_string()),
        "decided_on-month": decision.decided_on.map(|d| d.format("%-m").to_string()),
        "decided_on-year": decision.decided_on.map(|d| d.format("%Y").to_string()),
        "taken_by": decision.taken_by,
        "meeting": decision.meeting,
        "person": decision.person,
        "person_role": decision.person_role,
        "decided": decision.decided,
        "reasons": decision.reasons,
        "outcome": decision.outcome,
        "learned_from": decision.learned_from,
    });
    let context = json!({ "choose": choose(&visit), "id": id.0 });
    visit.form("thread/decision-edit.njk", &context, values)
}

/// What a decision holds, to be changed in part.
pub(crate) async fn held(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<DecisionDetails> {
    let (d, weighed) = found(tx, body, id).await?;
    Ok(DecisionDetails {
        title: d.title,
        decided_on: d.decided_on,
        taken_by: d.taken_by,
        meeting: d.meeting,
        person: d.person,
        person_role: d.person_role,
        decided: d.decided,
        reasons: d.reasons,
        outcome: d.outcome,
        learned_from: d.learned_from,
        supersedes: d.supersedes,
        themes: weighed
            .into_iter()
            .map(|w| Weighing {
                theme: w.theme_id,
                weighed: w.weighed,
                influence: w.influence,
                why: w.why,
            })
            .collect(),
    })
}

pub(crate) async fn change(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let before = held(&tx, body.id, id).await?;
        let details = read(&fields, before.themes, before.supersedes)?;
        let done = decide::change_decision(&tx, body.id, id, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(_) => visit.see(&format!("/staff/{}/decisions/{id}", body.slug), Some("decision-saved")),
        Err(error) => {
            let context = json!({ "choose": choose(&visit), "id": id });
            visit.again("thread/decision-edit.njk", &context, &fields, error)
        }
    }
}

/// Begins a decision that will stand in the place of this one.
pub(crate) async fn supersede(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let tx = visit.write().await?;
    let details = DecisionDetails { supersedes: Some(id), ..held(&tx, body.id, id).await? };
    let done = decide::draft_decision(&tx, body.id, details).await?;
    let done = tx.commit(done).await?;
    visit.see(&format!("/staff/{}/decisions/{}", body.slug, done.value), Some("decision-drafted"))
}

pub(crate) async fn record(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let done = decide::record_decision(&tx, body.id, id).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "decision-recorded").await
}

pub(crate) async fn publish(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let done = decide::publish_decision(&tx, body.id, id).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "decision-published").await
}

pub(crate) async fn impact(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["difference", "evidence"], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let (difference, evidence) = (fields.text("difference"), fields.text("evidence"));
        let done = decide::add_impact(&tx, body.id, id, &difference, &evidence).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "impact-added").await
}

/// Back to the decision, or the decision with what stands in the way.
pub(crate) async fn finish(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => visit.see(&format!("/staff/{}/decisions/{id}", visit.body()?.slug), Some(done)),
        Err(error) => {
            let context = context(visit, id).await?;
            visit.again("thread/decision.njk", &context, fields, error)
        }
    }
}

/// Ways in which a theme can have told.
pub(crate) fn influences(visit: &Visit) -> Vec<shown::Choice> {
    choices(visit, "thread-influence-", Influence::ALL.iter().map(|k| k.key()))
}
