//! Decisions, actions and replies, as staff pages read them; and the trail between them (law 3).

use kernel::Tx;
use kernel::error::{Error, Result};
use serde::Serialize;
use uuid::Uuid;

use crate::model::decision::DecisionState;
use crate::model::reply::{Way, way_to};
use crate::model::theme::AssignmentState;
use crate::store::acts::{self, Action, Progress};
use crate::store::assignments::{self, Assignment};
use crate::store::decisions::{self, Decision, Impact, Weighed};
use crate::store::deliveries::{self, ByWay, Delivery, Task, WhichTasks};
use crate::store::listing::{MOST, Page};
use crate::store::replies::{self, Answers, Reply, Told};

/// Rows that a page may have, as the database counts.
fn bounded(rows: usize) -> i64 {
    i64::try_from(rows.clamp(1, MOST)).unwrap_or(1)
}

/// A page out of one row more than it holds.
fn paged<T>(mut rows: Vec<T>, most: i64, id: impl Fn(&T) -> Uuid) -> Page<T> {
    let most = usize::try_from(most).unwrap_or(1);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = more.then(|| rows.last().map(id)).flatten();
    Page { rows, next }
}

/// A decision with all that belongs to it.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionView {
    /// The decision.
    pub decision: Decision,
    /// How each theme was weighed.
    pub themes: Vec<Weighed>,
    /// What follows from it.
    pub actions: Vec<Action>,
    /// The difference that it made.
    pub impacts: Vec<Impact>,
    /// The replies that tell of it.
    pub replies: Vec<Reply>,
}

/// Decisions of a body, newest first.
pub async fn decisions(
    tx: &Tx,
    body: Uuid,
    state: Option<DecisionState>,
    before: Option<Uuid>,
    rows: usize,
) -> Result<Page<Decision>> {
    let most = bounded(rows);
    let found = decisions::page(tx, body, state, before, most + 1).await?;
    Ok(paged(found, most, |decision| decision.id))
}

/// A decision of a body.
pub async fn decision(tx: &Tx, body: Uuid, id: Uuid) -> Result<DecisionView> {
    let decision = decisions::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let which = replies::Which { decision: Some(id), ..Default::default() };
    Ok(DecisionView {
        decision,
        themes: decisions::themes(tx, id).await?,
        actions: acts::of(tx, body, &[id], &[]).await?,
        impacts: decisions::impacts(tx, id).await?,
        replies: replies::page(tx, body, &which, 100, 0).await?.0,
    })
}

/// Actions by the day they are due, and how many there are (10,001 means more).
pub async fn actions(
    tx: &Tx,
    body: Uuid,
    which: &acts::Which,
    rows: usize,
    offset: i64,
) -> Result<(Vec<Action>, i64)> {
    acts::page(tx, body, which, bounded(rows), offset.max(0)).await
}

/// An action and its history.
pub async fn action(tx: &Tx, body: Uuid, id: Uuid) -> Result<(Action, Vec<Progress>)> {
    let action = acts::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    Ok((action, acts::history(tx, id).await?))
}

/// Replies of a body, newest first, and how many there are (10,001 means more).
pub async fn replies(
    tx: &Tx,
    body: Uuid,
    which: &replies::Which,
    rows: usize,
    offset: i64,
) -> Result<(Vec<Reply>, i64)> {
    replies::page(tx, body, which, bounded(rows), offset.max(0)).await
}

/// A reply with all that belongs to it.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyView {
    /// The reply.
    pub reply: Reply,
    /// The themes that it answers.
    pub themes: Vec<Answers>,
    /// The ways by which it was told, with their days.
    pub told: Vec<Told>,
    /// The voices that it reached, by way.
    pub reached: Vec<ByWay>,
}

/// A reply of a body.
pub async fn reply(tx: &Tx, body: Uuid, id: Uuid) -> Result<ReplyView> {
    let reply = replies::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    Ok(ReplyView {
        reply,
        themes: replies::themes(tx, &[id]).await?,
        told: replies::channels(tx, id).await?,
        reached: deliveries::ways(tx, id).await?,
    })
}

/// Who will get a reply, by which way, before it is published. Every voice has it on its follow
/// page and on the public page besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Previewed {
    /// Counted voices of the themes.
    pub voices: i64,
    /// Voices by the way in which it will reach them.
    pub ways: Vec<ByWay>,
    /// E-mails that will leave: one for each address, however many voices it has.
    pub emails: i64,
}

