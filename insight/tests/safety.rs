//! The safety suite: every explicit case comes out first, near-misses seldom do, nothing is hidden.

#![allow(clippy::unwrap_used, reason = "a test stops where its files are wrong")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use insight::safety::{Lexicon, LexiconError, Meant, Safety, Signs, Tier, Urgency};
use proptest::prelude::*;
use rstest::rstest;
use serde::Deserialize;

/// Share of the oblique cases that the lexicon alone may miss, in percent.
const OBLIQUE_MISSED_PERCENT: usize = 93;

static SAFETY: LazyLock<Safety> = LazyLock::new(|| Safety::standard().unwrap());

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Cases {
    explicit: BTreeMap<String, Vec<String>>,
    near_miss: BTreeMap<String, Vec<String>>,
    oblique: BTreeMap<String, Vec<String>>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("safety_cases.toml")).unwrap()
}

fn each(cases: &BTreeMap<String, Vec<String>>) -> impl Iterator<Item = (&str, &str)> {
    cases.iter().flat_map(|(category, texts)| texts.iter().map(move |t| (&**category, &**t)))
}

#[test]
fn there_are_at_least_three_hundred_cases_of_every_category() {
    let (cases, safety) = (cases(), &*SAFETY);
    assert!(each(&cases.explicit).count() + each(&cases.near_miss).count() >= 300);
    let mut categories: Vec<_> =
        safety.lexicon().categories().iter().map(|c| c.id.clone()).collect();
    categories.sort();
    assert_eq!(categories, cases.explicit.keys().cloned().collect::<Vec<_>>());
    assert_eq!(categories, cases.near_miss.keys().cloned().collect::<Vec<_>>());
}

/// Recall 1.00 is required on what is said outright.
#[test]
fn every_explicit_case_is_looked_at_first() {
    let (cases, safety) = (cases(), &*SAFETY);
    let all = each(&cases.explicit).count();
    let missed: Vec<_> = each(&cases.explicit)
        .filter_map(|(category, text)| {
            let found = safety.assess(text, Signs::default());
            let hit = found.hits.iter().any(|hit| hit.category == category);
            (found.urgency != Urgency::First || !hit).then(|| {
                format!(
                    "{category}: {text}\n    {:?} {:.2} {}",
                    found.urgency,
                    found.score,
                    found.reason()
                )
            })
        })
        .collect();
    assert!(missed.is_empty(), "{} of {all} missed:\n{}", missed.len(), missed.join("\n"));
}

/// The figure stated in docs/insight/care.md; it may only get better.
#[test]
fn few_near_misses_are_looked_at_first() {
    let (cases, safety) = (cases(), &*SAFETY);
    let all = each(&cases.near_miss).count();
    let first: Vec<_> = each(&cases.near_miss)
        .filter_map(|(category, text)| {
            let found = safety.assess(text, Signs::default());
            (found.urgency == Urgency::First)
                .then(|| format!("{category}: {text}\n    {:.2} {}", found.score, found.reason()))
        })
        .collect();
    assert!(first.len() * 20 <= all, "{} of {all} come first:\n{}", first.len(), first.join("\n"));
}

/// What a lexicon cannot do: stated in docs/insight/care.md, and kept from getting worse.
#[test]
fn what_is_said_obliquely_is_mostly_missed_and_the_share_is_known() {
    let cases = cases();
    let all = each(&cases.oblique).count();
    let missed: Vec<_> = each(&cases.oblique)
        .filter_map(|(category, text)| {
            let found = SAFETY.assess(text, Signs::default());
            (found.urgency < Urgency::First)
                .then(|| format!("{category}: {text}\n    {:?} {}", found.urgency, found.reason()))
        })
        .collect();
    println!(
        "{} of {all} oblique cases are not looked at first:\n{}",
        missed.len(),
        missed.join("\n")
    );
    assert!(missed.len() * 100 <= all * OBLIQUE_MISSED_PERCENT, "{} of {all}", missed.len());
}

#[rstest]
#[case("she was never assaulted", Meant::Denied)]
#[case("I was worried that he might be suffering neglect", Meant::Supposed)]
#[case("a training course on neglect", Meant::InGeneral)]
#[case("bored to death", Meant::Expression)]
#[case("another patient was assaulted", Meant::OfSomebodyElse)]
#[case("I was assaulted thirty years ago", Meant::LongAgo)]
#[case("nobody noticed that she was assaulted", Meant::Plainly)]
#[case("not only was she assaulted", Meant::Plainly)]
#[case("If I go home I will kill myself", Meant::Plainly)]
fn a_lowered_hit_is_still_shown_with_its_reason(#[case] text: &str, #[case] meant: Meant) {
    let found = SAFETY.assess(text, Signs::default());
    let hit = found.hits.first().unwrap_or_else(|| panic!("no hit in '{text}'"));
    assert_eq!(hit.meant, meant, "{text}: {found:?}");
    assert!(found.reason().contains(&hit.meant.to_string()), "{}", found.reason());
    assert!(found.urgency >= Urgency::InTurn && found.score > 0.0);
}

