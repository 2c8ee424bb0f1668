//! Which voice makes which point, who said so, and who looked again.

use chrono::{DateTime, Utc};
use kernel::error::Result;
use kernel::sql::{FromQueryResult, Value};
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{list, rows};
use crate::model::theme::{AssignmentState, Review, ThemeState};

kernel::statements! {
    OF_VOICE = "SELECT a.voice_id, a.theme_id, a.codebook_id, t.name, t.state AS theme_state, a.state, \
                a.account_id, a.made_by, a.made_at, a.evidence, a.from_theme, a.reviewer_id, \
                a.reviewed_by, a.reviewed_at, a.review FROM thread_assignment a \
                JOIN thread_theme t ON t.id = a.theme_id WHERE a.body_id = $1 AND a.voice_id = $2 \
                ORDER BY t.position, t.id";
    IN_THEME = "SELECT a.voice_id AS id FROM thread_assignment a JOIN thread_heard v \
                ON v.id = a.voice_id WHERE a.theme_id = $1 AND a.body_id = $2 \
                ORDER BY a.voice_id LIMIT $3";
    REJECT = "UPDATE thread_assignment SET state = 'rejected' WHERE voice_id = $1 AND theme_id = $2";
    REVIEW = "UPDATE thread_assignment SET reviewer_id = $3, reviewed_by = $4, reviewed_at = $5, \
              review = $6 WHERE voice_id = $1 AND theme_id = $2";
    TO_REVIEW = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM thread_assignment WHERE body_id = $1 AND \
                 state = 'assigned' AND reviewed_at IS NULL LIMIT 10001) x";
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// A point that a voice makes, or may make.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Assignment {
    /// Which voice.
    pub voice_id: Uuid,
    /// Which theme.
    pub theme_id: Uuid,
    /// In which codebook.
    pub codebook_id: Uuid,
    /// The theme's name.
    pub name: String,
    /// Where the theme stands.
    pub theme_state: ThemeState,
    /// Where the assignment stands.
    pub state: AssignmentState,
    /// Account of the person who made it; none when it was not a person.
    pub account_id: Option<Uuid>,
    /// Who or what made it: a name, or `machine:<model>`.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The part of the words that shows it.
    pub evidence: Option<String>,
    /// The theme that it came from by a merge or a split.
    pub from_theme: Option<Uuid>,
    /// Account of the second person.
    pub reviewer_id: Option<Uuid>,
    /// Name of the second person.
    pub reviewed_by: Option<String>,
    /// When they looked.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// What they said.
    pub review: Option<Review>,
}

/// The points of a voice, suggested and rejected ones too.
pub(crate) async fn of_voice(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Assignment>> {
    tx.all(OF_VOICE, values![body, voice]).await
}

/// Voices of a body with any assignment of a theme.
pub(crate) async fn in_theme(tx: &Tx, body: Uuid, theme: Uuid, most: usize) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<Id> = tx.all(IN_THEME, values![theme, body, most]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Takes a point off a voice, keeping who made it.
pub(crate) async fn reject(tx: &WriteTx, voice: Uuid, theme: Uuid) -> Result<()> {
    tx.exec(REJECT, values![voice, theme]).await?;
    Ok(())
}

/// Keeps what a second person said of an assignment.
pub(crate) async fn review(tx: &WriteTx, voice: Uuid, theme: Uuid, review: Review) -> Result<()> {
    let actor = tx.actor();
    let values = values![voice, theme, actor.account(), actor.name(), tx.now(), review.key()];
    tx.exec(REVIEW, values).await?;
    Ok(())
}

/// How many assignments no second person has seen, counted up to 10,001.
pub(crate) async fn to_review(tx: &Tx, body: Uuid) -> Result<i64> {
    tx.count(TO_REVIEW, values![body]).await
}

/// An assignment to be stored over whatever there was.
pub(crate) struct NewAssignment {
    pub voice: Uuid,
    pub theme: Uuid,
    pub codebook: Uuid,
    pub body: Uuid,
    pub state: AssignmentState,
    pub account: Option<Uuid>,
    pub made_by: String,
    pub evidence: Option<String>,
    pub from_theme: Option<Uuid>,
}

/// Stores assignments; a later word takes the place of an earlier one, and wants a new review.
pub(crate) async fn assign(tx: &WriteTx, assignments: &[NewAssignment]) -> Result<()> {
    for chunk in assignments.chunks(super::BATCH) {
        let sql = format!(
            "INSERT INTO thread_assignment (voice_id, theme_id, codebook_id, body_id, state, \
             account_id, made_by, made_at, evidence, from_theme) VALUES {} ON CONFLICT (voice_id, \
             theme_id) DO UPDATE SET state = excluded.state, account_id = excluded.account_id, \
             made_by = excluded.made_by, made_at = excluded.made_at, evidence = \
             excluded.evidence, from_theme = excluded.from_theme, reviewer_id = NULL, \
             reviewed_by = NULL, reviewed_at = NULL, review = NULL",
            rows(10, chunk.len())
        );
        let mut values = Vec::with_capacity(10 * chunk.len());
        for a in chunk {
            values.extend(values![
                a.voice,
                a.theme,
                a.codebook,
                a.body,
                a.state.key(),
                a.account,
                a.made_by.as_str(),
                tx.now(),
                a.evidence.as_deref(),
                a.from_theme,
            ]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// An assignment as it stands, in short.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Held {
    pub voice_id: Uuid,
    pub theme_id: Uuid,
    pub state: AssignmentState,
    pub account_id: Option<Uuid>,
    pub made_by: String,
    pub evidence: Option<String>,
}

/// Every assignment of these voices, of whatever state.
pub(crate) async fn held(tx: &Tx, voices: &[Uuid]) -> Result<Vec<Held>> {
    if voices.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT voice_id, theme_id, state, account_id, made_by, evidence FROM thread_assignment \
         WHERE voice_id IN ({})",
        list(1, voices.len())
    );
    tx.all(&sql, voices.iter().map(|id| Value::from(*id)).collect()).await
}

/// Keeps the number of points on voices, one statement for each number.
pub(crate) async fn set_points(tx: &WriteTx, points: i64, voices: &[Uuid]) -> Result<()> {
    if voices.is_empty() {
        return Ok(());
    }
    let sql =
        format!("UPDATE thread_voice SET themes = $1 WHERE id IN ({})", list(2, voices.len()));
    let mut values = values![points];
    values.extend(voices.iter().map(|id| Value::from(*id)));
    tx.exec(&sql, values).await?;
    Ok(())
}

/// Takes assignments of a theme off voices and keeps where they went.
pub(crate) async fn moved(tx: &WriteTx, from: Uuid, to: Uuid, assignments: &[Held]) -> Result<()> {
    for chunk in assignments.chunks(super::BATCH) {
        let sql = format!(
            "INSERT INTO thread_move (id, voice_id, from_theme, to_theme, at, state, made_by) \
             VALUES {}",
            rows(7, chunk.len())
        );
        let mut values = Vec::with_capacity(7 * chunk.len());
        for held in chunk {
            values.extend(values![
                tx.id(),
                held.voice_id,
                from,
                to,
                tx.now(),
                held.state.key(),
                held.made_by.as_str()
            ]);
        }
        tx.exec(&sql, values).await?;
        let sql = format!(
            "DELETE FROM thread_assignment WHERE theme_id = $1 AND voice_id IN ({})",
            list(2, chunk.len())
        );
        let mut values = values![from];
        values.extend(chunk.iter().map(|held| Value::from(held.voice_id)));
        tx.exec(&sql, values).await?;
    }
    Ok(())
}
