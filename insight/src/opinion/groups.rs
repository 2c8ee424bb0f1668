//! Opinion groups, or the answer that there is not enough to say groups exist.
//!
//! Components are exact at any size; the same votes and seed give the same groups. Groups are
//! named only when there are enough people and statements, when votes hang together more than
//! chance would make them, and when the groups come back in fresh draws of the same people.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::clusters::Cluster;
use super::components::{Components, Point, components};
use super::polis::inside;
use super::represent::{Shared, Spoken, across_groups, consensus, spoken_for};
use super::spread::{best_number, labels};
use super::stability::{Evidence, Trial, weigh};
use super::votes::{Tally, Votes};
use crate::arithmetic::chance::Chance;
use crate::arithmetic::matching::least_cost;
use crate::arithmetic::tridiagonal::Unsettled;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// When groups may be named. The figures are our own; `docs/insight/patterns.md` tells how often
/// they are right on made-up votes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The seed of every draw.
    pub seed: u64,
    /// The largest number of groups tried; at least 2.
    pub most_groups: usize,
    /// Below this many people nothing is said.
    pub fewest_people: usize,
    /// Below this many statements (those moderated out not counted) nothing is said.
    pub fewest_statements: usize,
    /// Votes dealt out anew by chance, to see how much would hang together anyway.
    pub deals: usize,
    /// The highest chance at which votes still count as hanging together, 0 to 1.
    pub chance: f64,
    /// Draws of the same people anew, to see whether the groups come back.
    pub draws: usize,
    /// The least agreement (adjusted Rand index) with the groups of those draws, up to 1.
    pub agreement: f64,
    /// The tests look at people drawn by chance, as many as have so many votes together.
    pub looked_at: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            most_groups: 5,
            fewest_people: 20,
            fewest_statements: 5,
            deals: 99,
            chance: 0.05,
            draws: 40,
            agreement: 0.6,
            looked_at: 200_000,
        }
    }
}

/// Why no groups are named.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Why {
    /// So many people voted enough, and so many are needed.
    TooFewPeople(usize, usize),
    /// So many statements are open, and so many are needed.
    TooFewStatements(usize, usize),
    /// Chance makes votes hang together as much as this.
    NoMoreThanChance,
    /// The groups do not come back when the same people are drawn anew.
    NotStable,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// There are groups.
    Groups(Box<Grouping>),
    /// There is not enough to say that groups exist.
    NotEnough(Why),
}

/// Groups of people. Small ones are given too: whoever shows them suppresses them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// The group of each person of the picture, in the picture's order.
    pub group_of: Vec<usize>,
    /// How many people each group has.
    pub sizes: Vec<usize>,
    /// Where the middle of each group stands.
    pub centres: Vec<Point>,
    /// How well they separate, −1 to 1.
    pub silhouette: f64,
    /// For each group the tally of each statement.
    pub tallies: Vec<Vec<Tally>>,
    /// For each group the statements that speak for it.
    pub spoken: Vec<Vec<Spoken>>,
    /// For each statement how far all groups agree with it.
    pub across_groups: Vec<f64>,
}

/// The picture everybody is on, and what can be said of groups on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Means and directions, from all votes.
    pub components: Components,
    /// The people who voted enough to be counted in.
    pub people: Vec<u64>,
    /// Where each of them stands.
    pub points: Vec<Point>,
    /// Statements most agree with, and statements most disagree with, of all people.
    pub consensus: (Vec<Shared>, Vec<Shared>),
    /// What the tests found; `None` where there was too little to test.
    pub evidence: Option<Evidence>,
    /// Groups or not.
    pub answer: Answer,
}

