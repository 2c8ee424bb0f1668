//! One rule, as data.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::PackError;
use crate::deadline::Counting;

/// Which rule in which version: what a decision or deadline stores (R-META-02).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleRef {
    /// The id, such as `R-CON-05`.
    pub id: String,
    /// The version of the rule under that id.
    pub version: u32,
}

impl RuleRef {
    /// A reference from its parts.
    pub fn new(id: impl Into<String>, version: u32) -> Self {
        Self { id: id.into(), version }
    }
}

impl fmt::Display for RuleRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} version {}", self.id, self.version)
    }
}

/// How far the wording or figure was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Seen in legislation or another official source.
    Verified,
    /// Seen in what others write about the rule.
    Secondary,
    /// Known but not looked up: shown as 'to verify'.
    Memory,
    /// Our own rule, so there is nothing to look up.
    Own,
}

impl Confidence {
    /// The mark shown beside the rule.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Verified => "checked against an official source",
            Self::Secondary => "from a secondary source",
            Self::Memory => "to verify",
            Self::Own => "our own rule",
        }
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An Act, regulations, or a standard issued under one.
    Statute,
    /// Guidance, a contract or a national programme.
    Guidance,
    /// A promise a body has made (R-META-04).
    Local,
    /// A choice made in this product.
    Design,
}

/// Which of two values asks more of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A smaller number is stricter, as for days to reply.
    Lower,
    /// A larger number is stricter, as for the days a consultation stays open.
    Higher,
}

/// The kinds of body a rule can bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// Clinical commissioning group, to 30 June 2022.
    Ccg,
    /// Integrated care board, from 1 July 2022.
    Icb,
    /// NHS England, or the body that succeeds it.
    NhsEngland,
    /// NHS trust.
    NhsTrust,
    /// NHS foundation trust.
    FoundationTrust,
    /// GP practice.
    GpPractice,
    /// Any other provider of NHS services.
    Provider,
    /// Local authority.
    LocalAuthority,
    /// Health and wellbeing board.
    HealthAndWellbeingBoard,
    /// Health overview and scrutiny committee.
    ScrutinyCommittee,
    /// Local Healthwatch, or what succeeds it (R-TIME-02).
    IndependentVoiceBody,
    /// Voluntary, community or social enterprise organisation.
    VoluntaryOrganisation,
}

impl BodyKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Ccg,
        Self::Icb,
        Self::NhsEngland,
        Self::NhsTrust,
        Self::FoundationTrust,
        Self::GpPractice,
        Self::Provider,
        Self::LocalAuthority,
        Self::HealthAndWellbeingBoard,
        Self::ScrutinyCommittee,
        Self::IndependentVoiceBody,
        Self::VoluntaryOrganisation,
    ];

    /// The name in packs and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ccg => "ccg",
            Self::Icb => "icb",
            Self::NhsEngland => "nhs_england",
            Self::NhsTrust => "nhs_trust",
            Self::FoundationTrust => "foundation_trust",
            Self::GpPractice => "gp_practice",
            Self::Provider => "provider",
            Self::LocalAuthority => "local_authority",
            Self::HealthAndWellbeingBoard => "health_and_wellbeing_board",
            Self::ScrutinyCommittee => "scrutiny_committee",
            Self::IndependentVoiceBody => "independent_voice_body",
            Self::VoluntaryOrganisation => "voluntary_organisation",
        }
    }
}

impl fmt::Display for BodyKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// A name that is no kind of body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a kind of body")]
pub struct UnknownBodyKind(pub String);

impl FromStr for BodyKind {
    type Err = UnknownBodyKind;

    fn from_str(name: &str) -> Result<Self, UnknownBodyKind> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| UnknownBodyKind(name.to_owned()))
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Parameter {
    /// Yes or no.
    Flag(bool),
    /// A whole number: days, people, pence.
    Number(i64),
    /// A word.
    Text(String),
    /// Several, in an order that matters.
    List(Vec<String>),
}

