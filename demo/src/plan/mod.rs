//! Eighteen months that end today, as a list of what happens when. Pure: the same day gives the
//! same plan.

mod contacts;
mod say;
mod steps;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc};
use thread::model::new_voice::NewContact;
use thread::model::voice::{About, Capacity, Channel, Kind};

use crate::chance::Chance;
use crate::content::Content;

pub use steps::{Answering, Happening, ReplyStep, Step};

/// How many days back it begins.
pub const DAYS: i64 = 539;

/// In the last so many days things are done every week that were done every other before.
const LATELY: i64 = 70;

/// By which door a voice comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    /// The public form.
    Public,
    /// Entered by staff.
    Staff,
    /// In a file.
    File,
}

/// What a voice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Nothing in particular.
    Nothing,
    /// A service of the list, by its key.
    Service(String),
    /// A practice of the list, by its place among the body's.
    Practice(usize),
}

/// What becomes of a voice besides being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Left out, for a reason.
    Excluded(String),
    /// Left out and brought back.
    Restored,
    /// Parts of it covered, for a reason.
    Redacted(String, Vec<std::ops::Range<usize>>),
    /// Taken back.
    Withdrawn,
    /// Erased.
    Erased,
}

/// A voice to come.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "most fields are those of a voice")]
pub struct Planned {
    /// Place of the body among the three.
    pub body: usize,
    /// When it is received.
    pub at: DateTime<Utc>,
    pub said_on: NaiveDate,
    pub door: Door,
    pub channel: Channel,
    pub kind: Kind,
    pub about: About,
    pub of: Of,
    pub score: Option<i64>,
    pub capacity: Capacity,
    pub organisation: Option<String>,
    pub language: Option<String>,
    pub words: String,
    pub publishable: bool,
    pub contact: Option<NewContact>,
    /// Themes that it is read into, by key; empty for one that nobody has found time for.
    pub themes: Vec<String>,
    pub fate: Option<Fate>,
    /// What staff note on it.
    pub note: Option<String>,
    /// What a second person says of its first theme.
    pub review: Option<bool>,
}

/// A Friends and Family answer without words.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of an answer")]
pub struct Score {
    pub said_on: NaiveDate,
    pub service: &'static str,
    pub score: i64,
}

/// Services whose Friends and Family answers come in: how many a month, and of a hundred how many
/// very good, good, neither, poor, very poor; the rest do not know.
const SCORED: &[(&str, usize, [usize; 5])] = &[
    ("ed", 34, [38, 29, 10, 9, 12]),
    ("outpatients", 30, [55, 29, 6, 4, 4]),
    ("ward", 22, [66, 22, 5, 3, 3]),
    ("maternity", 9, [70, 18, 5, 3, 3]),
    ("community-clinic", 18, [72, 19, 4, 2, 2]),
    ("mental-health", 8, [44, 25, 12, 8, 8]),
];

/// Eighteen months.
#[derive(Debug)]
pub struct Plan {
    /// The day on which it is made.
    pub today: NaiveDate,
    /// What people say, by when it is received.
    pub voices: Vec<Planned>,
    /// What happens, in order.
    pub happenings: Vec<Happening>,
}

impl Plan {
    /// Makes the plan for a moment. The same content, seed and day give the same one.
    pub fn make(content: &Content, now: DateTime<Utc>, seed: u64) -> Result<Self, String> {
        let today = kernel::clock::day_of(now);
        let mut voices = say::voices(content, now, &mut Chance::new(seed))?;
        voices.sort_by_key(|voice| (voice.at, voice.body));
        let happenings = steps::happenings(content, &voices, now);
        Ok(Self { today, voices, happenings })
    }

    /// Answers without words for the month in which a voice of a file was said.
    pub fn answers(&self, body: usize, of: Option<&Planned>) -> impl Iterator<Item = Score> {
        let first = of.and_then(|voice| voice.said_on.with_day(1)).unwrap_or(self.today);
        let seed = u64::try_from(first.num_days_from_ce()).unwrap_or(0);
        let mut chance = Chance::new(seed * 3 + u64::try_from(body).unwrap_or(0));
        let mut scores = Vec::new();
        for (service, monthly, of_a_hundred) in SCORED {
            let shares: Vec<usize> = of_a_hundred.iter().copied().chain([2]).collect();
            for _ in 0..monthly + chance.below(monthly / 3 + 1) {
                let days = Days::new(u64::try_from(chance.below(28)).unwrap_or(0));
                let said_on = first.checked_add_days(days).unwrap_or(first).min(self.today);
                let score = chance.weighted(shares.iter().copied()) + 1;
                let score = i64::try_from(score).unwrap_or(6);
                scores.push(Score { said_on, service, score });
            }
        }
        scores.into_iter()
    }
}

/// A moment of a day, never in the future: what would be is a few minutes ago.
pub(crate) fn moment(now: DateTime<Utc>, days_ago: i64, minutes: i64) -> DateTime<Utc> {
    let day = day(now, days_ago);
    let start = day.and_time(chrono::NaiveTime::MIN).and_utc();
    (start + TimeDelta::minutes(minutes)).min(now - TimeDelta::minutes(2))
}

/// The day so many days ago.
pub(crate) fn day(now: DateTime<Utc>, days_ago: i64) -> NaiveDate {
    let today = kernel::clock::day_of(now);
    let days = Days::new(u64::try_from(days_ago).unwrap_or(0));
    today.checked_sub_days(days).unwrap_or(today)
}
