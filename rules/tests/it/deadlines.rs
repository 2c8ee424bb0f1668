//! Deadlines, among them every worked example the rules were agreed by.

use chrono::NaiveDate;
use proptest::prelude::*;
use rstest::rstest;
use rules::Counting::{
    CalendarDaysAfter, ClearDaysBefore, ClearWorkingDaysBefore, FixedDayOfYear, InclusiveDays,
    NthWorkingDayOfFollowingMonth, WorkingDaysAfter, WorkingDaysBefore, WorkingDaysBeginningWith,
};
use rules::deadline::{DeadlineError, LONGEST_COUNT, StepKind};
use rules::{BodyKind, Calendar, Counting, Deadline, Outcome, Packs, RuleRef};

use crate::day;

fn count(start: &str, counting: Counting) -> Result<Deadline, DeadlineError> {
    let rule = RuleRef::new("R-TEST-01", 1);
    Deadline::count(&Calendar::england_and_wales(), day(start), counting, rule)
}

#[rstest]
#[case::complaint_acknowledged("2026-12-23", WorkingDaysAfter(3), "2026-12-30")]
#[case::healthwatch("2026-12-18", WorkingDaysAfter(20), "2027-01-20")]
#[case::healthwatch_more("2026-12-18", WorkingDaysAfter(30), "2027-02-03")]
#[case::beginning_with("2026-12-18", WorkingDaysBeginningWith(20), "2027-01-19")]
#[case::scrutiny("2026-12-18", CalendarDaysAfter(28), "2027-01-15")]
#[case::papers("2027-01-06", WorkingDaysBefore(5), "2026-12-29")]
#[case::papers_clear("2027-01-06", ClearWorkingDaysBefore(5), "2026-12-24")]
#[case::papers_over_easter("2027-03-31", WorkingDaysBefore(5), "2027-03-22")]
#[case::public_notice("2027-01-06", ClearDaysBefore(3), "2027-01-02")]
#[case::consultation("2026-11-30", InclusiveDays(84), "2027-02-21")]
#[case::fft_november("2026-11-15", NthWorkingDayOfFollowingMonth(12), "2026-12-16")]
#[case::fft_december("2026-12-01", NthWorkingDayOfFollowingMonth(12), "2027-01-19")]
#[case::fft_march("2027-03-31", NthWorkingDayOfFollowingMonth(12), "2027-04-16")]
#[case::quality_account_draft("2027-03-31", FixedDayOfYear { month: 4, day: 30 }, "2027-04-30")]
#[case::quality_account_draft_counted("2027-04-01", InclusiveDays(30), "2027-04-30")]
#[case::quality_account("2027-03-31", FixedDayOfYear { month: 6, day: 30 }, "2027-06-30")]
#[case::equality_system("2026-11-21", FixedDayOfYear { month: 2, day: 28 }, "2027-02-28")]
fn worked_examples(#[case] start: &str, #[case] counting: Counting, #[case] due: &str) {
    let deadline = count(start, counting).unwrap();
    assert_eq!(deadline.due, day(due), "{:#?}", deadline.steps);
    assert!(!deadline.beyond_known_holidays);
}

#[rstest]
#[case("R-CMP-01", "2026-12-23", "2026-12-30", None)]
#[case("R-HW-02", "2026-12-18", "2027-01-20", Some("2027-01-19"))]
#[case("R-HW-02-more-information", "2026-12-18", "2027-02-03", Some("2027-02-02"))]
#[case("R-OSC-05", "2026-12-18", "2027-01-15", None)]
#[case("R-GOV-03", "2027-01-06", "2026-12-29", Some("2026-12-24"))]
#[case("R-GOV-03", "2027-03-31", "2027-03-22", Some("2027-03-19"))]
#[case("R-GOV-01", "2027-01-06", "2027-01-02", None)]
#[case("R-CON-06", "2026-11-30", "2027-02-21", None)]
#[case("R-CON-05", "2027-02-21", "2027-05-16", None)]
#[case("R-EDS-01", "2026-11-21", "2027-02-28", None)]
fn the_same_examples_by_the_rules_of_the_packs(
    #[case] rule: &str,
    #[case] start: &str,
    #[case] due: &str,
    #[case] warn: Option<&str>,
) {
    let packs = Packs::bundled().unwrap();
    let rule = packs.rule(rule, day("2026-11-21"), BodyKind::Icb).unwrap();
    let deadline = Deadline::by_rule(&Calendar::england_and_wales(), rule, day(start)).unwrap();
    assert_eq!((deadline.due, deadline.warn), (day(due), warn.map(day)));
    assert_eq!(deadline.rule, rule.reference());
}

