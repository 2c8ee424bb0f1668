//! Are there groups at all? Two tests, and a figure beside them.
//!
//! Chance: votes on each statement are dealt out anew among the people who voted on it, so that
//! each statement keeps its votes and each person their statements, and only what hangs together
//! is lost. Stability: the same people are drawn anew with repeats and grouped again.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::clusters::Cluster;
use super::components::{Point, components_within};
use super::groups::Settings;
use super::spread::{best_number, labels, spread};
use super::votes::{Vote, Votes};
use crate::arithmetic::agreement::adjusted_rand;
use crate::arithmetic::chance::Chance;
use crate::arithmetic::tridiagonal::Unsettled;
use serde::{Deserialize, Serialize};

/// What the tests found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// People looked at.
    pub people: usize,
    /// The share of all differences that lies along the two directions, 0 to 1.
    pub share: f64,
    /// The mean of that share when votes are dealt out by chance.
    pub share_by_chance: f64,
    /// How often chance gives as large a share, 0 to 1, itself counted.
    pub chance: f64,
    /// The mean agreement of the groups with those of fresh draws (adjusted Rand index).
    pub agreement: f64,
    /// How often one round heap of people without gaps separates as well, 0 to 1. When this is
    /// high, people differ along a line rather than in camps, and the line between groups is one
    /// of convenience: say so.
    pub one_heap: f64,
}

/// What is put to the test.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// All votes.
    pub votes: &'a Votes,
    /// The places of the people counted in.
    pub places: &'a [usize],
    /// Where they stand.
    pub points: &'a [Point],
    /// Their groups.
    pub clusters: &'a [Cluster],
}

/// What may be left over of a component where only its size is compared, and where people are
/// placed by it.
const SIZE_ONLY: f64 = 1e-3;
const DIRECTIONS: f64 = 1e-5;

type Row = Vec<(u32, Vote)>;

/// Weighs the evidence, on people enough for `settings.looked_at` votes.
pub fn weigh(
    trial: &Trial<'_>,
    settings: &Settings,
    chance: &mut Chance,
) -> Result<Evidence, Unsettled> {
    let votes: usize = trial.places.iter().map(|at| trial.votes.of(*at).len()).sum();
    let each = votes.div_ceil(trial.places.len().max(1)).max(1);
    let looked = chance.sample(trial.places.len(), settings.looked_at.div_ceil(each));
    let rows: Vec<Row> =
        looked.iter().map(|at| trial.votes.of(trial.places[*at]).to_vec()).collect();
    let points: Vec<Point> = looked.iter().map(|at| trial.points[*at]).collect();
    let table = trial.votes.with_rows(&rows);
    let share = shared(&table)?;
    let (mut as_large, mut sum) = (1_usize, 0.0);
    for _ in 0..settings.deals {
        let dealt = shared(&trial.votes.with_rows(&dealt_anew(&rows, &table, chance)))?;
        sum += dealt;
        as_large += usize::from(dealt >= share);
    }
    Ok(Evidence {
        people: rows.len(),
        share,
        share_by_chance: sum / settings.deals.max(1) as f64,
        chance: as_large as f64 / (settings.deals + 1) as f64,
        agreement: agreement(trial, &rows, &table, &points, settings.draws, chance)?,
        one_heap: one_heap(&points, settings, chance),
    })
}

fn shared(votes: &Votes) -> Result<f64, Unsettled> {
    Ok(components_within(votes, SIZE_ONLY)?.share.iter().sum())
}

/// Each statement's votes, shuffled among those who voted on it.
fn dealt_anew(rows: &[Row], table: &Votes, chance: &mut Chance) -> Vec<Row> {
    let mut votes: Vec<Vec<Vote>> = vec![Vec::new(); table.statements().len()];
    for &(at, vote) in rows.iter().flatten() {
        votes[at as usize].push(vote);
    }
    for column in &mut votes {
        chance.shuffle(column);
    }
    rows.iter()
        .map(|row| {
            row.iter().filter_map(|&(at, _)| Some((at, votes[at as usize].pop()?))).collect()
        })
        .collect()
}

