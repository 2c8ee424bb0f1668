//! Themes from end to end: every comment has a place, numbers stay, near-duplicates count both
//! ways, and no text is too strange.

use insight::arithmetic::agreement::adjusted_rand;
use insight::arithmetic::chance::Chance;
use insight::themes::{Change, Found, Place, Settings, Themes, find};
use proptest::prelude::*;

const SUBJECTS: [(&[&str], &[&str]); 4] = [
    (
        &["the car park", "parking at the hospital", "a parking space", "the parking machine"],
        &["was full", "cost too much", "was broken", "is too far from the clinic"],
    ),
    (
        &["the nurses", "the nurse on the ward", "nursing staff", "every nurse"],
        &["were kind and caring", "listened to me", "took time to explain", "made me feel safe"],
    ),
    (
        &["my appointment", "the appointment letter", "appointments", "booking an appointment"],
        &["was cancelled twice", "came too late", "took weeks of ringing", "was changed by text"],
    ),
    (
        &["the food", "hospital meals", "the dinner and food", "the meal"],
        &["was cold", "had no taste", "arrived late and cold", "left me hungry"],
    ),
];

/// Comments on four subjects, with the subject of each.
fn made(count: usize, seed: u64) -> (Vec<String>, Vec<usize>) {
    let mut chance = Chance::new(seed);
    (0..count)
        .map(|at| {
            let (things, sayings) = SUBJECTS[at % 4];
            let mut pick = |list: &[&'static str]| list[chance.below(list.len())];
            let comment =
                format!("{} {}, {} {}", pick(things), pick(sayings), pick(things), pick(sayings));
            (comment, at % 4)
        })
        .unzip()
}

fn texts(comments: &[String]) -> Vec<&str> {
    comments.iter().map(String::as_str).collect()
}

fn settings() -> Settings {
    Settings { directions: 20, ..Settings::default() }
}

/// Comments in themes and in the residue are all comments, and nothing is counted twice.
fn totals_hold(found: &Found, count: usize) {
    assert_eq!(found.places.len(), count);
    assert_eq!(found.families.received(), count);
    let residue = found.places.iter().filter(|place| place.theme().is_none()).count();
    let themed: usize = found.themes.iter().map(|theme| theme.received).sum();
    assert_eq!(themed + residue, count);
    for theme in &found.themes {
        let placed = found.places.iter().filter(|place| place.theme() == Some(theme.id)).count();
        assert_eq!(placed, theme.received, "theme {}", theme.id);
        assert!(theme.distinct <= theme.received && theme.typical.len() <= 3);
        for typical in &theme.typical {
            assert_eq!(found.places[*typical].theme(), Some(theme.id));
        }
    }
    let ids = found.model.ids();
    assert!(
        found.themes.iter().all(|theme| ids.contains(&theme.id)) && ids.len() == found.themes.len()
    );
}

#[test]
fn four_subjects_are_found_and_named() {
    let (comments, known) = made(400, 1);
    let settings = Settings { themes: Some(4), ..settings() };
    let found = find(&texts(&comments), &settings, None);
    totals_hold(&found, 400);
    let labels: Vec<usize> = found
        .places
        .iter()
        .map(|place| place.theme().map_or(99, |id| usize::try_from(id).unwrap_or(99)))
        .collect();
    assert!(adjusted_rand(&known, &labels) > 0.6, "{:?}", found.themes);
    let named = |part: &str| {
        found.themes.iter().any(|theme| theme.name.iter().any(|term| term.contains(part)))
    };
    assert!(["park", "nurs", "appointment", "food"].into_iter().all(named), "{:?}", found.themes);
    assert_eq!(found, find(&texts(&comments), &settings, None), "the same seed, the same themes");
}

#[test]
fn numbers_stay_when_more_comments_come_and_later_ones_are_placed() {
    let four = Settings { themes: Some(4), ..settings() };
    let (comments, known) = made(300, 2);
    let first = find(&texts(&comments), &four, None);
    let (mut more, _) = made(100, 77);
    more.extend(comments.clone());
    let second = find(&texts(&more), &Settings { seed: 9, ..four }, Some(&first.model));
    totals_hold(&second, 400);
    let kept = second.changes.iter().filter(|change| matches!(change, Change::Kept(_))).count();
    assert_eq!(kept, 4, "{:?}", second.changes);
    let same = first
        .places
        .iter()
        .zip(&second.places[100..])
        .filter(|(before, now)| before.theme() == now.theme())
        .count();
    assert!(same > 250, "{same} of 300 keep their theme");
    let mut placer = first.model.placer();
    for (comment, subject) in comments.iter().zip(&known).take(40) {
        if let Place::Theme(id, likeness) = placer.place(comment) {
            assert!(likeness >= first.model.floor());
            let others = comments.iter().zip(&known).zip(&first.places);
            let mates = others.filter(|(_, place)| place.theme() == Some(id));
            let (of_subject, all) = mates.fold((0, 0), |(good, all), ((_, other), _)| {
                (good + usize::from(other == subject), all + 1)
            });
            assert!(2 * of_subject > all);
        }
    }
    assert_eq!(placer.place("zzzz 12345 😀"), Place::Residue(None));
}

#[test]
fn campaign_letters_count_once_for_reading_and_all_for_numbers() {
    let (mut comments, _) = made(200, 3);
    let letter = "Please do not close the walk in centre because older people here have no car \
        and the buses to the other hospital do not run in the evening";
    comments.extend((0..150).map(|at| format!("{letter}. Resident {at}")));
    let found = find(&texts(&comments), &settings(), None);
    totals_hold(&found, 350);
    assert!(found.families.distinct() <= 201);
    let family = found.families.of(200);
    assert!((200..350).all(|at| found.families.of(at) == family));
    assert!((200..350).all(|at| found.places[at] == found.places[200]));
}

#[test]
fn merged_themes_are_one() {
    let (comments, _) = made(200, 4);
    let mut model = find(&texts(&comments), &settings(), None).model;
    let (kept, gone) = (model.ids()[0], model.ids()[1]);
    assert!(model.merge(kept, gone) && !model.merge(kept, gone));
    let mut placer = model.placer();
    assert!(comments.iter().all(|comment| placer.place(comment).theme() != Some(gone)));
}

#[test]
fn a_model_is_kept_in_a_file_and_a_broken_one_is_told() {
    let (comments, _) = made(120, 5);
    let model = find(&texts(&comments), &settings(), None).model;
    let text = serde_json::to_string(&model).unwrap_or_default();
    let again: Result<Themes, _> = serde_json::from_str(&text);
    assert!(again.as_ref().is_ok_and(Themes::is_whole));
    let Ok(again) = again else { return };
    let (mut one, mut other) = (model.placer(), again.placer());
    assert!(
        comments.iter().all(|comment| one.place(comment).theme() == other.place(comment).theme())
    );
    let ids = text.replacen("\"ids\":[", "\"ids\":[7,", 1);
    let broken: Result<Themes, _> = serde_json::from_str(&ids);
    assert!(broken.is_ok_and(|broken| !broken.is_whole()));
}

#[test]
fn strange_comments_are_placed_or_in_the_residue() {
    let long = "word ".repeat(50_000);
    let letters = "a".repeat(10_000);
    let (comments, _) = made(60, 6);
    let mut all = texts(&comments);
    all.extend(["", " ", "😀😀", "\0", "שלום לכולם", &long, &letters, "?!", "שלום"]);
    let count = all.len();
    totals_hold(&find(&all, &settings(), None), count);
    totals_hold(&find(&[], &settings(), None), 0);
    totals_hold(&find(&["", "?"], &Settings { themes: Some(3), ..settings() }, None), 2);
    totals_hold(&find(&["one comment"], &settings(), None), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_comment_has_a_place(
        comments in proptest::collection::vec("(bus|ward|nurse|late|\\PC{0,12}| ){0,9}", 0..60),
        wanted in proptest::option::of(0_usize..9),
        residue in -1.0..2.0_f64,
        smallest in 0_usize..6,
    ) {
        let chosen = Settings { themes: wanted, residue, smallest, ..settings() };
        let first = find(&texts(&comments), &chosen, None);
        totals_hold(&first, comments.len());
        let second = find(&texts(&comments), &chosen, Some(&first.model));
        totals_hold(&second, comments.len());
    }
}
