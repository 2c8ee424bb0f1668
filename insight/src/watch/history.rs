//! Comments by cell and week, and how many came in at all.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A theme at a service in an area, each by a number of the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The theme.
    pub theme: u32,
    /// The service.
    pub service: u32,
    /// The area.
    pub area: u32,
}

/// In place of a service and an area: all of them together.
pub const EVERYWHERE: u32 = u32::MAX;

impl Cell {
    /// The theme in all services and areas together.
    pub fn everywhere(theme: u32) -> Self {
        Self { theme, service: EVERYWHERE, area: EVERYWHERE }
    }

    /// Whether it is a theme in all services and areas together.
    pub fn is_everywhere(self) -> bool {
        self.service == EVERYWHERE && self.area == EVERYWHERE
    }
}

/// One comment that spoke of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Of what, and where.
    pub cell: Cell,
    /// The week, counted from any first week.
    pub week: i32,
    /// Who, or which device: any number that stands for them.
    pub person: u64,
}

/// How many comments a service in an area had in a week, whatever they spoke of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The service.
    pub service: u32,
    /// The area.
    pub area: u32,
    /// The week.
    pub week: i32,
    /// All comments of that week.
    pub comments: u32,
}

/// The weeks of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Which.
    pub cell: Cell,
    /// Comments of the cell up to and without each week; one figure more than there are weeks.
    counts: Vec<u64>,
    /// Comments of its service and area, in the same way.
    received: Vec<u64>,
    /// Who spoke, by week from the first.
    people: Vec<(usize, u64)>,
}

/// Cells over weeks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    first: i32,
    weeks: usize,
    series: Vec<Series>,
}

/// More weeks than this (about two hundred years) are taken as a mistake in a date and left out,
/// counted back from the last week.
const MOST_WEEKS: i64 = 10_400;

impl History {
    /// Gathers mentions and what was received. A cell has as many received as are told, or as
    /// many as mention it where fewer are told. A theme of more than one cell has one more, for
    /// all services and areas together.
    pub fn gather(mentions: &[Mention], received: &[Received]) -> Self {
        let all = || mentions.iter().map(|m| m.week).chain(received.iter().map(|r| r.week));
        let (Some(earliest), Some(last)) = (all().min(), all().max()) else {
            return Self::default();
        };
        let from = i64::from(earliest).max(i64::from(last) - MOST_WEEKS + 1);
        let weeks = usize::try_from(i64::from(last) - from + 1).unwrap_or(0);
        let first = i32::try_from(from).unwrap_or(earliest);
        let place = |week: i32| usize::try_from(i64::from(week) - from).ok();
        let mut volumes: BTreeMap<(u32, u32), Vec<u64>> = BTreeMap::new();
        for one in received {
            let weekly = volumes.entry((one.service, one.area)).or_insert_with(|| vec![0; weeks]);
            if let Some(count) = place(one.week).and_then(|at| weekly.get_mut(at)) {
                *count += u64::from(one.comments);
            }
        }
        let mut people: BTreeMap<Cell, Vec<(usize, u64)>> = BTreeMap::new();
        for one in mentions {
            if let Some(at) = place(one.week) {
                people.entry(one.cell).or_default().push((at, one.person));
            }
        }
        let everything = (0..weeks)
            .map(|at| volumes.values().filter_map(|weekly| weekly.get(at)).sum())
            .collect();
        volumes.insert((EVERYWHERE, EVERYWHERE), everything);
        let themes: BTreeSet<u32> = people.keys().map(|cell| cell.theme).collect();
        for theme in themes {
            let of_theme = || people.iter().filter(move |(cell, _)| cell.theme == theme);
            if of_theme().count() > 1 {
                let all = of_theme().flat_map(|(_, people)| people.iter().copied()).collect();
                people.insert(Cell::everywhere(theme), all);
            }
        }
        let series = people
            .into_iter()
            .map(|(cell, people)| {
                series(cell, people, volumes.get(&(cell.service, cell.area)), weeks)
            })
            .collect();
        Self { first, weeks, series }
    }

    /// The first week.
    pub fn first(&self) -> i32 {
        self.first
    }

    /// How many weeks there are.
    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// The cells.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// The place of a week, counted from the first; `None` outside.
    pub fn place(&self, week: i32) -> Option<usize> {
        let at = usize::try_from(i64::from(week) - i64::from(self.first)).ok()?;
        (at < self.weeks).then_some(at)
    }
}

fn series(
    cell: Cell,
    mut people: Vec<(usize, u64)>,
    volume: Option<&Vec<u64>>,
    weeks: usize,
) -> Series {
    people.sort_unstable();
    let mut weekly = vec![0_u64; weeks];
    for (at, _) in &people {
        if let Some(count) = weekly.get_mut(*at) {
            *count += 1;
        }
    }
    let (mut counts, mut received) = (vec![0], vec![0]);
    let (mut spoke, mut came) = (0, 0);
    for (at, count) in weekly.iter().enumerate() {
        spoke += count;
        came += volume.and_then(|weekly| weekly.get(at)).copied().unwrap_or(0).max(*count);
        counts.push(spoke);
        received.push(came);
    }
    Series { cell, counts, received, people }
}

impl Series {
    /// Comments of the cell from a week up to, but not, another, by their places.
    pub fn count(&self, from: usize, to: usize) -> u64 {
        between(&self.counts, from, to)
    }

    /// Comments of its service and area in those weeks.
    pub fn received(&self, from: usize, to: usize) -> u64 {
        between(&self.received, from, to)
    }

    /// How many different people spoke in those weeks.
    pub fn people(&self, from: usize, to: usize) -> usize {
        let start = self.people.partition_point(|(week, _)| *week < from);
        let end = self.people.partition_point(|(week, _)| *week < to);
        let mut who: Vec<u64> =
            self.people.get(start..end).unwrap_or(&[]).iter().map(|one| one.1).collect();
        who.sort_unstable();
        who.dedup();
        who.len()
    }
}

fn between(sums: &[u64], from: usize, to: usize) -> u64 {
    let last = sums.len().saturating_sub(1);
    let at = |place: usize| sums.get(place.min(last)).copied().unwrap_or(0);
    at(to).saturating_sub(at(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Cell = Cell { theme: 1, service: 2, area: 3 };

    #[test]
    fn weeks_people_and_volumes_are_counted() {
        let mention = |week, person| Mention { cell: CELL, week, person };
        let told = |week, comments| Received { service: 2, area: 3, week, comments };
        let history = History::gather(
            &[mention(10, 1), mention(10, 1), mention(12, 2)],
            &[told(10, 5), told(11, 7), told(12, 0)],
        );
        assert_eq!((history.first(), history.weeks()), (10, 3));
        let series = &history.series()[0];
        assert_eq!((series.count(0, 3), series.people(0, 3)), (3, 2));
        assert_eq!(series.received(0, 2), 12);
        assert_eq!(series.received(2, 3), 1, "a mention is received, whatever was told");
        assert_eq!(history.place(12), Some(2));
        assert_eq!(history.place(13), None);
    }

    #[test]
    fn nothing_and_wild_dates_are_borne() {
        assert_eq!(History::gather(&[], &[]).weeks(), 0);
        let mention = |week| Mention { cell: CELL, week, person: 1 };
        let history = History::gather(&[mention(i32::MIN), mention(i32::MAX)], &[]);
        assert_eq!(history.weeks(), 10_400);
        assert_eq!(history.series()[0].count(0, 20_000), 1);
    }
}
