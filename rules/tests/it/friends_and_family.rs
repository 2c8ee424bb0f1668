//! Friends and Family arithmetic.

use proptest::prelude::*;
use rstest::rstest;
use rules::fft::{
    Answer, ExperienceTally, Percent, RecommendTally, Score, UnknownCode, is_experience_series,
};

use crate::day;

#[rstest]
#[case(1, Score::Answered(Answer::VeryGood))]
#[case(2, Score::Answered(Answer::Good))]
#[case(3, Score::Answered(Answer::Neither))]
#[case(4, Score::Answered(Answer::Poor))]
#[case(5, Score::Answered(Answer::VeryPoor))]
#[case(6, Score::Answered(Answer::DontKnow))]
#[case(7, Score::NotAnswered)]
fn codes(#[case] code: u8, #[case] score: Score) {
    assert_eq!(Score::try_from(code), Ok(score));
}

#[rstest]
#[case(0)]
#[case(8)]
#[case(255)]
fn other_codes_are_refused(#[case] code: u8) {
    assert_eq!(Score::try_from(code), Err(UnknownCode(code)));
}

// very good, good, neither, poor, very poor, don't know | not answered
#[rstest]
#[case::dont_know_is_in_the_whole([80, 10, 2, 3, 1, 4], 50, Some("90.0"), Some("4.0"))]
#[case::thirds([1, 0, 1, 1, 0, 0], 0, Some("33.3"), Some("33.3"))]
#[case::two_thirds([1, 1, 0, 0, 1, 0], 0, Some("66.7"), Some("33.3"))]
#[case::half_a_tenth_goes_up([1, 0, 15, 0, 0, 0], 0, Some("6.3"), Some("0.0"))]
#[case::everyone([5, 5, 0, 0, 0, 0], 0, Some("100.0"), Some("0.0"))]
#[case::only_dont_know([0, 0, 0, 0, 0, 3], 0, Some("0.0"), Some("0.0"))]
#[case::nobody([0; 6], 0, None, None)]
#[case::nobody_answered([0; 6], 9, None, None)]
#[case::vast([u64::MAX, 0, 0, u64::MAX, 0, 0], 0, Some("50.0"), Some("50.0"))]
fn shares(
    #[case] counts: [u64; 6],
    #[case] not_answered: u64,
    #[case] positive: Option<&str>,
    #[case] negative: Option<&str>,
) {
    let tally = ExperienceTally::from_counts(counts, not_answered);
    assert_eq!(tally.positive().map(|share| share.to_string()).as_deref(), positive);
    assert_eq!(tally.negative().map(|share| share.to_string()).as_deref(), negative);
    assert_eq!(tally.not_answered(), not_answered);
}

#[test]
fn those_who_left_it_out_are_counted_apart() {
    let mut tally = ExperienceTally::default();
    for code in [1, 1, 2, 5, 6, 7, 7, 7] {
        tally.add(Score::try_from(code).unwrap());
    }
    assert_eq!((tally.responses(), tally.not_answered()), (5, 3));
    assert_eq!(tally.positive().unwrap().tenths(), 600);
    let mut both = tally;
    both.add_tally(&tally);
    assert_eq!((both.responses(), both.not_answered()), (10, 6));
    assert_eq!(both.positive(), tally.positive());
}

#[test]
fn each_series_has_its_own_words() {
    let new: Vec<&str> = ExperienceTally::default().rows().map(|(_, label, _)| label).to_vec();
    let old: Vec<&str> = RecommendTally::default().rows().map(|(_, label, _)| label).to_vec();
    assert_eq!(
        new,
        ["Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don't know"]
    );
    assert_eq!(old[..2], ["Extremely likely", "Likely"]);
    let packs = rules::Packs::bundled().unwrap();
    let rule = packs.rule("R-FFT-02", day("2026-11-21"), rules::BodyKind::GpPractice).unwrap();
    assert_eq!(rule.list("answers"), new);
}

#[rstest]
#[case("2020-03-31", false)]
#[case("2020-04-01", true)]
fn the_series_changed_on_1_april_2020(#[case] date: &str, #[case] new: bool) {
    assert_eq!(is_experience_series(day(date)), new);
}

#[test]
fn a_tally_survives_storage() {
    let tally = ExperienceTally::from_counts([1, 2, 3, 4, 5, 6], 7);
    let stored = serde_json::to_string(&tally).unwrap();
    assert_eq!(serde_json::from_str::<ExperienceTally>(&stored).unwrap(), tally);
}

#[rstest]
#[case(1, 0)]
#[case(2, 1)]
#[case(0, 0)]
fn a_part_larger_than_its_whole_is_no_percentage(#[case] part: u128, #[case] whole: u128) {
    assert_eq!(Percent::of(part, whole), None);
}

proptest! {
    #[test]
    fn a_share_is_within_half_a_tenth(counts in any::<[u32; 6]>(), left_out in any::<u64>()) {
        let tally = ExperienceTally::from_counts(counts.map(u64::from), left_out);
        prop_assume!(tally.responses() > 0);
        let part = u64::from(counts[0]) + u64::from(counts[1]);
        let tenths = i128::from(tally.positive().unwrap().tenths());
        let twice_off = (tenths * i128::from(tally.responses()) - i128::from(part) * 1_000) * 2;
        prop_assert!(twice_off.abs() <= i128::from(tally.responses()));
        prop_assert!(tenths + i128::from(tally.negative().unwrap().tenths()) <= 1_001);
    }
}
