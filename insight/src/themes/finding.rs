//! Finds themes, places comments in them, and says which comments have none.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of counts far below 2^52"
)]

use super::clusters::{centres, nearest, stable_number};
use super::decomposition::Block;
use super::duplicates::{Families, collapse};
use super::lineage::{Change, numbered};
use super::naming::names;
use super::space::{Reader, Space};
use crate::arithmetic::chance::Chance;
use serde::{Deserialize, Serialize};

/// How themes are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The seed of every draw.
    pub seed: u64,
    /// Directions comments are brought down to.
    pub directions: usize,
    /// Different comments that directions and centres are learnt from at most.
    pub learn_from: usize,
    /// How many themes; `None` to take the number that comes back best.
    pub themes: Option<usize>,
    /// A theme of fewer different comments goes into the residue.
    pub smallest: usize,
    /// The share of different comments, those least like any theme, that goes into the residue:
    /// 0 to 1. The likeness it comes to is the floor for comments that come later.
    pub residue: f64,
    /// Words and pairs in a name.
    pub words: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            directions: 100,
            learn_from: 100_000,
            themes: None,
            smallest: 5,
            residue: 0.05,
            words: 4,
        }
    }
}

/// The numbers of themes tried where none is given, as far as there are comments enough; and the
/// one taken where there are too few for any of them.
const TRIED: [usize; 7] = [5, 8, 12, 16, 20, 25, 30];
const FEWEST: usize = 3;
/// Different comments there must be for each theme tried.
const EACH: usize = 15;
/// Different comments that names are taken from at most, evenly spread over the list.
const NAMED_FROM: usize = 200_000;
/// Comments shown for a theme.
const TYPICAL: usize = 3;

/// Where a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// In a theme, and how like its centre the comment is, 0 to 1.
    Theme(u32, f32),
    /// In none yet, with the nearest theme, if there is any, for a person to look at.
    Residue(Option<u32>),
}

impl Place {
    /// The theme's number.
    pub fn theme(self) -> Option<u32> {
        match self {
            Self::Theme(id, _) => Some(id),
            Self::Residue(_) => None,
        }
    }
}

/// A theme as found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Its number, which stays from run to run.
    pub id: u32,
    /// Words and pairs that tell it from others, most telling first.
    pub name: Vec<String>,
    /// Comments in it, near-duplicates too.
    pub received: usize,
    /// Different comments in it.
    pub distinct: usize,
    /// Its most typical comments, by their place in the list.
    pub typical: Vec<usize>,
}

/// What is needed to place more comments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Themes {
    space: Space,
    ids: Vec<u32>,
    centres: Vec<f32>,
    floor: f32,
    next: u32,
}

/// All that was found in a list of comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// For placing more comments, and for the next run.
    pub model: Themes,
    /// The themes, largest first.
    pub themes: Vec<Theme>,
    /// The place of each comment, in the order of the list.
    pub places: Vec<Place>,
    /// Near-duplicates.
    pub families: Families,
    /// What became of the themes of the run before.
    pub changes: Vec<Change>,
}

/// Finds themes in comments. With the model of an earlier run, themes found again keep their
/// numbers.
pub fn find(comments: &[&str], settings: &Settings, earlier: Option<&Themes>) -> Found {
    let mut chance = Chance::new(settings.seed);
    let families = collapse(comments.iter().copied());
    let stand: Vec<&str> =
        families.representatives().iter().filter_map(|at| comments.get(*at)).copied().collect();
    let learn: Vec<&str> =
        chance.sample(stand.len(), settings.learn_from).iter().map(|at| stand[*at]).collect();
    let space = Space::learn(&learn, settings.directions, &mut chance);
    let block = space.reader().read_all(learn.iter().copied());
    let wanted = settings.themes.or_else(|| {
        let enough = |wanted: &&usize| **wanted * EACH <= learn.len();
        let tried: Vec<usize> = TRIED.iter().filter(enough).copied().collect();
        let few = (learn.len() >= FEWEST * EACH).then_some(FEWEST);
        stable_number(&block, &tried, &mut chance).or(few)
    });
    let centres = wanted.map_or_else(
        || Block { wide: space.wide(), figures: Vec::new() },
        |wanted| centres(&block, wanted, &mut chance),
    );
    drop(block);
    let near = read_places(&space, &stand, &centres);
    let floor = floor(&near, settings.residue);
    let (kept, centres) = large_enough(&near, floor, &centres, settings.smallest);
    let now: Vec<Option<usize>> = near
        .iter()
        .map(|one| one.filter(|one| one.1 >= floor).and_then(|one| kept[one.0]))
        .collect();
    let count = centres.rows().count();
    let before: Vec<Option<u32>> = match earlier {
        Some(earlier) => {
            let mut placer = earlier.placer();
            stand.iter().map(|comment| placer.place(comment).theme()).collect()
        }
        None => vec![None; stand.len()],
    };
    let next = earlier.map_or(0, |earlier| earlier.next);
    let (ids, changes) = numbered(&before, &now, count, next);
    let next = ids.iter().map(|id| id.saturating_add(1)).fold(next, u32::max);
    let model = Themes { space, ids, centres: centres.figures, floor, next };
    describe(Draft { model, families, changes, near, now, kept }, &stand, settings)
}

/// What is known before themes are described; lists are by family.
struct Draft {
    model: Themes,
    families: Families,
    changes: Vec<Change>,
    near: Vec<Option<(usize, f32)>>,
    now: Vec<Option<usize>>,
    kept: Vec<Option<usize>>,
}

fn read_places(space: &Space, comments: &[&str], centres: &Block) -> Vec<Option<(usize, f32)>> {
    let mut reader = space.reader();
    let mut direction = vec![0.0; space.wide()];
    comments
        .iter()
        .map(|comment| {
            reader.read(comment, &mut direction).then(|| nearest(&direction, centres)).flatten()
        })
        .collect()
}

