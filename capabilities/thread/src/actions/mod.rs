//! What can be done in a thread, a file a verb. Each asks permission, keeps to the states, writes
//! audit and record, and changes the figures, all in the transaction that it is given.

pub mod act;
pub mod care;
pub mod code_voice;
pub mod codebooks;
pub mod decide;
pub mod deliver;
pub mod import;
pub mod receive;
pub mod reply;
pub mod reshape;

use std::collections::BTreeSet;

use kernel::error::Result;
use kernel::search::Entry;
use kernel::{Subject, WriteTx};
use uuid::Uuid;

use crate::store::{decisions, replies};

/// As a subject: a voice.
pub(crate) fn voice_subject(id: Uuid) -> Subject {
    Subject::new("thread.voice", id)
}

/// How a voice is found by words: those that are shown, so that what is covered is not found.
pub(crate) fn found_by(
    id: Uuid,
    body: Uuid,
    reference: &str,
    words: &str,
    language: Option<&str>,
) -> Entry {
    Entry {
        subject: voice_subject(id),
        body: Some(body),
        title: reference.to_owned(),
        text: words.to_owned(),
        language: language.unwrap_or("en").to_owned(),
    }
}

/// As a subject: a theme.
pub(crate) fn theme_subject(id: Uuid) -> Subject {
    Subject::new("thread.theme", id)
}

/// As a subject: a codebook.
pub(crate) fn codebook_subject(id: Uuid) -> Subject {
    Subject::new("thread.codebook", id)
}

/// Asks whether the actor may do this for the body.
pub(crate) fn require(tx: &WriteTx, body: Uuid, verb: &'static str) -> Result<()> {
    tx.actor().require(body, verb)
}

/// Asks for the published replies of these themes to go to the voices that came to them since.
pub(crate) async fn late_replies(tx: &WriteTx, themes: &BTreeSet<Uuid>) -> Result<()> {
    let themes: Vec<Uuid> = themes.iter().copied().collect();
    for (body, reply) in replies::deliver_again(tx, &themes).await? {
        crate::jobs::ask_delivery(tx, body, reply).await?;
    }
    Ok(())
}

/// Lets decisions and replies that are still drafts follow themes that were merged.
pub(crate) async fn repoint_drafts(tx: &WriteTx, into: Uuid) -> Result<()> {
    decisions::follow_merge(tx, into).await?;
    replies::follow_merge(tx, into).await
}
