//! Early warning on made-up weeks, beside simpler rules.

use crate::machine::{spread, timed};
use crate::simulator::{FIRST, Rise, WEEKS, World, world};
use insight::arithmetic::counts::{believe, negative_binomial_tail, poisson_tail};
use insight::watch::{Cell, Settings, back_test, look};
use std::collections::{BTreeMap, BTreeSet};

const RUNS: u64 = 48;
/// The settings were chosen on the histories of seeds 1 to 48; these are others.
const FIRST_SEED: u64 = 101;
/// A rise is found when its cell is raised in one of its first three weeks.
const SOON: usize = 3;
/// Alerts in a rise, and in the two weeks after it that still look back on it, are not false.
const RISE: usize = 8;

/// The cells a rule raises in a week.
type Rule = Box<dyn Fn(&World, usize) -> Vec<Cell>>;

fn ours(settings: Settings) -> Rule {
    Box::new(move |world, week| {
        look(&world.history, week as i32, &settings).into_iter().map(|alert| alert.cell).collect()
    })
}

fn each(raised: impl Fn(&[u32], usize) -> bool + 'static) -> Rule {
    Box::new(move |world, week| {
        let cells = world.counts.iter().filter(|(_, weekly)| raised(weekly, week));
        cells.map(|(cell, _)| *cell).collect()
    })
}

fn mean_and_deviation(weeks: &[u32]) -> (f64, f64) {
    spread(&weeks.iter().map(|count| f64::from(*count)).collect::<Vec<_>>())
}

/// The rules of insight's design table and ours.
fn rules() -> Vec<(&'static str, Rule)> {
    let floor = |weekly: &[u32], week: usize| weekly[week] >= 3;
    let three_sigma = move |weekly: &[u32], week: usize| {
        let (mean, deviation) = mean_and_deviation(&weekly[week - 8..week]);
        floor(weekly, week) && f64::from(weekly[week]) > mean + 3.0 * deviation
    };
    let ears = move |weekly: &[u32], week: usize| {
        let (mean, deviation) = mean_and_deviation(&weekly[week - 9..week - 2]);
        floor(weekly, week) && f64::from(weekly[week]) > mean + 3.0 * deviation.max(0.5)
    };
    let plain = move |weekly: &[u32], week: usize| {
        let (mean, _) = mean_and_deviation(&weekly[week - 28..week - 2]);
        floor(weekly, week) && poisson_tail(u64::from(weekly[week]), mean) < 0.01
    };
    let varied = Settings { slow: None, false_share: 0.1, ..Settings::STANDARD };
    vec![
        ("3-sigma on 8 raw weeks", each(three_sigma)),
        ("EARS C2, by weeks (7 weeks, 2 apart, 3 deviations)", each(ears)),
        ("Poisson p < 0.01, volume ignored", each(plain)),
        ("negative binomial, volume ignored, 10 % false share", Box::new(varied_raw)),
        ("one week, Poisson, volume, 10 %", ours(Settings { window: 1, varied: false, ..varied })),
        ("one week, negative binomial, volume, 10 %", ours(Settings { window: 1, ..varied })),
        ("two weeks, negative binomial, volume, 10 %", ours(varied)),
        ("cumulative sum alone", ours(Settings { false_share: 0.0, ..Settings::STANDARD })),
        ("**sensitive**", ours(Settings::SENSITIVE)),
        ("**standard**", ours(Settings::STANDARD)),
        ("**quiet**", ours(Settings::QUIET)),
    ]
}

/// Variation 1.4 told to it, so that it differs from ours in the volume alone.
fn varied_raw(world: &World, week: usize) -> Vec<Cell> {
    let chances: Vec<f64> = world
        .counts
        .iter()
        .map(|(_, weekly)| {
            let (mean, _) = mean_and_deviation(&weekly[week - 28..week - 2]);
            negative_binomial_tail(u64::from(weekly[week]), mean, 1.4 * mean)
        })
        .collect();
    let cells = world.counts.iter().zip(believe(&chances, 0.1));
    cells
        .filter(|((_, weekly), yes)| *yes && weekly[week] >= 3)
        .map(|((cell, _), _)| *cell)
        .collect()
}

