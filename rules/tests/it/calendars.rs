//! Working days, holidays, Easter.

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;
use rstest::rstest;
use rules::calendar::{CalendarError, OutOfRange, easter_sunday, good_friday, plain_date};
use rules::{Calendar, Nation};

use crate::day;

#[rstest]
#[case("2026-12-23", None)]
#[case("2026-12-25", Some("Christmas Day"))]
#[case("2026-12-26", Some("Saturday"))] // Boxing Day itself: the list has only the substitute
#[case("2026-12-27", Some("Sunday"))]
#[case("2026-12-28", Some("Boxing Day (substitute day)"))]
#[case("2027-12-25", Some("Saturday"))]
#[case("2027-12-27", Some("Christmas Day (substitute day)"))]
#[case("2027-12-28", Some("Boxing Day (substitute day)"))]
#[case("2028-01-03", Some("New Year’s Day (substitute day)"))]
#[case("2027-03-26", Some("Good Friday"))]
#[case("2027-03-29", Some("Easter Monday"))]
#[case("2022-09-19", Some("Bank Holiday for the State Funeral of Queen Elizabeth II"))]
#[case("2020-05-04", None)] // moved to the 8th that year
#[case("2024-02-29", None)]
fn each_day_says_why_it_is_not_worked(#[case] date: &str, #[case] why: Option<&str>) {
    let calendar = Calendar::england_and_wales();
    assert_eq!(calendar.why_not_working(day(date)).as_deref(), why);
    assert_eq!(calendar.is_working_day(day(date)), why.is_none());
}

#[rstest]
#[case(Nation::EnglandAndWales, "2026-03-17", true)]
#[case(Nation::NorthernIreland, "2026-03-17", false)] // St Patrick's Day
#[case(Nation::EnglandAndWales, "2026-11-30", true)]
#[case(Nation::Scotland, "2026-11-30", false)] // St Andrew's Day
#[case(Nation::Scotland, "2026-01-02", false)]
#[case(Nation::Scotland, "2026-04-06", true)] // Easter Monday
#[case(Nation::EnglandAndWales, "2026-04-06", false)]
fn nations_have_their_own_days(#[case] nation: Nation, #[case] date: &str, #[case] works: bool) {
    let calendar = Calendar::bundled(nation);
    assert_eq!(calendar.nation(), nation);
    assert_eq!(calendar.is_working_day(day(date)), works);
}

#[rstest]
#[case(1961, "1961-04-02")]
#[case(1954, "1954-04-18")]
#[case(2000, "2000-04-23")]
#[case(2008, "2008-03-23")]
#[case(2024, "2024-03-31")]
#[case(2025, "2025-04-20")]
#[case(2026, "2026-04-05")]
#[case(2027, "2027-03-28")]
#[case(2028, "2028-04-16")]
#[case(2038, "2038-04-25")] // the latest it can be
#[case(2285, "2285-03-22")] // the earliest it can be
fn easter(#[case] year: i32, #[case] sunday: &str) {
    assert_eq!(easter_sunday(year), Some(day(sunday)));
}

#[test]
fn the_list_and_the_computed_good_friday_agree_in_every_year_and_nation() {
    for nation in [Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland] {
        let calendar = Calendar::bundled(nation);
        let listed: Vec<NaiveDate> = calendar
            .holidays()
            .filter(|(_, title)| *title == "Good Friday")
            .map(|(date, _)| date)
            .collect();
        let computed: Vec<NaiveDate> = calendar.known_years().filter_map(good_friday).collect();
        assert_eq!(listed, computed, "{nation:?}");
    }
}

#[test]
fn there_is_no_easter_before_the_calendar_that_reckons_it() {
    assert_eq!(easter_sunday(1582), None);
}

#[test]
fn beyond_the_list_only_the_fixed_rules_are_known_and_it_says_so() {
    let calendar = Calendar::england_and_wales();
    assert_eq!(calendar.known_years(), 2012..=2028);
    assert!(!calendar.beyond_known_holidays(day("2028-12-31")));
    assert!(calendar.beyond_known_holidays(day("2029-01-01")));
    assert!(calendar.beyond_known_holidays(day("2011-12-31")));
    assert!(calendar.is_working_day(day("2029-01-01")), "not on the list");
    assert_eq!(calendar.why_not_working(day("2029-12-25")).as_deref(), Some("Christmas Day"));
    assert_eq!(calendar.why_not_working(day("2029-03-30")).as_deref(), Some("Good Friday"));
}

#[test]
fn a_holiday_announced_late_counts_and_keeps_its_name() {
    let date = day("2026-06-15");
    let calendar = Calendar::england_and_wales().with_extra([(date, "Day of mourning")]);
    assert!(Calendar::england_and_wales().is_working_day(date));
    assert_eq!(calendar.why_not_working(date).as_deref(), Some("Day of mourning"));
    assert_eq!(calendar.add_working_days(day("2026-06-12"), 1), Ok(day("2026-06-16")));
    assert_eq!(calendar.known_years(), 2012..=2028);
    let again = calendar.with_extra([(day("2026-12-25"), "Other")]);
    assert_eq!(again.why_not_working(day("2026-12-25")).as_deref(), Some("Christmas Day"));
}

