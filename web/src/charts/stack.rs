//! Stacked bars: how a whole divides, a row a thing, the same parts in the same order in each.

use super::svg::{WIDTH, drawing, fitted, rect, words};
use super::{Cell, Chart, Saying};

const ROW: f64 = 46.0;
/// More parts than this cannot be told apart.
const PARTS: usize = 6;

/// One row: a value for each part, and the value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// What the row stands for.
    pub label: String,
    /// (value, as written), in the order of the parts; no value where it is suppressed.
    pub parts: Vec<(Option<f64>, String)>,
}

/// Draws each row as shares of its whole, with the names of the parts underneath.
pub fn stacked(saying: &Saying, parts: &[String], rows: &[Stack]) -> Chart {
    let mut marks = String::new();
    let mut top = 0.0;
    for row in rows {
        words(&mut marks, (0.0, top + 16.0), "start", &fitted(&row.label, 48));
        let whole: f64 = row.parts.iter().filter_map(|(value, _)| *value).sum();
        let mut left = 0.0;
        for (index, (value, _)) in row.parts.iter().take(PARTS).enumerate() {
            let width = if whole > 0.0 { value.unwrap_or(0.0) / whole * WIDTH } else { 0.0 };
            if width > 0.0 {
                // A line of paper between the parts, for those who do not see the colours.
                let class = format!("ys-chart__part-{}", index + 1);
                let drawn = (width - 2.0).max(1.0);
                rect(&mut marks, &class, (left, top + 22.0), (drawn, 18.0));
                left += width;
            }
        }
        top += ROW;
    }
    for (index, name) in parts.iter().take(PARTS).enumerate() {
        let class = format!("ys-chart__part-{}", index + 1);
        rect(&mut marks, &class, (0.0, top + 4.0), (14.0, 14.0));
        words(&mut marks, (22.0, top + 16.0), "start", &fitted(name, 44));
        top += 24.0;
    }
    let mut head = vec![Cell::words(&saying.label_heading)];
    head.extend(parts.iter().map(|name| Cell::figure(name)));
    let line = |row: &Stack| {
        let figures = row.parts.iter().map(|(_, shown)| Cell::figure(shown));
        std::iter::once(Cell::words(&row.label)).chain(figures).collect()
    };
    Chart {
        svg: drawing(saying, top, &marks),
        title: saying.title.clone(),
        head,
        rows: rows.iter().map(line).collect(),
    }
}
