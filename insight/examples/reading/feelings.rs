//! Sentiment in three classes, clause by clause, and criticality.

use std::collections::BTreeMap;

use insight::classify::chance::Chance;
use insight::learn::Settings;
use insight::metrics::{Confusion, auroc, recall_in_top};
use insight::model::Model;
use insight::sentiment::{CriticalityReader, Feeling, SentimentReader};
use insight::text::fold;

use crate::Failure;
use crate::data::{Comment, Rated};
use crate::kinds;
use crate::splits::{SEEDS, WAYS};

/// Place of a published sentiment (1 very positive … 5 very negative) among the three classes.
fn class(sentiment: u8) -> usize {
    match sentiment {
        ..=2 => 0,
        3 => 1,
        _ => 2,
    }
}

/// Class of each comment as the model has it, and whether its clauses disagree.
fn answers(model: &Model, comments: &[&Comment]) -> Result<Vec<(usize, bool)>, Failure> {
    let mut reader = SentimentReader::new(model)?;
    let said = comments.iter().map(|comment| {
        let found = reader.read(&comment.text, comment.question);
        let class = match found.whole {
            Feeling::Positive => 0,
            Feeling::Neutral | Feeling::Mixed => 1,
            Feeling::Negative => 2,
        };
        (class, found.mixed)
    });
    Ok(said.collect())
}

/// Answers for each way of dividing and each seed.
pub fn three_ways(
    comments: &[Comment],
    settings: &Settings,
) -> Result<Vec<Vec<Vec<usize>>>, Failure> {
    println!("\n## Sentiment: three classes, five seeds each\n");
    println!("| comments divided | accuracy | macro F1 | positive F1 | neutral F1 | negative F1 |");
    println!("|---|---|---|---|---|---|");
    let mut all = Vec::new();
    let (mut flagged, mut all_classes) = (Vec::new(), Vec::new());
    for way in WAYS {
        let mut runs = Vec::new();
        let (mut confusions, mut with_mixed) = (Vec::new(), Vec::new());
        for seed in SEEDS {
            let (learn, held) = way.divide(comments, seed);
            let of = |places: &[usize]| places.iter().map(|at| &comments[*at]).collect::<Vec<_>>();
            let model = kinds::sentiment(&of(&learn), &Settings { seed, ..settings.clone() })?;
            let held = of(&held);
            let said = answers(&model, &held)?;
            let truth = held.iter().map(|comment| class(comment.sentiment.unwrap()));
            let pairs: Vec<_> = truth.zip(said.iter().copied()).collect();
            confusions.push(pairs.iter().map(|(truth, said)| (*truth, said.0)).collect::<Run>());
            let mixed =
                |(truth, said): &(usize, (usize, bool))| (*truth, if said.1 { 1 } else { said.0 });
            with_mixed.push(pairs.iter().map(mixed).collect::<Run>());
            flagged.extend(pairs.iter().filter(|pair| pair.1.1).map(|pair| pair.0));
            all_classes.extend(pairs.iter().map(|pair| pair.0));
            runs.push(said.into_iter().map(|said| said.0).collect());
        }
        row(way.name(), &confusions);
        row(&format!("{}; mixed counted as neutral", way.name()), &with_mixed);
        all.push(runs);
    }
    let neutral = |of: &[usize]| {
        100.0 * of.iter().filter(|class| **class == 1).count() as f64 / of.len().max(1) as f64
    };
    println!(
        "\nShown as mixed: {:.1} % of comments. People coded {:.0} % of them 3 (neither, or both), and \
         {:.0} % of all.",
        100.0 * flagged.len() as f64 / all_classes.len() as f64,
        neutral(&flagged),
        neutral(&all_classes)
    );
    Ok(all)
}

/// Truth and answer of each comment.
type Run = Vec<(usize, usize)>;

