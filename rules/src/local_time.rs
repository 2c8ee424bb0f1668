//! Local time in the United Kingdom (Europe/London) against UTC, and closing times.
//!
//! Twice a year a local time is not simply one instant:
//!
//! - **The missing hour** (last Sunday of March, 01:00 to 01:59): no clock shows it. A time in it is
//!   read by the clock as it was before the change, so 01:30 becomes 02:30 BST.
//! - **The repeated hour** (last Sunday of October, 01:00 to 01:59): clocks show it twice. An
//!   opening takes the first, a closing the second, so nobody is shut out by the change.
//!
//! A closing time names its last minute: 'closes at 23:59' takes what arrives up to 23:59:59 and
//! refuses from midnight (R-CON-08).

use std::ops::RangeInclusive;

use chrono::{
    DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset,
    TimeZone, Timelike, Utc,
};
use chrono_tz::{Europe::London, OffsetName, Tz};
use serde::{Deserialize, Serialize};

use crate::calendar::plain_date;

/// The years for which the time zone is known; the tables of summer time end there.
pub const KNOWN_YEARS: RangeInclusive<i32> = 1900..=2099;

/// What a local time is for; it settles the repeated hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Something begins: of two instants, the first.
    Opening,
    /// Something ends: of two instants, the second.
    Closing,
}

/// What the clock change did to a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockChange {
    /// The time does not exist on that day and was moved an hour on.
    Missing,
    /// The time comes twice on that day.
    Repeated,
}

/// A local time with the one instant it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTime {
    /// The instant.
    pub utc: DateTime<Utc>,
    /// What the wall clock shows at that instant.
    pub wall: NaiveDateTime,
    /// The name of the clock: 'GMT' or 'BST'.
    pub zone: String,
    /// How many minutes the wall clock is ahead of UTC.
    pub minutes_ahead: i32,
    /// What the clock change did, if it did anything.
    pub clock_change: Option<ClockChange>,
}

/// Why a local time cannot be turned into an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeError {
    /// The year is not one this crate knows.
    #[error("the year is outside {} to {}", KNOWN_YEARS.start(), KNOWN_YEARS.end())]
    OutOfRange,
}

impl LocalTime {
    /// The instant at which a wall clock in the United Kingdom shows `date` and `time`.
    pub fn new(date: NaiveDate, time: NaiveTime, purpose: Purpose) -> Result<Self, LocalTimeError> {
        if !KNOWN_YEARS.contains(&date.year()) {
            return Err(LocalTimeError::OutOfRange);
        }
        let wall = date.and_time(time);
        match (London.from_local_datetime(&wall), purpose) {
            (LocalResult::Single(at), _) => Ok(Self::of(&at, None)),
            (LocalResult::Ambiguous(first, _), Purpose::Opening) => {
                Ok(Self::of(&first, Some(ClockChange::Repeated)))
            }
            (LocalResult::Ambiguous(_, second), Purpose::Closing) => {
                Ok(Self::of(&second, Some(ClockChange::Repeated)))
            }
            (LocalResult::None, _) => Self::after_gap(wall),
        }
    }

    /// What a wall clock in the United Kingdom shows at an instant.
    pub fn at(utc: DateTime<Utc>) -> Self {
        Self::of(&utc.with_timezone(&London), None)
    }

    /// 'Sunday 21 February 2027 at 23:59 GMT'.
    pub fn says(&self) -> String {
        format!("{} at {} {}", plain_date(self.wall.date()), self.wall.format("%H:%M"), self.zone)
    }

    fn of(at: &DateTime<Tz>, clock_change: Option<ClockChange>) -> Self {
        Self {
            utc: at.with_timezone(&Utc),
            wall: at.naive_local(),
            zone: at.offset().abbreviation().unwrap_or("local time").to_owned(),
            minutes_ahead: at.offset().fix().local_minus_utc() / 60,
            clock_change,
        }
    }

    /// The missing hour, read by the clock as it was the moment before: three hours earlier is
    /// safely on that side, and no change of ours is longer than two.
    fn after_gap(wall: NaiveDateTime) -> Result<Self, LocalTimeError> {
        let back = Duration::hours(3);
        let before = London.from_local_datetime(&(wall - back)).earliest();
        let at = before.ok_or(LocalTimeError::OutOfRange)? + back;
        Ok(Self::of(&at, Some(ClockChange::Missing)))
    }
}

/// The date in the United Kingdom at an instant: the day on which a thing was received.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The instant at which a date begins in the United Kingdom.
pub fn start_of_day(date: NaiveDate) -> Result<DateTime<Utc>, LocalTimeError> {
    LocalTime::new(date, NaiveTime::MIN, Purpose::Opening).map(|start| start.utc)
}

/// When something closes, as it is shown and as it is enforced: one field for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The last minute, as shown to people.
    pub shown: LocalTime,
    /// The first instant that is too late: the end of the last minute.
    pub closed_from: DateTime<Utc>,
}

impl Closing {
    /// Closes with the minute `time` of `date`; seconds are dropped.
    pub fn at(date: NaiveDate, time: NaiveTime) -> Result<Self, LocalTimeError> {
        let minute = NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(time);
        let shown = LocalTime::new(date, minute, Purpose::Closing)?;
        let closed_from = shown.utc + Duration::minutes(1);
        Ok(Self { shown, closed_from })
    }

    /// Closes with the last minute of `date`, 23:59: the default.
    pub fn end_of(date: NaiveDate) -> Result<Self, LocalTimeError> {
        Self::at(date, NaiveTime::from_hms_opt(23, 59, 0).unwrap_or(NaiveTime::MIN))
    }

    /// Whether something that arrived at `at` is in time.
    pub fn is_in_time(&self, at: DateTime<Utc>) -> bool {
        at < self.closed_from
    }

    /// 'Closes at the end of 23:59 GMT on Sunday 21 February 2027'.
    pub fn says(&self) -> String {
        format!(
            "Closes at the end of {} {} on {}",
            self.shown.wall.format("%H:%M"),
            self.shown.zone,
            plain_date(self.shown.wall.date())
        )
    }
}
