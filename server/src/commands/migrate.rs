//! `yousaid migrate`.

use kernel::db::migrate;
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::Setup;
use crate::show::show;

/// How to migrate.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print what would run, and run nothing
    #[arg(long, conflicts_with = "check")]
    plan: bool,
    /// Run nothing; exit with 1 when something is pending
    #[arg(long)]
    check: bool,
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    let setup = Setup::open_as_it_is(told.config.as_deref()).await?;
    if args.plan || args.check {
        let pending = migrate::pending(&setup.core.db, &setup.registry.migrations()).await?;
        show(told.json, &json!({ "pending": pending }), |_| match pending.len() {
            0 => "nothing to run".to_owned(),
            _ => pending.join("\n"),
        })?;
        if args.check && !pending.is_empty() {
            return Err(Failed::because(format!("{} migrations are pending", pending.len())));
        }
        return Ok(());
    }
    let ran = setup.migrate().await?;
    show(told.json, &json!({ "ran": ran }), |_| match ran.len() {
        0 => "nothing to run".to_owned(),
        _ => format!("ran {}", ran.join("\nran ")),
    })
}
