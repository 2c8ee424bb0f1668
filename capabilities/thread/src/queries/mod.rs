//! What pages read. Every list is paged or bounded, every figure is kept beforehand.

mod public;
mod steps;

pub use public::{Followed, PublicReply, Step, follow, you_said_we_did};
pub(crate) use steps::tasks_page;
pub use steps::{
    Audience, DecisionView, Previewed, ReplyView, TaskCount, Trail, action, actions, audience,
    decision, decisions, open_tasks, preview, replies, reply, tasks, trail,
};

use chrono::NaiveDate;
use kernel::error::{Error, Result};
use kernel::{Tx, bodies};
use uuid::Uuid;

use crate::model::facets::facet;
use crate::store::assignments::{self, Assignment};
use crate::store::counts::{self, Count};
use crate::store::coverage::{self, Coverage, Reconciled, States};
use crate::store::listing::{self, Filter, From, Listed, Page};
use crate::store::themes::{self, Codebook, Theme, Version};
use crate::store::voices::{self, Remark, Voice};

/// Voices, a page at a time (law 3: the voices behind a figure).
pub async fn list_voices(
    tx: &Tx,
    filter: &Filter,
    from: From,
    rows: usize,
) -> Result<Page<Listed>> {
    listing::voices(tx, filter, from, rows).await
}

/// How many voices a filter finds, up to so many; one more than that means 'more'.
pub async fn count_voices(tx: &Tx, filter: &Filter, most: i64) -> Result<i64> {
    listing::count_up_to(tx, filter, most).await
}

/// A voice of a body; words that were covered are covered.
pub async fn voice(tx: &Tx, body: Uuid, id: Uuid) -> Result<Voice> {
    voices::find(tx, body, id).await?.ok_or(Error::NotFound)
}

/// The points of a voice, suggested and rejected ones too.
pub async fn assignments(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Assignment>> {
    assignments::of_voice(tx, body, voice).await
}

/// Assignments that no second person has seen, counted up to 10,001.
pub async fn to_review(tx: &Tx, body: Uuid) -> Result<i64> {
    assignments::to_review(tx, body).await
}

/// Notes of a voice.
pub async fn notes(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Remark>> {
    voices::notes(tx, body, voice).await
}

/// When and why words of a voice were covered.
pub async fn redactions(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Vec<Remark>> {
    voices::redactions(tx, body, voice).await
}

/// Codebooks that a body reads with.
pub async fn codebooks(tx: &Tx, body: Uuid) -> Result<Vec<Codebook>> {
    themes::codebooks(tx, body).await
}

/// A codebook that a body reads with.
pub async fn codebook(tx: &Tx, body: Uuid, id: Uuid) -> Result<Codebook> {
    themes::codebook(tx, body, id).await?.ok_or(Error::NotFound)
}

/// Themes of a codebook in their order, with the body's figures.
pub async fn themes_of(tx: &Tx, body: Uuid, codebook: Uuid) -> Result<Vec<Theme>> {
    self::codebook(tx, body, codebook).await?;
    themes::themes(tx, body, codebook).await
}

/// A theme, with the body's figures.
pub async fn theme(tx: &Tx, body: Uuid, id: Uuid) -> Result<Theme> {
    themes::theme(tx, body, id).await?.ok_or(Error::NotFound)
}

/// What a theme was, newest first.
pub async fn versions(tx: &Tx, body: Uuid, theme: Uuid) -> Result<Vec<Version>> {
    self::theme(tx, body, theme).await?;
    themes::versions(tx, theme).await
}

/// Voices of a body by state.
pub async fn states(tx: &Tx, body: Uuid) -> Result<States> {
    coverage::states(tx, body).await
}

/// Figures of one facet (see [`facet`]): of the body when the scope is its id, otherwise of a
/// codebook or theme.
pub async fn figures(tx: &Tx, body: Uuid, scope: Uuid, facet: &str) -> Result<Vec<Count>> {
    counts::read(tx, body, scope, facet).await
}

/// Coverage (law 4): of the body when the scope is its id, otherwise of a codebook or theme.
pub async fn coverage(tx: &Tx, body: Uuid, scope: Uuid, today: NaiveDate) -> Result<Coverage> {
    let within = bodies::by_id(tx, body).await?.ok_or(Error::NotFound)?.reply_within_days;
    coverage::coverage(tx, body, scope, within, today).await
}

/// Whether law 2 holds and every figure agrees with the voices behind it. Walks every voice.
pub async fn reconcile(tx: &Tx, body: Uuid) -> Result<Reconciled> {
    coverage::reconcile(tx, body).await
}

/// Voices of a month by theme, for trends (REQ-275).
pub async fn months_of(tx: &Tx, body: Uuid, scope: Uuid) -> Result<Vec<Count>> {
    counts::read(tx, body, scope, facet::MONTH).await
}
