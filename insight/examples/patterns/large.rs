//! Opinion groups at a size where Polis samples.

use crate::Failure;
use crate::machine::{megabytes, timed};
use insight::arithmetic::agreement::adjusted_rand;
use insight::arithmetic::chance::{Chance, mixed};
use insight::opinion::components::components;
use insight::opinion::groups::{Answer, Settings, groups};
use insight::opinion::polis::{Memory, run};
use insight::opinion::{Cast, Vote, Votes};
use std::collections::BTreeSet;

/// People of three camps, each voting on so many of the statements, drawn by chance.
fn made(people: u64, statements: usize, each: usize, chance: &mut Chance) -> Votes {
    let mut cast = Vec::with_capacity(people as usize * each);
    for person in 0..people {
        let mut seen = BTreeSet::new();
        while seen.len() < each {
            seen.insert(chance.below(statements) as u64);
        }
        for statement in seen {
            let with = mixed(statement) >> (person % 3) & 1 == 1;
            let vote = if with == (chance.fraction() < 0.8) { Vote::Agree } else { Vote::Disagree };
            cast.push(Cast { person, statement, vote, at: 0 });
        }
    }
    Votes::gather(cast, &BTreeSet::new())
}

/// A hundred thousand people and a thousand statements, and a million people.
pub fn measure() -> Result<(), Failure> {
    println!("\n### Size\n");
    println!(
        "| people × statements, votes each | step | seconds | most memory so far, MB | adjusted Rand with the camps |"
    );
    println!("|---|---|---|---|---|");
    for (people, statements, each) in
        [(10_000, 1_000, 50), (100_000, 1_000, 50), (1_000_000, 1_000, 10)]
    {
        let (votes, seconds) = timed(|| made(people, statements, each, &mut Chance::new(1)));
        let shape = format!("{people} × {statements}, {each}");
        let told = |step: &str, seconds: f64, agreed: String| {
            println!("| {shape} | {step} | {seconds:.2} | {:.0} | {agreed} |", megabytes());
        };
        told("votes made and gathered", seconds, String::new());
        let (found, seconds) = timed(|| components(&votes));
        let along = found?.share;
        told("exact components", seconds, format!("(shares {:.4}, {:.4})", along[0], along[1]));
        let (outcome, seconds) = timed(|| groups(&votes, &Settings::default(), None));
        let outcome = outcome?;
        let camps =
            |people: &[u64]| people.iter().map(|one| (one % 3) as usize).collect::<Vec<_>>();
        let agreed = match &outcome.answer {
            Answer::Groups(found) => {
                format!("{:.3}", adjusted_rand(&camps(&outcome.people), &found.group_of))
            }
            Answer::NotEnough(why) => format!("{why:?}"),
        };
        told("groups with all tests", seconds, agreed);
        let (figures, seconds) = timed(|| run(&votes, &BTreeSet::new(), &Memory::default()));
        let figures = figures?;
        let (mut known, mut ours) = (Vec::new(), Vec::new());
        for group in &figures.groups {
            let members = figures.people_of(group);
            ours.extend(members.iter().map(|_| group.id));
            known.extend(camps(&members));
        }
        told("as Polis, but exact", seconds, format!("{:.3}", adjusted_rand(&known, &ours)));
    }
    Ok(())
}
