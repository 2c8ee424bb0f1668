//! Which column of a file is what.

use chrono::NaiveDate;
use kernel::error::{Message, Problems, Result};
use serde::{Deserialize, Serialize};
use thread::model::voice::{Channel, Kind};

use super::table::{Row, Table};

/// Which column is what, by name, so that a saved mapping fits a file whose columns moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// The day on which it was said.
    pub date: Option<String>,
    /// The day, when no column has it.
    pub fixed_date: Option<NaiveDate>,
    /// In which order day and month stand: a key of [`DateOrder`].
    pub date_order: String,
    /// The columns that together name the service.
    pub service: Vec<String>,
    /// The question that was answered.
    pub question: Option<String>,
    /// The words.
    pub words: Option<String>,
    /// The Friends and Family answer: 1 to 7, or its words.
    pub score: Option<String>,
    /// The file's own id for a row.
    pub id: Option<String>,
    /// Says that a row may point to a person.
    pub identifiable: Option<String>,
    /// A column for each theme, with 1 where the row makes it.
    pub labels: Vec<String>,
    /// How the voices arrived: a key of [`Channel`].
    pub channel: String,
    /// What they are: a key of [`Kind`].
    pub kind: String,
    /// Texts that mean that there were no words.
    pub no_words: Vec<String>,
    /// Whether services that are not listed are added to the list.
    pub new_services: bool,
}

/// In which order day and month stand in a date that is not ISO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day before month, as in Britain; another order is refused.
    DayFirst,
    /// Month before day, as in America; another order is refused.
    MonthFirst,
    /// Day before month, but month before day where it cannot be otherwise (`10/17/2021`): for
    /// files that a spreadsheet mixed up. Such rows are counted and told, because their
    /// neighbours, whose dates can be either, may be wrong.
    Mixed,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::Mixed];

    /// Its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
            Self::Mixed => "mixed",
        }
    }

    /// The one of that name; day before month when none is named.
    pub fn from_key(key: &str) -> Option<Self> {
        if key.is_empty() {
            return Some(Self::DayFirst);
        }
        Self::ALL.into_iter().find(|order| order.key() == key)
    }
}

/// The codebook that themes from files go to.
pub const CODEBOOK: &str = "As imported";
/// Labels at most.
pub const MOST_LABELS: usize = 100;
/// Rows that a guess looks at.
const LOOK: usize = 200;
/// Texts that files write where nothing was said.
const NO_WORDS: &[&str] = &["did not answer", "not answered", "no answer", "null", "#n/a"];

impl Mapping {
    /// Its one text, for comparing and storing.
    pub fn text(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// Every column that is named.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        [&self.date, &self.question, &self.words, &self.score, &self.id, &self.identifiable]
            .into_iter()
            .flatten()
            .chain(&self.service)
            .chain(&self.labels)
    }

    /// Whether every column that is named is in the file.
    pub fn fits(&self, header: &[String]) -> bool {
        self.columns().all(|column| header.contains(column))
    }

    /// Checks that it says enough to read a file by.
    pub fn check(&self, header: &[String]) -> Result<()> {
        let mut problems = Problems::new();
        let dated = self.date.is_some() || self.fixed_date.is_some();
        problems.require(dated, "date", "feedback-map-date-missing");
        let says = self.words.is_some() || self.score.is_some();
        problems.require(says, "words", "feedback-map-words-missing");
        let channel_ok = Channel::from_key(&self.channel).is_some();
        problems.require(channel_ok, "channel", "feedback-channel-missing");
        problems.require(Kind::from_key(&self.kind).is_some(), "kind", "feedback-kind-missing");
        let order_ok = DateOrder::from_key(&self.date_order).is_some();
        problems.require(order_ok, "date_order", "feedback-map-date-order");
        if self.labels.len() > MOST_LABELS {
            let says = Message::new("feedback-map-labels").with("most", MOST_LABELS);
            problems.add("labels", says);
        }
        for column in self.columns().filter(|column| !header.contains(column)) {
            let says = Message::new("feedback-map-column-absent").with("column", column);
            problems.add("date", says);
        }
        problems.check()
    }

    /// Guesses from the names of the columns and the first rows. Someone looks at it before it
    /// is used.
    pub fn guess(table: &mut Table) -> Result<Self> {
        let header = table.header().to_vec();
        let mut rows = Vec::new();
        while rows.len() < LOOK
            && let Some(row) = table.next_row()?
        {
            rows.push(row);
        }
        Ok(if is_fft(&header) { fft(&header) } else { plain(&header, &rows) })
    }
}

fn find(header: &[String], names: &[&str]) -> Option<String> {
    let plain =
        |name: &str| name.to_lowercase().replace(['_', '-', '?', ':'], " ").trim().to_owned();
    names.iter().find_map(|wanted| header.iter().find(|name| plain(name) == *wanted)).cloned()
}

