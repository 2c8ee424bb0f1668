//! What people say, and what stands around it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Something that somebody says, with gaps to be filled.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a voice")]
pub struct Voice {
    pub kind: String,
    pub service: String,
    pub themes: String,
    pub score: Option<i64>,
    pub language: Option<String>,
    pub words: String,
}

impl Voice {
    /// Its themes; none when a person could find none.
    pub fn themes(&self) -> impl Iterator<Item = &str> {
        self.themes.split_whitespace().filter(|theme| *theme != "none")
    }

    /// Whether it is about the commissioner.
    pub fn is_of_commissioner(&self) -> bool {
        self.service == "commissioner"
    }
}

/// A voice with a fate of its own.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a voice")]
pub struct Odd {
    pub kind: String,
    pub service: String,
    pub fate: String,
    pub channel: String,
    pub days_ago: i64,
    pub body: String,
    pub words: String,
}

/// What stands around a voice, and what fills its gaps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frames {
    /// Before it.
    pub openers: Vec<String>,
    /// After it.
    pub closers: Vec<String>,
    /// What fills a gap.
    pub slots: BTreeMap<String, Vec<String>>,
    /// Names of months, filled in from the days around a voice.
    #[serde(skip)]
    pub months: Vec<String>,
    /// Places of each body.
    pub towns: BTreeMap<String, Vec<String>>,
}

/// Smaller things.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// Internal notes.
    pub notes: Vec<String>,
    /// Organisations that speak.
    pub organisations: Vec<String>,
    /// What people need.
    pub access_needs: Vec<String>,
    /// What reviews of a quarter's feedback found.
    pub reviews: Vec<LookBack>,
}

/// A review of a quarter's feedback.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a review")]
pub struct LookBack {
    pub covers: Vec<String>,
    pub by: String,
    pub findings: String,
    pub change: String,
}
