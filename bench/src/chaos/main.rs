//! Breaks things while people submit, and checks that every promise was kept. Seeded, so that a
//! run can be repeated as far as a machine allows; the result is JSON and bears the seed.
//! `docs/running/chaos.md` explains it.

mod clients;
mod disk_errors;
mod disk_full;
mod kill;
mod ledger;
mod mail;
mod oracle;
mod smtp;
mod stop;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Result, bail};
use bench::site::{self, Plan};
use bench::words::Dice;
use bench::world::World;
use clap::{Parser, Subcommand};
use serde_json::{Value, json};

use oracle::Judged;

/// Injects faults into YouSaid on this machine.
#[derive(Debug, Parser)]
struct Asked {
    /// What chance begins with
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long, over all faults
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// Only these: F1 killed, F3 errors of the disk, F4 disk full, F11 mail server misbehaves,
    /// F17 asked to stop
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Use the program as it was built last
    #[arg(long)]
    no_build: bool,
    /// Keep the folders, to look at
    #[arg(long)]
    keep: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// People at the form; started by the harness itself
    #[command(hide = true)]
    Clients(clients::Called),
}

/// What a fault is given to run.
pub struct Run {
    /// A folder of its own.
    pub folder: PathBuf,
    /// How long.
    pub time: Duration,
    /// Chance.
    pub dice: Dice,
}

impl Run {
    /// An installation in the folder, with its body.
    pub async fn install(&self) -> Result<Plan> {
        install_in(&self.folder).await
    }

    /// Where the clients write down what they saw.
    pub fn ledger(&self) -> PathBuf {
        self.folder.join("ledger.tsv")
    }

    /// Some time between two lengths, in milliseconds.
    pub async fn wait(&mut self, from: u64, to: u64) {
        let millis = from + self.dice.below(to - from);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// An installation in a folder, with its body.
pub async fn install_in(folder: &Path) -> Result<Plan> {
    let plan = Plan::new(folder)?;
    let world = World::open(&plan.url()).await?;
    world.core.db.clone().close().await?;
    Ok(plan)
}

const FAULTS: [&str; 5] = ["F1", "F3", "F4", "F11", "F17"];

async fn inject(fault: &str, run: Run) -> Result<Judged> {
    match fault {
        "F1" => kill::run(run).await,
        "F3" => disk_errors::run(run).await,
        "F4" => disk_full::run(run).await,
        "F11" => mail::run(run).await,
        "F17" => stop::run(run).await,
        other => bail!("no fault '{other}': {}", FAULTS.join(", ")),
    }
}

fn build() -> Result<()> {
    let words = ["build", "--release", "--quiet", "--package", "yousaid"];
    let status = Command::new("cargo").args(words).current_dir(site::root()).status()?;
    if status.success() { Ok(()) } else { bail!("the product does not build") }
}

async fn harness(asked: &Asked) -> Result<bool> {
    if !asked.no_build {
        build()?;
    }
    let only: Vec<&str> = match asked.only.as_slice() {
        [] => FAULTS.to_vec(),
        some => some.iter().map(String::as_str).collect(),
    };
    let each = u32::try_from(only.len())?;
    let time = Duration::from_secs_f64(asked.minutes * 60.0) / each;
    let mut results: Vec<Value> = Vec::new();
    for fault in only {
        let folder = tempfile::tempdir()?;
        eprintln!("{fault}: {} s in {}", time.as_secs(), folder.path().display());
        let dice = Dice::new(asked.seed);
        let run = Run { folder: folder.path().to_path_buf(), time, dice };
        let judged = inject(fault, run).await.unwrap_or_else(|error| Judged {
            wrong: vec![format!("{error:#}")],
            ..Judged::default()
        });
        results.push(oracle::as_json(fault, judged));
        if asked.keep {
            let _ = folder.keep();
        }
    }
    let passed = results.iter().all(|result| result["passed"] == true);
    let whole = json!({ "seed": asked.seed, "passed": passed, "faults": results });
    println!("{}", serde_json::to_string_pretty(&whole)?);
    Ok(passed)
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let asked = Asked::parse();
    if let Some(Part::Clients(called)) = asked.part {
        clients::run(called).await?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(if harness(&asked).await? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
