//! Words that were not said before: what a rise is about, and rises that no theme has a name for.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use crate::text::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A comment, and who wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The words as typed.
    pub text: &'a str,
    /// Who, or which device.
    pub person: u64,
}

/// A word that is said more than before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewWord {
    /// In lower case.
    pub word: String,
    /// Comments it is in now.
    pub now: usize,
    /// Comments it was in before.
    pub before: usize,
    /// Different people who say it now.
    pub people: usize,
    /// How far beyond chance, in standard deviations of the log-odds.
    pub score: f64,
}

/// How far beyond chance a word must be.
const FAR: f64 = 3.0;
/// The fewest comments, and the fewest people, that say it now.
const FEWEST: usize = 3;
/// The weight of what all comments say, as a share of them, which keeps common words from looking
/// new; and half a comment for every word, which keeps rare ones from it.
const PRIOR: f64 = 0.1;
const HALF: f64 = 0.5;
/// Longer words are no words, and are left out.
const LONGEST: usize = 40;

/// Words said more now than before, by log-odds with an informative Dirichlet prior (Monroe,
/// Colaresi and Quinn 2008), most telling first, `most` at most. A comment counts a word once.
pub fn new_words(now: &[Said<'_>], before: &[Said<'_>], most: usize) -> Vec<NewWord> {
    let (now_counts, before_counts) = (counted(now), counted(before));
    let (all_now, all_before) = (now.len() as f64, before.len() as f64);
    let everything = all_now + all_before;
    let mut found: Vec<NewWord> = now_counts
        .iter()
        .filter(|(_, heard)| heard.comments >= FEWEST && heard.people.len() >= FEWEST)
        .map(|(word, heard)| {
            let before = before_counts.get(word).map_or(0, |heard| heard.comments);
            let (said, was) = (heard.comments as f64, before as f64);
            let prior = HALF + PRIOR * (said + was);
            let odds = |count: f64, all: f64| {
                let rest = all + PRIOR * everything + 2.0 * HALF - count - prior;
                ((count + prior) / rest.max(HALF)).ln()
            };
            let spread = (1.0 / (said + prior) + 1.0 / (was + prior)).sqrt();
            NewWord {
                word: word.clone(),
                now: heard.comments,
                before,
                people: heard.people.len(),
                score: (odds(said, all_now) - odds(was, all_before)) / spread,
            }
        })
        .filter(|one| one.score >= FAR)
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
    found.truncate(most);
    found
}

#[derive(Default)]
struct Heard {
    comments: usize,
    people: BTreeSet<u64>,
}

fn counted(said: &[Said<'_>]) -> BTreeMap<String, Heard> {
    let mut counts: BTreeMap<String, Heard> = BTreeMap::new();
    for one in said {
        let distinct: BTreeSet<String> = words(one.text)
            .filter(|word| word.text.len() <= LONGEST)
            .map(|word| word.text.to_lowercase())
            .collect();
        for word in distinct {
            let heard = counts.entry(word).or_default();
            heard.comments += 1;
            heard.people.insert(one.person);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(texts: &[&'static str]) -> Vec<Said<'static>> {
        texts.iter().zip(0..).map(|(&text, person)| Said { text, person }).collect()
    }

    #[test]
    fn the_new_word_is_found_and_old_ones_are_not() {
        let before = said(&["the ward was clean and the staff were kind"; 60]);
        let mut now = said(&["the ward was clean and the staff were kind"; 20]);
        now.extend((100..108).map(|person| Said { text: "Legionella in the showers", person }));
        let found = new_words(&now, &before, 10);
        let names: Vec<&str> = found.iter().map(|one| one.word.as_str()).collect();
        assert!(names.contains(&"legionella") && names.contains(&"showers"), "{names:?}");
        assert!(!names.contains(&"ward") && !names.contains(&"the"));
        assert_eq!((found[0].now, found[0].before, found[0].people), (8, 0, 8));
    }

    #[test]
    fn one_voice_often_and_one_comment_long_say_nothing_new() {
        let before = said(&["all fine"; 30]);
        let loud: Vec<Said<'_>> = (0..9).map(|_| Said { text: "asbestos", person: 1 }).collect();
        assert!(new_words(&loud, &before, 10).is_empty());
        let long = "asbestos ".repeat(100_000);
        assert!(new_words(&[Said { text: &long, person: 1 }], &before, 10).is_empty());
        assert!(new_words(&[], &[], 10).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_borne(texts in proptest::collection::vec("\\PC*|[a\\x00\u{202e}é ]{0,40}", 0..12)) {
            let said: Vec<Said<'_>> =
                texts.iter().zip(0..).map(|(text, person)| Said { text, person }).collect();
            let (now, before) = said.split_at(said.len() / 2);
            for word in new_words(now, before, 5) {
                prop_assert!(word.score.is_finite() && word.people >= 3);
            }
        }
    }
}
