//! Run charts: which points are more than chance. Rules only; whoever calls draws.
//!
//! Rules after Perla, Provost and Murray, 'The run chart: a simple analytical tool for learning
//! from variation in healthcare processes', BMJ Quality & Safety 2011;20:46–51, and NHS England's
//! 'Making data count' for the `XmR` limits. Points are figures in the order of time.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use crate::arithmetic::counts::ln_gamma;
use crate::arithmetic::median;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How long a pattern must be before it is more than chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Points running on one side of the median: 6 (Perla and others), 8 for the stricter rule.
    pub shift: usize,
    /// Points running that all rise or all fall, the first one counted: 5 in the paper, 6 here.
    pub trend: usize,
}

impl Default for Lengths {
    fn default() -> Self {
        Self { shift: 6, trend: 6 }
    }
}

/// A pattern that chance seldom makes, with the places of its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// Points on one side of the median, one after the other. Points on the median neither count
    /// nor break it.
    Shift {
        /// Above the median, or below it.
        above: bool,
        /// From the first point to the last.
        points: RangeInclusive<usize>,
    },
    /// Points that all rise or all fall. A point like the one before it neither counts nor breaks
    /// it.
    Trend {
        /// Rising, or falling.
        rising: bool,
        /// From the first point to the last.
        points: RangeInclusive<usize>,
    },
    /// Fewer crossings of the median than chance makes (5 per cent, two-sided).
    TooFewRuns {
        /// Runs on the chart.
        runs: usize,
        /// The fewest that chance makes.
        fewest: usize,
    },
    /// More crossings of the median than chance makes.
    TooManyRuns {
        /// Runs on the chart.
        runs: usize,
        /// The most that chance makes.
        most: usize,
    },
    /// A point beyond the natural limits of the others.
    Astronomical {
        /// Above the upper limit, or below the lower.
        above: bool,
        /// Its place.
        point: usize,
    },
}

/// The middle and the natural limits of an `XmR` chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The mean.
    pub mean: f64,
    /// The mean less 2.66 times the mean step from point to point.
    pub lower: f64,
    /// The mean and 2.66 times the mean step.
    pub upper: f64,
}

/// The natural limits; `None` for fewer than two points or figures that are not numbers.
pub fn limits(points: &[f64]) -> Option<Limits> {
    if points.len() < 2 || points.iter().any(|point| !point.is_finite()) {
        return None;
    }
    let mean = points.iter().sum::<f64>() / points.len() as f64;
    let steps: f64 = points.windows(2).map(|two| (two[1] - two[0]).abs()).sum();
    let reach = 2.66 * steps / (points.len() - 1) as f64;
    Some(Limits { mean, lower: mean - reach, upper: mean + reach })
}

/// All signals of a chart, in the order of the rules. None for figures that are not numbers.
pub fn signals(points: &[f64], lengths: Lengths) -> Vec<Signal> {
    let Some(middle) = median(points) else { return Vec::new() };
    if points.iter().any(|point| !point.is_finite()) {
        return Vec::new();
    }
    let mut found = shifts(points, middle, lengths.shift);
    found.extend(trends(points, lengths.trend));
    found.extend(runs_signal(points, middle));
    found.extend(astronomical(points));
    found
}

fn shifts(points: &[f64], middle: f64, least: usize) -> Vec<Signal> {
    let sided: Vec<(usize, bool)> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| differ(**point, middle))
        .map(|(place, point)| (place, *point > middle))
        .collect();
    sided
        .chunk_by(|one, next| one.1 == next.1)
        .filter(|run| run.len() >= least.max(1))
        .filter_map(|run| {
            let (first, end) = (run.first()?, run.last()?);
            Some(Signal::Shift { above: first.1, points: first.0..=end.0 })
        })
        .collect()
}

