//! Ranked bars: one measure, one bar a thing, the largest first.

use super::svg::{WIDTH, drawing, fitted, rect, rule, words};
use super::{Cell, Chart, Saying};

const ROW: f64 = 46.0;
const FOR_VALUE: f64 = 90.0;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its value, not negative; none where it is suppressed.
    pub value: Option<f64>,
    /// The value as it is written beside the bar and in the table: '412', '*'.
    pub shown: String,
}

/// Draws bars in the order of their values; suppressed ones last, each in its given order.
pub fn bars(saying: &Saying, bars: &[Bar]) -> Chart {
    let mut ranked: Vec<&Bar> = bars.iter().collect();
    ranked.sort_by(|a, b| b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)));
    let most = ranked.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
    let mut marks = String::new();
    let mut top = 0.0;
    for bar in &ranked {
        words(&mut marks, (0.0, top + 16.0), "start", &fitted(&bar.label, 48));
        let value = bar.value.unwrap_or(0.0).max(0.0);
        let length = if most > 0.0 { value / most * (WIDTH - FOR_VALUE) } else { 0.0 };
        if length > 0.0 {
            rect(&mut marks, "ys-chart__bar", (0.0, top + 22.0), (length, 18.0));
        }
        rule(&mut marks, "ys-chart__axis", (0.0, top + 20.0), (0.0, top + 42.0));
        words(&mut marks, (length + 6.0, top + 36.0), "start", &bar.shown);
        top += ROW;
    }
    let row = |bar: &&Bar| vec![Cell::words(&bar.label), Cell::figure(&bar.shown)];
    Chart {
        svg: drawing(saying, top, &marks),
        title: saying.title.clone(),
        head: vec![Cell::words(&saying.label_heading), Cell::figure(&saying.value_heading)],
        rows: ranked.iter().map(row).collect(),
    }
}
