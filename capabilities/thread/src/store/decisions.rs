//! Decisions, the themes they weighed and the difference they made.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{Clauses, list, rows};
use crate::model::decision::{DecisionState, Influence, LearnedFrom, Outcome, TakenBy};

const COLUMNS: &str = "id, body_id, title, decided_on, taken_by, meeting, person, person_role, \
                       decided, reasons, outcome, learned_from, state, supersedes, created_at, \
                       recorded_at, published_at";

kernel::statements! {
    INSERT = "INSERT INTO thread_decision (id, body_id, title, decided_on, taken_by, meeting, person, \
              person_role, decided, reasons, outcome, learned_from, state, supersedes, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14)";
    CHANGE = "UPDATE thread_decision SET title = $3, decided_on = $4, taken_by = $5, meeting = $6, \
              person = $7, person_role = $8, decided = $9, reasons = $10, outcome = $11, \
              learned_from = $12, supersedes = $13 WHERE body_id = $1 AND id = $2";
    SET_STATE = "UPDATE thread_decision SET state = $3, \
                 recorded_at = CASE WHEN $3 = 'recorded' THEN $4 ELSE recorded_at END, \
                 published_at = CASE WHEN $3 = 'published' THEN $4 ELSE published_at END \
                 WHERE body_id = $1 AND id = $2";
    HOLD = "UPDATE thread_decision SET title = title WHERE body_id = $1 AND id = $2";
    DROP_THEMES = "DELETE FROM thread_decision_theme WHERE decision_id = $1";
    SNAPSHOT = "UPDATE thread_decision_theme SET voices = $3 WHERE decision_id = $1 AND theme_id = $2";
    THEMES = "SELECT d.decision_id, d.theme_id, t.name, d.weighed, d.influence, d.why, d.voices \
              FROM thread_decision_theme d JOIN thread_theme t ON t.id = d.theme_id \
              WHERE d.decision_id = $1 ORDER BY t.position, t.id";
    IMPACT = "INSERT INTO thread_impact (id, decision_id, body_id, difference, evidence, account_id, \
              actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    IMPACTS = "SELECT difference, evidence, actor, at FROM thread_impact WHERE decision_id = $1 \
               ORDER BY id LIMIT 200";
    FOLLOW_MERGE = "INSERT INTO thread_decision_theme (decision_id, theme_id, weighed, influence, why, \
                    voices) SELECT d.decision_id, $1, d.weighed, d.influence, d.why, 0 \
                    FROM thread_decision_theme d JOIN thread_theme t ON t.id = d.theme_id \
                    JOIN thread_decision x ON x.id = d.decision_id \
                    WHERE t.merged_into = $1 AND x.state = 'draft' \
                    ON CONFLICT (decision_id, theme_id) DO NOTHING";
    LEAVE_MERGED = "DELETE FROM thread_decision_theme WHERE theme_id IN (SELECT id FROM thread_theme \
                    WHERE merged_into = $1) AND decision_id IN (SELECT id FROM thread_decision \
                    WHERE state = 'draft')";
}

/// A decision.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub body_id: Uuid,
    /// Its title.
    pub title: String,
    /// The day it was taken.
    pub decided_on: Option<NaiveDate>,
    /// By a meeting or by a person.
    pub taken_by: TakenBy,
    /// Which meeting.
    pub meeting: String,
    /// Which person.
    pub person: String,
    /// In what role.
    pub person_role: String,
    /// What was decided.
    pub decided: String,
    /// Why.
    pub reasons: String,
    /// Whether something changes.
    pub outcome: Outcome,
    /// Where the learning came from, when it is an improvement (REQ-277).
    pub learned_from: Option<LearnedFrom>,
    /// Where it stands.
    pub state: DecisionState,
    /// In whose place it stands.
    pub supersedes: Option<Uuid>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
}

/// What is entered about a decision.
#[derive(Debug, Clone)]
pub struct DecisionDetails {
    /// Its title.
    pub title: String,
    /// The day it was taken; may be open in a draft.
    pub decided_on: Option<NaiveDate>,
    /// By a meeting or by a person.
    pub taken_by: TakenBy,
    /// Which meeting.
    pub meeting: String,
    /// Which person.
    pub person: String,
    /// In what role.
    pub person_role: String,
    /// What was decided.
    pub decided: String,
    /// Why.
    pub reasons: String,
    /// Whether something changes.
    pub outcome: Outcome,
    /// Where the learning came from.
    pub learned_from: Option<LearnedFrom>,
    /// In whose place it will stand.
    pub supersedes: Option<Uuid>,
    /// The themes that were considered.
    pub themes: Vec<Weighing>,
}

/// How one theme was weighed.
#[derive(Debug, Clone)]
pub struct Weighing {
    /// The theme.
    pub theme: Uuid,
    /// How it was weighed.
    pub weighed: String,
    /// What it did to the decision.
    pub influence: Influence,
    /// Why it did no more.
    pub why: String,
}

/// How one theme was weighed, read back.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Weighed {
    /// In which decision.
    pub decision_id: Uuid,
    /// The theme.
    pub theme_id: Uuid,
    /// Its name today.
    pub name: String,
    /// How it was weighed.
    pub weighed: String,
    /// What it did to the decision.
    pub influence: Influence,
    /// Why it did no more.
    pub why: String,
    /// Voices that made the point when the decision was recorded.
    pub voices: i64,
}

