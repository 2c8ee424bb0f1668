//! `yousaid doctor`: everything that could be wrong, and what to do about it.

mod database;
mod machine;

use std::path::PathBuf;

use serde::Serialize;
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::{self, Setup};
use crate::show::{columns, show};

/// How to look.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Count warnings as failures
    #[arg(long)]
    strict: bool,
}

/// How one matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// Somebody should look.
    Warn,
    /// It does not work, or people's words are at risk.
    Fail,
}

/// One matter that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// What was looked at.
    pub what: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found, and what to do.
    pub says: String,
}

/// Gathers what is found.
#[derive(Default)]
pub(crate) struct Findings(Vec<Found>);

impl Findings {
    pub(crate) fn add(&mut self, what: &'static str, state: State, says: impl Into<String>) {
        self.0.push(Found { what, state, says: says.into() });
    }

    pub(crate) fn ok(&mut self, what: &'static str, says: impl Into<String>) {
        self.add(what, State::Ok, says);
    }

    pub(crate) fn warn(&mut self, what: &'static str, says: impl Into<String>) {
        self.add(what, State::Warn, says);
    }

    pub(crate) fn fail(&mut self, what: &'static str, says: impl Into<String>) {
        self.add(what, State::Fail, says);
    }
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    let found = look(told.config.as_deref()).await?;
    show(told.json, &json!({ "found": found }), |_| {
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|f| {
                let state = match f.state {
                    State::Ok => "ok",
                    State::Warn => "WARN",
                    State::Fail => "FAIL",
                };
                vec![state.to_owned(), f.what.to_owned(), f.says.clone()]
            })
            .collect();
        columns(&["", "WHAT", "FOUND"], &rows)
    })?;
    let worst = if args.strict { State::Warn } else { State::Fail };
    let bad = found.iter().filter(|f| f.state == State::Fail || f.state == worst).count();
    match bad {
        0 => Ok(()),
        n => Err(Failed::because(format!("{n} matters need attention"))),
    }
}

/// Looks at everything. A matter that cannot be looked at is found to be wrong; the others are
/// looked at all the same.
pub async fn look(named: Option<&std::path::Path>) -> Outcome<Vec<Found>> {
    let settings = setup::settings(named)?;
    let mut found = Findings::default();
    let file = setup::settings_file(named);
    match &file {
        Some(file) => found.ok("settings", format!("{} is sound", file.display())),
        None => found.warn("settings", "no settings file: the defaults are used"),
    }
    machine::address(&settings, &mut found);
    machine::secret(&settings.secrets.file, &mut found);
    machine::mail_server(&settings, &mut found).await;
    match Setup::of(settings.clone()).await {
        Ok(setup) => {
            let folder: PathBuf = setup.folder();
            machine::disk(&folder, &mut found);
            machine::fsync(&folder, &mut found);
            database::look(&setup, &mut found).await;
        }
        Err(failed) => found.fail("database", failed.says()),
    }
    Ok(found.0)
}
