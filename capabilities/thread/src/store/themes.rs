//! Codebooks, themes with their versions, and which voice makes which point.

use chrono::{DateTime, Utc};
use kernel::error::Result;
use kernel::sql::{FromQueryResult, Value};
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::list;
use crate::model::theme::ThemeState;

kernel::statements! {
    CODEBOOKS = "SELECT c.id, c.body_id, c.title, c.about, c.project, c.created_at \
                 FROM thread_codebook c JOIN thread_codebook_body b ON b.codebook_id = c.id \
                 WHERE b.body_id = $1 ORDER BY c.id LIMIT 500";
    CODEBOOK = "SELECT c.id, c.body_id, c.title, c.about, c.project, c.created_at \
                FROM thread_codebook c JOIN thread_codebook_body b ON b.codebook_id = c.id \
                WHERE b.body_id = $1 AND c.id = $2";
    ADD_CODEBOOK = "INSERT INTO thread_codebook (id, body_id, title, about, project, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6)";
    SHARE = "INSERT INTO thread_codebook_body (codebook_id, body_id) VALUES ($1, $2) \
             ON CONFLICT (codebook_id, body_id) DO NOTHING";
    SHARERS = "SELECT body_id AS id FROM thread_codebook_body WHERE codebook_id = $1 ORDER BY body_id";
    THEMES = "SELECT t.id, t.codebook_id, t.name, t.definition, t.parent_id, t.shortcut, t.position, \
              t.state, t.merged_into, t.version, \
              COALESCE((SELECT n FROM thread_count k WHERE k.body_id = $1 AND k.scope_id = t.id \
              AND k.facet = 'voices' AND k.key = ''), 0) AS voices, \
              COALESCE((SELECT n FROM thread_count k WHERE k.body_id = $1 AND k.scope_id = t.id \
              AND k.facet = 'answered' AND k.key = ''), 0) AS answered \
              FROM thread_theme t WHERE t.codebook_id = $2 ORDER BY t.position, t.id LIMIT 2000";
    THEME = "SELECT t.id, t.codebook_id, t.name, t.definition, t.parent_id, t.shortcut, t.position, \
             t.state, t.merged_into, t.version, \
             COALESCE((SELECT n FROM thread_count k WHERE k.body_id = $1 AND k.scope_id = t.id \
             AND k.facet = 'voices' AND k.key = ''), 0) AS voices, \
             COALESCE((SELECT n FROM thread_count k WHERE k.body_id = $1 AND k.scope_id = t.id \
             AND k.facet = 'answered' AND k.key = ''), 0) AS answered \
             FROM thread_theme t JOIN thread_codebook_body b ON b.codebook_id = t.codebook_id \
             WHERE b.body_id = $1 AND t.id = $2";
    ADD_THEME = "INSERT INTO thread_theme (id, codebook_id, name, definition, parent_id, shortcut, \
                 position, state, version, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', 1, $8)";
    SHORTCUT = "SELECT id FROM thread_theme WHERE codebook_id = $1 AND shortcut = $2 AND \
                state = 'active' AND id <> $3";
    NAMED = "SELECT id FROM thread_theme WHERE codebook_id = $1 AND lower(name) = lower($2) AND \
             state = 'active' AND id <> $3";
    ALONE = "SELECT COUNT(*) FROM thread_theme WHERE id = $1 AND codebook_id = $2 AND \
             parent_id IS NULL AND state = 'active'";
    LAST_POSITION = "SELECT COALESCE(MAX(position), 0) FROM thread_theme WHERE codebook_id = $1";
    CHANGE_THEME = "UPDATE thread_theme SET name = $2, definition = $3, parent_id = $4, shortcut = $5, \
                    position = $6, version = version + 1 WHERE id = $1";
    SET_THEME_STATE = "UPDATE thread_theme SET state = $2, merged_into = $3, version = version + 1, \
                       shortcut = CASE WHEN $2 = 'active' THEN shortcut ELSE NULL END WHERE id = $1";
    UNFINISHED = "SELECT DISTINCT t.id, a.body_id FROM thread_theme t JOIN thread_assignment a \
                  ON a.theme_id = t.id JOIN thread_heard v ON v.id = a.voice_id \
                  WHERE t.state = 'merged' LIMIT 100";
    TOUCH = "UPDATE thread_theme SET version = version + 1 WHERE id = $1";
    SAVE_VERSION = "INSERT INTO thread_theme_version (theme_id, version, change, name, definition, \
                    state, detail, account_id, actor, at) \
                    SELECT id, version, $2, name, definition, state, $3, $4, $5, $6 \
                    FROM thread_theme WHERE id = $1";
    VERSIONS = "SELECT version, change, name, definition, state, detail, actor, at \
                FROM thread_theme_version WHERE theme_id = $1 ORDER BY version DESC LIMIT 500";
}

