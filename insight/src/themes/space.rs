//! Comments as directions: two that use like pieces of words point the same way.
//!
//! The pieces of each word are weighed by how rare they are and brought down to the main
//! directions of a sample of comments. Because a comment is the sum of its words, each word's
//! direction is worked out once and kept: a comment then costs one addition for each word.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts are far below 2^52, and directions are kept in single precision"
)]

use super::decomposition::{Block, add, directions};
use super::pieces::{BITS, pieces};
use crate::arithmetic::chance::Chance;
use crate::text::words;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Words of a comment that are looked at.
const MOST_WORDS: usize = 2_000;
/// Words whose direction is kept; beyond that each is worked out when it comes.
const MOST_KEPT: usize = 60_000;
/// A piece must be in so many comments to count, once there are enough comments.
const FEWEST: u32 = 2;

/// How comments become directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Space {
    /// For each piece number its row, counted from 1; 0 for pieces that say nothing.
    rows: Vec<u32>,
    /// Directions in a row.
    wide: usize,
    /// The rows one after the other, each times how rare its piece is.
    figures: Vec<f32>,
}

/// A sample of comments as counts of words, and words as weighed pieces.
struct Sample {
    comments: Vec<(Vec<(usize, f32)>, f32)>,
    words: Vec<Vec<(usize, f32)>>,
    pieces: usize,
}

impl Space {
    /// Learns at most `wanted` directions from comments. With too few comments, or none with
    /// words, there are fewer or none.
    pub fn learn(comments: &[&str], wanted: usize, chance: &mut Chance) -> Self {
        let (mut known, mut word_pieces) = (HashMap::new(), Vec::new());
        let counted: Vec<Vec<(usize, f32)>> = comments
            .iter()
            .map(|comment| counts(comment, &mut known, &mut word_pieces))
            .filter(|counts| !counts.is_empty())
            .collect();
        let found_in = found_in(&counted, &word_pieces);
        let fewest = if counted.len() < 50 { 1 } else { FEWEST };
        let mut rows = vec![0_u32; 1 << BITS];
        let mut rare = Vec::new();
        for (row, found) in rows.iter_mut().zip(&found_in) {
            if *found >= fewest {
                rare.push(((1.0 + counted.len() as f64) / (1.0 + f64::from(*found))).ln() + 1.0);
                *row = rare.len() as u32;
            }
        }
        let sample = sample(counted, &word_pieces, &rows, &rare);
        let mut main = directions(sample.pieces, wanted, chance, |block| sample.squared(block));
        for (at, weight) in rare.iter().enumerate() {
            for figure in main.row_mut(at) {
                *figure *= *weight as f32;
            }
        }
        Self { rows, wide: main.wide, figures: main.figures }
    }

    /// Figures in a direction.
    pub fn wide(&self) -> usize {
        self.wide
    }

    /// Whether the parts fit together, as those of a file that was cut short do not.
    pub fn is_whole(&self) -> bool {
        let most = self.rows.iter().copied().max().unwrap_or(0) as usize;
        self.rows.len() == 1 << BITS && Some(self.figures.len()) == most.checked_mul(self.wide)
    }

    /// Something that reads comments and remembers the words it has met.
    pub fn reader(&self) -> Reader<'_> {
        Reader { space: self, known: HashMap::new() }
    }

    fn word(&self, word: &str) -> Box<[f32]> {
        let mut sum = vec![0.0; self.wide];
        for piece in pieces(word) {
            let row = self.rows.get(piece as usize).copied().unwrap_or(0) as usize;
            if let Some(before) = row.checked_sub(1) {
                let start = before * self.wide;
                add(&mut sum, 1.0, self.figures.get(start..start + self.wide).unwrap_or(&[]));
            }
        }
        sum.into_boxed_slice()
    }
}

/// Reads comments, and remembers words.
#[derive(Debug)]
pub struct Reader<'a> {
    space: &'a Space,
    known: HashMap<String, Box<[f32]>>,
}

impl Reader<'_> {
    /// Writes a comment's direction, of length 1, into `direction`. `false`, and noughts, when
    /// the comment has no piece that says anything.
    pub fn read(&mut self, comment: &str, direction: &mut [f32]) -> bool {
        direction.fill(0.0);
        for word in words(comment).take(MOST_WORDS) {
            if let Some(known) = self.known.get(word.text) {
                add(direction, 1.0, known);
                continue;
            }
            let new = self.space.word(word.text);
            add(direction, 1.0, &new);
            if self.known.len() < MOST_KEPT && word.text.len() <= 64 {
                self.known.insert(word.text.to_owned(), new);
            }
        }
        unit(direction)
    }

    /// The directions of comments, one in each row; noughts for those without.
    pub fn read_all<'c>(&mut self, comments: impl IntoIterator<Item = &'c str>) -> Block {
        let mut block = Block { wide: self.space.wide, figures: Vec::new() };
        let mut direction = vec![0.0; self.space.wide];
        for comment in comments {
            self.read(comment, &mut direction);
            block.figures.extend_from_slice(&direction);
        }
        block
    }
}

