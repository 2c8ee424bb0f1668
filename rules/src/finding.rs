//! What a check found: which rule, how it came out, what to do, and who overrode it and why.
//!
//! A finding reports a check. It never says that something is within the law (R-META-05).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::deadline::{Deadline, Step};
use crate::packs::RuleRef;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What the rule asks for was done.
    Passed,
    /// It was not done, or not in time.
    Failed,
    /// It passes by one reading and not by the stricter one.
    Warning,
    /// There is still time.
    NotYetDue,
}

/// One person's reasoned decision to go on although a check failed or warned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Who decided.
    pub by: String,
    /// Why, in words that can be published.
    pub reason: String,
    /// When.
    pub on: NaiveDate,
}

/// Why a finding cannot be overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// Only a failed check or a warning can be overridden.
    #[error("there is nothing to override: the check did not fail or warn")]
    NothingToOverride,
    /// A name and a reason are needed.
    #[error("an override needs a name and a reason")]
    NoReason,
    /// An override is made once; a second opinion is a new finding.
    #[error("this finding has been overridden already")]
    Already,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that was checked, in the version that was checked.
    pub rule: RuleRef,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found, in plain words.
    pub says: String,
    /// What a person can do about it; empty when nothing is to be done.
    pub what_to_do: String,
    /// The arithmetic behind it, if there is any.
    pub arithmetic: Vec<Step>,
    /// Who decided to go on regardless, if anyone did.
    #[serde(rename = "override")]
    pub overridden: Option<Override>,
}

impl Finding {
    /// A finding without arithmetic.
    pub fn new(
        rule: RuleRef,
        outcome: Outcome,
        says: impl Into<String>,
        what_to_do: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            outcome,
            says: says.into(),
            what_to_do: what_to_do.into(),
            arithmetic: Vec::new(),
            overridden: None,
        }
    }

    /// A finding about a deadline, as it stands on `today`, with the deadline's arithmetic.
    pub fn of_deadline(
        deadline: &Deadline,
        today: NaiveDate,
        done: Option<NaiveDate>,
        says: impl Into<String>,
        what_to_do: impl Into<String>,
    ) -> Self {
        let outcome = deadline.outcome(today, done);
        Self {
            arithmetic: deadline.steps.clone(),
            ..Self::new(deadline.rule.clone(), outcome, says, what_to_do)
        }
    }

    /// Records that someone decides to go on. The outcome stays as it was: it is shown beside the
    /// override, not hidden by it.
    pub fn overridden_by(mut self, decision: Override) -> Result<Self, OverrideError> {
        if self.overridden.is_some() {
            return Err(OverrideError::Already);
        }
        if !matches!(self.outcome, Outcome::Failed | Outcome::Warning) {
            return Err(OverrideError::NothingToOverride);
        }
        if decision.by.trim().is_empty() || decision.reason.trim().is_empty() {
            return Err(OverrideError::NoReason);
        }
        self.overridden = Some(decision);
        Ok(self)
    }

    /// Whether this finding stands in the way: it failed and nobody overrode it.
    pub fn stands_in_the_way(&self) -> bool {
        self.outcome == Outcome::Failed && self.overridden.is_none()
    }
}
