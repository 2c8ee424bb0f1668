//! Matching rows to columns at the least cost, one to one.

/// For each row the column matched to it, so that the costs together are least (Kuhn 1955, in
/// the form of Jonker and Volgenant). `costs` is a list of rows of one length, all finite. With
/// more rows than columns some rows stay without (`None`).
pub fn least_cost(costs: &[Vec<f64>]) -> Vec<Option<usize>> {
    let columns = costs.first().map_or(0, Vec::len);
    if columns == 0 {
        return vec![None; costs.len()];
    }
    if costs.len() > columns {
        let turned: Vec<Vec<f64>> =
            (0..columns).map(|column| costs.iter().map(|row| row[column]).collect()).collect();
        let mut matched = vec![None; costs.len()];
        for (column, row) in least_cost(&turned).into_iter().enumerate() {
            if let Some(row) = row {
                matched[row] = Some(column);
            }
        }
        return matched;
    }
    let mut search = Search::new(costs.len(), columns);
    for row in 1..=costs.len() {
        search.place(row, costs);
    }
    let mut matched = vec![None; costs.len()];
    for (column, &row) in search.row_of.iter().enumerate().skip(1) {
        if row > 0 {
            matched[row - 1] = Some(column - 1);
        }
    }
    matched
}

/// Prices of rows and columns, and which row each column has; place 0 stands for 'none yet'.
struct Search {
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    row_of: Vec<usize>,
}

impl Search {
    fn new(rows: usize, columns: usize) -> Self {
        Self {
            row_price: vec![0.0; rows + 1],
            column_price: vec![0.0; columns + 1],
            row_of: vec![0; columns + 1],
        }
    }

    /// Finds the cheapest chain of exchanges that gives this row a column.
    fn place(&mut self, row: usize, costs: &[Vec<f64>]) {
        let columns = self.row_of.len();
        let mut least = vec![f64::INFINITY; columns];
        let mut before = vec![0; columns];
        let mut done = vec![false; columns];
        self.row_of[0] = row;
        let mut at = 0;
        while self.row_of[at] != 0 {
            done[at] = true;
            let here = self.row_of[at];
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in 1..columns {
                if done[column] {
                    continue;
                }
                let over =
                    costs[here - 1][column - 1] - self.row_price[here] - self.column_price[column];
                if over < least[column] {
                    least[column] = over;
                    before[column] = at;
                }
                if least[column] < step {
                    step = least[column];
                    next = column;
                }
            }
            self.move_prices(step, &done, &mut least);
            at = next;
        }
        while at != 0 {
            self.row_of[at] = self.row_of[before[at]];
            at = before[at];
        }
    }

    fn move_prices(&mut self, step: f64, done: &[bool], least: &mut [f64]) {
        for (column, left) in least.iter_mut().enumerate() {
            if done[column] {
                self.row_price[self.row_of[column]] += step;
                self.column_price[column] -= step;
            } else {
                *left -= step;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arithmetic::chance::Chance;

    fn total(costs: &[Vec<f64>], matched: &[Option<usize>]) -> f64 {
        matched.iter().zip(costs).filter_map(|(column, row)| column.map(|at| row[at])).sum()
    }

    /// The least of all orders, tried one by one.
    fn by_trial(costs: &[Vec<f64>], from: usize, used: &mut Vec<usize>) -> f64 {
        let Some(row) = costs.get(from) else { return 0.0 };
        let mut best = f64::INFINITY;
        for (column, cost) in row.iter().enumerate() {
            if !used.contains(&column) {
                used.push(column);
                best = best.min(cost + by_trial(costs, from + 1, used));
                used.pop();
            }
        }
        best
    }

    #[test]
    fn it_finds_what_trying_everything_finds() {
        let mut chance = Chance::new(5);
        for size in 1..7 {
            for _ in 0..20 {
                let costs: Vec<Vec<f64>> =
                    (0..size).map(|_| (0..=size).map(|_| chance.fraction()).collect()).collect();
                let matched = least_cost(&costs);
                assert!(matched.iter().all(Option::is_some));
                let best = by_trial(&costs, 0, &mut Vec::new());
                assert!((total(&costs, &matched) - best).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn more_rows_than_columns_leave_some_without() {
        let matched = least_cost(&[vec![5.0], vec![1.0], vec![3.0]]);
        assert_eq!(matched, [None, Some(0), None]);
        assert_eq!(least_cost(&[]), []);
        assert_eq!(least_cost(&[vec![], vec![]]), [None, None]);
    }
}
