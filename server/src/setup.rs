//! Opening an installation for a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::Core;
use kernel::capability::Registry;
use kernel::clock::SystemClock;
use kernel::config::Settings;
use kernel::db::{Db, Engine, migrate};
use kernel::secrets::Secrets;

use crate::compose;
use crate::outcome::{Failed, Outcome};

/// The settings file that is read when none is named and it is there.
pub const SETTINGS_FILE: &str = "yousaid.toml";

/// An installation that was opened.
pub struct Setup {
    /// What the capabilities declare.
    pub registry: Arc<Registry>,
    /// Its services.
    pub core: Arc<Core>,
}

/// The settings file: the one that was named, or the one in the working folder.
pub fn settings_file(named: Option<&Path>) -> Option<PathBuf> {
    let usual = || Some(PathBuf::from(SETTINGS_FILE)).filter(|file| file.exists());
    named.map(Path::to_path_buf).or_else(usual)
}

/// Reads the settings. What is wrong with them is a matter of how the program was asked.
pub fn settings(named: Option<&Path>) -> Outcome<Settings> {
    let file = settings_file(named);
    Settings::read(file.as_deref()).map_err(|error| match error {
        kernel::Error::Internal(says) => Failed::usage(says),
        other => Failed::Kernel(other),
    })
}

/// Reads the installation's secret.
pub fn secrets(settings: &Settings) -> Outcome<Secrets> {
    let file = &settings.secrets.file;
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failed::because(format!(
            "the secret file {} cannot be read: {error}; `yousaid init` makes one",
            file.display()
        ))
    })?;
    Ok(Secrets::read(&text)?)
}

/// The file of an embedded database; none for a server.
pub fn database_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Opens the database, which must be there already.
pub async fn database(settings: &Settings) -> Outcome<Db> {
    if let Some(file) = database_file(&settings.database.url)
        && !file.exists()
    {
        return Err(Failed::because(format!(
            "there is no database {}; `yousaid init` makes one",
            file.display()
        )));
    }
    Ok(Db::open(&settings.database.url).await?)
}

impl Setup {
    /// Opens the installation as it is, whatever its tables are.
    pub async fn open_as_it_is(named: Option<&Path>) -> Outcome<Self> {
        let settings = settings(named)?;
        Self::of(settings).await
    }

    /// Opens the installation; refuses when it has migrations to run.
    pub async fn open(named: Option<&Path>) -> Outcome<Self> {
        let setup = Self::open_as_it_is(named).await?;
        setup.demand_migrated().await?;
        Ok(setup)
    }

    /// Opens the installation of these settings.
    pub async fn of(settings: Settings) -> Outcome<Self> {
        let secrets = secrets(&settings)?;
        let db = database(&settings).await?;
        let registry = Arc::new(compose::registry());
        let core = compose::core(&registry, settings, secrets, db);
        Ok(Self { registry, core })
    }

    /// Refuses when there are migrations to run.
    pub async fn demand_migrated(&self) -> Outcome {
        let pending = migrate::pending(&self.core.db, &self.registry.migrations()).await?;
        match pending.len() {
            0 => Ok(()),
            n => Err(Failed::because(format!(
                "the database has {n} migrations to run; back it up, then run `yousaid migrate`"
            ))),
        }
    }

    /// Runs the migrations that are pending.
    pub async fn migrate(&self) -> Outcome<Vec<&'static str>> {
        Ok(migrate::run(&self.core.db, &SystemClock, &self.registry.migrations()).await?)
    }

    /// The folder that holds what is this installation's own: backups go there unless told.
    pub fn folder(&self) -> PathBuf {
        let settings = &self.core.settings;
        let file = database_file(&settings.database.url)
            .filter(|_| self.core.db.engine == Engine::Sqlite)
            .unwrap_or_else(|| settings.secrets.file.clone());
        file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
    }
}
