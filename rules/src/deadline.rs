//! Deadlines that show how they were counted.
//!
//! A deadline is the last day on which a thing is still in time. Each one carries the steps that
//! led to it, so that a person can check it with a wall calendar, and the id and version of the
//! rule that asked for it, so that a later change of the rule does not rewrite it (R-META-02).

mod count;
mod days;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, OutOfRange};
use crate::finding::Outcome;
use crate::packs::{Rule, RuleRef};

/// The longest count that is accepted, about ten years: more is a slip of the keyboard.
pub const LONGEST_COUNT: u16 = 3_660;

/// How days are counted. Law and promises use different conventions for the same number of days;
/// the convention is part of the rule and is always shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counting {
    /// The nth working day after the start; the day after the start is the first that can count.
    WorkingDaysAfter(u16),
    /// The nth working day beginning with the start; a start on a day that is not a working day
    /// begins with the next working day.
    WorkingDaysBeginningWith(u16),
    /// The start plus n days of any kind.
    CalendarDaysAfter(u16),
    /// n days of any kind, the start being the first and the result the last (R-CON-08).
    InclusiveDays(u16),
    /// n days of any kind strictly between the result and the start, which comes later (R-GOV-02).
    ClearDaysBefore(u16),
    /// The nth working day before the start; the day before is the first that can count (R-GOV-03).
    WorkingDaysBefore(u16),
    /// n working days strictly between the result and the start, which comes later; the result is
    /// itself a working day.
    ClearWorkingDaysBefore(u16),
    /// The nth working day of the month after the one the start lies in (R-FFT-07).
    NthWorkingDayOfFollowingMonth(u16),
    /// The first such day of the year on or after the start. A day the month does not have, such
    /// as 29 February in a common year, becomes the last of the month.
    FixedDayOfYear {
        /// The month, 1 to 12.
        month: u8,
        /// The day, 1 to 31.
        day: u8,
    },
}

/// What one line of the arithmetic does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "number")]
pub enum StepKind {
    /// Where the count starts.
    Start,
    /// A day that counts, with its number.
    Counted(u16),
    /// A day that does not count.
    Skipped,
    /// A reckoning without single days, such as adding 28.
    Reckoned,
    /// The result.
    Due,
    /// The date from which a warning is shown.
    Warn,
    /// Something the reader should know about the result.
    Note,
}

/// One line of the arithmetic, in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day the line is about.
    pub on: NaiveDate,
    /// What the line does, for pages in other languages.
    #[serde(flatten)]
    pub kind: StepKind,
    /// Why a day was skipped, or what was reckoned, when there is something to say.
    pub reason: Option<String>,
    /// The whole line in plain English.
    pub says: String,
}

/// A date by which something is to be done, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last day on which the thing is in time.
    pub due: NaiveDate,
    /// The last day on which it is in time under the stricter of two readings of the rule, when
    /// there are two: a warning is shown once it has passed.
    pub warn: Option<NaiveDate>,
    /// The count reached years for which only the fixed holidays are known, so `due` may move.
    pub beyond_known_holidays: bool,
    /// The arithmetic, line by line.
    pub steps: Vec<Step>,
    /// The rule that asked for it.
    pub rule: RuleRef,
}

/// Why no date could be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// A count of no days.
    #[error("a count needs at least one day")]
    NothingToCount,
    /// A count above [`LONGEST_COUNT`].
    #[error("a count of {0} days is longer than {LONGEST_COUNT} days")]
    TooLong(u16),
    /// The month does not have so many working days.
    #[error("{month} has only {has} working days, not {asked}")]
    NoSuchWorkingDay {
        /// The month in words.
        month: String,
        /// How many it has.
        has: u16,
        /// How many were asked for.
        asked: u16,
    },
    /// A day of the year that never exists, such as 31 June.
    #[error("there is no day {day} in month {month}")]
    NoSuchDay {
        /// The month as given.
        month: u8,
        /// The day as given.
        day: u8,
    },
    /// The count leaves the years this crate knows.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The rule carries no way of counting.
    #[error("the rule {0} does not say how its days are counted")]
    RuleDoesNotCount(String),
}

impl Deadline {
    /// The deadline that follows from `start` by one way of counting.
    pub fn count(
        calendar: &Calendar,
        start: NaiveDate,
        counting: Counting,
        rule: RuleRef,
    ) -> Result<Self, DeadlineError> {
        let counted = count::run(calendar, start, counting)?;
        Ok(Self {
            due: counted.due,
            warn: None,
            beyond_known_holidays: counted.beyond,
            steps: counted.steps,
            rule,
        })
    }

    /// A deadline whose rule can be read in two ways: warn after the earlier date, breach after the
    /// later, whichever way round the two are given (R-GOV-03, R-HW-02).
    pub fn with_two_readings(
        calendar: &Calendar,
        start: NaiveDate,
        readings: [Counting; 2],
        rule: RuleRef,
    ) -> Result<Self, DeadlineError> {
        let one = count::run(calendar, start, readings[0])?;
        let other = count::run(calendar, start, readings[1])?;
        let (earlier, later) = if one.due <= other.due { (one, other) } else { (other, one) };
        if earlier.due == later.due {
            return Self::count(calendar, start, readings[0], rule);
        }
        let mut steps = later.steps;
        steps.push(Step::warn(earlier.due));
        Ok(Self {
            due: later.due,
            warn: Some(earlier.due),
            beyond_known_holidays: earlier.beyond || later.beyond,
            steps,
            rule,
        })
    }

    /// The deadline a rule of a pack asks for, from its parameters `counting` and `days` (or
    /// `month` and `day`), and `warn_counting` when it has two readings.
    pub fn by_rule(
        calendar: &Calendar,
        rule: &Rule,
        start: NaiveDate,
    ) -> Result<Self, DeadlineError> {
        let counting =
            rule.counting().ok_or_else(|| DeadlineError::RuleDoesNotCount(rule.id.clone()))?;
        match rule.warn_counting() {
            Some(other) => {
                Self::with_two_readings(calendar, start, [counting, other], rule.reference())
            }
            None => Self::count(calendar, start, counting, rule.reference()),
        }
    }

    /// How the deadline stands on `today`, given the day the thing was done, if it was.
    pub fn outcome(&self, today: NaiveDate, done: Option<NaiveDate>) -> Outcome {
        let judged = done.unwrap_or(today);
        let late_for_strict = self.warn.is_some_and(|warn| judged > warn);
        match (judged > self.due, late_for_strict, done.is_some()) {
            (true, _, _) => Outcome::Failed,
            (false, true, _) => Outcome::Warning,
            (false, false, true) => Outcome::Passed,
            (false, false, false) => Outcome::NotYetDue,
        }
    }
}
