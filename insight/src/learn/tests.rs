use rstest::rstest;

use super::*;
use crate::classify::{Answer, Classifier, Why};

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
