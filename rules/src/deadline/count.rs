//! Carrying out each way of counting, and writing down every line of it.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::days::{Direction, last_of_month, nth_working_day};
use super::{Counting, DeadlineError, LONGEST_COUNT, Step, StepKind};
use crate::calendar::{Calendar, OutOfRange, check, plain_date, previous};

/// A result with its arithmetic.
pub(super) struct Counted {
    pub due: NaiveDate,
    pub steps: Vec<Step>,
    pub beyond: bool,
}

pub(super) fn run(
    calendar: &Calendar,
    start: NaiveDate,
    counting: Counting,
) -> Result<Counted, DeadlineError> {
    check(start)?;
    match counting {
        Counting::WorkingDaysAfter(days) => working(
            calendar,
            start,
            limit(days)?,
            "day 1 is the next working day",
            Direction::After,
        ),
        Counting::WorkingDaysBeginningWith(days) => {
            let says = "day 1 is this day, or the next working day";
            working(calendar, start, limit(days)?, says, Direction::From)
        }
        Counting::WorkingDaysBefore(days) => {
            let says = "day 1 is the working day before";
            working(calendar, start, limit(days)?, says, Direction::Before)
        }
        Counting::ClearWorkingDaysBefore(days) => clear_working(calendar, start, limit(days)?),
        Counting::CalendarDaysAfter(days) => {
            let due = plus(start, limit(days)?)?;
            Ok(reckoned(start, due, format!("{} after this day", count_of(days))))
        }
        Counting::InclusiveDays(days) => {
            let due = plus(start, limit(days)? - 1)?;
            let why = format!("{}, counting the first day and the last", count_of(days));
            Ok(reckoned(start, due, why))
        }
        Counting::ClearDaysBefore(days) => {
            let due = minus(start, limit(days)? + 1)?;
            let why = format!("{} clear before this day, counting neither end", count_of(days));
            Ok(reckoned(start, due, why))
        }
        Counting::NthWorkingDayOfFollowingMonth(days) => {
            following_month(calendar, start, limit(days)?)
        }
        Counting::FixedDayOfYear { month, day } => fixed_day(start, month, day),
    }
}

fn limit(days: u16) -> Result<u16, DeadlineError> {
    match days {
        0 => Err(DeadlineError::NothingToCount),
        1..=LONGEST_COUNT => Ok(days),
        _ => Err(DeadlineError::TooLong(days)),
    }
}

fn working(
    calendar: &Calendar,
    start: NaiveDate,
    days: u16,
    how: &str,
    direction: Direction,
) -> Result<Counted, DeadlineError> {
    let mut steps = vec![Step::start(start, &format!("{}; {how}", working_count_of(days)))];
    let due = nth_working_day(calendar, start, days, direction, &mut steps)?;
    Ok(finish(calendar, start, due, steps))
}

fn clear_working(
    calendar: &Calendar,
    start: NaiveDate,
    days: u16,
) -> Result<Counted, DeadlineError> {
    let how = format!("{} clear before this day, counting neither end", working_count_of(days));
    let mut steps = vec![Step::start(start, &how)];
    let last_clear = nth_working_day(calendar, start, days, Direction::Before, &mut steps)?;
    let mut before = Vec::new();
    let due = nth_working_day(calendar, last_clear, 1, Direction::Before, &mut before)?;
    steps.extend(before.into_iter().filter(|step| step.kind == StepKind::Skipped));
    Ok(finish(calendar, start, due, steps))
}

fn following_month(
    calendar: &Calendar,
    start: NaiveDate,
    days: u16,
) -> Result<Counted, DeadlineError> {
    let first = start
        .with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .ok_or(OutOfRange)?;
    check(first)?;
    let month = first.format("%B %Y").to_string();
    let last = last_of_month(first).ok_or(OutOfRange)?;
    let has = calendar.working_days_between(previous(first)?, last)?;
    let has = u16::try_from(has).unwrap_or(0);
    if days > has {
        return Err(DeadlineError::NoSuchWorkingDay { month, has, asked: days });
    }
    let how = format!("working day {days} of the following month, {month}");
    let mut steps = vec![Step::start(start, &how)];
    let due = nth_working_day(calendar, first, days, Direction::From, &mut steps)?;
    Ok(finish(calendar, first, due, steps))
}

