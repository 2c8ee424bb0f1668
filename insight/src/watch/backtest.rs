//! How often the warning would have been right here, on the weeks gone by.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::history::{Cell, History};
use super::judge::{Alert, Settings, look};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An alert of a cell that comes again within this many weeks belongs to the case already open.
const SAME_CASE: i32 = 4;

/// What the warning would have done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BackTest {
    /// Weeks looked at.
    pub weeks: usize,
    /// The alerts that would have opened a case, in the order of time.
    pub opened: Vec<Alert>,
    /// How many of them were right.
    pub right: usize,
    /// Alerts that would have opened a case and were not right, for each week.
    pub false_per_week: f64,
    /// Of the alerts opened, the share that was not right, 0 to 1; 0 when none was opened.
    pub false_share: f64,
}

/// Goes through the weeks from `from` up to and with `to` as if each were the last, and asks of
/// each alert that would have opened a case whether it was right: a case that people followed up
/// and found true, or a rise put there to see if it is found.
pub fn back_test(
    history: &History,
    settings: &Settings,
    from: i32,
    to: i32,
    right: impl Fn(&Alert) -> bool,
) -> BackTest {
    let mut opened = Vec::new();
    let mut last: BTreeMap<Cell, i32> = BTreeMap::new();
    let mut weeks = 0;
    for week in (from..=to).filter(|week| history.place(*week).is_some()) {
        weeks += 1;
        for alert in look(history, week, settings) {
            let before = last.insert(alert.cell, week);
            if before.is_none_or(|before| week - before > SAME_CASE) {
                opened.push(alert);
            }
        }
    }
    let right = opened.iter().filter(|alert| right(alert)).count();
    let wrong = (opened.len() - right) as f64;
    BackTest {
        weeks,
        right,
        false_per_week: if weeks == 0 { 0.0 } else { wrong / weeks as f64 },
        false_share: if opened.is_empty() { 0.0 } else { wrong / opened.len() as f64 },
        opened,
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::{Mention, Received};
    use super::*;

    #[test]
    fn a_rise_of_six_weeks_is_one_case() {
        let cell = Cell { theme: 4, service: 1, area: 1 };
        let mut mentions = Vec::new();
        let mut received = Vec::new();
        for week in 0..80 {
            received.push(Received { service: 1, area: 1, week, comments: 200 });
            let count = if (50..56).contains(&week) { 20 } else { 4 };
            mentions.extend((0..count).map(|person| Mention { cell, week, person }));
        }
        let history = History::gather(&mentions, &received);
        let told = |alert: &Alert| (50..56).contains(&alert.week);
        let found = back_test(&history, &Settings::STANDARD, 30, 79, told);
        assert_eq!((found.weeks, found.opened.len(), found.right), (50, 1, 1));
        assert!(found.opened[0].week <= 51 && found.false_per_week < 1e-12);
        let none = back_test(&history, &Settings::STANDARD, 30, 79, |_| false);
        assert!(
            (none.false_per_week - 0.02).abs() < 1e-12 && (none.false_share - 1.0).abs() < 1e-12
        );
        assert_eq!(back_test(&history, &Settings::STANDARD, 500, 600, told).weeks, 0);
    }
}
