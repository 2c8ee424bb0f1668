//! Learning from an organisation's own corrections: train, compare on comments kept apart, and let
//! a person decide.
//!
//! A model trained on one organisation reads another's comments worse (docs/insight/reading.md), so
//! every organisation may have its own. Training begins from the model in use where both have a
//! label of the same name, and from nothing where they do not. Nothing here puts a model to use:
//! [`Promotion`] is what a caller stores when a person has done so.

mod shadow;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub use crate::classify::train::Settings;
pub use crate::classify::vocabulary::Weighing;
pub use shadow::{LabelChange, Promotion, Shadow, shadow};

use crate::classify::chance::Chance;
use crate::classify::train::{self, Item, Plan};
use crate::model::{Model, ModelError, Provenance, Purpose};
use crate::text::{fold, words};

/// A comment and what a person said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The comment.
    pub text: String,
    /// The question that it answers, when it answers one.
    pub question: Option<String>,
    /// Names of the labels it has. None is an example as well: it has none of them.
    pub labels: Vec<String>,
}

/// Why nothing could be learned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LearnError {
    /// Too little to learn from.
    #[error("{found} different texts with words and labels; at least {FEWEST} are needed")]
    TooFew {
        /// Different texts there are.
        found: usize,
    },
    /// A label of an example is not in the list.
    #[error("an example has the label '{0}', which is not in the list of labels")]
    UnknownLabel(String),
    /// A label is listed twice.
    #[error("the label '{0}' is listed twice")]
    LabelTwice(String),
    /// The model came out wrong.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Fewest different texts with a label from which anything is learned.
pub const FEWEST: usize = 10;

/// Names of a model that is to be trained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming<'n> {
    /// Name for people.
    pub name: &'n str,
    /// What its answers mean.
    pub purpose: Purpose,
    /// What it can answer, in the order in which people see it.
    pub labels: &'n [String],
    /// Who collected the comments, and where.
    pub source: &'n str,
    /// Under which terms.
    pub licence: &'n str,
}

/// Trains a model on `examples`, beginning from `start` where it has labels of the same name.
///
/// Examples without words teach nothing and are left out. Takes seconds for some thousands.
///
/// # Errors
/// A [`LearnError`] when there is too little to learn from or a label is not listed.
pub fn train(
    naming: &Naming<'_>,
    examples: &[Example],
    start: Option<&Model>,
    settings: &Settings,
) -> Result<Model, LearnError> {
    let places = places(naming.labels)?;
    let questions = questions(examples, start);
    let mut items = Vec::new();
    for example in examples.iter().filter(|example| words(&example.text).next().is_some()) {
        let mut labels = Vec::new();
        for name in &example.labels {
            let place = places.get(name.as_str());
            labels.push(*place.ok_or_else(|| LearnError::UnknownLabel(name.clone()))?);
        }
        labels.sort_unstable();
        labels.dedup();
        let asked = example.question.as_deref().map(question_name);
        let question = asked.and_then(|asked| questions.iter().position(|known| *known == asked));
        items.push(Item { text: &example.text, question, labels });
    }
    let texts = distinct(items.iter().map(|item| item.text));
    let labelled = items.iter().filter(|item| !item.labels.is_empty()).map(|item| item.text);
    let found = distinct(labelled);
    if found < FEWEST {
        return Err(LearnError::TooFew { found });
    }
    let provenance = Provenance {
        source: naming.source.to_owned(),
        licence: naming.licence.to_owned(),
        comments: items.len(),
        texts,
        seed: settings.seed,
        began_from: start.map(|model| model.id().to_owned()),
    };
    let (name, purpose, labels) = (naming.name, naming.purpose, naming.labels);
    let plan = Plan { name, purpose, labels, questions: &questions, provenance };
    Ok(train::train(&plan, &items, start, settings)?)
}

fn places(labels: &[String]) -> Result<HashMap<&str, usize>, LearnError> {
    let mut places = HashMap::new();
    for (place, label) in labels.iter().enumerate() {
        if places.insert(label.as_str(), place).is_some() {
            return Err(LearnError::LabelTwice(label.clone()));
        }
    }
    Ok(places)
}

/// Most questions that a model tells apart.
const MOST_QUESTIONS: usize = 16;

/// Fewest examples that answer a question before it is told apart.
const FEWEST_ANSWERS: usize = 10;

/// The questions that a model tells apart: those of the model it begins from, then the most
/// answered ones of the examples.
fn questions(examples: &[Example], start: Option<&Model>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for question in examples.iter().filter_map(|example| example.question.as_deref()) {
        *counts.entry(question_name(question)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, n)| *n >= FEWEST_ANSWERS).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut questions = start.map(|model| model.head().questions.clone()).unwrap_or_default();
    for (question, _) in counts {
        if questions.len() < MOST_QUESTIONS && !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

fn question_name(question: &str) -> String {
    fold(question.trim()).into_owned()
}

/// Number of different texts, whatever their capitals and the spaces around them.
fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    texts.map(|text| fold(text.trim()).into_owned()).collect::<BTreeSet<_>>().len()
}

/// Divides examples into those to learn from and those to keep apart. Examples with the same text
/// go to the same side; which side depends on the text and the seed alone, so that an example kept
/// apart once stays apart when more are added.
pub fn keep_apart(examples: &[Example], share: f64, seed: u64) -> (Vec<Example>, Vec<Example>) {
    const FINE: u32 = 1_000_000;
    let apart = |example: &&Example| {
        let text = fold(example.text.trim());
        let start = text.bytes().fold(seed, |state, byte| {
            crate::classify::chance::mix(state ^ u64::from(byte)).wrapping_add(1)
        });
        let drawn = u32::try_from(Chance::new(start).below(FINE as usize)).unwrap_or(0);
        f64::from(drawn) < share.clamp(0.0, 1.0) * f64::from(FINE)
    };
    let (held, others): (Vec<_>, Vec<_>) = examples.iter().partition(apart);
    (others.into_iter().cloned().collect(), held.into_iter().cloned().collect())
}

#[cfg(test)]
mod tests;
