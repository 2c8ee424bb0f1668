//! The main directions of a large table of rows and columns, by a randomised search (Halko,
//! Martinsson and Tropp 2011).

#![allow(clippy::cast_possible_truncation, reason = "directions are kept in single precision")]

use crate::arithmetic::chance::Chance;

/// A block of columns, kept row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Figures in a row.
    pub wide: usize,
    /// The rows one after the other.
    pub figures: Vec<f32>,
}

impl Block {
    /// So many rows of noughts.
    pub fn of(rows: usize, wide: usize) -> Self {
        Self { wide, figures: vec![0.0; rows * wide] }
    }

    /// The figures of a row; none beyond the end.
    pub fn row(&self, at: usize) -> &[f32] {
        self.figures.get(at * self.wide..(at + 1) * self.wide).unwrap_or(&[])
    }

    /// The figures of a row, to be changed.
    pub fn row_mut(&mut self, at: usize) -> &mut [f32] {
        self.figures.get_mut(at * self.wide..(at + 1) * self.wide).unwrap_or(&mut [])
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.figures.chunks_exact(self.wide.max(1))
    }

    /// The products of each pair of columns, summed over the rows of both blocks.
    fn products(&self, other: &Self) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0_f64; other.wide]; self.wide];
        for (one, two) in self.rows().zip(other.rows()) {
            for (sum, left) in sums.iter_mut().zip(one) {
                if *left != 0.0 {
                    for (place, right) in sum.iter_mut().zip(two) {
                        *place += f64::from(*left) * f64::from(*right);
                    }
                }
            }
        }
        sums
    }

    /// Each row times a small table of `wide` rows.
    fn times(&self, table: &[Vec<f64>], wide: usize) -> Self {
        let mut made = Self { wide, figures: Vec::with_capacity(self.figures.len()) };
        let mut row_sum = vec![0.0_f64; wide];
        for row in self.rows() {
            row_sum.fill(0.0);
            for (figure, line) in row.iter().zip(table) {
                crate::arithmetic::add_scaled(&mut row_sum, f64::from(*figure), line);
            }
            made.figures.extend(row_sum.iter().map(|figure| *figure as f32));
        }
        made
    }
}

/// Adds `times` × `other` to `target`, place by place.
pub fn add(target: &mut [f32], times: f32, other: &[f32]) {
    for (place, figure) in target.iter_mut().zip(other) {
        *place += times * figure;
    }
}

/// Rounds of the search. Each brings the directions closer; after four little is gained.
const ROUNDS: usize = 4;
/// Directions carried along beyond those wanted.
const SPARE: usize = 12;

/// At most `wanted` main directions of a table of `columns` columns, strongest first, one in each
/// column of the block returned. `squared` gives the table's square times a block.
pub fn directions(
    columns: usize,
    wanted: usize,
    chance: &mut Chance,
    squared: impl Fn(&Block) -> Block,
) -> Block {
    let wide = (wanted + SPARE).min(columns);
    let mut block = Block::of(columns, wide);
    for figure in &mut block.figures {
        *figure = chance.normal() as f32;
    }
    for _ in 0..ROUNDS {
        block = squared(&block);
        block = upright(&upright(&block));
        if block.wide == 0 {
            return block;
        }
    }
    let small = block.products(&squared(&block));
    let (values, vectors) = symmetric(small);
    let kept = values.iter().take(wanted).filter(|value| **value > 0.0).count();
    block.times(&columns_of(&vectors, kept, |_| 1.0), kept)
}

/// The same directions, of length 1 and at right angles; those that have none of their own go.
fn upright(block: &Block) -> Block {
    let (values, vectors) = symmetric(block.products(block));
    let largest = values.first().copied().unwrap_or(0.0);
    let kept = values.iter().filter(|value| **value > largest * 1e-10 && **value > 0.0).count();
    block.times(&columns_of(&vectors, kept, |at| 1.0 / values[at].sqrt()), kept)
}

/// The first vectors as the columns of a table, each times a figure.
fn columns_of(vectors: &[Vec<f64>], kept: usize, by: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
    let size = vectors.first().map_or(0, Vec::len);
    (0..size)
        .map(|row| {
            vectors.iter().take(kept).enumerate().map(|(at, vector)| vector[row] * by(at)).collect()
        })
        .collect()
}

/// Eigenvalues, largest first, and their vectors, of a small symmetric table (Jacobi 1846).
pub fn symmetric(mut table: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = table.len();
    let mut turned: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|at| f64::from(u8::from(at == row))).collect()).collect();
    for _ in 0..30 {
        let off: f64 = (0..size)
            .map(|row| table[row][row + 1..].iter().map(|figure| figure * figure).sum::<f64>())
            .sum();
        let on: f64 = (0..size).map(|at| table[at][at] * table[at][at]).sum();
        if off.is_nan() || off <= 1e-22 * on {
            break;
        }
        for row in 0..size {
            for column in row + 1..size {
                turn(&mut table, &mut turned, row, column);
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| table[b][b].total_cmp(&table[a][a]));
    let values = order.iter().map(|&at| table[at][at]).collect();
    (values, order.into_iter().map(|at| turned[at].clone()).collect())
}

fn turn(table: &mut [Vec<f64>], turned: &mut [Vec<f64>], row: usize, column: usize) {
    let beside = table[row][column];
    if beside == 0.0 {
        return;
    }
    let half = (table[column][column] - table[row][row]) / (2.0 * beside);
    let tangent = 1.0_f64.copysign(half) / (half.abs() + half.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let (upper, lower) = table.split_at_mut(column);
    mix(&mut upper[row], &mut lower[0], cosine, sine);
    for line in table.iter_mut() {
        let (one, other) = (line[row], line[column]);
        line[row] = cosine * one - sine * other;
        line[column] = sine * one + cosine * other;
    }
    let (upper, lower) = turned.split_at_mut(column);
    mix(&mut upper[row], &mut lower[0], cosine, sine);
}

fn mix(one: &mut [f64], other: &mut [f64], cosine: f64, sine: f64) {
    for (left, right) in one.iter_mut().zip(other) {
        let (first, second) = (*left, *right);
        *left = cosine * first - sine * second;
        *right = sine * first + cosine * second;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_table_has_its_known_values() {
        let (values, vectors) =
            symmetric(vec![vec![2.0, 1.0, 0.0], vec![1.0, 2.0, 0.0], vec![0.0, 0.0, 5.0]]);
        for (found, known) in values.iter().zip([5.0, 3.0, 1.0]) {
            assert!((found - known).abs() < 1e-12);
        }
        assert!((vectors[1][0].abs() - 0.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(symmetric(Vec::new()).0.len(), 0);
    }

    #[test]
    fn the_main_directions_of_a_table_are_found() {
        // Columns that differ by known amounts, so that the directions are the columns.
        let scale: Vec<f32> = (0..40_u8).map(|at| 0.7_f32.powi(i32::from(at))).collect();
        let squared = |block: &Block| {
            let mut made = block.clone();
            for (at, by) in scale.iter().enumerate() {
                for figure in made.row_mut(at) {
                    *figure *= by * by;
                }
            }
            made
        };
        let found = directions(40, 3, &mut Chance::new(1), squared);
        assert_eq!(found.wide, 3);
        for which in 0..3 {
            assert!(found.row(which)[which].abs() > 0.999);
        }
        let none = directions(5, 3, &mut Chance::new(1), |block| Block::of(5, block.wide));
        assert_eq!(none.wide, 0);
    }
}
