//! How people feel about what they tell, clause by clause, so that praise and blame in one comment
//! both stay visible; and how serious the worst of it is.

mod criticality;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use criticality::{Criticality, CriticalityReader, Gravity, gravity_labels};

use crate::classify::{Scored, Scorer};
use crate::model::{Label, Model, ModelError};
use crate::text::clauses;

/// Names of a sentiment model's labels. A comment is neutral as far as it is neither; that reads
/// the middle better than a label of its own, which would have to know 'nothing to add' and 'good
/// and bad' as one thing.
pub const SIDES: [&str; 2] = ["pleased", "displeased"];

/// How somebody feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feeling {
    /// Pleased.
    Positive,
    /// Neither, or nothing is said that could be told.
    Neutral,
    /// Displeased.
    Negative,
    /// One clause is pleased and another displeased.
    Mixed,
}

/// What is felt in a clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClauseFeeling<'a> {
    /// As typed.
    pub text: &'a str,
    /// Bytes of the comment that it takes up.
    pub span: Range<usize>,
    /// Never mixed.
    pub feeling: Feeling,
    /// How likely positive, neutral and negative are; they add up to 1.
    pub chances: [f64; 3],
}

/// What is felt in a comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentFeeling<'a> {
    /// What is felt on the whole; never mixed. Comparable with other programs' three classes.
    pub whole: Feeling,
    /// One clause is pleased and another displeased.
    pub mixed: bool,
    /// How likely positive, neutral and negative are for the whole; they add up to 1.
    pub chances: [f64; 3],
    /// Its clauses in their order.
    pub clauses: Vec<ClauseFeeling<'a>>,
    /// Id of the model.
    pub model: &'a str,
}

impl CommentFeeling<'_> {
    /// What is shown of the comment: mixed when clauses disagree, else what is felt on the whole.
    pub fn feeling(&self) -> Feeling {
        if self.mixed { Feeling::Mixed } else { self.whole }
    }
}

/// Reads feelings with one model. Made once for many comments; each thread has its own.
#[derive(Debug, Clone)]
pub struct SentimentReader<'m> {
    scorer: Scorer<'m>,
}

/// A clause is pleased or displeased for certain from this chance on.
const CERTAIN: f64 = 0.7;

/// 'Neutral' is rare and seldom the likeliest; it is taken when its chance, so many times over, is
/// the highest: a little accuracy is given for more of the neutral comments found.
const NEUTRAL_COUNTS: f64 = 1.3;

impl<'m> SentimentReader<'m> {
    /// A reader with `model`.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when it is no model of sentiment.
    pub fn new(model: &'m Model) -> Result<Self, ModelError> {
        let names: Vec<_> = model.head().labels.iter().map(|label| label.name.as_str()).collect();
        if names != SIDES {
            return Err(ModelError::Broken(format!("{names:?} are no feelings")));
        }
        Ok(Self { scorer: Scorer::new(model) })
    }

    /// What is felt in a comment that answers `question`; neutral without clauses when there are
    /// no words.
    pub fn read<'a>(&mut self, text: &'a str, question: Option<&str>) -> CommentFeeling<'a>
    where
        'm: 'a,
    {
        let model = self.scorer.model();
        let question = question.and_then(|q| model.question(q));
        let parts: Vec<_> = clauses(text).collect();
        let places: Vec<_> = parts.iter().map(|clause| clause.span.clone()).collect();
        let mut each = vec![[0.0; 3]; parts.len()];
        // The only clause of a comment is the comment.
        let places = if places.len() > 1 { places.as_slice() } else { &[] };
        let labels = &model.head().labels;
        let whole = chances(
            labels,
            self.scorer.score_parts(text, question, places, |at, scored| {
                if let Some(to) = each.get_mut(at) {
                    *to = chances(labels, scored);
                }
            }),
        );
        if let [only] = each.as_mut_slice() {
            *only = whole;
        }
        let found: Vec<_> = parts
            .into_iter()
            .zip(each)
            .map(|(clause, chances)| ClauseFeeling {
                text: clause.text,
                span: clause.span,
                feeling: likeliest(chances),
                chances,
            })
            .collect();
        CommentFeeling {
            whole: likeliest(whole),
            mixed: disagree(&found),
            chances: whole,
            clauses: found,
            model: model.id(),
        }
    }
}

/// How likely positive, neutral and negative are.
fn chances(labels: &[Label], scored: Scored<'_>) -> [f64; 3] {
    if scored.words == 0 {
        return [0.0, 1.0, 0.0];
    }
    let mut sides = labels.iter().zip(scored.scores);
    let mut next = || {
        let side = sides.next();
        side.map_or(0.0, |(label, score)| label.sigmoid.chance(f64::from(*score)))
    };
    let (pleased, displeased) = (next(), next());
    let neither = (1.0 - pleased - displeased).max(0.0);
    let sum = pleased + displeased + neither;
    [pleased / sum, neither / sum, displeased / sum]
}

fn likeliest([positive, neutral, negative]: [f64; 3]) -> Feeling {
    let neutral = NEUTRAL_COUNTS * neutral;
    if positive >= neutral && positive >= negative {
        Feeling::Positive
    } else if negative >= neutral {
        Feeling::Negative
    } else {
        Feeling::Neutral
    }
}

/// Whether one clause is certainly pleased and another certainly displeased.
fn disagree(clauses: &[ClauseFeeling<'_>]) -> bool {
    let certain = |of: fn(&[f64; 3]) -> f64| clauses.iter().any(|c| of(&c.chances) >= CERTAIN);
    certain(|[positive, ..]| *positive) && certain(|[.., negative]| *negative)
}

#[cfg(test)]
mod tests;
