//! Eigenvalues of a symmetric matrix that has figures only on and beside its diagonal.

use std::fmt;

/// The search did not settle, which only figures that are not numbers can bring about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsettled;

impl fmt::Display for Unsettled {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the figures do not settle: one of them is not a number")
    }
}

impl std::error::Error for Unsettled {}

/// Turns `diagonal` into the eigenvalues (in no order), and each of `rows` along with it: a row
/// that begins as the unit vector of a place ends as that place of every eigenvector. `beside`
/// has one figure fewer than `diagonal`. Implicit QL steps (Bowdler, Martin, Reinsch and
/// Wilkinson 1968).
pub fn eigenvalues(
    diagonal: &mut [f64],
    beside: &[f64],
    rows: &mut [Vec<f64>],
) -> Result<(), Unsettled> {
    let size = diagonal.len();
    let mut next: Vec<f64> = beside.iter().copied().take(size.saturating_sub(1)).collect();
    next.resize(size, 0.0);
    for low in 0..size {
        for round in 0.. {
            let high = (low..size.saturating_sub(1))
                .find(|&at| {
                    let scale = diagonal[at].abs() + diagonal[at + 1].abs();
                    next[at].abs() <= f64::EPSILON * scale
                })
                .unwrap_or(size - 1);
            if high == low {
                break;
            }
            if round == 60 {
                return Err(Unsettled);
            }
            step(diagonal, &mut next, rows, low, high);
        }
    }
    Ok(())
}

fn step(diagonal: &mut [f64], next: &mut [f64], rows: &mut [Vec<f64>], low: usize, high: usize) {
    let half = (diagonal[low + 1] - diagonal[low]) / (2.0 * next[low]);
    let length = half.hypot(1.0);
    let mut bulge = diagonal[high] - diagonal[low] + next[low] / (half + length.copysign(half));
    let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
    for at in (low..high).rev() {
        let over = sine * next[at];
        let beside = cosine * next[at];
        let turned = over.hypot(bulge);
        next[at + 1] = turned;
        if turned == 0.0 {
            diagonal[at + 1] -= shift;
            next[high] = 0.0;
            return;
        }
        sine = over / turned;
        cosine = bulge / turned;
        bulge = diagonal[at + 1] - shift;
        let mix = (diagonal[at] - bulge) * sine + 2.0 * cosine * beside;
        shift = sine * mix;
        diagonal[at + 1] = bulge + shift;
        bulge = cosine * mix - beside;
        for row in rows.iter_mut() {
            let kept = row[at + 1];
            row[at + 1] = sine * row[at] + cosine * kept;
            row[at] = cosine * row[at] - sine * kept;
        }
    }
    diagonal[low] -= shift;
    next[low] = bulge;
    next[high] = 0.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second difference matrix has the eigenvalues 2 − 2 cos(kπ / (n + 1)).
    #[test]
    fn the_known_matrix_has_its_known_values_and_vectors() {
        for size in 1..30_usize {
            let mut diagonal = vec![2.0; size];
            let beside = vec![-1.0; size - 1];
            let mut rows: Vec<Vec<f64>> = (0..size)
                .map(|row| (0..size).map(|at| f64::from(u8::from(at == row))).collect())
                .collect();
            eigenvalues(&mut diagonal, &beside, &mut rows).expect("finite figures settle");
            for (which, value) in diagonal.iter().enumerate() {
                let vector: Vec<f64> = rows.iter().map(|row| row[which]).collect();
                for (at, held) in vector.iter().enumerate() {
                    let before = if at == 0 { 0.0 } else { vector[at - 1] };
                    let after = vector.get(at + 1).copied().unwrap_or(0.0);
                    assert!((2.0 * held - before - after - value * held).abs() < 1e-10);
                }
            }
            diagonal.sort_by(f64::total_cmp);
            for (place, value) in (1_u32..).zip(&diagonal) {
                let end = f64::from(u32::try_from(size).expect("small")) + 1.0;
                let known = 2.0 - 2.0 * (f64::from(place) * std::f64::consts::PI / end).cos();
                assert!((value - known).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn what_is_not_a_number_is_told() {
        let mut diagonal = vec![f64::NAN, 1.0, 2.0];
        assert_eq!(eigenvalues(&mut diagonal, &[1.0, 1.0], &mut []), Err(Unsettled));
        assert_eq!(eigenvalues(&mut [], &[], &mut []), Ok(()));
    }
}
