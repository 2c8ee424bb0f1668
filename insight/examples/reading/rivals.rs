//! What `insight/rivals/reading.py` needs to be measured on exactly the same comments.

use std::path::Path;

use insight::classify::framework::CATEGORIES;
use insight::metrics::Pair;
use serde_json::{Map, Value, json};

use crate::Failure;
use crate::data::Comment;
use crate::splits::{SEEDS, WAYS};

/// Answers by way of dividing, then by seed.
#[derive(Default)]
pub struct Found {
    pub labels: Vec<Vec<Vec<Pair>>>,
    pub feelings: Vec<Vec<Vec<usize>>>,
}

pub fn write(
    folder: &Path,
    labelled: &[Comment],
    felt: &[Comment],
    found: &Found,
) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let put = |name: &str, value: Value| std::fs::write(folder.join(name), value.to_string());
    put("labels.json", json!(CATEGORIES.map(|category| category.name)))?;
    put("labelled.json", rows(labelled))?;
    put("felt.json", rows(felt))?;
    put("splits.json", by_way(|at, seed| json!(WAYS[at].divide(labelled, SEEDS[seed]))))?;
    put("felt_splits.json", by_way(|at, seed| json!(WAYS[at].divide(felt, SEEDS[seed]))))?;
    let said = |pairs: &Vec<Pair>| json!(pairs.iter().map(|p| &p.said).collect::<Vec<_>>());
    put(
        "answers.json",
        by_way(|at, seed| found.labels.get(at).map_or(Value::Null, |r| said(&r[seed]))),
    )?;
    put(
        "feelings.json",
        by_way(|at, seed| found.feelings.get(at).map_or(Value::Null, |r| json!(r[seed]))),
    )?;
    Ok(())
}

fn rows(comments: &[Comment]) -> Value {
    let row = |c: &Comment| {
        json!({
            "text": c.text, "question": c.question, "labels": c.labels,
            "trust": c.trust, "sentiment": c.sentiment,
        })
    };
    comments.iter().map(row).collect()
}

fn by_way(value: impl Fn(usize, usize) -> Value) -> Value {
    let ways = WAYS.iter().enumerate().map(|(at, way)| {
        let seeds = SEEDS.iter().enumerate().map(|(s, seed)| (seed.to_string(), value(at, s)));
        (way.name().to_owned(), Value::Object(seeds.collect()))
    });
    Value::Object(ways.collect::<Map<_, _>>())
}
