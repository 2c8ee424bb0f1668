//! `yousaid quarantine`.

use clap::ValueEnum;
use kernel::backup;
use kernel::mail::Waiting;
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::show::show;

/// What to do with the quarantine.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Say whether this is a restored copy that nobody has released
    Show,
    /// Release it: mail leaves and jobs run again, once the service is restarted
    Lift {
        /// What to do with the letters that waited in the backup; the original may have sent them
        #[arg(long, value_enum, default_value = "keep-back")]
        letters: Letters,
        /// Why, for the audit
        #[arg(long)]
        reason: String,
    },
}

/// What to do with letters that waited.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Letters {
    /// Keep them, each to be sent by `yousaid mail retry` or not at all.
    KeepBack,
    /// Send them.
    Send,
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Show => {
            let tx = setup.core.read().await?;
            let found = backup::quarantine(&tx).await?;
            let epoch = backup::epoch(&tx).await?;
            show(told.json, &json!({ "quarantine": found, "epoch": epoch }), |_| match &found {
                Some(q) => format!(
                    "in quarantine since {}, restored from a backup of {}; epoch {epoch}",
                    q.since, q.backup_made_at
                ),
                None => format!("not in quarantine; epoch {epoch}"),
            })
        }
        Command::Lift { letters, reason } => {
            let tx = setup.core.write(&super::actor()).await?;
            let letters = match letters {
                Letters::KeepBack => Waiting::KeepBack,
                Letters::Send => Waiting::Send,
            };
            if backup::quarantine(&tx).await?.is_none() {
                return Err(Failed::because("this is not a restored copy in quarantine"));
            }
            let done = backup::lift(&tx, letters, &reason).await?;
            let kept = tx.commit(done).await?.value;
            show(told.json, &json!({ "kept_back": kept }), |_| {
                format!("released; {kept} letters are kept back. Restart the service.")
            })
        }
    }
}