/// Looks for groups. With the outcome of an earlier run its group numbers are kept, as far as the
/// same people are in them.
pub fn groups(
    votes: &Votes,
    settings: &Settings,
    earlier: Option<&Outcome>,
) -> Result<Outcome, Unsettled> {
    let found = components(votes)?;
    let within = inside(votes, &BTreeSet::new());
    let places: Vec<usize> = (0..votes.people().len())
        .filter(|at| votes.people().get(*at).is_some_and(|person| within.contains(person)))
        .collect();
    let all_points = found.stand(votes);
    let mut outcome = Outcome {
        components: found,
        people: places.iter().filter_map(|at| votes.people().get(*at)).copied().collect(),
        points: places.iter().filter_map(|at| all_points.get(*at)).copied().collect(),
        consensus: consensus(
            &votes.tally(0..votes.people().len()),
            votes.statements(),
            votes.silenced(),
        ),
        evidence: None,
        answer: Answer::NotEnough(Why::TooFewPeople(places.len(), settings.fewest_people)),
    };
    let open = votes.silenced().iter().filter(|mute| !**mute).count();
    if places.len() < settings.fewest_people {
        return Ok(outcome);
    }
    if open < settings.fewest_statements {
        outcome.answer = Answer::NotEnough(Why::TooFewStatements(open, settings.fewest_statements));
        return Ok(outcome);
    }
    let mut chance = Chance::new(settings.seed);
    let (clusters, silhouette) = best_number(&outcome.points, settings.most_groups, &mut chance);
    let trial = Trial { votes, places: &places, points: &outcome.points, clusters: &clusters };
    let evidence = weigh(&trial, settings, &mut chance)?;
    outcome.answer = if evidence.chance > settings.chance {
        Answer::NotEnough(Why::NoMoreThanChance)
    } else if evidence.agreement < settings.agreement {
        Answer::NotEnough(Why::NotStable)
    } else {
        let clusters = renumbered(clusters, &outcome.people, earlier);
        Answer::Groups(Box::new(describe(votes, &places, &outcome.points, &clusters, silhouette)))
    };
    outcome.evidence = Some(evidence);
    Ok(outcome)
}

fn describe(
    votes: &Votes,
    places: &[usize],
    points: &[Point],
    clusters: &[Cluster],
    silhouette: f64,
) -> Grouping {
    let group_of = labels(points, clusters);
    let members = |id: usize| {
        places.iter().zip(&group_of).filter(move |(_, group)| **group == id).map(|(at, _)| *at)
    };
    let tallies: Vec<Vec<Tally>> =
        clusters.iter().map(|cluster| votes.tally(members(cluster.id))).collect();
    Grouping {
        sizes: clusters.iter().map(|cluster| members(cluster.id).count()).collect(),
        centres: clusters.iter().map(|cluster| cluster.centre).collect(),
        silhouette,
        spoken: spoken_for(&tallies, votes.statements(), votes.silenced()),
        across_groups: across_groups(&tallies),
        tallies,
        group_of,
    }
}

/// Gives clusters the numbers of the earlier groups whose people they share most; numbers run
/// from 0 without gaps.
fn renumbered(
    mut clusters: Vec<Cluster>,
    people: &[u64],
    earlier: Option<&Outcome>,
) -> Vec<Cluster> {
    let Some(Outcome { people: before, answer: Answer::Groups(old), .. }) = earlier else {
        return clusters;
    };
    let group: BTreeMap<u64, usize> =
        before.iter().copied().zip(old.group_of.iter().copied()).collect();
    let costs: Vec<Vec<f64>> = clusters
        .iter()
        .map(|cluster| {
            let mut shared = vec![0.0; clusters.len().max(old.sizes.len())];
            let members = cluster.members.iter().filter_map(|at| people.get(*at));
            for number in members.filter_map(|person| group.get(person)) {
                if let Some(count) = shared.get_mut(*number) {
                    *count -= 1.0;
                }
            }
            shared.truncate(clusters.len());
            shared
        })
        .collect();
    for (cluster, number) in clusters.iter_mut().zip(least_cost(&costs)) {
        cluster.id = number.unwrap_or(cluster.id);
    }
    clusters.sort_by_key(|cluster| cluster.id);
    clusters
}

