//! What was written by hand: enough of it, and nobody real in it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use demo::Content;
use demo::plan::{DAYS, Of, Plan};
use sha2::{Digest as _, Sha256};
use thread::model::voice::{Channel, Kind};

fn content() -> Content {
    Content::read().unwrap()
}

fn now() -> DateTime<Utc> {
    testing::START.parse().unwrap()
}

fn plan() -> Plan {
    Plan::make(&content(), now(), 7).unwrap()
}

/// Every file of the demonstration's data.
fn files() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.display().to_string(), text));
            }
        }
    }
    assert!(files.len() > 15, "{}", files.len());
    files
}

#[test]
fn enough_was_written_by_hand() {
    let content = content();
    let words: BTreeSet<&str> = content.voices.iter().map(|v| v.words.as_str()).collect();
    assert_eq!(words.len(), content.voices.len(), "one is there twice");
    assert!(words.len() >= 200, "{}", words.len());
    let languages: BTreeSet<&str> =
        content.voices.iter().filter_map(|v| v.language.as_deref()).collect();
    for tag in ["bn", "pl", "ro", "ur", "pa", "ar"] {
        assert!(languages.contains(tag), "{tag}");
    }
    assert!(content.themes.len() >= 40);
    assert!(content.decisions.len() >= 8);
    assert!(content.decisions.iter().any(|(_, d)| d.outcome == "no-change"));
    assert!(content.decisions.iter().any(|(_, d)| d.taken_by == "person"));
}

#[test]
fn what_the_content_names_is_there() {
    let content = content();
    let themes: BTreeSet<&str> = content.themes.iter().map(|t| t.key.as_str()).collect();
    let services: BTreeSet<&str> = content.services.iter().map(|s| s.key.as_str()).collect();
    for voice in &content.voices {
        for theme in voice.themes() {
            assert!(themes.contains(theme), "{theme}: {}", voice.words);
        }
        let known = voice.is_of_commissioner() || services.contains(voice.service.as_str());
        assert!(known, "{}: {}", voice.service, voice.words);
    }
    for (_, decision) in &content.decisions {
        for weighing in &decision.theme {
            assert!(themes.contains(weighing.theme.as_str()), "{}", weighing.theme);
        }
    }
}

#[test]
fn the_wards_of_a_borough_add_up_to_it() {
    let content = content();
    for borough in content.areas.iter().filter(|a| a.kind == "borough") {
        let wards = content.areas.iter().filter(|a| a.parent == borough.code);
        let residents: i64 = wards.clone().map(|w| w.residents_2021).sum();
        // Each small area was rounded by the source.
        let apart = (residents - borough.residents_2021).abs();
        assert!(apart < 100, "{}: {residents}", borough.name);
        let small: i64 = wards.clone().map(|w| w.small_areas).sum();
        assert_eq!(small, borough.small_areas, "{}", borough.name);
        let deprived: i64 = wards.map(|w| w.deprived_small_areas).sum();
        assert_eq!(deprived, borough.deprived_small_areas, "{}", borough.name);
        let people = content.people.iter().find(|p| p.borough == borough.name).unwrap();
        assert_eq!(people.females_2021 + people.males_2021, borough.residents_2021);
    }
}

#[test]
fn the_same_day_gives_the_same_plan_and_it_ends_today() {
    let plan = plan();
    let again = Plan::make(&content(), now(), 7).unwrap();
    assert_eq!(plan.happenings, again.happenings);
    let words = |plan: &Plan| plan.voices.iter().map(|v| v.words.clone()).collect::<Vec<_>>();
    assert_eq!(words(&plan), words(&again));
    assert!(plan.happenings.windows(2).all(|two| two[0].at <= two[1].at));
    assert!(plan.happenings.iter().all(|happening| happening.at <= now()));
    for voice in &plan.voices {
        assert!(voice.said_on <= kernel::clock::day_of(voice.at), "{}", voice.words);
    }
    let latest = plan.voices.iter().map(|v| v.said_on).max().unwrap();
    assert!((plan.today - latest).num_days() < 7, "{latest}");
    let first = plan.voices.iter().map(|v| v.said_on).min().unwrap();
    assert!((plan.today - first).num_days() > DAYS - 14, "{first}");
}

