//! A run chart: one measure over time, from zero, with the median as a dashed line.

use std::fmt::Write;

use super::svg::{WIDTH, drawing, rule, short, words};
use super::{Cell, Chart, Saying};

const TOP: f64 = 24.0;
const BOTTOM: f64 = 184.0;
const LEFT: f64 = 8.0;
const RIGHT: f64 = WIDTH - 56.0;

/// One point in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// When: 'October 2026'.
    pub label: String,
    /// The value; none where nothing is known or it is suppressed: the line breaks there.
    pub value: Option<f64>,
    /// The value as it is written.
    pub shown: String,
}

/// Draws the points in their order. `median` is its words, if it is to be drawn: 'Median 43'.
pub fn run_chart(saying: &Saying, points: &[Point], median: Option<&str>) -> Chart {
    let most = points.iter().filter_map(|point| point.value).fold(0.0, f64::max).max(1.0);
    let at = |index: usize, value: f64| {
        (LEFT + share(index, points.len()) * (RIGHT - LEFT), BOTTOM - value / most * (BOTTOM - TOP))
    };
    let mut marks = String::new();
    rule(&mut marks, "ys-chart__axis", (0.0, BOTTOM), (RIGHT + 8.0, BOTTOM));
    words(&mut marks, (RIGHT + 12.0, BOTTOM + 4.0), "start", "0");
    if let (Some(text), Some(middle)) = (median, middle(points)) {
        let (_, y) = at(0, middle);
        rule(&mut marks, "ys-chart__middle", (0.0, y), (RIGHT, y));
        words(&mut marks, (LEFT, y - 6.0), "start", text);
    }
    for run in runs(points) {
        let path: Vec<String> = run
            .iter()
            .map(|(index, value)| {
                let (x, y) = at(*index, *value);
                format!("{},{}", short(x), short(y))
            })
            .collect();
        let _ =
            writeln!(marks, "<polyline class=\"ys-chart__line\" points=\"{}\"/>", path.join(" "));
        for (index, value) in run {
            let (x, y) = at(index, value);
            let (x, y) = (short(x), short(y));
            let _ =
                writeln!(marks, "<circle class=\"ys-chart__dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
        }
    }
    let last = points.iter().rposition(|point| point.value.is_some());
    let highest = points.iter().position(|point| point.value.is_some_and(|value| value >= most));
    for (index, point) in points.iter().enumerate() {
        let (x, y) = at(index, point.value.unwrap_or(0.0));
        if Some(index) == last {
            words(&mut marks, (x + 10.0, y + 5.0), "start", &point.shown);
        } else if Some(index) == highest {
            words(&mut marks, (x, y - 10.0), "middle", &point.shown);
        }
    }
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        words(&mut marks, (0.0, BOTTOM + 22.0), "start", &first.label);
        if points.len() > 1 {
            words(&mut marks, (WIDTH, BOTTOM + 22.0), "end", &last.label);
        }
    }
    let row = |point: &Point| vec![Cell::words(&point.label), Cell::figure(&point.shown)];
    Chart {
        svg: drawing(saying, BOTTOM + 32.0, &marks),
        title: saying.title.clone(),
        head: vec![Cell::words(&saying.label_heading), Cell::figure(&saying.value_heading)],
        rows: points.iter().map(row).collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart has few points")]
fn share(index: usize, count: usize) -> f64 {
    if count < 2 { 0.0 } else { index as f64 / (count - 1) as f64 }
}

fn middle(points: &[Point]) -> Option<f64> {
    let mut values: Vec<f64> = points.iter().filter_map(|point| point.value).collect();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The stretches between gaps.
fn runs(points: &[Point]) -> Vec<Vec<(usize, f64)>> {
    let mut found: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    for (index, point) in points.iter().enumerate() {
        match (point.value, found.last_mut()) {
            (Some(value), Some(run)) => run.push((index, value)),
            _ => found.push(Vec::new()),
        }
    }
    found.retain(|run| !run.is_empty());
    found
}
