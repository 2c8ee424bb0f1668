//! Keeping codebooks: adding, naming, merging, splitting and retiring themes. Each change makes a
//! version; what was stays readable.

use kernel::error::{Error, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, WriteTx};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{codebook_subject, require, theme_subject};
use crate::model::theme::ThemeState;
use crate::model::words::{check_line, check_text, check_title};
use crate::permissions;
use crate::store::themes::{self, Codebook, Theme, ThemeDetails};

/// A new codebook.
#[derive(Debug, Clone)]
pub struct NewCodebook {
    /// The body that keeps it.
    pub body: Uuid,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// The project or consultation whose it is; empty for standing feedback.
    pub project: String,
    /// Other bodies that read with it: neighbours in one programme.
    pub shared_with: Vec<Uuid>,
}

/// Makes a codebook. Sharing it needs the same permission in each body that shares it.
pub async fn create_codebook(tx: &WriteTx, what: NewCodebook) -> Result<Audited<Uuid>> {
    require(tx, what.body, permissions::CODEBOOK)?;
    let mut problems = Problems::new();
    check_title(&mut problems, "title", &what.title, "thread-codebook-title-missing");
    check_text(&mut problems, "about", &what.about);
    check_line(&mut problems, "project", &what.project);
    problems.check()?;
    let id = themes::add_codebook(tx, what.body, &what.title, &what.about, &what.project).await?;
    for body in &what.shared_with {
        require(tx, *body, permissions::CODEBOOK)?;
        themes::share(tx, id, *body).await?;
    }
    let subject = codebook_subject(id);
    let content = json!({ "title": what.title.trim(), "shared_with": what.shared_with });
    tx.record(Pending::json(what.body, "thread.codebook.created", subject.clone(), &content)?)
        .await;
    Ok(Audited::new(id, Event::new("thread.codebook.created", what.body, subject)))
}

/// Lets another body read with a codebook.
pub async fn share_codebook(
    tx: &WriteTx,
    body: Uuid,
    codebook: Uuid,
    with: Uuid,
) -> Result<Audited<()>> {
    let codebook = owned(tx, body, codebook).await?;
    require(tx, with, permissions::CODEBOOK)?;
    themes::share(tx, codebook.id, with).await?;
    let event = Event::new("thread.codebook.shared", body, codebook_subject(codebook.id))
        .with(json!({ "with": with }));
    Ok(Audited::new((), event))
}

/// A codebook that the body keeps, by somebody who may keep it.
pub(super) async fn owned(tx: &WriteTx, body: Uuid, codebook: Uuid) -> Result<Codebook> {
    require(tx, body, permissions::CODEBOOK)?;
    let found = themes::codebook(tx, body, codebook).await?;
    found.filter(|c| c.body_id == body).ok_or(Error::NotFound)
}

/// A theme of a codebook that the body keeps, held until the commit.
pub(super) async fn owned_theme(tx: &WriteTx, body: Uuid, theme: Uuid) -> Result<Theme> {
    require(tx, body, permissions::CODEBOOK)?;
    let theme = themes::lock_theme(tx, body, theme).await?.ok_or(Error::NotFound)?;
    owned(tx, body, theme.codebook_id).await?;
    Ok(theme)
}

pub(super) async fn check(
    tx: &WriteTx,
    codebook: Uuid,
    theme: Uuid,
    details: &ThemeDetails,
) -> Result<()> {
    let mut problems = Problems::new();
    check_title(&mut problems, "name", &details.name, "thread-theme-name-missing");
    check_text(&mut problems, "definition", &details.definition);
    if let Some(shortcut) = &details.shortcut {
        let ok = shortcut.len() == 1 && shortcut.chars().all(|c| c.is_ascii_alphanumeric());
        problems.require(ok, "shortcut", "thread-shortcut-form");
        let taken = themes::shortcut_taken(tx, codebook, shortcut, theme).await?;
        problems.require(!taken, "shortcut", "thread-shortcut-taken");
    }
    let taken = themes::name_taken(tx, codebook, &details.name, theme).await?;
    problems.require(!taken, "name", "thread-theme-name-taken");
    if let Some(parent) = details.parent {
        // Two levels: a theme stands under a wider one that stands under none.
        let wider = themes::stands_alone(tx, codebook, parent).await?;
        problems.require(wider && parent != theme, "parent", "thread-theme-parent");
    }
    problems.check()
}

/// Adds a theme at the end of a codebook.
pub async fn add_theme(
    tx: &WriteTx,
    body: Uuid,
    codebook: Uuid,
    details: ThemeDetails,
) -> Result<Audited<Uuid>> {
    owned(tx, body, codebook).await?;
    check(tx, codebook, Uuid::nil(), &details).await?;
    let id = themes::add(tx, codebook, &details).await?;
    let event = changed(tx, body, id, "added", &json!({})).await?;
    Ok(Audited::new(id, event))
}

/// Renames a theme, or changes its definition, key, place or wider theme.
pub async fn rename_theme(
    tx: &WriteTx,
    body: Uuid,
    theme: Uuid,
    details: ThemeDetails,
    position: Option<i64>,
) -> Result<Audited<()>> {
    let theme = owned_theme(tx, body, theme).await?;
    if theme.state != ThemeState::Active {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    check(tx, theme.codebook_id, theme.id, &details).await?;
    themes::change(tx, theme.id, &details, position.unwrap_or(theme.position)).await?;
    let event = changed(tx, body, theme.id, "renamed", &json!({ "was": theme.name })).await?;
    Ok(Audited::new((), event))
}

/// Offers a theme no longer; its voices keep it.
pub async fn retire_theme(tx: &WriteTx, body: Uuid, theme: Uuid) -> Result<Audited<()>> {
    turn(tx, body, theme, ThemeState::Retired, "retired").await
}

/// Offers a retired theme again.
pub async fn restore_theme(tx: &WriteTx, body: Uuid, theme: Uuid) -> Result<Audited<()>> {
    turn(tx, body, theme, ThemeState::Active, "restored").await
}

async fn turn(
    tx: &WriteTx,
    body: Uuid,
    theme: Uuid,
    state: ThemeState,
    change: &'static str,
) -> Result<Audited<()>> {
    let theme = owned_theme(tx, body, theme).await?;
    if !theme.state.can_become(state) {
        return Err(Error::refused("thread-theme-state"));
    }
    if state == ThemeState::Active
        && themes::name_taken(tx, theme.codebook_id, &theme.name, theme.id).await?
    {
        return Err(Error::refused("thread-theme-name-taken"));
    }
    themes::set_state(tx, theme.id, state, None).await?;
    let event = changed(tx, body, theme.id, change, &json!({})).await?;
    Ok(Audited::new((), event))
}

/// Keeps the version of a theme that was just changed, and enters it in the record.
pub(super) async fn changed(
    tx: &WriteTx,
    body: Uuid,
    theme: Uuid,
    change: &'static str,
    detail: &Json,
) -> Result<Event> {
    themes::save_version(tx, theme, change, detail).await?;
    let now = themes::theme(tx, body, theme).await?.ok_or(Error::NotFound)?;
    let content = json!({
        "change": change,
        "name": now.name,
        "definition": now.definition,
        "version": now.version,
        "detail": detail,
    });
    let subject = theme_subject(theme);
    tx.record(Pending::json(body, "thread.theme.changed", subject.clone(), &content)?).await;
    let detail = json!({ "change": change, "version": now.version, "detail": detail });
    Ok(Event::new("thread.theme.changed", body, subject).with(detail))
}
