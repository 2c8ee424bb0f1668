//! A model's scores for a text, fast: what each word adds for every answer is worked out once and
//! kept, so that a comment costs one addition of vectors for each of its words.
//!
//! score = (sum of the words' and pairs' weights) / √(sum of their squared sizes) + question + bias

use std::ops::Range;

use super::features::{form, of_word, pair_key, word_key};
use crate::model::{Label, Model};
use crate::text::words;

/// Words kept: a power of two. With 32 answers they take about 5 MB.
const KEPT: usize = 1 << 15;

/// Longest word that is kept, in bytes; longer ones are worked out each time.
const KEPT_BYTES: usize = 23;

/// A word with its length in front, so that two words can never be taken for each other.
type Tag = [u8; KEPT_BYTES + 1];

/// Scores texts with one model. Keeps what it has worked out within a fixed amount of memory, so
/// one is made for many texts; each thread has its own.
#[derive(Debug, Clone)]
pub struct Scorer<'m> {
    model: &'m Model,
    tags: Vec<Tag>,
    /// A kept word's weights, then its squared size, then 1 when the word itself is known.
    kept: Vec<f32>,
    /// The same for a word that is not kept.
    spare: Vec<f32>,
    whole: Tally,
    part: Tally,
    form: String,
}

/// What the pieces of a text add up to.
#[derive(Debug, Clone, Default)]
struct Tally {
    scores: Vec<f32>,
    square: f32,
    words: usize,
    known: usize,
}

impl Tally {
    fn of(width: usize) -> Self {
        Self { scores: vec![0.0; width], ..Self::default() }
    }

    fn clear(&mut self) {
        self.scores.fill(0.0);
        (self.square, self.words, self.known) = (0.0, 0, 0);
    }

    fn add(&mut self, piece: &Piece<'_>) {
        for (sum, weight) in self.scores.iter_mut().zip(piece.weights) {
            *sum += weight;
        }
        self.square += piece.square;
        if !piece.pair {
            self.words += 1;
            self.known += usize::from(piece.known);
        }
    }

    /// Turns the sums into scores.
    fn scored(&mut self, labels: &[Label], question: Option<usize>) -> Scored<'_> {
        let length = self.square.sqrt();
        let over = if length > 0.0 { length.recip() } else { 0.0 };
        for (score, label) in self.scores.iter_mut().zip(labels) {
            *score = *score * over + label.bias + asked(label, question);
        }
        Scored { scores: &self.scores, words: self.words, known: self.known, length }
    }
}

/// What the model makes of a text.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'s> {
    /// One for each of the model's answers.
    pub scores: &'s [f32],
    /// Words in the text.
    pub words: usize,
    /// Words that the model has met before.
    pub known: usize,
    /// What weights were divided by; nought when nothing in the text is known.
    pub length: f32,
}

impl<'m> Scorer<'m> {
    /// A scorer that has kept nothing yet.
    pub fn new(model: &'m Model) -> Self {
        let width = model.table().width() + 2;
        Self {
            model,
            tags: vec![[0; KEPT_BYTES + 1]; KEPT],
            kept: vec![0.0; KEPT * width],
            spare: vec![0.0; width],
            whole: Tally::of(width - 2),
            part: Tally::of(width - 2),
            form: String::new(),
        }
    }