/// The share of each group, 0 to 1, when each person counts by a weight (such as that of their
/// place in the census) in place of one. Shown beside the raw shares, never in their place.
pub fn weighted_shares(
    grouping: &Grouping,
    people: &[u64],
    weight: impl Fn(u64) -> f64,
) -> Vec<f64> {
    let mut sums = vec![0.0; grouping.sizes.len()];
    for (person, group) in people.iter().zip(&grouping.group_of) {
        if let Some(sum) = sums.get_mut(*group) {
            *sum += weight(*person).max(0.0);
        }
    }
    let all: f64 = sums.iter().sum();
    if all > 0.0 {
        for sum in &mut sums {
            *sum /= all;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::super::votes::{Cast, Vote};
    use super::*;
    use crate::arithmetic::agreement::adjusted_rand;

    /// People of several camps, who vote with their camp nine times in ten; or, with no camps,
    /// as the coin falls.
    fn made(people: u64, camps: u64, seed: u64) -> Votes {
        let mut chance = Chance::new(seed);
        let mut cast = Vec::new();
        for person in 0..people {
            for statement in 0..24_u64 {
                if chance.fraction() < 0.3 {
                    continue;
                }
                let sides = crate::arithmetic::chance::mixed(statement * 31 + 7);
                let with = (camps > 0).then(|| sides >> (person % camps.max(1)) & 1 == 1);
                let agree = match with {
                    Some(with) => with != (chance.fraction() < 0.1),
                    None => chance.fraction() < 0.5,
                };
                let vote = if agree { Vote::Agree } else { Vote::Disagree };
                cast.push(Cast { person, statement, vote, at: 0 });
            }
        }
        Votes::gather(cast, &BTreeSet::new())
    }

    fn few_draws() -> Settings {
        Settings { deals: 39, draws: 15, ..Settings::default() }
    }

    #[test]
    fn three_camps_are_found_and_keep_their_numbers() {
        let first = groups(&made(120, 3, 1), &few_draws(), None).expect("settles");
        let Answer::Groups(found) = &first.answer else { panic!("{:?}", first.answer) };
        let camps: Vec<usize> = (0..120).map(|person| person % 3).collect();
        assert!(adjusted_rand(&camps, &found.group_of) > 0.8 && found.sizes.len() == 3);
        let other = Settings { seed: 99, ..few_draws() };
        let again = groups(&made(126, 3, 2), &other, Some(&first)).expect("settles");
        let Answer::Groups(kept) = &again.answer else { panic!("{:?}", again.answer) };
        let same = found.group_of.iter().zip(&kept.group_of).filter(|(one, other)| one == other);
        assert!(same.count() > 108, "most people keep their group's number");
        let counted: Vec<u64> = first
            .people
            .iter()
            .zip(&found.group_of)
            .filter(|(_, group)| **group == 1)
            .map(|one| *one.0)
            .collect();
        let shares =
            weighted_shares(found, &first.people, |person| f64::from(counted.contains(&person)));
        assert_eq!(shares, [0.0, 1.0, 0.0]);
    }

    #[test]
    fn chance_votes_are_not_called_groups() {
        for seed in 0..6 {
            let found = groups(&made(80, 0, seed), &few_draws(), None).expect("settles");
            assert!(matches!(found.answer, Answer::NotEnough(_)), "{seed}: {:?}", found.evidence);
        }
    }

    #[test]
    fn too_few_people_or_statements_are_told() {
        let few = groups(&made(12, 2, 1), &few_draws(), None).expect("settles");
        assert_eq!(few.answer, Answer::NotEnough(Why::TooFewPeople(12, 20)));
        let mute: BTreeSet<u64> = (0..20).collect();
        let cast = (0..30).flat_map(|person| {
            (0..24).map(move |statement| Cast { person, statement, vote: Vote::Agree, at: 0 })
        });
        let muted = groups(&Votes::gather(cast, &mute), &few_draws(), None).expect("settles");
        assert_eq!(muted.answer, Answer::NotEnough(Why::TooFewStatements(4, 5)));
        let none = groups(&Votes::default(), &few_draws(), None).expect("settles");
        assert_eq!(none.answer, Answer::NotEnough(Why::TooFewPeople(0, 20)));
    }
}
