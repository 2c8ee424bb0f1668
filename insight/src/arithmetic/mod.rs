//! The sums that opinion groups, themes and early warning share: seeded chance, tails of counts,
//! leading components, agreement of two groupings, and matching. Short enough to be read, and
//! tested against tables, so that no statistics library is needed.

pub mod agreement;
pub mod chance;
pub mod counts;
pub mod lanczos;
pub mod matching;
pub mod tridiagonal;

/// The sum of products of two lists of one length.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// Adds `times` × `other` to `target`, place by place.
pub fn add_scaled(target: &mut [f64], times: f64, other: &[f64]) {
    for (place, value) in target.iter_mut().zip(other) {
        *place += times * value;
    }
}

/// The middle value; the mean of the two middle ones for an even number; `None` for none.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(*sorted.get(middle.checked_sub(1)?)?, upper))
}
