//! Themes against the labels people gave, and at size.

use crate::Failure;
use crate::comments::load;
use crate::machine::{megabytes, spread, timed};
use insight::arithmetic::agreement::{adjusted_rand, mutual_information};
use insight::arithmetic::chance::Chance;
use insight::themes::naming::terms;
use insight::themes::{Found, Settings, find};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How far the terms of each name occur together: the mean normalised pointwise mutual
/// information of their pairs, −1 to 1; and the share of terms that are in one name only.
fn coherence(found: &Found, comments: &[&str]) -> (f64, f64) {
    let wanted: BTreeSet<&String> = found.themes.iter().flat_map(|theme| &theme.name).collect();
    let mut within: BTreeMap<&String, BTreeSet<usize>> = BTreeMap::new();
    for (at, comment) in comments.iter().enumerate() {
        let here = terms(comment);
        for term in wanted.iter().filter(|term| here.contains(**term)) {
            within.entry(term).or_default().insert(at);
        }
    }
    let all = comments.len() as f64;
    let mut pairs = Vec::new();
    for theme in &found.themes {
        for (at, one) in theme.name.iter().enumerate() {
            for other in &theme.name[at + 1..] {
                let (Some(left), Some(right)) = (within.get(one), within.get(other)) else {
                    continue;
                };
                let both = left.intersection(right).count() as f64 / all;
                let apart = left.len() as f64 * right.len() as f64 / all / all;
                pairs.push(if both > 0.0 { (both / apart).ln() / -both.ln() } else { -1.0 });
            }
        }
    }
    let named: usize = found.themes.iter().map(|theme| theme.name.len()).sum();
    (spread(&pairs).0, wanted.len() as f64 / named.max(1) as f64)
}

/// The theme of each comment, the residue as one more.
fn labels(found: &Found) -> Vec<usize> {
    let of = |place: &insight::themes::Place| place.theme().map_or(usize::MAX, |id| id as usize);
    found.places.iter().map(of).collect()
}

/// Agreement with labels, for comments that have just one.
pub fn measure(folder: &Path) -> Result<(), Failure> {
    let comments: Vec<(String, usize)> = load(folder)?
        .into_iter()
        .filter_map(|(text, label)| label.map(|label| (text, label)))
        .collect();
    let texts: Vec<&str> = comments.iter().map(|one| one.0.as_str()).collect();
    let known: Vec<usize> = comments.iter().map(|one| one.1).collect();
    println!("\n### Themes of {} distinct comments with one label each (5 seeds)\n", texts.len());
    println!(
        "| way | themes | mutual information | adjusted Rand | in the residue | names: coherence, terms in one name only | seeds agree (adjusted Rand) | seconds |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let whole = Settings { residue: 0.0, smallest: 1, ..Settings::default() };
    for (way, settings) in [
        ("30 themes, all placed", Settings { themes: Some(30), ..whole }),
        ("30 themes, as shipped", Settings { themes: Some(30), ..Settings::default() }),
        ("number by stability, as shipped", Settings::default()),
    ] {
        let runs: Vec<(Found, f64)> = (0..5)
            .map(|seed| timed(|| find(&texts, &Settings { seed, ..settings }, None)))
            .collect();
        let each = |of: &dyn Fn(&Found) -> f64| {
            spread(&runs.iter().map(|run| of(&run.0)).collect::<Vec<_>>())
        };
        let shared = each(&|found| mutual_information(&known, &labels(found)));
        let rand = each(&|found| adjusted_rand(&known, &labels(found)));
        let residue = each(&|found| {
            let without = found.places.iter().filter(|place| place.theme().is_none()).count();
            100.0 * without as f64 / texts.len() as f64
        });
        let names = each(&|found| coherence(found, &texts).0);
        let own = each(&|found| coherence(found, &texts).1);
        let mut agree = Vec::new();
        for (at, one) in runs.iter().enumerate() {
            for other in &runs[at + 1..] {
                agree.push(adjusted_rand(&labels(&one.0), &labels(&other.0)));
            }
        }
        let counts: Vec<usize> = runs.iter().map(|run| run.0.themes.len()).collect();
        println!(
            "| {way} | {counts:?} | {:.3} ± {:.3} | {:.3} ± {:.3} | {:.1} % | {:.2}, {:.2} | {:.2} | {:.1} |",
            shared.0,
            shared.1,
            rand.0,
            rand.1,
            residue.0,
            names.0,
            own.0,
            spread(&agree).0,
            spread(&runs.iter().map(|run| run.1).collect::<Vec<_>>()).0
        );
    }
    let found = find(&texts, &Settings { themes: Some(30), ..Settings::default() }, None);
    println!("\nNames of the ten largest of 30 themes:\n");
    for theme in found.themes.iter().take(10) {
        println!("- {} ({} comments)", theme.name.join(" · "), theme.received);
    }
    Ok(())
}

/// Comments made of the halves of real ones, so that few are duplicates.
fn mixed(texts: &[&str], count: usize) -> Vec<String> {
    let mut chance = Chance::new(7);
    let halves: Vec<Vec<&str>> =
        texts.iter().map(|text| text.split_whitespace().collect()).collect();
    (0..count)
        .map(|_| {
            let one = &halves[chance.below(halves.len())];
            let other = &halves[chance.below(halves.len())];
            let front = &one[..one.len().div_ceil(2).min(20)];
            let back = &other[other.len() / 2..];
            [front, &back[..back.len().min(20)]].concat().join(" ")
        })
        .collect()
}

/// Time and memory from five thousand to a million comments.
pub fn size(folder: &Path) -> Result<(), Failure> {
    let comments = load(folder)?;
    let texts: Vec<&str> = comments.iter().map(|one| one.0.as_str()).collect();
    println!("\n### Themes at size (comments mixed from halves of real ones)\n");
    println!(
        "| comments | different | themes | in the residue | find: seconds | place again: comments a second | most memory so far, MB |"
    );
    println!("|---|---|---|---|---|---|---|");
    for count in [5_000, 50_000, 200_000, 1_000_000] {
        let made = mixed(&texts, count);
        let made: Vec<&str> = made.iter().map(String::as_str).collect();
        let (found, seconds) =
            timed(|| find(&made, &Settings { themes: Some(30), ..Settings::default() }, None));
        let without = found.places.iter().filter(|place| place.theme().is_none()).count();
        let (themed, again) = timed(|| {
            let mut placer = found.model.placer();
            made.iter().filter(|comment| placer.place(comment).theme().is_some()).count()
        });
        assert!(themed > 0);
        println!(
            "| {count} | {} | {} | {:.1} % | {seconds:.1} | {:.0} | {:.0} |",
            found.families.distinct(),
            found.themes.len(),
            100.0 * without as f64 / count as f64,
            count as f64 / again.max(0.01),
            megabytes()
        );
    }
    Ok(())
}
