//! The leading components of a large symmetric matrix that is only known by what it does to a
//! vector. Lanczos steps with full re-orthogonalisation (Golub and Van Loan, section 10.3), so
//! that the answer is exact to rounding, not a sample.

use super::chance::Chance;
use super::tridiagonal::{Unsettled, eigenvalues};
use super::{add_scaled, dot};

/// Steps before the search begins again from the best vectors found.
const MOST_STEPS: usize = 300;
/// How often it may begin again.
const MOST_ROUNDS: usize = 8;
/// What may be left over, in parts of the largest eigenvalue, for a component to be exact.
pub const EXACT: f64 = 1e-13;

/// A symmetric matrix, by its product with a vector.
pub trait Symmetric {
    /// Rows, and columns.
    fn size(&self) -> usize;
    /// Writes the product with `vector` into `product`; both are of `size`.
    fn times(&self, vector: &[f64], product: &mut [f64]);
}

/// One component: its eigenvalue and its vector of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// The eigenvalue.
    pub value: f64,
    /// The direction, of length 1. Its largest part is positive, so that the sign is settled.
    pub vector: Vec<f64>,
}

/// The components with the largest eigenvalues, largest first; fewer than `wanted` only when the
/// matrix is smaller than that. The seed decides the first direction tried, not the answer.
/// `left_over` is what may be left over, in parts of the largest eigenvalue: [`EXACT`], or more
/// where only the size of the eigenvalues matters, whose error is its square.
pub fn leading(
    matrix: &impl Symmetric,
    wanted: usize,
    seed: u64,
    left_over: f64,
) -> Result<Vec<Component>, Unsettled> {
    let size = matrix.size();
    let wanted = wanted.min(size);
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut chance = Chance::new(seed);
    let mut start: Vec<f64> = (0..size).map(|_| chance.normal()).collect();
    let mut best = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let (found, settled) = round(matrix, wanted, &start, left_over, &mut chance)?;
        best = found;
        if settled {
            break;
        }
        start = vec![0.0; size];
        for component in &best {
            add_scaled(&mut start, 1.0, &component.vector);
        }
    }
    Ok(best)
}

/// One round of steps. Tells whether it settled.
fn round(
    matrix: &impl Symmetric,
    wanted: usize,
    start: &[f64],
    left_over: f64,
    chance: &mut Chance,
) -> Result<(Vec<Component>, bool), Unsettled> {
    let size = matrix.size();
    let steps = size.min(MOST_STEPS.max(2 * wanted));
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(steps);
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    let mut vector = start.to_vec();
    if !make_unit(&mut vector) {
        fresh(&mut vector, &basis, chance);
    }
    let mut product = vec![0.0; size];
    let mut settled = false;
    let mut largest = 0.0_f64;
    while basis.len() < steps {
        matrix.times(&vector, &mut product);
        let along = dot(&vector, &product);
        diagonal.push(along);
        largest = largest.max(along.abs());
        basis.push(vector.clone());
        clear_of(&mut product, &basis);
        let mut left = dot(&product, &product).sqrt();
        settled = basis.len() == size || has_settled(&diagonal, &beside, left, wanted, left_over)?;
        if settled || basis.len() == steps {
            break;
        }
        vector.clone_from(&product);
        if left <= EXACT * largest || !make_unit(&mut vector) {
            left = 0.0;
            fresh(&mut vector, &basis, chance);
        }
        beside.push(left);
    }
    Ok((combine(diagonal, &beside, &basis, wanted)?, settled))
}

/// Whether the part of each wanted component outside the basis no longer matters. Looked at every
/// eighth step, because the look is itself work.
fn has_settled(
    diagonal: &[f64],
    beside: &[f64],
    left: f64,
    wanted: usize,
    left_over: f64,
) -> Result<bool, Unsettled> {
    let steps = diagonal.len();
    if steps < 2 * wanted || !steps.is_multiple_of(8) {
        return Ok(false);
    }
    let mut values = diagonal.to_vec();
    let mut last = vec![vec![0.0; steps]];
    last[0][steps - 1] = 1.0;
    eigenvalues(&mut values, beside, &mut last)?;
    let mut pairs: Vec<(f64, f64)> = values.into_iter().zip(last.swap_remove(0)).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let scale = pairs.first().map_or(0.0, |pair| pair.0.abs());
    Ok(pairs.iter().take(wanted).all(|(_, end)| (left * end).abs() <= left_over * scale))
}

