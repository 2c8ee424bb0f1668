//! From a model's score to a chance between 0 and 1.
//!
//! Platt's sigmoid, fitted as in Lin, Lin and Weng, 'A note on Platt's probabilistic outputs for
//! support vector machines' (Machine Learning 68, 2007), algorithm 1: targets smoothed by the
//! number of examples, Newton's method with backtracking.

use serde::{Deserialize, Serialize};

/// chance = 1 / (1 + exp(slope · score + offset)).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sigmoid {
    /// Below nought when a higher score means a higher chance.
    pub slope: f64,
    /// Where the middle lies.
    pub offset: f64,
}

impl Default for Sigmoid {
    fn default() -> Self {
        Self { slope: -2.0, offset: 0.0 }
    }
}

impl Sigmoid {
    /// The chance that belongs to `score`.
    pub fn chance(&self, score: f64) -> f64 {
        1.0 / (1.0 + (self.slope * score + self.offset).exp())
    }

    /// The sigmoid nearest to `pairs` of score and truth. The default one when `pairs` has only
    /// one side, or when higher scores would mean lower chances.
    pub fn fit(pairs: &[(f64, bool)]) -> Self {
        let yes = pairs.iter().filter(|pair| pair.1).count();
        let no = pairs.len() - yes;
        if yes == 0 || no == 0 {
            return Self::default();
        }
        let fitted = newton(pairs, count(yes), count(no));
        let usable = fitted.slope < 0.0 && fitted.slope.is_finite() && fitted.offset.is_finite();
        if usable { fitted } else { Self::default() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of examples are far below 2^52")]
fn count(of: usize) -> f64 {
    of as f64
}

fn newton(pairs: &[(f64, bool)], yes: f64, no: f64) -> Sigmoid {
    let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let target = |is: bool| if is { high } else { low };
    let mut at = Sigmoid { slope: 0.0, offset: ((no + 1.0) / (yes + 1.0)).ln() };
    let mut value = loss(pairs, target, at);
    for _ in 0..100 {
        let Some((step, fall)) = direction(pairs, target, at) else { break };
        let mut size = 1.0;
        let moved = loop {
            let next = Sigmoid {
                slope: at.slope + size * step.slope,
                offset: at.offset + size * step.offset,
            };
            let next_value = loss(pairs, target, next);
            if next_value < value + 1e-4 * size * fall {
                break Some((next, next_value));
            }
            size /= 2.0;
            if size < 1e-10 {
                break None;
            }
        };
        match moved {
            Some((next, next_value)) => (at, value) = (next, next_value),
            None => break,
        }
    }
    at
}

/// Newton's step and the fall it promises; nothing when the slopes are as good as nought.
fn direction(
    pairs: &[(f64, bool)],
    target: impl Fn(bool) -> f64,
    at: Sigmoid,
) -> Option<(Sigmoid, f64)> {
    let (mut h11, mut h22, mut h21, mut g1, mut g2) = (1e-12, 1e-12, 0.0, 0.0, 0.0);
    for (score, is) in pairs {
        let p = at.chance(*score);
        let curve = p * (1.0 - p);
        h11 += score * score * curve;
        h22 += curve;
        h21 += score * curve;
        let slope = target(*is) - p;
        g1 += score * slope;
        g2 += slope;
    }
    if g1.abs() < 1e-5 && g2.abs() < 1e-5 {
        return None;
    }
    let det = h11 * h22 - h21 * h21;
    let step =
        Sigmoid { slope: -(h22 * g1 - h21 * g2) / det, offset: -(h11 * g2 - h21 * g1) / det };
    let fall = g1 * step.slope + g2 * step.offset;
    Some((step, fall))
}

fn loss(pairs: &[(f64, bool)], target: impl Fn(bool) -> f64, at: Sigmoid) -> f64 {
    pairs
        .iter()
        .map(|(score, is)| {
            let x = at.slope * score + at.offset;
            let t = target(*is);
            if x >= 0.0 { t * x + (-x).exp().ln_1p() } else { (t - 1.0) * x + x.exp().ln_1p() }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::chance::Chance;

    #[test]
    fn the_sigmoid_that_made_the_pairs_is_found_again() {
        let made = Sigmoid { slope: -3.0, offset: 1.0 };
        let mut chance = Chance::new(7);
        let mut even = || f64::from(u32::try_from(chance.below(1_000_000)).unwrap()) / 1e6;
        let pairs: Vec<_> = (0..20_000)
            .map(|_| {
                let score = 4.0 * even() - 2.0;
                (score, even() < made.chance(score))
            })
            .collect();
        let found = Sigmoid::fit(&pairs);
        assert!((found.slope - made.slope).abs() < 0.15, "{found:?}");
        assert!((found.offset - made.offset).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn one_side_or_a_fall_gives_the_default() {
        assert_eq!(Sigmoid::fit(&[(1.0, true)]), Sigmoid::default());
        assert_eq!(Sigmoid::fit(&[]), Sigmoid::default());
        let falling = [(1.0, false), (0.9, false), (-1.0, true), (-0.8, true)];
        assert_eq!(Sigmoid::fit(&falling), Sigmoid::default());
    }
}
