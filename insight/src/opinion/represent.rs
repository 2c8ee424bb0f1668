//! Which statements speak for a group, which everybody shares, and which to ask about next.
//!
//! The tests are Polis's: one proportion against a half, and two proportions against each other,
//! both with one vote added, at 90 per cent, one-sided.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::votes::Tally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The figure above which a test holds at 90 per cent, one-sided.
const HOLDS: f64 = 1.2816;
/// How many statements a list has at most.
const LONGEST: usize = 5;
/// The priority of a statement about the people themselves (Polis's 7, squared).
const ABOUT_PEOPLE: f64 = 49.0;

/// Agree or disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Agree.
    Agree,
    /// Disagree.
    Disagree,
}

/// How strongly a group takes a side on a statement, and how far that sets it apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Strength {
    /// People of the group who took this side.
    pub took: u32,
    /// People of the group who voted on the statement, passes too.
    pub seen: u32,
    /// (took + 1) / (seen + 2).
    pub share: f64,
    /// The figure of the test that the share is above a half.
    pub share_test: f64,
    /// The share over that of everybody else.
    pub ratio: f64,
    /// The figure of the test that the share is above everybody else's.
    pub ratio_test: f64,
}

impl Strength {
    /// Of those in a group, (took the side, voted), against those outside it.
    pub fn of(inside: (u32, u32), outside: (u32, u32)) -> Self {
        let share = |(took, seen): (u32, u32)| (f64::from(took) + 1.0) / (f64::from(seen) + 2.0);
        Self {
            took: inside.0,
            seen: inside.1,
            share: share(inside),
            share_test: above_half(inside),
            ratio: share(inside) / share(outside),
            ratio_test: above_other(inside, outside),
        }
    }

    fn sets_apart(&self) -> bool {
        self.ratio_test > HOLDS && self.share_test > HOLDS
    }

    fn weight(&self) -> f64 {
        self.ratio * self.ratio_test * self.share * self.share_test
    }
}

/// One proportion against a half: 2 √n (p − ½), with one vote added.
pub fn above_half((took, seen): (u32, u32)) -> f64 {
    let seen = f64::from(seen) + 1.0;
    2.0 * seen.sqrt() * ((f64::from(took) + 1.0) / seen - 0.5)
}

/// Two proportions against each other, pooled, with one vote added to each; 0 where all votes of
/// both are of that side.
pub fn above_other(inside: (u32, u32), outside: (u32, u32)) -> f64 {
    let [took_in, seen_in, took_out, seen_out] =
        [inside.0, inside.1, outside.0, outside.1].map(|count| f64::from(count) + 1.0);
    let pooled = (took_in + took_out) / (seen_in + seen_out);
    if (pooled - 1.0).abs() < 1e-12 {
        return 0.0;
    }
    let spread = (pooled * (1.0 - pooled) * (1.0 / seen_in + 1.0 / seen_out)).sqrt();
    (took_in / seen_in - took_out / seen_out) / spread
}

/// A statement that speaks for a group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spoken {
    /// The statement's number.
    pub statement: u64,
    /// The side that sets the group apart.
    pub side: Side,
    /// How strongly.
    pub strength: Strength,
    /// How many of the group agreed, where this is the group's best agreed statement.
    pub best_agreed: Option<u32>,
}

/// Both sides of one statement for one group.
struct Pair {
    statement: u64,
    agree: Strength,
    disagree: Strength,
}

impl Pair {
    fn spoken(&self) -> Spoken {
        let (side, strength) = if self.agree.ratio_test > self.disagree.ratio_test {
            (Side::Agree, self.agree)
        } else {
            (Side::Disagree, self.disagree)
        };
        Spoken { statement: self.statement, side, strength, best_agreed: None }
    }

    fn beats_as_agreed(&self, best: Option<&Self>) -> bool {
        let agreed = |pair: &Self| pair.agree.share * pair.agree.share_test;
        match best {
            _ if self.agree.took == 0 && self.disagree.took == 0 => false,
            Some(best) if best.agree.ratio > 1.0 => self.agree.weight() > best.agree.weight(),
            Some(best) => agreed(self) > agreed(best),
            None => {
                self.agree.share_test > HOLDS || (self.agree.ratio > 1.0 && self.agree.share > 0.5)
            }
        }
    }
}

