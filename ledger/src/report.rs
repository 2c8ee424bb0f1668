//! What a verification found.

use serde::Serialize;

use crate::hash::{Hash, empty_root};

/// No more findings than this are listed; the rest are counted.
pub const MAX_FINDINGS: usize = 100;

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The place in the record, counted from 0, when the fault has one.
    pub sequence: Option<u64>,
    /// Which check failed: one of the codes in `docs/record-format.md`.
    pub code: &'static str,
    /// The same in English.
    pub says: String,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The number of entries read.
    pub size: u64,
    /// The root computed over them.
    pub root: Hash,
    /// How many entries, from the first, a signed checkpoint was found to agree with.
    pub vouched: u64,
    /// No trusted key was given, so signatures were checked against the keys the bundle itself
    /// names: that shows damage, not forgery.
    pub self_certified: bool,
    /// The lowest place named by any finding.
    pub first_bad: Option<u64>,
    /// What was found, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many findings there were in all.
    pub findings_total: u64,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self {
            size: 0,
            root: empty_root(),
            vouched: 0,
            self_certified: false,
            first_bad: None,
            findings: Vec::new(),
            findings_total: 0,
        }
    }

    /// Whether every check passed.
    pub fn is_good(&self) -> bool {
        self.findings_total == 0
    }

    pub(crate) fn add(
        &mut self,
        sequence: impl Into<Option<u64>>,
        code: &'static str,
        says: String,
    ) {
        let sequence = sequence.into();
        if let Some(at) = sequence {
            self.first_bad = Some(self.first_bad.map_or(at, |first| first.min(at)));
        }
        self.findings_total += 1;
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(Finding { sequence, code, says });
        }
    }
}
