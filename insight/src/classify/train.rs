//! Learns a model from examples: weights, chances, thresholds, and what to expect of each label.

use std::collections::HashMap;

use super::calibrate::Sigmoid;
use super::chance::{Chance, mix};
use super::decide;
use super::solve::{Effort, Rows, separate};
use super::vocabulary::{Vocabulary, Weighing};
use crate::model::{Expected, Head, Label, Model, ModelError, Provenance, Purpose, Table};
use crate::text::fold;

/// A text and what people said of it, in places of labels and questions.
#[derive(Debug, Clone)]
pub(crate) struct Item<'t> {
    pub text: &'t str,
    pub question: Option<usize>,
    pub labels: Vec<usize>,
}

/// What is learned, and how hard it is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Cost of an error.
    pub cost: f32,
    /// Parts into which texts are divided to learn chances and thresholds: each is scored by
    /// weights that the others gave.
    pub parts: usize,
    /// Seed of everything left to chance.
    pub seed: u64,
    /// Threads at work.
    pub threads: usize,
    /// A label's threshold is lowered until this share of its comments get it (0: never lowered).
    pub recall_floor: f64,
    /// … but not so far that less than this share of those given it have it.
    pub precision_floor: f64,
    /// The likeliest label is given below its threshold where it is right at least this often.
    pub best_precision: f64,
    /// Weights of the kinds of features.
    pub weighing: Weighing,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cost: 0.6,
            parts: 3,
            seed: 1,
            threads: 1,
            recall_floor: 0.5,
            precision_floor: 0.5,
            best_precision: 0.5,
            weighing: Weighing::default(),
        }
    }
}

/// Fewest texts with a label for chances and thresholds of its own; below, all labels share theirs.
const FEW: usize = 8;

/// What a model is to be called and what it answers.
pub(crate) struct Plan<'p> {
    pub name: &'p str,
    pub purpose: Purpose,
    pub labels: &'p [String],
    pub questions: &'p [String],
    pub provenance: Provenance,
}

/// Learns from `items`, beginning from `start` when there is one.
pub(crate) fn train(
    plan: &Plan<'_>,
    items: &[Item<'_>],
    start: Option<&Model>,
    settings: &Settings,
) -> Result<Model, ModelError> {
    let texts = items.iter().map(|item| item.text);
    let vocabulary = Vocabulary::new(texts, plan.questions.len(), settings.weighing, start);
    let rows = vocabulary.rows(items.iter().map(|item| (item.text, item.question)));
    let groups = groups(items);
    let task = Task { plan, items, start, settings, vocabulary: &vocabulary, rows, groups };
    let learned = task.all();
    let labels = task.labels(&learned);
    let mut head = Head {
        name: plan.name.to_owned(),
        purpose: plan.purpose,
        labels,
        questions: plan.questions.to_vec(),
        best_from: 1.0,
        provenance: plan.provenance.clone(),
    };
    head.best_from = task.best_from(&head, &learned);
    Model::new(head, task.table(&learned)?)
}

/// A number for each text: the same for texts that differ in capitals and spaces alone.
fn groups(items: &[Item<'_>]) -> Vec<usize> {
    let mut known: HashMap<String, usize> = HashMap::new();
    items
        .iter()
        .map(|item| {
            let next = known.len();
            *known.entry(fold(item.text.trim()).into_owned()).or_insert(next)
        })
        .collect()
}

struct Task<'t> {
    plan: &'t Plan<'t>,
    items: &'t [Item<'t>],
    start: Option<&'t Model>,
    settings: &'t Settings,
    vocabulary: &'t Vocabulary,
    rows: Rows,
    /// Which text each item has.
    groups: Vec<usize>,
}

/// What was learned of one label.
struct Learned {
    /// Column by column; those it began from when it was not taught.
    weights: Vec<f32>,
    /// Comments that have it.
    comments: usize,
    /// Different texts among them.
    texts: usize,
    /// Score of each item by weights that were learned without it; empty when not taught.
    apart: Vec<f32>,
}

