//! Saying which points a voice makes: one voice or many, by a person or by a machine. One function
//! does them all, so that the number of points, the figures and the late replies cannot be
//! forgotten by any.

use std::collections::{BTreeMap, BTreeSet};

use kernel::error::{Error, Message, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{require, voice_subject};
use crate::model::facets::{Delta, Standing};
use crate::model::theme::{AssignmentState, ThemeState, may_replace};
use crate::permissions;
use crate::store::assignments::{self, Held, NewAssignment};
use crate::store::listing::{self, Filter};
use crate::store::{counts, standings, themes};

/// Voices in one step at most.
pub const MOST: usize = 500;
/// Themes in one step at most.
const MOST_THEMES: usize = 50;

/// What is said of one voice and one theme.
#[derive(Debug, Clone)]
pub struct Say {
    /// The voice.
    pub voice: Uuid,
    /// The theme.
    pub theme: Uuid,
    /// What is said.
    pub state: AssignmentState,
    /// The part of the words that shows it.
    pub evidence: Option<String>,
}

/// Which points a voice makes, as one person says.
#[derive(Debug, Clone)]
pub struct CodeVoice {
    /// Whose voice.
    pub body: Uuid,
    /// The voice.
    pub voice: Uuid,
    /// Themes that it makes.
    pub add: Vec<Uuid>,
    /// Themes that it does not make.
    pub remove: Vec<Uuid>,
    /// The part of the words that shows what is added.
    pub evidence: Option<String>,
}

/// The same for many voices.
#[derive(Debug, Clone)]
pub struct BulkCode {
    /// Whose voices.
    pub body: Uuid,
    /// The voices, [`MOST`] at most.
    pub voices: Vec<Uuid>,
    /// Themes that they make.
    pub add: Vec<Uuid>,
    /// Themes that they do not make.
    pub remove: Vec<Uuid>,
}

/// What changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Coded {
    /// Voices that were looked at.
    pub voices: usize,
    /// Assignments that are other than they were.
    pub changed: usize,
    /// Where to go on, when there may be more.
    pub next: Option<Uuid>,
}

/// Who says it.
pub(crate) struct By {
    pub account: Option<Uuid>,
    pub name: String,
}

impl By {
    /// The person who acts.
    pub(crate) fn person(tx: &WriteTx) -> Self {
        Self { account: tx.actor().account(), name: tx.actor().name().to_owned() }
    }
}

/// Says which points a voice makes. A person's word takes the place of a machine's.
pub async fn code_voice(tx: &WriteTx, what: CodeVoice) -> Result<Audited<Coded>> {
    require(tx, what.body, permissions::CODE)?;
    let says = says(&[what.voice], &what.add, &what.remove, what.evidence.as_deref());
    let done = apply(tx, what.body, &By::person(tx), &says).await?;
    if done.coded.voices == 0 {
        return Err(Error::NotFound);
    }
    let subject = voice_subject(what.voice);
    finish(tx, what.body, subject, &done, &what.add, &what.remove).await
}

/// Says the same of many voices.
pub async fn bulk_code(tx: &WriteTx, what: BulkCode) -> Result<Audited<Coded>> {
    require(tx, what.body, permissions::CODE)?;
    if what.voices.len() > MOST {
        return Err(Error::Refused(Message::new("thread-too-many").with("most", MOST)));
    }
    let says = says(&what.voices, &what.add, &what.remove, None);
    let done = apply(tx, what.body, &By::person(tx), &says).await?;
    let subject = Subject::new("kernel.body", what.body);
    finish(tx, what.body, subject, &done, &what.add, &what.remove).await
}

/// Says the same of the next [`MOST`] voices that a filter finds, after the one given; `next`
/// says where to go on.
pub async fn code_matching(
    tx: &WriteTx,
    filter: &Filter,
    add: Vec<Uuid>,
    remove: Vec<Uuid>,
    after: Option<Uuid>,
) -> Result<Audited<Coded>> {
    let voices = listing::ids(tx, filter, after, MOST).await?;
    let next = (voices.len() == MOST).then(|| voices.last().copied()).flatten();
    let what = BulkCode { body: filter.body, voices, add, remove };
    Ok(bulk_code(tx, what).await?.map(|coded| Coded { next, ..coded }))
}

