//! Findings and their overrides.

use rstest::rstest;
use rules::finding::OverrideError;
use rules::{Calendar, Counting, Deadline, Finding, Outcome, Override, RuleRef};

use crate::day;

fn finding(outcome: Outcome) -> Finding {
    Finding::new(RuleRef::new("R-GOV-03", 1), outcome, "Papers are late.", "Publish the reason.")
}

fn decision(by: &str, reason: &str) -> Override {
    Override { by: by.to_owned(), reason: reason.to_owned(), on: day("2026-12-30") }
}

#[test]
fn an_override_is_shown_beside_the_outcome_and_does_not_change_it() {
    let failed = finding(Outcome::Failed);
    assert!(failed.stands_in_the_way());
    let went_on = failed.overridden_by(decision("The chair", "The figures came late.")).unwrap();
    assert_eq!(went_on.outcome, Outcome::Failed);
    assert!(!went_on.stands_in_the_way());
    let again = went_on.overridden_by(decision("The deputy", "Another reason."));
    assert_eq!(again, Err(OverrideError::Already));
}

#[rstest]
#[case(Outcome::Failed, "A", "B", None)]
#[case(Outcome::Warning, "A", "B", None)]
#[case(Outcome::Passed, "A", "B", Some(OverrideError::NothingToOverride))]
#[case(Outcome::NotYetDue, "A", "B", Some(OverrideError::NothingToOverride))]
#[case(Outcome::Failed, " ", "B", Some(OverrideError::NoReason))]
#[case(Outcome::Failed, "A", " \n", Some(OverrideError::NoReason))]
fn an_override_needs_something_to_override_a_name_and_a_reason(
    #[case] outcome: Outcome,
    #[case] by: &str,
    #[case] reason: &str,
    #[case] problem: Option<OverrideError>,
) {
    assert_eq!(finding(outcome).overridden_by(decision(by, reason)).err(), problem);
}

#[test]
fn a_finding_keeps_its_arithmetic_through_storage() {
    let deadline = Deadline::count(
        &Calendar::england_and_wales(),
        day("2026-12-23"),
        Counting::WorkingDaysAfter(3),
        RuleRef::new("R-CMP-01", 1),
    )
    .unwrap();
    let found = Finding::of_deadline(&deadline, day("2027-01-04"), None, "Not done.", "Write now.");
    assert_eq!(found.outcome, Outcome::Failed);
    assert_eq!(found.arithmetic, deadline.steps);
    let found = found.overridden_by(decision("A", "B")).unwrap();
    let stored = serde_json::to_value(&found).unwrap();
    assert_eq!(stored["override"]["by"], "A");
    assert_eq!(stored["arithmetic"][1]["kind"], "counted");
    assert_eq!(stored["arithmetic"][1]["number"], 1);
    assert_eq!(serde_json::from_value::<Finding>(stored).unwrap(), found);
    let stored = serde_json::to_string(&deadline).unwrap();
    assert_eq!(serde_json::from_str::<Deadline>(&stored).unwrap(), deadline);
}
