//! Friends and Family Test arithmetic (R-FFT-02 to R-FFT-06).
//!
//! There are two series with different questions: people were asked whether they would recommend
//! the service until 31 March 2020, and how their experience was since. Figures of one are never
//! added to the other (R-FFT-03), so each series is a type of its own and [`Tally::add_tally`]
//! takes only its like. Figures are not for ranking organisations (R-FFT-06).
//!
//! ```
//! use rules::fft::ExperienceTally;
//! let mut new = ExperienceTally::default();
//! new.add_tally(&ExperienceTally::default());
//! ```
//!
//! ```compile_fail,E0308
//! use rules::fft::{ExperienceTally, RecommendTally};
//! let mut new = ExperienceTally::default();
//! new.add_tally(&RecommendTally::default());
//! ```

use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The six answers, by their place in the list shown to people. The words differ between the two
/// series; the places do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 'Very good'; formerly 'Extremely likely'.
    VeryGood,
    /// 'Good'; formerly 'Likely'.
    Good,
    /// 'Neither good nor poor'; formerly 'Neither likely nor unlikely'.
    Neither,
    /// 'Poor'; formerly 'Unlikely'.
    Poor,
    /// 'Very poor'; formerly 'Extremely unlikely'.
    VeryPoor,
    /// 'Don't know'.
    DontKnow,
}

impl Answer {
    /// All six, in the order in which they are shown (R-FFT-02).
    pub const ALL: [Self; 6] =
        [Self::VeryGood, Self::Good, Self::Neither, Self::Poor, Self::VeryPoor, Self::DontKnow];

    /// The code in data files: 1 for 'Very good' to 5 for 'Very poor', 6 for 'Don't know'.
    pub fn code(self) -> u8 {
        match self {
            Self::VeryGood => 1,
            Self::Good => 2,
            Self::Neither => 3,
            Self::Poor => 4,
            Self::VeryPoor => 5,
            Self::DontKnow => 6,
        }
    }

    fn place(self) -> usize {
        usize::from(self.code() - 1)
    }
}

/// What one row of a data file says about the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// One of the six answers.
    Answered(Answer),
    /// Code 7: the person left the question out. It is reported and stands in no percentage.
    NotAnswered,
}

/// A code that is not 1 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a Friends and Family code: 1 to 5, 6 for don't know, 7 for not answered")]
pub struct UnknownCode(pub u8);

impl TryFrom<u8> for Score {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        match code {
            7 => Ok(Self::NotAnswered),
            _ => Answer::ALL
                .into_iter()
                .find(|answer| answer.code() == code)
                .map(Self::Answered)
                .ok_or(UnknownCode(code)),
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Experience {}
    impl Sealed for super::Recommend {}
}

/// A series of the test: the question that was asked.
pub trait Series: sealed::Sealed {
    /// The words of an answer, in English as published.
    fn label(answer: Answer) -> &'static str;
}

/// The series since 1 April 2020: 'Overall, how was your experience of our service?'
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Experience {}

/// The series to 31 March 2020: 'How likely are you to recommend our service?'
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recommend {}

impl Series for Experience {
    fn label(answer: Answer) -> &'static str {
        match answer {
            Answer::VeryGood => "Very good",
            Answer::Good => "Good",
            Answer::Neither => "Neither good nor poor",
            Answer::Poor => "Poor",
            Answer::VeryPoor => "Very poor",
            Answer::DontKnow => "Don't know",
        }
    }
}

impl Series for Recommend {
    fn label(answer: Answer) -> &'static str {
        match answer {
            Answer::VeryGood => "Extremely likely",
            Answer::Good => "Likely",
            Answer::Neither => "Neither likely nor unlikely",
            Answer::Poor => "Unlikely",
            Answer::VeryPoor => "Extremely unlikely",
            Answer::DontKnow => "Don't know",
        }
    }
}

/// Whether a response of this day belongs to the present series ([`Experience`]) or to the old one.
pub fn is_experience_series(day: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(2020, 4, 1).is_some_and(|first| day >= first)
}

