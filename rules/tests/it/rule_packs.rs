//! Rule packs: what is bundled, what is found, what is refused.

use rstest::rstest;
use rules::packs::{Confidence, Origin, PackError, Parameter, stricter};
use rules::{BodyKind, Packs};

use crate::day;

const TODAY: &str = "2026-11-21";

fn bundled() -> Packs {
    Packs::bundled().unwrap()
}

#[test]
fn no_text_claims_a_result_in_law() {
    for rule in bundled().all() {
        let words = format!("{} {} {}", rule.title, rule.text, rule.source).to_lowercase();
        for claim in ["lawful", "compliant", "compliance"] {
            assert!(!words.contains(claim), "{} says '{claim}'", rule.id);
        }
    }
}

#[test]
fn every_rule_can_be_shown_to_the_public() {
    for rule in bundled().all() {
        assert_eq!(rule.jurisdiction, "England", "{}", rule.id);
        assert!(
            rule.text.ends_with('.') && !rule.text.contains("  "),
            "{}: {}",
            rule.id,
            rule.text
        );
        let own = rule.confidence == Confidence::Own;
        let from_outside = matches!(rule.origin, Origin::Statute | Origin::Guidance);
        assert!(!(own && from_outside), "{}: an outside rule needs checking", rule.id);
        let link_is_safe = rule.link.as_deref().is_none_or(|link| link.starts_with("https://"));
        assert!(link_is_safe, "{}", rule.id);
    }
}

