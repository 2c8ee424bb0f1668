//! Fetches the NHS design system (pinned by `package-lock.json`), compiles the Sass and lists what
//! the crate embeds. Nothing of the design system is kept in this repository.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

const NEED: &str = "YouSaid's pages are built with the NHS design system, which npm fetches. \
                    Install Node.js 20.19 or later with npm (nodejs.org, or your system's \
                    package manager), then build again.";

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}\n");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let root = folder("CARGO_MANIFEST_DIR")?;
    let out = folder("OUT_DIR")?;
    let watched = [
        "package.json",
        "package-lock.json",
        ".npmrc",
        "sass",
        "scripts",
        "node_modules/.yousaid-lock",
        "build.rs",
    ];
    for path in watched {
        println!("cargo::rerun-if-changed={path}");
    }
    install(&root)?;
    run(&root, "node", &["scripts/assets.mjs".into(), out.display().to_string()])
}

fn folder(name: &str) -> Result<PathBuf, String> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| format!("{name} is not set"))
}

/// Runs `npm ci` when the packages are absent, or were installed from another lock file.
fn install(root: &Path) -> Result<(), String> {
    let lock = fs::read_to_string(root.join("package-lock.json"))
        .map_err(|error| format!("web/package-lock.json cannot be read: {error}"))?;
    let mut hasher = DefaultHasher::new();
    lock.hash(&mut hasher);
    let wanted = format!("{:016x}", hasher.finish());
    let stamp = root.join("node_modules/.yousaid-lock");
    if fs::read_to_string(&stamp).is_ok_and(|found| found.trim() == wanted) {
        return Ok(());
    }
    run(root, npm(), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"].map(String::from))
        .map_err(|error| {
            format!("{error}\nThe design system's package could not be installed in web/.")
        })?;
    write_stamp(root, &stamp, &wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Writes the stamp as old as the lock file: Cargo runs a build script again when a watched file is
/// newer than the run that wrote it.
fn write_stamp(root: &Path, stamp: &Path, wanted: &str) -> std::io::Result<()> {
    fs::write(stamp, wanted)?;
    let age = fs::metadata(root.join("package-lock.json"))?.modified()?;
    fs::File::options().write(true).open(stamp)?.set_modified(age)
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn run(root: &Path, program: &str, arguments: &[String]) -> Result<(), String> {
    let output =
        Command::new(program).args(arguments).current_dir(root).output().map_err(|error| {
            match error.kind() {
                ErrorKind::NotFound => format!("'{program}' was not found. {NEED}"),
                _ => format!("'{program}' could not be started: {error}. {NEED}"),
            }
        })?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "'{program} {}' failed ({}).\n{}{}",
        arguments.join(" "),
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    ))
}