fn fixed_day(start: NaiveDate, month: u8, day: u8) -> Result<Counted, DeadlineError> {
    // 2000 is a leap year: what it lacks, no year has.
    let exists = NaiveDate::from_ymd_opt(2000, month.into(), day.into()).is_some();
    if !exists {
        return Err(DeadlineError::NoSuchDay { month, day });
    }
    let in_year = |year: i32| {
        NaiveDate::from_ymd_opt(year, month.into(), day.into())
            .or_else(|| NaiveDate::from_ymd_opt(year, month.into(), 1).and_then(last_of_month))
    };
    let this_year = in_year(start.year()).ok_or(OutOfRange)?;
    let due =
        if this_year >= start { this_year } else { in_year(start.year() + 1).ok_or(OutOfRange)? };
    check(due)?;
    let why = format!("the next {} on or after this day", due.format("%-d %B"));
    Ok(reckoned(start, due, why))
}

fn plus(start: NaiveDate, days: u16) -> Result<NaiveDate, OutOfRange> {
    start.checked_add_days(Days::new(days.into())).ok_or(OutOfRange).and_then(check)
}

fn minus(start: NaiveDate, days: u16) -> Result<NaiveDate, OutOfRange> {
    start.checked_sub_days(Days::new(days.into())).ok_or(OutOfRange).and_then(check)
}

/// A count of days of any kind never depends on holidays, so nothing can lie beyond them.
fn reckoned(start: NaiveDate, due: NaiveDate, why: String) -> Counted {
    let steps = vec![Step::start(start, ""), Step::reckoned(due, why), Step::due(due)];
    Counted { due, steps, beyond: false }
}

fn finish(calendar: &Calendar, start: NaiveDate, due: NaiveDate, mut steps: Vec<Step>) -> Counted {
    steps.push(Step::due(due));
    let beyond = calendar.beyond_known_holidays(start) || calendar.beyond_known_holidays(due);
    if beyond {
        let years = calendar.known_years();
        steps.push(Step::note(
            due,
            format!(
                "Bank holidays are known for {} to {} only: this date may change",
                years.start(),
                years.end()
            ),
        ));
    }
    Counted { due, steps, beyond }
}

fn count_of(days: u16) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn working_count_of(days: u16) -> String {
    if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") }
}

impl Step {
    fn start(on: NaiveDate, how: &str) -> Self {
        let reason = (!how.is_empty()).then(|| how.to_owned());
        let says = match &reason {
            Some(how) => format!("Start: {}. To count: {how}", plain_date(on)),
            None => format!("Start: {}", plain_date(on)),
        };
        Self { on, kind: StepKind::Start, reason, says }
    }

    fn reckoned(on: NaiveDate, why: String) -> Self {
        let says = format!("{}: {why}", plain_date(on));
        Self { on, kind: StepKind::Reckoned, reason: Some(why), says }
    }

    fn due(on: NaiveDate) -> Self {
        let says = format!("In time up to and including {}", plain_date(on));
        Self { on, kind: StepKind::Due, reason: None, says }
    }

    fn note(on: NaiveDate, says: String) -> Self {
        Self { on, kind: StepKind::Note, reason: Some(says.clone()), says }
    }

    /// The rule can be read more strictly; this is the last day by that reading.
    pub(super) fn warn(on: NaiveDate) -> Self {
        let says = format!("Read more strictly, in time up to and including {}", plain_date(on));
        Self { on, kind: StepKind::Warn, reason: None, says }
    }
}