fn row(name: &str, runs: &[Run]) {
    let values = |sample: &dyn Fn(&Run) -> Run| {
        let mut sums = [0.0; 5];
        for run in runs {
            let confusion = Confusion::of(sample(run), 3);
            let f1 = |class| confusion.class(class).f1();
            let each = [confusion.accuracy(), confusion.macro_f1(), f1(0), f1(1), f1(2)];
            sums.iter_mut().zip(each).for_each(|(sum, value)| *sum += value / runs.len() as f64);
        }
        sums
    };
    let whole = values(&Run::clone);
    let drawn: Vec<_> = (0..300)
        .map(|round| {
            let chance = std::cell::RefCell::new(Chance::new(round));
            values(&|run| {
                let mut chance = chance.borrow_mut();
                run.iter().map(|_| run[chance.below(run.len())]).collect()
            })
        })
        .collect();
    let cells = whole.iter().enumerate().map(|(at, value)| {
        let mut column: Vec<_> = drawn.iter().map(|values| values[at]).collect();
        column.sort_by(f64::total_cmp);
        format!("{value:.3} ({:.3}–{:.3})", column[7], column[292])
    });
    println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
}

/// Five parts by distinct text, then trust by trust.
pub fn criticality(rows: &[Rated], settings: &Settings) -> Result<(), Failure> {
    println!("\n## Criticality\n");
    println!(
        "| kept apart | comments | at −4 | mean error of the value | … of the middle value | AUROC of −4 | \
              recall of −4 reading 5 % | 10 % | 20 % |\n|---|---|---|---|---|---|---|---|---|"
    );
    let mut texts: BTreeMap<String, &Rated> = BTreeMap::new();
    for row in rows {
        texts.entry(fold(row.text.trim()).into_owned()).or_insert(row);
    }
    let mut each: Vec<_> = texts.into_values().collect();
    Chance::new(1).shuffle(&mut each);
    let parts = (0..5).map(|part| {
        each.iter().enumerate().map(|(at, row)| (at % 5 == part, *row)).collect::<Vec<_>>()
    });
    grave_row("a fifth of the texts, in turn", parts.collect(), settings)?;
    for trust in ["Trust A", "Trust B", "Trust C"] {
        let parts = vec![each.iter().map(|row| (row.trust == trust, *row)).collect()];
        grave_row(trust, parts, settings)?;
    }
    Ok(())
}

type Part<'r> = Vec<(bool, &'r Rated)>;

fn grave_row(name: &str, parts: Vec<Part<'_>>, settings: &Settings) -> Result<(), Failure> {
    let mut ranked = Vec::new();
    let (mut errors, mut plain) = (0.0, 0.0);
    for part in parts {
        let (held, learn): (Part<'_>, Part<'_>) = part.into_iter().partition(|row| row.0);
        let learn: Vec<_> = learn.into_iter().map(|row| row.1).collect();
        let model = kinds::criticality(&learn, settings)?;
        let mut reader = CriticalityReader::new(&model)?;
        let mut values: Vec<i8> = learn.iter().map(|row| row.value).collect();
        values.sort_unstable();
        let middle = f64::from(values[values.len() / 2]);
        for (_, Rated { text, value, .. }) in held {
            let Some(found) = reader.read(text) else { continue };
            ranked.push((found.severe, *value == -4));
            plain += (middle - f64::from(*value)).abs();
            errors += (found.value - f64::from(*value)).abs();
        }
    }
    let severe = ranked.iter().filter(|pair| pair.1).count();
    println!(
        "| {name} | {} | {severe} | {:.2} | {:.2} | {:.3} | {:.2} | {:.2} | {:.2} |",
        ranked.len(),
        errors / ranked.len() as f64,
        plain / ranked.len() as f64,
        auroc(&ranked),
        recall_in_top(&ranked, 0.05),
        recall_in_top(&ranked, 0.1),
        recall_in_top(&ranked, 0.2),
    );
    Ok(())
}
