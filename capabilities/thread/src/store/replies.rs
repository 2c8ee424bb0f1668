//! Replies: what people are told, and by which ways it was told.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{Clauses, list, rows};
use crate::model::decision::Outcome;
use crate::model::reply::{ReplyChannel, ReplyState};

const COLUMNS: &str = "id, body_id, decision_id, title, you_said, we_did, because, outcome, state, \
                       drafted_by_id, drafted_by, approved_by, created_at, approved_at, \
                       published_at, delivering";

kernel::statements! {
    INSERT = "INSERT INTO thread_reply (id, body_id, decision_id, title, you_said, we_did, because, \
              outcome, state, drafted_by_id, drafted_by, created_at, delivering) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, $11, FALSE)";
    CHANGE = "UPDATE thread_reply SET decision_id = $3, title = $4, you_said = $5, we_did = $6, \
              because = $7, outcome = $8, state = 'draft', drafted_by_id = $9, drafted_by = $10, \
              approved_by_id = NULL, approved_by = NULL, approved_at = NULL \
              WHERE body_id = $1 AND id = $2";
    HOLD = "UPDATE thread_reply SET title = title WHERE body_id = $1 AND id = $2";
    APPROVE = "UPDATE thread_reply SET state = 'approved', approved_by_id = $3, approved_by = $4, \
               approved_at = $5 WHERE body_id = $1 AND id = $2";
    PUBLISH = "UPDATE thread_reply SET state = 'published', published_at = $3, delivering = TRUE \
               WHERE body_id = $1 AND id = $2";
    DROP_THEMES = "DELETE FROM thread_reply_theme WHERE reply_id = $1";
    CHANNEL = "INSERT INTO thread_reply_channel (reply_id, channel, used_on, note, actor, at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (reply_id, channel, used_on) \
               DO UPDATE SET note = excluded.note, actor = excluded.actor, at = excluded.at";
    CHANNELS = "SELECT channel, used_on, note, actor FROM thread_reply_channel WHERE reply_id = $1 \
                ORDER BY used_on, channel LIMIT 500";
    DELIVERING = "SELECT id, body_id FROM thread_reply WHERE delivering = TRUE ORDER BY id LIMIT 100";
    FOLLOW_MERGE = "INSERT INTO thread_reply_theme (reply_id, theme_id) SELECT r.reply_id, $1 \
                    FROM thread_reply_theme r JOIN thread_theme t ON t.id = r.theme_id \
                    JOIN thread_reply x ON x.id = r.reply_id \
                    WHERE t.merged_into = $1 AND x.state <> 'published' \
                    ON CONFLICT (reply_id, theme_id) DO NOTHING";
    LEAVE_MERGED = "DELETE FROM thread_reply_theme WHERE theme_id IN (SELECT id FROM thread_theme \
                    WHERE merged_into = $1) AND reply_id IN (SELECT id FROM thread_reply \
                    WHERE state <> 'published')";
}

/// A reply.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Reply {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub body_id: Uuid,
    /// The decision that it tells of.
    pub decision_id: Option<Uuid>,
    /// Its title.
    pub title: String,
    /// What people said.
    pub you_said: String,
    /// What was done, or is being done.
    pub we_did: String,
    /// Why; compulsory when nothing changes (REQ-298).
    pub because: String,
    /// Whether something changes.
    pub outcome: Outcome,
    /// Where it stands.
    pub state: ReplyState,
    /// Account of who wrote it last.
    pub drafted_by_id: Option<Uuid>,
    /// Who wrote it last.
    pub drafted_by: String,
    /// The second person who approved it.
    pub approved_by: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Whether it is still on its way to some voices.
    pub delivering: bool,
}

/// What is entered about a reply.
#[derive(Debug, Clone)]
pub struct ReplyDetails {
    /// The decision that it tells of.
    pub decision: Option<Uuid>,
    /// The themes that it answers.
    pub themes: Vec<Uuid>,
    /// Its title.
    pub title: String,
    /// What people said.
    pub you_said: String,
    /// What was done.
    pub we_did: String,
    /// Why.
    pub because: String,
    /// Whether something changes.
    pub outcome: Outcome,
}