/// Takes in what a machine suggests; it counts when a person agrees, and never takes the place
/// of what a person said. `model` is kept as `machine:<model>`.
pub async fn suggest(
    tx: &WriteTx,
    body: Uuid,
    model: &str,
    says: Vec<(Uuid, Uuid, Option<String>)>,
) -> Result<Audited<Coded>> {
    require(tx, body, permissions::CODE)?;
    let says: Vec<Say> = says
        .into_iter()
        .map(|(voice, theme, evidence)| Say {
            voice,
            theme,
            state: AssignmentState::Suggested,
            evidence,
        })
        .collect();
    let by = By { account: None, name: format!("machine:{model}") };
    let done = apply(tx, body, &by, &says).await?;
    let event = Event::new("thread.voices.suggested", body, Subject::new("kernel.body", body))
        .with(json!({ "model": model, "coded": done.coded }));
    Ok(Audited::new(done.coded, event))
}

fn says(voices: &[Uuid], add: &[Uuid], remove: &[Uuid], evidence: Option<&str>) -> Vec<Say> {
    let mut says = Vec::with_capacity(voices.len() * (add.len() + remove.len()));
    for voice in voices {
        for (themes, state) in
            [(remove, AssignmentState::Rejected), (add, AssignmentState::Assigned)]
        {
            says.extend(themes.iter().map(|theme| Say {
                voice: *voice,
                theme: *theme,
                state,
                evidence: evidence.map(str::to_owned),
            }));
        }
    }
    says
}

async fn finish(
    tx: &WriteTx,
    body: Uuid,
    subject: Subject,
    done: &Applied,
    add: &[Uuid],
    remove: &[Uuid],
) -> Result<Audited<Coded>> {
    if !done.changed.is_empty() {
        let content = json!({ "voices": done.changed, "add": add, "remove": remove });
        tx.record(Pending::json(body, "thread.voice.coded", subject.clone(), &content)?).await;
    }
    let event = Event::new("thread.voice.coded", body, subject)
        .with(json!({ "coded": done.coded, "add": add, "remove": remove }));
    Ok(Audited::new(done.coded, event))
}

/// What [`apply`] did.
pub(crate) struct Applied {
    pub coded: Coded,
    /// Voices of which something changed.
    pub changed: BTreeSet<Uuid>,
}

/// Applies what is said: checks that voices and themes are the body's, keeps a person's word over
/// a machine's, and changes points, figures and replies that are due.
pub(crate) async fn apply(tx: &WriteTx, body: Uuid, by: &By, says: &[Say]) -> Result<Applied> {
    let codebooks = themes_in_use(tx, body, says).await?;
    let mut voices: Vec<Uuid> = says.iter().map(|say| say.voice).collect();
    voices.sort_unstable();
    voices.dedup();
    if voices.len() > MOST {
        return Err(Error::Refused(Message::new("thread-too-many").with("most", MOST)));
    }
    let before = standings::lock(tx, body, &voices).await?;
    let held: BTreeMap<(Uuid, Uuid), Held> = assignments::held(tx, &voices)
        .await?
        .into_iter()
        .map(|held| ((held.voice_id, held.theme_id), held))
        .collect();
    let mut new: BTreeMap<(Uuid, Uuid), NewAssignment> = BTreeMap::new();
    for say in says.iter().filter(|say| before.contains_key(&say.voice)) {
        let key = (say.voice, say.theme);
        let replaces = held.get(&key).is_none_or(|old| is_news(old, by, say));
        if let (true, Some(codebook)) = (replaces, codebooks.get(&say.theme)) {
            new.insert(key, said(say, by, body, *codebook));
        }
    }
    let after = stand_after(&before, &new);
    assignments::assign(tx, &new.into_values().collect::<Vec<_>>()).await?;
    let changed = settle(tx, body, &before, &after).await?;
    let coded = Coded { voices: before.len(), changed: changed.1, next: None };
    Ok(Applied { coded, changed: changed.0 })
}

