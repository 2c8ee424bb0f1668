//! Measures redaction (B9), safety ranking (B4) and language on one core.
//!
//! `cargo run --release -p insight --example measure_care -- DATA [--write FILE] [--read FILE]`
//! DATA holds `fft_comments.csv` and `fft_comments_criticality.csv`. `--write` saves the invented
//! set as JSON lines for the rivals; `--read` measures a set made elsewhere in the same form.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a measuring program: it stops where its data is not what it says, and counts are small"
)]

mod generate;
mod language;
mod redaction;
mod safety;

use std::path::{Path, PathBuf};

use generate::Sample;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let data = PathBuf::from(arguments.first().expect("the folder of the data"));
    let option = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1).map(PathBuf::from)
    };
    let samples = generate::generate(6_000, 20_260_807);
    if let Some(path) = option("--write") {
        let lines: Vec<String> =
            samples.iter().map(|s| serde_json::to_string(s).unwrap()).collect();
        std::fs::write(path, lines.join("\n")).expect("a file that can be written");
    }
    let (first, last) = generate::held_out();
    println!("# Care: redaction, safety, language\n");
    println!("Held-out names: {} given, {} surnames.\n", first.len(), last.len());
    redaction::measure("Invented UK set, names held out", &samples);
    if let Some(path) = option("--read") {
        let text = std::fs::read_to_string(path).expect("a file that can be read");
        let read: Vec<Sample> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        redaction::measure("Set made elsewhere", &read);
    }
    let comments = comments(&data.join("fft_comments.csv"));
    redaction::alarms(&comments);
    language::measure(&comments);
    safety::measure(&data, &comments);
}

/// Seconds this program has had a core, so that a busy machine does not spoil a rate; by the clock
/// where the system does not tell.
pub fn seconds() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|t| t.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// The comments that have words, in the order of the file.
fn comments(path: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("fft_comments.csv");
    let at = reader.headers().unwrap().iter().position(|h| h == "FFT answer").expect("its column");
    let texts = reader.records().map(|row| row.unwrap()[at].to_owned());
    texts.filter(|text| text != "Did not answer" && !text.trim().is_empty()).collect()
}