/// A codebook.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Codebook {
    /// Its id.
    pub id: Uuid,
    /// The body that keeps it.
    pub body_id: Uuid,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// The project or consultation whose it is; empty for standing feedback.
    pub project: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A theme, with its figures for one body.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Theme {
    /// Its id.
    pub id: Uuid,
    /// In which codebook.
    pub codebook_id: Uuid,
    /// Its name.
    pub name: String,
    /// What belongs to it and what does not.
    pub definition: String,
    /// The wider theme under which it stands.
    pub parent_id: Option<Uuid>,
    /// The key that assigns it.
    pub shortcut: Option<String>,
    /// Its place in the codebook.
    pub position: i64,
    /// Where it stands.
    pub state: ThemeState,
    /// Into which it was merged.
    pub merged_into: Option<Uuid>,
    /// Its version.
    pub version: i64,
    /// Counted voices of the body that make this point.
    pub voices: i64,
    /// Those of them that have a reply.
    pub answered: i64,
}

/// What a theme was, and what was done to it.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Version {
    /// Counted from 1.
    pub version: i64,
    /// `added`, `renamed`, `merged`, `took-in`, `split`, `retired`, `restored`.
    pub change: String,
    /// Name from then on.
    pub name: String,
    /// Definition from then on.
    pub definition: String,
    /// State from then on.
    pub state: ThemeState,
    /// Particulars as JSON: which themes were merged or split.
    pub detail: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is entered about a theme.
#[derive(Debug, Clone)]
pub struct ThemeDetails {
    /// Its name.
    pub name: String,
    /// What belongs to it and what does not.
    pub definition: String,
    /// The wider theme under which it stands.
    pub parent: Option<Uuid>,
    /// The key that assigns it: one letter or digit.
    pub shortcut: Option<String>,
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// Codebooks that a body reads with.
pub(crate) async fn codebooks(tx: &Tx, body: Uuid) -> Result<Vec<Codebook>> {
    tx.all(CODEBOOKS, values![body]).await
}

/// A codebook that a body reads with.
pub(crate) async fn codebook(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Codebook>> {
    tx.one(CODEBOOK, values![body, id]).await
}

/// Adds a codebook.
pub(crate) async fn add_codebook(
    tx: &WriteTx,
    body: Uuid,
    title: &str,
    about: &str,
    project: &str,
) -> Result<Uuid> {
    let id = tx.id();
    let values = values![id, body, title.trim(), about.trim(), project.trim(), tx.now()];
    tx.exec(ADD_CODEBOOK, values).await?;
    share(tx, id, body).await?;
    Ok(id)
}

/// Lets a body read with a codebook.
pub(crate) async fn share(tx: &WriteTx, codebook: Uuid, body: Uuid) -> Result<()> {
    tx.exec(SHARE, values![codebook, body]).await?;
    Ok(())
}

/// The bodies that read with a codebook.
pub(crate) async fn sharers(tx: &Tx, codebook: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<Id> = tx.all(SHARERS, values![codebook]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Themes of a codebook in their order, with a body's figures.
pub(crate) async fn themes(tx: &Tx, body: Uuid, codebook: Uuid) -> Result<Vec<Theme>> {
    tx.all(THEMES, values![body, codebook]).await
}

/// A theme of a codebook that a body reads with.
pub(crate) async fn theme(tx: &Tx, body: Uuid, id: Uuid) -> Result<Option<Theme>> {
    tx.one(THEME, values![body, id]).await
}

/// As [`theme`], held until the commit.
pub(crate) async fn lock_theme(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Option<Theme>> {
    tx.exec("UPDATE thread_theme SET version = version WHERE id = $1", values![id]).await?;
    theme(tx, body, id).await
}

/// Themes by id that a body reads with, whatever their state.
pub(crate) async fn some(
    tx: &Tx,
    body: Uuid,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, ThemeState)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        codebook_id: Uuid,
        state: ThemeState,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT t.id, t.codebook_id, t.state FROM thread_theme t JOIN thread_codebook_body b ON \
         b.codebook_id = t.codebook_id WHERE b.body_id = $1 AND t.id IN ({})",
        list(2, ids.len())
    );
    let mut values = values![body];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.codebook_id, row.state)).collect())
}

