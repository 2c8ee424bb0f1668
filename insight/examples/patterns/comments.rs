//! The published comments that have one label each.

use crate::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Columns that count as one label, and the one they count as.
const MERGED: [(&str, &str); 6] = [
    ("Referals & continuity of care", "Continuity of care"),
    ("Staff continuity", "Continuity of care"),
    ("Environment & Facilities", "Environment, facilities & equipment"),
    ("Provision of medical equipment", "Environment, facilities & equipment"),
    ("Number & deployment of staff", "Staffing levels & responsiveness"),
    ("Staff responsiveness", "Staffing levels & responsiveness"),
];
/// Columns that are not scored.
const LEFT_OUT: [&str; 14] = [
    "Not assigned",
    "Diagnosis & triage",
    "Care plans",
    "Patient records",
    "Patient appearance & grooming",
    "Equality, Diversity & Inclusion",
    "Admission",
    "Safeguarding concerns?",
    "Impact of treatment/ care",
    "Psychological therapy arrangements",
    "Existence of services",
    "Choice of services",
    "Out of hours support (community services)",
    "Learning organisation",
];
/// The column before the labels, and one more label that is not scored.
const BEFORE_LABELS: &str = "Comment sentiment";
const NEGATIVE: &str = "Negative experience & dissatisfaction";

/// Distinct comments of at least four words; the label of those with just one.
pub fn load(folder: &Path) -> Result<Vec<(String, Option<usize>)>, Failure> {
    let mut reader = csv::Reader::from_path(folder.join("fft_comments.csv"))?;
    let header = reader.headers()?.clone();
    let text = header.iter().position(|one| one == "FFT answer").ok_or("no column of answers")?;
    let first = header.iter().position(|one| one == BEFORE_LABELS).ok_or("no labels")? + 1;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let scored: Vec<(usize, usize)> = header
        .iter()
        .enumerate()
        .skip(first)
        .filter(|(_, name)| !LEFT_OUT.contains(name) && *name != NEGATIVE)
        .map(|(at, name)| {
            let known = MERGED.iter().find(|one| one.0 == name).map_or(name, |one| one.1);
            let next = numbers.len();
            (at, *numbers.entry(known).or_insert(next))
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut comments = Vec::new();
    for row in reader.records() {
        let row = row?;
        let words: Vec<String> =
            insight::text::words(&row[text]).map(|word| word.text.to_lowercase()).collect();
        if words.len() < 4 || !seen.insert(words.join(" ")) {
            continue;
        }
        let labels: BTreeSet<usize> =
            scored.iter().filter(|(at, _)| &row[*at] == "1").map(|one| one.1).collect();
        let one = labels.first().copied().filter(|_| labels.len() == 1);
        comments.push((row[text].to_owned(), one));
    }
    Ok(comments)
}
