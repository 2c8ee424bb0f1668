//! `docs/requirements.csv` tells the truth: every requirement is there once, and what it calls
//! done names a route and a test that exist.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};

use super::Source;

const STATUSES: &[&str] = &["done", "partly", "planned"];
const COUNT: usize = 355;

pub fn check(sources: &[Source]) -> Result<Vec<String>> {
    let file = sources
        .iter()
        .find(|s| s.path.ends_with("docs/requirements.csv"))
        .context("there is no docs/requirements.csv")?;
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    for row in reader.records() {
        let row = row?;
        let cell = |n: usize| row.get(n).unwrap_or_default().to_owned();
        let (id, status, places, tests) = (cell(0), cell(1), cell(2), cell(3));
        if !seen.insert(id.clone()) {
            wrong.push(format!("{id}: stands twice in docs/requirements.csv"));
        }
        if !STATUSES.contains(&status.as_str()) {
            wrong.push(format!("{id}: status '{status}' is none of {STATUSES:?}"));
        }
        if status == "done" && (places.is_empty() || tests.is_empty()) {
            wrong.push(format!("{id}: done needs a place and a test"));
        }
        for place in places.split_whitespace().filter(|p| p.starts_with('/')) {
            if !exists(sources, &format!("\"{place}\"")) {
                wrong.push(format!("{id}: there is no route {place}"));
            }
        }
        for test in tests.split_whitespace() {
            if !exists(sources, &format!("fn {test}(")) && !exists(sources, &format!("\"{test}\""))
            {
                wrong.push(format!("{id}: there is no test {test}"));
            }
        }
    }
    for n in 1..=COUNT {
        let id = format!("REQ-{n:03}");
        if !seen.contains(&id) {
            wrong.push(format!("{id}: is not in docs/requirements.csv"));
        }
    }
    Ok(wrong)
}

fn exists(sources: &[Source], needle: &str) -> bool {
    sources.iter().filter(|s| s.is("rs") || s.is("mjs")).any(|s| s.text.contains(needle))
}
