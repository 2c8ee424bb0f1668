//! Labels: three ways to divide the comments, from one trust to the other, and how much an
//! organisation's own corrections bring.

use std::time::Instant;

use insight::classify::chance::Chance;
use insight::classify::framework::{CATEGORIES, NOT_POSSIBLE};
use insight::classify::{Classifier, Scorer};
use insight::learn::Settings;
use insight::metrics::{Counts, Figures, Pair, figures, figures_of};
use insight::model::Model;

use crate::Failure;
use crate::data::Comment;
use crate::kinds;
use crate::splits::{SEEDS, WAYS, Way, each_text_once};

/// Samples drawn for an interval.
const ROUNDS: u64 = 300;

/// What people and the model said of each comment.
pub fn answers(model: &Model, comments: &[&Comment]) -> Vec<Pair> {
    let mut classifier = Classifier::new(model);
    comments
        .iter()
        .map(|comment| Pair {
            truth: truth(comment),
            said: classifier.places(&comment.text, comment.question).to_vec(),
        })
        .collect()
}

fn truth(comment: &Comment) -> Vec<usize> {
    let place = |name: &&str| CATEGORIES.iter().position(|category| category.name == *name);
    comment.labels.iter().filter_map(place).collect()
}

/// Macro F1 over labels with at least ten comments, 'Labelling not possible' left out.
fn macro_ten(figures: &Figures) -> f64 {
    let counted: Vec<f64> = CATEGORIES
        .iter()
        .zip(&figures.labels)
        .filter(|(category, counts)| category.name != NOT_POSSIBLE && counts.support() >= 10)
        .map(|(_, counts)| counts.f1())
        .collect();
    counted.iter().sum::<f64>() / counted.len().max(1) as f64
}

/// Micro F1 without 'Labelling not possible'.
fn micro_without(figures: &Figures) -> f64 {
    let mut all = Counts::default();
    for (category, counts) in CATEGORIES.iter().zip(&figures.labels) {
        if category.name != NOT_POSSIBLE {
            all.hit += counts.hit;
            all.wrong += counts.wrong;
            all.missed += counts.missed;
        }
    }
    all.f1()
}

type Value = fn(&Figures) -> f64;

const VALUES: [(&str, Value); 7] = [
    ("micro", |f| f.micro_f1),
    ("micro, without LNP", micro_without),
    ("macro", |f| f.macro_f1),
    ("macro ≥ 10, without LNP", macro_ten),
    ("samples F1", |f| f.samples_f1),
    ("exact", |f| f.exact),
    ("not assigned", |f| f.unassigned),
];

/// Mean over the seeds, and where 95 of 100 means of resampled comments lie.
pub fn mean(runs: &[Vec<Pair>], value: Value) -> (f64, f64, f64) {
    let over = |figures: Vec<Figures>| {
        figures.iter().map(value).sum::<f64>() / figures.len().max(1) as f64
    };
    let whole = over(runs.iter().map(|pairs| figures(pairs, CATEGORIES.len())).collect());
    let mut values: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            let mut chance = Chance::new(round);
            let resampled = runs.iter().map(|pairs| {
                let sample: Vec<_> = pairs.iter().map(|_| chance.below(pairs.len())).collect();
                figures_of(pairs, &sample, CATEGORIES.len())
            });
            over(resampled.collect())
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |part: usize| values.get(values.len() * part / 1000).copied().unwrap_or(0.0);
    (whole, at(25), at(975))
}

/// Five runs for each way of dividing.
pub fn three_ways(
    comments: &[Comment],
    settings: &Settings,
) -> Result<Vec<Vec<Vec<Pair>>>, Failure> {
    let mut all = Vec::new();
    println!("\n## Labels: three ways of dividing, five seeds each\n");
    let heads: Vec<_> = VALUES.iter().map(|(name, _)| *name).collect();
    println!("| comments divided | {} | training, s |", heads.join(" | "));
    println!("|{}", "---|".repeat(heads.len() + 2));
    for way in WAYS {
        let mut runs = Vec::new();
        let mut slowest = 0.0_f64;
        for seed in SEEDS {
            let (learn, held) = way.divide(comments, seed);
            let learn: Vec<_> = learn.iter().map(|at| &comments[*at]).collect();
            let began = Instant::now();
            let model = kinds::labels(&learn, None, &Settings { seed, ..settings.clone() })?;
            slowest = slowest.max(began.elapsed().as_secs_f64());
            let held: Vec<_> = held.iter().map(|at| &comments[*at]).collect();
            runs.push(answers(&model, &held));
        }
        let cells = VALUES.iter().map(|(_, value)| {
            let (whole, low, high) = mean(&runs, *value);
            format!("{whole:.3} ({low:.3}–{high:.3})")
        });
        let cells: Vec<_> = cells.collect();
        println!("| {} | {} | {slowest:.1} |", way.name(), cells.join(" | "));
        all.push(runs);
    }
    Ok(all)
}

/// F1 of every label on each text once, all seeds together.
pub fn each_label(runs: &[Vec<Pair>]) {
    println!("\n## Each label, each text once, five seeds together\n");
    println!("| label | comments | precision | recall | F1 |\n|---|---|---|---|---|");
    let pairs: Vec<_> = runs.iter().flatten().cloned().collect();
    for (category, counts) in CATEGORIES.iter().zip(figures(&pairs, CATEGORIES.len()).labels) {
        let (precision, recall, f1) = (counts.precision(), counts.recall(), counts.f1());
        let (name, support) = (category.name, counts.support());
        println!("| {name} | {support} | {precision:.2} | {recall:.2} | {f1:.2} |");
    }
}