#[test]
fn a_plan_can_be_made_for_any_day() {
    // A leap day, the night after the clocks change, the first minute of a year.
    for moment in ["2028-02-29T12:00:00Z", "2026-03-29T01:30:00Z", "2027-01-01T00:00:30Z"] {
        let now = moment.parse().unwrap();
        let plan = Plan::make(&content(), now, 7).unwrap();
        assert!(plan.happenings.iter().all(|happening| happening.at <= now), "{moment}");
        assert!((600..=900).contains(&plan.voices.len()), "{}", plan.voices.len());
    }
}

#[test]
fn voices_are_many_and_of_every_kind() {
    let plan = plan();
    assert!((600..=900).contains(&plan.voices.len()), "{}", plan.voices.len());
    let channels: BTreeSet<Channel> = plan.voices.iter().map(|v| v.channel).collect();
    for channel in [
        Channel::Website,
        Channel::Letter,
        Channel::Telephone,
        Channel::Email,
        Channel::Event,
        Channel::SocialMedia,
        Channel::FriendsAndFamily,
    ] {
        assert!(channels.contains(&channel), "{channel}");
    }
    for kind in Kind::ALL {
        assert!(plan.voices.iter().any(|v| v.kind == *kind), "{kind}");
    }
    let distinct: BTreeSet<&str> = plan.voices.iter().map(|v| v.words.as_str()).collect();
    assert!(distinct.len() * 100 >= plan.voices.len() * 95, "{}", distinct.len());
    assert!(plan.voices.iter().all(|v| !v.words.contains(['{', '}'])));
    let english = plan.voices.iter().filter(|v| v.language.is_none()).count();
    assert!(english * 100 >= plan.voices.len() * 90, "{english}");
}

#[test]
fn nothing_bad_is_said_of_a_real_practice() {
    let plan = plan();
    let practices: Vec<_> =
        plan.voices.iter().filter(|v| matches!(v.of, Of::Practice(_))).collect();
    assert!(practices.len() > 5, "{}", practices.len());
    assert!(practices.iter().all(|v| v.kind == Kind::Compliment));
}

#[test]
fn addresses_are_nobodys() {
    for (file, text) in files() {
        for (at, _) in text.match_indices('@') {
            let domain: String = text[at + 1..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
                .collect();
            assert!(["example.org", "example.com"].contains(&domain.as_str()), "{file}: {domain}");
        }
    }
    for contact in plan().voices.iter().filter_map(|v| v.contact.as_ref()) {
        let ok = contact.email.is_empty() || contact.email.ends_with("@example.com");
        assert!(ok, "{}", contact.email);
        let ok = contact.telephone.is_empty() || contact.telephone.starts_with("020 7946 0");
        assert!(ok, "{}", contact.telephone);
        assert!(contact.name.ends_with("(demonstration)"));
    }
}

/// SHA-256 of names in the documents that the product grew from, in small letters: they are
/// looked for without being written down here.
const REAL: &[&str] = &[
    "a4cde7cecd46cd77db2187cc66b0509b83fc2be5399e22a5c0f8051e28da4de9",
    "3eb906846fa9951e30e264eb41e8d21b89d3297a2e44ef64ec88708ef12969f7",
    "414a732a9d58cde0dbddafaa862097edee87cd358032a02e916ee0ccdc035516",
    "dce5ee28150c63fc6c61f7f1e4b8d1494eda7685ee87729b69ba3edd66637b92",
    "c6d17a3613b9914e68707fcfac8410f097643bc5840681bb533030d73cbb18f8",
];

#[test]
fn no_real_person_is_named() {
    let real: BTreeSet<&str> = REAL.iter().copied().collect();
    for (file, text) in files() {
        for word in text.split(|c: char| !c.is_alphabetic()) {
            let digest =
                data_encoding::HEXLOWER.encode(&Sha256::digest(word.to_lowercase().as_bytes()));
            assert!(!real.contains(digest.as_str()), "{file}: {word}");
        }
    }
}
