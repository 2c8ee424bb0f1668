//! Looking after one voice: leaving it out and bringing it back, notes, covering words, taking it
//! back, erasing it, and the looks that are logged.

use std::ops::Range;

use kernel::error::{Error, Problems, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, WriteTx, jobs, search};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{found_by, require, voice_subject};
use crate::model::facets::{Delta, Standing};
use crate::model::theme::{AssignmentState, Review};
use crate::model::voice::{ErasureGround, ExclusionReason, RedactionReason, VoiceState};
use crate::model::words::{check_filled, check_words, cover, normalise};
use crate::permissions;
use crate::store::voices::{self, Contact};
use crate::store::{assignments, counts, standings};

/// Puts a voice into another state, with figures and record; how it stood before.
async fn turn(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    next: VoiceState,
    entry: &'static str,
    reason: Option<&str>,
) -> Result<Standing> {
    let before = standings::lock(tx, body, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    if !before.state.can_become(next) {
        return Err(Error::refused("thread-voice-state"));
    }
    let after = Standing { state: next, ..before.clone() };
    let mut delta = Delta::new();
    delta.leave(&before);
    delta.enter(&after);
    counts::change(tx, body, &delta).await?;
    if next != VoiceState::Erased {
        voices::set_state(tx, body, id, next, reason).await?;
    }
    let content = json!({ "from": before.state, "to": next, "reason": reason });
    tx.record(Pending::json(body, entry, voice_subject(id), &content)?).await;
    if next == VoiceState::Received {
        let themes = before.themes.iter().map(|(_, theme)| *theme).collect();
        super::late_replies(tx, &themes).await?;
    }
    Ok(before)
}

fn done(name: &'static str, body: Uuid, voice: Uuid, detail: Json) -> Audited<()> {
    Audited::new((), Event::new(name, body, voice_subject(voice)).with(detail))
}

/// Leaves a voice out of the figures, with a reason; it stays readable and counted as excluded.
pub async fn exclude_voice(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
    reason: ExclusionReason,
) -> Result<Audited<()>> {
    require(tx, body, permissions::EXCLUDE)?;
    let entry = "thread.voice.excluded";
    turn(tx, body, voice, VoiceState::Excluded, entry, Some(reason.key())).await?;
    Ok(done(entry, body, voice, json!({ "reason": reason })))
}

/// Brings an excluded voice back into the figures.
pub async fn restore_voice(tx: &WriteTx, body: Uuid, voice: Uuid) -> Result<Audited<()>> {
    require(tx, body, permissions::EXCLUDE)?;
    let entry = "thread.voice.restored";
    turn(tx, body, voice, VoiceState::Received, entry, None).await?;
    Ok(done(entry, body, voice, Json::Null))
}

/// Takes a voice back, at the word of whoever holds its reference. Public.
pub async fn withdraw(tx: &WriteTx, reference: &str) -> Result<Audited<Uuid>> {
    let reference = kernel::ids::read_reference(reference).ok_or(Error::NotFound)?;
    let (body, voice) = voices::by_reference(tx, &reference).await?.ok_or(Error::NotFound)?;
    let entry = "thread.voice.withdrawn";
    turn(tx, body, voice, VoiceState::Withdrawn, entry, None).await?;
    jobs::raise(tx, "thread.voice.withdrawn.v1", Some(body), &json!({ "voice": voice })).await?;
    Ok(done(entry, body, voice, Json::Null).map(|()| voice))
}

/// Erases words and person for good. That there was a voice, when, by which channel and in which
/// themes stays, so that figures that were published still add up; the record stays whole.
pub async fn erase_voice(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
    ground: ErasureGround,
) -> Result<Audited<()>> {
    require(tx, body, permissions::ERASE)?;
    let entry = "thread.voice.erased";
    turn(tx, body, voice, VoiceState::Erased, entry, Some(ground.key())).await?;
    voices::erase(tx, body, voice, ground.key()).await?;
    search::remove(tx, &voice_subject(voice)).await?;
    kernel::mail::forget(tx, &voice_subject(voice)).await?;
    let entries = kernel::record::erase(tx, body, &voice_subject(voice), ground.key()).await?;
    jobs::raise(tx, "thread.voice.erased.v1", Some(body), &json!({ "voice": voice })).await?;
    Ok(done(entry, body, voice, json!({ "ground": ground, "entries": entries })))
}

/// Writes an internal note on a voice.
pub async fn note(tx: &WriteTx, body: Uuid, voice: Uuid, words: &str) -> Result<Audited<()>> {
    require(tx, body, permissions::CODE)?;
    let mut problems = Problems::new();
    check_filled(&mut problems, "note", words, "thread-note-missing");
    problems.check()?;
    let found = voices::find(tx, body, voice).await?.ok_or(Error::NotFound)?;
    if found.state == VoiceState::Erased {
        return Err(Error::refused("thread-voice-erased"));
    }
    voices::note(tx, body, voice, &normalise(words)).await?;
    Ok(done("thread.voice.noted", body, voice, Json::Null))
}

/// How words are covered.
#[derive(Debug, Clone)]
pub enum Cover {
    /// These parts of the words as they are shown now, counted in letters.
    Parts(Vec<Range<usize>>),
    /// These words are shown in their place.
    Words(String),
    /// Nothing is covered any more; needs the sight of originals.
    Nothing,
}

/// Covers personal details in what somebody said. The original stays, under its own permission.
pub async fn redact(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
    how: Cover,
    reason: RedactionReason,
) -> Result<Audited<()>> {
    require(tx, body, permissions::REDACT)?;
    let found = voices::find(tx, body, voice).await?.ok_or(Error::NotFound)?;
    let shown = found.words.ok_or(Error::refused("thread-voice-erased"))?;
    let words = match how {
        Cover::Parts(parts) if parts.is_empty() => {
            return Err(Error::invalid("parts", "thread-redaction-parts"));
        }
        Cover::Parts(parts) => {
            Some(cover(&shown, &parts).ok_or(Error::invalid("parts", "thread-redaction-parts"))?)
        }
        Cover::Words(words) => {
            let words = normalise(&words);
            let mut problems = Problems::new();
            check_words(&mut problems, &words);
            problems.check()?;
            Some(words)
        }
        Cover::Nothing => {
            require(tx, body, permissions::ORIGINAL)?;
            None
        }
    };
    voices::redact(tx, body, voice, words.as_deref(), reason.key()).await?;
    let now = voices::find(tx, body, voice).await?.ok_or(Error::NotFound)?;
    let shown = now.words.as_deref().unwrap_or_default();
    let language = now.language.as_deref();
    search::put(tx, found_by(voice, body, &now.reference, shown, language)).await?;
    let content = json!({ "reason": reason, "words": words });
    let entry = Pending::json(body, "thread.voice.redacted", voice_subject(voice), &content)?;
    tx.record(entry).await;
    let detail = json!({ "reason": reason, "uncovered": words.is_none() });
    Ok(done("thread.voice.redacted", body, voice, detail))
}

/// The words as they were written; the look is logged. None once erased.
pub async fn see_original(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
) -> Result<Audited<Option<String>>> {
    require(tx, body, permissions::ORIGINAL)?;
    let words = voices::original(tx, body, voice).await?.ok_or(Error::NotFound)?;
    Ok(done("thread.voice.original-seen", body, voice, Json::Null).map(|()| words))
}

/// Who spoke; the look is logged. None when nothing was left, or once erased.
pub async fn see_contact(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
) -> Result<Audited<Option<Contact>>> {
    require(tx, body, permissions::CONTACT)?;
    voices::find(tx, body, voice).await?.ok_or(Error::NotFound)?;
    let contact = voices::contact(tx, body, voice).await?;
    Ok(done("thread.voice.contact-seen", body, voice, Json::Null).map(|()| contact))
}

/// A second person looks at an assignment. Whoever made it cannot be that person; what they
/// disagree with no longer counts.
pub async fn review_assignment(
    tx: &WriteTx,
    body: Uuid,
    voice: Uuid,
    theme: Uuid,
    review: Review,
) -> Result<Audited<()>> {
    require(tx, body, permissions::REVIEW)?;
    let reviewer = tx.actor().person_id()?;
    let made = assignments::of_voice(tx, body, voice).await?;
    let made = made.into_iter().find(|a| a.theme_id == theme).ok_or(Error::NotFound)?;
    if made.state != AssignmentState::Assigned {
        return Err(Error::refused("thread-review-state"));
    }
    if made.account_id == Some(reviewer) {
        return Err(Error::refused("thread-review-own"));
    }
    if review == Review::Disagreed {
        let before = standings::lock(tx, body, &[voice]).await?;
        let mut after = before.clone();
        if let Some(standing) = after.get_mut(&voice) {
            standing.themes.retain(|(_, t)| *t != theme);
        }
        assignments::reject(tx, voice, theme).await?;
        super::code_voice::settle(tx, body, &before, &after).await?;
    }
    assignments::review(tx, voice, theme, review).await?;
    let content = json!({ "theme": theme, "review": review });
    let entry = Pending::json(body, "thread.voice.reviewed", voice_subject(voice), &content)?;
    tx.record(entry).await;
    Ok(done("thread.voice.reviewed", body, voice, content))
}