/// The likeness below which a comment is in no theme.
fn floor(near: &[Option<(usize, f32)>], residue: f64) -> f32 {
    let mut likeness: Vec<f32> = near.iter().map(|one| one.map_or(0.0, |one| one.1)).collect();
    likeness.sort_by(f32::total_cmp);
    let place = (likeness.len() as f64 * residue.clamp(0.0, 1.0)) as usize;
    likeness.get(place).copied().unwrap_or(0.0).max(f32::MIN_POSITIVE)
}

/// The centres with comments enough, and the new place of each old one.
fn large_enough(
    near: &[Option<(usize, f32)>],
    floor: f32,
    centres: &Block,
    smallest: usize,
) -> (Vec<Option<usize>>, Block) {
    let mut sizes = vec![0_usize; centres.rows().count()];
    for (which, _) in near.iter().flatten().filter(|one| one.1 >= floor) {
        sizes[*which] += 1;
    }
    let mut kept = Block { wide: centres.wide, figures: Vec::new() };
    let mut count = 0;
    let places = sizes
        .iter()
        .enumerate()
        .map(|(which, size)| {
            if *size < smallest.max(1) {
                return None;
            }
            kept.figures.extend_from_slice(centres.row(which));
            count += 1;
            Some(count - 1)
        })
        .collect();
    (places, kept)
}

fn describe(draft: Draft, stand: &[&str], settings: &Settings) -> Found {
    let Draft { model, families, changes, near, now, kept } = draft;
    let step = stand.len().div_ceil(NAMED_FROM).max(1);
    let told = stand.iter().copied().zip(now.iter().copied()).step_by(step);
    let mut names = names(told, model.ids.len(), settings.words);
    let mut themes: Vec<Theme> = model
        .ids
        .iter()
        .zip(&mut names)
        .map(|(id, name)| Theme {
            id: *id,
            name: std::mem::take(name),
            received: 0,
            distinct: 0,
            typical: Vec::new(),
        })
        .collect();
    let mut closest: Vec<Vec<(f32, usize)>> = vec![Vec::new(); themes.len()];
    for ((members, place), near) in families.members().iter().zip(&now).zip(&near) {
        let Some(theme) = place.and_then(|place| themes.get_mut(place)) else { continue };
        theme.received += members.len();
        theme.distinct += 1;
        if let (Some(place), Some(near), Some(first)) = (place, near, members.first()) {
            keep_closest(&mut closest[*place], (near.1, *first));
        }
    }
    for (theme, closest) in themes.iter_mut().zip(closest) {
        theme.typical = closest.into_iter().map(|one| one.1).collect();
    }
    let mut places = vec![Place::Residue(None); families.received()];
    for ((members, place), near) in families.members().iter().zip(&now).zip(&near) {
        let id = |place: usize| model.ids.get(place).copied();
        let told = match (place.and_then(id), near) {
            (Some(id), Some(near)) => Place::Theme(id, near.1),
            (_, near) => Place::Residue(near.and_then(|near| kept[near.0]).and_then(id)),
        };
        for member in members {
            places[*member] = told;
        }
    }
    themes.sort_by(|one, other| other.received.cmp(&one.received).then(one.id.cmp(&other.id)));
    Found { model, themes, places, families, changes }
}

fn keep_closest(closest: &mut Vec<(f32, usize)>, one: (f32, usize)) {
    let place = closest.partition_point(|other| other.0 >= one.0);
    if place < TYPICAL {
        closest.insert(place, one);
        closest.truncate(TYPICAL);
    }
}

impl Themes {
    /// The numbers of the themes.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// The likeness below which a comment is in no theme, 0 to 1.
    pub fn floor(&self) -> f32 {
        self.floor
    }

    /// Whether the parts fit together, as those of a file that was cut short do not.
    pub fn is_whole(&self) -> bool {
        self.space.is_whole()
            && self.ids.len().checked_mul(self.space.wide()) == Some(self.centres.len())
            && (self.space.wide() > 0 || self.ids.is_empty())
    }

    /// Makes one theme of two, because a person says that they are: comments near either are of
    /// `kept` from now on. `false` when one of them does not exist.
    pub fn merge(&mut self, kept: u32, gone: u32) -> bool {
        if !self.ids.contains(&kept) || !self.ids.contains(&gone) {
            return false;
        }
        for id in self.ids.iter_mut().filter(|id| **id == gone) {
            *id = kept;
        }
        true
    }

    /// Something that places comments one after the other and remembers the words it has met.
    pub fn placer(&self) -> Placer<'_> {
        Placer {
            themes: self,
            reader: self.space.reader(),
            centres: Block { wide: self.space.wide(), figures: self.centres.clone() },
            direction: vec![0.0; self.space.wide()],
        }
    }
}

/// Places comments.
#[derive(Debug)]
pub struct Placer<'a> {
    themes: &'a Themes,
    reader: Reader<'a>,
    centres: Block,
    direction: Vec<f32>,
}

impl Placer<'_> {
    /// Where a comment belongs: the nearest theme, or the residue when none is near.
    pub fn place(&mut self, comment: &str) -> Place {
        if !self.reader.read(comment, &mut self.direction) {
            return Place::Residue(None);
        }
        let found = nearest(&self.direction, &self.centres)
            .and_then(|(at, likeness)| Some((*self.themes.ids.get(at)?, likeness)));
        match found {
            Some((id, likeness)) if likeness >= self.themes.floor => Place::Theme(id, likeness),
            other => Place::Residue(other.map(|other| other.0)),
        }
    }
}
