//! `yousaid import`.

use std::fs::File;
use std::path::{Path, PathBuf};

use feedback::import::{self, Mapping, Options, Report, Source};
use kernel::bodies::{self, Body};
use kernel::error::Message;
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::Setup;
use crate::show::show;

/// What to bring in.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Bring comments in from a CSV file: once, however often it is run
    Voices(Box<Voices>),
    /// Bring the national list of GP practices in, or bring it up to date
    Practices(Practices),
}

/// Which file of comments, and which column is what.
#[derive(Debug, clap::Args)]
pub struct Voices {
    /// The file
    file: PathBuf,
    /// The body's slug; needed when there are several
    #[arg(long, value_name = "SLUG")]
    body: Option<String>,
    /// Read the file through and say what would come in; store nothing
    #[arg(long)]
    dry_run: bool,
    /// Use the choice of columns that was saved under this name
    #[arg(long, value_name = "NAME", conflicts_with = "mapping")]
    saved: Option<String>,
    /// Use the choice of columns in this JSON file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Print the choice of columns as JSON and do nothing else
    #[arg(long)]
    print_mapping: bool,
    /// Write every refused row (line, why) to this CSV file
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    #[command(flatten)]
    columns: Columns,
}

/// Columns, where the guess is to be put right.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Columns, where the guess from their names is wrong")]
pub struct Columns {
    /// The column with the words
    #[arg(long, value_name = "COLUMN")]
    words: Option<String>,
    /// The column with the date
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// The order of day and month: day-first, month-first or mixed
    #[arg(long, value_name = "ORDER")]
    date_order: Option<String>,
    /// The date of all rows, when no column has it
    #[arg(long, value_name = "YYYY-MM-DD")]
    fixed_date: Option<chrono::NaiveDate>,
    /// The column with the service; again for each part of its name
    #[arg(long, value_name = "COLUMN")]
    service: Vec<String>,
    /// The column with the question
    #[arg(long, value_name = "COLUMN")]
    question: Option<String>,
    /// The column with the Friends and Family answer
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,
    /// The column with the file's own number for a row
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// A column that is a theme; again for each
    #[arg(long, value_name = "COLUMN")]
    label: Vec<String>,
    /// How they arrived: letter, card, friends-and-family, survey, import …
    #[arg(long)]
    channel: Option<String>,
    /// What they are: comment, compliment, idea or concern
    #[arg(long)]
    kind: Option<String>,
    /// Add services that are not listed
    #[arg(long, overrides_with = "known_services")]
    new_services: bool,
    /// Leave services that are not listed open
    #[arg(long)]
    known_services: bool,
}

/// Which list of practices, and which of them.
#[derive(Debug, clap::Args)]
pub struct Practices {
    /// The file, in the form of the Organisation Data Service's epraccur
    file: PathBuf,
    /// The body's slug; needed when there are several
    #[arg(long, value_name = "SLUG")]
    body: Option<String>,
    /// Only practices of this commissioner or sub-area code; again for each
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Voices(args) => voices(told, &setup, *args).await,
        Command::Practices(args) => practices(told, &setup, args).await,
    }
}

/// The body that is named, or the only one there is.
async fn body(setup: &Setup, slug: Option<&str>) -> Outcome<Body> {
    let tx = setup.core.read().await?;
    if let Some(slug) = slug {
        return super::body(&tx, slug).await;
    }
    let mut all = bodies::list(&tx).await?;
    match all.len() {
        1 => Ok(all.remove(0)),
        0 => Err(Failed::because("there is no body yet; `yousaid body add` makes one")),
        _ => {
            let slugs: Vec<&str> = all.iter().map(|b| b.slug.as_str()).collect();
            Err(Failed::usage(format!("say which body with --body: {}", slugs.join(", "))))
        }
    }
}

async fn voices(told: &Told, setup: &Setup, args: Voices) -> Outcome {
    let body = body(setup, args.body.as_deref()).await?;
    let source = Source::File(args.file.clone());
    let mut mapping = match (&args.saved, &args.mapping) {
        (Some(name), _) => import::saved(&setup.core, body.id, name)
            .await?
            .ok_or_else(|| Failed::because(format!("no choice of columns is saved as '{name}'")))?,
        (None, Some(file)) => serde_json::from_str(&std::fs::read_to_string(file)?)?,
        (None, None) => import::guess(&source)?,
    };
    args.columns.put_right(&mut mapping);
    if args.print_mapping {
        return show(true, &json!(mapping), |_| String::new());
    }
    let file_name = args.file.file_name().map(|n| n.to_string_lossy().into_owned());
    let options =
        Options { body: body.id, mapping, file_name: file_name.unwrap_or_else(|| "file".into()) };
    let report = if args.dry_run {
        import::dry_run(&setup.core, &source, &options).await?
    } else {
        import::run(&setup.core, &source, &options).await?
    };
    if let Some(file) = &args.refused {
        let rows = match report.import {
            Some(import) => import::refused(&setup.core, import).await?,
            None => report.refusals.clone(),
        };
        write_refused(file, &rows)?;
    }
    show(told.json, &as_json(&body, &report, args.dry_run), |_| {
        in_words(&body, &report, args.dry_run)
    })
}

