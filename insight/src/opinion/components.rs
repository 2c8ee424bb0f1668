//! The two directions along which people differ most, and where each person stands on them.
//!
//! A statement that somebody did not vote on counts as its mean. Less the mean that is nought, so
//! the filled-in table never needs to be written out: only votes are touched, whatever the size.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::votes::Votes;
use crate::arithmetic::lanczos::{EXACT, Symmetric, leading};
use crate::arithmetic::tridiagonal::Unsettled;
use serde::{Deserialize, Serialize};

/// The seed of the first direction tried. It does not change the answer.
const SEED: u64 = 0x0059_6f75_5361_6964;

/// A place on the picture.
pub type Point = [f64; 2];

/// The means and the two leading components of a table of votes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Components {
    /// The mean vote on each statement: 1 all agree, −1 all disagree; 0 where moderated out.
    pub centre: Vec<f64>,
    /// Two directions of length 1, with one figure for each statement; all noughts when the votes
    /// have no such direction.
    pub directions: [Vec<f64>; 2],
    /// The share of all differences that lies along each direction, 0 to 1.
    pub share: [f64; 2],
}

/// The table less its means, by what its square does to a vector.
struct Differences<'a> {
    votes: &'a Votes,
    centre: &'a [f64],
}

impl Symmetric for Differences<'_> {
    fn size(&self) -> usize {
        self.centre.len()
    }

    fn times(&self, vector: &[f64], product: &mut [f64]) {
        product.fill(0.0);
        let silenced = self.votes.silenced();
        for row in self.votes.rows() {
            let voted = || row.iter().filter(|(at, _)| !silenced[*at as usize]);
            let along: f64 = voted()
                .map(|&(at, vote)| (vote.figure() - self.centre[at as usize]) * vector[at as usize])
                .sum();
            for &(at, vote) in voted() {
                product[at as usize] += along * (vote.figure() - self.centre[at as usize]);
            }
        }
    }
}

/// Finds the components. Fails only on figures that are not numbers, which votes cannot give.
pub fn components(votes: &Votes) -> Result<Components, Unsettled> {
    components_within(votes, EXACT)
}

/// Finds the components with this much left over, in parts of the largest, for tests that look
/// at many made-up tables and need no more.
pub fn components_within(votes: &Votes, left_over: f64) -> Result<Components, Unsettled> {
    let centre = centre(votes);
    let found = leading(&Differences { votes, centre: &centre }, 2, SEED, left_over)?;
    let silenced = votes.silenced();
    let all: f64 = votes
        .cells()
        .iter()
        .filter(|(at, _)| !silenced[*at as usize])
        .map(|&(at, vote)| (vote.figure() - centre[at as usize]).powi(2))
        .sum();
    let mut directions = [vec![0.0; centre.len()], vec![0.0; centre.len()]];
    let mut share = [0.0; 2];
    for (which, component) in found.into_iter().enumerate() {
        if component.value > 1e-12 * all {
            share[which] = component.value / all;
            directions[which] = component.vector;
        }
    }
    Ok(Components { centre, directions, share })
}

fn centre(votes: &Votes) -> Vec<f64> {
    let everyone = 0..votes.people().len();
    votes
        .tally(everyone)
        .iter()
        .zip(votes.silenced())
        .map(|(tally, silenced)| {
            if *silenced || tally.seen == 0 {
                return 0.0;
            }
            (f64::from(tally.agree) - f64::from(tally.disagree)) / f64::from(tally.seen)
        })
        .collect()
}

impl Components {
    /// Where each person stands. Those who voted on little are drawn out from the middle by the
    /// root of statements over votes; a statement moderated out counts as voted on by everybody
    /// (both as Polis does).
    pub fn stand(&self, votes: &Votes) -> Vec<Point> {
        let silenced = votes.silenced();
        let mute = silenced.iter().filter(|mute| **mute).count();
        let all = self.centre.len() as f64;
        votes
            .rows()
            .map(|row| {
                let (mut seen, mut point) = (mute, [0.0; 2]);
                for &(at, vote) in row.iter().filter(|(at, _)| !silenced[*at as usize]) {
                    seen += 1;
                    let apart = vote.figure() - self.centre[at as usize];
                    point[0] += apart * self.directions[0][at as usize];
                    point[1] += apart * self.directions[1][at as usize];
                }
                let stretch = (all / seen.max(1) as f64).sqrt();
                point.map(|place| place * stretch)
            })
            .collect()
    }

    /// Where somebody would stand who agreed with one statement and voted on no other; one point
    /// for each statement.
    pub fn statements(&self) -> Vec<Point> {
        let stretch = (self.centre.len() as f64).sqrt();
        let [first, second] = &self.directions;
        self.centre
            .iter()
            .zip(first.iter().zip(second))
            .map(|(mean, (one, other))| {
                [(1.0 - mean) * one * stretch, (1.0 - mean) * other * stretch]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::votes::{Cast, Vote};
    use super::*;
    use std::collections::BTreeSet;

    fn table(rows: &[&[i8]]) -> Votes {
        let cast = rows.iter().zip(0..).flat_map(|(row, person)| {
            row.iter().zip(0..).filter_map(move |(figure, statement)| {
                let vote = match figure {
                    1 => Vote::Agree,
                    0 => Vote::Pass,
                    -1 => Vote::Disagree,
                    _ => return None,
                };
                Some(Cast { person, statement, vote, at: 0 })
            })
        });
        Votes::gather(cast, &BTreeSet::new())
    }

    #[test]
    fn two_camps_stand_on_two_sides() {
        let votes = table(&[&[1, 1, -1], &[1, 1, -1], &[-1, -1, 1], &[-1, -1, 1]]);
        let found = components(&votes).expect("settles");
        let points = found.stand(&votes);
        assert!((found.share[0] - 1.0).abs() < 1e-9 && found.share[1].abs() < 1e-9);
        assert!((points[0][0] + points[2][0]).abs() < 1e-9);
        assert!((points[0][0].abs() - 3.0_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn few_votes_are_drawn_out_from_the_middle() {
        let votes = table(&[&[1, 1, 1, 1], &[-1, -1, -1, -1], &[1, 9, 9, 9]]);
        let found = components(&votes).expect("settles");
        let points = found.stand(&votes);
        let direction = found.directions[0][0] * (1.0 - found.centre[0]);
        assert!((points[2][0] - direction * 2.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_and_unanimity_have_no_direction() {
        let none = components(&Votes::default()).expect("settles");
        assert!(none.centre.is_empty() && none.statements().is_empty());
        let same = components(&table(&[&[1, 1], &[1, 1]])).expect("settles");
        assert!(same.share.iter().all(|share| *share < 1e-12));
    }
}