fn combine(
    mut values: Vec<f64>,
    beside: &[f64],
    basis: &[Vec<f64>],
    wanted: usize,
) -> Result<Vec<Component>, Unsettled> {
    let steps = values.len();
    let mut rows: Vec<Vec<f64>> = (0..steps).map(|_| vec![0.0; steps]).collect();
    for (place, row) in rows.iter_mut().enumerate() {
        row[place] = 1.0;
    }
    eigenvalues(&mut values, beside, &mut rows)?;
    let mut order: Vec<usize> = (0..steps).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    Ok(order
        .into_iter()
        .take(wanted)
        .map(|which| {
            let mut vector = vec![0.0; basis.first().map_or(0, Vec::len)];
            for (part, row) in basis.iter().zip(&rows) {
                add_scaled(&mut vector, row[which], part);
            }
            make_unit(&mut vector);
            settle_sign(&mut vector);
            Component { value: values[which], vector }
        })
        .collect())
}

/// Takes out of a vector what lies along the basis; twice, because once leaves rounding behind.
fn clear_of(vector: &mut [f64], basis: &[Vec<f64>]) {
    for _ in 0..2 {
        for part in basis {
            let along = dot(vector, part);
            add_scaled(vector, -along, part);
        }
    }
}

/// A new direction outside the basis, for when the steps have nowhere left to go.
fn fresh(vector: &mut [f64], basis: &[Vec<f64>], chance: &mut Chance) {
    for _ in 0..4 {
        for place in vector.iter_mut() {
            *place = chance.normal();
        }
        clear_of(vector, basis);
        if make_unit(vector) {
            clear_of(vector, basis);
            make_unit(vector);
            return;
        }
    }
}

fn make_unit(vector: &mut [f64]) -> bool {
    let length = dot(vector, vector).sqrt();
    if length.is_nan() || length <= 1e-300 {
        return false;
    }
    for place in vector.iter_mut() {
        *place /= length;
    }
    true
}

fn settle_sign(vector: &mut [f64]) {
    let largest = vector
        .iter()
        .copied()
        .fold(0.0_f64, |most, part| if part.abs() > most.abs() + 1e-9 { part } else { most });
    if largest < 0.0 {
        for place in vector.iter_mut() {
            *place = -*place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Dense(Vec<Vec<f64>>);

    impl Symmetric for Dense {
        fn size(&self) -> usize {
            self.0.len()
        }
        fn times(&self, vector: &[f64], product: &mut [f64]) {
            for (place, row) in product.iter_mut().zip(&self.0) {
                *place = dot(row, vector);
            }
        }
    }

    /// A matrix with the given eigenvalues, turned by reflections of chance.
    fn turned(values: &[f64], seed: u64) -> Dense {
        let size = values.len();
        let mut chance = Chance::new(seed);
        let mut rows: Vec<Vec<f64>> = (0..size).map(|_| vec![0.0; size]).collect();
        for (place, value) in values.iter().enumerate() {
            rows[place][place] = *value;
        }
        let mut mirror: Vec<f64> = (0..size).map(|_| chance.normal()).collect();
        make_unit(&mut mirror);
        for _ in 0..2 {
            for row in &mut rows {
                let along = dot(row, &mirror);
                add_scaled(row, -2.0 * along, &mirror);
            }
            rows = (0..size).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
        }
        Dense(rows)
    }

    #[test]
    fn leading_components_satisfy_their_equation() {
        let values: Vec<f64> = (0..60).map(|place| 0.9_f64.powi(place)).collect();
        let matrix = turned(&values, 9);
        let found = leading(&matrix, 3, 1, EXACT).expect("settles");
        for (component, known) in found.iter().zip(&values) {
            assert!((component.value - known).abs() < 1e-12);
            let mut product = vec![0.0; 60];
            matrix.times(&component.vector, &mut product);
            add_scaled(&mut product, -component.value, &component.vector);
            assert!(dot(&product, &product).sqrt() < 1e-11);
        }
        let again = leading(&matrix, 3, 77, EXACT).expect("settles");
        for (one, other) in found.iter().zip(&again) {
            assert!(dot(&one.vector, &other.vector) > 1.0 - 1e-12);
        }
    }

    #[test]
    fn equal_eigenvalues_and_none_are_borne() {
        let found = leading(&turned(&[4.0, 4.0, 1.0, 1.0, 1.0], 2), 2, 1, EXACT).expect("settles");
        assert!(found.iter().all(|component| (component.value - 4.0).abs() < 1e-9));
        assert!(dot(&found[0].vector, &found[1].vector).abs() < 1e-9);
        let nothing = leading(&turned(&[0.0, 0.0, 0.0], 2), 2, 1, EXACT).expect("settles");
        assert!(nothing.iter().all(|component| component.value.abs() < 1e-12));
        assert_eq!(leading(&Dense(Vec::new()), 2, 1, EXACT), Ok(Vec::new()));
        assert!(leading(&Dense(vec![vec![f64::NAN; 2]; 2]), 2, 1, EXACT).is_err());
    }
}
