//! Walking the calendar one day at a time, with a line for every day met.

use chrono::{Datelike, Months, NaiveDate};

use super::{Step, StepKind};
use crate::calendar::{Calendar, OutOfRange, next, plain_date, previous};

/// Which way to walk, and whether the first day can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Forwards; the start can count.
    From,
    /// Forwards; the day after the start is the first that can count.
    After,
    /// Backwards; the day before the start is the first that can count.
    Before,
}

/// The `days`th working day met, with each day met written to `steps`. `days` is at least 1.
pub(super) fn nth_working_day(
    calendar: &Calendar,
    start: NaiveDate,
    days: u16,
    direction: Direction,
    steps: &mut Vec<Step>,
) -> Result<NaiveDate, OutOfRange> {
    let mut day = match direction {
        Direction::From => start,
        Direction::After => next(start)?,
        Direction::Before => previous(start)?,
    };
    let mut counted = 0;
    loop {
        let step = line(calendar, day, counted + 1);
        counted += u16::from(step.kind != StepKind::Skipped);
        steps.push(step);
        if counted >= days {
            return Ok(day);
        }
        day = if direction == Direction::Before { previous(day)? } else { next(day)? };
    }
}

fn line(calendar: &Calendar, day: NaiveDate, number: u16) -> Step {
    match calendar.why_not_working(day) {
        Some(why) => Step {
            on: day,
            kind: StepKind::Skipped,
            says: skipped_line(day, &why),
            reason: Some(why),
        },
        None => Step {
            on: day,
            kind: StepKind::Counted(number),
            reason: None,
            says: format!("{}: working day {number}", plain_date(day)),
        },
    }
}

/// A weekend is named by its date already.
fn skipped_line(day: NaiveDate, why: &str) -> String {
    if matches!(why, "Saturday" | "Sunday") {
        format!("{}: not counted", plain_date(day))
    } else {
        format!("{}: not counted, {why}", plain_date(day))
    }
}

/// The last day of the month a date lies in.
pub(super) fn last_of_month(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
