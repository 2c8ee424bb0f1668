//! Time is handed in, so that a test can stop it and a rule can be asked about any day.

use std::sync::Mutex;

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use chrono_tz::Europe::London;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment in UTC, in whole microseconds: PostgreSQL keeps no more, and a time
    /// must read back as it was written on both engines.
    fn now(&self) -> DateTime<Utc>;

    /// The present day where the commissioners are (Europe/London).
    fn today(&self) -> NaiveDate {
        day_of(self.now())
    }
}

/// The day in Europe/London on which a moment falls.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still until it is moved: for tests and for the demonstration's past.
pub struct StoppedClock(Mutex<DateTime<Utc>>);

impl StoppedClock {
    /// Stops at a moment.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self(Mutex::new(moment.trunc_subsecs(6)))
    }

    /// Moves to a moment, forwards or back.
    pub fn set(&self, moment: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = moment.trunc_subsecs(6);
    }

    /// Moves on.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
