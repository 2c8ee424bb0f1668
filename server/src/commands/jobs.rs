//! `yousaid jobs`.

use std::sync::Arc;

use clap::ValueEnum;
use kernel::jobs::{self, Filter, State, Worker};
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::show::{columns, show};

/// What to do with the jobs.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List jobs, newest first
    List {
        /// Only those in this state
        #[arg(long, value_enum)]
        state: Option<Which>,
        /// Only those of this kind
        #[arg(long)]
        kind: Option<String>,
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Run what is due now, and wait for it
    Run {
        /// How many at most
        #[arg(long, default_value_t = 1000)]
        limit: usize,
    },
    /// Free the jobs of workers that died
    Reap,
}

/// A state to look for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Which {
    /// Waits.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Waits for a person.
    Failed,
}

impl From<Which> for State {
    fn from(which: Which) -> Self {
        match which {
            Which::Queued => Self::Queued,
            Which::Running => Self::Running,
            Which::Done => Self::Done,
            Which::Failed => Self::Failed,
        }
    }
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::List { state, kind, limit } => {
            let tx = setup.core.read().await?;
            let which = Filter { state: state.map(Into::into), kind, body: None };
            let (found, all) = jobs::list(&tx, &which, limit, 0).await?;
            let value = json!({ "all": all, "jobs": found.iter().map(|job| json!({
                "id": job.id, "kind": job.kind, "state": job.state, "run_at": job.run_at,
                "attempts": job.attempts, "last_error": job.last_error,
                "created_at": job.created_at, "finished_at": job.finished_at,
            })).collect::<Vec<_>>() });
            show(told.json, &value, |_| {
                let rows: Vec<Vec<String>> = found
                    .iter()
                    .map(|job| {
                        let error = job.last_error.clone().unwrap_or_default();
                        let run_at = job.run_at.format("%Y-%m-%d %H:%M:%S").to_string();
                        let attempts = job.attempts.to_string();
                        vec![
                            job.id.to_string(),
                            job.kind.clone(),
                            job.state.clone(),
                            run_at,
                            attempts,
                            error,
                        ]
                    })
                    .collect();
                columns(&["ID", "KIND", "STATE", "DUE (UTC)", "TRIES", "LAST ERROR"], &rows)
            })
        }
        Command::Run { limit } => {
            if kernel::backup::quarantine(&*setup.core.read().await?).await?.is_some() {
                return Err(Failed::because(
                    "this is a restored copy in quarantine: no job runs until \
                     `yousaid quarantine lift`",
                ));
            }
            let worker = Worker::new(Arc::clone(&setup.core), &setup.registry);
            let ran = worker.run_due(limit).await?;
            show(told.json, &json!({ "ran": ran }), |_| format!("{ran} jobs ran"))
        }
        Command::Reap => {
            let tx = setup.core.write(&super::actor()).await?;
            let done = jobs::reap(&tx).await?;
            let reaped = tx.commit(done).await?.value;
            show(told.json, &json!({ "reaped": reaped }), |_| format!("{reaped} jobs were freed"))
        }
    }
}
