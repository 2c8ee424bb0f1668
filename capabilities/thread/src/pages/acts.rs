//! Actions: what will change, who owns it, by when, and how we will know.

use chrono::NaiveDate;
use kernel::Tx;
use kernel::error::{Error, Message, Problems, Result};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Paging, Visit, spreadsheet};

use super::shown::choices;
use crate::actions::act;
use crate::model::decision::ActionState;
use crate::permissions;
use crate::store::acts::{self, Action, ActionDetails, Which};
use crate::store::{decisions, themes};

/// Actions on a page.
const ROWS: i64 = 50;
/// Actions in one download.
const MOST: i64 = 10_000;

fn which(visit: &Visit, today: NaiveDate) -> Which {
    Which {
        state: visit.query("state").and_then(ActionState::from_key),
        open: visit.query("show") == Some("open"),
        overdue_on: (visit.query("show") == Some("overdue")).then_some(today),
        owner: (visit.query("show") == Some("mine")).then(|| visit.actor().account()).flatten(),
        decision: None,
        theme: None,
    }
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let today = visit.core().clock.today();
    let tx = visit.read().await?;
    let paging = Paging::from_query(visit.query("page"), ROWS);
    let (actions, total) =
        acts::page(&tx, body.id, &which(&visit, today), ROWS, paging.offset()).await?;
    let filters = [("show", visit.query("show")), ("state", visit.query("state"))];
    visit.page(
        "thread/actions.njk",
        &json!({
            "actions": actions,
            "show": visit.query("show").unwrap_or("all"),
            "today": today,
            "pages": paging.of(total, &web::paging::address(visit.path(), &filters)),
            "may_act": visit.actor().may(body.id, permissions::ACT),
        }),
    )
}

fn row(visit: &Visit, action: &Action) -> Vec<String> {
    vec![
        action.title.clone(),
        action.owner.clone(),
        action.due_on.to_string(),
        visit.words(&format!("thread-action-state-{}", action.state.key())),
        action.outcome.clone().unwrap_or_default(),
        action.measure.clone(),
    ]
}

/// The list as a file, for staff and for the public alike (REQ-303).
pub(crate) async fn csv(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let (actions, _) = acts::page(&tx, body.id, &Which::default(), MOST, 0).await?;
    let header = ["action", "owner", "due", "state", "outcome", "how we will know"];
    let rows = actions.iter().map(|action| row(&visit, action));
    visit.raw(spreadsheet::csv(&format!("{}-actions.csv", body.slug), &header, rows)?)
}

const FIELDS: &[&str] = &[
    "title",
    "owner",
    "mine",
    "due_on",
    "due_on-day",
    "due_on-month",
    "due_on-year",
    "measure",
    "decision",
    "theme",
    "why",
];

fn read(visit: &Visit, fields: &Fields) -> Result<ActionDetails> {
    fields.expect(FIELDS, &[])?;
    let mut problems = Problems::new();
    let due_on = fields.day("due_on", &mut problems);
    if due_on.is_none() && problems.is_empty() {
        problems.add("due_on", Message::new("thread-action-due-missing"));
    }
    problems.check()?;
    Ok(ActionDetails {
        title: fields.text("title"),
        owner: fields.text("owner"),
        owner_id: fields.ticked("mine").then(|| visit.actor().account()).flatten(),
        due_on: due_on.unwrap_or_default(),
        measure: fields.text("measure"),
    })
}

