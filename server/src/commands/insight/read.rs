//! `yousaid insight read`.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use insight::classify::{Answer, Classifier};
use insight::language;
use insight::model::{Model, Starter};
use insight::safety::{Assessment, Safety, Signs, Urgency};
use insight::sentiment::{CriticalityReader, Feeling, SentimentReader};
use serde_json::json;

use super::{Lines, Told};
use crate::outcome::{Failed, Outcome};
use crate::show::show;

/// Comments that are named as to be seen first.
const NAMED: usize = 20;

/// What to read, and where to write it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, with a line of column names
    file: PathBuf,
    /// The column with the words
    #[arg(long, value_name = "COLUMN")]
    words: String,
    /// The column with the question
    #[arg(long, value_name = "COLUMN")]
    question: Option<String>,
    /// A model of labels, instead of the NHS patient-experience framework
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Write a line for each comment to this CSV file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What was found in all comments together. Every one is counted once among the first four.
#[derive(Debug, Default, serde::Serialize)]
struct Sums {
    labelled: u64,
    not_assigned: u64,
    needs_translation: u64,
    no_words: u64,
    labels: BTreeMap<String, u64>,
    feelings: BTreeMap<&'static str, u64>,
    first: u64,
    soon: u64,
}

impl Sums {
    fn comments(&self) -> u64 {
        self.labelled + self.not_assigned + self.needs_translation + self.no_words
    }
}

/// What was found in one comment.
struct Found {
    labels: Vec<String>,
    evidence: Vec<String>,
    feeling: Option<Feeling>,
    severe: Option<f64>,
    assessment: Assessment,
    language: &'static str,
}

struct Readers<'m> {
    labels: Classifier<'m>,
    feelings: SentimentReader<'m>,
    severity: CriticalityReader<'m>,
    safety: Safety,
}

impl<'m> Readers<'m> {
    fn new(labels: &'m Model, starter: &'m Starter) -> Outcome<Self> {
        let broken = |error: &dyn std::fmt::Display| Failed::because(error.to_string());
        Ok(Self {
            labels: Classifier::new(labels),
            feelings: SentimentReader::new(&starter.sentiment).map_err(|e| broken(&e))?,
            severity: CriticalityReader::new(&starter.criticality).map_err(|e| broken(&e))?,
            safety: Safety::standard().map_err(|e| broken(&e))?,
        })
    }

    /// A comment that is not English is not labelled: the models would be guessing.
    fn read(&mut self, words: &str, question: Option<&str>, sums: &mut Sums) -> Found {
        let language = language::detect(words);
        let not_english = language.needs_translation_or_a_look();
        let severe = self.severity.read(words).filter(|_| !not_english).map(|c| c.severe);
        #[expect(clippy::cast_possible_truncation, reason = "a chance, for a rank")]
        let most_negative = severe.map(|severe| severe as f32);
        let signs = Signs { most_negative, ticked: false, not_english };
        let assessment = self.safety.assess(words, signs);
        let (mut labels, mut evidence) = (Vec::new(), Vec::new());
        let mut feeling = None;
        if insight::text::words(words).next().is_none() {
            sums.no_words += 1;
        } else if not_english {
            sums.needs_translation += 1;
        } else {
            feeling = Some(self.feelings.read(words, question).feeling());
            match self.labels.classify(words, question) {
                Answer::Assigned(given) => {
                    sums.labelled += 1;
                    for label in given {
                        evidence.extend(label.evidence.iter().map(|e| e.words.to_owned()));
                        labels.push(label.label.to_owned());
                    }
                }
                Answer::NotAssigned(_) => sums.not_assigned += 1,
            }
        }
        let language = language.likeliest.map_or("", |language| language.code);
        Found { labels, evidence, feeling, severe, assessment, language }
    }
}

