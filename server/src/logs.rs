//! Logs: to standard error, as text or as JSON lines, with request ids and never content.

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// Begins to log. What is logged follows `RUST_LOG`, and without it what an administrator wants
/// to know.
pub(crate) fn start(form: LogForm) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match form {
        LogForm::Text => lines.init(),
        LogForm::Json => lines.json().flatten_event(true).with_current_span(false).init(),
    }
}
