//! How hard a text is to read: Flesch-Kincaid grade, reading age, long sentences and hard words
//! (R-ACC-04, REQ-014).
//!
//! The formula was made for English prose and knows nothing of sense: a low figure does not make a
//! text good. It is a prompt for the writer and is never shown as a mark against what a member of
//! the public wrote. Text in other scripts is not judged. Other languages in the Latin alphabet are
//! not recognised here: ask only about English.
//!
//! - grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59
//! - reading age = grade + 5, since the first school grade of the formula is for six-year-olds
//!
//! Numbers, links and e-mail addresses are left out of the counts. A line break ends a sentence,
//! so that lists and headings are not read as one long one, unless the next line goes on in lower
//! case. At most [`READ_AT_MOST`] characters are read, so the time is bounded.

mod sentences;
mod syllables;
mod words;

use serde::{Deserialize, Serialize};

pub use syllables::syllables;

/// How many characters of a text are read; the rest is left out and the result says so.
pub const READ_AT_MOST: usize = 200_000;

/// Below so many words the figure jumps about and is marked as rough.
pub const ROUGH_BELOW_WORDS: u32 = 100;

/// The highest grade given. Text without full stops can reach thousands, which means nothing.
pub const HIGHEST_GRADE: f64 = 30.0;

const LONGEST_SENTENCES: usize = 5;
const HARD_WORDS: usize = 25;

/// What can be said about a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readability {
    /// The text was read.
    Judged(Reading),
    /// It cannot be judged.
    CannotJudge(WhyNot),
}

/// Why a text cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// There are no words in it: empty, or only figures, signs and pictures.
    NoWords,
    /// At least half of its letters are not of the Latin alphabet.
    OtherScript,
}

/// The figures of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Sentences with at least one word.
    pub sentences: u32,
    /// Words in the Latin alphabet.
    pub words: u32,
    /// Syllables in those words, by rules of thumb and a list of exceptions.
    pub syllables: u32,
    /// The Flesch-Kincaid grade to one decimal, at most [`HIGHEST_GRADE`]. Very short words and
    /// sentences can bring it below nought.
    pub grade: f64,
    /// The age at which a pupil of that grade is expected to read it: grade + 5, at least 5.
    pub reading_age: f64,
    /// The band of the service manual the reading age falls in.
    pub band: Band,
    /// Fewer than [`ROUGH_BELOW_WORDS`] words.
    pub rough: bool,
    /// The text was longer than [`READ_AT_MOST`] characters and only its beginning was read.
    pub only_the_beginning: bool,
    /// The longest sentences, longest first.
    pub longest_sentences: Vec<LongSentence>,
    /// Words of three syllables or more, and words with a plainer one, most frequent first.
    pub hard_words: Vec<HardWord>,
}

/// How a reading age compares with the aim of R-ACC-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Up to 11: the aim.
    Plain,
    /// Above 11 and up to 14: for hard subjects.
    Harder,
    /// Above 14.
    TooHard,
}

/// One long sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongSentence {
    /// Its beginning, cut at 200 characters.
    pub text: String,
    /// How many words it has.
    pub words: u32,
}

/// One hard word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardWord {
    /// The word in lower case.
    pub word: String,
    /// How often it comes.
    pub times: u32,
    /// How many syllables it has.
    pub syllables: u32,
    /// A plainer way to say it, if we know one.
    pub plainer: Option<String>,
}

/// Judges a text.
pub fn judge(text: &str) -> Readability {
    let (text, only_the_beginning) = beginning(text);
    let (latin, other) = words::letters(text);
    if latin + other == 0 {
        return Readability::CannotJudge(WhyNot::NoWords);
    }
    if other >= latin {
        return Readability::CannotJudge(WhyNot::OtherScript);
    }
    let mut tally = Tally::default();
    for sentence in sentences::split(text) {
        tally.take(&sentence);
    }
    tally.reading(only_the_beginning)
}

fn beginning(text: &str) -> (&str, bool) {
    match text.char_indices().nth(READ_AT_MOST) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

/// The running counts.
#[derive(Default)]
struct Tally {
    sentences: u32,
    words: u32,
    syllables: u32,
    longest: Vec<LongSentence>,
    hard: words::HardWords,
}

impl Tally {
    fn take(&mut self, sentence: &str) {
        let mut here = 0;
        for word in words::readable(sentence) {
            let spoken = syllables(word);
            here += 1;
            self.syllables += spoken;
            self.hard.take(word, spoken);
        }
        if here == 0 {
            return;
        }
        self.sentences += 1;
        self.words += here;
        self.keep_if_long(sentence, here);
    }

    fn keep_if_long(&mut self, sentence: &str, words: u32) {
        let place = self.longest.partition_point(|kept| kept.words >= words);
        if place < LONGEST_SENTENCES {
            let text = sentences::shortened(sentence);
            self.longest.insert(place, LongSentence { text, words });
            self.longest.truncate(LONGEST_SENTENCES);
        }
    }

    fn reading(self, only_the_beginning: bool) -> Readability {
        if self.words == 0 {
            return Readability::CannotJudge(WhyNot::NoWords);
        }
        let words = f64::from(self.words);
        let per_sentence = words / f64::from(self.sentences);
        let per_word = f64::from(self.syllables) / words;
        let grade = (0.39 * per_sentence + 11.8 * per_word - 15.59).min(HIGHEST_GRADE);
        let grade = one_decimal(grade);
        let reading_age = one_decimal((grade + 5.0).max(5.0));
        Readability::Judged(Reading {
            sentences: self.sentences,
            words: self.words,
            syllables: self.syllables,
            grade,
            reading_age,
            band: Band::of(reading_age),
            rough: self.words < ROUGH_BELOW_WORDS,
            only_the_beginning,
            longest_sentences: self.longest,
            hard_words: self.hard.most_frequent(HARD_WORDS),
        })
    }
}

impl Band {
    fn of(reading_age: f64) -> Self {
        if reading_age <= 11.0 {
            Self::Plain
        } else if reading_age <= 14.0 {
            Self::Harder
        } else {
            Self::TooHard
        }
    }
}

fn one_decimal(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
