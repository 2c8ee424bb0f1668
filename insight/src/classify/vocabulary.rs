//! The features that are worth a weight, and a text as a row of them.

use std::collections::HashMap;

use super::features::{Kind, form, of_word, pair_key, word_key};
use super::solve::Rows;
use crate::model::Model;
use crate::text::words;

/// How much each kind of feature counts, and how many texts it must be in to be kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighing {
    /// Of a whole word.
    pub word: f32,
    /// Of a run of letters.
    pub run: f32,
    /// Of two neighbouring words.
    pub pair: f32,
    /// Of the question, beside a text whose length is 1.
    pub question: f32,
    /// Texts in which a word is found at least.
    pub word_texts: u32,
    /// Texts in which a run or a pair is found at least.
    pub other_texts: u32,
}

impl Default for Weighing {
    fn default() -> Self {
        Self { word: 1.0, run: 0.4, pair: 0.8, question: 0.5, word_texts: 1, other_texts: 2 }
    }
}

impl Weighing {
    fn of(&self, kind: Kind) -> (f32, u32) {
        match kind {
            Kind::Word => (self.word, self.word_texts),
            Kind::Run => (self.run, self.other_texts),
            Kind::Pair => (self.pair, self.other_texts),
        }
    }
}

/// Features with their columns and sizes; behind them one column for each question, then one for
/// the bias.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    columns: HashMap<u64, u32>,
    keys: Vec<u64>,
    sizes: Vec<f32>,
    questions: usize,
    weighing: Weighing,
}

impl Vocabulary {
    /// The vocabulary of `texts`, with that of the model one begins from.
    pub fn new<'t>(
        texts: impl Iterator<Item = &'t str>,
        questions: usize,
        weighing: Weighing,
        start: Option<&Model>,
    ) -> Self {
        let mut found: HashMap<u64, (u32, Kind)> = HashMap::new();
        let mut own: Vec<(u64, Kind)> = Vec::new();
        let mut count = 0_u32;
        for text in texts {
            own.clear();
            features(text, |key, kind| own.push((key, kind)));
            own.sort_unstable_by_key(|feature| feature.0);
            own.dedup_by_key(|feature| feature.0);
            for (key, kind) in &own {
                found.entry(*key).or_insert((0, *kind)).0 += 1;
            }
            count += 1;
        }
        let mut kept: HashMap<u64, f32> = found
            .into_iter()
            .filter(|(_, (texts, kind))| *texts >= weighing.of(*kind).1)
            .map(|(key, (texts, kind))| (key, weighing.of(kind).0 * rarity(count, texts)))
            .collect();
        if let Some(model) = start {
            kept.extend(model.table().rows().map(|(key, row)| (key, row.size)));
        }
        let mut kept: Vec<_> = kept.into_iter().collect();
        kept.sort_unstable_by_key(|feature| feature.0);
        let (keys, sizes): (Vec<u64>, Vec<f32>) = kept.into_iter().unzip();
        let columns = keys.iter().copied().zip(0_u32..).collect();
        Self { columns, keys, sizes, questions, weighing }
    }

    /// Features in order of their columns: key and size.
    pub fn features(&self) -> impl Iterator<Item = (u64, f32)> + '_ {
        self.keys.iter().copied().zip(self.sizes.iter().copied())
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Columns altogether.
    pub fn columns(&self) -> usize {
        self.keys.len() + self.questions + 1
    }

    /// What stands in a question's column.
    pub fn question_value(&self) -> f32 {
        self.weighing.question
    }

    /// Texts with the places of their questions, as rows.
    pub fn rows<'t>(&self, texts: impl Iterator<Item = (&'t str, Option<usize>)>) -> Rows {
        let mut rows = Rows::default();
        for (text, question) in texts {
            rows.push(&self.row(text, question));
        }
        rows
    }

    fn row(&self, text: &str, question: Option<usize>) -> Vec<(u32, f32)> {
        let mut cells: Vec<(u32, f32)> = Vec::new();
        features(text, |key, _| {
            if let Some(column) = self.columns.get(&key)
                && let Some(size) = self.sizes.get(*column as usize)
            {
                cells.push((*column, *size));
            }
        });
        // As if no two words shared a feature: the same length as when a text is scored.
        let length = cells.iter().map(|cell| cell.1 * cell.1).sum::<f32>().sqrt();
        for cell in &mut cells {
            cell.1 /= length;
        }
        cells.sort_unstable_by_key(|cell| cell.0);
        cells.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
        let column = |behind: usize| u32::try_from(self.keys.len() + behind).ok();
        if let Some(column) = question.filter(|at| *at < self.questions).and_then(column) {
            cells.push((column, self.weighing.question));
        }
        cells.extend(column(self.questions).map(|bias| (bias, 1.0)));
        cells
    }
}

/// Inverse document frequency, smoothed as in scikit-learn.
#[expect(clippy::cast_precision_loss, reason = "numbers of texts are far below 2^24")]
fn rarity(texts: u32, with: u32) -> f32 {
    ((1.0 + texts as f32) / (1.0 + with as f32)).ln() + 1.0
}

/// Calls `each` for every feature of a text, as often as it is there.
fn features(text: &str, mut each: impl FnMut(u64, Kind)) {
    let mut of = String::new();
    let mut before = None;
    for word in words(text) {
        form(word.text, &mut of);
        of_word(&of, &mut each);
        let key = word_key(&of);
        if let Some(last) = before {
            each(pair_key(last, key), Kind::Pair);
        }
        before = Some(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(texts: &[&str]) -> Vocabulary {
        Vocabulary::new(texts.iter().copied(), 1, Weighing::default(), None)
    }

    #[test]
    fn a_row_has_length_one_beside_question_and_bias() {
        let vocabulary = vocabulary(&["kind staff", "kind nurse", "long wait"]);
        let row = vocabulary.row("kind", None);
        let (bias, words) = row.split_last().unwrap();
        assert_eq!(*bias, (u32::try_from(vocabulary.len() + 1).unwrap(), 1.0));
        let length: f32 = words.iter().map(|cell| cell.1 * cell.1).sum();
        assert!((length - 1.0).abs() < 1e-5);
        assert_eq!(vocabulary.row("kind", Some(0)).len(), row.len() + 1);
        assert_eq!(vocabulary.columns(), vocabulary.len() + 2);
    }

    #[test]
    fn unknown_words_leave_the_bias_alone() {
        let row = vocabulary(&["kind staff"]).row("пётр", None);
        assert_eq!(row.len(), 1);
    }

    #[test]
    fn runs_in_one_text_only_are_not_kept() {
        let one = vocabulary(&["nurse"]);
        assert_eq!(one.len(), 1);
        assert!(vocabulary(&["nurse", "nurses"]).len() > 5);
    }
}
