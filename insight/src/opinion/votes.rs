//! Votes as a table of people and statements. Most of it is empty, and only what was voted is
//! kept.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a person made of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Vote {
    /// 'Agree'.
    Agree,
    /// 'Disagree'.
    Disagree,
    /// 'Pass' or 'unsure': seen, and no side taken.
    Pass,
}

impl Vote {
    /// 1 for agree, −1 for disagree, 0 for pass.
    pub fn figure(self) -> f64 {
        match self {
            Self::Agree => 1.0,
            Self::Disagree => -1.0,
            Self::Pass => 0.0,
        }
    }
}

/// A vote as it was cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// Who: any number that stands for the person.
    pub person: u64,
    /// On what: any number that stands for the statement.
    pub statement: u64,
    /// What they chose.
    pub vote: Vote,
    /// When, in any unit that grows; of two votes of one person on one statement the later holds.
    pub at: i64,
}

/// Agree, disagree and all votes (passes too) on one statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// People who agreed.
    pub agree: u32,
    /// People who disagreed.
    pub disagree: u32,
    /// People who saw it and chose: agree, disagree or pass.
    pub seen: u32,
}

impl Tally {
    /// Counts one more vote.
    pub fn count(&mut self, vote: Vote) {
        self.seen += 1;
        match vote {
            Vote::Agree => self.agree += 1,
            Vote::Disagree => self.disagree += 1,
            Vote::Pass => {}
        }
    }

    /// People who passed.
    pub fn passed(&self) -> u32 {
        self.seen.saturating_sub(self.agree).saturating_sub(self.disagree)
    }
}

/// The last vote of every person on every statement. People and statements are in the order of
/// their numbers, and are spoken of below by their place in that order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Votes {
    people: Vec<u64>,
    statements: Vec<u64>,
    starts: Vec<usize>,
    cells: Vec<(u32, Vote)>,
    silenced: Vec<bool>,
}

impl Votes {
    /// Gathers votes. Of repeated ones the latest holds; of two at the same moment, the later in
    /// the list. Statements in `silenced` (moderated out) stay as columns that say nothing.
    pub fn gather(cast: impl IntoIterator<Item = Cast>, silenced: &BTreeSet<u64>) -> Self {
        let mut cast: Vec<Cast> = cast.into_iter().collect();
        // A stable sort, so that of two votes at one moment the later in the list comes last.
        cast.sort_by_key(|one| (one.person, one.statement, one.at));
        let mut statements: Vec<u64> = cast.iter().map(|one| one.statement).collect();
        statements.sort_unstable();
        statements.dedup();
        let place: BTreeMap<u64, u32> = statements.iter().copied().zip(0..).collect();
        let mut votes = Self { statements, ..Self::default() };
        let mut before = None;
        for one in cast {
            let key = (one.person, one.statement);
            if before == Some(key) {
                votes.cells.pop();
            } else if votes.people.last() != Some(&one.person) {
                votes.people.push(one.person);
                votes.starts.push(votes.cells.len());
            }
            before = Some(key);
            votes.cells.push((place.get(&one.statement).copied().unwrap_or(0), one.vote));
        }
        votes.starts.push(votes.cells.len());
        votes.silenced = votes.statements.iter().map(|one| silenced.contains(one)).collect();
        votes
    }

    /// A table with the same statements and other rows, numbered anew from 0. Cells are pairs of
    /// a statement's place and a vote; places that do not exist are left out.
    #[must_use]
    pub fn with_rows(&self, rows: &[Vec<(u32, Vote)>]) -> Self {
        let mut made = Self {
            statements: self.statements.clone(),
            silenced: self.silenced.clone(),
            people: (0..).take(rows.len()).collect(),
            ..Self::default()
        };
        for row in rows {
            made.starts.push(made.cells.len());
            made.cells.extend(row.iter().filter(|(at, _)| (*at as usize) < self.statements.len()));
        }
        made.starts.push(made.cells.len());
        made
    }

    /// The people, in order.
    pub fn people(&self) -> &[u64] {
        &self.people
    }

    /// The statements, in order.
    pub fn statements(&self) -> &[u64] {
        &self.statements
    }

    /// Whether the statement at each place was moderated out.
    pub fn silenced(&self) -> &[bool] {
        &self.silenced
    }

    /// All votes of all people.
    pub fn cells(&self) -> &[(u32, Vote)] {
        &self.cells
    }

    /// The votes of the person at a place: the statement's place and the vote. None beyond the
    /// end.
    pub fn of(&self, person: usize) -> &[(u32, Vote)] {
        let start = self.starts.get(person).copied().unwrap_or(self.cells.len());
        let end = self.starts.get(person + 1).copied().unwrap_or(self.cells.len());
        self.cells.get(start..end).unwrap_or(&[])
    }

    /// The rows, one for each person.
    pub fn rows(&self) -> impl Iterator<Item = &[(u32, Vote)]> {
        (0..self.people.len()).map(|person| self.of(person))
    }

    /// The tally of each statement over the people at the given places.
    pub fn tally(&self, people: impl IntoIterator<Item = usize>) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.statements.len()];
        for person in people {
            for &(statement, vote) in self.of(person) {
                if let Some(tally) = tallies.get_mut(statement as usize) {
                    tally.count(vote);
                }
            }
        }
        tallies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(person: u64, statement: u64, vote: Vote, at: i64) -> Cast {
        Cast { person, statement, vote, at }
    }

    #[test]
    fn the_last_vote_holds() {
        let votes = Votes::gather(
            [
                cast(7, 1, Vote::Agree, 5),
                cast(7, 1, Vote::Disagree, 9),
                cast(7, 1, Vote::Pass, 2),
                cast(3, 4, Vote::Agree, 1),
                cast(3, 4, Vote::Disagree, 1),
            ],
            &BTreeSet::from([4]),
        );
        assert_eq!((votes.people(), votes.statements()), (&[3, 7][..], &[1, 4][..]));
        assert_eq!(votes.of(0), [(1, Vote::Disagree)]);
        assert_eq!(votes.of(1), [(0, Vote::Disagree)]);
        assert!(votes.of(2).is_empty());
        assert_eq!(votes.silenced(), [false, true]);
    }

    #[test]
    fn tallies_count_passes_as_seen() {
        let votes = Votes::gather(
            [cast(1, 1, Vote::Agree, 0), cast(2, 1, Vote::Pass, 0), cast(3, 1, Vote::Disagree, 0)],
            &BTreeSet::new(),
        );
        let tally = votes.tally(0..3)[0];
        assert_eq!((tally.agree, tally.disagree, tally.seen, tally.passed()), (1, 1, 3, 1));
        assert!(Votes::gather([], &BTreeSet::new()).tally(0..4).is_empty());
    }
}
