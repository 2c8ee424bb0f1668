//! The primary rule for small counts.

use rstest::rstest;
use rules::small_numbers::{may_show_figure_about, shown_by_primary_rule_only};

#[rstest]
#[case(0, "0")]
#[case(1, "*")]
#[case(7, "*")]
#[case(8, "10")]
#[case(12, "10")]
#[case(13, "15")]
#[case(5_092, "5090")]
#[case(5_093, "5095")]
#[case(u64::MAX, "18446744073709551615")]
#[case(u64::MAX - 1, "18446744073709551615")]
fn a_count_of_people_as_shown(#[case] people: u64, #[case] shown: &str) {
    assert_eq!(shown_by_primary_rule_only(people).to_string(), shown);
}

#[rstest]
#[case(0, false)]
#[case(7, false)]
#[case(8, true)]
fn a_percentage_needs_more_than_seven_people(#[case] people: u64, #[case] may: bool) {
    assert_eq!(may_show_figure_about(people), may);
}

#[test]
fn the_rule_in_the_pack_and_the_rule_in_the_code_have_the_same_figures() {
    use rules::small_numbers::{LARGEST_HIDDEN, ROUNDED_TO};
    let packs = rules::Packs::bundled().unwrap();
    let rule = packs.rule("R-SDC-01", crate::day("2026-11-21"), rules::BodyKind::Icb).unwrap();
    assert_eq!(rule.number("hidden_to"), i64::try_from(LARGEST_HIDDEN).ok());
    assert_eq!(rule.number("rounded_to"), i64::try_from(ROUNDED_TO).ok());
}
