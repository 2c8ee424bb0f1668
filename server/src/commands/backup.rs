//! `yousaid backup`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use kernel::backup::{self, Listed};
use kernel::{Tx, installation};
use serde_json::json;

use super::Told;
use crate::outcome::Outcome;
use crate::setup::{self, Setup};
use crate::show::{columns, show, size};

/// What to do with backups.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a backup while the service runs
    Create {
        /// The folder it goes to (default: `backups` beside the data)
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
        /// Read it back at once and verify it
        #[arg(long)]
        verify: bool,
        /// Afterwards keep only so many, the newest
        #[arg(long, value_name = "COUNT")]
        keep: Option<usize>,
    },
    /// List the backups in a folder, newest first
    List {
        /// The folder
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
    },
    /// Read a backup to its end: its bytes, its rows, and the record in it
    Verify {
        /// The backup (default: the newest)
        file: Option<PathBuf>,
        /// The folder of the newest
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
    },
    /// Remove all but the newest
    Prune {
        /// The folder
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
        /// How many stay
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
        keep: u16,
    },
}

fn folder(setup: &Setup, named: Option<PathBuf>) -> PathBuf {
    named.unwrap_or_else(|| setup.folder().join("backups"))
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    match command {
        Command::Create { to, verify, keep } => create(told, to, verify, keep).await,
        Command::List { from } => {
            let setup = Setup::open_as_it_is(told.config.as_deref()).await?;
            let found = backup::list(&folder(&setup, from))?;
            show(told.json, &found, |_| table(&found))
        }
        Command::Verify { file, from } => verify(told, file, from).await,
        Command::Prune { from, keep } => {
            let setup = Setup::open_as_it_is(told.config.as_deref()).await?;
            let gone = backup::prune(&folder(&setup, from), usize::from(keep))?;
            show(told.json, &json!({ "removed": gone }), |_| match gone.len() {
                0 => "nothing to remove".to_owned(),
                _ => format!("removed:\n{}", table(&gone)),
            })
        }
    }
}

async fn create(told: &Told, to: Option<PathBuf>, verify: bool, keep: Option<usize>) -> Outcome {
    let setup = told.open().await?;
    let folder = folder(&setup, to);
    let made = backup::create(&setup.core, &folder).await?;
    if verify {
        backup::verify(&made.file, &setup.core.secrets)?;
    }
    // What is old goes only once what is new is known to be there.
    let gone = match keep {
        Some(keep) => backup::prune(&folder, keep)?,
        None => Vec::new(),
    };
    let value = json!({ "made": made, "verified": verify, "removed": gone });
    show(told.json, &value, |_| {
        let rows = made.summary.total();
        let mut text = format!("{} ({}, {rows} rows)", made.file.display(), size(made.bytes));
        if verify {
            text.push_str("\nread back and verified");
        }
        if !gone.is_empty() {
            text = format!("{text}\n{} older ones removed", gone.len());
        }
        text
    })
}

async fn verify(told: &Told, file: Option<PathBuf>, from: Option<PathBuf>) -> Outcome {
    // The secret is needed and the database is not: a backup can be verified where it is kept.
    let settings = setup::settings(told.config.as_deref())?;
    let secrets = setup::secrets(&settings)?;
    let file = if let Some(file) = file {
        file
    } else {
        let setup = Setup::open_as_it_is(told.config.as_deref()).await?;
        let folder = folder(&setup, from);
        let newest = backup::list(&folder)?.into_iter().next();
        let none = || crate::Failed::because(format!("no backup in {}", folder.display()));
        newest.ok_or_else(none)?.file
    };
    let checked = backup::verify(&file, &secrets)?;
    show(told.json, &checked, |checked| {
        let entries: u64 = checked.records.iter().map(|v| v.report.size).sum();
        format!(
            "{} is whole: {} rows of {}; {} records with {entries} entries verify",
            file.display(),
            checked.summary.total(),
            checked.summary.header.made_at.format("%Y-%m-%d %H:%M:%S UTC"),
            checked.records.len()
        )
    })
}

fn table(found: &[Listed]) -> String {
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|b| {
            vec![
                b.header.made_at.format("%Y-%m-%d %H:%M:%S").to_string(),
                size(b.bytes),
                b.header.engine.clone(),
                b.file.display().to_string(),
            ]
        })
        .collect();
    columns(&["MADE (UTC)", "SIZE", "FROM", "FILE"], &rows)
}

/// When the last backup was made, as the installation knows.
pub(crate) async fn last(tx: &Tx) -> kernel::Result<Option<DateTime<Utc>>> {
    let Some(text) = installation::get(tx, backup::LAST_BACKUP).await? else { return Ok(None) };
    let value: serde_json::Value = serde_json::from_str(&text)?;
    Ok(value.get("made_at").and_then(|at| at.as_str()).and_then(|at| at.parse().ok()))
}