/// Counts of one series.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Tally<S: Series> {
    counts: [u64; 6],
    not_answered: u64,
    #[serde(skip)]
    series: PhantomData<S>,
}

/// Counts of the present series.
pub type ExperienceTally = Tally<Experience>;

/// Counts of the series that ended on 31 March 2020.
pub type RecommendTally = Tally<Recommend>;

// Written out because a derive would ask the same of the marker type.
impl<S: Series> Default for Tally<S> {
    fn default() -> Self {
        Self { counts: [0; 6], not_answered: 0, series: PhantomData }
    }
}

impl<S: Series> Clone for Tally<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Series> Copy for Tally<S> {}

impl<S: Series> PartialEq for Tally<S> {
    fn eq(&self, other: &Self) -> bool {
        self.counts == other.counts && self.not_answered == other.not_answered
    }
}

impl<S: Series> Eq for Tally<S> {}

impl<S: Series> Tally<S> {
    /// A tally from counts in the order of [`Answer::ALL`], and how many left the question out.
    pub fn from_counts(counts: [u64; 6], not_answered: u64) -> Self {
        Self { counts, not_answered, series: PhantomData }
    }

    /// Counts one response.
    pub fn add(&mut self, score: Score) {
        self.add_many(score, 1);
    }

    /// Counts several equal responses, as a group-by query gives them.
    pub fn add_many(&mut self, score: Score, times: u64) {
        let cell = match score {
            Score::Answered(answer) => &mut self.counts[answer.place()],
            Score::NotAnswered => &mut self.not_answered,
        };
        *cell = cell.saturating_add(times);
    }

    /// Adds the counts of another place or month of the same series.
    pub fn add_tally(&mut self, other: &Self) {
        for answer in Answer::ALL {
            self.add_many(Score::Answered(answer), other.count(answer));
        }
        self.add_many(Score::NotAnswered, other.not_answered);
    }

    /// How many gave this answer.
    pub fn count(&self, answer: Answer) -> u64 {
        self.counts[answer.place()]
    }

    /// The six answers in order, with their words and counts.
    pub fn rows(&self) -> [(Answer, &'static str, u64); 6] {
        Answer::ALL.map(|answer| (answer, S::label(answer), self.count(answer)))
    }

    /// All who answered, 'Don't know' among them: what percentages are taken of (R-FFT-05).
    pub fn responses(&self) -> u64 {
        self.counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count))
    }

    /// How many left the question out. They stand in no percentage.
    pub fn not_answered(&self) -> u64 {
        self.not_answered
    }

    /// The share of the two best answers, or `None` when nobody answered.
    pub fn positive(&self) -> Option<Percent> {
        self.share([Answer::VeryGood, Answer::Good])
    }

    /// The share of the two worst answers, or `None` when nobody answered. With the positive share
    /// it need not make 100: the middle answer and 'Don't know' are in neither.
    pub fn negative(&self) -> Option<Percent> {
        self.share([Answer::Poor, Answer::VeryPoor])
    }

    fn share(&self, answers: [Answer; 2]) -> Option<Percent> {
        let part = answers.iter().map(|answer| u128::from(self.count(*answer))).sum();
        let whole = self.counts.iter().map(|count| u128::from(*count)).sum();
        Percent::of(part, whole)
    }
}

/// A percentage in whole tenths. It is worked out in whole numbers and rounded to the nearest
/// tenth, a half up; so 1 of 3 is 33.3 % and 1 of 16 (6.25) is 6.3 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent {
    tenths: u16,
}

impl Percent {
    /// The percentage that `part` is of `whole`; `None` when there is no whole, or when the part is
    /// larger than the whole.
    pub fn of(part: u128, whole: u128) -> Option<Self> {
        if whole == 0 || part > whole {
            return None;
        }
        let tenths = part.checked_mul(2_000)?.checked_add(whole)? / whole.checked_mul(2)?;
        u16::try_from(tenths).ok().map(|tenths| Self { tenths })
    }

    /// The percentage in tenths: 934 is 93.4 %.
    pub fn tenths(self) -> u16 {
        self.tenths
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}
