//! The rules, told as tables and properties.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read its own table should stop there"
)]

mod calendars;
mod clocks;
mod deadlines;
mod findings;
mod friends_and_family;
mod rule_packs;
mod small_counts;
mod texts;

use chrono::NaiveDate;

/// A date written as in the tables.
fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date as 2026-12-23")
}