/// A way by which a reply was told, on a day (REQ-299, REQ-300).
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Told {
    /// The way.
    pub channel: ReplyChannel,
    /// The day.
    pub used_on: NaiveDate,
    /// More, in words: which newsletter, which event.
    pub note: String,
    /// Who entered it.
    pub actor: String,
}

/// A theme that a reply answers.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Answers {
    /// The reply.
    pub reply_id: Uuid,
    /// The theme.
    pub theme_id: Uuid,
    /// Its name today.
    pub name: String,
}

/// Which replies.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// In this state.
    pub state: Option<ReplyState>,
    /// Answering this theme.
    pub theme: Option<Uuid>,
    /// Telling of this decision.
    pub decision: Option<Uuid>,
    /// Telling of a change, or of none.
    pub outcome: Option<Outcome>,
    /// Published on or after this moment.
    pub from: Option<DateTime<Utc>>,
    /// Published before this moment.
    pub until: Option<DateTime<Utc>>,
    /// With these words.
    pub words: Option<String>,
}

/// Replies, newest first, and how many there are (counted up to 10,001).
pub(crate) async fn page(
    tx: &Tx,
    body: Uuid,
    which: &Which,
    most: i64,
    offset: i64,
) -> Result<(Vec<Reply>, i64)> {
    let mut c = Clauses::default();
    c.with("body_id = ?", body);
    c.maybe("state = ?", which.state.map(ReplyState::key));
    c.maybe("id IN (SELECT reply_id FROM thread_reply_theme WHERE theme_id = ?)", which.theme);
    c.maybe("decision_id = ?", which.decision);
    c.maybe("outcome = ?", which.outcome.map(Outcome::key));
    c.maybe("published_at >= ?", which.from);
    c.maybe("published_at < ?", which.until);
    if let Some(words) = which.words.as_deref().map(str::trim).filter(|w| !w.is_empty()) {
        let like = format!("%{}%", words.to_lowercase().replace(['%', '_'], ""));
        c.with("lower(title || ' ' || you_said || ' ' || we_did || ' ' || because) LIKE ?", like);
    }
    let sql = c.sql();
    let count = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM thread_reply WHERE {sql} LIMIT 10001) x"
    );
    let count = tx.count(&count, c.values.clone()).await?;
    let (limit, offset) = (c.value(most), c.value(offset));
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_reply WHERE {sql} ORDER BY published_at DESC, id DESC LIMIT \
         ${limit} OFFSET ${offset}"
    );
    Ok((tx.all(&sql, c.values).await?, count))
}

/// Published replies that reached a voice, newest first.
pub(crate) async fn to_voice(tx: &Tx, voice: Uuid) -> Result<Vec<Reply>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM thread_reply WHERE state = 'published' AND id IN (SELECT reply_id \
         FROM thread_delivery WHERE voice_id = $1) ORDER BY published_at DESC, id DESC LIMIT 100"
    );
    tx.all(&sql, values![voice]).await
}

