use rstest::rstest;

use super::*;
use crate::classify::{Answer, Classifier, Scorer, Why};

const LABELS: [&str; 3] = ["Food", "Parking", "Waiting"];

fn labels() -> Vec<String> {
    LABELS.iter().map(|label| (*label).to_owned()).collect()
}

/// Comments put together from parts, so that what belongs to what is known.
fn examples(count: usize, seed: u64) -> Vec<Example> {
    const PARTS: [[&str; 4]; 3] = [
        ["the soup was cold", "lunch came late", "tasty dinner", "no vegetarian meals"],
        [
            "nowhere to leave the car",
            "parking costs too much",
            "car park was full",
            "parked far away",
        ],
        ["waited three hours", "long queue", "seen at once", "endless waiting for the doctor"],
    ];
    let mut chance = Chance::new(seed);
    (0..count)
        .map(|at| {
            let first = chance.below(3);
            let second = chance.below(3);
            let mut part = |of: usize| PARTS[of][chance.below(4)].to_owned();
            let (one, two) = (part(first), part(second));
            let mut names = vec![LABELS[first].to_owned()];
            if first != second {
                names.push(LABELS[second].to_owned());
            }
            let question = (at % 2 == 0).then(|| "What was good?".to_owned());
            Example {
                text: format!("{one} and {two} on visit {at}x{seed}"),
                question,
                labels: names,
            }
        })
        .collect()
}

fn naming(labels: &[String]) -> Naming<'_> {
    Naming { name: "test", purpose: Purpose::Labels, labels, source: "made up", licence: "none" }
}

fn trained(examples: &[Example], start: Option<&Model>) -> Model {
    train(&naming(&labels()), examples, start, &Settings::default()).unwrap()
}

#[test]
fn it_learns_and_shows_the_words() {
    let model = trained(&examples(200, 1), None);
    let mut classifier = Classifier::new(&model);
    let text = "The SOUP was cold.";
    let Answer::Assigned(given) = classifier.classify(text, None) else { panic!("not assigned") };
    assert_eq!(given[0].label, "Food");
    assert_eq!(given[0].model, model.id());
    assert!(given[0].chance >= given[0].from && given[0].reached);
    assert!(given[0].evidence.iter().any(|e| e.words.contains("SOUP")), "{given:?}");
    assert!(given[0].evidence.iter().all(|e| &text[e.span.clone()] == e.words && e.weight > 0.0));
    assert_eq!(model.head().questions, ["what was good?"]);
}

#[test]
fn the_same_examples_give_the_same_model() {
    let some = examples(60, 1);
    let two = Settings { threads: 2, ..Settings::default() };
    let beside = train(&naming(&labels()), &some, None, &two).unwrap();
    assert_eq!(trained(&some, None).id(), beside.id());
    let other = train(&naming(&labels()), &some, None, &Settings { cost: 1.0, ..two }).unwrap();
    assert_ne!(other.id(), beside.id());
}

#[test]
fn a_written_model_answers_alike() {
    let model = trained(&examples(100, 1), None);
    let read = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
    for example in examples(50, 2) {
        let answer = Classifier::new(&model).classify(&example.text, None);
        assert_eq!(answer, Classifier::new(&read).classify(&example.text, None));
    }
}

#[test]
fn a_part_is_scored_as_if_it_stood_alone() {
    let model = trained(&examples(100, 1), None);
    let mut scorer = Scorer::new(&model);
    let text = "the soup was cold, (really) but the car park was full and waited three hours";
    let place = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
    let parts = ["the soup was cold", "but", "the car park was full"].map(place);
    let alone = parts.clone().map(|part| scorer.score(&text[part], None).scores.to_vec());
    let all = scorer.score(text, Some(0)).scores.to_vec();
    let mut found = Vec::new();
    let whole =
        scorer.score_parts(text, Some(0), &parts, |_, part| found.push(part.scores.to_vec()));
    assert_eq!(whole.scores, all);
    assert_eq!(found, alone);
}

#[rstest]
#[case("", Why::NoWords)]
#[case("👍🏽 … !!", Why::NoWords)]
#[case("\0", Why::NoWords)]
#[case("спасибо большое всем", Why::UnknownWords)]
#[case("شكرا جزيلا لكم جميعا", Why::UnknownWords)]
fn not_assigned_says_why(#[case] text: &str, #[case] why: Why) {
    let model = trained(&examples(100, 1), None);
    assert_eq!(Classifier::new(&model).classify(text, None), Answer::NotAssigned(why));
}

#[rstest]
#[case::letters(&"a".repeat(10_000))]
#[case::words(&"waited ".repeat(1_000_000))]
#[case::long(&"the soup was cold, ".repeat(5_300))]
#[case::emoji(&"👩🏽\u{200d}⚕️".repeat(10_000))]
fn large_texts_are_read(#[case] text: &str) {
    let model = trained(&examples(60, 1), None);
    let answer = Classifier::new(&model).classify(text, Some("What was good?"));
    if let Answer::Assigned(given) = answer {
        assert!(given.iter().all(|a| a.evidence.len() <= 4 && a.chance.is_finite()));
    }
}

