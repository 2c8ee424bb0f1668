//! The machine that learns: a linear support vector machine with squared hinge loss, by dual
//! coordinate descent with shrinking.
//!
//! Hsieh, Chang, Lin, Keerthi and Sundararajan, 'A dual coordinate descent method for large-scale
//! linear SVM' (ICML 2008), algorithms 1 and 3, L2 loss; as in LIBLINEAR's solver 1. One thing is
//! added: weights may start from those of another model, and are then held near to them instead of
//! near to nought (minimise ½‖w − w₀‖² + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)²). The dual steps are the same.

use super::chance::Chance;

/// Rows of numbers that are mostly nought. Row `i` has the columns `columns[starts[i]..starts[i+1]]`.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Rows {
    /// Adds a row; `cells` are columns and values, each column once.
    pub fn push(&mut self, cells: &[(u32, f32)]) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.columns.extend(cells.iter().map(|cell| cell.0));
        self.values.extend(cells.iter().map(|cell| cell.1));
        self.starts.push(self.columns.len());
    }

    /// Columns and values of row `row`; nothing when there is no such row.
    fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let (from, to) = match self.starts.get(row..row + 2) {
            Some([from, to]) => (*from, *to),
            _ => (0, 0),
        };
        (
            self.columns.get(from..to).unwrap_or_default(),
            self.values.get(from..to).unwrap_or_default(),
        )
    }

    /// Row `row` times `weights`; a column without a weight counts nothing.
    pub fn times(&self, row: usize, weights: &[f32]) -> f32 {
        let (columns, values) = self.row(row);
        columns
            .iter()
            .zip(values)
            .map(|(column, value)| weights.get(*column as usize).unwrap_or(&0.0) * value)
            .sum()
    }

    fn add(&self, row: usize, times: f32, weights: &mut [f32]) {
        let (columns, values) = self.row(row);
        for (column, value) in columns.iter().zip(values) {
            if let Some(weight) = weights.get_mut(*column as usize) {
                *weight += times * value;
            }
        }
    }

    fn square(&self, row: usize) -> f32 {
        self.row(row).1.iter().map(|value| value * value).sum()
    }
}

/// How long to go on.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Cost of an error, LIBLINEAR's C.
    pub cost: f32,
    /// Ends when the projected gradients of a round lie this near to each other.
    pub tolerance: f32,
    /// Ends after so many rounds at the latest.
    pub rounds: usize,
    /// For the order in which rows are visited.
    pub seed: u64,
}

/// One row as the machine sees it.
struct Item {
    row: usize,
    sign: f32,
    /// 1 / (2 cᵢ).
    diagonal: f32,
    square: f32,
    alpha: f32,
}

/// Weights that tell the rows for which `is` holds from the others.
///
/// Rows are those of `chosen`. Both sides weigh the same whatever their number ('balanced' in
/// scikit-learn: c · n / (2 · n of the side)). `start` gives the weights to begin from and to stay
/// near; its length is the number of columns.
pub fn separate(
    rows: &Rows,
    chosen: &[usize],
    is: impl Fn(usize) -> bool,
    start: &[f32],
    effort: Effort,
) -> Vec<f32> {
    let mut weights = start.to_vec();
    let mut items = items(rows, chosen, is, effort.cost);
    let mut chance = Chance::new(effort.seed);
    let mut order: Vec<usize> = (0..items.len()).collect();
    let mut active = order.len();
    let mut ceiling = f32::INFINITY;
    for _ in 0..effort.rounds {
        chance.shuffle(order.get_mut(..active).unwrap_or_default());
        let (mut most, mut least) = (f32::NEG_INFINITY, f32::INFINITY);
        let mut at = 0;
        while at < active {
            let Some(item) = order.get(at).and_then(|i| items.get_mut(*i)) else { break };
            let slope =
                item.sign * rows.times(item.row, &weights) - 1.0 + item.diagonal * item.alpha;
            if item.alpha <= 0.0 && slope > ceiling {
                active -= 1;
                order.swap(at, active);
                continue;
            }
            let projected = if item.alpha <= 0.0 { slope.min(0.0) } else { slope };
            (most, least) = (most.max(projected), least.min(projected));
            step(rows, item, slope, projected, &mut weights);
            at += 1;
        }
        if most - least <= effort.tolerance {
            if active == order.len() {
                break;
            }
            active = order.len();
            ceiling = f32::INFINITY;
        } else {
            ceiling = if most <= 0.0 { f32::INFINITY } else { most };
        }
    }
    weights
}

