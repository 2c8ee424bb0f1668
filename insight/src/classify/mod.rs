//! Labels for a comment, each with its chance, the words that speak for it and the model's id.
//!
//! The model is linear: what a word adds to a label is the same wherever it stands, and so a label
//! can always be traced to words. 'Not assigned' is an answer, and says why.

pub mod calibrate;
pub mod chance;
mod features;
pub mod framework;
mod score;
mod solve;
pub(crate) mod train;
pub(crate) mod vocabulary;

use std::ops::Range;

use serde::Serialize;

pub use score::{Scored, Scorer};

use crate::model::{Head, Model};

/// Most pieces of evidence for one label.
const EVIDENCE: usize = 4;

/// A piece of evidence counts for at least this part of the strongest one.
const WORTH_SHOWING: f32 = 0.2;

/// What a model says of a comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Answer<'a> {
    /// At least one label, the likeliest first.
    Assigned(Vec<Assignment<'a>>),
    /// No label, and why. The comment stays visible as not assigned.
    NotAssigned(Why),
}

/// Why a comment has no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Why {
    /// There are no words: nothing, figures of speech in pictures, punctuation.
    NoWords,
    /// Not one of its words has been met before: another language, or letters at random.
    UnknownWords,
    /// It was understood, and no label is likely enough.
    NothingLikely,
}

/// One label for one comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assignment<'a> {
    /// Name of the label.
    pub label: &'a str,
    /// How likely it is that a person would give it, 0 to 1.
    pub chance: f64,
    /// The label is given from this chance on.
    pub from: f64,
    /// False when no label reached its threshold and this is the likeliest all the same.
    pub reached: bool,
    /// Words that speak for it most, in the order of the text.
    pub evidence: Vec<Evidence<'a>>,
    /// Id of the model.
    pub model: &'a str,
}

/// A word, or two neighbouring ones, that speak for a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence<'a> {
    /// As typed.
    pub words: &'a str,
    /// Bytes of the comment that they take up.
    pub span: Range<usize>,
    /// What they add to the label's score.
    pub weight: f32,
}

/// Gives labels with one model. Made once for many comments; each thread has its own.
#[derive(Debug, Clone)]
pub struct Classifier<'m> {
    scorer: Scorer<'m>,
    chosen: Vec<usize>,
}

impl<'m> Classifier<'m> {
    /// A classifier for `model`.
    pub fn new(model: &'m Model) -> Self {
        Self { scorer: Scorer::new(model), chosen: Vec::new() }
    }

