//! A trained model: what it can say, the weights with which it says it, and where it comes from.

mod file;
mod starter;
mod table;

use serde::{Deserialize, Serialize};

pub use file::{FORMAT, ModelError};
pub use starter::{Starter, starter};
pub use table::{Row, Table};

use crate::classify::calibrate::Sigmoid;

/// What a model's answers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Labels of a framework or a codebook: none, one or several belong to a comment.
    Labels,
    /// How somebody feels about it: positive, neutral, negative.
    Sentiment,
    /// How serious a statement is: 'at most −4' … 'at most 3' on the scale from −4 to 4.
    Criticality,
}

/// Where a model comes from, for the model card and for whoever asks later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Who collected the comments, and where they were published.
    pub source: String,
    /// Terms under which they were.
    pub licence: String,
    /// Comments that it learned from.
    pub comments: usize,
    /// Different texts among them.
    pub texts: usize,
    /// Seed of everything that was left to chance.
    pub seed: u64,
    /// Id of the model that it began from, when it began from one.
    pub began_from: Option<String>,
}

/// One answer that a model can give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Its name as people see it.
    pub name: String,
    /// Comments with this label that the model learned from. Below two it never says it.
    pub examples: usize,
    /// What is added to every score.
    pub bias: f32,
    /// What the question adds: one for each of the model's questions.
    pub questions: Vec<f32>,
    /// The label is given from this score on.
    pub threshold: f32,
    /// Turns the score into a chance.
    pub sigmoid: Sigmoid,
    /// Recall and precision at the threshold on texts kept apart in training; nothing when there
    /// were too few.
    pub expected: Option<Expected>,
}

impl Label {
    /// Whether the model has seen enough of it to say it.
    pub fn learned(&self) -> bool {
        self.examples >= 2
    }
}

/// What to expect of a label: measured in training on texts that were kept apart in turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Share of the label's comments that get it.
    pub recall: f64,
    /// Share of the comments given the label that have it.
    pub precision: f64,
}

/// All of a model but its table of weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Name for people, for instance 'NHS patient experience'.
    pub name: String,
    /// What the answers mean.
    pub purpose: Purpose,
    /// What it can answer.
    pub labels: Vec<Label>,
    /// Questions that it tells apart; any other counts as none of them.
    pub questions: Vec<String>,
    /// When no label reaches its threshold, the likeliest is given from this chance on.
    pub best_from: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A trained model. Made by [`crate::learn::train`] or read with [`Model::from_bytes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    head: Head,
    table: Table,
    id: String,
}

impl Model {
    /// Puts a model together. Its id is made from its content, so that equal models have equal
    /// ids and different ones different ids.
    pub fn new(head: Head, table: Table) -> Result<Self, ModelError> {
        let width = table.width();
        if head.labels.len() != width {
            return Err(ModelError::Broken(format!(
                "{} labels, but weights for {width}",
                head.labels.len()
            )));
        }
        if head.labels.iter().any(|label| label.questions.len() != head.questions.len()) {
            return Err(ModelError::Broken("a label lacks its questions' weights".to_owned()));
        }
        let id = file::id_of(&head, &table)?;
        Ok(Self { head, table, id })
    }

    /// What it can say and where it comes from.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The weights.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Sixteen characters that stand for exactly this model.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Place of a question among the model's questions, whatever its capitals.
    pub fn question(&self, question: &str) -> Option<usize> {
        let asked = question.trim();
        self.head.questions.iter().position(|known| known.eq_ignore_ascii_case(asked))
    }

    /// Place of the label with this name.
    pub fn label(&self, name: &str) -> Option<usize> {
        self.head.labels.iter().position(|label| label.name == name)
    }
}
