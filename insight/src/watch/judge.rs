//! Judges every cell of a week at once.
//!
//! The method follows Farrington, Andrews, Beale and Catchpole 1996 and Noufaily and others 2013
//! in its parts: a baseline that ends before the weeks looked at, an allowance for counts that
//! vary more than chance, and, beside it, a cumulative sum for slow rises (Rogerson and Yamada
//! 2004). What moves a theme at every service alike, such as a season, is taken out of each; a
//! season of one cell alone is not modelled, and [`super::back_test`] tells what that costs.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::history::{Cell, History, Series};
use super::tide::{Tide, Week};
use crate::arithmetic::counts::{believe, negative_binomial_tail, poisson_tail};
use crate::arithmetic::median;
use serde::{Deserialize, Serialize};

/// How alarms are raised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Weeks looked at together, the last one included; at least 1.
    pub window: usize,
    /// Weeks between the past and those looked at, so that a rise does not hide itself.
    pub guard: usize,
    /// Weeks of the past.
    pub baseline: usize,
    /// Whether to allow for counts that vary more than chance.
    pub varied: bool,
    /// The share of false alarms accepted among those raised in a week, 0 to 1.
    pub false_share: f64,
    /// Where the cumulative sum rings; `None` leaves slow rises out.
    pub slow: Option<f64>,
    /// The rise that the cumulative sum listens for, as a multiple of what is expected; above 1.
    pub rise: f64,
    /// The fewest comments in the weeks looked at.
    pub comments: u64,
    /// The fewest different people in them.
    pub people: usize,
}

impl Settings {
    /// For most places. Chosen on made-up histories and measured on others:
    /// `docs/insight/patterns.md`.
    pub const STANDARD: Self = Self {
        window: 2,
        guard: 2,
        baseline: 26,
        varied: true,
        false_share: 0.1,
        slow: Some(5.25),
        rise: 2.0,
        comments: 3,
        people: 3,
    };
    /// Rings early and often.
    pub const SENSITIVE: Self =
        Self { window: 1, varied: false, slow: Some(4.5), ..Self::STANDARD };
    /// Rings seldom.
    pub const QUIET: Self =
        Self { false_share: 0.02, slow: None, comments: 5, people: 5, ..Self::STANDARD };
}

impl Default for Settings {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Why an alert was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// More in the weeks looked at than there was cause to expect.
    Sudden,
    /// A little more for many weeks.
    Slow,
    /// Both.
    Both,
}

/// A question for a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Of what, and where.
    pub cell: Cell,
    /// The last of the weeks looked at.
    pub week: i32,
    /// Comments in the weeks looked at.
    pub seen: u64,
    /// Comments there was cause to expect in them.
    pub expected: f64,
    /// Different people in them.
    pub people: usize,
    /// How often as many or more would come by chance, 0 to 1.
    pub chance: f64,
    /// Why.
    pub reason: Reason,
}

/// The fewest weeks of the past with comments before anything is judged.
const FEWEST_WEEKS: usize = 8;
/// A cell with this many comments in its past is believed as much as its neighbours about how
/// much counts vary.
const BELIEVED: f64 = 50.0;
/// Added to the past, so that what was never spoken of before is not expected to be impossible.
const HALF_A_COMMENT: f64 = 0.5;
/// Weeks over which the cumulative sum is built up.
const SLOW_WEEKS: usize = 52;

/// What the past of a cell says of a week.
#[derive(Debug, Clone, Copy)]
struct Past {
    /// Comments of the cell for each comment received.
    rate: f64,
    /// Comments received in the past.
    received: f64,
    /// Comments of the cell in the past.
    comments: f64,
    /// The weeks, from and up to.
    weeks: (usize, usize),
}

/// The past before the weeks looked at, which begin at `start`; `None` when it is too short.
fn past(series: &Series, start: usize, settings: &Settings) -> Option<Past> {
    let end = start.checked_sub(settings.guard)?;
    let begin = end.saturating_sub(settings.baseline);
    let received = series.received(begin, end) as f64;
    if end - begin < FEWEST_WEEKS || received <= 0.0 {
        return None;
    }
    let comments = series.count(begin, end) as f64;
    let rate = (comments + HALF_A_COMMENT) / received;
    Some(Past { rate, received, comments, weeks: (begin, end) })
}

