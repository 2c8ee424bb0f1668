//! Numbers that stay: a theme found again keeps its number, and what became of the others is
//! told.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use crate::arithmetic::matching::least_cost;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a theme between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Change {
    /// The same theme.
    Kept(u32),
    /// New, and most of its comments were in the theme named before, if they were in any.
    New(u32, Option<u32>),
    /// Gone, and most of its comments are now in the theme named, if they are in any.
    Gone(u32, Option<u32>),
}

/// Two themes are the same when so large a share of the comments of either is in both.
const SAME: f64 = 0.25;

/// Gives each new theme the number of the old one it shares most with, one to one, so that the
/// squares of the shared parts are largest (one theme that stayed whole counts for more than two
/// that half stayed); others get numbers not used before, from `next` on. The
/// lists give the old and the new theme of each comment.
pub fn numbered(
    old: &[Option<u32>],
    new: &[Option<usize>],
    count: usize,
    next: u32,
) -> (Vec<u32>, Vec<Change>) {
    let mut both: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    let (mut of_new, mut of_old) = (vec![0_usize; count], BTreeMap::<u32, usize>::new());
    for (before, now) in old.iter().zip(new) {
        if let Some(size) = now.and_then(|now| of_new.get_mut(now)) {
            *size += 1;
        }
        if let Some(before) = before {
            *of_old.entry(*before).or_insert(0) += 1;
            if let Some(now) = now.filter(|now| *now < count) {
                *both.entry((now, *before)).or_insert(0) += 1;
            }
        }
    }
    let names: Vec<u32> = of_old.keys().copied().collect();
    let shared = |now: usize, before: u32| -> f64 {
        let common = both.get(&(now, before)).copied().unwrap_or(0);
        let all = of_new[now] + of_old.get(&before).copied().unwrap_or(0) - common;
        if all == 0 { 0.0 } else { common as f64 / all as f64 }
    };
    let costs: Vec<Vec<f64>> = (0..count)
        .map(|now| names.iter().map(|before| -shared(now, *before).powi(2)).collect())
        .collect();
    let matched = least_cost(&costs);
    let mut fresh = next.max(names.last().map_or(0, |last| last.saturating_add(1)));
    let mut numbers = Vec::with_capacity(count);
    let mut changes = Vec::new();
    for (now, place) in matched.iter().enumerate() {
        let same = place
            .and_then(|place| names.get(place).copied())
            .filter(|before| shared(now, *before) >= SAME);
        if let Some(before) = same {
            numbers.push(before);
            changes.push(Change::Kept(before));
        } else {
            numbers.push(fresh);
            let parent = most(&both, |pair| (pair.0 == now).then_some(pair.1));
            changes.push(Change::New(fresh, parent));
            fresh = fresh.saturating_add(1);
        }
    }
    for before in names.iter().filter(|before| !numbers.contains(before)) {
        let heir = most(&both, |pair| (pair.1 == *before).then_some(pair.0));
        changes.push(Change::Gone(*before, heir.and_then(|now| numbers.get(now).copied())));
    }
    (numbers, changes)
}

/// Of the pairs that are asked about, the answer of the one with most comments.
fn most<T>(
    both: &BTreeMap<(usize, u32), usize>,
    asked: impl Fn(&(usize, u32)) -> Option<T>,
) -> Option<T> {
    both.iter()
        .filter_map(|(pair, count)| Some((asked(pair)?, *count)))
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
        .map(|found| found.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_keep_their_numbers_in_another_order() {
        let old = [Some(4), Some(4), Some(4), Some(9), Some(9), None];
        let new = [Some(1), Some(1), Some(1), Some(0), Some(0), Some(0)];
        let (numbers, changes) = numbered(&old, &new, 2, 0);
        assert_eq!(numbers, [9, 4]);
        assert_eq!(changes, [Change::Kept(9), Change::Kept(4)]);
    }

    #[test]
    fn splits_and_merges_are_told() {
        let old = [Some(0); 10].into_iter().chain([Some(1); 2]).collect::<Vec<_>>();
        let mut new = vec![Some(0); 6];
        new.extend([Some(1); 4]);
        new.extend([Some(0); 2]);
        let (numbers, changes) = numbered(&old, &new, 2, 0);
        assert_eq!(numbers, [0, 2]);
        assert_eq!(changes, [Change::Kept(0), Change::New(2, Some(0)), Change::Gone(1, Some(0))]);
    }

    #[test]
    fn the_first_run_counts_from_where_it_is_told() {
        let (numbers, changes) = numbered(&[None, None], &[Some(0), Some(1)], 2, 7);
        assert_eq!(numbers, [7, 8]);
        assert_eq!(changes, [Change::New(7, None), Change::New(8, None)]);
        assert_eq!(numbered(&[], &[], 0, 0), (Vec::new(), Vec::new()));
    }
}