fn step(rows: &Rows, item: &mut Item, slope: f32, projected: f32, weights: &mut [f32]) {
    if projected.abs() <= 1e-12 {
        return;
    }
    let before = item.alpha;
    item.alpha = (before - slope / (item.square + item.diagonal)).max(0.0);
    rows.add(item.row, (item.alpha - before) * item.sign, weights);
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows are far below 2^24")]
fn items(rows: &Rows, chosen: &[usize], is: impl Fn(usize) -> bool, cost: f32) -> Vec<Item> {
    let yes = chosen.iter().filter(|row| is(**row)).count();
    let share = |side: usize| cost * chosen.len() as f32 / (2.0 * side.max(1) as f32);
    let (for_yes, for_no) = (share(yes), share(chosen.len() - yes));
    chosen
        .iter()
        .map(|&row| {
            let (sign, cost) = if is(row) { (1.0, for_yes) } else { (-1.0, for_no) };
            Item { row, sign, diagonal: 0.5 / cost, square: rows.square(row), alpha: 0.0 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EFFORT: Effort = Effort { cost: 1.0, tolerance: 1e-5, rounds: 1000, seed: 1 };

    fn rows(cells: &[&[f32]]) -> Rows {
        let mut rows = Rows::default();
        for row in cells {
            let cells: Vec<_> = (0_u32..).zip(row.iter().copied()).collect();
            rows.push(&cells);
        }
        rows
    }

    /// The value that is minimised, from its definition.
    fn objective(rows: &Rows, yes: &[bool], weights: &[f32], start: &[f32], cost: f32) -> f32 {
        let near: f32 = weights.iter().zip(start).map(|(w, s)| (w - s).powi(2)).sum();
        let count = |side: bool| yes.iter().filter(|y| **y == side).map(|_| 1.0).sum::<f32>();
        let (ones, n) = (count(true), count(true) + count(false));
        let loss = (0..yes.len()).map(|row| {
            let (sign, side) = if yes[row] { (1.0, ones) } else { (-1.0, n - ones) };
            let short = (1.0 - sign * rows.times(row, weights)).max(0.0);
            cost * n / (2.0 * side) * short * short
        });
        0.5 * near + loss.sum::<f32>()
    }

    #[test]
    fn no_small_step_leads_lower() {
        let rows =
            rows(&[&[1.0, 0.2, 1.0], &[0.9, -0.1, 1.0], &[-0.3, 0.8, 1.0], &[0.1, 0.9, 1.0]]);
        let yes = [true, true, false, false];
        for start in [[0.0; 3], [0.5, -2.0, 0.1]] {
            let found = separate(&rows, &[0, 1, 2, 3], |row| yes[row], &start, EFFORT);
            let lowest = objective(&rows, &yes, &found, &start, 1.0);
            for column in 0..3 {
                for by in [-0.01, 0.01] {
                    let mut beside = found.clone();
                    beside[column] += by;
                    assert!(objective(&rows, &yes, &beside, &start, 1.0) > lowest);
                }
            }
        }
    }

    #[test]
    fn without_rows_the_start_is_the_answer() {
        let start = [0.25, -1.0];
        assert_eq!(separate(&Rows::default(), &[], |_| true, &start, EFFORT), start);
    }

    #[test]
    fn one_side_alone_ends_too() {
        let rows = rows(&[&[1.0], &[0.5]]);
        let found = separate(&rows, &[0, 1], |_| true, &[0.0], EFFORT);
        assert!(found[0] > 0.5 && found[0].is_finite());
    }
}
