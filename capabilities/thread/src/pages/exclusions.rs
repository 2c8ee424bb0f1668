//! What changes a voice itself, each with its reason: leaving it out and bringing it back,
//! covering words, erasing it.

use kernel::error::{Error, Problems, Result};
use uuid::Uuid;
use web::forms::Id;
use web::{Answer, Fields, Visit};

use super::voice::done;
use crate::actions::care::{self, Cover};
use crate::model::voice::{ErasureGround, ExclusionReason, RedactionReason};
use crate::queries;

/// Leaves the voice out of the figures.
pub(crate) async fn exclude(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_exclude(&visit, id, &fields).await;
    done(&visit, id, &fields, outcome, "thread-excluded").await
}

async fn try_exclude(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "exclusion"], &[])?;
    let reason = ExclusionReason::from_key(&fields.text("exclusion"))
        .ok_or_else(|| Error::invalid("exclusion", "thread-exclusion-missing"))?;
    let tx = visit.write().await?;
    let done = care::exclude_voice(&tx, visit.body()?.id, id, reason).await?;
    tx.commit(done).await.map(|_| ())
}

/// Brings the voice back into the figures.
pub(crate) async fn restore(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_restore(&visit, id, &fields).await;
    done(&visit, id, &fields, outcome, "thread-restored").await
}

async fn try_restore(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter"], &[])?;
    let tx = visit.write().await?;
    let done = care::restore_voice(&tx, visit.body()?.id, id).await?;
    tx.commit(done).await.map(|_| ())
}

/// Covers words: what was typed is shown in their place.
pub(crate) async fn redact(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_redact(&visit, id, &fields).await;
    done(&visit, id, &fields, outcome, "thread-redacted").await
}

async fn try_redact(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "words", "redaction", "uncover"], &[])?;
    let body = visit.body()?.id;
    let reason = RedactionReason::from_key(&fields.text("redaction"));
    let tx = visit.write().await?;
    let voice = queries::voice(&tx, body, id).await?;
    let words = fields.raw("words");
    let mut problems = Problems::new();
    problems.require(reason.is_some(), "redaction", "thread-redaction-missing");
    let uncovers = fields.ticked("uncover");
    let same = !uncovers && voice.words.as_deref() == Some(words.as_str());
    problems.require(!same, "words", "thread-redaction-same");
    problems.check()?;
    let how = if uncovers { Cover::Nothing } else { Cover::Words(words) };
    let reason = reason.ok_or(Error::NotFound)?;
    let done = care::redact(&tx, body, id, how, reason).await?;
    tx.commit(done).await.map(|_| ())
}

/// Erases words and person for good, once the reference was typed.
pub(crate) async fn erase(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_erase(&visit, id, &fields).await;
    done(&visit, id, &fields, outcome, "thread-erased").await
}

async fn try_erase(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["filter", "ground", "confirm"], &[])?;
    let body = visit.body()?.id;
    let tx = visit.write().await?;
    let voice = queries::voice(&tx, body, id).await?;
    let ground = ErasureGround::from_key(&fields.text("ground"));
    let typed = kernel::ids::read_reference(&fields.text("confirm"));
    let mut problems = Problems::new();
    problems.require(ground.is_some(), "ground", "thread-ground-missing");
    problems.require(typed.as_ref() == Some(&voice.reference), "confirm", "thread-erase-confirm");
    problems.check()?;
    let ground = ground.ok_or(Error::NotFound)?;
    let done = care::erase_voice(&tx, body, id, ground).await?;
    tx.commit(done).await.map(|_| ())
}