#[test]
fn too_little_or_wrong_is_refused() {
    let labels = labels();
    let settings = Settings::default();
    let none = train(&naming(&labels), &[], None, &settings);
    assert_eq!(none, Err(LearnError::TooFew { found: 0 }));
    let copies = vec![examples(1, 1).remove(0); 50];
    assert_eq!(
        train(&naming(&labels), &copies, None, &settings),
        Err(LearnError::TooFew { found: 1 })
    );
    let mut some = examples(20, 1);
    some[3].labels = vec!["Weather".to_owned()];
    let unknown = train(&naming(&labels), &some, None, &settings);
    assert_eq!(unknown, Err(LearnError::UnknownLabel("Weather".to_owned())));
    let twice = [labels[0].clone(), labels[0].clone()];
    let twice = train(&naming(&twice), &some, None, &settings);
    assert_eq!(twice, Err(LearnError::LabelTwice("Food".to_owned())));
}

#[test]
fn a_label_without_own_examples_stays_as_it_was() {
    let start = trained(&examples(200, 1), None);
    let own: Vec<_> = examples(80, 2)
        .into_iter()
        .filter(|example| !example.labels.contains(&"Parking".to_owned()))
        .collect();
    let new = trained(&own, Some(&start));
    assert_eq!(new.head().provenance.began_from.as_deref(), Some(start.id()));
    let at = new.label("Parking").unwrap();
    assert_eq!(new.head().labels[at].sigmoid, start.head().labels[at].sigmoid);
    let found = Classifier::new(&new).places("the car park was full", None).to_vec();
    assert_eq!(found, [at]);
}

#[test]
fn a_codebook_of_ones_own_learns_beside_the_start() {
    let start = trained(&examples(200, 1), None);
    let names = ["Garden".to_owned(), "Food".to_owned()];
    let mut own = examples(40, 3);
    for (at, example) in own.iter_mut().enumerate() {
        example.labels = vec![names[at % 2].clone()];
        example.text.push_str(if at % 2 == 0 {
            " lovely garden and flowers"
        } else {
            " good soup"
        });
    }
    let new = train(&naming(&names), &own, Some(&start), &Settings::default()).unwrap();
    let found = Classifier::new(&new).places("sat among flowers in the garden", None).to_vec();
    assert_eq!(found, [0]);
    assert_eq!(new.head().labels.len(), 2);
}

#[test]
fn the_shadow_sees_the_better_model() {
    let few = trained(&examples(12, 1), None);
    let many = trained(&examples(300, 2), None);
    let held = examples(200, 9);
    let found = shadow(&few, &many, &held, 1).unwrap();
    assert!(found.new.micro_f1 > found.old.micro_f1, "{found:?}");
    assert!(found.micro_gain.low <= found.new.micro_f1 - found.old.micro_f1);
    assert!(found.micro_gain.high >= found.new.micro_f1 - found.old.micro_f1);
    assert_eq!(found.by_label().len(), 3);
    let same = shadow(&many, &many, &held, 1).unwrap();
    assert!(!same.speaks_for_new());
    assert_eq!(shadow(&few, &many, &[], 1), Err(LearnError::TooFew { found: 0 }));
}

#[test]
fn a_promotion_can_be_stored_and_read_again() {
    let (few, many) = (trained(&examples(12, 1), None), trained(&examples(300, 2), None));
    let shadow = shadow(&few, &many, &examples(50, 9), 1).unwrap();
    let (by, at) = ("M. Okafor".to_owned(), "2026-03-01T09:00:00Z".to_owned());
    let promotion = Promotion { shadow, by, at, reason: "reads parking at last".to_owned() };
    let stored = serde_json::to_string(&promotion).unwrap();
    assert_eq!(serde_json::from_str::<Promotion>(&stored).unwrap(), promotion);
}

#[test]
fn it_doubts_what_lies_between() {
    let model = trained(&examples(200, 1), None);
    let mut classifier = Classifier::new(&model);
    let plain = classifier.doubt("the soup was cold", None);
    let strange = classifier.doubt("the was and on", None);
    assert!(plain < strange, "{plain} {strange}");
    assert!((classifier.doubt("", None) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn a_text_is_kept_apart_whole_and_for_good() {
    let mut all = examples(300, 1);
    all.extend(all.clone());
    let (learn, held) = keep_apart(&all, 0.25, 7);
    assert!((100..200).contains(&held.len()), "{}", held.len());
    assert!(held.iter().all(|example| !learn.contains(example)));
    let (_, first) = keep_apart(&all[..100], 0.25, 7);
    assert!(first.iter().all(|example| held.contains(example)));
    assert!(keep_apart(&all, 0.0, 7).1.is_empty());
    assert_eq!(keep_apart(&all, 1.0, 7).1.len(), all.len());
}