/// Whether chances are what they say: of all labels said to be so likely, how many were there.
pub fn chances(comments: &[Comment], settings: &Settings) -> Result<(), Failure> {
    println!("\n## Chances told and found, each text once, five seeds together\n");
    println!("| chance told | labels | mean chance | share found |\n|---|---|---|---|");
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for seed in SEEDS {
        let (learn, held) = Way::Texts.divide(comments, seed);
        let learn: Vec<_> = learn.iter().map(|at| &comments[*at]).collect();
        let model = kinds::labels(&learn, None, &Settings { seed, ..settings.clone() })?;
        let mut reader = Scorer::new(&model);
        for comment in held.iter().map(|at| &comments[*at]) {
            let question = comment.question.and_then(|question| model.question(question));
            let scores = reader.score(&comment.text, question).scores;
            let labels = model.head().labels.iter().zip(scores);
            for (label, score) in labels.filter(|(label, _)| label.learned()) {
                let chance = label.sigmoid.chance(f64::from(*score));
                let (count, told, found) = &mut bins[((chance * 10.0) as usize).min(9)];
                *count += 1.0;
                *told += chance;
                *found += f64::from(u8::from(comment.labels.contains(&label.name.as_str())));
            }
        }
    }
    for (at, (count, told, found)) in bins.iter().enumerate() {
        let (from, to) = (at * 10, at * 10 + 10);
        println!("| {from}–{to} % | {count} | {:.3} | {:.3} |", told / count, found / count);
    }
    Ok(())
}

/// What happens to comments to which people gave no label, when some of them are learned from.
pub fn without_labels(all: &[Comment], settings: &Settings) -> Result<(), Failure> {
    println!(
        "\n## Comments without a label, learned from too: each text once, mean of five seeds\n"
    );
    println!(
        "| micro F1 of those with labels | of them given none | of those without, given none |"
    );
    println!("|---|---|---|");
    let mut all = each_text_once(all);
    let (mut micro, mut lost, mut none) = (0.0, 0.0, 0.0);
    for seed in SEEDS {
        Chance::new(seed).shuffle(&mut all);
        let (held, learn) = all.split_at(all.len() / 5);
        let settings = Settings { seed, ..settings.clone() };
        let model = kinds::labels(&learn.iter().collect::<Vec<_>>(), None, &settings)?;
        let (with, without): (Vec<_>, Vec<_>) = held.iter().partition(|c| !c.labels.is_empty());
        let with = figures(&answers(&model, &with), CATEGORIES.len());
        let without = figures(&answers(&model, &without), CATEGORIES.len());
        micro += with.micro_f1 / 5.0;
        lost += with.unassigned / 5.0;
        none += without.unassigned / 5.0;
    }
    println!("| {micro:.3} | {lost:.3} | {none:.3} |");
    Ok(())
}

/// Learn from one trust, read the other; then with some of the other's own comments, with and
/// without the first trust's model to begin from.
pub fn trusts(comments: &[Comment], settings: &Settings) -> Result<(), Failure> {
    println!("\n## From one trust to another, each text once, micro F1 (mean of five seeds)\n");
    println!("| own comments | from | to | begun from the other | own alone | training, s |");
    println!("|---|---|---|---|---|---|");
    let comments = each_text_once(comments);
    for (from, to) in [("NEAS", "NHFT"), ("NHFT", "NEAS")] {
        let of = |trust: &str| comments.iter().filter(|c| c.trust == trust).collect::<Vec<_>>();
        let (there, mut here) = (of(from), of(to));
        let start = kinds::labels(&there, None, settings)?;
        for count in [0, 100, 200, 500, 1000] {
            let (mut begun, mut alone, mut slowest) = (0.0, 0.0, 0.0_f64);
            for seed in SEEDS {
                Chance::new(seed).shuffle(&mut here);
                let apart = here.len() / 5;
                let own: Vec<_> = here[apart..].iter().take(count).copied().collect();
                let micro = |model: &Model| {
                    figures(&answers(model, &here[..apart]), CATEGORIES.len()).micro_f1 / 5.0
                };
                if count == 0 {
                    begun += micro(&start);
                    continue;
                }
                let clock = Instant::now();
                let settings = Settings { seed, ..settings.clone() };
                begun += micro(&kinds::labels(&own, Some(&start), &settings)?);
                slowest = slowest.max(clock.elapsed().as_secs_f64());
                alone += micro(&kinds::labels(&own, None, &settings)?);
            }
            println!("| {count} | {from} | {to} | {begun:.3} | {alone:.3} | {slowest:.1} |");
        }
    }
    Ok(())
}

/// How micro F1 grows with the number of comments, both trusts together.
pub fn curve(comments: &[Comment], settings: &Settings) -> Result<(), Failure> {
    println!("\n## How much more comments bring, each text once (mean of five seeds)\n");
    println!("| comments | micro F1 | macro F1 | training, s |\n|---|---|---|---|");
    let mut comments = each_text_once(comments);
    for count in [200, 500, 1000, 2000, usize::MAX] {
        let (mut micro, mut whole, mut slowest, mut used) = (0.0, 0.0, 0.0_f64, 0);
        for seed in SEEDS {
            Chance::new(seed).shuffle(&mut comments);
            let (held, others) = comments.split_at(comments.len() / 5);
            let own: Vec<_> = others.iter().take(count).collect();
            used = own.len();
            let began = Instant::now();
            let model = kinds::labels(&own, None, &Settings { seed, ..settings.clone() })?;
            slowest = slowest.max(began.elapsed().as_secs_f64());
            let held: Vec<_> = held.iter().collect();
            let figures = figures(&answers(&model, &held), CATEGORIES.len());
            micro += figures.micro_f1 / 5.0;
            whole += figures.macro_f1 / 5.0;
        }
        println!("| {used} | {micro:.3} | {whole:.3} | {slowest:.1} |");
    }
    Ok(())
}
