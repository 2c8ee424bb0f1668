//! The program `yousaid`: it knows every capability and decides nothing. Each command is a file
//! in [`commands`]; [`compose`] is the one list of what the product is made of.

pub mod commands;
pub mod compose;
pub mod disk;
mod health;
mod http;
mod logs;
mod outcome;
pub mod setup;
mod show;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use commands::Cli;
pub use outcome::{Failed, Outcome};

/// Reads the command line, runs the command, and says how it went: 0 it went well, 1 it failed,
/// 2 it was not asked in a way that can be understood, 3 something kept is not what it was.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // One library for TLS, chosen here, where every user of it starts.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("yousaid: another library for TLS was chosen before");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("yousaid: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(commands::run(cli));
    // What is still under way has had its time; a stuck name look-up must not hold the exit up.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("yousaid: {}", failed.says());
            ExitCode::from(failed.code())
        }
    }
}