#[test]
fn every_duty_in_an_act_leads_to_its_section() {
    let packs = bundled();
    let duties = packs.all().filter(|rule| {
        rule.origin == Origin::Statute
            && ["R-DUTY-", "R-EQ-", "R-RIGHT-"].iter().any(|area| rule.id.starts_with(area))
    });
    let without: Vec<_> = duties.filter(|rule| rule.link.is_none()).map(|rule| &rule.id).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn the_packs_are_these() {
    let packs = bundled();
    let names: Vec<(&str, bool)> =
        packs.packs().iter().map(|pack| (pack.id.as_str(), pack.switched_on)).collect();
    let expected = [
        ("ccg-2013", true),
        ("icb-2022", true),
        ("reconfig-2024", true),
        ("ais-2025", true),
        ("health-bill", false),
        ("principles", true),
        ("standing", true),
        ("feedback", true),
    ];
    assert_eq!(names, expected);
}

#[rstest]
#[case("R-DUTY-01", "2022-06-30", BodyKind::Icb, None)]
#[case("R-DUTY-01", "2022-07-01", BodyKind::Icb, Some(1))]
#[case("R-DUTY-01", TODAY, BodyKind::Ccg, None)]
#[case("R-DUTY-03", "2022-06-30", BodyKind::Ccg, Some(1))]
#[case("R-DUTY-03", "2022-07-01", BodyKind::Ccg, None)]
#[case("R-DUTY-08", "2016-05-01", BodyKind::Ccg, Some(1))]
#[case("R-DUTY-08", TODAY, BodyKind::Icb, Some(2))]
#[case("R-AIS-01", "2025-07-02", BodyKind::NhsTrust, Some(1))]
#[case("R-AIS-01", "2025-07-03", BodyKind::NhsTrust, Some(2))]
#[case("R-SOS-01", "2024-01-30", BodyKind::Icb, None)]
#[case("R-SOS-01", "2024-01-31", BodyKind::Icb, Some(1))]
#[case("R-TIME-01", TODAY, BodyKind::Icb, None)]
#[case("R-SDC-01", TODAY, BodyKind::VoluntaryOrganisation, Some(1))]
#[case("R-NONE-99", TODAY, BodyKind::Icb, None)]
fn a_rule_is_found_by_day_and_body(
    #[case] id: &str,
    #[case] on: &str,
    #[case] body: BodyKind,
    #[case] version: Option<u32>,
) {
    assert_eq!(bundled().rule(id, day(on), body).map(|rule| rule.version), version);
}

#[rstest]
#[case("R-EQ-04-access", "access")]
#[case("R-EQ-04-outcomes", "outcomes")]
fn inequality_is_two_rules_for_both_kinds_of_commissioner(#[case] id: &str, #[case] aspect: &str) {
    for (on, body) in [("2016-05-01", BodyKind::Ccg), (TODAY, BodyKind::Icb)] {
        let packs = bundled();
        assert_eq!(packs.rule(id, day(on), body).unwrap().word("aspect"), Some(aspect));
    }
}

#[test]
fn the_three_rights_and_the_four_principle_sets_are_data() {
    let packs = bundled();
    let now: Vec<_> = packs.in_force(day(TODAY), BodyKind::Icb).collect();
    let rights: Vec<_> = now.iter().filter(|rule| rule.id.starts_with("R-RIGHT-")).collect();
    assert_eq!(
        rights.iter().map(|rule| rule.number("order")).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    assert_eq!(rights[2].list("limbs"), ["planning", "proposals", "decisions"]);
    let sets: Vec<(&str, usize)> = now
        .iter()
        .filter_map(|rule| {
            Some((rule.id.strip_prefix("R-PRIN-01-")?, rule.list("principles").len()))
        })
        .collect();
    assert_eq!(
        sets,
        [("havering", 8), ("nhs-england-2021", 10), ("nhs-england-2022", 10), ("gunning", 4)]
    );
}

#[test]
fn what_was_not_looked_up_is_marked() {
    let packs = bundled();
    let rule = packs.rule("R-HW-02", day(TODAY), BodyKind::Icb).unwrap();
    assert_eq!(rule.confidence.shown(), "to verify");
    let rule = packs.rule("R-DUTY-01", day(TODAY), BodyKind::Icb).unwrap();
    assert_eq!(rule.confidence.shown(), "checked against an official source");
}

#[test]
fn a_bill_is_switched_on_from_its_day_and_ends_what_it_replaces() {
    let packs = bundled().switched_on("health-bill", day("2027-04-01")).unwrap();
    let packs = packs.ended("R-HW-02", day("2027-03-31")).unwrap();
    assert!(packs.rule("R-TIME-03", day("2027-03-31"), BodyKind::Icb).is_none());
    assert!(packs.rule("R-TIME-03", day("2027-04-01"), BodyKind::Icb).is_some());
    assert!(packs.rule("R-HW-02", day("2027-03-31"), BodyKind::Icb).is_some());
    assert!(packs.rule("R-HW-02", day("2027-04-01"), BodyKind::Icb).is_none());
    let reference = rules::RuleRef::new("R-HW-02", 1);
    assert!(packs.by_reference(&reference).is_some(), "a stored decision still finds it");
    assert_eq!(
        packs.ended("R-HW-02", day("2027-04-01")).unwrap_err(),
        PackError::NoSuchRule("R-HW-02".to_owned())
    );
}

#[test]
fn a_body_can_choose_its_packs() {
    let packs = bundled().selected(&["feedback"]).unwrap();
    assert!(packs.rule("R-FFT-05", day(TODAY), BodyKind::Icb).is_some());
    assert!(packs.rule("R-DUTY-01", day(TODAY), BodyKind::Icb).is_none());
    assert_eq!(bundled().selected(&["x"]), Err(PackError::NoSuchPack("x".to_owned())));
}

#[rstest]
#[case::fewer_days_to_answer("R-CON-05", 60, 60, true)]
#[case::more_days_to_answer("R-CON-05", 90, 84, false)]
#[case::the_same("R-CON-05", 84, 84, false)]
#[case::open_longer("R-CON-06", 100, 100, true)]
#[case::open_shorter("R-CON-06", 42, 84, false)]
fn the_stricter_of_two_is_applied(
    #[case] id: &str,
    #[case] promised: i64,
    #[case] applied: i64,
    #[case] local: bool,
) {
    let packs = bundled();
    let national = packs.rule(id, day(TODAY), BodyKind::Icb).unwrap();
    let promise = national.promised("days", Parameter::Number(promised), "Our strategy").unwrap();
    assert_eq!((promise.origin, promise.source.as_str()), (Origin::Local, "Our strategy"));
    let result = stricter(national, &promise, "days").unwrap();
    assert_eq!(result.value, applied);
    assert!(std::ptr::eq(result.applied, &raw const promise) == local);
    assert_eq!(result.differ, promised != national.number("days").unwrap());
}

#[test]
fn a_promise_names_a_parameter_the_rule_has() {
    let packs = bundled();
    let rule = packs.rule("R-CON-05", day(TODAY), BodyKind::Icb).unwrap();
    assert!(rule.promised("weeks", Parameter::Number(3), "x").is_err());
    assert!(rule.promised("days", Parameter::Text("3".to_owned()), "x").is_err());
    assert!(stricter(rule, rule, "weeks").is_err());
}

const GOOD: &str = r#"
[pack]
id = "ours"
title = "Our promises"
switched_on = true
[[rule]]
id = "R-OURS-01"
version = 1
title = "Answering"
text = "We answer within ten working days."
source = "Our strategy"
confidence = "own"
jurisdiction = "England"
body_kinds = ["icb"]
effective_from = "2026-01-01"
origin = "local"
[rule.parameters]
counting = "working_days_after"
days = 10
"#;

#[test]
fn a_pack_of_ones_own_is_added() {
    let packs = bundled().with([("ours.toml", GOOD)]).unwrap();
    assert_eq!(
        packs.rule("R-OURS-01", day(TODAY), BodyKind::Icb).unwrap().number("days"),
        Some(10)
    );
}

#[rstest]
#[case("origin = \"local\"", "origin = \"local\"\ncolour = \"red\"", "unknown field `colour`")]
#[case("origin = \"local\"", "", "missing field `origin`")]
#[case("confidence = \"own\"", "confidence = \"sure\"", "unknown variant `sure`")]
#[case(
    "2026-01-01",
    "2026-13-01",
    "effective_from '2026-13-01' is not a date; write it as 2022-07-01"
)]
#[case("2026-01-01", "1 May 2026", "is not a date")]
#[case("effective_from = \"2026-01-01\"", "", "effective_from is missing")]
#[case("origin", "effective_to = \"2025-01-01\"\norigin", "effective_to 2025-01-01 is before")]
#[case("[\"icb\"]", "[\"IBC\"]", "'IBC' is not a kind of body")]
#[case("[\"icb\"]", "[]", "body_kinds is empty")]
#[case("Our strategy", "  ", "source is empty")]
#[case("version = 1", "version = 0", "versions start at 1")]
#[case("version = 1", "version = -1", "invalid value")]
#[case("ten working days.", "ten days, as is lawful.", "the text says 'lawful'")]
#[case("Answering", "Being Compliant", "the text says 'compliant'")]
#[case("working_days_after", "moons_after", "counting is not a way of counting")]
#[case("days = 10", "days = -10", "counting is not a way of counting")]
#[case("origin", "stricter = { weeks = \"lower\" }\norigin", "stricter names 'weeks'")]
#[case("id = \"ours\"", "id = \"feedback\"", "two packs called feedback")]
#[case("R-OURS-01", "R-CON-05", "R-CON-05 version 1 stands twice, in feedback and ours")]
#[case(
    "id = \"R-OURS-01\"\nversion = 1",
    "id = \"R-CON-05\"\nversion = 2",
    "versions 1 and 2 both apply from 2026-01-01: end the earlier one on 2025-12-31"
)]
#[case("[pack]", "[pack", "ours.toml")]
fn a_bad_pack_is_refused_with_a_message_that_helps(
    #[case] from: &str,
    #[case] to: &str,
    #[case] message: &str,
) {
    assert!(GOOD.contains(from));
    let text = GOOD.replacen(from, to, 1);
    let problem = bundled().with([("ours.toml", text.as_str())]).unwrap_err().to_string();
    assert!(problem.contains(message), "{problem}");
}

