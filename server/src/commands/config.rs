//! `yousaid config`.

use serde_json::{Value, json};

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup;
use crate::show::show;

/// What to do with the settings.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Read the settings as the service would; exit with 2 when they are wrong
    Check,
    /// Print every setting with its value
    Show {
        /// Leave out the password in the database's address
        #[arg(long)]
        redacted: bool,
    },
}

pub(super) fn run(told: &Told, command: &Command) -> Outcome {
    let settings = setup::settings(told.config.as_deref())?;
    match command {
        Command::Check => {
            setup::secrets(&settings)?;
            let file = setup::settings_file(told.config.as_deref());
            show(told.json, &json!({ "ok": true, "file": file }), |_| match &file {
                Some(file) => format!("the settings in {} are sound", file.display()),
                None => "there is no settings file; the defaults are sound".to_owned(),
            })
        }
        Command::Show { redacted } => {
            let mut settings = settings;
            if *redacted {
                settings.database.url = without_password(&settings.database.url);
            }
            let value: Value = serde_json::to_value(&settings)?;
            let text = toml::to_string(&settings).map_err(|e| Failed::because(e.to_string()))?;
            show(told.json, &value, |_| text)
        }
    }
}

/// An address without the password in it.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // The last @ ends it, whatever the password has in it.
    let Some((who, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match who.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_left_out_and_nothing_else() {
        let url = "postgres://me:p@ss:w/rd@host:5/db?x=1";
        assert_eq!(without_password(url), "postgres://me:***@host:5/db?x=1");
        assert_eq!(without_password("postgres://me@host/db"), "postgres://me@host/db");
        assert_eq!(without_password("sqlite:/a/b.db"), "sqlite:/a/b.db");
    }
}