/// How much more counts of the past vary than chance: 1 for Poisson counts.
fn variation(series: &Series, past: &Past) -> Option<f64> {
    let (mut sum, mut weeks) = (0.0, 0.0);
    for week in past.weeks.0..past.weeks.1 {
        let expected = past.rate * series.received(week, week + 1) as f64;
        if expected > 0.0 {
            sum += (series.count(week, week + 1) as f64 - expected).powi(2) / expected;
            weeks += 1.0;
        }
    }
    (weeks > 1.0).then(|| sum / (weeks - 1.0))
}

/// One cell as judged.
struct Judged<'a> {
    series: &'a Series,
    past: Past,
    varies: f64,
    weeks: Vec<Week>,
    /// Comments there was cause to expect in the weeks looked at.
    expected: f64,
}

/// The weeks over which the cumulative sum is built up, each judged by its own past; noughts where
/// the past is too short.
fn weeks(series: &Series, at: usize, settings: &Settings) -> Vec<Week> {
    (at.saturating_sub(SLOW_WEEKS)..=at)
        .map(|week| {
            past(series, week, settings).map_or_else(Week::default, |past| Week {
                seen: series.count(week, week + 1) as f64,
                expected: past.rate * series.received(week, week + 1) as f64,
            })
        })
        .collect()
}

/// Looks at one week. Alerts come in the order of their chance, the least likely first.
pub fn look(history: &History, week: i32, settings: &Settings) -> Vec<Alert> {
    let Some(at) = history.place(week) else { return Vec::new() };
    let end = at + 1;
    let start = end.saturating_sub(settings.window.max(1));
    let judged = judged(history, start, end, settings);
    let chances: Vec<f64> = judged.iter().map(|one| chance(one, start, end, settings)).collect();
    let believed = believe(&chances, settings.false_share);
    let mut alerts: Vec<Alert> = judged
        .iter()
        .zip(chances)
        .zip(believed)
        .filter_map(|((one, chance), sudden)| {
            let enough = enough(one.series, start, end, settings);
            let slow = enough && settings.slow.is_some_and(|bar| rings(one, bar, settings));
            let reason = match (sudden && enough, slow) {
                (true, true) => Reason::Both,
                (true, false) => Reason::Sudden,
                (false, true) => Reason::Slow,
                (false, false) => return None,
            };
            Some(Alert {
                cell: one.series.cell,
                week,
                seen: one.series.count(start, end),
                expected: one.expected,
                people: one.series.people(start, end),
                chance,
                reason,
            })
        })
        .collect();
    alerts.sort_by(|a, b| a.chance.total_cmp(&b.chance).then(a.cell.cmp(&b.cell)));
    alerts
}

fn judged<'a>(
    history: &'a History,
    start: usize,
    end: usize,
    settings: &Settings,
) -> Vec<Judged<'a>> {
    let all = history.series();
    let at = end.saturating_sub(1);
    let tide = Tide::new(history, all.iter().map(|series| weeks(series, at, settings)).collect());
    let with_past: Vec<(usize, &Series, Past, Option<f64>)> = all
        .iter()
        .enumerate()
        .filter_map(|(which, series)| {
            let past = past(series, start, settings)?;
            Some((which, series, past, variation(series, &past)))
        })
        .collect();
    let known: Vec<f64> = with_past
        .iter()
        .filter(|(_, _, past, _)| past.comments >= 5.0)
        .filter_map(|(_, _, _, varies)| *varies)
        .collect();
    let middle = median(&known).unwrap_or(1.0);
    with_past
        .into_iter()
        .map(|(which, series, past, own)| {
            let belief = past.comments / (past.comments + BELIEVED);
            let varies = own.map_or(middle, |own| belief * own + (1.0 - belief) * middle);
            let expected = past.rate * series.received(start, end) as f64 * tide.last_move(which);
            Judged { series, past, varies: varies.max(1.0), weeks: tide.moved(which), expected }
        })
        .collect()
}

fn enough(series: &Series, start: usize, end: usize, settings: &Settings) -> bool {
    series.count(start, end) >= settings.comments && series.people(start, end) >= settings.people
}

/// How often as many or more comments would come by chance. The expectation is itself only known
/// from the past, which widens it.
fn chance(one: &Judged<'_>, start: usize, end: usize, settings: &Settings) -> f64 {
    let seen = one.series.count(start, end);
    let received = one.series.received(start, end) as f64;
    let mean = one.expected;
    if settings.varied {
        let variance = one.varies * mean * (1.0 + received / one.past.received);
        negative_binomial_tail(seen, mean, variance)
    } else {
        poisson_tail(seen, mean)
    }
}