#[test]
fn a_pack_that_is_off_binds_nobody_even_when_its_rules_have_dates() {
    let off = GOOD.replace("switched_on = true", "switched_on = false");
    let packs = bundled().with([("ours.toml", off.as_str())]).unwrap();
    assert!(packs.rule("R-OURS-01", day(TODAY), BodyKind::Icb).is_none());
    let packs = packs.switched_on("ours", day("2027-01-01")).unwrap();
    assert!(packs.rule("R-OURS-01", day(TODAY), BodyKind::Icb).is_some(), "it keeps its own date");
}

/// A second version of a bundled rule, in a pack of one's own.
fn second_version(change: (&str, &str)) -> String {
    GOOD.replace("id = \"R-OURS-01\"\nversion = 1", "id = \"R-CON-05\"\nversion = 2")
        .replace(change.0, change.1)
}

#[test]
fn versions_may_overlap_while_one_is_off_and_not_when_it_is_switched_on() {
    let off = second_version(("switched_on = true", "switched_on = false"));
    let packs = bundled().with([("ours.toml", off.as_str())]).unwrap();
    let problem = packs.switched_on("ours", day("2026-01-01")).unwrap_err();
    assert!(matches!(problem, PackError::Overlap { one: 1, other: 2, .. }), "{problem}");
}

#[test]
fn versions_for_different_bodies_may_stand_side_by_side() {
    let other_body = second_version(("[\"icb\"]", "[\"gp_practice\"]"));
    let packs = bundled().with([("ours.toml", other_body.as_str())]).unwrap();
    let version = |body| packs.rule("R-CON-05", day(TODAY), body).map(|rule| rule.version);
    assert_eq!((version(BodyKind::Icb), version(BodyKind::GpPractice)), (Some(1), Some(2)));
}

#[rstest]
#[case("2018-03-19", false)] // the day the bundled version begins
#[case("2018-03-18", true)]
fn an_earlier_version_ends_before_the_next_begins(#[case] last_day: &str, #[case] accepted: bool) {
    let dates = format!("effective_from = \"2013-04-01\"\neffective_to = \"{last_day}\"");
    let earlier = second_version(("effective_from = \"2026-01-01\"", &dates));
    assert_eq!(bundled().with([("ours.toml", earlier.as_str())]).is_ok(), accepted);
}

#[test]
fn body_kinds_read_back_as_they_are_written() {
    for kind in BodyKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    assert!("healthwatch".parse::<BodyKind>().is_err());
}
