//! `yousaid man`.

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::outcome::Outcome;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let command = super::Cli::command();
    match &args.to {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(command, folder)?;
        }
        None => clap_mangen::Man::new(command).render(&mut std::io::stdout())?,
    }
    Ok(())
}