/// Whether the cumulative sum of a cell passes the bar in the last week. It begins again from
/// nought once it has rung.
fn rings(one: &Judged<'_>, bar: f64, settings: &Settings) -> bool {
    let mut sum = 0.0_f64;
    let mut rang = false;
    for week in &one.weeks {
        let before = if rang { 0.0 } else { sum };
        let step = week.seen * settings.rise.ln() - week.expected * (settings.rise - 1.0);
        sum = (before + step / one.varies).max(0.0);
        rang = sum >= bar;
    }
    rang
}

#[cfg(test)]
mod tests {
    use super::super::history::{Mention, Received};
    use super::*;

    const CELL: Cell = Cell { theme: 1, service: 1, area: 1 };

    /// 60 weeks of so many comments each week out of so many received.
    fn weeks(spoke: impl Fn(i32) -> u32, came: impl Fn(i32) -> u32, people: u64) -> History {
        let mut mentions = Vec::new();
        let mut received = Vec::new();
        for week in 0..60 {
            received.push(Received { service: 1, area: 1, week, comments: came(week) });
            for one in 0..spoke(week) {
                let person = u64::from(one) % people;
                mentions.push(Mention { cell: CELL, week, person });
            }
        }
        History::gather(&mentions, &received)
    }

    #[test]
    fn a_sudden_rise_is_raised_and_steadiness_is_not() {
        let steady = weeks(|week| 3 + u32::from(week % 2 == 0), |_| 100, 99);
        let rise = weeks(|week| if week >= 58 { 14 } else { 3 }, |_| 100, 99);
        for settings in [Settings::SENSITIVE, Settings::STANDARD, Settings::QUIET] {
            assert!(look(&steady, 59, &settings).is_empty());
            let alerts = look(&rise, 59, &settings);
            assert_eq!(alerts.len(), 1);
            assert_eq!(alerts[0].cell, CELL);
            assert!(alerts[0].expected < 7.0 && alerts[0].chance < 0.01);
        }
    }

    #[test]
    fn more_answers_of_everything_is_no_alarm() {
        let drive = |week: i32| if week >= 57 { 4 } else { 1 };
        let history = weeks(|week| 3 * drive(week), |week| 100 * drive(week), 99);
        for settings in [Settings::SENSITIVE, Settings::STANDARD, Settings::QUIET] {
            assert!(look(&history, 59, &settings).is_empty());
        }
    }

    #[test]
    fn one_person_many_times_is_no_alarm() {
        let one = weeks(|week| if week >= 58 { 30 } else { 1 }, |_| 100, 2);
        assert!(look(&one, 59, &Settings::STANDARD).is_empty());
    }

    #[test]
    fn a_slow_rise_rings_in_the_end() {
        let rise = |week: i32| u32::try_from(6 + (week - 30).max(0) / 4).unwrap_or(0);
        let history = weeks(rise, |_| 100, 99);
        let slow = Settings { false_share: 0.0, slow: Some(6.0), rise: 1.5, ..Settings::STANDARD };
        let rang = (30..60).any(|week| {
            look(&history, week, &slow).iter().any(|alert| alert.reason == Reason::Slow)
        });
        assert!(rang);
        assert!((0..30).all(|week| look(&history, week, &slow).is_empty()));
    }

    #[test]
    fn what_rises_everywhere_is_one_alert_and_not_one_for_each_service() {
        let mut mentions = Vec::new();
        let mut received = Vec::new();
        for service in 0..12 {
            for week in 0..60 {
                received.push(Received { service, area: 1, week, comments: 100 });
                let cell = Cell { theme: 1, service, area: 1 };
                let count = if week >= 54 { 9 } else { 5 };
                mentions.extend((0..count).map(|person| Mention { cell, week, person }));
            }
        }
        let history = History::gather(&mentions, &received);
        let alerts = look(&history, 57, &Settings::STANDARD);
        assert_eq!(alerts.iter().map(|one| one.cell).collect::<Vec<_>>(), [Cell::everywhere(1)]);
        assert_eq!((alerts[0].seen, alerts[0].people), (2 * 12 * 9, 9));
    }

    #[test]
    fn too_short_a_past_and_no_week_say_nothing() {
        let history = weeks(|week| if week == 5 { 50 } else { 1 }, |_| 100, 99);
        assert!(look(&history, 5, &Settings::STANDARD).is_empty());
        assert!(look(&history, 900, &Settings::STANDARD).is_empty());
        assert!(look(&History::default(), 0, &Settings::STANDARD).is_empty());
        let wild = Settings { window: 0, guard: usize::MAX, baseline: 0, ..Settings::STANDARD };
        assert!(look(&history, 50, &wild).is_empty());
    }
}
