//! `yousaid completions`.

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum For {
    Bash,
    Zsh,
    Fish,
}

/// What to print.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: For,
}

pub(super) fn run(args: &Args) {
    let shell = match args.shell {
        For::Bash => Shell::Bash,
        For::Zsh => Shell::Zsh,
        For::Fish => Shell::Fish,
    };
    let mut command = super::Cli::command();
    clap_complete::generate(shell, &mut command, "yousaid", &mut std::io::stdout());
}
