//! Measures labels, sentiment, criticality and speed on the published comments.
//!
//! ```text
//! cargo run --release -p insight --example measure_reading -- FOLDER [PART …] [--for-rivals FOLDER]
//! ```
//! Parts: labels, sentiment, criticality, trusts, curve, speed; all when none is named. And `stream`,
//! on its own. With `--for-rivals` it writes the comments as prepared,
//! how they were divided and what it answered, for `insight/rivals/reading.py` to be measured on
//! exactly the same.
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a program for measuring"
)]

#[path = "reading/data.rs"]
mod data;
#[path = "reading/feelings.rs"]
mod feelings;
#[path = "reading/kinds.rs"]
mod kinds;
#[path = "reading/labels.rs"]
mod labels;
#[path = "reading/rivals.rs"]
mod rivals;
#[path = "reading/speed.rs"]
mod speed;
#[path = "reading/splits.rs"]
mod splits;

use std::path::PathBuf;

use insight::learn::Settings;

/// Whatever went wrong.
pub type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut parts = Vec::new();
    let mut folder = None;
    let mut rivals = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--for-rivals" => rivals = words.next().map(PathBuf::from),
            _ if folder.is_none() => folder = Some(PathBuf::from(word)),
            _ => parts.push(word),
        }
    }
    let folder = folder.ok_or("usage: measure_reading FOLDER [PART …] [--for-rivals FOLDER]")?;
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let all = data::comments(&folder)?;
    let labelled: Vec<_> = all.iter().filter(|c| !c.labels.is_empty()).cloned().collect();
    println!("{} comments with words, {} of them with labels", all.len(), labelled.len());
    let settings = Settings::default();
    let mut found = rivals::Found::default();
    if wanted("labels") {
        found.labels = labels::three_ways(&labelled, &settings)?;
        labels::each_label(found.labels.last().unwrap());
        labels::chances(&labelled, &settings)?;
        labels::without_labels(&all, &settings)?;
    }
    let felt: Vec<_> = all.iter().filter(|c| c.sentiment.is_some()).cloned().collect();
    if wanted("sentiment") {
        found.feelings = feelings::three_ways(&felt, &settings)?;
    }
    if let Some(folder) = rivals {
        rivals::write(&folder, &labelled, &felt, &found)?;
    }
    if wanted("criticality") {
        feelings::criticality(&data::criticality(&folder)?, &settings)?;
    }
    if wanted("trusts") {
        labels::trusts(&labelled, &settings)?;
    }
    if wanted("curve") {
        labels::curve(&labelled, &settings)?;
    }
    if parts.iter().any(|part| part == "stream") {
        speed::stream(&all)?;
    }
    if wanted("speed") {
        speed::million(&all, insight::model::starter()?);
    }
    Ok(())
}