/// One rule in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The id, such as `R-CON-05`. All versions of a rule share it.
    pub id: String,
    /// The version, from 1.
    pub version: u32,
    /// A few words to name it by.
    pub title: String,
    /// What it asks, in our own words.
    pub text: String,
    /// The numbers and words in it that a check uses.
    pub parameters: BTreeMap<String, Parameter>,
    /// Which value of a parameter asks more, for comparing with a local promise.
    pub stricter: BTreeMap<String, Direction>,
    /// The Act and section, the guidance, or the document it is taken from.
    pub source: String,
    /// Where the source can be read.
    pub link: Option<String>,
    /// How far it was checked.
    pub confidence: Confidence,
    /// Where it applies.
    pub jurisdiction: String,
    /// The kinds of body it binds; every kind when empty.
    pub body_kinds: Vec<BodyKind>,
    /// The first day it applies; none for a rule whose beginning is not known yet.
    pub effective_from: Option<NaiveDate>,
    /// The last day it applies, if it has ended.
    pub effective_to: Option<NaiveDate>,
    /// Statute, guidance, a local promise or our own design.
    pub origin: Origin,
}

impl Rule {
    /// What a decision stores to point at this rule in this version.
    pub fn reference(&self) -> RuleRef {
        RuleRef::new(self.id.clone(), self.version)
    }

    /// Whether it applies on a day.
    pub fn applies_on(&self, day: NaiveDate) -> bool {
        self.effective_from.is_some_and(|from| from <= day)
            && self.effective_to.is_none_or(|to| day <= to)
    }

    /// Whether it binds a kind of body.
    pub fn binds(&self, body: BodyKind) -> bool {
        self.body_kinds.is_empty() || self.body_kinds.contains(&body)
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.parameters.get(name)? {
            Parameter::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A parameter that is a word.
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.parameters.get(name)? {
            Parameter::Text(word) => Some(word),
            _ => None,
        }
    }

    /// A parameter that is a list; empty when there is none.
    pub fn list(&self, name: &str) -> &[String] {
        match self.parameters.get(name) {
            Some(Parameter::List(items)) => items,
            _ => &[],
        }
    }

    /// How its days are counted, when it has a deadline.
    pub fn counting(&self) -> Option<Counting> {
        self.counting_named("counting")
    }

    /// The second reading of its days, when it has two.
    pub fn warn_counting(&self) -> Option<Counting> {
        self.counting_named("warn_counting")
    }

    /// This rule as a body promises it, with another value for one parameter: a rule of the same
    /// shape with local origin (R-META-04).
    pub fn promised(
        &self,
        parameter: &str,
        value: Parameter,
        source: impl Into<String>,
    ) -> Result<Self, PackError> {
        let same_kind = self.parameters.get(parameter).is_some_and(|present| {
            std::mem::discriminant(present) == std::mem::discriminant(&value)
        });
        if !same_kind {
            return Err(PackError::NoSuchParameter {
                rule: self.id.clone(),
                parameter: parameter.to_owned(),
            });
        }
        let mut promise = self.clone();
        promise.parameters.insert(parameter.to_owned(), value);
        promise.origin = Origin::Local;
        promise.confidence = Confidence::Own;
        promise.source = source.into();
        promise.link = None;
        Ok(promise)
    }

    fn counting_named(&self, name: &str) -> Option<Counting> {
        let small = |parameter: &str| u8::try_from(self.number(parameter)?).ok();
        let days = || u16::try_from(self.number("days")?).ok();
        Some(match self.word(name)? {
            "working_days_after" => Counting::WorkingDaysAfter(days()?),
            "working_days_beginning_with" => Counting::WorkingDaysBeginningWith(days()?),
            "calendar_days_after" => Counting::CalendarDaysAfter(days()?),
            "inclusive_days" => Counting::InclusiveDays(days()?),
            "clear_days_before" => Counting::ClearDaysBefore(days()?),
            "working_days_before" => Counting::WorkingDaysBefore(days()?),
            "clear_working_days_before" => Counting::ClearWorkingDaysBefore(days()?),
            "nth_working_day_of_following_month" => {
                Counting::NthWorkingDayOfFollowingMonth(days()?)
            }
            "fixed_day_of_year" => {
                Counting::FixedDayOfYear { month: small("month")?, day: small("day")? }
            }
            _ => return None,
        })
    }
}
