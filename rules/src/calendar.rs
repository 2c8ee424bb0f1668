//! Which days are working days in a part of the United Kingdom.
//!
//! The holidays come from the list that GOV.UK publishes, bundled in `data/bank-holidays.json`.
//! That list puts a substitute day in place of the real date, so 25 December and Good Friday are
//! also non-working by a fixed rule (R-CMP-02, domain rules for the deadline engine). Outside the
//! years of the list only the fixed rules are known: [`Calendar::beyond_known_holidays`] says so.

mod easter;
mod gov_uk;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use easter::{easter_sunday, good_friday};

/// The years this crate counts in. Dates outside are refused, never guessed.
pub const SUPPORTED_YEARS: RangeInclusive<i32> = 1900..=2999;

/// A part of the United Kingdom with its own bank holidays, as GOV.UK divides them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England and Wales share one list.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// The name of the division in the GOV.UK file.
    pub fn division(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }
}

/// Why a list of holidays was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text is not JSON of the GOV.UK shape.
    #[error("the bank holiday file is not in the GOV.UK shape: {0}")]
    Shape(String),
    /// The division asked for is missing or empty.
    #[error("the bank holiday file holds no holidays for {0}")]
    NoHolidays(&'static str),
    /// A date cannot be read, or lies outside [`SUPPORTED_YEARS`].
    #[error("the bank holiday '{title}' has the date '{date}', which cannot be used")]
    BadDate {
        /// The title of the holiday.
        title: String,
        /// The date as written in the file.
        date: String,
    },
    /// One date stands in the file twice.
    #[error("the bank holiday file lists {0} twice")]
    Twice(NaiveDate),
}

/// A date that lies outside [`SUPPORTED_YEARS`], or a count that would leave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the count leaves the years {} to {}", SUPPORTED_YEARS.start(), SUPPORTED_YEARS.end())]
pub struct OutOfRange;

/// The working days of one nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    nation: Nation,
    holidays: BTreeMap<NaiveDate, String>,
    years: RangeInclusive<i32>,
}

impl Calendar {
    /// The bundled calendar for England and Wales.
    pub fn england_and_wales() -> Self {
        Self::bundled(Nation::EnglandAndWales)
    }

    /// The bundled calendar for any nation.
    pub fn bundled(nation: Nation) -> Self {
        gov_uk::bundled(nation)
    }

    /// A calendar from a file of the GOV.UK shape that an administrator gives, in place of the
    /// bundled list. It covers the years from its first holiday to its last.
    pub fn from_gov_uk_json(json: &str, nation: Nation) -> Result<Self, CalendarError> {
        let holidays = gov_uk::parse(json, nation)?;
        let first = holidays.keys().next().map(Datelike::year);
        let last = holidays.keys().next_back().map(Datelike::year);
        let (Some(first), Some(last)) = (first, last) else {
            return Err(CalendarError::NoHolidays(nation.division()));
        };
        Ok(Self { nation, holidays, years: first..=last })
    }

    /// Adds holidays announced after the list was made (a coronation, a state funeral). A date that
    /// is already a holiday keeps its first name. The years covered do not change.
    #[must_use]
    pub fn with_extra<T: Into<String>>(
        mut self,
        extra: impl IntoIterator<Item = (NaiveDate, T)>,
    ) -> Self {
        for (date, title) in extra {
            self.holidays.entry(date).or_insert_with(|| title.into());
        }
        self
    }

    /// The nation whose days these are.
    pub fn nation(&self) -> Nation {
        self.nation
    }

    /// The years the list covers; the bundled one covers 2012 to 2028.
    pub fn known_years(&self) -> RangeInclusive<i32> {
        self.years.clone()
    }

    /// Whether `date` lies in a year for which only the fixed rules are known, so that a count that
    /// reaches it may still change.
    pub fn beyond_known_holidays(&self, date: NaiveDate) -> bool {
        !self.years.contains(&date.year())
    }

    /// The listed holidays in date order, extra ones among them.
    pub fn holidays(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.holidays.iter().map(|(date, title)| (*date, title.as_str()))
    }

    /// Why `date` is not a working day, in plain words; `None` for a working day.
    pub fn why_not_working(&self, date: NaiveDate) -> Option<String> {
        if let Some(title) = self.holidays.get(&date) {
            return Some(title.clone());
        }
        let fixed = match date.weekday() {
            Weekday::Sat => Some("Saturday"),
            Weekday::Sun => Some("Sunday"),
            _ if (date.month(), date.day()) == (12, 25) => Some("Christmas Day"),
            _ if good_friday(date.year()) == Some(date) => Some("Good Friday"),
            _ => None,
        };
        fixed.map(str::to_owned)
    }

    /// Whether `date` is a working day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let christmas = (date.month(), date.day()) == (12, 25);
        !weekend
            && !christmas
            && !self.holidays.contains_key(&date)
            && good_friday(date.year()) != Some(date)
    }

    /// The `days`th working day after `from`; the day after `from` is the first that can count.
    /// With 0, `from` itself, or the next working day when it is not one.
    pub fn add_working_days(&self, from: NaiveDate, days: u16) -> Result<NaiveDate, OutOfRange> {
        if days == 0 { self.walk_to_working(from, next) } else { self.walk(from, days, next) }
    }

    /// The `days`th working day before `from`; the day before `from` is the first that can count.
    /// With 0, `from` itself, or the last working day before it when it is not one.
    pub fn subtract_working_days(
        &self,
        from: NaiveDate,
        days: u16,
    ) -> Result<NaiveDate, OutOfRange> {
        if days == 0 {
            self.walk_to_working(from, previous)
        } else {
            self.walk(from, days, previous)
        }
    }

    /// How many working days lie after `from`, up to and including `to`. Negative when `to` is the
    /// earlier date, so that swapping the two changes only the sign.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<i32, OutOfRange> {
        check(from)?;
        check(to)?;
        let (earlier, later, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut count = 0;
        let mut day = earlier;
        while day < later {
            day = next(day)?;
            count += i32::from(self.is_working_day(day));
        }
        Ok(sign * count)
    }

    fn walk(&self, from: NaiveDate, days: u16, step: StepFn) -> Result<NaiveDate, OutOfRange> {
        let mut day = check(from)?;
        let mut left = days;
        while left > 0 {
            day = step(day)?;
            left -= u16::from(self.is_working_day(day));
        }
        Ok(day)
    }

    fn walk_to_working(&self, from: NaiveDate, step: StepFn) -> Result<NaiveDate, OutOfRange> {
        let mut day = check(from)?;
        while !self.is_working_day(day) {
            day = step(day)?;
        }
        Ok(day)
    }
}

type StepFn = fn(NaiveDate) -> Result<NaiveDate, OutOfRange>;

/// The date, when it lies in the years this crate counts in.
pub(crate) fn check(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    SUPPORTED_YEARS.contains(&date.year()).then_some(date).ok_or(OutOfRange)
}

/// The day after.
pub(crate) fn next(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    date.checked_add_days(Days::new(1)).ok_or(OutOfRange).and_then(check)
}

/// The day before.
pub(crate) fn previous(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    date.checked_sub_days(Days::new(1)).ok_or(OutOfRange).and_then(check)
}

/// A date as a person writes it: 'Wednesday 23 December 2026'.
pub fn plain_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}