#[rstest]
#[case("R-FFT-07", BodyKind::GpPractice, "2026-11-30", "2026-12-16")]
#[case("R-QA-01", BodyKind::NhsTrust, "2027-03-31", "2027-06-30")]
#[case("R-QA-02", BodyKind::NhsTrust, "2027-03-31", "2027-04-30")]
fn rules_that_bind_providers(
    #[case] rule: &str,
    #[case] body: BodyKind,
    #[case] start: &str,
    #[case] due: &str,
) {
    let packs = Packs::bundled().unwrap();
    let rule = packs.rule(rule, day("2026-11-21"), body).unwrap();
    let deadline = Deadline::by_rule(&Calendar::england_and_wales(), rule, day(start)).unwrap();
    assert_eq!(deadline.due, day(due));
}

#[test]
fn a_rule_without_days_cannot_be_counted() {
    let packs = Packs::bundled().unwrap();
    let rule = packs.rule("R-FFT-06", day("2026-11-21"), BodyKind::Icb).unwrap();
    let problem = Deadline::by_rule(&Calendar::england_and_wales(), rule, day("2026-11-21"));
    assert_eq!(problem, Err(DeadlineError::RuleDoesNotCount("R-FFT-06".to_owned())));
}

#[rstest]
#[case::received_on_saturday("2026-11-21", WorkingDaysAfter(1), "2026-11-23")]
#[case::saturday_is_not_day_one("2026-11-21", WorkingDaysBeginningWith(1), "2026-11-23")]
#[case::monday_is_day_one("2026-11-23", WorkingDaysBeginningWith(1), "2026-11-23")]
#[case::substitutes_at_year_end("2027-12-24", WorkingDaysAfter(1), "2027-12-29")]
#[case::new_year_substitute("2027-12-31", WorkingDaysAfter(1), "2028-01-04")]
#[case::over_leap_day("2028-02-28", WorkingDaysAfter(2), "2028-03-01")]
#[case::calendar_over_leap_day("2028-02-28", CalendarDaysAfter(2), "2028-03-01")]
#[case::calendar_common_year("2027-02-28", CalendarDaysAfter(2), "2027-03-02")]
#[case::one_day_open("2026-11-30", InclusiveDays(1), "2026-11-30")]
#[case::following_month_in_next_year("2027-12-31", NthWorkingDayOfFollowingMonth(1), "2028-01-04")]
#[case::following_month_from_its_last_day(
    "2028-01-31",
    NthWorkingDayOfFollowingMonth(1),
    "2028-02-01"
)]
#[case::today_is_the_day("2027-02-28", FixedDayOfYear { month: 2, day: 28 }, "2027-02-28")]
#[case::the_day_has_gone("2027-03-01", FixedDayOfYear { month: 2, day: 28 }, "2028-02-28")]
#[case::leap_day_in_common_year("2027-01-01", FixedDayOfYear { month: 2, day: 29 }, "2027-02-28")]
#[case::leap_day_in_leap_year("2028-01-01", FixedDayOfYear { month: 2, day: 29 }, "2028-02-29")]
#[case::clear_over_a_month_end("2028-03-02", ClearDaysBefore(1), "2028-02-29")]
fn edges(#[case] start: &str, #[case] counting: Counting, #[case] due: &str) {
    assert_eq!(count(start, counting).unwrap().due, day(due));
}

// The table in README.md: five days by each way of counting, from Wednesday 6 January 2027.
#[rstest]
#[case(WorkingDaysAfter(5), "2027-01-13")]
#[case(WorkingDaysBeginningWith(5), "2027-01-12")]
#[case(CalendarDaysAfter(5), "2027-01-11")]
#[case(InclusiveDays(5), "2027-01-10")]
#[case(ClearDaysBefore(5), "2026-12-31")]
#[case(WorkingDaysBefore(5), "2026-12-29")]
#[case(ClearWorkingDaysBefore(5), "2026-12-24")]
#[case(NthWorkingDayOfFollowingMonth(5), "2027-02-05")]
fn five_days_by_each_way_of_counting(#[case] counting: Counting, #[case] due: &str) {
    assert_eq!(count("2027-01-06", counting).unwrap().due, day(due));
}

