//! The models that come with the program, on sentences written for this test.

use insight::classify::framework::{COULD_IMPROVE, WHAT_GOOD};
use insight::classify::{Answer, Classifier, Why};
use insight::model::starter;
use insight::sentiment::{CriticalityReader, Feeling, SentimentReader};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("The meals were cold and the puddings tasteless", "Food & drink provision & facilities")]
#[case("Waited four hours for the ambulance", "Timeliness of care")]
#[case("Such kind and friendly staff", "Staff manner & personal attributes")]
#[case("Nobody answered the phone when I rang 111", "Contacting services")]
#[case("The ward was clean and tidy", "Cleanliness, tidiness & infection control")]
fn a_plain_sentence_gets_its_label(#[case] text: &str, #[case] label: &str) {
    let model = &starter().unwrap().framework;
    let Answer::Assigned(given) = Classifier::new(model).classify(text, None) else {
        panic!("'{text}' has no label")
    };
    let found = given.iter().find(|assignment| assignment.label == label);
    let evidence = &found.unwrap_or_else(|| panic!("'{text}': {given:?}")).evidence;
    assert!(!evidence.is_empty());
    assert!(evidence.iter().all(|e| &text[e.span.clone()] == e.words));
}

#[rstest]
#[case("", Why::NoWords)]
#[case("👍👍", Why::NoWords)]
#[case("ਤੁਹਾਡਾ ਬਹੁਤ ਬਹੁਤ ਧੰਨਵਾਦ ਜੀ", Why::UnknownWords)]
#[case("شكرا جزيلا لكم على المساعدة", Why::UnknownWords)]
fn what_cannot_be_read_gets_no_label(#[case] text: &str, #[case] why: Why) {
    let model = &starter().unwrap().framework;
    assert_eq!(Classifier::new(model).classify(text, None), Answer::NotAssigned(why));
}

#[test]
fn the_question_counts() {
    let model = &starter().unwrap().sentiment;
    let mut reader = SentimentReader::new(model).unwrap();
    let pleased = |reader: &mut SentimentReader<'_>, question| {
        reader.read("The waiting room", Some(question)).chances[0]
    };
    assert!(pleased(&mut reader, WHAT_GOOD) > pleased(&mut reader, COULD_IMPROVE));
}

#[rstest]
#[case("Wonderful care, thank you all so much", Feeling::Positive)]
#[case("Terrible, rude and very slow service", Feeling::Negative)]
#[case(
    "The crew were excellent and so kind but the wait was terrible and far too long",
    Feeling::Mixed
)]
fn a_feeling_is_told(#[case] text: &str, #[case] feeling: Feeling) {
    let model = &starter().unwrap().sentiment;
    let found = SentimentReader::new(model).unwrap().read(text, None);
    assert_eq!(found.feeling(), feeling, "{found:?}");
}

#[test]
fn the_worse_is_the_more_serious() {
    let model = &starter().unwrap().criticality;
    let mut reader = CriticalityReader::new(model).unwrap();
    let mut severe = |text| reader.read(text).unwrap().severe;
    let worst =
        severe("Staff shouted at my mother and left her in pain without medication all night");
    let bad = severe("The car park was a bit full");
    let praise = severe("Lovely friendly nurses");
    assert!(worst > bad && bad > praise, "{worst} {bad} {praise}");
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}|[a-z .,!?']{0,120}|(but |the |nurse |\u{0}|\u{202e}|👩‍⚕️)*") {
        let starter = starter().unwrap();
        let mut classifier = Classifier::new(&starter.framework);
        prop_assert!((0.0..=1.0).contains(&classifier.doubt(&text, None)));
        if let Answer::Assigned(given) = classifier.classify(&text, Some(WHAT_GOOD)) {
            prop_assert!(!given.is_empty());
            for assignment in given {
                prop_assert!((0.0..=1.0).contains(&assignment.chance));
                for evidence in assignment.evidence {
                    prop_assert_eq!(text.get(evidence.span.clone()), Some(evidence.words));
                }
            }
        }
        let felt = SentimentReader::new(&starter.sentiment).unwrap().read(&text, None);
        for clause in felt.clauses {
            prop_assert_eq!(text.get(clause.span.clone()), Some(clause.text));
        }
        if let Some(found) = CriticalityReader::new(&starter.criticality).unwrap().read(&text) {
            prop_assert_eq!(text.get(found.span.clone()), Some(found.statement));
            prop_assert!((-4.0..=4.0).contains(&found.value));
        }
    }
}
