//! How a theme moves elsewhere. A season that lifts a theme at every service is no news at any one
//! of them; the theme in all services together is a cell of its own, and is judged by its own past.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::history::History;
use std::collections::BTreeMap;

/// Weeks over which the movement elsewhere is taken, the last one included.
const WEEKS: usize = 6;
/// Comments that speak for no movement, so that few comments elsewhere say little.
const STILL: f64 = 20.0;

/// Comments seen and expected in a week.
#[derive(Debug, Clone, Copy, Default)]
pub struct Week {
    /// Comments of the cell.
    pub seen: f64,
    /// Comments there was cause to expect of it, from its past alone.
    pub expected: f64,
}

/// The weeks of every cell, in the order of the history's cells, and of every theme.
pub struct Tide {
    cells: Vec<Vec<Week>>,
    themes: BTreeMap<u32, Vec<Week>>,
    own: Vec<Option<u32>>,
}

impl Tide {
    /// Takes each cell's weeks.
    pub fn new(history: &History, cells: Vec<Vec<Week>>) -> Self {
        let mut themes: BTreeMap<u32, Vec<Week>> = BTreeMap::new();
        let named = history.series().iter().map(|series| series.cell);
        let own: Vec<Option<u32>> =
            named.map(|cell| (!cell.is_everywhere()).then_some(cell.theme)).collect();
        for (theme, weeks) in own.iter().zip(&cells) {
            let Some(theme) = theme else { continue };
            let sums = themes.entry(*theme).or_insert_with(|| vec![Week::default(); weeks.len()]);
            for (sum, week) in sums.iter_mut().zip(weeks) {
                sum.seen += week.seen;
                sum.expected += week.expected;
            }
        }
        Self { cells, themes, own }
    }

    /// By what the movement elsewhere changes what is expected of a cell in the last week.
    pub fn last_move(&self, cell: usize) -> f64 {
        match (self.weeks(cell).last(), self.moved(cell).last()) {
            (Some(still), Some(moved)) if still.expected > 0.0 => moved.expected / still.expected,
            _ => 1.0,
        }
    }

    fn weeks(&self, cell: usize) -> &[Week] {
        self.cells.get(cell).map_or(&[], Vec::as_slice)
    }

    /// The weeks of a cell, with what was expected moved as its theme moved elsewhere.
    pub fn moved(&self, cell: usize) -> Vec<Week> {
        let weeks = self.weeks(cell);
        let theme = self.own.get(cell).copied().flatten();
        let Some(theme) = theme.and_then(|theme| self.themes.get(&theme)) else {
            return weeks.to_vec();
        };
        let others: Vec<Week> = theme
            .iter()
            .zip(weeks)
            .map(|(all, own)| Week {
                seen: all.seen - own.seen,
                expected: all.expected - own.expected,
            })
            .collect();
        weeks
            .iter()
            .enumerate()
            .map(|(at, week)| {
                let recent = others.get((at + 1).saturating_sub(WEEKS)..=at).unwrap_or(&[]);
                let seen: f64 = recent.iter().map(|week| week.seen).sum();
                let expected: f64 = recent.iter().map(|week| week.expected).sum();
                let moves = (seen + STILL) / (expected + STILL);
                Week { expected: week.expected * moves, ..*week }
            })
            .collect()
    }
}