/// A reply of a body.
pub(crate) async fn find(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Reply>> {
    let sql = format!("SELECT {COLUMNS} FROM thread_reply WHERE body_id = $1 AND id = $2");
    tx.one(&sql, values![body, id]).await
}

/// As [`find`], held until the commit.
pub(crate) async fn lock(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Option<Reply>> {
    tx.exec(HOLD, values![body, id]).await?;
    find(tx, body, id).await
}

/// Adds a draft.
pub(crate) async fn insert(tx: &WriteTx, body: Uuid, d: &ReplyDetails) -> Result<Uuid> {
    let (id, actor) = (tx.id(), tx.actor());
    tx.exec(
        INSERT,
        values![
            id,
            body,
            d.decision,
            d.title.trim(),
            d.you_said.trim(),
            d.we_did.trim(),
            d.because.trim(),
            d.outcome.key(),
            actor.account(),
            actor.name(),
            tx.now()
        ],
    )
    .await?;
    set_themes(tx, id, &d.themes).await?;
    Ok(id)
}

/// Changes a reply; it is a draft again.
pub(crate) async fn change(tx: &WriteTx, body: Uuid, id: Uuid, d: &ReplyDetails) -> Result<()> {
    let actor = tx.actor();
    tx.exec(
        CHANGE,
        values![
            body,
            id,
            d.decision,
            d.title.trim(),
            d.you_said.trim(),
            d.we_did.trim(),
            d.because.trim(),
            d.outcome.key(),
            actor.account(),
            actor.name()
        ],
    )
    .await?;
    set_themes(tx, id, &d.themes).await
}

async fn set_themes(tx: &WriteTx, id: Uuid, themes: &[Uuid]) -> Result<()> {
    tx.exec(DROP_THEMES, values![id]).await?;
    if themes.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO thread_reply_theme (reply_id, theme_id) VALUES {}",
        rows(2, themes.len())
    );
    let values = themes.iter().flat_map(|theme| values![id, *theme]).collect();
    tx.exec(&sql, values).await?;
    Ok(())
}

/// Marks a reply as approved by the actor.
pub(crate) async fn approve(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<()> {
    let actor = tx.actor();
    tx.exec(APPROVE, values![body, id, actor.account(), actor.name(), tx.now()]).await?;
    Ok(())
}

/// Marks a reply as published and on its way.
pub(crate) async fn publish(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<()> {
    tx.exec(PUBLISH, values![body, id, tx.now()]).await?;
    Ok(())
}

/// The themes of replies.
pub(crate) async fn themes(tx: &Tx, replies: &[Uuid]) -> Result<Vec<Answers>> {
    if replies.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT r.reply_id, r.theme_id, t.name FROM thread_reply_theme r JOIN thread_theme t ON \
         t.id = r.theme_id WHERE r.reply_id IN ({}) ORDER BY t.position, t.id",
        list(1, replies.len())
    );
    tx.all(&sql, replies.iter().map(|id| kernel::sql::Value::from(*id)).collect()).await
}

/// Keeps a way by which a reply was told.
pub(crate) async fn told(
    tx: &WriteTx,
    id: Uuid,
    channel: ReplyChannel,
    on: NaiveDate,
    note: &str,
) -> Result<()> {
    let values = values![id, channel.key(), on, note.trim(), tx.actor().name(), tx.now()];
    tx.exec(CHANNEL, values).await?;
    Ok(())
}

/// The ways by which a reply was told.
pub(crate) async fn channels(tx: &Tx, id: Uuid) -> Result<Vec<Told>> {
    tx.all(CHANNELS, values![id]).await
}

/// Replies that are still on their way: body and id.
pub(crate) async fn delivering(tx: &Tx) -> Result<Vec<(Uuid, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        body_id: Uuid,
    }
    let rows: Vec<Row> = tx.all(DELIVERING, values![]).await?;
    Ok(rows.into_iter().map(|row| (row.body_id, row.id)).collect())
}

/// Marks the published replies of these themes as on their way again: body and id of each.
pub(crate) async fn deliver_again(tx: &WriteTx, themes: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        body_id: Uuid,
    }
    let mut found = Vec::new();
    for some in themes.chunks(super::BATCH) {
        let sql = format!(
            "UPDATE thread_reply SET delivering = TRUE WHERE state = 'published' AND delivering = \
             FALSE AND id IN (SELECT reply_id FROM thread_reply_theme WHERE theme_id IN ({})) \
             RETURNING id, body_id",
            list(1, some.len())
        );
        let values = some.iter().map(|id| kernel::sql::Value::from(*id)).collect();
        let rows: Vec<Row> = tx.all(&sql, values).await?;
        found.extend(rows.into_iter().map(|row| (row.body_id, row.id)));
    }
    Ok(found)
}

/// Lets drafts follow themes that were merged into this one.
pub(crate) async fn follow_merge(tx: &WriteTx, into: Uuid) -> Result<()> {
    tx.exec(FOLLOW_MERGE, values![into]).await?;
    tx.exec(LEAVE_MERGED, values![into]).await?;
    Ok(())
}
