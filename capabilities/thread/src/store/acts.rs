//! Actions: what will change, who owns it, by when, and what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{Clauses, list};
use crate::model::decision::ActionState;

const COLUMNS: &str = "id, body_id, decision_id, theme_id, title, owner, owner_id, due_on, measure, \
                       state, outcome, created_at, closed_at";

kernel::statements! {
    INSERT = "INSERT INTO thread_action (id, body_id, decision_id, theme_id, title, owner, owner_id, \
              due_on, measure, state, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'planned', $10)";
    CHANGE = "UPDATE thread_action SET title = $3, owner = $4, owner_id = $5, due_on = $6, \
              measure = $7 WHERE body_id = $1 AND id = $2";
    HOLD = "UPDATE thread_action SET title = title WHERE body_id = $1 AND id = $2";
    SET_STATE = "UPDATE thread_action SET state = $3, outcome = $4, closed_at = $5 \
                 WHERE body_id = $1 AND id = $2";
    PROGRESS = "INSERT INTO thread_progress (id, action_id, at, account_id, actor, state, words) \
                VALUES ($1, $2, $3, $4, $5, $6, $7)";
    HISTORY = "SELECT at, actor, state, words FROM thread_progress WHERE action_id = $1 \
               ORDER BY id LIMIT 500";
}

/// An action.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Action {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub body_id: Uuid,
    /// The decision that it follows from.
    pub decision_id: Option<Uuid>,
    /// The theme that it answers.
    pub theme_id: Option<Uuid>,
    /// What will change.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// The owner's account.
    pub owner_id: Option<Uuid>,
    /// By when.
    pub due_on: NaiveDate,
    /// How we will know.
    pub measure: String,
    /// Where it stands.
    pub state: ActionState,
    /// What came of it, or why it was given up.
    pub outcome: Option<String>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// What is entered about an action.
#[derive(Debug, Clone)]
pub struct ActionDetails {
    /// What will change.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// The owner's account, when they have one.
    pub owner_id: Option<Uuid>,
    /// By when.
    pub due_on: NaiveDate,
    /// How we will know.
    pub measure: String,
}

/// A step of an action.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Progress {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Where it stood from then on.
    pub state: ActionState,
    /// What was said.
    pub words: String,
}

/// Which actions.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// In this state.
    pub state: Option<ActionState>,
    /// Only those not closed.
    pub open: bool,
    /// Not closed and due before this day.
    pub overdue_on: Option<NaiveDate>,
    /// Of this owner.
    pub owner: Option<Uuid>,
    /// Following from this decision.
    pub decision: Option<Uuid>,
    /// Answering this theme.
    pub theme: Option<Uuid>,
}

fn clauses(body: Uuid, which: &Which) -> Clauses {
    let mut c = Clauses::default();
    c.with("body_id = ?", body);
    c.maybe("state = ?", which.state.map(ActionState::key));
    if which.open || which.overdue_on.is_some() {
        c.plain("state IN ('planned', 'under-way')");
    }
    c.maybe("due_on < ?", which.overdue_on);
    c.maybe("owner_id = ?", which.owner);
    c.maybe("decision_id = ?", which.decision);
    c.maybe("theme_id = ?", which.theme);
    c
}

/// Actions by the day they are due, and how many there are (counted up to 10,001).
pub(crate) async fn page(
    tx: &Tx,
    body: Uuid,
    which: &Which,
    most: i64,
    offset: i64,
) -> Result<(Vec<Action>, i64)> {
    let mut c = clauses(body, which);
    let sql = c.sql();
    let count = tx
        .count(
            &format!(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM thread_action WHERE {sql} \
                      LIMIT 10001) x"
            ),
            c.values.clone(),
        )
        .await?;
    let (limit, offset) = (c.value(most), c.value(offset));
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_action WHERE {sql} ORDER BY due_on, id LIMIT ${limit} \
         OFFSET ${offset}"
    );
    Ok((tx.all(&sql, c.values).await?, count))
}

/// Actions of any of these decisions or themes.
pub(crate) async fn of(
    tx: &Tx,
    body: Uuid,
    decisions: &[Uuid],
    themes: &[Uuid],
) -> Result<Vec<Action>> {
    let mut values = values![body];
    let mut either = Vec::new();
    for (column, ids) in [("decision_id", decisions), ("theme_id", themes)] {
        if !ids.is_empty() {
            either.push(format!("{column} IN ({})", list(values.len() + 1, ids.len())));
            values.extend(ids.iter().map(|id| kernel::sql::Value::from(*id)));
        }
    }
    if either.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_action WHERE body_id = $1 AND ({}) ORDER BY due_on, id \
         LIMIT 500",
        either.join(" OR ")
    );
    tx.all(&sql, values).await
}

/// An action of a body.
pub(crate) async fn find(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Action>> {
    let sql = format!("SELECT {COLUMNS} FROM thread_action WHERE body_id = $1 AND id = $2");
    tx.one(&sql, values![body, id]).await
}

/// As [`find`], held until the commit.
pub(crate) async fn lock(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Option<Action>> {
    tx.exec(HOLD, values![body, id]).await?;
    find(tx, body, id).await
}

/// Adds an action.
pub(crate) async fn insert(
    tx: &WriteTx,
    body: Uuid,
    decision: Option<Uuid>,
    theme: Option<Uuid>,
    d: &ActionDetails,
) -> Result<Uuid> {
    let id = tx.id();
    tx.exec(
        INSERT,
        values![
            id,
            body,
            decision,
            theme,
            d.title.trim(),
            d.owner.trim(),
            d.owner_id,
            d.due_on,
            d.measure.trim(),
            tx.now()
        ],
    )
    .await?;
    Ok(id)
}

/// Changes what is entered about an action.
pub(crate) async fn change(tx: &WriteTx, body: Uuid, id: Uuid, d: &ActionDetails) -> Result<()> {
    let values =
        values![body, id, d.title.trim(), d.owner.trim(), d.owner_id, d.due_on, d.measure.trim()];
    tx.exec(CHANGE, values).await?;
    Ok(())
}

/// Puts an action into a state.
pub(crate) async fn set_state(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: ActionState,
    outcome: Option<&str>,
) -> Result<()> {
    let closed = state.is_closed().then(|| tx.now());
    tx.exec(SET_STATE, values![body, id, state.key(), outcome.map(str::trim), closed]).await?;
    Ok(())
}

/// Adds a step to an action's history.
pub(crate) async fn progress(
    tx: &WriteTx,
    id: Uuid,
    state: ActionState,
    words: &str,
) -> Result<()> {
    let actor = tx.actor();
    let values =
        values![tx.id(), id, tx.now(), actor.account(), actor.name(), state.key(), words.trim()];
    tx.exec(PROGRESS, values).await?;
    Ok(())
}

/// An action's history, oldest first.
pub(crate) async fn history(tx: &Tx, id: Uuid) -> Result<Vec<Progress>> {
    tx.all(HISTORY, values![id]).await
}
