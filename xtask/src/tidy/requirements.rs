//! `docs/requirements.csv` tells the truth: every requirement is there once, what it calls done
//! names a route or a command and a test that exist, and what it calls partly done says what is
//! missing.

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
        let (id, status, places, tests, note) = (cell(0), cell(1), cell(2), cell(3), cell(4));
        if !seen.insert(id.clone()) {
            wrong.push(format!("{id}: stands twice in docs/requirements.csv"));
        }
        if !STATUSES.contains(&status.as_str()) {
            wrong.push(format!("{id}: status '{status}' is none of {STATUSES:?}"));
        }
        if status == "done" && (places.is_empty() || tests.is_empty()) {
            wrong.push(format!("{id}: done needs a place and a test"));
        }
        if status == "partly" && (places.is_empty() || note.is_empty()) {
            wrong.push(format!("{id}: partly needs a place, and a note of what is missing"));
        }
        for place in places.split_whitespace().filter(|p| p.starts_with('/')) {
            let routed = format!("\"{place}\"");
            if !product(sources).any(|s| s.text.contains(&routed)) {
                wrong.push(format!("{id}: there is no route {place}"));
            }
        }
        for command in places.split("yousaid ").skip(1) {
            let verb = command.split_whitespace().next().unwrap_or_default();
            if !is_command(sources, verb) {
                wrong.push(format!("{id}: there is no command 'yousaid {verb}'"));
            }
        }
        for test in tests.split_whitespace() {
            let begins = format!("fn {test}(");
            if !sources.iter().any(|s| s.is("rs") && s.text.contains(&begins)) {
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

/// The code that runs, without its tests.
fn product(sources: &[Source]) -> impl Iterator<Item = &Source> {
    let runs = |s: &&Source| s.path.components().any(|part| part.as_os_str() == "src");
    sources.iter().filter(|s| s.is("rs")).filter(runs)
}

/// Whether the list of commands has one of this name: `import` is `Import(…)`.
fn is_command(sources: &[Source], verb: &str) -> bool {
    let mut letters = verb.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let variant: String = first.into_iter().chain(letters).collect();
    sources
        .iter()
        .filter(|s| s.path.ends_with("server/src/commands/mod.rs"))
        .any(|s| s.text.contains(&format!("    {variant}(")))
}
