//! Which comments are learned from and which are kept apart, in three ways.

use std::collections::{BTreeMap, BTreeSet};

use insight::classify::chance::Chance;

use insight::text::fold;

use crate::data::Comment;

/// Seeds of the five divisions.
pub const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// How comments are divided, four parts to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Row by row: a text that was sent twice may stand on both sides. As the published figures.
    Rows,
    /// Rows with one text stay on one side.
    Sides,
    /// Each text once.
    Texts,
}

pub const WAYS: [Way; 3] = [Way::Rows, Way::Sides, Way::Texts];

impl Way {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rows => "row by row",
            Self::Sides => "duplicates on one side",
            Self::Texts => "each text once",
        }
    }

    /// Places of comments to learn from and of those kept apart.
    pub fn divide(self, comments: &[Comment], seed: u64) -> (Vec<usize>, Vec<usize>) {
        if self == Self::Rows {
            return parted((0..comments.len()).map(|at| vec![at]).collect(), seed);
        }
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, comment) in comments.iter().enumerate() {
            groups.entry(key(comment)).or_default().push(at);
        }
        let mut groups: Vec<_> = groups.into_values().collect();
        if self == Self::Texts {
            for group in &mut groups {
                group.truncate(1);
            }
        }
        parted(groups, seed)
    }
}

fn parted(mut groups: Vec<Vec<usize>>, seed: u64) -> (Vec<usize>, Vec<usize>) {
    Chance::new(seed).shuffle(&mut groups);
    let apart = groups.len() / 5;
    let held = groups.iter().take(apart).flatten().copied().collect();
    let learn = groups.iter().skip(apart).flatten().copied().collect();
    (learn, held)
}

/// The text, whatever its capitals and the spaces around it.
fn key(comment: &Comment) -> String {
    fold(comment.text.trim()).into_owned()
}

/// The first row of every text.
pub fn each_text_once(comments: &[Comment]) -> Vec<Comment> {
    let mut seen = BTreeSet::new();
    comments.iter().filter(|comment| seen.insert(key(comment))).cloned().collect()
}