    /// Labels of a comment that answers `question` (as it was asked, or nothing).
    pub fn classify<'a>(&mut self, text: &'a str, question: Option<&str>) -> Answer<'a>
    where
        'm: 'a,
    {
        let model = self.scorer.model();
        let scored = self.scorer.score(text, question.and_then(|q| model.question(q)));
        if let Some(why) = unreadable(scored) {
            return Answer::NotAssigned(why);
        }
        let reached = decide(model.head(), scored.scores, &mut self.chosen);
        let length = scored.length;
        let mut given: Vec<(usize, Assignment<'a>)> = self
            .chosen
            .iter()
            .filter_map(|&at| {
                let label = model.head().labels.get(at)?;
                let score = f64::from(*scored.scores.get(at)?);
                let assignment = Assignment {
                    label: &label.name,
                    chance: label.sigmoid.chance(score),
                    from: label.sigmoid.chance(f64::from(label.threshold)),
                    reached,
                    evidence: Vec::new(),
                    model: model.id(),
                };
                Some((at, assignment))
            })
            .collect();
        if given.is_empty() {
            return Answer::NotAssigned(Why::NothingLikely);
        }
        self.evidence(text, length, &mut given);
        given.sort_by(|a, b| b.1.chance.total_cmp(&a.1.chance));
        Answer::Assigned(given.into_iter().map(|(_, assignment)| assignment).collect())
    }

    /// Places of a comment's labels among the model's, without evidence: for measuring.
    pub fn places(&mut self, text: &str, question: Option<&str>) -> &[usize] {
        let model = self.scorer.model();
        let scored = self.scorer.score(text, question.and_then(|q| model.question(q)));
        self.chosen.clear();
        if unreadable(scored).is_none() {
            decide(model.head(), scored.scores, &mut self.chosen);
        }
        &self.chosen
    }

    /// How unsure the model is, 0 (sure) to 1: how near the nearest label's chance comes to the
    /// chance from which it is given. What a person should look at first is what it is least
    /// sure of.
    pub fn doubt(&mut self, text: &str, question: Option<&str>) -> f64 {
        let model = self.scorer.model();
        let scored = self.scorer.score(text, question.and_then(|q| model.question(q)));
        if unreadable(scored).is_some() {
            return 1.0;
        }
        let labels = model.head().labels.iter().zip(scored.scores);
        let gap = labels.filter(|(label, _)| label.learned()).map(|(label, score)| {
            let chance = |score: f32| label.sigmoid.chance(f64::from(score));
            (chance(*score) - chance(label.threshold)).abs()
        });
        1.0 - gap.fold(1.0, f64::min)
    }

    /// Finds the strongest words for each label given.
    fn evidence<'a>(&mut self, text: &'a str, length: f32, given: &mut [(usize, Assignment<'a>)]) {
        self.scorer.each(text, |piece| {
            for (at, assignment) in given.iter_mut() {
                let weight = piece.weights.get(*at).copied().unwrap_or(0.0) / length;
                if weight > 0.0 {
                    let words = text.get(piece.span.clone()).unwrap_or_default();
                    keep(
                        &mut assignment.evidence,
                        Evidence { words, span: piece.span.clone(), weight },
                    );
                }
            }
        });
        for (_, assignment) in given {
            let strongest = assignment.evidence.iter().map(|e| e.weight).fold(0.0, f32::max);
            assignment.evidence.retain(|e| e.weight >= WORTH_SHOWING * strongest);
            assignment.evidence.sort_by_key(|e| (e.span.start, e.span.end));
        }
    }
}

/// Keeps the strongest few.
fn keep<'a>(evidence: &mut Vec<Evidence<'a>>, new: Evidence<'a>) {
    if evidence.len() < EVIDENCE {
        evidence.push(new);
        return;
    }
    let weakest = evidence.iter_mut().min_by(|a, b| a.weight.total_cmp(&b.weight));
    if let Some(weakest) = weakest.filter(|weakest| weakest.weight < new.weight) {
        *weakest = new;
    }
}

fn unreadable(scored: Scored<'_>) -> Option<Why> {
    match scored {
        Scored { words: 0, .. } => Some(Why::NoWords),
        // One or two unknown words may be slips of the pen, and their letters tell enough.
        Scored { known: 0, words: 3.., .. } => Some(Why::UnknownWords),
        Scored { length, .. } if length <= 0.0 => Some(Why::UnknownWords),
        _ => None,
    }
}

/// Writes the places of the labels given into `chosen`; true when they reached their thresholds,
/// false when the likeliest was taken for want of one (or nothing was likely enough).
pub(crate) fn decide(head: &Head, scores: &[f32], chosen: &mut Vec<usize>) -> bool {
    chosen.clear();
    let mut best: Option<(usize, f64)> = None;
    for (at, (label, score)) in head.labels.iter().zip(scores).enumerate() {
        if !label.learned() {
            continue;
        }
        if *score >= label.threshold {
            chosen.push(at);
        }
        let chance = label.sigmoid.chance(f64::from(*score));
        if best.is_none_or(|(_, highest)| chance > highest) {
            best = Some((at, chance));
        }
    }
    if !chosen.is_empty() {
        return true;
    }
    chosen.extend(best.filter(|(_, chance)| *chance >= head.best_from).map(|(at, _)| at));
    false
}