#[test]
fn every_day_met_stands_in_the_arithmetic_with_its_reason() {
    let deadline = count("2026-12-23", WorkingDaysAfter(3)).unwrap();
    let says: Vec<&str> = deadline.steps.iter().map(|step| step.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "Start: Wednesday 23 December 2026. To count: 3 working days; day 1 is the next working day",
            "Thursday 24 December 2026: working day 1",
            "Friday 25 December 2026: not counted, Christmas Day",
            "Saturday 26 December 2026: not counted",
            "Sunday 27 December 2026: not counted",
            "Monday 28 December 2026: not counted, Boxing Day (substitute day)",
            "Tuesday 29 December 2026: working day 2",
            "Wednesday 30 December 2026: working day 3",
            "In time up to and including Wednesday 30 December 2026",
        ]
    );
    assert_eq!(deadline.steps[2].kind, StepKind::Skipped);
    assert_eq!(deadline.steps[2].reason.as_deref(), Some("Christmas Day"));
    assert_eq!(deadline.steps[6].kind, StepKind::Counted(2));
}

#[test]
fn two_readings_show_both_dates_whichever_comes_first() {
    let calendar = Calendar::england_and_wales();
    let readings = [WorkingDaysBeginningWith(20), WorkingDaysAfter(20)];
    let turned = [readings[1], readings[0]];
    let rule = RuleRef::new("R-HW-02", 1);
    let start = day("2026-12-18");
    let one = Deadline::with_two_readings(&calendar, start, readings, rule.clone()).unwrap();
    let other = Deadline::with_two_readings(&calendar, start, turned, rule.clone()).unwrap();
    assert_eq!(one, other);
    assert_eq!((one.warn, one.due), (Some(day("2027-01-19")), day("2027-01-20")));
    assert_eq!(one.steps.last().unwrap().kind, StepKind::Warn);
    // Received on a Saturday both readings give one day, so there is nothing to warn of.
    let same = Deadline::with_two_readings(&calendar, day("2026-11-21"), readings, rule).unwrap();
    assert_eq!((same.warn, same.due), (None, day("2026-12-18")));
}

#[test]
fn clear_working_days_show_the_days_skipped_before_the_last_clear_one() {
    let deadline = count("2027-01-06", ClearWorkingDaysBefore(5)).unwrap();
    let skipped: Vec<NaiveDate> = deadline
        .steps
        .iter()
        .filter(|step| step.kind == StepKind::Skipped && step.on < day("2026-12-29"))
        .map(|step| step.on)
        .collect();
    let expected = ["2026-12-28", "2026-12-27", "2026-12-26", "2026-12-25"].map(day);
    assert_eq!(skipped, expected);
    assert_eq!(deadline.steps.last().unwrap().kind, StepKind::Due);
}

#[test]
fn two_readings_say_when_they_reach_beyond_the_known_holidays() {
    let readings = [WorkingDaysBeginningWith(20), WorkingDaysAfter(20)];
    let rule = RuleRef::new("R-HW-02", 1);
    let calendar = Calendar::england_and_wales();
    let at = |start| Deadline::with_two_readings(&calendar, day(start), readings, rule.clone());
    assert!(at("2028-12-15").unwrap().beyond_known_holidays);
    assert!(!at("2027-12-15").unwrap().beyond_known_holidays);
}

#[rstest]
#[case("2028-12-20", WorkingDaysAfter(10), true)]
#[case("2028-12-20", CalendarDaysAfter(30), false)]
#[case("2028-12-01", WorkingDaysAfter(10), false)]
#[case("2029-01-05", WorkingDaysBefore(8), true)]
#[case("2028-12-15", NthWorkingDayOfFollowingMonth(12), true)]
fn a_count_that_leaves_the_known_holidays_says_so(
    #[case] start: &str,
    #[case] counting: Counting,
    #[case] beyond: bool,
) {
    let deadline = count(start, counting).unwrap();
    assert_eq!(deadline.beyond_known_holidays, beyond);
    let said = deadline.steps.iter().any(|step| step.says.contains("known for 2012 to 2028 only"));
    assert_eq!(said, beyond);
}