    /// The model it scores with.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Scores a text that answers `question`, a place among the model's questions.
    pub fn score(&mut self, text: &str, question: Option<usize>) -> Scored<'_> {
        self.score_parts(text, question, &[], |_, _| ())
    }

    /// The same, and on the way the score of each of `parts`: places in the text, in order, that
    /// do not overlap. A part is scored as if it stood alone and answered no question.
    pub fn score_parts(
        &mut self,
        text: &str,
        question: Option<usize>,
        parts: &[Range<usize>],
        mut each_part: impl FnMut(usize, Scored<'_>),
    ) -> Scored<'_> {
        let labels = &self.model.head().labels;
        let mut whole = std::mem::take(&mut self.whole);
        let mut part = std::mem::take(&mut self.part);
        whole.clear();
        part.clear();
        let mut at = 0;
        self.each(text, |piece| {
            whole.add(&piece);
            while parts.get(at).is_some_and(|range| range.end <= piece.span.start) {
                each_part(at, part.scored(labels, None));
                part.clear();
                at += 1;
            }
            let inside = |range: &Range<usize>| {
                range.start <= piece.span.start && piece.span.end <= range.end
            };
            if parts.get(at).is_some_and(inside) {
                part.add(&piece);
            }
        });
        for at in at..parts.len() {
            each_part(at, part.scored(labels, None));
            part.clear();
        }
        self.part = part;
        self.whole = whole;
        self.whole.scored(labels, question)
    }

    /// Calls `each` for every word and every known pair of neighbouring words, in their order.
    pub(super) fn each(&mut self, text: &str, mut each: impl FnMut(Piece<'_>)) {
        let mut pair = vec![0.0; self.model.table().width()];
        let mut before: Option<(u64, usize)> = None;
        for word in words(text) {
            let mut word_form = std::mem::take(&mut self.form);
            form(word.text, &mut word_form);
            let key = word_key(&word_form);
            let (weights, [square, known]) = split(self.of(key, &word_form));
            each(Piece {
                span: word.span.clone(),
                weights,
                square,
                known: known > 0.0,
                pair: false,
            });
            self.form = word_form;
            if let Some((last, start)) = before
                && let Some(row) = self.model.table().get(pair_key(last, key))
            {
                pair.iter_mut().zip(row.weights()).for_each(|(to, weight)| *to = weight);
                let square = row.size * row.size;
                let span = start..word.span.end;
                each(Piece { span, weights: &pair, square, known: true, pair: true });
            }
            before = Some((key, word.span.start));
        }
    }

    /// What is kept of a word; worked out first when it is not.
    fn of(&mut self, key: u64, form: &str) -> &[f32] {
        let width = self.spare.len();
        let Some(tag) = tag(form) else {
            work_out(self.model, form, &mut self.spare);
            return &self.spare;
        };
        // Two places for each word; whichever has it, else an empty one, else by a bit of the key.
        let places = [key, key >> 32].map(|k| usize::try_from(k & (KEPT as u64 - 1)).unwrap_or(0));
        let is = |at: &usize, tag: &Tag| self.tags.get(*at) == Some(tag);
        let has = places.iter().position(|at| is(at, &tag));
        let empty = || places.iter().position(|at| is(at, &[0; KEPT_BYTES + 1]));
        let which = has.or_else(empty).unwrap_or(usize::from(key >> 63 == 1));
        let at = places.get(which).copied().unwrap_or(0);
        let range = at * width..(at + 1) * width;
        if has.is_none() {
            if let Some(place) = self.tags.get_mut(at) {
                *place = tag;
            }
            work_out(self.model, form, self.kept.get_mut(range.clone()).unwrap_or_default());
        }
        self.kept.get(range).unwrap_or_default()
    }
}

/// A word or a pair of words, and what it adds.
pub(super) struct Piece<'s> {
    /// Its place in the text.
    pub span: Range<usize>,
    /// What it adds for each answer, before division by the text's length.
    pub weights: &'s [f32],
    square: f32,
    known: bool,
    /// Whether it is a pair.
    pub pair: bool,
}

/// What a question adds to a label.
pub(super) fn asked(label: &Label, question: Option<usize>) -> f32 {
    question.and_then(|at| label.questions.get(at)).copied().unwrap_or(0.0)
}

fn split(of: &[f32]) -> (&[f32], [f32; 2]) {
    of.split_last_chunk::<2>().map_or((&[], [0.0; 2]), |(weights, end)| (weights, *end))
}

/// The length, then the bytes; nothing for the empty word and for one that is too long to keep.
fn tag(form: &str) -> Option<Tag> {
    let mut tag = [0; KEPT_BYTES + 1];
    let (length, bytes) = tag.split_first_mut()?;
    *length = u8::try_from(form.len()).ok().filter(|length| *length > 0)?;
    bytes.get_mut(..form.len())?.copy_from_slice(form.as_bytes());
    Some(tag)
}

/// Adds up the rows of a word and its runs of letters.
fn work_out(model: &Model, form: &str, to: &mut [f32]) {
    to.fill(0.0);
    let Some((weights, [square, known])) = to.split_last_chunk_mut::<2>() else { return };
    of_word(form, |key, kind| {
        let Some(row) = model.table().get(key) else { return };
        weights.iter_mut().zip(row.weights()).for_each(|(sum, weight)| *sum += weight);
        *square += row.size * row.size;
        if kind == super::features::Kind::Word {
            *known = 1.0;
        }
    });
}
