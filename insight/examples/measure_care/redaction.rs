//! B9: recall by kind (a detail counts at nine tenths of its characters), precision, false alarms
//! on real comments that were anonymised, comments a second.

use std::collections::BTreeMap;

use insight::redact::{Kind, Policy, suggest};

use crate::generate::{Detail, Sample};
use crate::seconds;

#[derive(Default)]
struct Tally {
    found: usize,
    all: usize,
}

impl Tally {
    fn add(&mut self, found: bool) {
        self.all += 1;
        self.found += usize::from(found);
    }

    fn share(&self) -> f64 {
        self.found as f64 / self.all.max(1) as f64
    }
}

const NAMES: [&str; 3] = ["first", "last", "full"];

pub fn measure(title: &str, samples: &[Sample]) {
    let policy = Policy { whole_postcodes: true, ..Policy::default() };
    let mut by_kind: BTreeMap<(&str, bool), Tally> = BTreeMap::new();
    let mut right = Tally::default();
    let mut missed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let started = seconds();
    let all: Vec<_> = samples.iter().map(|s| suggest(&s.text, &policy)).collect();
    let took = seconds() - started;
    for (sample, suggestions) in samples.iter().zip(&all) {
        for detail in &sample.details {
            let covered: usize = suggestions.iter().map(|s| shared(&s.span, detail)).sum();
            let found = covered * 10 >= (detail.end - detail.start) * 9;
            by_kind.entry((&detail.kind, sample.lower)).or_default().add(found);
            if !found {
                missed.entry(&detail.kind).or_default().push(&sample.text);
            }
        }
        for suggestion in suggestions {
            right.add(sample.details.iter().any(|d| shared(&suggestion.span, d) > 0));
        }
    }
    table(title, samples.len(), &by_kind);
    println!("Precision (a suggestion touches a detail): {:.3} of {}.", right.share(), right.all);
    println!("{:.0} invented comments a second of one core.\n", samples.len() as f64 / took);
    if std::env::args().any(|a| a == "--missed") {
        for (kind, texts) in missed {
            println!("{kind}: {:#?}", texts.iter().take(25).collect::<Vec<_>>());
        }
    }
}

fn shared(span: &std::ops::Range<usize>, detail: &Detail) -> usize {
    let detail = detail.span();
    span.end.min(detail.end).saturating_sub(span.start.max(detail.start))
}

fn table(title: &str, count: usize, by_kind: &BTreeMap<(&str, bool), Tally>) {
    println!("## {title} ({count} comments)\n");
    println!("| kind | as written | n | small letters | n |\n|---|---|---|---|---|");
    let mut kinds: Vec<&str> = by_kind.keys().map(|(kind, _)| *kind).collect();
    kinds.dedup();
    let empty = Tally::default();
    for kind in kinds {
        let of = |lower| by_kind.get(&(kind, lower)).unwrap_or(&empty);
        let (plain, lower) = (of(false), of(true));
        println!(
            "| {kind} | {:.3} | {} | {:.3} | {} |",
            plain.share(),
            plain.all,
            lower.share(),
            lower.all
        );
    }
    for (name, names) in [("**names**", true), ("**identifiers with a form**", false)] {
        let sum = |lower: bool| {
            let mut sum = Tally::default();
            let wanted = |kind: &str| {
                if names {
                    NAMES.contains(&kind)
                } else {
                    !NAMES.contains(&kind) && kind != "address"
                }
            };
            for ((_, _), tally) in by_kind.iter().filter(|((k, l), _)| wanted(k) && *l == lower) {
                sum.found += tally.found;
                sum.all += tally.all;
            }
            sum
        };
        let (plain, lower) = (sum(false), sum(true));
        println!(
            "| {name} | {:.3} | {} | {:.3} | {} |",
            plain.share(),
            plain.all,
            lower.share(),
            lower.all
        );
    }
    println!();
}

/// False alarms: the comments were anonymised before they were published, so that nearly all that
/// is found there is found wrongly.
pub fn alarms(comments: &[String]) {
    let policy = Policy::default();
    let started = seconds();
    let all: Vec<_> = comments.iter().map(|text| suggest(text, &policy)).collect();
    let took = seconds() - started;
    let flagged = all.iter().filter(|s| !s.is_empty()).count();
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for suggestion in all.iter().flatten() {
        *kinds.entry(suggestion.kind).or_default() += 1;
    }
    println!("## False alarms on {} real comments that were anonymised\n", comments.len());
    println!(
        "{:.1} flagged in 1,000; by kind: {kinds:?}.",
        flagged as f64 * 1000.0 / comments.len() as f64
    );
    println!("{:.0} comments a second of one core.\n", comments.len() as f64 / took);
    if std::env::args().any(|a| a == "--missed") {
        for (text, suggestions) in comments.iter().zip(&all) {
            for s in suggestions {
                println!(
                    "  {:?} {:.2} {} <{}>",
                    s.kind,
                    s.confidence,
                    s.reason,
                    &text[s.span.clone()]
                );
            }
        }
    }
}