/// Adds a theme at the end of its codebook.
pub(crate) async fn add(tx: &WriteTx, codebook: Uuid, details: &ThemeDetails) -> Result<Uuid> {
    let id = tx.id();
    let position = tx.count(LAST_POSITION, values![codebook]).await? + 1;
    tx.exec(
        ADD_THEME,
        values![
            id,
            codebook,
            details.name.trim(),
            details.definition.trim(),
            details.parent,
            details.shortcut.as_deref(),
            position,
            tx.now()
        ],
    )
    .await?;
    Ok(id)
}

/// Whether another theme of the codebook has that key.
pub(crate) async fn shortcut_taken(
    tx: &Tx,
    codebook: Uuid,
    shortcut: &str,
    but: Uuid,
) -> Result<bool> {
    let found: Option<Id> = tx.one(SHORTCUT, values![codebook, shortcut, but]).await?;
    Ok(found.is_some())
}

/// Whether another theme of the codebook has that name.
pub(crate) async fn name_taken(tx: &Tx, codebook: Uuid, name: &str, but: Uuid) -> Result<bool> {
    let found: Option<Id> = tx.one(NAMED, values![codebook, name.trim(), but]).await?;
    Ok(found.is_some())
}

/// Whether a theme of the codebook is in use and stands under no other.
pub(crate) async fn stands_alone(tx: &Tx, codebook: Uuid, theme: Uuid) -> Result<bool> {
    Ok(tx.count(ALONE, values![theme, codebook]).await? == 1)
}

/// Changes a theme.
pub(crate) async fn change(
    tx: &WriteTx,
    id: Uuid,
    details: &ThemeDetails,
    position: i64,
) -> Result<()> {
    tx.exec(
        CHANGE_THEME,
        values![
            id,
            details.name.trim(),
            details.definition.trim(),
            details.parent,
            details.shortcut.as_deref(),
            position
        ],
    )
    .await?;
    Ok(())
}

/// Puts a theme into a state.
pub(crate) async fn set_state(
    tx: &WriteTx,
    id: Uuid,
    state: ThemeState,
    merged_into: Option<Uuid>,
) -> Result<()> {
    tx.exec(SET_THEME_STATE, values![id, state.key(), merged_into]).await?;
    Ok(())
}

/// Counts a version on, when only assignments changed.
pub(crate) async fn touch(tx: &WriteTx, id: Uuid) -> Result<()> {
    tx.exec(TOUCH, values![id]).await?;
    Ok(())
}

/// Keeps what a theme now is, and what was done.
pub(crate) async fn save_version(
    tx: &WriteTx,
    id: Uuid,
    change: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    let actor = tx.actor();
    let values = values![id, change, detail.to_string(), actor.account(), actor.name(), tx.now()];
    tx.exec(SAVE_VERSION, values).await?;
    Ok(())
}

/// What a theme was, newest first.
pub(crate) async fn versions(tx: &Tx, theme: Uuid) -> Result<Vec<Version>> {
    tx.all(VERSIONS, values![theme]).await
}

/// Themes that were merged and still have voices: body and theme.
pub(crate) async fn unfinished_merges(tx: &Tx) -> Result<Vec<(Uuid, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        body_id: Uuid,
    }
    let rows: Vec<Row> = tx.all(UNFINISHED, values![]).await?;
    Ok(rows.into_iter().map(|row| (row.body_id, row.id)).collect())
}