/// The form in which NHS England's text mining project publishes comments of the test.
fn is_fft(header: &[String]) -> bool {
    ["FFT categorical answer", "FFT answer", "Comment ID", "Comment sentiment"]
        .iter()
        .all(|name| header.iter().any(|h| h == name))
}

fn fft(header: &[String]) -> Mapping {
    let at = header.iter().position(|name| name == "Comment sentiment").unwrap_or(header.len());
    let named = |name: &str| header.iter().find(|h| *h == name).cloned();
    Mapping {
        date: named("Date"),
        fixed_date: None,
        // The published file has both orders in it.
        date_order: DateOrder::Mixed.key().to_owned(),
        service: ["Trust", "Service type 1", "Service type 2"]
            .into_iter()
            .filter_map(named)
            .collect(),
        question: named("FFT question"),
        words: named("FFT answer"),
        score: named("FFT categorical answer"),
        id: named("Comment ID"),
        identifiable: named("Person identifiable info?"),
        labels: header.iter().skip(at + 1).cloned().collect(),
        channel: Channel::FriendsAndFamily.key().to_owned(),
        kind: Kind::Comment.key().to_owned(),
        no_words: NO_WORDS.iter().map(|w| (*w).to_owned()).collect(),
        new_services: true,
    }
}

/// What people call their columns.
const DATES: &[&str] =
    &["date", "said on", "received", "date received", "response date", "submitted", "month"];
const SERVICES: &[&str] =
    &["service", "service name", "practice", "site", "location", "ward", "department", "team"];
const WORDS: &[&str] =
    &["comment", "comments", "words", "feedback", "free text", "response", "answer", "text"];
const SCORES: &[&str] =
    &["score", "rating", "fft", "fft score", "fft answer code", "answer code", "experience"];
const IDS: &[&str] = &["id", "comment id", "reference", "ref", "response id", "row id"];
const PERSONAL: &[&str] = &["person identifiable info", "identifiable", "personal details"];

fn plain(header: &[String], rows: &[Row]) -> Mapping {
    let score = find(header, SCORES);
    let channel = if score.is_some() { Channel::FriendsAndFamily } else { Channel::Import };
    let mut mapping = Mapping {
        date: find(header, DATES),
        fixed_date: None,
        date_order: DateOrder::DayFirst.key().to_owned(),
        service: find(header, SERVICES).into_iter().collect(),
        question: find(header, &["question", "question text"]),
        words: find(header, WORDS),
        channel: channel.key().to_owned(),
        score,
        id: find(header, IDS),
        identifiable: find(header, PERSONAL),
        labels: Vec::new(),
        kind: Kind::Comment.key().to_owned(),
        no_words: NO_WORDS.iter().map(|w| (*w).to_owned()).collect(),
        new_services: false,
    };
    let taken: Vec<String> = mapping.columns().cloned().collect();
    for (n, name) in header.iter().enumerate().filter(|(_, name)| !taken.contains(name)) {
        let cells = || rows.iter().filter_map(|row| row.cells.get(n)).map(|c| c.trim());
        if cells().all(|cell| matches!(cell, "" | "0" | "1")) && cells().any(|cell| cell == "1") {
            mapping.labels.push(name.clone());
        }
    }
    mapping
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::Source;

    fn guess(text: &str) -> Mapping {
        let source = Source::Bytes(text.as_bytes().into());
        let encoding = source.scan().unwrap().encoding;
        Mapping::guess(&mut Table::open(&source, encoding).unwrap()).unwrap()
    }

    #[test]
    fn a_plain_file_is_guessed() {
        let mapping = guess("Ref,Date received,Comments,Parking,Age\n1,1/2/2026,Good,1,40\n");
        assert_eq!(mapping.date.as_deref(), Some("Date received"));
        assert_eq!(mapping.words.as_deref(), Some("Comments"));
        assert_eq!(mapping.labels, ["Parking"]);
        assert_eq!(mapping.channel, "import");
        let header: Vec<String> =
            ["Ref", "Date received", "Comments", "Parking"].map(str::to_owned).to_vec();
        assert!(mapping.check(&header).is_ok());
        assert!(!mapping.fits(&header[..3]));
        assert!(mapping.check(&header[..3]).is_err());
    }

    #[test]
    fn the_published_form_is_known() {
        let mapping = guess(
            "Comment ID,Trust,Date,Service type 1,Service type 2,FFT categorical answer,\
             FFT question,FFT answer,Person identifiable info?,Comment sentiment,Parking,Other\n",
        );
        assert_eq!(mapping.labels, ["Parking", "Other"]);
        assert_eq!(mapping.service, ["Trust", "Service type 1", "Service type 2"]);
        assert_eq!(mapping.words.as_deref(), Some("FFT answer"));
        assert!(mapping.new_services);
    }

    #[test]
    fn what_is_missing_is_told_all_at_once() {
        let Err(kernel::Error::Invalid(problems)) = Mapping::default().check(&[]) else {
            panic!("taken")
        };
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["date", "words", "channel", "kind"]);
    }
}