impl Task<'_> {
    /// Learns every label, shared out among the threads.
    fn all(&self) -> Vec<Learned> {
        let parts = self.parts();
        let labels: Vec<usize> = (0..self.plan.labels.len()).collect();
        let threads = self.settings.threads.max(1);
        let work = |first: usize| {
            let mine = labels.iter().skip(first).step_by(threads);
            mine.map(|&label| (label, self.one(label, &parts))).collect::<Vec<_>>()
        };
        let mut shares = Vec::new();
        std::thread::scope(|scope| {
            let work = &work;
            let others: Vec<_> = (1..threads).map(|at| scope.spawn(move || work(at))).collect();
            shares.push(work(0));
            for other in others {
                match other.join() {
                    Ok(share) => shares.push(share),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        let mut all: Vec<_> = shares.into_iter().flatten().collect();
        all.sort_by_key(|(label, _)| *label);
        all.into_iter().map(|(_, learned)| learned).collect()
    }

    /// Which part each item belongs to: all items with one text to the same.
    fn parts(&self) -> Vec<usize> {
        let parts = self.settings.parts.max(2);
        let of =
            |group: &usize| Chance::new(mix(self.settings.seed) ^ mix(*group as u64)).below(parts);
        self.groups.iter().map(of).collect()
    }

    fn one(&self, label: usize, parts: &[usize]) -> Learned {
        let has = |item: usize| self.items.get(item).is_some_and(|i| i.labels.contains(&label));
        let with = self.groups.iter().enumerate().filter(|(item, _)| has(*item));
        let mut texts: Vec<usize> = with.map(|(_, group)| *group).collect();
        let comments = texts.len();
        texts.sort_unstable();
        texts.dedup();
        let texts = texts.len();
        let start = self.start_of(label);
        if comments == 0 {
            return Learned { weights: start, comments, texts, apart: Vec::new() };
        }
        let effort = |rounds| Effort {
            cost: self.settings.cost,
            tolerance: 0.1,
            rounds,
            seed: self.settings.seed ^ mix(label as u64),
        };
        let every: Vec<usize> = (0..self.items.len()).collect();
        let weights = separate(&self.rows, &every, has, &start, effort(200));
        let mut apart = vec![0.0; self.items.len()];
        for part in 0..self.settings.parts.max(2) {
            let (held, others): (Vec<usize>, Vec<usize>) =
                every.iter().partition(|item| parts.get(**item) == Some(&part));
            let weights = separate(&self.rows, &others, has, &start, effort(100));
            for item in held {
                if let Some(score) = apart.get_mut(item) {
                    *score = self.rows.times(item, &weights);
                }
            }
        }
        Learned { weights, comments, texts, apart }
    }

    /// The weights to begin from: those of the model one begins from, for a label of that name.
    fn start_of(&self, label: usize) -> Vec<f32> {
        let mut weights = vec![0.0; self.vocabulary.columns()];
        let Some((model, at, old)) = self.old(label) else { return weights };
        for (weight, (key, size)) in weights.iter_mut().zip(self.vocabulary.features()) {
            let row = model.table().get(key);
            let step =
                row.as_ref().and_then(|row| Some(f32::from(*row.steps.get(at)?) * row.scale));
            *weight = if size > 0.0 { step.unwrap_or(0.0) / size } else { 0.0 };
        }
        let behind = weights.get_mut(self.vocabulary.len()..).unwrap_or_default();
        if let Some((bias, questions)) = behind.split_last_mut() {
            *bias = old.bias;
            for (weight, name) in questions.iter_mut().zip(self.plan.questions) {
                let value = model.question(name).and_then(|q| old.questions.get(q));
                *weight = value.map_or(0.0, |value| value / self.vocabulary.question_value());
            }
        }
        weights
    }

    fn old(&self, label: usize) -> Option<(&Model, usize, &Label)> {
        let model = self.start?;
        let at = model.label(self.plan.labels.get(label)?)?;
        Some((model, at, model.head().labels.get(at)?))
    }

    /// The first item of every text: a text that was sent a thousand times is one judgement.
    fn each_text_once(&self) -> impl Iterator<Item = (usize, &Item<'_>)> {
        let mut met = 0;
        self.items.iter().zip(&self.groups).enumerate().filter_map(move |(at, (item, group))| {
            let first = *group == met;
            met += usize::from(first);
            first.then_some((at, item))
        })
    }

    fn labels(&self, learned: &[Learned]) -> Vec<Label> {
        let pairs = |label: usize| {
            let scores = learned.get(label).map(|l| l.apart.as_slice()).unwrap_or_default();
            let once = self.each_text_once();
            let pair = |(at, item): (usize, &Item<'_>)| {
                Some((f64::from(*scores.get(at)?), item.labels.contains(&label)))
            };
            once.filter_map(pair).collect::<Vec<_>>()
        };
        let every: Vec<_> = (0..learned.len()).flat_map(pairs).collect();
        let shared = Sigmoid::fit(&every);
        let names = self.plan.labels.iter().zip(learned).enumerate();
        names.map(|(at, (name, one))| self.label(at, name, one, &pairs(at), shared)).collect()
    }

    fn label(
        &self,
        at: usize,
        name: &str,
        learned: &Learned,
        pairs: &[(f64, bool)],
        shared: Sigmoid,
    ) -> Label {
        let behind = learned.weights.get(self.vocabulary.len()..).unwrap_or_default();
        let (bias, questions) = behind.split_last().unwrap_or((&0.0, &[]));
        let old = self.old(at).map(|(_, _, label)| label);
        let mut label = Label {
            name: name.to_owned(),
            examples: learned.comments + old.map_or(0, |label| label.examples),
            bias: *bias,
            questions: questions.iter().map(|w| w * self.vocabulary.question_value()).collect(),
            threshold: 0.0,
            sigmoid: shared,
            expected: None,
        };
        match old {
            _ if learned.texts >= FEW => {
                label.sigmoid = Sigmoid::fit(pairs);
                let (threshold, expected) = threshold(pairs, self.settings);
                (label.threshold, label.expected) = (threshold, Some(expected));
            }
            Some(old) => {
                (label.threshold, label.sigmoid, label.expected) =
                    (old.threshold, old.sigmoid, old.expected);
            }
            None => {}
        }
        label
    }

    /// The chance from which the likeliest label is right often enough, among the items that
    /// reach no threshold; above 1 when it never is.
    fn best_from(&self, head: &Head, learned: &[Learned]) -> f64 {
        let mut open = head.clone();
        open.best_from = 0.0;
        let mut guesses = Vec::new();
        let mut chosen = Vec::new();
        for (at, item) in self.each_text_once() {
            let score = |one: &Learned| one.apart.get(at).copied().unwrap_or(f32::NEG_INFINITY);
            let scores: Vec<f32> = learned.iter().map(score).collect();
            if !decide(&open, &scores, &mut chosen)
                && let Some(best) = chosen.first()
                && let (Some(label), Some(score)) = (head.labels.get(*best), scores.get(*best))
            {
                let chance = label.sigmoid.chance(f64::from(*score));
                guesses.push((chance, item.labels.contains(best)));
            }
        }
        lowest_good(guesses, self.settings.best_precision)
    }

    fn table(&self, learned: &[Learned]) -> Result<Table, ModelError> {
        let mut table = Table::new(learned.len());
        let mut weights = vec![0.0; learned.len()];
        for (column, (key, size)) in self.vocabulary.features().enumerate() {
            for (to, one) in weights.iter_mut().zip(learned) {
                *to = one.weights.get(column).copied().unwrap_or(0.0) * size;
            }
            if weights.iter().any(|weight| *weight != 0.0) {
                table.push(key, size, &weights);
            }
        }
        table.index()?;
        Ok(table)
    }
}

/// The threshold, at most nought, at which the recall floor is met without falling below the
/// precision floor; and what to expect there.
#[expect(clippy::cast_possible_truncation, reason = "a score has the exactness of f32")]
#[expect(clippy::cast_precision_loss, reason = "numbers of comments are far below 2^52")]
fn threshold(pairs: &[(f64, bool)], settings: &Settings) -> (f32, Expected) {
    let mut sorted: Vec<_> = pairs.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = sorted.iter().filter(|pair| pair.1).count().max(1) as f64;
    let (mut hit, mut given) = (0.0, 0.0);
    let mut at = (0.0, Expected { recall: 0.0, precision: 0.0 });
    for (score, is) in sorted {
        hit += if is { 1.0 } else { 0.0 };
        given += 1.0;
        let here = Expected { recall: hit / all, precision: hit / given };
        if score >= 0.0 {
            at = (0.0, here);
        } else if at.1.recall >= settings.recall_floor {
            break;
        } else if is && here.precision >= settings.precision_floor {
            at = (score, here);
        }
    }
    (at.0 as f32, at.1)
}

/// The lowest chance down to which guesses are right with at least this share.
fn lowest_good(mut guesses: Vec<(f64, bool)>, precision: f64) -> f64 {
    guesses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut right = 0.0;
    let mut count = 0.0;
    let mut lowest = 2.0;
    for (chance, is) in guesses {
        right += f64::from(u8::from(is));
        count += 1.0;
        if right / count >= precision {
            lowest = chance;
        }
    }
    lowest
}
