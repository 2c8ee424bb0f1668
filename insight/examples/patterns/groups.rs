//! Opinion groups: the published conversations, and how often groups are named in made-up votes.

use crate::Failure;
use crate::machine::timed;
use insight::arithmetic::agreement::adjusted_rand;
use insight::arithmetic::chance::{Chance, mixed};
use insight::opinion::groups::{Answer, Settings, groups};
use insight::opinion::polis::{Figures, Memory, run};
use insight::opinion::{Cast, Vote, Votes};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

struct Conversation {
    cast: Vec<Cast>,
    silenced: BTreeSet<u64>,
    exported: BTreeMap<u64, usize>,
}

fn column(header: &csv::StringRecord, name: &str) -> Result<usize, Failure> {
    header.iter().position(|one| one == name).ok_or_else(|| format!("no column {name}").into())
}

fn load(folder: &Path) -> Result<Conversation, Failure> {
    let mut told =
        Conversation { cast: Vec::new(), silenced: BTreeSet::new(), exported: BTreeMap::new() };
    let mut reader = csv::Reader::from_path(folder.join("votes.csv"))?;
    let header = reader.headers()?.clone();
    let places = ["voter-id", "comment-id", "vote", "timestamp"].map(|name| column(&header, name));
    let [person, statement, vote, at] = places;
    let (person, statement, vote, at) = (person?, statement?, vote?, at?);
    for row in reader.records() {
        let row = row?;
        told.cast.push(Cast {
            person: row[person].parse()?,
            statement: row[statement].parse()?,
            vote: match &row[vote] {
                "1" => Vote::Agree,
                "-1" => Vote::Disagree,
                _ => Vote::Pass,
            },
            at: row[at].parse()?,
        });
    }
    let mut reader = csv::Reader::from_path(folder.join("comments.csv"))?;
    let header = reader.headers()?.clone();
    let (id, moderated) = (column(&header, "comment-id")?, column(&header, "moderated")?);
    for row in reader.records() {
        let row = row?;
        if &row[moderated] == "-1" {
            told.silenced.insert(row[id].parse()?);
        }
    }
    let mut reader = csv::Reader::from_path(folder.join("participants-votes.csv"))?;
    for row in reader.records() {
        let row = row?;
        if let Ok(group) = row[1].parse() {
            told.exported.insert(row[0].parse()?, group);
        }
    }
    Ok(told)
}

/// Agreement with the exported groups, over the people in both.
fn against(exported: &BTreeMap<u64, usize>, ours: &BTreeMap<u64, usize>) -> (f64, usize) {
    let both: Vec<(usize, usize)> =
        exported.iter().filter_map(|(person, group)| Some((*group, *ours.get(person)?))).collect();
    let (theirs, mine): (Vec<usize>, Vec<usize>) = both.iter().copied().unzip();
    (adjusted_rand(&theirs, &mine), both.len())
}

fn of_polis(figures: &Figures) -> BTreeMap<u64, usize> {
    let pairs = figures
        .groups
        .iter()
        .flat_map(|group| figures.people_of(group).into_iter().map(|person| (person, group.id)));
    pairs.collect()
}

/// The votes in the order of time, the method run again after every few of them.
fn replayed(told: &Conversation, every: usize) -> Result<Figures, Failure> {
    let mut cast = told.cast.clone();
    cast.sort_by_key(|one| one.at);
    let mut memory = Memory::default();
    let mut last = None;
    let mut end = 0;
    while end < cast.len() {
        end = (end + every).min(cast.len());
        let votes = Votes::gather(cast[..end].iter().copied(), &told.silenced);
        let figures = run(&votes, &BTreeSet::new(), &memory)?;
        memory = figures.memory.clone();
        last = Some(figures);
    }
    last.ok_or_else(|| "no votes".into())
}

