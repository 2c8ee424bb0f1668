//! Campaign letters and near-duplicates: collapsed for reading, and counted both ways.
//!
//! Two comments are of one family when they have the same words, or, from eight words on, when
//! they share most of their runs of three words (`MinHash`, Broder 1997, then compared in full).
//! Nothing is thrown away: a family lists its comments, and any of them can be taken out again.

use super::pieces::fnv;
use crate::arithmetic::chance::mixed;
use crate::text::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// The share of runs two comments must have in common.
const ALIKE: f64 = 0.7;
/// Shorter comments are only of one family when their words are the same.
const FEWEST_WORDS: usize = 8;
/// Words of a comment that are looked at.
const MOST_WORDS: usize = 2_000;
/// Parts of a comment's fingerprint, and how many of them together lead to a first look.
const PARTS: usize = 24;
const TOGETHER: usize = 3;
/// Families compared in full for one part of a fingerprint.
const MOST_LOOKED_AT: usize = 24;

/// Families of comments. Comments are named by their place in the list given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Families {
    /// The family of each comment.
    of: Vec<usize>,
    /// The comments of each family, the first one first.
    members: Vec<Vec<usize>>,
}

impl Families {
    /// How many comments came in.
    pub fn received(&self) -> usize {
        self.of.len()
    }

    /// How many different ones there are: each family counts once.
    pub fn distinct(&self) -> usize {
        self.members.len()
    }

    /// The families, each with its comments; the first comment stands for it.
    pub fn members(&self) -> &[Vec<usize>] {
        &self.members
    }

    /// The family of a comment.
    pub fn of(&self, comment: usize) -> Option<usize> {
        self.of.get(comment).copied()
    }

    /// The comment that stands for each family.
    pub fn representatives(&self) -> Vec<usize> {
        self.members.iter().filter_map(|members| members.first().copied()).collect()
    }

    /// Takes a comment out of its family into one of its own, because a person says that it is
    /// not the same. Tells the comment's family; `None` for a comment that does not exist.
    pub fn release(&mut self, comment: usize) -> Option<usize> {
        let family = self.of(comment)?;
        let members = self.members.get_mut(family)?;
        if members.len() == 1 {
            return Some(family);
        }
        members.retain(|other| *other != comment);
        let own = self.members.len();
        self.members.push(vec![comment]);
        *self.of.get_mut(comment)? = own;
        Some(own)
    }

    fn join(&mut self, family: usize, comment: usize) {
        self.of.push(family);
        if let Some(members) = self.members.get_mut(family) {
            members.push(comment);
        }
    }

    fn begin(&mut self, comment: usize) -> usize {
        let family = self.members.len();
        self.of.push(family);
        self.members.push(vec![comment]);
        family
    }
}

/// Brings near-duplicates together, in the order of the list. A comment is held against the first
/// one of a family, so that small steps cannot lead from one letter to another.
pub fn collapse<'a>(comments: impl IntoIterator<Item = &'a str>) -> Families {
    let mut families = Families::default();
    let mut same: HashMap<u64, usize> = HashMap::new();
    let mut near = Files::default();
    let mut runs_of: Vec<Vec<u64>> = Vec::new();
    for (at, comment) in comments.into_iter().enumerate() {
        let hashes = word_hashes(comment);
        let whole = whole(comment, &hashes);
        if let Some(family) = same.get(&whole) {
            families.join(*family, at);
            continue;
        }
        let runs = runs(&hashes);
        let keys = keys(&runs);
        let found = keys
            .iter()
            .flat_map(|key| near.under(*key))
            .find(|family| runs_of.get(*family).is_some_and(|other| shared(&runs, other) >= ALIKE));
        if let Some(family) = found {
            families.join(family, at);
            same.insert(whole, family);
            continue;
        }
        let family = families.begin(at);
        same.insert(whole, family);
        for key in keys {
            near.file(key, family);
        }
        runs_of.push(runs);
    }
    families
}

/// Families by the keys they are filed under: for each key the last one filed, and for each of
/// those the one filed before it.
#[derive(Default)]
struct Files {
    last: HashMap<u64, u32>,
    filed: Vec<(u32, Option<u32>)>,
}

impl Files {
    /// The families filed last under a key, newest first; no more than are worth a look.
    fn under(&self, key: u64) -> impl Iterator<Item = usize> {
        let mut next = self.last.get(&key).copied();
        let step = move || {
            let (family, before) = *self.filed.get(next? as usize)?;
            next = before;
            Some(family as usize)
        };
        std::iter::from_fn(step).take(MOST_LOOKED_AT)
    }

    /// Files a family. What does not fit into 32 bits is not filed, and is found by its words
    /// alone.
    fn file(&mut self, key: u64, family: usize) {
        if let (Ok(place), Ok(family)) = (u32::try_from(self.filed.len()), u32::try_from(family)) {
            self.filed.push((family, self.last.insert(key, place)));
        }
    }
}

