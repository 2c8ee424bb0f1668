//! `yousaid insight groups`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use insight::opinion::groups::{Outcome as Picture, Why, groups};
use insight::opinion::represent::Side;
use insight::opinion::{Answer, Cast, Grouping, Settings, Vote, Votes};
use serde_json::{Value, json};

use super::{Lines, Told};
use crate::outcome::{Failed, Outcome};
use crate::show::show;

/// Groups of fewer people are not described (R-SDC-01).
const FEWEST: usize = 8;

/// Which votes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: a line for each vote, with a line of column names
    file: PathBuf,
    /// The column that tells who voted
    #[arg(long, value_name = "COLUMN", default_value = "voter-id")]
    person: String,
    /// The column that tells on which statement
    #[arg(long, value_name = "COLUMN", default_value = "comment-id")]
    statement: String,
    /// The column with 1 or agree, -1 or disagree, 0 or pass
    #[arg(long, value_name = "COLUMN", default_value = "vote")]
    vote: String,
    /// The seed of every draw: the same seed, the same groups
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Numbers for names, in the order in which they come.
#[derive(Default)]
struct Names(BTreeMap<String, u64>, Vec<String>);

impl Names {
    fn number(&mut self, name: &str) -> u64 {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let number = self.1.len() as u64;
        self.0.insert(name.to_owned(), number);
        self.1.push(name.to_owned());
        number
    }

    fn name(&self, number: u64) -> &str {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        self.1.get(at).map_or("", String::as_str)
    }
}

fn vote_of(cell: &str) -> Option<Vote> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "1" | "1.0" | "agree" => Some(Vote::Agree),
        "-1" | "-1.0" | "disagree" => Some(Vote::Disagree),
        "0" | "0.0" | "pass" | "unsure" => Some(Vote::Pass),
        _ => None,
    }
}

/// Looks for groups; the later of two votes of a person on a statement holds.
pub fn run(told: &Told, args: &Args) -> Outcome {
    let mut file = super::open(&args.file)?;
    let header = file.headers().map_err(|e| super::bad_row(&e))?.clone();
    let at = |name: &str| super::column(&header, name);
    let (person, statement, vote) = (at(&args.person)?, at(&args.statement)?, at(&args.vote)?);
    let (mut people, mut statements, mut cast) = (Names::default(), Names::default(), Vec::new());
    for (when, row) in (0i64..).zip(file.records()) {
        let row = row.map_err(|e| super::bad_row(&e))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let vote = vote_of(cell(vote))
            .ok_or_else(|| Failed::because(format!("line {line}: '{}' is no vote", cell(vote))))?;
        let (person, statement) = (people.number(cell(person)), statements.number(cell(statement)));
        cast.push(Cast { person, statement, vote, at: when });
    }
    let votes = Votes::gather(cast, &BTreeSet::new());
    let settings = Settings { seed: args.seed, ..Settings::default() };
    let found = groups(&votes, &settings, None)
        .map_err(|_| Failed::because("the votes do not settle into a picture"))?;
    let about = json!({ "people": found.people.len(), "answer": as_json(&found, &statements) });
    show(told.json, &about, |_| tell(&found, &statements))
}

fn as_json(found: &Picture, statements: &Names) -> Value {
    match &found.answer {
        Answer::NotEnough(why) => json!({ "groups": 0, "because": because(*why) }),
        Answer::Groups(grouping) => {
            let spoken = |group: usize| -> Vec<Value> {
                spoken(grouping, group, statements)
                    .map(|(name, side, share)| json!({ "statement": name, "side": side, "share": share }))
                    .collect()
            };
            let groups: Vec<Value> = (0..grouping.sizes.len())
                .map(|group| match grouping.sizes.get(group) {
                    Some(size) if *size >= FEWEST => {
                        json!({ "people": size, "speaks": spoken(group) })
                    }
                    _ => json!({ "people": "*" }),
                })
                .collect();
            json!({ "groups": groups.len(), "silhouette": grouping.silhouette, "each": groups })
        }
    }
}

fn spoken<'a>(
    grouping: &'a Grouping,
    group: usize,
    statements: &'a Names,
) -> impl Iterator<Item = (&'a str, &'static str, f64)> + 'a {
    grouping.spoken.get(group).into_iter().flatten().map(|spoken| {
        let side = match spoken.side {
            Side::Agree => "agree",
            Side::Disagree => "disagree",
        };
        (statements.name(spoken.statement), side, spoken.strength.share)
    })
}

fn because(why: Why) -> String {
    match why {
        Why::TooFewPeople(found, needed) => {
            format!("{found} people voted enough to be counted in; {needed} are needed")
        }
        Why::TooFewStatements(found, needed) => {
            format!("there are {found} statements; {needed} are needed")
        }
        Why::NoMoreThanChance => "votes dealt out by chance hang together as much".to_owned(),
        Why::NotStable => "the groups do not come back when people are drawn anew".to_owned(),
    }
}

fn tell(found: &Picture, statements: &Names) -> String {
    let mut out = Lines::default();
    out.line(format_args!("{} people voted enough to be counted in", found.people.len()));
    match &found.answer {
        Answer::NotEnough(why) => {
            out.line(format_args!(
                "There is not enough to say that groups exist: {}.",
                because(*why)
            ));
        }
        Answer::Groups(grouping) => {
            for (group, size) in grouping.sizes.iter().enumerate() {
                if *size < FEWEST {
                    out.line(format_args!(
                        "\nGroup {}: fewer than {FEWEST} people, not described",
                        group + 1
                    ));
                    continue;
                }
                out.line(format_args!("\nGroup {}: {size} people", group + 1));
                for (statement, side, share) in spoken(grouping, group, statements) {
                    out.line(format_args!("  {:>3.0}% {side} with {statement}", 100.0 * share));
                }
            }
        }
    }
    out.text()
}
