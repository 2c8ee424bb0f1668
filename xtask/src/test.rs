//! Everything that has to hold before a change is taken, cheapest first.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::postgres::Postgres;
use crate::{browser, run, tidy};

type Step = (&'static str, fn() -> Result<()>);

const STEPS: &[Step] = &[
    ("fmt", fmt),
    ("tidy", tidy::run),
    ("clippy", clippy),
    ("doc", doc),
    ("deny", deny),
    ("unit", unit),
    ("browser", browser::run),
    ("chaos", chaos),
];

/// Runs the steps named, or all.
pub fn run(names: &[String]) -> Result<()> {
    if names.iter().any(|n| n == "list") {
        for (name, _) in STEPS {
            println!("{name}");
        }
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|n| !STEPS.iter().any(|(name, _)| name == n)) {
        bail!("there is no step '{unknown}'; `cargo xtask test list` names them");
    }
    let mut failed = Vec::new();
    let mut passed = 0;
    for (name, step) in STEPS {
        if !names.is_empty() && !names.iter().any(|n| n == name) {
            continue;
        }
        println!("\n== {name}");
        let started = Instant::now();
        match step() {
            Ok(()) => passed += 1,
            Err(error) => {
                eprintln!("{error:#}");
                failed.push(*name);
            }
        }
        println!("== {name}: {} s", started.elapsed().as_secs());
    }
    println!("\n{passed} passed, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

fn fmt() -> Result<()> {
    run::run("cargo", &["fmt", "--all", "--check"])
}

fn clippy() -> Result<()> {
    let words = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    run::run("cargo", &words)
}

fn doc() -> Result<()> {
    let words = ["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"];
    let mut doc = run::command("cargo", &words);
    doc.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links");
    run::finish(doc)
}

/// Licences, bans and sources need no network; advisories are checked where their database is.
fn deny() -> Result<()> {
    for tool in ["cargo-deny", "cargo-machete"] {
        if !run::is_there(tool) {
            run::run("cargo", &["install", "--locked", "--quiet", tool])?;
        }
    }
    // What the lock file names for other systems too, so that nothing has to be asked for later.
    run::run("cargo", &["fetch", "--locked", "--quiet"])?;
    run::run("cargo", &["deny", "--offline", "check", "licenses", "bans", "sources"])?;
    // By its own name: as a subcommand it mistakes our `cargo run` for its own.
    run::run("cargo-machete", &["."])
}

/// Every fault for a few rounds; longer runs are made by hand (docs/running/chaos.md).
fn chaos() -> Result<()> {
    run::need("strace", "strace")?;
    run::run("cargo", &["build", "--quiet", "--package", "yousaid"])?;
    run::run("cargo", &["build", "--quiet", "--package", "bench", "--bin", "chaos"])?;
    let program = run::target().join("debug/chaos");
    let words = ["--no-build", "--seed", "1", "--minutes", "1"];
    run::run(&program.display().to_string(), &words)
}

fn unit() -> Result<()> {
    let postgres = Postgres::start()?;
    run::run("cargo", &["build", "--package", "yousaid", "--quiet"])?;
    let mut test = run::command("cargo", &["test", "--workspace", "--no-fail-fast"]);
    test.env("YOUSAID_TEST_POSTGRES", &postgres.address);
    run::finish(test)
}
