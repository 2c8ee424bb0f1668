use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::learn::{Example, Naming, Settings, train};
use crate::model::Purpose;

fn model(purpose: Purpose, labels: &[String], examples: &[Example]) -> Model {
    let naming = Naming { name: "test", purpose, labels, source: "made up", licence: "none" };
    train(&naming, examples, None, &Settings::default()).unwrap()
}

const PRAISE: [&str; 6] = [
    "lovely staff",
    "kind nurse",
    "very helpful",
    "thank you so much",
    "excellent care",
    "friendly",
];
const NEITHER: [&str; 6] =
    ["nothing", "no comment", "it was a clinic", "i came by bus", "on a monday", "none"];
const BLAME: [&str; 6] =
    ["awful wait", "rude staff", "waited hours in pain", "nobody came", "dirty ward", "very poor"];

fn sentiment() -> Model {
    let labels = SIDES.map(str::to_owned);
    let mut examples = Vec::new();
    for (side, texts) in [(Some("pleased"), PRAISE), (None, NEITHER), (Some("displeased"), BLAME)] {
        for (at, text) in texts.iter().enumerate() {
            let text = format!("{text} {}", texts[(at + 1) % texts.len()]);
            examples.push(Example {
                text,
                question: None,
                labels: side.map(str::to_owned).into_iter().collect(),
            });
        }
    }
    model(Purpose::Sentiment, &labels, &examples)
}

fn gravity() -> Model {
    let mut examples = Vec::new();
    for (texts, value) in [(PRAISE, 4), (NEITHER, 0), (BLAME, -4)] {
        for (at, text) in texts.iter().enumerate() {
            let text = format!("{text} {}", texts[(at + 1) % texts.len()]);
            let labels = Gravity::new(value).unwrap().labels();
            examples.push(Example { text, question: None, labels });
        }
    }
    model(Purpose::Criticality, &gravity_labels(), &examples)
}

#[test]
fn praise_and_blame_both_stay_visible() {
    let model = sentiment();
    let text = "Lovely staff, very helpful but waited hours in pain.";
    let found = SentimentReader::new(&model).unwrap().read(text, None);
    let feelings: Vec<_> = found.clauses.iter().map(|clause| clause.feeling).collect();
    assert_eq!(feelings, [Feeling::Positive, Feeling::Negative]);
    assert_eq!(found.clauses[1].text, "but waited hours in pain");
    assert_eq!(found.model, model.id());
}

#[rstest]
#[case("kind nurse", Feeling::Positive)]
#[case("rude staff", Feeling::Negative)]
#[case("no comment", Feeling::Neutral)]
#[case("", Feeling::Neutral)]
#[case("👍", Feeling::Neutral)]
fn feelings(#[case] text: &str, #[case] expected: Feeling) {
    let model = sentiment();
    assert_eq!(SentimentReader::new(&model).unwrap().read(text, None).feeling(), expected);
}

#[test]
fn certain_clauses_that_disagree_make_a_comment_mixed() {
    let clause =
        |chances| ClauseFeeling { text: "", span: 0..0, feeling: likeliest(chances), chances };
    let (pleased, displeased) = (clause([0.9, 0.05, 0.05]), clause([0.1, 0.1, 0.8]));
    assert!(disagree(&[pleased.clone(), displeased]));
    assert!(!disagree(&[pleased.clone(), clause([0.4, 0.2, 0.4])]));
    assert!(!disagree(&[pleased]));
}

#[test]
fn a_comment_is_as_serious_as_the_worst_of_it() {
    let model = gravity();
    let mut reader = CriticalityReader::new(&model).unwrap();
    let text =
        "Kind nurse, excellent care, lovely staff. However nobody came and waited hours in pain";
    let found = reader.read(text).unwrap();
    assert!(found.statement.starts_with("However nobody"), "{found:?}");
    assert_eq!(&text[found.span.clone()], found.statement);
    let praise = reader.read("kind nurse, excellent care").unwrap();
    assert!(found.value < 0.0 && praise.value > 0.0 && found.severe > praise.severe);
    assert_eq!(reader.read("?!"), None);
}

#[test]
fn a_model_of_another_kind_is_refused() {
    assert!(CriticalityReader::new(&sentiment()).is_err());
    assert!(SentimentReader::new(&gravity()).is_err());
}

#[test]
fn values_outside_the_scale_are_none() {
    assert_eq!(Gravity::new(-9), None);
    assert_eq!(Gravity::new(-4).unwrap().labels(), gravity_labels());
    assert_eq!(Gravity::new(4).unwrap().labels(), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_is_read(texts in proptest::collection::vec("\\PC{0,60}|[a-z .,!]{0,90}", 20)) {
        let (feelings, gravity) = (sentiment(), gravity());
        let mut reader = SentimentReader::new(&feelings).unwrap();
        let mut serious = CriticalityReader::new(&gravity).unwrap();
        for text in &texts {
            let found = reader.read(text, None);
            prop_assert!((found.chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for clause in &found.clauses {
                prop_assert_eq!(text.get(clause.span.clone()), Some(clause.text));
            }
            if let Some(found) = serious.read(text) {
                prop_assert!((-4.0..=4.0).contains(&found.value));
                prop_assert_eq!(text.get(found.span.clone()), Some(found.statement));
            }
        }
    }
}
