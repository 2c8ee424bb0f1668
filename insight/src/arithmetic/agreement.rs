//! How far two groupings of the same things agree.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use std::collections::BTreeMap;

/// Pairs of labels and how often each pair, each left label and each right label occurs.
struct Crossing {
    pairs: BTreeMap<(usize, usize), usize>,
    left: BTreeMap<usize, usize>,
    right: BTreeMap<usize, usize>,
    total: usize,
}

fn crossing(left: &[usize], right: &[usize]) -> Crossing {
    let mut found = Crossing {
        pairs: BTreeMap::new(),
        left: BTreeMap::new(),
        right: BTreeMap::new(),
        total: 0,
    };
    for (&one, &other) in left.iter().zip(right) {
        *found.pairs.entry((one, other)).or_insert(0) += 1;
        *found.left.entry(one).or_insert(0) += 1;
        *found.right.entry(other).or_insert(0) += 1;
        found.total += 1;
    }
    found
}

fn pairs_within<'a>(counts: impl Iterator<Item = &'a usize>) -> f64 {
    counts.map(|&count| count as f64 * (count as f64 - 1.0) / 2.0).sum()
}

/// Adjusted Rand index (Hubert and Arabie 1985): 1 for the same grouping, about 0 for chance.
/// Two groupings that are both one single group agree fully.
pub fn adjusted_rand(left: &[usize], right: &[usize]) -> f64 {
    let found = crossing(left, right);
    let both = pairs_within(found.pairs.values());
    let lefts = pairs_within(found.left.values());
    let rights = pairs_within(found.right.values());
    let all = pairs_within(std::iter::once(&found.total));
    if all <= 0.0 {
        return 1.0;
    }
    let expected = lefts * rights / all;
    let highest = f64::midpoint(lefts, rights);
    if (highest - expected).abs() < 1e-12 {
        return 1.0;
    }
    (both - expected) / (highest - expected)
}

/// Normalised mutual information, divided by the mean of the two entropies: 0 to 1.
pub fn mutual_information(left: &[usize], right: &[usize]) -> f64 {
    let found = crossing(left, right);
    let total = found.total as f64;
    let entropy = |counts: &BTreeMap<usize, usize>| -> f64 {
        counts.values().map(|&count| -(count as f64 / total) * (count as f64 / total).ln()).sum()
    };
    let shared: f64 = found
        .pairs
        .iter()
        .map(|((one, other), &count)| {
            let apart = found.left[one] as f64 * found.right[other] as f64;
            count as f64 / total * (count as f64 * total / apart).ln()
        })
        .sum();
    let mean = f64::midpoint(entropy(&found.left), entropy(&found.right));
    if mean <= 0.0 { 1.0 } else { (shared / mean).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of scikit-learn's `adjusted_rand_score` and `normalized_mutual_info_score`.
    #[test]
    fn agreement_is_as_published() {
        let near =
            |found: f64, known: f64| assert!((found - known).abs() < 1e-6, "{found} {known}");
        near(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        near(adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]), 0.571_428_571);
        near(adjusted_rand(&[0, 1, 0, 1], &[0, 0, 1, 1]), -0.5);
        near(mutual_information(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        near(mutual_information(&[0, 0, 1, 2], &[0, 0, 1, 1]), 0.8);
        near(mutual_information(&[0, 1, 0, 1], &[0, 0, 1, 1]), 0.0);
    }

    #[test]
    fn nothing_and_one_thing_agree_with_themselves() {
        assert!((adjusted_rand(&[], &[]) - 1.0).abs() < 1e-12);
        assert!((adjusted_rand(&[4], &[2]) - 1.0).abs() < 1e-12);
        assert!((mutual_information(&[], &[]) - 1.0).abs() < 1e-12);
    }
}