#[test]
fn an_explicit_hit_is_never_left_to_its_ordinary_turn() {
    let safety = &*SAFETY;
    for text in ["he denied the assault", "no suicide attempts", "bored to death"] {
        let found = safety.assess(text, Signs::default());
        assert!(
            found.urgency >= Urgency::Soon || found.hits.iter().all(|h| h.tier < Tier::Explicit)
        );
    }
}

#[test]
fn the_signs_add_up_and_say_so() {
    let safety = &*SAFETY;
    let assess = |text: &str, signs| safety.assess(text, signs);
    let none = assess("Parking was easy", Signs::default());
    assert_eq!((none.urgency, none.score), (Urgency::InTurn, 0.0));
    assert_eq!(none.reason(), "No sign of harm was found; that is no proof of safety.");
    let ticked = assess("Parking was easy", Signs { ticked: true, ..Signs::default() });
    assert_eq!(ticked.urgency, Urgency::First);
    assert!(ticked.reason().starts_with("The speaker ticked"));
    let negative =
        assess("Parking was easy", Signs { most_negative: Some(0.96), ..Signs::default() });
    assert_eq!(negative.urgency, Urgency::Soon);
    let foreign = assess("Bardzo źle", Signs { not_english: true, ..Signs::default() });
    assert_eq!(foreign.urgency, Urgency::Soon);
    let both = assess("I feel hopeless", Signs { most_negative: Some(0.9), ..Signs::default() });
    assert!(
        both.score > negative.score
            && both.score > assess("I feel hopeless", Signs::default()).score
    );
    let odd = assess("fine", Signs { most_negative: Some(f32::NAN), ..Signs::default() });
    assert!(odd.score.abs() < f32::EPSILON);
}

#[test]
fn reading_order_puts_the_gravest_first() {
    let safety = &*SAFETY;
    let texts = ["lovely", "I was left waiting", "I will kill myself", "she was never assaulted"];
    let mut all: Vec<_> = texts.iter().map(|t| (*t, safety.assess(t, Signs::default()))).collect();
    all.sort_by(|a, b| a.1.reading_order(&b.1));
    let order: Vec<_> = all.iter().map(|(t, _)| *t).collect();
    assert_eq!(
        order,
        ["I will kill myself", "she was never assaulted", "I was left waiting", "lovely"]
    );
}

#[test]
fn a_wrong_lexicon_says_what_is_wrong() {
    assert!(matches!(Lexicon::parse("version = 3"), Err(LexiconError::Unreadable(_))));
    let file = |pattern: &str| {
        format!(
            "version = \"1\"\n[[category]]\nid = \"a\"\nname = \"a\"\nexplicit = [\"{pattern}\"]\nstrong = []\npossible = []\nidioms = []\n"
        )
    };
    for pattern in ["{nobody} here", "_", "UPPER", "ab*", "x {open", ""] {
        let error = Lexicon::parse(&file(pattern)).unwrap_err();
        assert!(error.to_string().contains("in 'a' the pattern"), "{pattern}: {error}");
    }
    assert_eq!(Lexicon::parse(&file("good word")).unwrap().version(), "1");
}

#[test]
fn huge_and_odd_input_takes_bounded_time_and_evidence() {
    let safety = &*SAFETY;
    for text in [
        String::new(),
        "\0".repeat(1_000),
        "\u{1f600}".repeat(10_000),
        "مرحبا ".repeat(10_000),
        "a".repeat(200_000),
        "suicide ".repeat(30_000),
        "left ".repeat(30_000),
        "not ".repeat(30_000),
        "my ".repeat(30_000),
        "given wrong the my ".repeat(8_000),
        "-".repeat(50_000) + "a-".repeat(50_000).as_str(),
    ] {
        let started = std::time::Instant::now();
        let found = safety.assess(&text, Signs::default());
        assert!(found.hits.len() <= 40 && found.hits_in_all >= found.hits.len());
        assert!(started.elapsed().as_secs() < 30, "{:?}: {:?}", text.get(..20), started.elapsed());
    }
}

proptest! {
    #[test]
    fn spans_lie_in_the_text(text in "\\PC{0,300}|([a-z']{1,9}[ ,.-]){0,60}") {
        let found = SAFETY.assess(&text, Signs::default());
        for hit in &found.hits {
            prop_assert!(text.get(hit.span.clone()).is_some_and(|words| !words.is_empty()));
        }
        prop_assert!((0.0..=1.0).contains(&found.score));
        prop_assert!(!found.why.is_empty());
    }

    #[test]
    fn words_around_never_hide_a_hit(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
        let text = format!("{before}. she was assaulted. {after}");
        let found = SAFETY.assess(&text, Signs::default());
        prop_assert_eq!(found.urgency, Urgency::First);
    }
}
