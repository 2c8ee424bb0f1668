//! `yousaid insight redact`.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::PathBuf;

use insight::redact::{Advice, Policy, Suggestion, Tone, apply, suggest};
use serde_json::json;

use super::{Lines, Told};
use crate::outcome::{Failed, Outcome};
use crate::show::show;

/// Which text, and by which rule.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; standard input when there is none
    file: Option<PathBuf>,
    /// It praises (first names of staff stay) or criticises (whatever tells who is meant goes)
    #[arg(long, value_parser = ["praise", "criticism"])]
    tone: Option<String>,
    /// Names to look for besides those that are known, one a line
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Take the whole of a postcode, not only its second half
    #[arg(long)]
    whole_postcodes: bool,
    /// Dates and ages too
    #[arg(long)]
    dates_and_ages: bool,
    /// Print the text with placeholders instead of a list. Nobody has looked at it then
    #[arg(long)]
    apply: bool,
}

fn policy(args: &Args) -> Outcome<Policy> {
    let own_names: HashSet<String> = match &args.names {
        Some(path) => std::fs::read_to_string(path)?
            .lines()
            .map(|line| line.trim().to_lowercase())
            .filter(|name| !name.is_empty())
            .collect(),
        None => HashSet::new(),
    };
    let tone = match args.tone.as_deref() {
        Some("praise") => Tone::Praise,
        Some("criticism") => Tone::Criticism,
        _ => Tone::Unknown,
    };
    let (whole_postcodes, dates_and_ages) = (args.whole_postcodes, args.dates_and_ages);
    Ok(Policy { tone, whole_postcodes, dates_and_ages, own_names })
}

fn text(args: &Args) -> Outcome<String> {
    if let Some(path) = &args.file {
        return std::fs::read_to_string(path)
            .map_err(|error| Failed::because(format!("{}: {error}", path.display())));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// Shows what may be a personal detail, or puts placeholders there.
pub fn run(told: &Told, args: &Args) -> Outcome {
    let (text, policy) = (text(args)?, policy(args)?);
    let found = suggest(&text, &policy);
    if args.apply {
        let advised = found.iter().filter(|s| s.advice == Advice::Replace);
        let accepted: Vec<_> = advised.map(Suggestion::accepted).collect();
        let redacted =
            apply(&text, &accepted).map_err(|error| Failed::because(error.to_string()))?;
        print!("{}", redacted.text);
        return Ok(());
    }
    let rows: Vec<_> = found
        .iter()
        .map(|s| {
            let words = text.get(s.span.clone()).unwrap_or_default();
            json!({ "words": words, "from": s.span.start, "to": s.span.end, "kind": s.kind,
                    "confidence": s.confidence, "why": s.reason, "advice": s.advice,
                    "placeholder": s.placeholder })
        })
        .collect();
    show(told.json, &json!({ "found": rows }), |_| {
        let mut out = Lines::default();
        for (suggestion, row) in found.iter().zip(&rows) {
            let advice = match suggestion.advice {
                Advice::Replace => suggestion.placeholder.as_str(),
                Advice::Keep => "may stay",
            };
            out.line(format_args!("{:>6}  {} → {advice}", suggestion.span.start, row["words"]));
        }
        let says = "A person decides; what no rule knows is not in this list.";
        out.line(format_args!("{} found. {says}", found.len()));
        out.text()
    })
}