/// The difference that a decision made (REQ-307).
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Impact {
    /// The difference.
    pub difference: String,
    /// How it is known.
    pub evidence: String,
    /// Who entered it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A decision of a body.
pub(crate) async fn find(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Decision>> {
    let sql = format!("SELECT {COLUMNS} FROM thread_decision WHERE body_id = $1 AND id = $2");
    tx.one(&sql, values![body, id]).await
}

/// As [`find`], held until the commit.
pub(crate) async fn lock(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Option<Decision>> {
    tx.exec(HOLD, values![body, id]).await?;
    find(tx, body, id).await
}

/// Decisions of a body, newest first, from where the last page ended.
pub(crate) async fn page(
    tx: &Tx,
    body: Uuid,
    state: Option<DecisionState>,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<Decision>> {
    let mut c = Clauses::default();
    c.with("body_id = ?", body);
    c.maybe("state = ?", state.map(DecisionState::key));
    c.maybe("id < ?", before);
    let sql = c.sql();
    let limit = c.value(most);
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_decision WHERE {sql} ORDER BY id DESC LIMIT ${limit}"
    );
    tx.all(&sql, c.values).await
}

/// Decisions that considered any of these themes; only published ones when asked.
pub(crate) async fn of_themes(
    tx: &Tx,
    body: Uuid,
    themes: &[Uuid],
    published: bool,
) -> Result<Vec<Decision>> {
    if themes.is_empty() {
        return Ok(Vec::new());
    }
    let only = if published { "state = 'published'" } else { "state <> 'draft'" };
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_decision WHERE body_id = $1 AND {only} AND id IN (SELECT \
         decision_id FROM thread_decision_theme WHERE theme_id IN ({})) ORDER BY id DESC LIMIT 100",
        list(2, themes.len())
    );
    let mut values = values![body];
    values.extend(themes.iter().map(|id| kernel::sql::Value::from(*id)));
    tx.all(&sql, values).await
}

/// Adds a draft.
pub(crate) async fn insert(tx: &WriteTx, body: Uuid, d: &DecisionDetails) -> Result<Uuid> {
    let id = tx.id();
    tx.exec(
        INSERT,
        values![
            id,
            body,
            d.title.trim(),
            d.decided_on,
            d.taken_by.key(),
            d.meeting.trim(),
            d.person.trim(),
            d.person_role.trim(),
            d.decided.trim(),
            d.reasons.trim(),
            d.outcome.key(),
            d.learned_from.map(LearnedFrom::key),
            d.supersedes,
            tx.now()
        ],
    )
    .await?;
    set_themes(tx, id, &d.themes).await?;
    Ok(id)
}

/// Changes a draft.
pub(crate) async fn change(tx: &WriteTx, body: Uuid, id: Uuid, d: &DecisionDetails) -> Result<()> {
    tx.exec(
        CHANGE,
        values![
            body,
            id,
            d.title.trim(),
            d.decided_on,
            d.taken_by.key(),
            d.meeting.trim(),
            d.person.trim(),
            d.person_role.trim(),
            d.decided.trim(),
            d.reasons.trim(),
            d.outcome.key(),
            d.learned_from.map(LearnedFrom::key),
            d.supersedes
        ],
    )
    .await?;
    set_themes(tx, id, &d.themes).await
}

async fn set_themes(tx: &WriteTx, id: Uuid, themes: &[Weighing]) -> Result<()> {
    tx.exec(DROP_THEMES, values![id]).await?;
    if themes.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO thread_decision_theme (decision_id, theme_id, weighed, influence, why, \
         voices) VALUES {}",
        rows(6, themes.len())
    );
    let mut values = Vec::with_capacity(6 * themes.len());
    for theme in themes {
        values.extend(values![
            id,
            theme.theme,
            theme.weighed.trim(),
            theme.influence.key(),
            theme.why.trim(),
            0i64
        ]);
    }
    tx.exec(&sql, values).await?;
    Ok(())
}

/// Puts a decision into a state.
pub(crate) async fn set_state(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: DecisionState,
) -> Result<()> {
    tx.exec(SET_STATE, values![body, id, state.key(), tx.now()]).await?;
    Ok(())
}

/// Keeps how many voices made a point when it was decided.
pub(crate) async fn snapshot(tx: &WriteTx, id: Uuid, theme: Uuid, voices: i64) -> Result<()> {
    tx.exec(SNAPSHOT, values![id, theme, voices]).await?;
    Ok(())
}

/// The themes that a decision considered.
pub(crate) async fn themes(tx: &Tx, id: Uuid) -> Result<Vec<Weighed>> {
    tx.all(THEMES, values![id]).await
}

/// Adds a difference that was made.
pub(crate) async fn add_impact(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    difference: &str,
    evidence: &str,
) -> Result<()> {
    let actor = tx.actor();
    let values = values![
        tx.id(),
        id,
        body,
        difference.trim(),
        evidence.trim(),
        actor.account(),
        actor.name(),
        tx.now()
    ];
    tx.exec(IMPACT, values).await?;
    Ok(())
}

/// The differences that a decision made, oldest first.
pub(crate) async fn impacts(tx: &Tx, id: Uuid) -> Result<Vec<Impact>> {
    tx.all(IMPACTS, values![id]).await
}

/// Lets drafts follow themes that were merged into this one.
pub(crate) async fn follow_merge(tx: &WriteTx, into: Uuid) -> Result<()> {
    tx.exec(FOLLOW_MERGE, values![into]).await?;
    tx.exec(LEAVE_MERGED, values![into]).await?;
    Ok(())
}
