//! The figures that a Polis server exported, against ours. The folder with the fixtures
//! (`<name>/votes.csv` and `<name>/math-pca2.json`, from the tests of polis-community/red-dwarf,
//! MPL-2.0) is told by the environment: `YOUSAID_POLIS=… cargo test -p insight --test
//! polis_fixtures -- --nocapture`. Without it the tests say that they did nothing.

#![expect(clippy::expect_used, reason = "a fixture that does not read is a failed test")]

use insight::opinion::polis::{Base, Figures, Group, Memory, inside, run};
use insight::opinion::represent::{Shared, Side, Spoken};
use insight::opinion::{Cast, Vote, Votes};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

const CLOSE: f64 = 1e-6;

struct Fixture {
    votes: Votes,
    math: Value,
    ours: Figures,
    /// Per direction: 1 when theirs points the way ours does, else −1.
    signs: [f64; 2],
}

/// The export of one fixture lacks a participant (50, who joined last). The means that came with
/// it say what they voted: each of the four that differ is short of one 'disagree'.
const LACKING: (&str, u64, [u64; 4]) = ("50ptpt-3gp-strict-no-meta", 50, [1, 4, 12, 20]);

fn folder() -> Option<PathBuf> {
    let found = std::env::var_os("YOUSAID_POLIS").map(PathBuf::from);
    if found.is_none() {
        // Straight to the terminal: what a test that passes prints is not shown.
        let told = b"*** YOUSAID_POLIS is not set: NOTHING was compared with Polis ***\n";
        std::io::stderr().write_all(told).expect("a terminal");
    }
    found
}

fn fixtures() -> Vec<(&'static str, Fixture)> {
    let Some(folder) = folder() else { return Vec::new() };
    ["below-100-ptpts", "above-100-ptpts", "50ptpt-3gp-strict-no-meta"]
        .map(|name| (name, load(&folder, name)))
        .into()
}

fn load(folder: &Path, name: &str) -> Fixture {
    let math = std::fs::read(folder.join(name).join("math-pca2.json")).expect("math-pca2.json");
    let math: Value = serde_json::from_slice(&math).expect("JSON");
    let mut reader =
        csv::Reader::from_path(folder.join(name).join("votes.csv")).expect("votes.csv");
    let mut cast: Vec<Cast> = reader
        .deserialize()
        .map(|row| {
            let (person, statement, vote, at): (f64, f64, f64, f64) = row.expect("a vote");
            let vote = if vote > 0.5 {
                Vote::Agree
            } else if vote < -0.5 {
                Vote::Disagree
            } else {
                Vote::Pass
            };
            Cast { person: whole(person), statement: whole(statement), vote, at: signed(at) }
        })
        .collect();
    if name == LACKING.0 {
        cast.extend(LACKING.2.map(|statement| Cast {
            person: LACKING.1,
            statement,
            vote: Vote::Disagree,
            at: i64::MAX,
        }));
    }
    let votes = Votes::gather(cast, &numbers(&math["mod-out"]).into_iter().collect());
    let about: BTreeSet<u64> = numbers(&math["meta-tids"]).into_iter().collect();
    let ours = run(&votes, &about, &memory(&math)).expect("settles");
    let signs = [0, 1].map(|which| {
        let theirs = figures(&math["pca"]["comps"][which]);
        let along: f64 =
            theirs.iter().zip(&ours.components.directions[which]).map(|(a, b)| a * b).sum();
        along.signum()
    });
    Fixture { votes, math, ours, signs }
}

