//! How good answers are, against what people said, with intervals.
//!
//! Every figure is defined as in scikit-learn with `zero_division=0`, so that it can be compared.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::classify::chance::Chance;

/// Hits and misses of one label, in comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Has the label and got it.
    pub hit: u64,
    /// Got it without having it.
    pub wrong: u64,
    /// Has it and did not get it.
    pub missed: u64,
}

impl Counts {
    /// Comments that have the label.
    pub fn support(&self) -> u64 {
        self.hit + self.missed
    }

    /// Share of the comments given the label that have it; 0 when none was given it.
    pub fn precision(&self) -> f64 {
        share(self.hit, self.hit + self.wrong)
    }

    /// Share of the label's comments that got it; 0 when there are none.
    pub fn recall(&self) -> f64 {
        share(self.hit, self.support())
    }

    /// Harmonic mean of precision and recall; 0 when both are.
    pub fn f1(&self) -> f64 {
        share(2 * self.hit, 2 * self.hit + self.wrong + self.missed)
    }

    fn add(&mut self, other: Self) {
        self.hit += other.hit;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of comments are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of comments are far below 2^52")]
fn mean(sum: f64, of: usize) -> f64 {
    if of == 0 { 0.0 } else { sum / of as f64 }
}

/// What people said of a comment, and what the machine said: places of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// Labels that people gave.
    pub truth: Vec<usize>,
    /// Labels that the machine gave.
    pub said: Vec<usize>,
}

/// Figures over several labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Comments.
    pub comments: usize,
    /// F1 of all decisions together: frequent labels count most.
    pub micro_f1: f64,
    /// Mean of the labels' F1: a rare label counts as much as a frequent one.
    pub macro_f1: f64,
    /// The same over labels that at least ten of the comments have; 0 when there is none.
    pub macro_f1_ten: f64,
    /// Mean of the comments' own F1.
    pub samples_f1: f64,
    /// Share of comments with exactly the right labels.
    pub exact: f64,
    /// Share of comments that were given no label.
    pub unassigned: f64,
    /// One for each label.
    pub labels: Vec<Counts>,
}

/// Figures of `pairs`, with `labels` labels. Places beyond `labels` are left out.
pub fn figures(pairs: &[Pair], labels: usize) -> Figures {
    let each: Vec<usize> = (0..pairs.len()).collect();
    figures_of(pairs, &each, labels)
}

/// The same for the pairs at `places`, each as often as it is named.
pub fn figures_of(pairs: &[Pair], places: &[usize], labels: usize) -> Figures {
    let mut counts = vec![Counts::default(); labels];
    let (mut samples, mut exact, mut unassigned) = (0.0, 0.0, 0.0);
    for pair in places.iter().filter_map(|at| pairs.get(*at)) {
        let own = compare(pair, &mut counts);
        samples += own.f1();
        exact += if own.wrong + own.missed == 0 { 1.0 } else { 0.0 };
        unassigned += if pair.said.is_empty() { 1.0 } else { 0.0 };
    }
    let mut all = Counts::default();
    for count in &counts {
        all.add(*count);
    }
    let ten: Vec<f64> = counts.iter().filter(|c| c.support() >= 10).map(Counts::f1).collect();
    Figures {
        comments: places.len(),
        micro_f1: all.f1(),
        macro_f1: mean(counts.iter().map(Counts::f1).sum(), labels),
        macro_f1_ten: mean(ten.iter().sum(), ten.len()),
        samples_f1: mean(samples, places.len()),
        exact: mean(exact, places.len()),
        unassigned: mean(unassigned, places.len()),
        labels: counts,
    }
}

/// Adds a comment's hits and misses to the labels' counts and gives its own.
fn compare(pair: &Pair, counts: &mut [Counts]) -> Counts {
    let mut own = Counts::default();
    for label in &pair.said {
        let Some(count) = counts.get_mut(*label) else { continue };
        let one = if pair.truth.contains(label) {
            Counts { hit: 1, ..Counts::default() }
        } else {
            Counts { wrong: 1, ..Counts::default() }
        };
        count.add(one);
        own.add(one);
    }
    for label in pair.truth.iter().filter(|label| !pair.said.contains(label)) {
        let Some(count) = counts.get_mut(*label) else { continue };
        count.missed += 1;
        own.missed += 1;
    }
    own
}

/// Between these two lie 95 of 100 values from samples drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// 2.5 % of the values lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