/// For each group the statements that speak for it, at most five, agreed ones first; always one
/// where anything was voted on. `groups` holds, for each group, the tally of each statement.
/// Silenced statements are left out.
pub fn spoken_for(
    groups: &[Vec<Tally>],
    statements: &[u64],
    silenced: &[bool],
) -> Vec<Vec<Spoken>> {
    (0..groups.len())
        .map(|group| {
            let pairs = statements.iter().zip(silenced).enumerate();
            let pairs = pairs.filter(|(_, (_, mute))| !**mute);
            choose(pairs.map(|(at, (&statement, _))| pair(groups, group, at, statement)))
        })
        .collect()
}

fn pair(groups: &[Vec<Tally>], group: usize, at: usize, statement: u64) -> Pair {
    let (mut inside, mut outside) = (Tally::default(), Tally::default());
    for (place, tallies) in groups.iter().enumerate() {
        let side = if place == group { &mut inside } else { &mut outside };
        let more = tallies.get(at).copied().unwrap_or_default();
        side.agree += more.agree;
        side.disagree += more.disagree;
        side.seen += more.seen;
    }
    Pair {
        statement,
        agree: Strength::of((inside.agree, inside.seen), (outside.agree, outside.seen)),
        disagree: Strength::of((inside.disagree, inside.seen), (outside.disagree, outside.seen)),
    }
}

fn choose(pairs: impl Iterator<Item = Pair>) -> Vec<Spoken> {
    let mut enough: Vec<Spoken> = Vec::new();
    let mut best: Option<Spoken> = None;
    let mut agreed: Option<Pair> = None;
    for pair in pairs {
        let spoken = pair.spoken();
        if pair.agree.sets_apart() || pair.disagree.sets_apart() {
            enough.push(spoken);
        }
        let better = best.is_none_or(|best| spoken.strength.ratio_test > best.strength.ratio_test);
        if enough.is_empty() && better {
            best = Some(spoken);
        }
        if pair.beats_as_agreed(agreed.as_ref()) {
            agreed = Some(pair);
        }
    }
    let agreed = agreed.map(|pair| Spoken { best_agreed: Some(pair.agree.took), ..pair.spoken() });
    if enough.is_empty() {
        return agreed.or(best).into_iter().collect();
    }
    enough.retain(|spoken| Some(spoken.statement) != agreed.map(|head| head.statement));
    enough.sort_by(|a, b| b.strength.weight().total_cmp(&a.strength.weight()));
    let mut listed: Vec<Spoken> = agreed.into_iter().chain(enough).take(LONGEST).collect();
    listed.sort_by_key(|spoken| spoken.side == Side::Disagree);
    listed
}

/// A statement that most people take one side on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// The statement's number.
    pub statement: u64,
    /// People who took the side.
    pub took: u32,
    /// People who voted on it.
    pub seen: u32,
    /// (took + 1) / (seen + 2).
    pub share: f64,
    /// The figure of the test that the share is above a half.
    pub share_test: f64,
}

/// The statements most people agree with, and those most disagree with; at most five each.
pub fn consensus(
    everyone: &[Tally],
    statements: &[u64],
    silenced: &[bool],
) -> (Vec<Shared>, Vec<Shared>) {
    let list = |side: Side| {
        let mut shared: Vec<Shared> = everyone
            .iter()
            .zip(statements)
            .zip(silenced)
            .filter(|(_, mute)| !**mute)
            .map(|((tally, &statement), _)| {
                let took = if side == Side::Agree { tally.agree } else { tally.disagree };
                let strength = Strength::of((took, tally.seen), (0, 0));
                let Strength { share, share_test, .. } = strength;
                Shared { statement, took, seen: tally.seen, share, share_test }
            })
            .filter(|shared| shared.share > 0.5 && shared.share_test > HOLDS)
            .collect();
        shared.sort_by(|a, b| (b.share * b.share_test).total_cmp(&(a.share * a.share_test)));
        shared.truncate(LONGEST);
        shared
    };
    (list(Side::Agree), list(Side::Disagree))
}

/// For each statement how far all groups agree with it: the product of each group's
/// (agree + 1) / (seen + 2). High only where no group stands apart.
pub fn across_groups(groups: &[Vec<Tally>]) -> Vec<f64> {
    let statements = groups.first().map_or(0, Vec::len);
    (0..statements)
        .map(|at| {
            groups
                .iter()
                .filter_map(|tallies| tallies.get(at))
                .map(|tally| (f64::from(tally.agree) + 1.0) / (f64::from(tally.seen) + 2.0))
                .product()
        })
        .collect()
}