#[test]
fn an_administrators_file_takes_the_place_of_the_list() {
    let file = r#"{"england-and-wales": {"division": "england-and-wales", "events": [
        {"title": "New Year’s Day", "date": "2030-01-01", "notes": "", "bunting": true, "new": 1},
        {"title": "Boxing Day", "date": "2030-12-26"}]}}"#;
    let calendar = Calendar::from_gov_uk_json(file, Nation::EnglandAndWales).unwrap();
    assert_eq!(calendar.known_years(), 2030..=2030);
    assert!(!calendar.is_working_day(day("2030-01-01")));
    assert!(!calendar.is_working_day(day("2030-12-25")), "the fixed rule stays");
    assert!(calendar.is_working_day(day("2026-05-25")), "the old list is gone");
}

#[rstest]
#[case("{", "not in the GOV.UK shape")]
#[case("[]", "not in the GOV.UK shape")]
#[case("{}", "holds no holidays for england-and-wales")]
#[case(r#"{"england-and-wales": {"events": []}}"#, "holds no holidays for england-and-wales")]
#[case(
    r#"{"england-and-wales": {"events": [{"title": "X", "date": "2026-02-30"}]}}"#,
    "'2026-02-30'"
)]
#[case(
    r#"{"england-and-wales": {"events": [{"title": "X", "date": "9026-02-03"}]}}"#,
    "'9026-02-03'"
)]
#[case(
    r#"{"england-and-wales": {"events": [{"title": "X", "date": "2026-02-03"}, {"title": "Y", "date": "2026-02-03"}]}}"#,
    "lists 2026-02-03 twice"
)]
fn a_bad_file_is_refused_with_the_reason(#[case] file: &str, #[case] message: &str) {
    let problem: CalendarError =
        Calendar::from_gov_uk_json(file, Nation::EnglandAndWales).unwrap_err();
    assert!(problem.to_string().contains(message), "{problem}");
}

#[test]
fn dates_out_of_reach_are_refused_not_guessed() {
    let calendar = Calendar::england_and_wales();
    for date in [NaiveDate::MIN, NaiveDate::MAX, day("1899-12-29"), day("3000-01-01")] {
        assert_eq!(calendar.add_working_days(date, 1), Err(OutOfRange));
        assert_eq!(calendar.subtract_working_days(date, 0), Err(OutOfRange));
        assert_eq!(calendar.working_days_between(date, day("2026-01-01")), Err(OutOfRange));
    }
    assert_eq!(calendar.add_working_days(day("2999-12-31"), u16::MAX), Err(OutOfRange));
}

#[test]
fn a_date_is_written_as_people_write_it() {
    assert_eq!(plain_date(day("2026-12-02")), "Wednesday 2 December 2026");
}

prop_compose! {
    fn any_day()(offset in 0_u64..18_000) -> NaiveDate {
        day("2010-01-01") + chrono::Days::new(offset)
    }
}

proptest! {
    #[test]
    fn a_count_never_lands_on_a_day_that_is_not_worked(from in any_day(), days in 0_u16..300) {
        let calendar = Calendar::england_and_wales();
        prop_assert!(calendar.is_working_day(calendar.add_working_days(from, days).unwrap()));
        prop_assert!(calendar.is_working_day(calendar.subtract_working_days(from, days).unwrap()));
    }

    #[test]
    fn more_days_land_later_and_a_later_start_never_lands_earlier(
        from in any_day(), gap in 0_u64..40, days in 1_u16..200,
    ) {
        let calendar = Calendar::england_and_wales();
        let due = calendar.add_working_days(from, days).unwrap();
        prop_assert!(calendar.add_working_days(from, days + 1).unwrap() > due);
        let later = from + chrono::Days::new(gap);
        prop_assert!(calendar.add_working_days(later, days).unwrap() >= due);
    }

    #[test]
    fn taking_away_undoes_adding(from in any_day(), days in 0_u16..200) {
        let calendar = Calendar::england_and_wales();
        let from = calendar.add_working_days(from, 0).unwrap();
        let there = calendar.add_working_days(from, days).unwrap();
        prop_assert_eq!(calendar.subtract_working_days(there, days).unwrap(), from);
    }

    #[test]
    fn counting_between_agrees_with_adding_and_turns_its_sign(from in any_day(), days in 1_u16..200) {
        let calendar = Calendar::england_and_wales();
        let there = calendar.add_working_days(from, days).unwrap();
        prop_assert_eq!(calendar.working_days_between(from, there).unwrap(), i32::from(days));
        prop_assert_eq!(calendar.working_days_between(there, from).unwrap(), -i32::from(days));
    }

    #[test]
    fn the_reason_and_the_answer_agree(date in any_day()) {
        for nation in [Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland] {
            let calendar = Calendar::bundled(nation);
            prop_assert_eq!(calendar.why_not_working(date).is_none(), calendar.is_working_day(date));
        }
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            prop_assert!(!Calendar::england_and_wales().is_working_day(date));
        }
    }
}
