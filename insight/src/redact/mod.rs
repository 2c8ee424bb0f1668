//! Personal details in free text: suggested with a reason, confirmed by a person, replaced by
//! placeholders that stay the same within a comment.
//!
//! [`suggest`] finds UK identifiers (by form, check digits and the words around them), names (by
//! lists and by the words around them, in any case), addresses, dates of birth and handles.
//! [`apply`] replaces what a person accepted. Nothing is replaced by itself.
//!
//! Names of staff follow Care Opinion's moderation rule: first names stay in praise, and whatever
//! identifies staff goes in criticism. The caller says which it is ([`Tone`]).

mod addresses;
mod checks;
pub(crate) mod cues;
mod dates;
mod forms;
pub(crate) mod gazetteer;
mod names;
mod numbers;
mod people;
mod placeholders;
mod reason;
mod surroundings;
mod token;

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use checks::{card_passes, iban_passes, nhs_number_passes};
pub use gazetteer::is_listed_name;
pub use placeholders::{Accepted, ApplyError, Redacted, Replaced, apply};
pub use reason::{Kind, NameCue, Reason, Who};

use placeholders::Numbering;

/// Whether a comment praises or criticises: it decides what happens to names of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// First names of staff stay; surnames go.
    Praise,
    /// Whatever tells which member of staff is meant goes.
    Criticism,
    /// Names go, roles stay.
    #[default]
    Unknown,
}

/// What is suggested.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Praise or criticism.
    pub tone: Tone,
    /// Suggest the whole postcode, not its inward half alone.
    pub whole_postcodes: bool,
    /// Suggest dates other than dates of birth, and ages.
    pub dates_and_ages: bool,
    /// Names to look for besides the shipped lists, in small letters: the organisation's staff.
    pub own_names: HashSet<String>,
}

/// What is advised for a piece of text. A person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Put the placeholder there.
    Replace,
    /// Leave it: it is shown so that a person can decide otherwise.
    Keep,
}

/// A piece of text that may be a personal detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Bytes of the text; always on letters' borders.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// How sure, 0 to 1: a rank of the rules by judgement and not a measured probability.
    pub confidence: f32,
    /// Why.
    pub reason: Reason,
    /// Whose name it is; `Unknown` for everything but names.
    pub who: Who,
    /// What is advised.
    pub advice: Advice,
    /// What stands there when a person accepts: the same for the same thing in this text,
    /// whatever else is accepted.
    pub placeholder: String,
}

impl Suggestion {
    /// The piece as accepted by a person.
    pub fn accepted(&self) -> Accepted {
        Accepted { span: self.span.clone(), placeholder: self.placeholder.clone(), kind: self.kind }
    }
}

/// A finding before placeholders are given and overlaps are settled.
#[derive(Debug, Clone)]
struct Finding {
    span: Range<usize>,
    kind: Kind,
    confidence: f32,
    reason: Reason,
    who: Who,
    advice: Advice,
    /// The inward half, for postcodes.
    inward: Option<Range<usize>>,
    /// In small letters, the words it is known by; empty: the text of the span.
    words: Vec<String>,
}

impl Finding {
    fn new(span: Range<usize>, kind: Kind, confidence: f32, reason: Reason) -> Self {
        let (who, advice) = (Who::Unknown, Advice::Replace);
        Self { span, kind, confidence, reason, who, advice, inward: None, words: Vec::new() }
    }
}

/// What a first pass over the bytes saw, so that most comments skip most forms.
#[expect(clippy::struct_excessive_bools, reason = "one answer for each kind of mark")]
#[derive(Debug, Clone, Copy, Default)]
struct Glance {
    digit: bool,
    at: bool,
    at_word: bool,
    dot: bool,
    handle_word: bool,
}

