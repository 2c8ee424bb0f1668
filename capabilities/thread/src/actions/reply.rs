//! Replies: written once, approved by a second person if one wishes, published to everybody who
//! made the point.

use chrono::NaiveDate;
use kernel::clock::day_of;
use kernel::error::{Error, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx, jobs};
use serde_json::json;
use uuid::Uuid;

use super::require;
use crate::model::decision::Outcome;
use crate::model::reply::{ReplyChannel, ReplyState};
use crate::model::theme::ThemeState;
use crate::model::words::{check_filled, check_line, check_text, check_title};
use crate::permissions;
use crate::store::replies::{self, Reply, ReplyDetails};
use crate::store::{decisions, themes};

/// Themes that one reply answers at most.
const MOST_THEMES: usize = 50;

pub(crate) fn subject(id: Uuid) -> Subject {
    Subject::new("thread.reply", id)
}

async fn check(tx: &WriteTx, body: Uuid, d: &ReplyDetails) -> Result<()> {
    let mut problems = Problems::new();
    check_title(&mut problems, "title", &d.title, "thread-reply-title-missing");
    check_text(&mut problems, "you_said", &d.you_said);
    check_text(&mut problems, "we_did", &d.we_did);
    check_text(&mut problems, "because", &d.because);
    problems.check()?;
    let mut ids = d.themes.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != d.themes.len() || ids.len() > MOST_THEMES {
        return Err(Error::invalid("themes", "thread-reply-themes"));
    }
    let found = themes::some(tx, body, &ids).await?;
    if found.len() != ids.len() {
        return Err(Error::NotFound);
    }
    if found.iter().any(|(_, _, state)| *state == ThemeState::Merged) {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    if let Some(decision) = d.decision {
        decisions::find(tx, body, decision).await?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// Begins a reply.
pub async fn draft_reply(tx: &WriteTx, body: Uuid, details: ReplyDetails) -> Result<Audited<Uuid>> {
    require(tx, body, permissions::DRAFT_REPLY)?;
    check(tx, body, &details).await?;
    let id = replies::insert(tx, body, &details).await?;
    Ok(Audited::new(id, Event::new("thread.reply.drafted", body, subject(id))))
}

/// A reply that is not yet published, held until the commit.
async fn unpublished(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Reply> {
    let reply = replies::lock(tx, body, id).await?.ok_or(Error::NotFound)?;
    if reply.state == ReplyState::Published {
        return Err(Error::refused("thread-reply-published"));
    }
    Ok(reply)
}

/// Changes a reply that is not yet published; one that was approved is a draft again.
pub async fn change_reply(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    details: ReplyDetails,
) -> Result<Audited<()>> {
    require(tx, body, permissions::DRAFT_REPLY)?;
    unpublished(tx, body, id).await?;
    check(tx, body, &details).await?;
    replies::change(tx, body, id, &details).await?;
    Ok(Audited::new((), Event::new("thread.reply.changed", body, subject(id))))
}

/// Approves a reply: somebody other than who wrote it has read it.
pub async fn approve_reply(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<()>> {
    require(tx, body, permissions::PUBLISH_REPLY)?;
    let reply = unpublished(tx, body, id).await?;
    if !reply.state.can_become(ReplyState::Approved) {
        return Err(Error::refused("thread-reply-state"));
    }
    let person = tx.actor().person_id()?;
    if reply.drafted_by_id == Some(person) {
        return Err(Error::refused("thread-reply-own"));
    }
    complete(tx, body, &reply).await?;
    replies::approve(tx, body, id).await?;
    let content = json!({ "by": tx.actor().name() });
    tx.record(Pending::json(body, "thread.reply.approved", subject(id), &content)?).await;
    Ok(Audited::new((), Event::new("thread.reply.approved", body, subject(id))))
}

/// Checks that nothing is missing; all at once.
async fn complete(tx: &WriteTx, body: Uuid, reply: &Reply) -> Result<()> {
    let mut problems = Problems::new();
    check_filled(&mut problems, "you_said", &reply.you_said, "thread-you-said-missing");
    check_filled(&mut problems, "we_did", &reply.we_did, "thread-we-did-missing");
    if reply.outcome == Outcome::NoChange {
        let missing = "thread-no-change-reason-missing";
        check_filled(&mut problems, "because", &reply.because, missing);
    }
    let answers = replies::themes(tx, &[reply.id]).await?;
    problems.require(!answers.is_empty(), "themes", "thread-reply-themes-missing");
    if let Some(decision) = reply.decision_id {
        let decision = decisions::find(tx, body, decision).await?.ok_or(Error::NotFound)?;
        problems.require(decision.state.stands(), "decision", "thread-reply-decision-draft");
    }
    problems.check()
}

/// Publishes a reply: it goes on the public page at once, and to every voice of its themes, each
/// once; voices that come to a theme later get it too. It is not edited again.
pub async fn publish_reply(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<()>> {
    require(tx, body, permissions::PUBLISH_REPLY)?;
    let reply = unpublished(tx, body, id).await?;
    complete(tx, body, &reply).await?;
    replies::publish(tx, body, id).await?;
    replies::told(tx, id, ReplyChannel::Website, day_of(tx.now()), "").await?;
    let reply = replies::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let answers = replies::themes(tx, &[id]).await?;
    let content = json!({ "reply": reply, "themes": answers });
    tx.record(Pending::json(body, "thread.reply.published", subject(id), &content)?).await;
    crate::jobs::ask_delivery(tx, body, id).await?;
    crate::jobs::ask_checkpoint(tx, body).await?;
    let payload = json!({ "reply": id, "body": body });
    jobs::raise(tx, "thread.reply.published.v1", Some(body), &payload).await?;
    Ok(Audited::new((), Event::new("thread.reply.published", body, subject(id))))
}

/// Keeps that a published reply was told in another way as well, on a day (REQ-299, REQ-300).
pub async fn note_channel(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    channel: ReplyChannel,
    on: NaiveDate,
    note: &str,
) -> Result<Audited<()>> {
    require(tx, body, permissions::DRAFT_REPLY)?;
    let reply = replies::lock(tx, body, id).await?.ok_or(Error::NotFound)?;
    if reply.state != ReplyState::Published {
        return Err(Error::refused("thread-reply-state"));
    }
    let mut problems = Problems::new();
    problems.require(on <= day_of(tx.now()), "used_on", "thread-told-on-future");
    check_line(&mut problems, "note", note);
    problems.check()?;
    replies::told(tx, id, channel, on, note).await?;
    let content = json!({ "channel": channel, "on": on, "note": note.trim() });
    tx.record(Pending::json(body, "thread.reply.told", subject(id), &content)?).await;
    let event = Event::new("thread.reply.told", body, subject(id)).with(content);
    Ok(Audited::new((), event))
}