impl Columns {
    fn put_right(self, mapping: &mut Mapping) {
        for (said, column) in [
            (self.words, &mut mapping.words),
            (self.date, &mut mapping.date),
            (self.question, &mut mapping.question),
            (self.score, &mut mapping.score),
            (self.id, &mut mapping.id),
        ] {
            if said.is_some() {
                *column = said;
            }
        }
        for (said, columns) in
            [(self.service, &mut mapping.service), (self.label, &mut mapping.labels)]
        {
            if !said.is_empty() {
                *columns = said;
            }
        }
        for (said, key) in [
            (self.channel, &mut mapping.channel),
            (self.kind, &mut mapping.kind),
            (self.date_order, &mut mapping.date_order),
        ] {
            if let Some(said) = said {
                *key = said;
            }
        }
        mapping.fixed_date = self.fixed_date.or(mapping.fixed_date);
        mapping.new_services = (mapping.new_services || self.new_services) && !self.known_services;
    }
}

fn write_refused(file: &Path, rows: &[(u64, Message)]) -> Outcome {
    use std::io::Write as _;
    let mut out = std::io::BufWriter::new(File::create(file)?);
    writeln!(out, "line,why")?;
    for (line, why) in rows {
        let why = web::spreadsheet::cell(&feedback::explain(why)).replace('"', "\"\"");
        writeln!(out, "{line},\"{why}\"")?;
    }
    Ok(out.flush()?)
}

fn as_json(body: &Body, report: &Report, dry_run: bool) -> serde_json::Value {
    let refusals: Vec<_> = report
        .refusals
        .iter()
        .map(|(line, why)| json!({ "line": line, "why": feedback::explain(why) }))
        .collect();
    json!({
        "body": body.slug, "dry_run": dry_run, "again": report.again, "import": report.import,
        "rows": report.rows, "voices": report.voices, "scores": report.scores,
        "refused": report.refused, "turned": report.turned, "refusals": refusals,
        "encoding": report.encoding,
        "digest": report.digest, "unknown_services": report.unknown_services,
    })
}

/// Refused rows that are printed; `--refused` writes them all.
const PRINTED: usize = 20;

fn in_words(body: &Body, report: &Report, dry_run: bool) -> String {
    let mut lines = vec![match (dry_run, report.again) {
        (true, _) => format!("This would come in for {}:", body.name),
        (false, true) => format!(
            "This file came in for {} before, by the same choice of columns. Nothing was done. It \
             brought:",
            body.name
        ),
        (false, false) => format!("Brought in for {}:", body.name),
    }];
    for (count, what) in [
        (report.rows, "rows in the file"),
        (report.voices, "voices"),
        (report.scores, "scores without words, counted in Friends and Family figures only"),
        (report.refused, "rows refused"),
    ] {
        lines.push(format!("{count:>10}  {what}"));
    }
    if report.turned > 0 {
        lines.push(format!(
            "{} dates were read month first, because they cannot be otherwise; other dates of this \
             file may be the wrong way round",
            report.turned
        ));
    }
    for (line, why) in report.refusals.iter().take(PRINTED) {
        lines.push(format!("line {line}: {}", feedback::explain(why)));
    }
    if report.refused > i64::try_from(PRINTED).unwrap_or(i64::MAX) {
        lines.push("and more; --refused FILE writes them all".into());
    }
    if !report.unknown_services.is_empty() {
        lines.push(format!("{} services are not listed yet", report.unknown_services.len()));
    }
    lines.join("\n")
}

async fn practices(told: &Told, setup: &Setup, args: Practices) -> Outcome {
    let body = body(setup, args.body.as_deref()).await?;
    let file = File::open(&args.file)
        .map_err(|e| Failed::because(format!("{}: {e}", args.file.display())))?;
    let sheet = places::practices::read(std::io::BufReader::new(file), &args.only)?;
    let tx = setup.core.write(&super::actor()).await?;
    let done = places::actions::import_practices(&tx, body.id, &sheet.practices).await?;
    let did = tx.commit(done).await?.value;
    let value = json!({
        "body": body.slug, "added": did.added, "changed": did.changed, "same": did.same,
        "others": sheet.others,
        "refused": sheet.refused.iter().map(|(line, _)| line).collect::<Vec<_>>(),
    });
    show(told.json, &value, |_| {
        let mut lines = vec![format!(
            "{}: {} practices added, {} changed, {} as before; {} rows of others left out",
            body.name, did.added, did.changed, did.same, sheet.others
        )];
        lines.extend(sheet.refused.iter().map(|(line, why)| {
            let why = crate::words::of_error(&kernel::Error::Refused(why.clone()));
            format!("line {line}: {why}")
        }));
        lines.join("\n")
    })
}