fn trends(points: &[f64], least: usize) -> Vec<Signal> {
    // Each point that differs from the one before it, with where its step began and its way.
    let mut steps: Vec<(usize, usize, bool)> = Vec::new();
    let mut from = 0;
    for (place, point) in points.iter().enumerate().skip(1) {
        let before = points[place - 1];
        if differ(*point, before) {
            steps.push((from, place, *point > before));
            from = place;
        }
    }
    steps
        .chunk_by(|one, next| one.2 == next.2)
        .filter(|run| run.len() + 1 >= least.max(2))
        .filter_map(|run| {
            let (first, end) = (run.first()?, run.last()?);
            Some(Signal::Trend { rising: first.2, points: first.0..=end.1 })
        })
        .collect()
}

/// How often points go on one side of the median before they change over.
pub fn runs(points: &[f64]) -> usize {
    let Some(middle) = median(points) else { return 0 };
    sides(points, middle).chunk_by(|one, next| one == next).count()
}

fn sides(points: &[f64], middle: f64) -> Vec<bool> {
    let beside = points.iter().filter(|point| differ(**point, middle));
    beside.map(|point| *point > middle).collect()
}

fn runs_signal(points: &[f64], middle: f64) -> Option<Signal> {
    let sides = sides(points, middle);
    let runs = sides.chunk_by(|one, next| one == next).count();
    let above = sides.iter().filter(|side| **side).count();
    let usual = usual_runs(above, sides.len() - above)?;
    if runs < *usual.start() {
        Some(Signal::TooFewRuns { runs, fewest: *usual.start() })
    } else if runs > *usual.end() {
        Some(Signal::TooManyRuns { runs, most: *usual.end() })
    } else {
        None
    }
}

/// The fewest and the most runs that chance makes (each tail 2.5 per cent at most) of so many
/// points above and so many below the median, from the exact distribution of Wald and Wolfowitz
/// 1940. `None` below ten points, which are too few to tell.
pub fn usual_runs(above: usize, below: usize) -> Option<RangeInclusive<usize>> {
    const EACH_TAIL: f64 = 0.025;
    let (fewer, more) = (above.min(below), above.max(below));
    if fewer + more < 10 || fewer < 2 {
        return None;
    }
    let orders = ln_choose(fewer + more, fewer);
    let chance = |runs: usize| -> f64 {
        let half = runs / 2;
        let ways = |one: usize, other: usize| {
            if one > fewer || other > more || one == 0 || other == 0 {
                return 0.0;
            }
            (ln_choose(fewer - 1, one - 1) + ln_choose(more - 1, other - 1) - orders).exp()
        };
        if runs.is_multiple_of(2) {
            2.0 * ways(half, half)
        } else {
            ways(half + 1, half) + ways(half, half + 1)
        }
    };
    let most_of_all = 2 * fewer + usize::from(more > fewer);
    let first_beyond = |runs: &mut dyn Iterator<Item = usize>| {
        let mut tail = 0.0;
        for at in runs {
            tail += chance(at);
            if tail > EACH_TAIL {
                return Some(at);
            }
        }
        None
    };
    let fewest = first_beyond(&mut (2..=most_of_all))?;
    let most = first_beyond(&mut (2..=most_of_all).rev())?;
    Some(fewest..=most.max(fewest))
}

/// The logarithm of the number of ways to pick some of several.
fn ln_choose(several: usize, some: usize) -> f64 {
    let factorial = |number: usize| ln_gamma(number as f64 + 1.0);
    factorial(several) - factorial(some) - factorial(several - some)
}

fn astronomical(points: &[f64]) -> Vec<Signal> {
    // Two points have a step but nothing to compare it with.
    let Some(limits) = limits(points).filter(|_| points.len() >= 3) else { return Vec::new() };
    points
        .iter()
        .enumerate()
        .filter(|(_, point)| **point > limits.upper || **point < limits.lower)
        .map(|(point, figure)| Signal::Astronomical { above: *figure > limits.upper, point })
        .collect()
}