/// What the action follows from, as names for its form.
async fn around(tx: &Tx, body: Uuid, decision: Option<Uuid>, theme: Option<Uuid>) -> Result<Value> {
    let decision = match decision {
        Some(id) => Some(decisions::find(tx, body, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let theme = match theme {
        Some(id) => Some(themes::theme(tx, body, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    Ok(json!({ "decision": decision, "theme": theme, "id": null }))
}

fn parsed(text: Option<&str>) -> Option<Uuid> {
    text.and_then(|id| id.parse().ok())
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let body = visit.body()?;
    let (decision, theme) = (parsed(visit.query("decision")), parsed(visit.query("theme")));
    let tx = visit.read().await?;
    let context = around(&tx, body.id, decision, theme).await?;
    let values = json!({ "decision": decision, "theme": theme });
    visit.form("thread/action-edit.njk", &context, values)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?;
    let (decision, theme) =
        (parsed(Some(&fields.text("decision"))), parsed(Some(&fields.text("theme"))));
    let outcome = async {
        let details = read(&visit, &fields)?;
        let tx = visit.write().await?;
        let done = act::add_action(&tx, body.id, decision, theme, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(done) => {
            visit.see(&format!("/staff/{}/actions/{}", body.slug, done.value), Some("action-added"))
        }
        Err(error) => {
            let tx = visit.read().await?;
            let context = around(&tx, body.id, decision, theme).await?;
            visit.again("thread/action-edit.njk", &context, &fields, error)
        }
    }
}

pub(crate) fn subject(id: Uuid) -> kernel::Subject {
    kernel::Subject::new("thread.action", id)
}

/// An action of a body.
pub(crate) async fn found(tx: &Tx, body: Uuid, id: Uuid) -> Result<Action> {
    acts::find(tx, body, id).await?.ok_or(Error::NotFound)
}

async fn context(visit: &Visit, id: Uuid) -> Result<Value> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let action = found(&tx, body.id, id).await?;
    let around = around(&tx, body.id, action.decision_id, action.theme_id).await?;
    let closed = [ActionState::Done, ActionState::NotDone];
    Ok(json!({
        "history": acts::history(&tx, id).await?,
        "today": visit.core().clock.today(),
        "around": around,
        "open": !action.state.is_closed(),
        "closings": choices(visit, "thread-action-state-", closed.iter().map(|s| s.key())),
        "may_act": visit.actor().may(body.id, permissions::ACT),
        "documents": super::evidence::list(&tx, &subject(id)).await?,
        "action": action,
    }))
}

pub(crate) async fn show(visit: Visit, id: web::forms::Id) -> Answer {
    let context = context(&visit, id.0).await?;
    visit.form("thread/action.njk", &context, json!({ "state": "done" }))
}

pub(crate) async fn edit(visit: Visit, id: web::forms::Id) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let action = found(&tx, body.id, id.0).await?;
    let mut context = around(&tx, body.id, action.decision_id, action.theme_id).await?;
    context["id"] = json!(id.0);
    let values = json!({
        "title": action.title, "owner": action.owner, "measure": action.measure,
        "due_on-day": action.due_on.format("%-d").to_string(),
        "due_on-month": action.due_on.format("%-m").to_string(),
        "due_on-year": action.due_on.format("%Y").to_string(),
    });
    visit.form("thread/action-edit.njk", &context, values)
}

pub(crate) async fn change(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let mut details = read(&visit, &fields)?;
        let tx = visit.write().await?;
        let before = found(&tx, body.id, id).await?;
        if details.owner == before.owner && details.owner_id.is_none() {
            details.owner_id = before.owner_id;
        }
        let done = act::change_action(&tx, body.id, id, details, &fields.text("why")).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(_) => visit.see(&format!("/staff/{}/actions/{id}", body.slug), Some("action-saved")),
        Err(error) => {
            let tx = visit.read().await?;
            let mut context = around(&tx, body.id, None, None).await?;
            context["id"] = json!(id);
            visit.again("thread/action-edit.njk", &context, &fields, error)
        }
    }
}

pub(crate) async fn progress(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["progress"], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let done = act::report_progress(&tx, body.id, id, &fields.text("progress")).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "action-progress").await
}

pub(crate) async fn close(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["state", "outcome"], &[])?;
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let state = ActionState::from_key(&fields.text("state"))
            .ok_or_else(|| Error::invalid("state", "thread-action-state-choose"))?;
        let tx = visit.write().await?;
        let done = act::close_action(&tx, body.id, id, state, &fields.text("outcome")).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "action-closed").await
}

/// Back to the action, or the action with what stands in the way.
pub(crate) async fn finish(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => visit.see(&format!("/staff/{}/actions/{id}", visit.body()?.slug), Some(done)),
        Err(error) => {
            let context = context(visit, id).await?;
            visit.again("thread/action.njk", &context, fields, error)
        }
    }
}