/// Percentile bootstrap: `value` of `rounds` samples of `things` places, drawn with replacement.
pub fn bootstrap(
    things: usize,
    rounds: usize,
    seed: u64,
    mut value: impl FnMut(&[usize]) -> f64,
) -> Interval {
    let mut chance = Chance::new(seed);
    let mut sample = vec![0; things];
    let mut values: Vec<f64> = (0..rounds)
        .map(|_| {
            for place in &mut sample {
                *place = chance.below(things);
            }
            value(&sample)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |of: usize| values.get(values.len() * of / 1000).copied().unwrap_or(0.0);
    Interval { low: at(25), high: at(975) }
}

/// Confusion of classes that exclude each other: `[truth][said]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Comments, by what people said and then by what the machine said.
    pub cells: Vec<Vec<u64>>,
}

impl Confusion {
    /// Counts pairs of truth and answer; those beyond `classes` are left out.
    pub fn of(pairs: impl IntoIterator<Item = (usize, usize)>, classes: usize) -> Self {
        let mut cells = vec![vec![0; classes]; classes];
        for (truth, said) in pairs {
            if let Some(cell) = cells.get_mut(truth).and_then(|row| row.get_mut(said)) {
                *cell += 1;
            }
        }
        Self { cells }
    }

    /// Share of right answers.
    pub fn accuracy(&self) -> f64 {
        let all: u64 = self.cells.iter().flatten().sum();
        share(self.each().map(|count| count.hit).sum(), all)
    }

    /// Hits and misses of one class.
    pub fn class(&self, class: usize) -> Counts {
        let of = |truth: usize, said: usize| {
            self.cells.get(truth).and_then(|row| row.get(said)).copied().unwrap_or(0)
        };
        let others = || self.range().filter(move |other| *other != class);
        Counts {
            hit: of(class, class),
            wrong: others().map(|truth| of(truth, class)).sum(),
            missed: others().map(|said| of(class, said)).sum(),
        }
    }

    /// Mean of the classes' F1.
    pub fn macro_f1(&self) -> f64 {
        mean(self.each().map(|count| count.f1()).sum(), self.cells.len())
    }

    fn each(&self) -> impl Iterator<Item = Counts> + '_ {
        self.range().map(|class| self.class(class))
    }

    fn range(&self) -> Range<usize> {
        0..self.cells.len()
    }
}

/// Area under the receiver operating characteristic: how often a case ranks above one that is
/// none, ties counted half. A half when there is only one side.
pub fn auroc(ranked: &[(f64, bool)]) -> f64 {
    let mut sorted: Vec<_> = ranked.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut twice, mut cases) = (0_u64, 0_u64, 0_u64);
    for ties in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let (yes, no) =
            ties.iter().fold((0, 0), |(y, n), t| if t.1 { (y + 1, n) } else { (y, n + 1) });
        twice += yes * (2 * below + no);
        below += no;
        cases += yes;
    }
    if cases == 0 || below == 0 { 0.5 } else { share(twice, 2 * cases * below) }
}

/// Share of the cases among the `part` (0 to 1) that rank highest; 0 when there are no cases.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a length"
)]
pub fn recall_in_top(ranked: &[(f64, bool)], part: f64) -> f64 {
    let mut sorted: Vec<_> = ranked.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let read = (part.clamp(0.0, 1.0) * sorted.len() as f64).round() as usize;
    let cases = |of: &[(f64, bool)]| of.iter().filter(|pair| pair.1).count() as u64;
    share(cases(sorted.get(..read).unwrap_or_default()), cases(&sorted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(truth: &[usize], said: &[usize]) -> Pair {
        Pair { truth: truth.to_vec(), said: said.to_vec() }
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn figures_by_hand() {
        let pairs = [pair(&[0, 1], &[0]), pair(&[1], &[1, 2]), pair(&[0], &[]), pair(&[], &[])];
        let found = figures(&pairs, 3);
        // Label 0: 1 hit, 1 missed; 1: 1 hit, 1 missed; 2: 1 wrong.
        near(found.micro_f1, 4.0 / 7.0);
        near(found.macro_f1, (2.0 / 3.0 + 2.0 / 3.0) / 3.0);
        near(found.samples_f1, (2.0 / 3.0 + 2.0 / 3.0) / 4.0);
        near(found.exact, 0.25);
        near(found.unassigned, 0.5);
        near(found.macro_f1_ten, 0.0);
        near(found.labels[2].precision(), 0.0);
        near(found.labels[0].recall(), 0.5);
    }

    #[test]
    fn nothing_gives_noughts() {
        let found = figures(&[], 2);
        near(found.micro_f1 + found.macro_f1 + found.samples_f1 + found.exact, 0.0);
        near(figures(&[], 0).macro_f1, 0.0);
    }

    #[test]
    fn an_interval_holds_the_mean_and_narrows() {
        let values: Vec<f64> = (0..400).map(f64::from).collect();
        let of = |sample: &[usize]| sample.iter().map(|at| values[*at]).sum::<f64>() / 400.0;
        let found = bootstrap(400, 500, 1, of);
        // Standard error of the mean of 0..400 is 5.8.
        assert!(found.low > 180.0 && found.low < 195.0, "{found:?}");
        assert!(found.high > 204.0 && found.high < 219.0, "{found:?}");
    }

    #[test]
    fn confusion_by_hand() {
        let found = Confusion::of([(0, 0), (0, 0), (0, 1), (1, 1), (2, 0)], 3);
        near(found.accuracy(), 0.6);
        near(found.class(0).f1(), 4.0 / 6.0);
        near(found.class(2).f1(), 0.0);
        near(found.macro_f1(), (4.0 / 6.0 + 2.0 / 3.0) / 3.0);
    }

    #[test]
    fn ranking_by_hand() {
        let ranked = [(0.9, true), (0.8, false), (0.7, true), (0.7, false), (0.1, false)];
        // Six pairs: 3 won by the first; the other wins 1, ties 1, loses 1.
        near(auroc(&ranked), 4.5 / 6.0);
        near(recall_in_top(&ranked, 0.2), 0.5);
        near(auroc(&[(1.0, true)]), 0.5);
        near(recall_in_top(&[], 0.5), 0.0);
    }
}
