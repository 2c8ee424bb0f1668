//! Names of themes, from the words that their comments use and others do not.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::stop_words::{denies, is_stop_word};
use crate::text::words;
use std::collections::{BTreeSet, HashMap};

/// Words of a comment that are looked at.
const MOST_WORDS: usize = 400;
/// Letters of a word that may name a theme.
const SHORTEST: usize = 3;
const LONGEST: usize = 30;

/// The words and pairs of words of a comment that may name a theme, each once, in lower case.
/// A pair stands side by side in the comment; a denial only counts with the next word.
pub fn terms(comment: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut before: Option<String> = None;
    for word in words(comment).take(MOST_WORDS) {
        let word = word.text.to_lowercase().replace('\u{2019}', "'");
        let letters = word.chars().count();
        let names = (SHORTEST..=LONGEST).contains(&letters)
            && word.chars().any(char::is_alphabetic)
            && !is_stop_word(&word)
            && !denies(&word);
        if names {
            if let Some(before) = &before {
                found.insert(format!("{before} {word}"));
            }
            found.insert(word.clone());
        }
        before = (names || denies(&word)).then_some(word);
    }
    found
}

/// For each theme at most `most` terms that tell it from the others, most telling first:
/// c-TF-IDF (Grootendorst 2022) over words and pairs. `themes` gives the theme of each comment,
/// or none. A word is left out where a pair with it already says it.
pub fn names<'a>(
    comments: impl IntoIterator<Item = (&'a str, Option<usize>)>,
    count: usize,
    most: usize,
) -> Vec<Vec<String>> {
    let mut used: Vec<HashMap<String, usize>> = vec![HashMap::new(); count];
    let mut anywhere: HashMap<String, usize> = HashMap::new();
    for (comment, theme) in comments {
        let Some(in_theme) = theme.and_then(|theme| used.get_mut(theme)) else { continue };
        for term in terms(comment) {
            *anywhere.entry(term.clone()).or_insert(0) += 1;
            *in_theme.entry(term).or_insert(0) += 1;
        }
    }
    let all: usize = anywhere.values().sum();
    let mean = all as f64 / count.max(1) as f64;
    used.iter().map(|in_theme| telling(in_theme, &anywhere, mean, most)).collect()
}

fn telling(
    in_theme: &HashMap<String, usize>,
    anywhere: &HashMap<String, usize>,
    mean: f64,
    most: usize,
) -> Vec<String> {
    let fewest = if in_theme.values().any(|count| *count > 1) { 2 } else { 1 };
    let mut scored: Vec<(f64, &str)> = in_theme
        .iter()
        .filter(|(_, count)| **count >= fewest)
        .map(|(term, count)| {
            let everywhere = anywhere.get(term).copied().unwrap_or(*count);
            (*count as f64 * (1.0 + mean / everywhere as f64).ln(), term.as_str())
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    let mut chosen: Vec<String> = Vec::new();
    for (_, term) in scored {
        if chosen.len() == most {
            break;
        }
        let said = |other: &String| {
            let (one, two): (BTreeSet<&str>, BTreeSet<&str>) =
                (term.split(' ').collect(), other.split(' ').collect());
            one.is_subset(&two)
        };
        if chosen.iter().any(said) {
            continue;
        }
        // A pair takes the place of a word of it that was chosen, if it is as common nearly.
        let count = |term: &str| in_theme.get(term).copied().unwrap_or(0);
        let covers = |other: &String| {
            term.contains(' ')
                && term.split(' ').any(|word| word == other)
                && 2 * count(term) >= count(other)
        };
        if let Some(place) = chosen.iter().position(covers) {
            term.clone_into(&mut chosen[place]);
        } else {
            chosen.push(term.to_owned());
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn terms_leave_out_what_names_nothing_and_keep_denials_with_their_word() {
        let found = terms("They were not listening; the car park was full. Not 24 7");
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, ["car", "car park", "full", "listening", "not listening", "park"]);
    }

    #[test]
    fn a_theme_is_named_by_what_others_do_not_say() {
        let comments = [
            ("the car park was full and staff were kind", Some(0)),
            ("no space in the car park", Some(0)),
            ("paid for the car park twice", Some(0)),
            ("kind staff and good food", Some(1)),
            ("the food was cold, staff kind", Some(1)),
            ("cold food", Some(1)),
            ("something else", None),
        ];
        let found = names(comments, 2, 3);
        assert_eq!(found[0][0], "car park");
        assert!(found[1].iter().any(|term| term.contains("food")));
        assert!(!found[0].contains(&"car".to_owned()));
        assert_eq!(names([], 2, 3), [Vec::<String>::new(), Vec::new()]);
    }

    proptest! {
        #[test]
        fn any_text_has_terms_or_none(text in "\\PC{0,200}|[a'\\-\\x00\u{202e}]{0,200}") {
            for term in terms(&text) {
                prop_assert!(!term.is_empty() && !term.starts_with(' '));
            }
        }
    }
}
