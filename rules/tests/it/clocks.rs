//! Local time across the clock changes, and closing times.

use chrono::{DateTime, Duration, NaiveTime, Timelike, Utc};
use proptest::prelude::*;
use rstest::rstest;
use rules::local_time::{
    ClockChange, Closing, LocalTime, LocalTimeError, Purpose, local_date, start_of_day,
};

use crate::day;

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M:%S").expect("a time as 23:59:00")
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant as 2026-12-23T00:00:00Z")
}

#[rstest]
#[case::winter("2027-02-21", "23:59:00", Purpose::Closing, "2027-02-21T23:59:00Z", "GMT", 0, None)]
#[case::summer("2027-06-21", "23:59:00", Purpose::Closing, "2027-06-21T22:59:00Z", "BST", 60, None)]
#[case::before_the_gap(
    "2027-03-28",
    "00:59:00",
    Purpose::Closing,
    "2027-03-28T00:59:00Z",
    "GMT",
    0,
    None
)]
#[case::in_the_gap(
    "2027-03-28",
    "01:30:00",
    Purpose::Closing,
    "2027-03-28T01:30:00Z",
    "BST",
    60,
    Some(ClockChange::Missing)
)]
#[case::gap_opening(
    "2027-03-28",
    "01:00:00",
    Purpose::Opening,
    "2027-03-28T01:00:00Z",
    "BST",
    60,
    Some(ClockChange::Missing)
)]
#[case::after_the_gap(
    "2027-03-28",
    "02:00:00",
    Purpose::Closing,
    "2027-03-28T01:00:00Z",
    "BST",
    60,
    None
)]
#[case::before_the_fold(
    "2026-10-25",
    "00:59:00",
    Purpose::Closing,
    "2026-10-24T23:59:00Z",
    "BST",
    60,
    None
)]
#[case::fold_opening(
    "2026-10-25",
    "01:30:00",
    Purpose::Opening,
    "2026-10-25T00:30:00Z",
    "BST",
    60,
    Some(ClockChange::Repeated)
)]
#[case::fold_closing(
    "2026-10-25",
    "01:30:00",
    Purpose::Closing,
    "2026-10-25T01:30:00Z",
    "GMT",
    0,
    Some(ClockChange::Repeated)
)]
#[case::after_the_fold(
    "2026-10-25",
    "02:00:00",
    Purpose::Closing,
    "2026-10-25T02:00:00Z",
    "GMT",
    0,
    None
)]
fn a_wall_clock_time_is_one_instant(
    #[case] date: &str,
    #[case] at: &str,
    #[case] purpose: Purpose,
    #[case] instant: &str,
    #[case] zone: &str,
    #[case] ahead: i32,
    #[case] change: Option<ClockChange>,
) {
    let local = LocalTime::new(day(date), time(at), purpose).unwrap();
    assert_eq!(local.utc, utc(instant));
    assert_eq!(
        (local.zone.as_str(), local.minutes_ahead, local.clock_change),
        (zone, ahead, change)
    );
}

#[test]
fn a_time_in_the_missing_hour_shows_the_time_it_became() {
    let local = LocalTime::new(day("2027-03-28"), time("01:30:00"), Purpose::Closing).unwrap();
    assert_eq!(local.says(), "Sunday 28 March 2027 at 02:30 BST");
}

#[rstest]
#[case(
    "2027-02-21",
    "23:59:00",
    "2027-02-22T00:00:00Z",
    "Closes at the end of 23:59 GMT on Sunday 21 February 2027"
)]
#[case(
    "2027-06-21",
    "17:00:00",
    "2027-06-21T16:01:00Z",
    "Closes at the end of 17:00 BST on Monday 21 June 2027"
)]
#[case(
    "2027-06-21",
    "17:00:45",
    "2027-06-21T16:01:00Z",
    "Closes at the end of 17:00 BST on Monday 21 June 2027"
)]
#[case(
    "2026-10-25",
    "01:59:00",
    "2026-10-25T02:00:00Z",
    "Closes at the end of 01:59 GMT on Sunday 25 October 2026"
)]
#[case(
    "2026-10-25",
    "00:59:00",
    "2026-10-25T00:00:00Z",
    "Closes at the end of 00:59 BST on Sunday 25 October 2026"
)]
fn the_whole_of_the_last_minute_is_in_time(
    #[case] date: &str,
    #[case] at: &str,
    #[case] closed_from: &str,
    #[case] says: &str,
) {
    let closing = Closing::at(day(date), time(at)).unwrap();
    assert_eq!(closing.closed_from, utc(closed_from));
    assert!(closing.is_in_time(utc(closed_from) - Duration::nanoseconds(1)));
    assert!(!closing.is_in_time(utc(closed_from)));
    assert_eq!(closing.says(), says);
}

#[test]
fn the_end_of_a_day_is_the_start_of_the_next_on_the_days_the_clock_changes_too() {
    for date in ["2026-10-25", "2027-03-28", "2027-02-28", "2028-02-29", "2026-12-31"] {
        let end = Closing::end_of(day(date)).unwrap();
        assert_eq!(end.closed_from, start_of_day(day(date).succ_opt().unwrap()).unwrap());
    }
}

#[rstest]
#[case("2026-06-30T22:59:59Z", "2026-06-30")]
#[case("2026-06-30T23:00:00Z", "2026-07-01")]
#[case("2026-12-31T23:59:59Z", "2026-12-31")]
fn a_thing_is_received_on_the_local_day(#[case] at: &str, #[case] date: &str) {
    assert_eq!(local_date(utc(at)), day(date));
}

#[test]
fn years_out_of_reach_are_refused() {
    for date in
        [chrono::NaiveDate::MIN, chrono::NaiveDate::MAX, day("1899-12-31"), day("2100-01-01")]
    {
        assert_eq!(Closing::end_of(date), Err(LocalTimeError::OutOfRange));
        assert_eq!(start_of_day(date), Err(LocalTimeError::OutOfRange));
    }
}

#[test]
fn the_last_summer_it_knows_has_summer_time() {
    let local = LocalTime::new(day("2099-07-01"), time("12:00:00"), Purpose::Opening).unwrap();
    assert_eq!(local.zone, "BST");
}

proptest! {
    #[test]
    fn there_and_back_unless_the_clock_changed(minutes in 0_i64..40 * 366 * 24 * 60) {
        let at = utc("2005-01-01T00:00:00Z") + Duration::minutes(minutes);
        let wall = LocalTime::at(at);
        let back = LocalTime::new(wall.wall.date(), wall.wall.time(), Purpose::Closing).unwrap();
        let an_hour_on = back.clock_change.is_some() && back.utc == at + Duration::hours(1);
        prop_assert!(back.utc == at || an_hour_on);
    }

    #[test]
    fn a_later_minute_never_closes_earlier(offset in 0_u64..7_000, minute in 0_u32..1_439) {
        let date = day("2020-01-01") + chrono::Days::new(offset);
        let at = |minute: u32| NaiveTime::MIN.with_hour(minute / 60).unwrap().with_minute(minute % 60).unwrap();
        let one = Closing::at(date, at(minute)).unwrap();
        let next = Closing::at(date, at(minute + 1)).unwrap();
        // Around the missing hour 01:59 and 02:59 are one instant, so the order may turn there.
        if one.shown.clock_change != Some(ClockChange::Missing) {
            prop_assert!(next.closed_from > one.closed_from);
        }
    }
}
