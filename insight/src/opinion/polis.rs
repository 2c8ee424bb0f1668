//! Polis's method, step by step, so that the same votes give the same figures as a Polis server:
//! its published algorithm (compdemocracy/polis, `math/src/polismath/math`), written anew.
//!
//! A Polis server remembers its last run: who was in, where the clusters were, how many groups it
//! showed. [`Memory`] is that state. Without it the figures that do not depend on the past are
//! the same, and groups may differ.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::clusters::{Cluster, Smoother, Start, distance, k_means, silhouette};
use super::components::{Components, Point, components};
use super::represent::{Shared, Spoken, across_groups, consensus, priorities, spoken_for};
use super::votes::{Tally, Votes};
use crate::arithmetic::tridiagonal::Unsettled;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// People cast at least this many votes, or all there are, to be counted in.
const VOTES_TO_BE_IN: usize = 7;
/// The most active are let in until so many are in.
const FEWEST_IN: usize = 15;
/// People are first brought together in this many small clusters.
const BASE: usize = 100;
const BASE_ROUNDS: usize = 100;
const GROUP_ROUNDS: usize = 20;
const MOST_GROUPS: usize = 5;

/// People who stand close together and are treated as one from then on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// Its number.
    pub id: usize,
    /// Who is in it.
    pub people: Vec<u64>,
    /// The mean of where they stand.
    pub centre: Point,
}

/// An opinion group: base clusters that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its number.
    pub id: usize,
    /// The numbers of its base clusters.
    pub bases: Vec<usize>,
    /// The mean of where its people stand.
    pub centre: Point,
}

/// What the next run builds on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Who is in. Whoever is in stays in.
    pub inside: BTreeSet<u64>,
    /// The base clusters.
    pub bases: Vec<Base>,
    /// The groups for each number of groups tried.
    pub groupings: BTreeMap<usize, Vec<Group>>,
    /// How many groups were shown.
    pub smoother: Smoother,
}

/// The figures of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Means and directions.
    pub components: Components,
    /// Where each person of the table stands, in the table's order.
    pub points: Vec<Point>,
    /// How well each number of groups separates.
    pub silhouettes: BTreeMap<usize, f64>,
    /// The groups shown.
    pub groups: Vec<Group>,
    /// For each group the tally of each statement.
    pub tallies: Vec<Vec<Tally>>,
    /// For each group the statements that speak for it.
    pub spoken: Vec<Vec<Spoken>>,
    /// Statements most agree with, and statements most disagree with.
    pub consensus: (Vec<Shared>, Vec<Shared>),
    /// For each statement how far all groups agree with it.
    pub across_groups: Vec<f64>,
    /// For each statement how much would be learnt by asking about it next.
    pub priorities: Vec<f64>,
    /// For the next run.
    pub memory: Memory,
}

impl Figures {
    /// How many people each group has.
    pub fn sizes(&self) -> Vec<usize> {
        self.groups.iter().map(|group| self.people_of(group).len()).collect()
    }

    /// The people of a group.
    pub fn people_of(&self, group: &Group) -> Vec<u64> {
        let bases: BTreeSet<usize> = group.bases.iter().copied().collect();
        let within = self.memory.bases.iter().filter(|base| bases.contains(&base.id));
        within.flat_map(|base| base.people.iter().copied()).collect()
    }
}

/// Who is counted in: those who voted enough, those who were in before, and the most active where
/// that makes too few.
pub fn inside(votes: &Votes, before: &BTreeSet<u64>) -> BTreeSet<u64> {
    let enough = VOTES_TO_BE_IN.min(votes.statements().len());
    let mut inside = before.clone();
    let mut others = Vec::new();
    for (person, row) in votes.people().iter().zip(votes.rows()) {
        if row.len() >= enough {
            inside.insert(*person);
        } else if !inside.contains(person) {
            others.push((std::cmp::Reverse(row.len()), *person));
        }
    }
    others.sort_unstable();
    let missing = FEWEST_IN.saturating_sub(inside.len());
    inside.extend(others.into_iter().take(missing).map(|(_, person)| person));
    inside
}

/// Runs the method once. `about_people` are statements about the people themselves.
pub fn run(
    votes: &Votes,
    about_people: &BTreeSet<u64>,
    memory: &Memory,
) -> Result<Figures, Unsettled> {
    let components = components(votes)?;
    let points = components.stand(votes);
    let inside = inside(votes, &memory.inside);
    let bases = base_clusters(votes, &points, &inside, memory);
    let mut smoother = memory.smoother;
    let (groupings, silhouettes) = groupings(&bases, memory);
    let best = silhouettes
        .iter()
        .max_by(|one, other| one.1.total_cmp(other.1))
        .map_or(0, |(number, _)| *number);
    let shown = smoother.take(best);
    let groups =
        groupings.get(&shown).or_else(|| groupings.get(&best)).cloned().unwrap_or_default();
    let tallies = tallies(votes, &bases, &groups);
    let everyone = votes.tally(0..votes.people().len());
    let reach: Vec<f64> =
        components.statements().iter().map(|point| distance(*point, [0.0; 2])).collect();
    Ok(Figures {
        spoken: spoken_for(&tallies, votes.statements(), votes.silenced()),
        consensus: consensus(&everyone, votes.statements(), votes.silenced()),
        across_groups: across_groups(&tallies),
        priorities: priorities(&tallies, votes.statements(), &reach, about_people),
        components,
        points,
        silhouettes,
        groups,
        tallies,
        memory: Memory { inside, bases, groupings, smoother },
    })
}

