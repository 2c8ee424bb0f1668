//! `yousaid insight model`.

use std::path::PathBuf;

use insight::model::Model;
use serde_json::json;

use super::{Lines, Told};
use crate::outcome::{Failed, Outcome};
use crate::show::show;

/// Which model.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's file; without one, those that come with the program
    file: Option<PathBuf>,
}

/// Says where models come from and what to expect of them.
pub fn run(told: &Told, args: &Args) -> Outcome {
    if let Some(path) = &args.file {
        let model = Model::open(path)
            .map_err(|error| Failed::because(format!("{}: {error}", path.display())))?;
        return print(told, &[&model]);
    }
    let starter = super::starter()?;
    print(told, &[&starter.framework, &starter.sentiment, &starter.criticality])
}

fn print(told: &Told, models: &[&Model]) -> Outcome {
    let heads: Vec<_> = models.iter().map(|m| json!({ "id": m.id(), "head": m.head() })).collect();
    show(told.json, &json!({ "models": heads }), |_| {
        let mut out = Lines::default();
        for model in models {
            tell(&mut out, model);
        }
        out.text()
    })
}

fn tell(out: &mut Lines, model: &Model) {
    let head = model.head();
    out.line(format_args!("{} ({})", head.name, model.id()));
    out.line(format_args!("  learned from {}", head.provenance.source));
    out.line(format_args!("  licence {}", head.provenance.licence));
    out.line(format_args!(
        "  {} comments, {} different texts",
        head.provenance.comments, head.provenance.texts
    ));
    out.line(format_args!("  examples  found  right  label"));
    for label in &head.labels {
        let share = |of: fn(&insight::model::Expected) -> f64| {
            let percent = |e: &insight::model::Expected| format!("{:.0}%", 100.0 * of(e));
            label.expected.as_ref().map_or_else(|| "–".to_owned(), percent)
        };
        let (found, right) = (share(|e| e.recall), share(|e| e.precision));
        out.line(format_args!("  {:>8}  {found:>5}  {right:>5}  {}", label.examples, label.name));
    }
    out.line(format_args!(""));
}
