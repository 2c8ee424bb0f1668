//! Merging and splitting themes: assignments move, and where they came from is kept.

use std::collections::BTreeMap;

use kernel::error::{Error, Message, Result};
use kernel::{Audited, WriteTx};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::code_voice::{MOST, settle};
use super::codebooks::{changed, check, owned_theme};
use crate::model::theme::{AssignmentState, ThemeState};
use crate::store::assignments::{self, Held, NewAssignment};
use crate::store::standings;
use crate::store::themes::{self, Theme, ThemeDetails};

/// Batches of [`MOST`] voices that a merge moves at once; a job moves the rest.
const BATCHES: usize = 10;
/// Themes that one is split into, or that are merged, at most.
const MOST_THEMES: usize = 20;

/// What a merge or a split moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Voices whose assignment moved.
    pub voices: usize,
    /// Whether more will follow in the background.
    pub more: bool,
    /// The themes that a split made.
    pub themes: Vec<Uuid>,
}

/// Merges themes into another of the same codebook: their voices make its point from now on.
pub async fn merge_themes(
    tx: &WriteTx,
    body: Uuid,
    from: Vec<Uuid>,
    into: Uuid,
) -> Result<Audited<Moved>> {
    let target = owned_theme(tx, body, into).await?;
    if from.is_empty() || from.len() > MOST_THEMES || from.contains(&into) {
        return Err(Error::refused("thread-merge-choice"));
    }
    if target.state != ThemeState::Active {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    let mut done: Option<Audited<()>> = None;
    let mut moved = Moved::default();
    for id in from {
        let theme = owned_theme(tx, body, id).await?;
        if theme.codebook_id != target.codebook_id {
            return Err(Error::refused("thread-merge-codebook"));
        }
        if !theme.state.can_become(ThemeState::Merged) {
            return Err(Error::refused("thread-theme-state"));
        }
        themes::set_state(tx, id, ThemeState::Merged, Some(into)).await?;
        let (voices, more) = move_all(tx, &theme, &target, BATCHES).await?;
        moved.voices += voices;
        moved.more |= more;
        if more {
            crate::jobs::ask_merge(tx, body, id).await?;
        }
        let event = changed(tx, body, id, "merged", &json!({ "into": into })).await?;
        let step = Audited::new((), event);
        match &mut done {
            Some(done) => done.absorb(step),
            none => *none = Some(step),
        }
    }
    super::repoint_drafts(tx, into).await?;
    let done = done.ok_or(Error::NotFound)?;
    Ok(done.map(|()| moved))
}

/// Moves some more of what a merge left; how many, and whether there are more. For the job.
pub(crate) async fn carry_on(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<(usize, bool)> {
    let from = themes::lock_theme(tx, body, id).await?.ok_or(Error::NotFound)?;
    let Some(into) = from.merged_into else { return Ok((0, false)) };
    let to = themes::theme(tx, body, into).await?.ok_or(Error::NotFound)?;
    move_all(tx, &from, &to, 1).await
}

/// Moves the assignments of a theme, whichever body's the voices are; how many moved, and whether
/// there are more.
async fn move_all(tx: &WriteTx, from: &Theme, to: &Theme, batches: usize) -> Result<(usize, bool)> {
    let mut moved = 0;
    let mut left = batches;
    for body in themes::sharers(tx, from.codebook_id).await? {
        loop {
            let voices = assignments::in_theme(tx, body, from.id, MOST).await?;
            if voices.is_empty() {
                break;
            }
            if left == 0 {
                return Ok((moved, true));
            }
            left -= 1;
            moved += move_some(tx, body, from, to, &voices).await?;
        }
    }
    Ok((moved, false))
}

/// Moves a theme's assignments of these voices.
async fn move_some(
    tx: &WriteTx,
    body: Uuid,
    from: &Theme,
    to: &Theme,
    voices: &[Uuid],
) -> Result<usize> {
    let before = standings::lock(tx, body, voices).await?;
    let mut leaving = Vec::new();
    let mut there = BTreeMap::new();
    for held in assignments::held(tx, voices).await? {
        if !before.contains_key(&held.voice_id) {
            continue;
        }
        if held.theme_id == from.id {
            leaving.push(held);
        } else if held.theme_id == to.id {
            there.insert(held.voice_id, held);
        }
    }
    let mut new = Vec::with_capacity(leaving.len());
    let mut after = before.clone();
    for held in &leaving {
        let kept = there.get(&held.voice_id);
        let comes = kept.is_none_or(|kept| comes_first(held, kept));
        if comes {
            new.push(arriving(held, body, from, to));
        }
        let state = if comes { held.state } else { kept.map_or(held.state, |k| k.state) };
        if let Some(standing) = after.get_mut(&held.voice_id) {
            standing.themes.retain(|(_, theme)| *theme != from.id && *theme != to.id);
            if state == AssignmentState::Assigned {
                standing.themes.push((to.codebook_id, to.id));
                standing.themes.sort_unstable();
            }
        }
    }
    assignments::moved(tx, from.id, to.id, &leaving).await?;
    assignments::assign(tx, &new).await?;
    settle(tx, body, &before, &after).await?;
    Ok(leaving.len())
}

/// Whether an assignment that moves in takes the place of one that is there: what is assigned
/// stays assigned, and a person's word goes before a machine's.
fn comes_first(moving: &Held, there: &Held) -> bool {
    let weight = |held: &Held| match (held.state, held.account_id.is_some()) {
        (AssignmentState::Assigned, true) => 4,
        (AssignmentState::Assigned, false) => 3,
        (AssignmentState::Rejected, _) => 2,
        (AssignmentState::Suggested, _) => 1,
    };
    weight(moving) > weight(there)
}

fn arriving(held: &Held, body: Uuid, from: &Theme, to: &Theme) -> NewAssignment {
    NewAssignment {
        voice: held.voice_id,
        theme: to.id,
        codebook: to.codebook_id,
        body,
        state: held.state,
        account: held.account_id,
        made_by: held.made_by.clone(),
        evidence: held.evidence.clone(),
        from_theme: Some(from.id),
    }
}

/// How a theme is split.
#[derive(Debug, Clone)]
pub struct SplitTheme {
    /// Whose voices.
    pub body: Uuid,
    /// The theme.
    pub theme: Uuid,
    /// The themes that are made of it, each with the voices that go to it; a voice may go to
    /// several. The rest stay.
    pub into: Vec<(ThemeDetails, Vec<Uuid>)>,
    /// Whether the theme is retired afterwards.
    pub retire: bool,
}

/// Splits a theme: new themes are made and the chosen voices go to them.
pub async fn split_theme(tx: &WriteTx, what: SplitTheme) -> Result<Audited<Moved>> {
    let theme = owned_theme(tx, what.body, what.theme).await?;
    if theme.state != ThemeState::Active {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    if what.into.is_empty() || what.into.len() > MOST_THEMES {
        return Err(Error::refused("thread-split-choice"));
    }
    let mut moved = Moved::default();
    let mut events = Vec::new();
    for (mut details, voices) in what.into {
        check_count(&voices)?;
        details.parent = details.parent.or(theme.parent_id);
        check(tx, theme.codebook_id, Uuid::nil(), &details).await?;
        let id = themes::add(tx, theme.codebook_id, &details).await?;
        let made = json!({ "split_from": theme.id });
        events.push(changed(tx, what.body, id, "added", &made).await?);
        let new = themes::theme(tx, what.body, id).await?.ok_or(Error::NotFound)?;
        moved.voices += move_some(tx, what.body, &theme, &new, &voices).await?;
        moved.themes.push(id);
    }
    if what.retire {
        themes::set_state(tx, theme.id, ThemeState::Retired, None).await?;
    } else {
        themes::touch(tx, theme.id).await?;
    }
    let detail = json!({ "into": moved.themes, "retired": what.retire });
    let event = changed(tx, what.body, theme.id, "split", &detail).await?;
    Ok(events.into_iter().fold(Audited::new(moved, event), Audited::and))
}

/// Moves voices from one theme of a codebook to another: the rest of a split, or a correction.
pub async fn move_voices(
    tx: &WriteTx,
    body: Uuid,
    from: Uuid,
    to: Uuid,
    voices: Vec<Uuid>,
) -> Result<Audited<usize>> {
    check_count(&voices)?;
    let (from, to) = (owned_theme(tx, body, from).await?, owned_theme(tx, body, to).await?);
    if from.codebook_id != to.codebook_id || from.id == to.id {
        return Err(Error::refused("thread-merge-codebook"));
    }
    if to.state != ThemeState::Active {
        return Err(Error::refused("thread-theme-not-in-use"));
    }
    let moved = move_some(tx, body, &from, &to, &voices).await?;
    themes::touch(tx, from.id).await?;
    let detail = json!({ "to": to.id, "voices": voices });
    let event = changed(tx, body, from.id, "moved", &detail).await?;
    Ok(Audited::new(moved, event))
}

fn check_count(voices: &[Uuid]) -> Result<()> {
    if voices.len() > MOST {
        return Err(Error::Refused(Message::new("thread-too-many").with("most", MOST)));
    }
    Ok(())
}