/// Reads every comment of the file.
pub fn run(told: &Told, args: &Args) -> Outcome {
    let starter = super::starter()?;
    let own = args.model.as_deref().map(model_file).transpose()?;
    let mut readers = Readers::new(own.as_ref().unwrap_or(&starter.framework), starter)?;
    let mut file = super::open(&args.file)?;
    let header = file.headers().map_err(|e| super::bad_row(&e))?.clone();
    let words_at = super::column(&header, &args.words)?;
    let question_at =
        args.question.as_deref().map(|name| super::column(&header, name)).transpose()?;
    let mut out = args.out.as_deref().map(out_file).transpose()?;
    let mut sums = Sums::default();
    let mut urgent: Vec<(u64, Assessment)> = Vec::new();
    for row in file.records() {
        let row = row.map_err(|e| super::bad_row(&e))?;
        let line = row.position().map_or(0, csv::Position::line);
        let words = row.get(words_at).unwrap_or_default();
        let question = question_at.and_then(|at| row.get(at));
        let found = readers.read(words, question, &mut sums);
        add(&mut sums, &found);
        if let Some(out) = &mut out {
            out.write_record(cells(line, words, &found)).map_err(|e| super::bad_row(&e))?;
        }
        if found.assessment.urgency != Urgency::InTurn {
            urgent.push((line, found.assessment));
        }
    }
    if let Some(out) = &mut out {
        out.flush()?;
    }
    urgent.sort_by(|a, b| a.1.reading_order(&b.1).then(a.0.cmp(&b.0)));
    urgent.truncate(NAMED);
    let model = own.as_ref().unwrap_or(&starter.framework).id();
    show(told.json, &summary(&sums, &urgent, model), |_| tell(&sums, &urgent, model))
}

fn model_file(path: &Path) -> Outcome<Model> {
    let says = |error| Failed::because(format!("{}: {error}", path.display()));
    Model::open(path).map_err(|error| says(error.to_string()))
}

fn out_file(path: &Path) -> Outcome<csv::Writer<File>> {
    let mut out = csv::Writer::from_writer(File::create(path)?);
    let header =
        ["line", "words", "language", "labels", "evidence", "feeling", "severe", "look", "why"];
    out.write_record(header).map_err(|e| super::bad_row(&e))?;
    Ok(out)
}

fn cells(line: u64, words: &str, found: &Found) -> [String; 9] {
    [
        line.to_string(),
        web::spreadsheet::cell(words),
        found.language.to_owned(),
        found.labels.join("; "),
        web::spreadsheet::cell(&found.evidence.join("; ")),
        found.feeling.map_or("", feeling_key).to_owned(),
        found.severe.map(|severe| format!("{severe:.3}")).unwrap_or_default(),
        look_key(found.assessment.urgency).to_owned(),
        web::spreadsheet::cell(&found.assessment.reason()),
    ]
}

fn add(sums: &mut Sums, found: &Found) {
    for label in &found.labels {
        *sums.labels.entry(label.clone()).or_default() += 1;
    }
    if let Some(feeling) = found.feeling {
        *sums.feelings.entry(feeling_key(feeling)).or_default() += 1;
    }
    match found.assessment.urgency {
        Urgency::First => sums.first += 1,
        Urgency::Soon => sums.soon += 1,
        Urgency::InTurn => {}
    }
}

fn feeling_key(feeling: Feeling) -> &'static str {
    match feeling {
        Feeling::Positive => "positive",
        Feeling::Neutral => "neutral",
        Feeling::Negative => "negative",
        Feeling::Mixed => "mixed",
    }
}

fn look_key(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::First => "first",
        Urgency::Soon => "soon",
        Urgency::InTurn => "in turn",
    }
}

fn summary(sums: &Sums, urgent: &[(u64, Assessment)], model: &str) -> serde_json::Value {
    let urgent: Vec<_> = urgent
        .iter()
        .map(|(line, a)| json!({ "line": line, "look": a.urgency, "why": a.reason() }))
        .collect();
    json!({ "comments": sums.comments(), "model": model, "sums": sums, "look_first": urgent })
}

fn tell(sums: &Sums, urgent: &[(u64, Assessment)], model: &str) -> String {
    let mut out = Lines::default();
    out.line(format_args!("{} comments, read with {model}", sums.comments()));
    out.line(format_args!("  {:>7}  with at least one label", sums.labelled));
    out.line(format_args!("  {:>7}  understood, and no label is likely enough", sums.not_assigned));
    out.line(format_args!(
        "  {:>7}  in another language, or nobody can tell: to be translated",
        sums.needs_translation
    ));
    out.line(format_args!("  {:>7}  without words", sums.no_words));
    out.line(format_args!("\nFeeling"));
    for (feeling, count) in &sums.feelings {
        out.line(format_args!("  {count:>7}  {feeling}"));
    }
    out.line(format_args!("\nLabels (a comment may have several)"));
    let mut labels: Vec<_> = sums.labels.iter().collect();
    labels.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (label, count) in labels {
        out.line(format_args!("  {count:>7}  {label}"));
    }
    out.line(format_args!("\nFor a person to look at: {} first, {} soon", sums.first, sums.soon));
    for (line, assessment) in urgent {
        out.line(format_args!("  line {line}: {}", assessment.reason()));
    }
    out.line(format_args!(
        "\nA machine read this and is wrong at times: `yousaid insight model` says how often."
    ));
    out.text()
}