/// Whether what is said changes anything, and may.
fn is_news(old: &Held, by: &By, say: &Say) -> bool {
    let by_person = by.account.is_some();
    let same = old.state == say.state && old.account_id.is_some() == by_person;
    may_replace(old.account_id.is_some(), by_person) && !same
}

fn said(say: &Say, by: &By, body: Uuid, codebook: Uuid) -> NewAssignment {
    NewAssignment {
        voice: say.voice,
        theme: say.theme,
        codebook,
        body,
        state: say.state,
        account: by.account,
        made_by: by.name.clone(),
        evidence: say.evidence.clone(),
        from_theme: None,
    }
}

/// The codebook of each theme that is named; refused unless each is in use and the body's.
async fn themes_in_use(tx: &WriteTx, body: Uuid, says: &[Say]) -> Result<BTreeMap<Uuid, Uuid>> {
    let ids: BTreeSet<Uuid> = says.iter().map(|say| say.theme).collect();
    if ids.len() > MOST_THEMES {
        return Err(Error::Refused(Message::new("thread-too-many").with("most", MOST_THEMES)));
    }
    let adding: BTreeSet<Uuid> = says
        .iter()
        .filter(|say| say.state != AssignmentState::Rejected)
        .map(|say| say.theme)
        .collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let found = themes::some(tx, body, &ids).await?;
    if found.len() != ids.len() {
        return Err(Error::NotFound);
    }
    if found.iter().any(|(id, _, state)| *state != ThemeState::Active && adding.contains(id)) {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    Ok(found.into_iter().map(|(id, codebook, _)| (id, codebook)).collect())
}

fn stand_after(
    before: &BTreeMap<Uuid, Standing>,
    new: &BTreeMap<(Uuid, Uuid), NewAssignment>,
) -> BTreeMap<Uuid, Standing> {
    let mut after = before.clone();
    for ((voice, theme), assignment) in new {
        let Some(standing) = after.get_mut(voice) else { continue };
        standing.themes.retain(|(_, t)| t != theme);
        if assignment.state == AssignmentState::Assigned {
            standing.themes.push((assignment.codebook, *theme));
            standing.themes.sort_unstable();
        }
    }
    after
}

/// Keeps points and figures after themes were given or taken, and asks for the replies that are
/// now due. The voices that stand otherwise, and by how many points in all.
pub(crate) async fn settle(
    tx: &WriteTx,
    body: Uuid,
    before: &BTreeMap<Uuid, Standing>,
    after: &BTreeMap<Uuid, Standing>,
) -> Result<(BTreeSet<Uuid>, usize)> {
    let mut delta = Delta::new();
    let mut points: BTreeMap<usize, Vec<Uuid>> = BTreeMap::new();
    let mut changed = BTreeSet::new();
    let mut gained = BTreeSet::new();
    let mut count = 0;
    for (id, new) in after {
        let Some(old) = before.get(id) else { continue };
        let was: BTreeSet<_> = old.themes.iter().collect();
        let is: BTreeSet<_> = new.themes.iter().collect();
        if was == is {
            continue;
        }
        delta.leave(old);
        delta.enter(new);
        count += was.symmetric_difference(&is).count();
        gained.extend(is.difference(&was).map(|(_, theme)| *theme));
        changed.insert(*id);
        if was.len() != is.len() {
            points.entry(is.len()).or_default().push(*id);
        }
    }
    for (number, voices) in points {
        let number = i64::try_from(number).map_err(Error::internal)?;
        assignments::set_points(tx, number, &voices).await?;
    }
    counts::change(tx, body, &delta).await?;
    super::late_replies(tx, &gained).await?;
    Ok((changed, count))
}
