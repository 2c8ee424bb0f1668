//! `yousaid init`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use identity::{self, Invite, Invited};
use kernel::config::Settings;
use kernel::db::Db;
use kernel::ids::SystemChance;
use kernel::secrets::Secrets;
use serde_json::json;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::{SETTINGS_FILE, Setup, database_file};
use crate::show::show;

/// What to make.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for settings, secret and data
    #[arg(long, value_name = "FOLDER", default_value = "yousaid-data")]
    folder: PathBuf,
    /// The site's address as people type it
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    address: String,
    /// Where the service listens
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where health, readiness and metrics are served; empty for nowhere
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    listen_health: String,
    /// A database server, `postgres://user@host/name`; its password comes from the environment
    /// (`PGPASSWORD`) or ~/.pgpass (default: an embedded database in the folder)
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The first administrator's e-mail address
    #[arg(long)]
    email: String,
    /// The first administrator's name
    #[arg(long)]
    name: String,
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    check(&args)?;
    fs::create_dir_all(&args.folder)?;
    set_mode(&args.folder, 0o700)?;
    let folder = args.folder.canonicalize()?;
    let settings_file = told.config.clone().unwrap_or_else(|| folder.join(SETTINGS_FILE));
    let secret_file = folder.join("secret.key");
    let database = match &args.database {
        Some(url) => url.clone(),
        None => format!("sqlite:{}", folder.join("yousaid.db").display()),
    };
    demand_absent(&[Some(&settings_file), Some(&secret_file), database_file(&database).as_ref()])?;
    demand_new_database(&database).await?;

    let (_, secret) = Secrets::generate(&SystemChance::default());
    write_private(&secret_file, &format!("{secret}\n"))?;
    write_private(&settings_file, &settings_text(&args, &database, &secret_file))?;
    let made = make(&args, &settings_file).await;
    let link = match made {
        Ok(link) => link,
        Err(failed) => {
            // Nothing half done: the next attempt finds the folder as this one did.
            for file in [&settings_file, &secret_file] {
                let _ = fs::remove_file(file);
            }
            if let Some(file) = database_file(&database) {
                for end in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{end}", file.display()));
                }
            }
            return Err(failed);
        }
    };
    let value = json!({
        "settings": settings_file, "secret": secret_file, "invitation": link,
    });
    show(told.json, &value, |_| {
        format!(
            "Settings:  {}\nSecret:    {} (keep a copy apart from the backups)\n\n\
             Start the service:\n  yousaid --config {} serve\n\n\
             Then open this link to choose a password. It works once, for seven days, and is not \
             shown again:\n  {link}",
            settings_file.display(),
            secret_file.display(),
            settings_file.display()
        )
    })
}

fn check(args: &Args) -> Outcome {
    if let Some(url) = &args.database {
        if !url.starts_with("postgres") {
            return Err(Failed::usage("--database must begin with postgres://"));
        }
        if super::config::without_password(url) != *url {
            return Err(Failed::usage(
                "a password must not stand on the command line, where others on the machine can \
                 see it: leave it out of --database, and give it as PGPASSWORD or in ~/.pgpass",
            ));
        }
    }
    let mut settings = Settings::default();
    settings.server.address.clone_from(&args.address);
    settings.server.listen.clone_from(&args.listen);
    settings.server.listen_health.clone_from(&args.listen_health);
    settings.check().map_err(|error| Failed::usage(crate::words::of_error(&error)))
}

fn demand_absent(files: &[Option<&PathBuf>]) -> Outcome {
    match files.iter().flatten().find(|file| file.exists()) {
        None => Ok(()),
        Some(file) => Err(Failed::because(format!("{} is there already", file.display()))),
    }
}

/// A server's database may be another installation's.
async fn demand_new_database(url: &str) -> Outcome {
    if database_file(url).is_some() {
        return Ok(());
    }
    let db = Db::open(url).await?;
    let tx = db.read().await?;
    let found = tx.count("SELECT COUNT(*) FROM body", kernel::values![]).await;
    drop(tx);
    db.close().await?;
    match found {
        Ok(_) => Err(Failed::because("that database has an installation in it already")),
        Err(_) => Ok(()),
    }
}

/// Makes the tables and the first administrator; the link that the administrator is to open.
async fn make(args: &Args, settings_file: &Path) -> Outcome<String> {
    let settings = crate::setup::settings(Some(settings_file))?;
    // The embedded database is made by opening it.
    Db::open(&settings.database.url).await?.close().await?;
    if let Some(file) = database_file(&settings.database.url) {
        set_mode(&file, 0o600)?;
    }
    let setup = Setup::of(settings).await?;
    setup.migrate().await?;
    let invite = Invite {
        email: args.email.clone(),
        name: args.name.clone(),
        administrator: true,
        roles: Vec::new(),
    };
    let tx = setup.core.write(&super::actor()).await?;
    let done = identity::invite(&tx, &invite).await?;
    let invited = tx.commit(done).await?.value;
    let link = link(&setup, &invited);
    setup.core.db.clone().close().await?;
    link.ok_or_else(|| Failed::because("no invitation was made"))
}

/// The link of an invitation, when one was made.
pub(super) fn link(setup: &Setup, invited: &Invited) -> Option<String> {
    match invited {
        Invited::Sent(issued) => {
            let address = &setup.core.settings.server.address;
            Some(format!("{address}/invitation/{}", issued.token))
        }
        Invited::Known(_) => None,
    }
}

fn settings_text(args: &Args, database: &str, secret_file: &Path) -> String {
    settings_file_text(&args.listen, &args.listen_health, &args.address, database, secret_file)
}

/// A settings file: what this installation needs, and where to find the rest.
pub(super) fn settings_file_text(
    listen: &str,
    listen_health: &str,
    address: &str,
    database: &str,
    secret_file: &Path,
) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "# Settings of YouSaid. docs/running/configure.md explains each; \
         `yousaid config show` prints all.\n\n\
         [server]\nlisten = {}\nlisten_health = {}\naddress = {}\n\n\
         [database]\nurl = {}\n\n\
         [secrets]\nfile = {}\n\n\
         [mail]\n# Letters wait until this is true and host, port and guard are right.\n\
         enabled = false\n",
        quoted(listen),
        quoted(listen_health),
        quoted(address),
        quoted(database),
        quoted(&secret_file.display().to_string())
    )
}

/// Writes a file that only its owner may read, and that was not there.
pub(super) fn write_private(file: &Path, text: &str) -> Outcome {
    use std::os::unix::fs::OpenOptionsExt as _;
    let told = |e: std::io::Error| Failed::because(format!("{}: {e}", file.display()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut out = options.open(file).map_err(told)?;
    out.write_all(text.as_bytes()).map_err(told)?;
    out.sync_all().map_err(told)
}

pub(super) fn set_mode(path: &Path, mode: u32) -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|e| Failed::because(format!("{}: {e}", path.display())))
}
