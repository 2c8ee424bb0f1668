//! Measures the product against floors taken in the same run, and prints a table of ratios.
//! Nothing here asserts a time: a slow machine is slow on both sides of a ratio.
#![expect(clippy::cast_precision_loss, reason = "figures for people to read")]

mod groups;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use bench::figures::Table;
use bench::{machine, site};
use clap::Parser;

use groups::Extent;

/// Measures YouSaid on this machine.
#[derive(Debug, Parser)]
struct Asked {
    /// Only these groups: pages, submit, import, queries, verify, start
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// A hundredth of the work, to see that it runs
    #[arg(long)]
    quick: bool,
    /// Write the table into this file as well
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Repeat the comments of this file rather than words that are made up
    #[arg(long)]
    comments: Option<PathBuf>,
    /// Where to put what is made, some gigabytes; gone at the end unless named
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Use the program as it was built last
    #[arg(long)]
    no_build: bool,
}

const GROUPS: [&str; 6] = ["pages", "submit", "import", "queries", "verify", "start"];

async fn measure(table: &mut Table, name: &str, extent: &Extent) -> Result<()> {
    match name {
        "pages" => groups::pages::run(table, extent).await,
        "submit" => groups::submit::run(table, extent).await,
        "import" => groups::import::run(table, extent).await,
        "queries" => groups::queries::run(table, extent).await,
        "verify" => groups::verify::run(table, extent).await,
        "start" => groups::start::run(table, extent).await,
        other => bail!("no group '{other}': {}", GROUPS.join(", ")),
    }
}

fn build() -> Result<()> {
    let words = ["build", "--release", "--quiet", "--package", "yousaid"];
    let status = Command::new("cargo").args(words).current_dir(site::root()).status()?;
    if status.success() { Ok(()) } else { bail!("the product does not build") }
}

#[tokio::main]
async fn main() -> Result<()> {
    let asked = Asked::parse();
    if !asked.no_build {
        build()?;
    }
    let temporary = tempfile::tempdir()?;
    let folder = asked.folder.unwrap_or_else(|| temporary.path().to_path_buf());
    std::fs::create_dir_all(&folder)?;
    let extent = Extent {
        time: Duration::from_millis(if asked.quick { 500 } else { 5_000 }),
        many: if asked.quick { 10_000 } else { 1_000_000 },
        connections: if asked.quick { 640 } else { 10_048 },
        comments: asked.comments.map(std::fs::canonicalize).transpose()?,
        folder: std::fs::canonicalize(folder)?,
    };
    let before = machine::load();
    let mut table = Table::default();
    let mut failed = Vec::new();
    for name in GROUPS {
        if !asked.only.is_empty() && !asked.only.iter().any(|only| only == name) {
            continue;
        }
        if let Err(error) = measure(&mut table, name, &extent).await {
            eprintln!("{name}: {error:#}");
            failed.push(name);
        }
    }
    let page = format!(
        "Measured on {}. Load average {before} before, {} after.\n{}",
        machine::described(),
        machine::load(),
        table.markdown()
    );
    println!("{page}");
    if let Some(file) = asked.markdown {
        std::fs::write(file, &page)?;
    }
    if failed.is_empty() { Ok(()) } else { bail!("not measured: {}", failed.join(", ")) }
}
