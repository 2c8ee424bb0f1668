//! How serious a comment is: as serious as the most negative thing it says.
//!
//! Care Opinion's moderators give every story a criticality by this rule; it is for staff and is
//! never published. The scale here is that of the published comments, −4 (severe) to 4 (praise).
//! A figure from a machine puts comments in an order for people to read; it closes nothing.

use std::ops::Range;

use serde::Serialize;

use crate::classify::{Scored, Scorer};
use crate::model::{Label, Model, ModelError};
use crate::text::{clauses, words};

/// Lowest and highest value.
const SCALE: std::ops::RangeInclusive<i8> = -4..=4;

/// A clause of fewer words than this is read together with the one before it.
const FEWEST_WORDS: usize = 3;

/// A value of the scale, as given by people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gravity(i8);

impl Gravity {
    /// A value from −4 to 4; nothing when it lies outside.
    pub fn new(value: i8) -> Option<Self> {
        SCALE.contains(&value).then_some(Self(value))
    }

    /// The labels of a criticality model that hold for it: 'at most v' for every v of the scale
    /// but the highest.
    pub fn labels(self) -> Vec<String> {
        (self.0..*SCALE.end()).map(label).collect()
    }
}

/// Names of a criticality model's labels, in their order.
pub fn gravity_labels() -> Vec<String> {
    (*SCALE.start()..*SCALE.end()).map(label).collect()
}

fn label(value: i8) -> String {
    format!("at most {value}")
}

/// How serious a comment is, and what makes it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criticality<'a> {
    /// −4 (severe) to 4 (praise): what a person would give on average, for the comment or for its
    /// worst statement, whichever is lower.
    pub value: f64,
    /// How likely a person would give the comment −4. Puts comments in the best order for reading.
    pub severe: f64,
    /// The statement most likely to be severe, as typed.
    pub statement: &'a str,
    /// Bytes of the comment that the statement takes up.
    pub span: Range<usize>,
    /// Id of the model.
    pub model: &'a str,
}

/// Reads criticality with one model. Made once for many comments; each thread has its own.
#[derive(Debug, Clone)]
pub struct CriticalityReader<'m> {
    scorer: Scorer<'m>,
}

impl<'m> CriticalityReader<'m> {
    /// A reader with `model`.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when it is no model of criticality.
    pub fn new(model: &'m Model) -> Result<Self, ModelError> {
        let names = model.head().labels.iter().map(|label| &label.name);
        if !names.eq(&gravity_labels()) {
            return Err(ModelError::Broken("its labels are no scale of criticality".to_owned()));
        }
        Ok(Self { scorer: Scorer::new(model) })
    }

    /// How serious a comment is. Nothing when it has no words.
    pub fn read<'a>(&mut self, text: &'a str) -> Option<Criticality<'a>>
    where
        'm: 'a,
    {
        let model = self.scorer.model();
        let labels = &model.head().labels;
        let places = statements(text);
        let mut worst: Option<(usize, Serious)> = None;
        let scored = self.scorer.score_parts(text, None, &places, |at, scored| {
            let found = serious(labels, scored);
            if worst.is_none_or(|(_, worst)| found.severe > worst.severe) {
                worst = Some((at, found));
            }
        });
        if scored.words == 0 {
            return None;
        }
        let whole = serious(labels, scored);
        let lowest = worst.map_or(whole.value, |(_, worst)| worst.value.min(whole.value));
        let place = worst.and_then(|(at, _)| places.get(at).cloned());
        let span = place.unwrap_or(0..text.len());
        let statement = text.get(span.clone())?;
        let (value, severe) = (lowest, whole.severe);
        Some(Criticality { value, severe, statement, span, model: model.id() })
    }
}

/// What is made of one statement.
#[derive(Clone, Copy)]
struct Serious {
    value: f64,
    severe: f64,
}

fn serious(labels: &[Label], scored: Scored<'_>) -> Serious {
    let chances = labels.iter().zip(scored.scores);
    let mut chances = chances.map(|(label, score)| label.sigmoid.chance(f64::from(*score)));
    let severe = chances.next().unwrap_or(0.0);
    Serious { value: f64::from(*SCALE.end()) - severe - chances.sum::<f64>(), severe }
}

/// Clauses, short ones joined to those before them; none when there is but one.
fn statements(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for clause in clauses(text) {
        let short = words(clause.text).nth(FEWEST_WORDS - 1).is_none();
        match found.last_mut() {
            Some(last) if short => last.end = clause.span.end,
            _ => found.push(clause.span),
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}
