//! Two models side by side on comments that neither should have learned from.

use serde::{Deserialize, Serialize};

use super::{Example, LearnError};
use crate::classify::Classifier;
use crate::metrics::{Figures, Interval, Pair, bootstrap, figures, figures_of};
use crate::model::Model;

/// Samples drawn for an interval.
const ROUNDS: usize = 1000;

/// What a comparison found. Differences are new less old; above nought the new model is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shadow {
    /// Id of the model in use.
    pub old_model: String,
    /// Id of the model that might replace it.
    pub new_model: String,
    /// Comments they were compared on.
    pub comments: usize,
    /// Names of the labels, in the order of the figures.
    pub labels: Vec<String>,
    /// How good the old one is.
    pub old: Figures,
    /// How good the new one is.
    pub new: Figures,
    /// Between these lies the gain in micro F1, with 95 % confidence.
    pub micro_gain: Interval,
    /// Between these lies the gain in macro F1, with 95 % confidence.
    pub macro_gain: Interval,
}

/// How one label fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelChange {
    /// Its name.
    pub label: String,
    /// Comments that have it.
    pub comments: u64,
    /// F1 of the old model.
    pub old_f1: f64,
    /// F1 of the new one.
    pub new_f1: f64,
}

impl Shadow {
    /// Whether the comparison speaks for the new model: the whole interval of the micro gain lies
    /// above nought. Advice for a person, not a decision.
    pub fn speaks_for_new(&self) -> bool {
        self.micro_gain.low > 0.0
    }

    /// Every label with its F1 before and after.
    pub fn by_label(&self) -> Vec<LabelChange> {
        let counts = self.old.labels.iter().zip(&self.new.labels);
        self.labels
            .iter()
            .zip(counts)
            .map(|(label, (old, new))| LabelChange {
                label: label.clone(),
                comments: old.support(),
                old_f1: old.f1(),
                new_f1: new.f1(),
            })
            .collect()
    }
}

/// A model that a person has put to use, and what they knew when they did. The caller stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promotion {
    /// The comparison on which the decision rests.
    pub shadow: Shadow,
    /// Who decided, as the caller names people.
    pub by: String,
    /// When, in UTC, as the caller writes it.
    pub at: String,
    /// Why, in their own words.
    pub reason: String,
}

/// Compares two models on `held`, comments with what people said of them.
///
/// Labels are those of the new model, then any others of the old; a label that a model does not
/// have it never gives. Intervals come from 1,000 samples of the comments, both models on the same
/// sample each time.
///
/// # Errors
/// [`LearnError::TooFew`] when there are no comments.
pub fn shadow(old: &Model, new: &Model, held: &[Example], seed: u64) -> Result<Shadow, LearnError> {
    if held.is_empty() {
        return Err(LearnError::TooFew { found: 0 });
    }
    let mut labels: Vec<String> = Vec::new();
    for label in new.head().labels.iter().chain(&old.head().labels) {
        if !labels.contains(&label.name) {
            labels.push(label.name.clone());
        }
    }
    let (old_pairs, new_pairs) = (pairs(old, held, &labels), pairs(new, held, &labels));
    let gain = |value: fn(&Figures) -> f64| {
        bootstrap(held.len(), ROUNDS, seed, |sample| {
            let of = |pairs| value(&figures_of(pairs, sample, labels.len()));
            of(&new_pairs) - of(&old_pairs)
        })
    };
    Ok(Shadow {
        old_model: old.id().to_owned(),
        new_model: new.id().to_owned(),
        comments: held.len(),
        old: figures(&old_pairs, labels.len()),
        new: figures(&new_pairs, labels.len()),
        micro_gain: gain(|f| f.micro_f1),
        macro_gain: gain(|f| f.macro_f1),
        labels,
    })
}

/// What people and the model said, in places of `labels`.
fn pairs(model: &Model, held: &[Example], labels: &[String]) -> Vec<Pair> {
    let place = |name: &str| labels.iter().position(|label| label == name);
    let own: Vec<_> = model.head().labels.iter().map(|label| place(&label.name)).collect();
    let mut classifier = Classifier::new(model);
    held.iter()
        .map(|example| {
            let said = classifier.places(&example.text, example.question.as_deref());
            Pair {
                truth: example.labels.iter().filter_map(|name| place(name)).collect(),
                said: said.iter().filter_map(|at| own.get(*at).copied().flatten()).collect(),
            }
        })
        .collect()
}