/// The two conversations that came with the groups Polis exported.
pub fn conversations(folder: &Path) -> Result<(), Failure> {
    println!("\n### Groups against those Polis exported\n");
    println!("| conversation | way | groups | people in both | adjusted Rand | seconds |");
    println!("|---|---|---|---|---|---|");
    for name in ["canadian-electoral-reform", "scoop-hivemind.freshwater"] {
        let told = load(&folder.join("polis").join(name))?;
        let votes = Votes::gather(told.cast.iter().copied(), &told.silenced);
        let (once, seconds) = timed(|| run(&votes, &BTreeSet::new(), &Memory::default()));
        let once = once?;
        let row = |way: &str, groups: String, ours: &BTreeMap<u64, usize>, seconds: f64| {
            let (agreement, both) = against(&told.exported, ours);
            println!("| {name} | {way} | {groups} | {both} | {agreement:.2} | {seconds:.2} |");
        };
        row("as Polis, at once", format!("{:?}", once.sizes()), &of_polis(&once), seconds);
        for every in [100, 25] {
            let (last, seconds) = timed(|| replayed(&told, every));
            let last = last?;
            let way = format!("as Polis, votes replayed by {every}");
            row(&way, format!("{:?}", last.sizes()), &of_polis(&last), seconds);
        }
        for number in [5, 2] {
            let settings = Settings { most_groups: number, ..Settings::default() };
            let (outcome, seconds) = timed(|| groups(&votes, &settings, None));
            let outcome = outcome?;
            let way = format!("ours, 2 to {number} groups");
            match &outcome.answer {
                Answer::Groups(found) => {
                    let ours = outcome.people.iter().copied().zip(found.group_of.iter().copied());
                    row(&way, format!("{:?}", found.sizes), &ours.collect(), seconds);
                }
                Answer::NotEnough(why) => {
                    println!("| {name} | {way} | {why:?} | | | {seconds:.2} |");
                }
            }
            println!("| {name} | {way}: evidence | {:?} | | | |", outcome.evidence);
        }
    }
    Ok(())
}

/// Votes of people in so many camps (0 for none), who side with their camp with this chance.
pub fn made(
    people: u64,
    statements: u64,
    seen: f64,
    camps: u64,
    faithful: f64,
    chance: &mut Chance,
) -> (Votes, Vec<usize>) {
    let salt = chance.bits();
    let mut cast = Vec::new();
    for person in 0..people {
        for statement in 0..statements {
            if chance.fraction() >= seen {
                continue;
            }
            let bits = mixed(statement ^ salt);
            // Without camps statements still differ in how many agree, from a fifth to four.
            let liked = 0.2 + 0.6 * (bits % 1_000) as f64 / 1_000.0;
            let agree = match camps {
                0 => chance.fraction() < liked,
                _ => (bits >> (10 + person % camps) & 1 == 1) == (chance.fraction() < faithful),
            };
            let vote = match (chance.fraction() < 0.1, agree) {
                (true, _) => Vote::Pass,
                (_, true) => Vote::Agree,
                (_, false) => Vote::Disagree,
            };
            cast.push(Cast { person, statement, vote, at: 0 });
        }
    }
    let camps = (0..people as usize).map(|at| at % camps.max(1) as usize).collect();
    (Votes::gather(cast, &BTreeSet::new()), camps)
}

/// How often groups are named where there are none, and where there are some.
pub fn noise() -> Result<(), Failure> {
    println!("\n### How often groups are named (40 made-up conversations each)\n");
    println!(
        "| people × statements, share seen | camps, sides with own | named | right number | mean adjusted Rand where named |"
    );
    println!("|---|---|---|---|---|");
    for (people, statements, seen) in [(40, 20, 0.7), (100, 40, 0.5), (400, 60, 0.3)] {
        for (camps, faithful) in [(0, 0.5), (2, 0.7), (2, 0.8), (3, 0.8), (3, 0.9)] {
            let (mut named, mut right, mut agreed) = (0, 0, Vec::new());
            for seed in 0..40 {
                let mut chance = Chance::new(mixed(seed));
                let (votes, known) = made(people, statements, seen, camps, faithful, &mut chance);
                let settings = Settings { seed, ..Settings::default() };
                let outcome = groups(&votes, &settings, None)?;
                if let Answer::Groups(found) = &outcome.answer {
                    named += 1;
                    right += usize::from(found.sizes.len() as u64 == camps);
                    let truth: Vec<usize> =
                        outcome.people.iter().map(|person| known[*person as usize]).collect();
                    agreed.push(adjusted_rand(&truth, &found.group_of));
                }
            }
            let mean = agreed.iter().sum::<f64>() / agreed.len().max(1) as f64;
            println!(
                "| {people} × {statements}, {seen} | {camps}, {faithful} | {named} of 40 | {right} | {mean:.2} |"
            );
        }
    }
    Ok(())
}
