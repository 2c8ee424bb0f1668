//! `yousaid insight`: reads comments and votes from files. It needs no installation, keeps nothing
//! and sends nothing anywhere.

mod groups;
mod model;
mod read;
mod redact;

use super::Told;
use crate::outcome::{Failed, Outcome};

/// What to read.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Read a CSV file of comments: labels, feeling, what a person should see first, language
    Read(read::Args),
    /// Show what in a text may be a personal detail, or put placeholders there
    Redact(redact::Args),
    /// Look for groups of opinion in a CSV file of votes
    Groups(groups::Args),
    /// Say what a model was trained on, and how often it is right
    Model(model::Args),
}

/// Runs it.
pub fn run(told: &Told, command: Command) -> Outcome {
    match command {
        Command::Read(args) => read::run(told, &args),
        Command::Redact(args) => redact::run(told, &args),
        Command::Groups(args) => groups::run(told, &args),
        Command::Model(args) => model::run(told, &args),
    }
}

/// What a command says, a line at a time.
#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, words: std::fmt::Arguments<'_>) {
        self.0.push_str(&words.to_string());
        self.0.push('\n');
    }

    fn text(self) -> String {
        self.0
    }
}

/// The models that come with the program.
fn starter() -> Outcome<&'static insight::model::Starter> {
    insight::model::starter().map_err(|error| Failed::because(error.to_string()))
}

/// Where a column stands.
fn column(header: &csv::StringRecord, name: &str) -> Outcome<usize> {
    header.iter().position(|column| column == name).ok_or_else(|| {
        let there: Vec<&str> = header.iter().take(30).collect();
        Failed::usage(format!("the file has no column '{name}'; it has: {}", there.join(", ")))
    })
}

fn open(file: &std::path::Path) -> Outcome<csv::Reader<std::fs::File>> {
    let opened = std::fs::File::open(file)
        .map_err(|error| Failed::because(format!("{}: {error}", file.display())))?;
    Ok(csv::ReaderBuilder::new().flexible(true).from_reader(opened))
}

fn bad_row(error: &csv::Error) -> Failed {
    Failed::because(format!("the file cannot be read as CSV in UTF-8: {error}"))
}
