//! Measures themes, early warning and opinion groups.
//!
//! ```text
//! cargo run --release -p insight --example measure_patterns -- FOLDER [PART …]
//! ```
//! FOLDER holds `fft_comments.csv` and `polis/`. Parts: groups, noise, large, warning, themes,
//! size; all when none is named. Tables are Markdown. Seconds are of processor time; memory is
//! the most the program has held so far, so run one part alone to measure it.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a program for measuring"
)]

#[path = "patterns/comments.rs"]
mod comments;
#[path = "patterns/groups.rs"]
mod groups;
#[path = "patterns/large.rs"]
mod large;
#[path = "patterns/machine.rs"]
mod machine;
#[path = "patterns/simulator.rs"]
mod simulator;
#[path = "patterns/themes.rs"]
mod themes;
#[path = "patterns/warning.rs"]
mod warning;

use std::path::PathBuf;

/// What can go wrong while measuring.
pub type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut words = std::env::args().skip(1);
    let Some(folder) = words.next().map(PathBuf::from) else {
        return Err("tell the folder of the data, and the parts to measure if not all".into());
    };
    let parts: Vec<String> = words.collect();
    let asked = |part: &str| parts.is_empty() || parts.iter().any(|one| one == part);
    if asked("groups") {
        groups::conversations(&folder)?;
    }
    if asked("noise") {
        groups::noise()?;
    }
    if asked("large") {
        large::measure()?;
    }
    if asked("warning") {
        warning::measure();
    }
    if asked("themes") {
        themes::measure(&folder)?;
    }
    if asked("size") {
        themes::size(&folder)?;
    }
    Ok(())
}