#[rstest]
#[case("2026-01-01", WorkingDaysAfter(0), "at least one day")]
#[case("2026-01-01", InclusiveDays(0), "at least one day")]
#[case("2026-01-01", WorkingDaysBefore(LONGEST_COUNT + 1), "longer than 3660")]
#[case(
    "2026-01-01",
    NthWorkingDayOfFollowingMonth(21),
    "February 2026 has only 20 working days, not 21"
)]
#[case("2026-01-01", FixedDayOfYear { month: 6, day: 31 }, "no day 31 in month 6")]
#[case("2026-01-01", FixedDayOfYear { month: 13, day: 1 }, "no day 1 in month 13")]
#[case("2999-12-30", CalendarDaysAfter(5), "leaves the years")]
#[case("2999-12-30", NthWorkingDayOfFollowingMonth(5), "leaves the years")]
#[case("2999-12-30", FixedDayOfYear { month: 1, day: 1 }, "leaves the years")]
#[case("1900-01-02", ClearWorkingDaysBefore(5), "leaves the years")]
#[case("1899-12-31", InclusiveDays(5), "leaves the years")]
fn what_cannot_be_counted_is_refused(
    #[case] start: &str,
    #[case] counting: Counting,
    #[case] message: &str,
) {
    let problem = count(start, counting).unwrap_err();
    assert!(problem.to_string().contains(message), "{problem}");
}

#[rstest]
#[case("2027-01-19", None, Outcome::NotYetDue)]
#[case("2027-01-20", None, Outcome::Warning)]
#[case("2027-01-21", None, Outcome::Failed)]
#[case("2027-03-01", Some("2027-01-19"), Outcome::Passed)]
#[case("2027-03-01", Some("2027-01-20"), Outcome::Warning)]
#[case("2027-03-01", Some("2027-01-21"), Outcome::Failed)]
fn a_deadline_stands_where_its_two_dates_put_it(
    #[case] today: &str,
    #[case] done: Option<&str>,
    #[case] outcome: Outcome,
) {
    let deadline = Deadline::with_two_readings(
        &Calendar::england_and_wales(),
        day("2026-12-18"),
        [WorkingDaysAfter(20), WorkingDaysBeginningWith(20)],
        RuleRef::new("R-HW-02", 1),
    );
    assert_eq!(deadline.unwrap().outcome(day(today), done.map(day)), outcome);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..7_000).prop_map(|offset| day("2012-01-01") + chrono::Days::new(offset))
}

proptest! {
    #[test]
    fn numbered_days_are_worked_and_skipped_days_are_not(start in any_day(), days in 1_u16..60) {
        let calendar = Calendar::england_and_wales();
        let rule = RuleRef::new("R-TEST-01", 1);
        for counting in [
            WorkingDaysAfter(days), WorkingDaysBeginningWith(days),
            WorkingDaysBefore(days), ClearWorkingDaysBefore(days),
        ] {
            let deadline = Deadline::count(&calendar, start, counting, rule.clone()).unwrap();
            prop_assert!(calendar.is_working_day(deadline.due));
            let mut numbered = 0;
            for step in &deadline.steps {
                match step.kind {
                    StepKind::Counted(number) => {
                        numbered += 1;
                        prop_assert_eq!(number, numbered);
                        prop_assert!(calendar.is_working_day(step.on));
                    }
                    StepKind::Skipped => prop_assert!(!calendar.is_working_day(step.on)),
                    _ => {}
                }
            }
            prop_assert_eq!(numbered, days);
        }
    }

    #[test]
    fn conventions_keep_their_order(start in any_day(), days in 1_u16..60) {
        let calendar = Calendar::england_and_wales();
        let due = |counting| {
            Deadline::count(&calendar, start, counting, RuleRef::new("R", 1)).unwrap().due
        };
        prop_assert!(due(WorkingDaysBeginningWith(days)) <= due(WorkingDaysAfter(days)));
        prop_assert!(due(ClearWorkingDaysBefore(days)) < due(WorkingDaysBefore(days)));
        prop_assert!(due(InclusiveDays(days)) < due(CalendarDaysAfter(days)));
        prop_assert!(due(CalendarDaysAfter(days)) <= due(WorkingDaysAfter(days)));
        prop_assert_eq!(
            due(WorkingDaysAfter(days)),
            calendar.add_working_days(start, days).unwrap()
        );
        prop_assert_eq!(
            due(WorkingDaysBefore(days)),
            calendar.subtract_working_days(start, days).unwrap()
        );
    }
}