fn base_clusters(
    votes: &Votes,
    points: &[Point],
    inside: &BTreeSet<u64>,
    memory: &Memory,
) -> Vec<Base> {
    let within: Vec<(u64, Point)> = votes
        .people()
        .iter()
        .zip(points)
        .filter(|(person, _)| inside.contains(person))
        .map(|(person, point)| (*person, *point))
        .collect();
    let place: BTreeMap<u64, usize> = within.iter().map(|(person, _)| *person).zip(0..).collect();
    let earlier: Vec<Cluster> = memory
        .bases
        .iter()
        .map(|base| Cluster {
            id: base.id,
            members: base.people.iter().filter_map(|person| place.get(person)).copied().collect(),
            centre: base.centre,
        })
        .collect();
    let points: Vec<Point> = within.iter().map(|(_, point)| *point).collect();
    k_means(&points, &[], BASE, Start::Earlier(&earlier), BASE_ROUNDS)
        .into_iter()
        .map(|cluster| Base {
            id: cluster.id,
            people: cluster
                .members
                .iter()
                .filter_map(|at| within.get(*at))
                .map(|one| one.0)
                .collect(),
            centre: cluster.centre,
        })
        .collect()
}

type Groupings = (BTreeMap<usize, Vec<Group>>, BTreeMap<usize, f64>);

/// Groups of two and more, and how well each number separates.
fn groupings(bases: &[Base], memory: &Memory) -> Groupings {
    let points: Vec<Point> = bases.iter().map(|base| base.centre).collect();
    let weights: Vec<f64> = bases.iter().map(|base| base.people.len() as f64).collect();
    let place: BTreeMap<usize, usize> = bases.iter().map(|base| base.id).zip(0..).collect();
    let (mut found, mut separated) = (BTreeMap::new(), BTreeMap::new());
    if bases.is_empty() {
        return (found, separated);
    }
    for number in 2..=MOST_GROUPS.min(2 + bases.len() / 12) {
        let earlier: Vec<Cluster> = memory
            .groupings
            .get(&number)
            .into_iter()
            .flatten()
            .map(|group| Cluster {
                id: group.id,
                members: group.bases.iter().filter_map(|id| place.get(id)).copied().collect(),
                centre: group.centre,
            })
            .collect();
        let clusters = k_means(&points, &weights, number, Start::Earlier(&earlier), GROUP_ROUNDS);
        separated.insert(number, silhouette(&points, &clusters));
        let groups = clusters.into_iter().map(|cluster| Group {
            id: cluster.id,
            bases: cluster.members.iter().filter_map(|at| bases.get(*at)).map(|b| b.id).collect(),
            centre: cluster.centre,
        });
        found.insert(number, groups.collect());
    }
    (found, separated)
}

fn tallies(votes: &Votes, bases: &[Base], groups: &[Group]) -> Vec<Vec<Tally>> {
    let place: BTreeMap<u64, usize> = votes.people().iter().copied().zip(0..).collect();
    groups
        .iter()
        .map(|group| {
            let ids: BTreeSet<usize> = group.bases.iter().copied().collect();
            let people = bases.iter().filter(|base| ids.contains(&base.id));
            let people = people.flat_map(|base| &base.people);
            votes.tally(people.filter_map(|person| place.get(person).copied()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::votes::{Cast, Vote};
    use super::*;

    fn camps(people: u64) -> Votes {
        let cast = (0..people).flat_map(|person| {
            (0..10).map(move |statement| {
                let for_it = (person % 2 == 0) == (statement % 2 == 0);
                let odd = (person * 7 + statement * 3) % 11 == 0;
                let vote = match (odd, for_it) {
                    (true, _) => Vote::Pass,
                    (_, true) => Vote::Agree,
                    (_, false) => Vote::Disagree,
                };
                Cast { person, statement, vote, at: 0 }
            })
        });
        Votes::gather(cast, &BTreeSet::new())
    }

    #[test]
    fn two_camps_are_two_groups_and_stay_so() {
        let votes = camps(300);
        let first = run(&votes, &BTreeSet::new(), &Memory::default()).expect("settles");
        assert_eq!(first.groups.len(), 2);
        assert_eq!(first.sizes().iter().sum::<usize>(), 300);
        let of_one = first.people_of(&first.groups[0]);
        assert!(of_one.iter().all(|person| person % 2 == of_one[0] % 2));
        let again = run(&votes, &BTreeSet::new(), &first.memory).expect("settles");
        assert_eq!(first.groups, again.groups);
    }

    #[test]
    fn who_was_in_stays_in_and_the_most_active_fill_up() {
        let few = Votes::gather(
            (0..20).flat_map(|person| {
                (0..=person % 5)
                    .map(move |statement| Cast { person, statement, vote: Vote::Agree, at: 0 })
                    .chain([Cast { person, statement: 90, vote: Vote::Pass, at: 0 }])
            }),
            &BTreeSet::new(),
        );
        // Six statements: whoever voted on all six is in at once, the rest by activity.
        let found = inside(&few, &BTreeSet::from([0]));
        assert_eq!(found.len(), 15);
        assert!(found.contains(&0) && found.contains(&4) && !found.contains(&5));
    }

    #[test]
    fn nobody_makes_no_groups() {
        let none = run(&Votes::default(), &BTreeSet::new(), &Memory::default()).expect("settles");
        assert!(none.groups.is_empty() && none.points.is_empty());
        let one = run(&camps(1), &BTreeSet::new(), &Memory::default()).expect("settles");
        assert_eq!(one.sizes().iter().sum::<usize>(), 1);
    }
}