impl Glance {
    fn at(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut glance = Self::default();
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => glance.digit = true,
                b'@' => glance.at = true,
                b'.' | b'/' => {
                    glance.dot |= bytes
                        .get(place + 1)
                        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/');
                }
                _ => {}
            }
        }
        let has = |word: &str| text.contains(word);
        glance.at_word = glance.at && has(" @ ")
            || (has(" at ") || has(" AT ") || has("(at)") || has("[at]"))
                && (glance.dot || has("dot") || has("DOT") || has(". "));
        glance.handle_word =
            ["ser", "SER", "nsta", "nap", "ik", "witter", "kype", "iscord", "andle"]
                .iter()
                .any(|part| has(part));
        glance
    }
}

/// What a person should look at in a text, in the order of the text and without overlaps.
///
/// Time and memory grow with the length of the text and with nothing else.
pub fn suggest(text: &str, policy: &Policy) -> Vec<Suggestion> {
    let glance = Glance::at(text);
    let mut found = Vec::new();
    forms::forms(text, glance, &mut found);
    let tokens = token::tokens(text);
    addresses::addresses(text, &tokens, &mut found);
    people::people(&tokens, policy, &mut found);
    if glance.digit {
        numbers::numbers(text, &mut found);
        dates::dates(text, policy, &mut found);
    }
    if found.is_empty() {
        return Vec::new();
    }
    numbered(text, policy, settled(found))
}

/// Of findings that overlap, the surer one stays, and of equals the longer.
fn settled(mut found: Vec<Finding>) -> Vec<Finding> {
    let whole: Vec<_> =
        found.iter().filter(|f| f.kind != Kind::Name).map(|f| f.span.clone()).collect();
    if !whole.is_empty() && whole.len() < found.len() {
        // 'Victoria' in '12 Victoria Road' is no person.
        let inside = names_inside(&found, whole);
        let mut at = 0;
        found.retain(|_| {
            at += 1;
            !inside.contains(&(at - 1))
        });
    }
    found.sort_by(|a, b| {
        let by_length = (b.span.len()).cmp(&a.span.len());
        b.confidence.total_cmp(&a.confidence).then(by_length).then(a.span.start.cmp(&b.span.start))
    });
    let mut kept: std::collections::BTreeMap<usize, Finding> = std::collections::BTreeMap::new();
    for finding in found {
        let before = kept.range(..finding.span.end).next_back();
        if before.is_none_or(|(_, other)| other.span.end <= finding.span.start) {
            kept.insert(finding.span.start, finding);
        }
    }
    kept.into_values().collect()
}

/// Places of the names that lie wholly inside something else.
fn names_inside(found: &[Finding], mut whole: Vec<Range<usize>>) -> HashSet<usize> {
    whole.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    // The furthest end among all that begin at or before each place.
    let mut furthest = 0;
    let ends: Vec<(usize, usize)> = whole
        .iter()
        .map(|span| {
            furthest = furthest.max(span.end);
            (span.start, furthest)
        })
        .collect();
    let inside = |span: &Range<usize>| {
        let before = ends.partition_point(|(start, _)| *start <= span.start);
        before.checked_sub(1).and_then(|at| ends.get(at)).is_some_and(|(_, end)| *end >= span.end)
    };
    let names = found.iter().enumerate().filter(|(_, f)| f.kind == Kind::Name);
    names.filter(|(_, f)| inside(&f.span)).map(|(at, _)| at).collect()
}

fn numbered(text: &str, policy: &Policy, found: Vec<Finding>) -> Vec<Suggestion> {
    let mut numbering = Numbering::default();
    found
        .into_iter()
        .map(|finding| {
            let whole = text.get(finding.span.clone()).unwrap_or_default();
            let plain = || {
                whole.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
            };
            let words = if finding.words.is_empty() { vec![plain()] } else { finding.words };
            let number = numbering.number(finding.kind, &words);
            let inward = finding.inward.filter(|_| !policy.whole_postcodes);
            let reason = if inward.is_some() { Reason::InwardHalf } else { finding.reason };
            Suggestion {
                span: inward.unwrap_or(finding.span),
                kind: finding.kind,
                confidence: finding.confidence,
                reason,
                who: finding.who,
                advice: finding.advice,
                placeholder: format!("[{} {number}]", finding.kind.word()),
            }
        })
        .collect()
}