#[derive(Default)]
struct Tally {
    found: usize,
    rises: usize,
    found_large: usize,
    large: usize,
    delays: Vec<f64>,
    wrong: usize,
    wrong_cases: usize,
    right_cases: usize,
    weeks: usize,
}

fn inside(rises: &[Rise], cell: Cell, week: usize) -> bool {
    rises.iter().any(|rise| {
        let same =
            if cell.is_everywhere() { rise.cell.theme == cell.theme } else { rise.cell == cell };
        same && (rise.start..rise.start + RISE).contains(&week)
    })
}

fn judge(world: &World, rule: &Rule, tally: &mut Tally) {
    let mut raised: BTreeSet<(Cell, usize)> = BTreeSet::new();
    let mut last: BTreeMap<Cell, usize> = BTreeMap::new();
    for week in FIRST..WEEKS {
        tally.weeks += 1;
        for cell in rule(world, week) {
            raised.insert((cell, week));
            let right = inside(&world.rises, cell, week);
            tally.wrong += usize::from(!right);
            let before = last.insert(cell, week);
            if before.is_none_or(|before| week - before > 4) {
                tally.wrong_cases += usize::from(!right);
                tally.right_cases += usize::from(right);
            }
        }
    }
    for rise in &world.rises {
        let first = (0..SOON).find(|late| raised.contains(&(rise.cell, rise.start + late)));
        tally.rises += 1;
        tally.found += usize::from(first.is_some());
        if rise.base >= 4.0 {
            tally.large += 1;
            tally.found_large += usize::from(first.is_some());
        }
        if let Some(late) = first {
            tally.delays.push(late as f64 + 1.0);
        }
    }
}

/// One line of the table.
fn line(name: &str, rule: &Rule, worlds: &[World]) {
    let mut tally = Tally::default();
    let ((), seconds) = timed(|| worlds.iter().for_each(|world| judge(world, rule, &mut tally)));
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    println!(
        "| {name} | {:.2} / {:.2} | {:.1} | {:.2} | {:.2} | {:.2} | {seconds:.1} |",
        share(tally.found, tally.rises),
        share(tally.found_large, tally.large),
        spread(&tally.delays).0,
        share(tally.wrong, tally.weeks),
        share(tally.wrong_cases, tally.weeks),
        share(tally.wrong_cases, tally.wrong_cases + tally.right_cases),
    );
}

/// The table of rules, and a back-test of one history.
pub fn measure() {
    println!(
        "\n### Early warning: {RUNS} made-up histories of 300 cells, 70 weeks judged in each\n"
    );
    println!(
        "| rule | found within 3 weeks: all / 4 and more a week | mean delay, weeks (1 = at once) | false alerts a week | false cases a week | false share of cases | seconds |"
    );
    println!("|---|---|---|---|---|---|---|");
    let made =
        |own: bool| -> Vec<World> { (0..RUNS).map(|seed| world(FIRST_SEED + seed, own)).collect() };
    let worlds = made(false);
    for (name, rule) in rules() {
        line(name, &rule, &worlds);
    }
    let apart = made(true);
    for (name, rule) in rules().into_iter().filter(|(name, _)| name.starts_with("**")) {
        line(&format!("{name}, each cell with a season of its own"), &rule, &apart);
    }
    let world = &worlds[0];
    println!("\nBack-test of the first history, weeks {FIRST} to {}:\n", WEEKS - 1);
    println!("| setting | cases opened | right | false a week | false share |");
    println!("|---|---|---|---|---|");
    for (name, settings) in [
        ("sensitive", Settings::SENSITIVE),
        ("standard", Settings::STANDARD),
        ("quiet", Settings::QUIET),
    ] {
        let told = back_test(&world.history, &settings, FIRST as i32, WEEKS as i32 - 1, |alert| {
            inside(&world.rises, alert.cell, alert.week as usize)
        });
        println!(
            "| {name} | {} | {} | {:.2} | {:.2} |",
            told.opened.len(),
            told.right,
            told.false_per_week,
            told.false_share
        );
    }
}