/// Who will get a reply, by which way.
pub async fn preview(tx: &Tx, body: Uuid, id: Uuid) -> Result<Previewed> {
    replies::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let mut ways: Vec<ByWay> = Way::ALL.iter().map(|way| ByWay { way: *way, n: 0 }).collect();
    let mut voices = 0;
    for group in deliveries::groups(tx, body, id).await? {
        let way = way_to(group.reach());
        voices += group.n;
        if let Some(by_way) = ways.iter_mut().find(|by_way| by_way.way == way) {
            by_way.n += group.n;
        }
    }
    ways.retain(|by_way| by_way.n > 0);
    Ok(Previewed { voices, ways, emails: deliveries::addresses(tx, body, id).await? })
}

/// A voice that will get a reply, and how; not who spoke.
#[derive(Debug, Clone, Serialize)]
pub struct Audience {
    /// The voice.
    pub voice: Uuid,
    /// Its reference.
    pub reference: String,
    /// The day it was said.
    pub said_on: chrono::NaiveDate,
    /// How the reply will reach it.
    pub way: Way,
}

/// The voices that will get a reply, a page at a time.
pub async fn audience(
    tx: &Tx,
    body: Uuid,
    id: Uuid,
    after: Option<Uuid>,
    rows: usize,
) -> Result<Page<Audience>> {
    let most = bounded(rows);
    replies::find(tx, body, id).await?.ok_or(Error::NotFound)?;
    let found = deliveries::audience(tx, body, id, after, most + 1).await?;
    let rows = found
        .into_iter()
        .map(|voice| Audience {
            way: way_to(voice.reach()),
            voice: voice.id,
            reference: voice.reference,
            said_on: voice.said_on,
        })
        .collect();
    Ok(paged(rows, most, |row: &Audience| row.voice))
}

/// Letters and calls to do, counted up to 10,001.
pub type TaskCount = i64;

/// Letters and calls to do, counted up to 10,001.
pub async fn open_tasks(tx: &Tx, body: Uuid) -> Result<TaskCount> {
    deliveries::open_tasks(tx, body).await
}

/// Letters and calls, oldest first, without names or addresses: those are seen through
/// [`crate::actions::deliver::see_tasks`], which logs the look.
pub async fn tasks(
    tx: &Tx,
    body: Uuid,
    which: &WhichTasks,
    after: Option<Uuid>,
    rows: usize,
) -> Result<Page<Task>> {
    tasks_page(tx, body, which, false, after, rows).await
}

pub(crate) async fn tasks_page(
    tx: &Tx,
    body: Uuid,
    which: &WhichTasks,
    contacts: bool,
    after: Option<Uuid>,
    rows: usize,
) -> Result<Page<Task>> {
    let most = bounded(rows);
    let found = deliveries::tasks(tx, body, which, contacts, after, most + 1).await?;
    Ok(paged(found, most, |task| task.id))
}

/// From a voice forward: its points, the decisions that weighed them, what followed, and the
/// replies that reached it (law 3, REQ-310).
#[derive(Debug, Clone, Serialize)]
pub struct Trail {
    /// The points that it makes.
    pub themes: Vec<Assignment>,
    /// Decisions that considered any of them.
    pub decisions: Vec<Decision>,
    /// Actions that followed from those, or that answer a point of it.
    pub actions: Vec<Action>,
    /// Replies that reached it.
    pub replies: Vec<Reply>,
    /// When, and by which way.
    pub deliveries: Vec<Delivery>,
}

/// The trail of a voice, as staff see it.
pub async fn trail(tx: &Tx, body: Uuid, voice: Uuid) -> Result<Trail> {
    super::voice(tx, body, voice).await?;
    let mut themes = assignments::of_voice(tx, body, voice).await?;
    themes.retain(|a| a.state == AssignmentState::Assigned);
    let ids: Vec<Uuid> = themes.iter().map(|a| a.theme_id).collect();
    let decisions = decisions::of_themes(tx, body, &ids, false).await?;
    let taken: Vec<Uuid> = decisions.iter().map(|decision| decision.id).collect();
    Ok(Trail {
        actions: acts::of(tx, body, &taken, &ids).await?,
        replies: replies::to_voice(tx, voice).await?,
        deliveries: deliveries::of_voice(tx, voice).await?,
        themes,
        decisions,
    })
}
