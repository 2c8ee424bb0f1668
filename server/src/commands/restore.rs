//! `yousaid restore`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::backup;
use kernel::config::Settings;
use kernel::db::Db;
use serde_json::json;

use super::{Told, config, init};
use crate::compose;
use crate::outcome::{Failed, Outcome};
use crate::setup::{self, SETTINGS_FILE};
use crate::show::show;

/// What to restore, and where to.
///
/// The copy is always in quarantine: no mail leaves and no job runs until `yousaid quarantine
/// lift`, every page says what it is, and each body's record has an entry that a new epoch began.
/// The installation's own secret is needed, as the settings name it: without it the record cannot
/// be verified nor receipts be signed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    file: PathBuf,
    /// A new folder, which gets an embedded database, settings and a copy of the secret; or the
    /// address of an empty database, `postgres://user@host/name` or `sqlite:FILE` (a password
    /// comes from PGPASSWORD or ~/.pgpass)
    #[arg(long, value_name = "FOLDER-OR-URL")]
    to: String,
    /// Restore even if the record in the backup does not verify
    #[arg(long)]
    even_if_at_fault: bool,
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    if config::without_password(&args.to) != args.to {
        return Err(Failed::usage(
            "a password must not stand on the command line, where others on the machine can see \
             it: leave it out of --to, and give it as PGPASSWORD or in ~/.pgpass",
        ));
    }
    let mut settings = setup::settings(told.config.as_deref())?;
    let secrets = setup::secrets(&settings)?;
    let is_url = args.to.starts_with("postgres") || args.to.starts_with("sqlite:");
    let folder = (!is_url).then(|| PathBuf::from(&args.to));
    settings.database.url = match &folder {
        None => args.to.clone(),
        Some(folder) => prepare(folder, &settings)?,
    };
    let new_file = setup::database_file(&settings.database.url).filter(|file| !file.exists());
    let outcome = fill(&args, settings, secrets).await;
    let restored = match outcome {
        Ok(restored) => restored,
        Err(failed) => {
            // A database that this command made, and could not fill, goes again.
            if let Some(file) = new_file {
                for end in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{end}", file.display()));
                }
            }
            return Err(failed);
        }
    };
    let settings_file = folder.map(|folder| folder.join(SETTINGS_FILE));
    let value = json!({ "restored": restored, "settings": settings_file });
    show(told.json, &value, |_| {
        let mut text = format!(
            "{} rows of {} are restored, in quarantine; epoch {} begins",
            restored.summary.total(),
            restored.summary.header.made_at.format("%Y-%m-%d %H:%M:%S UTC"),
            restored.epoch
        );
        for record in restored.records.iter().filter(|r| !r.is_good()) {
            let at = record.first_bad.unwrap_or(0);
            text =
                format!("{text}\nthe record of body {} is at fault from entry {at}", record.body);
        }
        match &settings_file {
            Some(file) => format!("{text}\nLook at it:  yousaid --config {} serve", file.display()),
            None => format!(
                "{text}\nSet database.url to it and look at it before you lift the quarantine"
            ),
        }
    })
}

async fn fill(
    args: &Args,
    settings: Settings,
    secrets: kernel::secrets::Secrets,
) -> Outcome<backup::Restored> {
    let db = Db::open(&settings.database.url).await?;
    if let Some(file) = setup::database_file(&settings.database.url) {
        init::set_mode(&file, 0o600)?;
    }
    let registry = Arc::new(compose::registry());
    let core = compose::core(&registry, settings, secrets, db);
    let outcome =
        backup::restore(&core, &registry.migrations(), &args.file, args.even_if_at_fault).await;
    core.db.clone().close().await?;
    Ok(outcome?)
}

/// Makes the folder of a copy, with a copy of the secret and settings of its own; the address of
/// its database.
fn prepare(folder: &Path, settings: &Settings) -> Outcome<String> {
    fs::create_dir_all(folder)?;
    init::set_mode(folder, 0o700)?;
    let folder = folder.canonicalize()?;
    let database = folder.join("yousaid.db");
    if database.exists() {
        return Err(Failed::because(format!("{} is there already", database.display())));
    }
    let url = format!("sqlite:{}", database.display());
    let secret_file = folder.join("secret.key");
    if !secret_file.exists() {
        init::write_private(&secret_file, &fs::read_to_string(&settings.secrets.file)?)?;
    }
    let settings_file = folder.join(SETTINGS_FILE);
    if !settings_file.exists() {
        let server = &settings.server;
        let text = init::settings_file_text(
            &server.listen,
            &server.listen_health,
            &server.address,
            &url,
            &secret_file,
        );
        init::write_private(&settings_file, &text)?;
    }
    Ok(url)
}