/// The mean agreement with the groups that fresh draws of the same people give to everybody.
fn agreement(
    trial: &Trial<'_>,
    rows: &[Row],
    table: &Votes,
    points: &[Point],
    draws: usize,
    chance: &mut Chance,
) -> Result<f64, Unsettled> {
    let known = labels(points, trial.clusters);
    let mut sum = 0.0;
    for _ in 0..draws {
        let again: Vec<Row> =
            (0..rows.len()).map(|_| rows[chance.below(rows.len())].clone()).collect();
        let again = trial.votes.with_rows(&again);
        let found = components_within(&again, DIRECTIONS)?;
        let clusters = spread(&found.stand(&again), trial.clusters.len(), chance);
        sum += adjusted_rand(&known, &labels(&found.stand(table), &clusters));
    }
    Ok(if draws == 0 { 0.0 } else { sum / draws as f64 })
}

/// How often points of one normal heap, as long and as wide as these, separate as well (after
/// Liu, Hayes, Nobel and Marron 2008).
fn one_heap(points: &[Point], settings: &Settings, chance: &mut Chance) -> f64 {
    let most = settings.most_groups;
    let (_, seen) = best_number(points, most, chance);
    let all = points.len().max(1) as f64;
    let mean = |of: &dyn Fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / all;
    let middle = [mean(&|point| point[0]), mean(&|point| point[1])];
    let wide = mean(&|point| (point[0] - middle[0]).powi(2));
    let both = mean(&|point| (point[0] - middle[0]) * (point[1] - middle[1]));
    let high = mean(&|point| (point[1] - middle[1]).powi(2));
    let along = wide.sqrt();
    let lean = if along > 0.0 { both / along } else { 0.0 };
    let across = (high - lean * lean).max(0.0).sqrt();
    let rounds = settings.draws.max(1);
    let mut as_well = 1_usize;
    for _ in 0..rounds {
        let heap: Vec<Point> = (0..points.len().min(500))
            .map(|_| {
                let (first, second) = (chance.normal(), chance.normal());
                [along * first, lean * first + across * second]
            })
            .collect();
        as_well += usize::from(best_number(&heap, most, chance).1 >= seen);
    }
    as_well as f64 / (rounds + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn dealing_anew_keeps_every_statements_votes_and_everybodys_statements() {
        let cast = (0..30_u64).flat_map(|person| {
            (0..6_u64).filter(move |statement| (person + statement) % 3 != 0).map(
                move |statement| {
                    let vote = if person % 2 == 0 { Vote::Agree } else { Vote::Disagree };
                    super::super::votes::Cast { person, statement, vote, at: 0 }
                },
            )
        });
        let votes = Votes::gather(cast, &BTreeSet::new());
        let rows: Vec<Row> = votes.rows().map(<[(u32, Vote)]>::to_vec).collect();
        let dealt = votes.with_rows(&dealt_anew(&rows, &votes, &mut Chance::new(2)));
        assert_eq!(votes.tally(0..30), dealt.tally(0..30));
        for person in 0..30 {
            let places =
                |table: &Votes| table.of(person).iter().map(|one| one.0).collect::<Vec<_>>();
            assert_eq!(places(&votes), places(&dealt));
        }
        assert_ne!(votes.cells(), dealt.cells());
    }

    #[test]
    fn one_heap_and_two_are_told_apart() {
        let mut chance = Chance::new(8);
        let settings = Settings { draws: 30, ..Settings::default() };
        let one: Vec<Point> = (0..300).map(|_| [chance.normal() * 2.0, chance.normal()]).collect();
        let two: Vec<Point> = (0..300_u32)
            .map(|at| [f64::from(at % 2) * 9.0 + chance.normal(), chance.normal()])
            .collect();
        assert!(one_heap(&one, &settings, &mut chance) > 0.05);
        assert!(one_heap(&two, &settings, &mut chance) < 0.05);
    }
}
