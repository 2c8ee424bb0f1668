//! What the public reads: 'You said, we did', and what became of what one person said.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Tx;
use kernel::error::Result;
use serde::Serialize;
use uuid::Uuid;

use crate::model::decision::{ActionState, DecisionState, Outcome};
use crate::model::reply::{ReplyState, Way};
use crate::model::theme::AssignmentState;
use crate::model::voice::VoiceState;
use crate::store::acts::{self, Action};
use crate::store::assignments;
use crate::store::decisions;
use crate::store::deliveries::{self, ByWay};
use crate::store::listing::MOST;
use crate::store::replies::{self, Reply, Told, Which};
use crate::store::voices::{self, Voice};

/// An action, as the public sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What will change, or has.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// By when.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: ActionState,
    /// What came of it.
    pub outcome: Option<String>,
}

impl From<Action> for Step {
    fn from(action: Action) -> Self {
        Self {
            title: action.title,
            owner: action.owner,
            due_on: action.due_on,
            state: action.state,
            outcome: action.outcome,
        }
    }
}

/// A published reply, as the public sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PublicReply {
    /// Its id.
    pub id: Uuid,
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
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Names of the themes that it answers.
    pub themes: Vec<String>,
    /// Title and day of the decision, when that is published.
    pub decision: Option<(String, Option<NaiveDate>)>,
    /// What follows from the decision, and where it stands.
    pub actions: Vec<Step>,
    /// The ways by which it was told.
    pub told: Vec<Told>,
    /// Voices that it reached.
    pub voices: i64,
}

/// Published replies, newest first, and how many there are (10,001 means more). The downloadable
/// list (REQ-303) reads it page by page.
pub async fn you_said_we_did(
    tx: &Tx,
    body: Uuid,
    which: &Which,
    rows: usize,
    offset: i64,
) -> Result<(Vec<PublicReply>, i64)> {
    let which = Which { state: Some(ReplyState::Published), ..which.clone() };
    let most = i64::try_from(rows.clamp(1, MOST)).unwrap_or(1);
    let (found, count) = replies::page(tx, body, &which, most, offset.max(0)).await?;
    Ok((public(tx, body, found).await?, count))
}

async fn public(tx: &Tx, body: Uuid, found: Vec<Reply>) -> Result<Vec<PublicReply>> {
    let ids: Vec<Uuid> = found.iter().map(|reply| reply.id).collect();
    let mut names: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for answer in replies::themes(tx, &ids).await? {
        names.entry(answer.reply_id).or_default().push(answer.name);
    }
    let mut shown = Vec::with_capacity(found.len());
    for reply in found {
        let decision = match reply.decision_id {
            Some(id) => decisions::find(tx, body, id).await?,
            None => None,
        };
        let decision = decision.filter(|d| d.state == DecisionState::Published);
        let actions = match &decision {
            Some(decision) => acts::of(tx, body, &[decision.id], &[]).await?,
            None => Vec::new(),
        };
        let reached: Vec<ByWay> = deliveries::ways(tx, reply.id).await?;
        shown.push(PublicReply {
            themes: names.remove(&reply.id).unwrap_or_default(),
            decision: decision.map(|d| (d.title, d.decided_on)),
            actions: actions.into_iter().map(Step::from).collect(),
            told: replies::channels(tx, reply.id).await?,
            voices: reached.iter().map(|by_way| by_way.n).sum(),
            id: reply.id,
            title: reply.title,
            you_said: reply.you_said,
            we_did: reply.we_did,
            because: reply.because,
            outcome: reply.outcome,
            published_at: reply.published_at,
        });
    }
    Ok(shown)
}

/// What became of what one person said, for whoever holds its reference.
#[derive(Debug, Clone, Serialize)]
pub struct Followed {
    /// The voice; words that were covered are covered here too, for a reference can be found.
    pub voice: Voice,
    /// Names of the points that it makes.
    pub themes: Vec<String>,
    /// Published decisions that considered any of them: title, day and what was decided.
    pub decisions: Vec<(String, Option<NaiveDate>, String)>,
    /// What follows from those.
    pub actions: Vec<Step>,
    /// Replies to it.
    pub replies: Vec<PublicReply>,
    /// When and how replies reached it.
    pub told: Vec<(DateTime<Utc>, Way)>,
    /// Whether it can still be taken back.
    pub can_withdraw: bool,
}

/// Follows a voice by its reference, however it is typed. None when there is no such voice; the
/// receipt is asked for with [`crate::actions::receive::receipt`].
pub async fn follow(tx: &Tx, typed: &str) -> Result<Option<Followed>> {
    let Some(reference) = kernel::ids::read_reference(typed) else { return Ok(None) };
    let Some((body, id)) = voices::by_reference(tx, &reference).await? else { return Ok(None) };
    let Some(voice) = voices::find(tx, body, id).await? else { return Ok(None) };
    let mut points = assignments::of_voice(tx, body, id).await?;
    points.retain(|a| a.state == AssignmentState::Assigned);
    let ids: Vec<Uuid> = points.iter().map(|a| a.theme_id).collect();
    let decided = decisions::of_themes(tx, body, &ids, true).await?;
    let taken: Vec<Uuid> = decided.iter().map(|decision| decision.id).collect();
    let actions = acts::of(tx, body, &taken, &[]).await?;
    let replies = replies::to_voice(tx, id).await?;
    let told = deliveries::of_voice(tx, id).await?;
    Ok(Some(Followed {
        can_withdraw: voice.state.can_become(VoiceState::Withdrawn),
        themes: points.into_iter().map(|a| a.name).collect(),
        decisions: decided.into_iter().map(|d| (d.title, d.decided_on, d.decided)).collect(),
        actions: actions.into_iter().map(Step::from).collect(),
        replies: public(tx, body, replies).await?,
        told: told.into_iter().map(|delivery| (delivery.at, delivery.way)).collect(),
        voice,
    }))
}
