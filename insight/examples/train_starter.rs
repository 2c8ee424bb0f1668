//! Trains the models that come with the program.
//!
//! ```text
//! cargo run --release -p insight --example train_starter -- FOLDER insight/models/starter.bin
//! ```
//! FOLDER holds `fft_comments.csv` and `fft_comments_criticality.csv` (NHS England, pxtextmining,
//! MIT). The same files give the same models, byte for byte.

#[path = "reading/data.rs"]
mod data;
#[path = "reading/kinds.rs"]
mod kinds;

use std::collections::BTreeSet;
use std::path::Path;

use insight::learn::Settings;
use insight::model::{Model, Starter};

/// Whatever went wrong.
pub type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, to] = words.as_slice() else {
        return Err("usage: train_starter FOLDER FILE".into());
    };
    let comments = data::comments(Path::new(folder))?;
    // Comments without a label of the framework teach it to give none.
    let all: Vec<_> = comments.iter().collect();
    let felt: Vec<_> = comments.iter().filter(|c| c.sentiment.is_some()).collect();
    let rows = data::criticality(Path::new(folder))?;
    let trusts: BTreeSet<_> = comments.iter().map(|comment| &comment.trust).collect();
    let others: BTreeSet<_> = rows.iter().map(|row| &row.trust).collect();
    println!("{} trusts; for criticality {}", trusts.len(), others.len());
    let settings = Settings { threads: 2, ..Settings::default() };
    let starter = Starter {
        framework: kinds::labels(&all, None, &settings)?,
        sentiment: kinds::sentiment(&felt, &settings)?,
        criticality: kinds::criticality(&rows.iter().collect::<Vec<_>>(), &settings)?,
    };
    for model in [&starter.framework, &starter.sentiment, &starter.criticality] {
        tell(model);
    }
    let bytes = starter.to_bytes()?;
    std::fs::write(to, &bytes)?;
    println!("{to}: {} bytes", bytes.len());
    Ok(())
}

fn tell(model: &Model) {
    let (head, rows) = (model.head(), model.table().len());
    let from = &head.provenance;
    println!("{} {}: {rows} features, {} texts", head.name, model.id(), from.texts);
    for label in head.labels.iter().filter(|label| !label.learned()) {
        println!("  never says '{}': {} texts with it", label.name, label.examples);
    }
}