/// Makes a direction's length 1; `false` for one without a length.
pub fn unit(direction: &mut [f32]) -> bool {
    let length = direction.iter().map(|place| place * place).sum::<f32>().sqrt();
    if length.is_nan() || length <= f32::MIN_POSITIVE {
        direction.fill(0.0);
        return false;
    }
    for place in direction.iter_mut() {
        *place /= length;
    }
    true
}

fn counts(
    comment: &str,
    known: &mut HashMap<String, usize>,
    word_pieces: &mut Vec<Vec<u32>>,
) -> Vec<(usize, f32)> {
    let mut found: Vec<usize> = words(comment)
        .take(MOST_WORDS)
        .map(|word| {
            let folded: String = word.text.chars().take(64).flat_map(char::to_lowercase).collect();
            *known.entry(folded).or_insert_with_key(|folded| {
                word_pieces.push(pieces(folded));
                word_pieces.len() - 1
            })
        })
        .collect();
    found.sort_unstable();
    found.chunk_by(|one, next| one == next).map(|run| (run[0], run.len() as f32)).collect()
}

/// In how many comments each piece is.
fn found_in(counted: &[Vec<(usize, f32)>], word_pieces: &[Vec<u32>]) -> Vec<u32> {
    let mut found = vec![0_u32; 1 << BITS];
    let mut last = vec![usize::MAX; 1 << BITS];
    for (at, comment) in counted.iter().enumerate() {
        for piece in comment.iter().flat_map(|(word, _)| &word_pieces[*word]) {
            let place = *piece as usize;
            if last[place] != at {
                last[place] = at;
                found[place] += 1;
            }
        }
    }
    found
}

fn sample(
    counted: Vec<Vec<(usize, f32)>>,
    word_pieces: &[Vec<u32>],
    rows: &[u32],
    rare: &[f64],
) -> Sample {
    let words: Vec<Vec<(usize, f32)>> = word_pieces
        .iter()
        .map(|pieces| {
            let with_row = pieces.iter().filter_map(|piece| rows[*piece as usize].checked_sub(1));
            with_row.map(|row| (row as usize, rare[row as usize] as f32)).collect()
        })
        .collect();
    let mut weights = vec![0.0_f32; rare.len()];
    let comments = counted
        .into_iter()
        .map(|counts| {
            for (word, count) in &counts {
                for (row, weight) in &words[*word] {
                    weights[*row] += count * weight;
                }
            }
            let mut square = 0.0;
            for (row, _) in counts.iter().flat_map(|(word, _)| &words[*word]) {
                square += weights[*row] * weights[*row];
                weights[*row] = 0.0;
            }
            (counts, if square > 0.0 { 1.0 / square } else { 0.0 })
        })
        .collect();
    Sample { comments, words, pieces: rare.len() }
}

impl Sample {
    /// The square of the table of comments and pieces, each comment of length 1, times a block.
    /// Goes by way of the words, so that the table itself is never written out.
    fn squared(&self, block: &Block) -> Block {
        let mut by_word = Block::of(self.words.len(), block.wide);
        for (at, pieces) in self.words.iter().enumerate() {
            let row = by_word.row_mut(at);
            for (piece, weight) in pieces {
                add(row, *weight, block.row(*piece));
            }
        }
        let mut back = Block::of(self.words.len(), block.wide);
        let mut along = vec![0.0; block.wide];
        for (counts, per_square) in &self.comments {
            along.fill(0.0);
            for (word, count) in counts {
                add(&mut along, *count, by_word.row(*word));
            }
            for (word, count) in counts {
                add(back.row_mut(*word), count * per_square, &along);
            }
        }
        let mut made = Block::of(self.pieces, block.wide);
        for (at, pieces) in self.words.iter().enumerate() {
            for (piece, weight) in pieces {
                add(made.row_mut(*piece), *weight, back.row(at));
            }
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &[f32], other: &[f32]) -> f32 {
        one.iter().zip(other).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn comments_on_one_thing_point_one_way() {
        let comments: Vec<String> = (0..60)
            .map(|at| match at % 2 {
                0 => format!("the car park was full and parking cost {at} pounds"),
                _ => format!("the nurse was caring and the nurses listened {at} times"),
            })
            .collect();
        let texts: Vec<&str> = comments.iter().map(String::as_str).collect();
        let space = Space::learn(&texts, 10, &mut Chance::new(1));
        assert!(space.is_whole() && space.wide() > 0);
        let told = space.reader().read_all([
            "parking is dear in that car park",
            "PARKING was full",
            "nurses caring for us",
            "😀",
        ]);
        assert!(likeness(told.row(0), told.row(1)) > likeness(told.row(0), told.row(2)) + 0.3);
        assert!(told.row(3).iter().all(|figure| *figure == 0.0));
        let again = Space::learn(&texts, 10, &mut Chance::new(1));
        assert_eq!(space, again);
    }

    #[test]
    fn no_words_make_no_directions() {
        let space = Space::learn(&["", "?!", "😀"], 10, &mut Chance::new(1));
        assert_eq!(space.wide(), 0);
        assert!(space.is_whole());
        assert!(!space.reader().read("words", &mut []));
    }
}
