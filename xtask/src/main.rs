//! The house's own automation: `cargo xtask test` runs everything that has to hold before a
//! change is taken; `cargo xtask help` lists the rest.

mod browser;
mod postgres;
mod run;
mod test;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "cargo xtask VERB

  test          everything that has to hold: format, tidy, clippy, docs, licences, tests on both
                databases, journeys in a browser, a short chaos run
  test STEP …   only these steps; `cargo xtask test list` names them
  tidy          the rules of the house that the compiler does not know
  browser       journeys in a browser against a demonstration of its own
  postgres      starts a PostgreSQL for tests and prints how to use it; Ctrl-C ends it
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let rest = words.get(1..).unwrap_or_default();
    let outcome = match words.first().map(String::as_str) {
        Some("test") => test::run(rest),
        Some("tidy") => tidy::run(),
        Some("browser") => browser::run(),
        Some("postgres") => postgres::hold(),
        _ => {
            println!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