fn word_hashes(comment: &str) -> Vec<u64> {
    words(comment)
        .take(MOST_WORDS)
        .map(|word| fnv(word.text.chars().flat_map(char::to_lowercase).flat_map(char_bytes)))
        .collect()
}

fn char_bytes(letter: char) -> [u8; 4] {
    u32::from(letter).to_le_bytes()
}

/// One number for the words in their order; for a comment without words, for the comment itself.
fn whole(comment: &str, hashes: &[u64]) -> u64 {
    if hashes.is_empty() {
        return fnv(comment.trim().bytes());
    }
    let length = hashes.len() as u64;
    hashes.iter().fold(mixed(length), |sum, hash| mixed(sum.rotate_left(5) ^ hash))
}

/// The runs of three words, each once, in rising order; none for short comments.
fn runs(hashes: &[u64]) -> Vec<u64> {
    if hashes.len() < FEWEST_WORDS {
        return Vec::new();
    }
    let runs: BTreeSet<u64> = hashes
        .windows(3)
        .map(|run| run.iter().fold(7, |sum: u64, hash| mixed(sum.rotate_left(9) ^ hash)))
        .collect();
    runs.into_iter().collect()
}

/// The numbers under which a comment is filed: the smallest stirred run for each of several
/// stirrings, three at a time.
fn keys(runs: &[u64]) -> Vec<u64> {
    if runs.is_empty() {
        return Vec::new();
    }
    let least: Vec<u64> = (1..=PARTS as u64)
        .map(|part| {
            let salt = mixed(part);
            runs.iter().map(|run| mixed(run ^ salt)).min().unwrap_or(0)
        })
        .collect();
    least
        .chunks(TOGETHER)
        .zip(1_u64..)
        .map(|(parts, band)| parts.iter().fold(mixed(band), |sum, part| mixed(sum ^ part)))
        .collect()
}

/// The share of runs that two comments have in common, of all they have (Jaccard).
#[allow(clippy::cast_precision_loss, reason = "runs are far fewer than 2^52")]
fn shared(one: &[u64], other: &[u64]) -> f64 {
    let (mut left, mut right, mut common) = (0, 0, 0_usize);
    while let (Some(first), Some(second)) = (one.get(left), other.get(right)) {
        match first.cmp(second) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                left += 1;
                right += 1;
            }
        }
    }
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LETTER: &str = "I am writing to object to the closure of the walk-in centre at \
        Harold Wood because it serves so many older people who cannot travel far and who rely on \
        the nurses there every week of the year";

    #[test]
    fn campaign_letters_are_one_family_and_are_counted_both_ways() {
        let signed = format!("{LETTER}. Yours, Pat Smith");
        let shouted = LETTER.to_uppercase();
        let own = "I object to the closure because my mother needs the nurses at the centre and \
            there is no bus to Romford from where she lives";
        let mut families = collapse([LETTER, own, &signed, &shouted, "Good.", "good", "Bad"]);
        assert_eq!((families.received(), families.distinct()), (7, 4));
        assert_eq!(families.members()[0], [0, 2, 3]);
        assert_eq!(families.of(4), families.of(5));
        assert_eq!(families.representatives(), [0, 1, 4, 6]);
        assert_eq!(families.release(2), Some(4));
        assert_eq!((families.received(), families.distinct()), (7, 5));
        assert_eq!(families.members()[0], [0, 3]);
        assert_eq!(families.release(99), None);
    }

    #[test]
    fn short_comments_that_only_look_alike_stay_apart() {
        let families = collapse(["The staff were very kind", "The staff were not kind"]);
        assert_eq!(families.distinct(), 2);
        let marks = collapse(["", "  ", "😀", "😀😀", "?!", "?!"]);
        assert_eq!(marks.distinct(), 4);
    }

    #[test]
    fn a_word_a_million_times_is_borne() {
        let long = "word ".repeat(1_000_000);
        let letters = "a".repeat(10_000);
        assert_eq!(collapse([long.as_str(), &letters, &long]).distinct(), 2);
    }

    proptest! {
        #[test]
        fn every_comment_is_in_one_family(texts in proptest::collection::vec("\\PC{0,60}|[ab \\x00\u{5d0}]{0,60}", 0..40)) {
            let families = collapse(texts.iter().map(String::as_str));
            prop_assert_eq!(families.received(), texts.len());
            let mut listed: Vec<usize> = families.members().iter().flatten().copied().collect();
            listed.sort_unstable();
            prop_assert_eq!(listed, (0..texts.len()).collect::<Vec<_>>());
            for (at, text) in texts.iter().enumerate() {
                let family = families.of(at).expect("placed");
                prop_assert!(families.members()[family].contains(&at));
                let first = texts.iter().position(|other| other == text).expect("itself");
                prop_assert_eq!(families.of(first), Some(family));
            }
        }
    }
}