fn differ(one: f64, other: f64) -> bool {
    (one - other).abs() > f64::EPSILON * one.abs().max(other.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Critical numbers of runs of Swed and Eisenhart 1943 for 5, 8, 10 and 20 on each side.
    #[test]
    fn usual_runs_are_those_published() {
        assert_eq!(usual_runs(5, 5), Some(3..=9));
        assert_eq!(usual_runs(8, 8), Some(5..=13));
        assert_eq!(usual_runs(10, 10), Some(7..=15));
        assert_eq!(usual_runs(20, 20), Some(15..=27));
        assert_eq!(usual_runs(4, 5), None);
        assert_eq!(usual_runs(0, 30), None);
    }

    #[test]
    fn six_on_one_side_are_a_shift_and_points_on_the_median_do_not_break_it() {
        let points = [1.0, 2.0, 1.0, 2.0, 5.0, 1.0, 2.0, 9.0, 8.0, 9.0, 5.0, 8.0, 9.0, 8.0, 5.0];
        let found = signals(&points, Lengths::default());
        assert!(found.contains(&Signal::Shift { above: true, points: 7..=13 }), "{found:?}");
        assert!(found.contains(&Signal::Shift { above: false, points: 0..=6 }), "{found:?}");
        let stricter = signals(&points, Lengths { shift: 8, ..Lengths::default() });
        assert!(!stricter.iter().any(|signal| matches!(signal, Signal::Shift { .. })));
    }

    #[test]
    fn six_rising_points_are_a_trend_and_equal_ones_do_not_break_it() {
        let rising = [5.0, 1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0, 2.0];
        let found = signals(&rising, Lengths::default());
        assert!(found.contains(&Signal::Trend { rising: true, points: 1..=7 }), "{found:?}");
        let five = [9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 1.0];
        assert!(
            !signals(&five, Lengths::default())
                .iter()
                .any(|signal| matches!(signal, Signal::Trend { .. }))
        );
        let falling = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
        let found = signals(&falling, Lengths::default());
        assert!(found.contains(&Signal::Trend { rising: false, points: 0..=5 }));
    }

    #[test]
    fn too_few_and_too_many_runs_are_told() {
        let zigzag: Vec<f64> = (0..20).map(|at| f64::from(at % 2)).collect();
        assert_eq!(runs(&zigzag), 20);
        let found = signals(&zigzag, Lengths::default());
        assert_eq!(found, [Signal::TooManyRuns { runs: 20, most: 15 }]);
        let step: Vec<f64> = (0..20).map(|at| f64::from(u8::from(at >= 10))).collect();
        let found = signals(&step, Lengths { shift: 99, trend: 99 });
        assert!(found.contains(&Signal::TooFewRuns { runs: 2, fewest: 7 }));
    }

    #[test]
    fn a_point_far_out_is_astronomical() {
        let points = [10.0, 12.0, 11.0, 10.0, 12.0, 11.0, 40.0, 11.0, 10.0, 12.0, 11.0, 10.0];
        let limits = limits(&points).expect("enough points");
        let steps = 2.0 + 1.0 + 1.0 + 2.0 + 1.0 + 29.0 + 29.0 + 1.0 + 2.0 + 1.0 + 1.0;
        assert!((limits.upper - (160.0 / 12.0 + 2.66 * steps / 11.0)).abs() < 1e-9);
        assert!(
            signals(&points, Lengths::default())
                .contains(&Signal::Astronomical { above: true, point: 6 })
        );
    }

    #[test]
    fn short_flat_and_broken_charts_say_nothing() {
        for points in
            [&[][..], &[1.0], &[1.0, 9.0], &[3.0; 30], &[f64::NAN; 20], &[f64::INFINITY; 9]]
        {
            assert!(signals(points, Lengths::default()).is_empty(), "{points:?}");
        }
        assert_eq!(limits(&[1.0]), None);
        assert_eq!(limits(&[f64::NAN, 1.0]), None);
    }
}