/// For each statement how much is learnt by asking about it next: more where people agree, where
/// it divides them, where few pass, and where few have voted yet. `reach` is how far from the
/// middle a vote on the statement alone would put somebody; `about_people` are statements about
/// the people themselves, which are all asked.
pub fn priorities(
    groups: &[Vec<Tally>],
    statements: &[u64],
    reach: &[f64],
    about_people: &BTreeSet<u64>,
) -> Vec<f64> {
    statements
        .iter()
        .zip(reach)
        .enumerate()
        .map(|(at, (statement, reach))| {
            if about_people.contains(statement) {
                return ABOUT_PEOPLE;
            }
            let count = |of: fn(&Tally) -> u32| -> f64 {
                groups.iter().filter_map(|one| one.get(at)).map(|one| f64::from(of(one))).sum()
            };
            let seen = count(|tally| tally.seen);
            let agreed = (count(|tally| tally.agree) + 1.0) / (seen + 2.0);
            let passed = (count(Tally::passed) + 1.0) / (seen + 2.0);
            let new = 1.0 + 8.0 * 2.0_f64.powf(-seen / 5.0);
            ((1.0 - passed) * (reach + 1.0) * agreed * new).powi(2)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, known: f64) {
        assert!((found - known).abs() < 1e-9, "{found} is not {known}");
    }

    #[test]
    fn tests_of_shares_follow_their_formulas() {
        near(above_half((0, 0)), 1.0);
        near(above_half((7, 8)), 2.0 * 3.0 * (8.0 / 9.0 - 0.5));
        near(above_other((3, 3), (2, 2)), 0.0);
        // 4/5 against 2/8, pooled 6/13.
        let spread = (6.0 / 13.0 * 7.0 / 13.0 * (0.2 + 0.125_f64)).sqrt();
        near(above_other((3, 4), (1, 7)), 0.55 / spread);
    }

    fn tally(agree: u32, disagree: u32, seen: u32) -> Tally {
        Tally { agree, disagree, seen }
    }

    #[test]
    fn each_group_has_its_own_statements() {
        let groups = [
            vec![tally(10, 0, 10), tally(0, 10, 10), tally(9, 0, 10), tally(10, 0, 10)],
            vec![tally(0, 10, 10), tally(10, 0, 10), tally(9, 1, 10), tally(0, 10, 10)],
        ];
        let found = spoken_for(&groups, &[4, 5, 6, 7], &[false, false, false, true]);
        let first: Vec<_> = found[0].iter().map(|one| (one.statement, one.side)).collect();
        assert_eq!(first, [(4, Side::Agree), (5, Side::Disagree)]);
        assert_eq!(found[1][0].statement, 5);
        assert_eq!(found[1][0].best_agreed, Some(10));
    }

    #[test]
    fn a_group_without_votes_still_has_its_best() {
        let groups = [vec![tally(0, 0, 0)], vec![tally(3, 1, 4)]];
        let found = spoken_for(&groups, &[1], &[false]);
        assert_eq!(found[0].len(), 1);
        assert!(spoken_for(&[], &[], &[]).is_empty());
    }

    #[test]
    fn consensus_needs_more_than_half() {
        let (agreed, against) = consensus(
            &[tally(18, 1, 20), tally(10, 10, 20), tally(1, 18, 20), tally(20, 0, 20)],
            &[1, 2, 3, 4],
            &[false, false, false, true],
        );
        assert_eq!(agreed.iter().map(|one| one.statement).collect::<Vec<_>>(), [1]);
        assert_eq!(against.iter().map(|one| one.statement).collect::<Vec<_>>(), [3]);
        near(agreed[0].share, 19.0 / 22.0);
    }

    #[test]
    fn one_group_against_brings_shared_agreement_down() {
        let scores = across_groups(&[
            vec![tally(8, 0, 8), tally(8, 0, 8)],
            vec![tally(8, 0, 8), tally(0, 8, 8)],
        ]);
        near(scores[0], 0.81);
        near(scores[1], 0.09);
    }

    #[test]
    fn new_statements_come_first_and_those_about_people_always() {
        let groups = [vec![tally(0, 0, 0), tally(50, 50, 100), tally(0, 0, 100)]];
        let found = priorities(&groups, &[1, 2, 3], &[0.0, 1.0, 0.0], &BTreeSet::from([3]));
        near(found[0], (0.25 * 9.0_f64).powi(2));
        assert!(found[0] > found[1]);
        near(found[2], 49.0);
    }
}
