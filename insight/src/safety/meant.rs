//! How a hit is meant: plainly, denied, supposed, an expression, general talk, long ago, or about
//! somebody the speaker is not close to. Nothing here hides a hit; it lowers its rank and says so.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::tokens::Tokens;

/// How a hit is meant, as far as the words around it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meant {
    /// As it stands.
    Plainly,
    /// Of somebody who is neither the speaker nor near to them.
    OfSomebodyElse,
    /// Of long ago.
    LongAgo,
    /// Supposed: 'if', 'might', 'worried that'.
    Supposed,
    /// In talk about training, leaflets, news or the like.
    InGeneral,
    /// Denied: 'not', 'never', 'no'.
    Denied,
    /// An expression that usually means no harm.
    Expression,
}

impl Meant {
    /// What is left of the hit's weight, by judgement. An explicit hit never falls below the floor
    /// of [`super::Urgency::Soon`].
    pub fn share(self) -> f32 {
        match self {
            Self::Plainly => 1.0,
            Self::OfSomebodyElse => 0.9,
            Self::LongAgo => 0.85,
            Self::Supposed => 0.55,
            Self::InGeneral => 0.45,
            Self::Denied => 0.4,
            Self::Expression => 0.35,
        }
    }
}

impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plainly => "said plainly",
            Self::OfSomebodyElse => "about somebody else, so a little lower",
            Self::LongAgo => "about long ago, so a little lower",
            Self::Supposed => "with 'if', 'might' or a worry before it, so lower",
            Self::InGeneral => "near words about training, news or leaflets, so lower",
            Self::Denied => "with a 'no' or 'not' before it, so lower",
            Self::Expression => "an expression that usually means no harm, so lower",
        })
    }
}

/// How the tokens of a hit are meant. `supposed_counts`: a supposition is as serious as the thing.
pub(super) fn meant(tokens: &Tokens<'_>, hit: &Range<usize>, supposed_counts: bool) -> Meant {
    if denied(tokens, hit.start) {
        return Meant::Denied;
    }
    if in_general(tokens, hit) {
        return Meant::InGeneral;
    }
    if !supposed_counts && supposed(tokens, hit.start) {
        return Meant::Supposed;
    }
    if long_ago(tokens, hit) {
        return Meant::LongAgo;
    }
    if of_somebody_else(tokens, hit.start) {
        return Meant::OfSomebodyElse;
    }
    Meant::Plainly
}

/// A denial within six words and the same clause, with no failure to act in between: 'nobody
/// noticed she had fallen' denies the noticing, not the fall.
fn denied(tokens: &Tokens<'_>, start: usize) -> bool {
    if tokens.breaks(start) {
        return false;
    }
    for (at, word) in tokens.back(start, 6) {
        let next = tokens.word(at + 1).unwrap_or_default();
        match word {
            "not" | "never" if matches!(next, "only" | "just" | "mind" | "so") => {
                return false;
            }
            "no" if matches!(next, "doubt" | "wonder" | "idea" | "reason" | "help" | "longer") => {
                return next == "longer";
            }
            "not" | "never" | "no" | "none" | "without" | "neither" | "nor" | "nobody"
            | "noone" | "denies" | "denied" | "nothing" => return true,
            "free" if matches!(next, "of" | "from") => return true,
            _ => {}
        }
        if undoes_denial(word) || tokens.breaks(at) {
            return false;
        }
    }
    false
}

/// Words after which a 'not' before them says nothing of the harm itself.
fn undoes_denial(word: &str) -> bool {
    UNDOES_DENIAL.contains(&word) || FAILURES.iter().any(|stem| word.starts_with(stem))
}

/// A new clause begins, or somebody else is spoken of.
const UNDOES_DENIAL: [&str; 20] = [
    "but", "because", "so", "then", "until", "although", "though", "when", "after", "while", "if",
    "that", "about", "despite", "even", "and", "cos", "as", "who", "which",
];

/// Beginnings of what was not done about the harm.
const FAILURES: [&str; 40] = [
    "notic",
    "stop",
    "prevent",
    "help",
    "listen",
    "believ",
    "tell",
    "told",
    "check",
    "report",
    "act",
    "realis",
    "realiz",
    "spot",
    "see",
    "saw",
    "car",
    "bother",
    "apolog",
    "explain",
    "recogn",
    "treat",
    "diagnos",
    "investigat",
    "record",
    "respond",
    "answer",
    "know",
    "knew",
    "admit",
    "understand",
    "mention",
    "speak",
    "being",
    "come",
    "came",
    "surviv",
    "forget",
    "forgiv",
    "recover",
];

fn supposed(tokens: &Tokens<'_>, start: usize) -> bool {
    tokens.back(start, 6).any(|(at, word)| {
        let next = tokens.word(at + 1).unwrap_or_default();
        match word {
            "if" | "unless" | "might" | "potentially" | "hypothetically" | "avoid" | "prevent"
            | "prevents" | "prevented" | "preventing" | "imagine" | "suppose" | "worried"
            | "worry" | "worrying" | "fear" | "feared" | "concerned" => true,
            "may" | "would" => next != "not",
            "could" => !matches!(next, "not" | "see" | "hear" | "feel" | "have"),
            "case" | "risk" => matches!(next, "of" | "i" | "he" | "she" | "they" | "a" | "it"),
            _ => false,
        }
    })
}

fn in_general(tokens: &Tokens<'_>, hit: &Range<usize>) -> bool {
    let near = tokens.back(hit.start, 4).chain(tokens.on(hit.end, 3));
    near.into_iter().any(|(_, word)| {
        matches!(
            word,
            "training"
                | "leaflet"
                | "leaflets"
                | "poster"
                | "posters"
                | "policy"
                | "policies"
                | "awareness"
                | "news"
                | "newspaper"
                | "tv"
                | "film"
                | "documentary"
                | "book"
                | "article"
                | "helpline"
                | "charity"
                | "campaign"
                | "course"
                | "courses"
                | "lesson"
                | "lecture"
                | "seminar"
                | "webinar"
                | "module"
                | "research"
                | "statistics"
                | "quiz"
                | "questionnaire"
                | "mandatory"
                | "screening"
        )
    })
}

fn long_ago(tokens: &Tokens<'_>, hit: &Range<usize>) -> bool {
    let years = |from: usize| {
        tokens.on(from, 8).any(|(at, word)| {
            matches!(word, "years" | "decades")
                && tokens.word(at + 1).is_some_and(|next| next == "ago")
        })
    };
    let childhood = tokens.back(hit.start, 6).chain(tokens.on(hit.end, 6)).any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| tokens.word(at)).unwrap_or_default();
        matches!((before, word), ("a" | "my", "childhood") | ("used", "to"))
            || word.len() == 4
                && (word.starts_with("19") || word.starts_with("200"))
                && before == "in"
    });
    years(hit.start.saturating_sub(6)) || years(hit.end) || childhood
}

fn of_somebody_else(tokens: &Tokens<'_>, start: usize) -> bool {
    tokens.back(start, 5).any(|(at, word)| {
        let next = tokens.word(at + 1).unwrap_or_default();
        match word {
            "another" | "other" | "others" | "some" => matches!(
                next,
                "patient"
                    | "patients"
                    | "man"
                    | "woman"
                    | "lady"
                    | "people"
                    | "person"
                    | "resident"
                    | "residents"
            ),
            "someone" | "somebody" => !matches!(next, "is" | "will" | "is going" | "should"),
            "heard" => matches!(next, "of" | "about" | "that"),
            "neighbour" | "neighbours" | "colleague" | "stranger" => true,
            _ => false,
        }
    })
}
