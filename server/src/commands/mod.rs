//! The commands: a file a verb.

pub mod backup;
mod bodies;
mod completions;
mod config;
mod demo;
pub mod doctor;
mod import;
mod init;
mod insight;
mod jobs;
mod mail;
mod man;
mod migrate;
mod quarantine;
mod record;
mod restore;
mod role;
pub mod serve;
mod user;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::Outcome;
use crate::setup::Setup;

/// The engagement record of a health commissioner: what people said, what was decided because of
/// it, and the reply they got.
///
/// Settings come from a TOML file (--config, YOUSAID_CONFIG, or yousaid.toml in this folder) and
/// from the environment (YOUSAID_SERVER__LISTEN and so on). No command takes a secret as an
/// argument, where others on the machine could see it.
///
/// Exit codes: 0 it went well; 1 it failed; 2 it was not asked in a way that can be understood;
/// 3 something kept is not what it was.
#[expect(clippy::doc_markdown, reason = "it is printed as it stands")]
#[derive(Debug, Parser)]
#[command(
    name = "yousaid",
    version,
    about,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// The settings file
    #[arg(long, global = true, env = "YOUSAID_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print what is found as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site
    Serve(serve::Args),
    /// Make a demonstration and serve it on this machine: nothing to set up, nobody real in it
    Demo(demo::Args),
    /// Make a new installation: folder, secret, settings, database and the first administrator
    Init(init::Args),
    /// Bring the database's tables up to this version
    Migrate(migrate::Args),
    /// Look at everything that could be wrong, and say what to do about it
    Doctor(doctor::Args),
    /// Look after the people who can sign in
    #[command(subcommand)]
    User(user::Command),
    /// Give and take roles, and explain them
    #[command(subcommand)]
    Role(role::Command),
    /// Look after the bodies that own records
    #[command(subcommand)]
    Body(bodies::Command),
    /// Make, list, verify and prune backups
    #[command(subcommand)]
    Backup(backup::Command),
    /// Put a backup into an empty database, in quarantine
    Restore(restore::Args),
    /// See or end the quarantine of a restored copy
    #[command(subcommand)]
    Quarantine(quarantine::Command),
    /// Bring comments or the list of practices in from a file
    #[command(subcommand)]
    Import(import::Command),
    /// Read comments and votes in files, on this machine alone
    #[command(subcommand)]
    Insight(insight::Command),
    /// Verify, sign, prove and export the record
    #[command(subcommand)]
    Record(record::Command),
    /// Check or show the settings
    #[command(subcommand)]
    Config(config::Command),
    /// See to the letters that leave
    #[command(subcommand)]
    Mail(mail::Command),
    /// See to the work that is done later
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page, or write one for each command
    Man(man::Args),
}

/// What every command is told.
pub(crate) struct Told {
    config: Option<PathBuf>,
    json: bool,
}

impl Told {
    async fn open(&self) -> Outcome<Setup> {
        Setup::open(self.config.as_deref()).await
    }
}

/// Runs what the command line asks.
pub async fn run(cli: Cli) -> Outcome {
    let told = Told { config: cli.config, json: cli.json };
    match cli.command {
        Command::Serve(args) => serve::run(&told, args).await,
        Command::Demo(args) => demo::run(&told, args).await,
        Command::Init(args) => init::run(&told, args).await,
        Command::Migrate(args) => migrate::run(&told, args).await,
        Command::Doctor(args) => doctor::run(&told, args).await,
        Command::User(command) => user::run(&told, command).await,
        Command::Role(command) => role::run(&told, command).await,
        Command::Body(command) => bodies::run(&told, command).await,
        Command::Backup(command) => backup::run(&told, command).await,
        Command::Restore(args) => restore::run(&told, args).await,
        Command::Quarantine(command) => quarantine::run(&told, command).await,
        Command::Import(command) => import::run(&told, command).await,
        Command::Insight(command) => insight::run(&told, command),
        Command::Record(command) => record::run(&told, command).await,
        Command::Config(command) => config::run(&told, &command),
        Command::Mail(command) => mail::run(&told, command).await,
        Command::Jobs(command) => jobs::run(&told, command).await,
        Command::Completions(args) => {
            completions::run(&args);
            Ok(())
        }
        Command::Man(args) => man::run(&args),
    }
}

/// Who acts when an administrator types a command on the machine.
pub(crate) fn actor() -> kernel::Actor {
    kernel::Actor::system("command")
}

/// The body of a slug.
pub(crate) async fn body(tx: &kernel::Tx, slug: &str) -> Outcome<kernel::bodies::Body> {
    let found = kernel::bodies::by_slug(tx, slug).await?;
    found.ok_or_else(|| crate::Failed::because(format!("there is no body '{slug}'")))
}