/// The state of the server when it exported.
fn memory(math: &Value) -> Memory {
    let bases = &math["base-clusters"];
    let base = |at: usize| Base {
        id: index(&bases["id"][at]),
        people: numbers(&bases["members"][at]),
        centre: [float(&bases["x"][at]), float(&bases["y"][at])],
    };
    let groups: Vec<Group> = array(&math["group-clusters"])
        .iter()
        .map(|group| Group {
            id: index(&group["id"]),
            bases: array(&group["members"]).iter().map(index).collect(),
            centre: [float(&group["center"][0]), float(&group["center"][1])],
        })
        .collect();
    let mut memory = Memory {
        inside: numbers(&math["in-conv"]).into_iter().collect(),
        bases: (0..array(&bases["id"]).len()).map(base).collect(),
        ..Memory::default()
    };
    memory.smoother.shown = Some(groups.len());
    memory.groupings = BTreeMap::from([(groups.len(), groups)]);
    memory
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
fn float(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}
fn index(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a whole number")).expect("small")
}
fn figures(value: &Value) -> Vec<f64> {
    array(value).iter().map(float).collect()
}
fn numbers(value: &Value) -> Vec<u64> {
    array(value).iter().map(|one| one.as_u64().expect("a whole number")).collect()
}
fn whole(figure: f64) -> u64 {
    format!("{figure:.0}").parse().expect("a whole number")
}
fn signed(figure: f64) -> i64 {
    format!("{figure:.0}").parse().expect("a whole number")
}

/// The largest difference, which must be below 1e-6.
fn compare(name: &str, what: &str, ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{name}: {what}");
    let most = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("{name}: {what}: {} figures, largest difference {most:.1e}", ours.len());
    assert!(most < CLOSE, "{name}: {what}: {most}");
}

#[test]
fn means_directions_and_places_are_theirs() {
    for (name, Fixture { votes, math, ours, signs }) in fixtures() {
        assert_eq!(votes.statements(), numbers(&math["tids"]), "{name}: order of statements");
        let pca = &math["pca"];
        // Polis writes agree as −1, so that its means and places have the other sign.
        let centre: Vec<f64> = ours.components.centre.iter().map(|mean| -mean).collect();
        compare(name, "means", &centre, &figures(&pca["center"]));
        let statements = ours.components.statements();
        for which in [0, 1] {
            let turned = |figure: &f64| figure * signs[which];
            let direction: Vec<f64> =
                ours.components.directions[which].iter().map(turned).collect();
            compare(name, "direction", &direction, &figures(&pca["comps"][which]));
            let places: Vec<f64> = statements.iter().map(|point| -turned(&point[which])).collect();
            compare(name, "statements", &places, &figures(&pca["comment-projection"][which]));
            let bases: Vec<f64> =
                ours.memory.bases.iter().map(|base| -turned(&base.centre[which])).collect();
            let theirs = figures(&math["base-clusters"][["x", "y"][which]]);
            compare(name, "base clusters", &bases, &theirs);
        }
        let reach: Vec<f64> = statements.iter().map(|point| point[0].hypot(point[1])).collect();
        compare(name, "extremity", &reach, &figures(&pca["comment-extremity"]));
    }
}

#[test]
fn the_same_people_are_in_the_same_groups_from_the_same_start() {
    for (name, Fixture { votes, math, ours, .. }) in fixtures() {
        let theirs: BTreeSet<u64> = numbers(&math["in-conv"]).into_iter().collect();
        assert_eq!(ours.memory.inside, theirs, "{name}: who is in");
        let fresh = inside(&votes, &BTreeSet::new());
        println!("{name}: in by rule alone {}, with the past {}", fresh.len(), theirs.len());
        assert!(fresh.is_subset(&theirs), "{name}: who is in by rule alone");
        for (base, their) in ours.memory.bases.iter().zip(memory(&math).bases) {
            let people = |base: &Base| base.people.iter().copied().collect::<BTreeSet<_>>();
            assert_eq!((base.id, people(base)), (their.id, people(&their)), "{name}: base");
        }
        let bases = |groups: &[Group]| -> Vec<(usize, BTreeSet<usize>)> {
            groups.iter().map(|one| (one.id, one.bases.iter().copied().collect())).collect()
        };
        let number = array(&math["group-clusters"]).len();
        assert_eq!(bases(&ours.groups), bases(&memory(&math).groupings[&number]), "{name}: groups");
        println!("{name}: {number} groups, separation by number {:?}", ours.silhouettes);
    }
}

#[test]
fn votes_by_group_and_shared_agreement_are_theirs() {
    for (name, Fixture { votes, math, ours, .. }) in fixtures() {
        for (group, tallies) in ours.groups.iter().zip(&ours.tallies) {
            let theirs = &math["group-votes"][group.id.to_string()]["votes"];
            for (statement, tally) in votes.statements().iter().zip(tallies) {
                let their = &theirs[statement.to_string()];
                let known = ["A", "D", "S"].map(|kind| their[kind].as_u64());
                let found = [tally.agree, tally.disagree, tally.seen];
                assert_eq!(found.map(|count| Some(u64::from(count))), known, "{name}: {statement}");
            }
        }
        let by_statement = |key: &str| -> Vec<f64> {
            votes.statements().iter().map(|one| float(&math[key][one.to_string()])).collect()
        };
        let theirs = by_statement("group-aware-consensus");
        compare(name, "group-aware consensus", &ours.across_groups, &theirs);
        let theirs = by_statement("comment-priorities");
        if theirs.iter().all(|one| (one - 49.0).abs() < CLOSE) {
            // An export in which every statement counts as one about people, and none is said to
            // be: not to be had from what came with it.
            println!("{name}: priorities NOT compared: all are 49 in the export");
            continue;
        }
        compare(name, "priorities", &ours.priorities, &theirs);
    }
}

#[test]
fn representative_statements_and_consensus_are_theirs() {
    for (name, Fixture { math, ours, .. }) in fixtures() {
        for (group, spoken) in ours.groups.iter().zip(&ours.spoken) {
            let theirs = array(&math["repness"][group.id.to_string()]);
            assert_eq!(spoken.len(), theirs.len(), "{name}: group {}", group.id);
            for (one, their) in spoken.iter().zip(theirs) {
                same_spoken(name, one, their);
            }
        }
        let (agreed, against) = &ours.consensus;
        same_shared(name, agreed, &math["consensus"]["agree"]);
        same_shared(name, against, &math["consensus"]["disagree"]);
    }
}

fn same_spoken(name: &str, ours: &Spoken, theirs: &Value) {
    let side = if ours.side == Side::Agree { "agree" } else { "disagree" };
    assert_eq!(Some(ours.statement), theirs["tid"].as_u64(), "{name}");
    assert_eq!(Some(side), theirs["repful-for"].as_str(), "{name}");
    let strength = ours.strength;
    assert_eq!(Some(u64::from(strength.took)), theirs["n-success"].as_u64());
    assert_eq!(Some(u64::from(strength.seen)), theirs["n-trials"].as_u64());
    assert_eq!(ours.best_agreed.map(u64::from), theirs["n-agree"].as_u64());
    let found = [strength.share, strength.share_test, strength.ratio, strength.ratio_test];
    let known = ["p-success", "p-test", "repness", "repness-test"].map(|key| float(&theirs[key]));
    compare(name, "representative statement", &found, &known);
}

fn same_shared(name: &str, ours: &[Shared], theirs: &Value) {
    let tids: Vec<u64> = array(theirs).iter().filter_map(|one| one["tid"].as_u64()).collect();
    assert_eq!(ours.iter().map(|one| one.statement).collect::<Vec<_>>(), tids, "{name}");
    for (one, their) in ours.iter().zip(array(theirs)) {
        let found = [f64::from(one.took), f64::from(one.seen), one.share, one.share_test];
        let known = ["n-success", "n-trials", "p-success", "p-test"].map(|key| float(&their[key]));
        compare(name, "consensus", &found, &known);
    }
}
