//! Which comments a person should look at first because somebody may come to harm.
//!
//! Three signs are put together: the lexicon ([`Lexicon`]), a 'most negative' score given by the
//! caller, and the speaker's own tick. The result is a rank with its reasons in plain words. Every
//! comment is in the ranking; no sign closes one, and a hit that is denied or supposed is shown as
//! well, only lower and with the reason said.

mod lexicon;
mod meant;
mod pattern;
mod tokens;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use lexicon::{Category, Lexicon, LexiconError, Tier};
pub use meant::Meant;

use lexicon::Says;
use tokens::Tokens;

/// What the caller knows of a comment besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Signs {
    /// How likely a person would call its most negative statement severe, 0 to 1, where a model
    /// says so (`sentiment::Criticality::severe`).
    pub most_negative: Option<f32>,
    /// The speaker ticked that somebody may be at risk.
    pub ticked: bool,
    /// The text is known not to be English, which the lexicon cannot read.
    pub not_english: bool,
}

/// When a person should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// In the ordinary turn.
    InTurn,
    /// Before the ordinary turn.
    Soon,
    /// Before all others.
    First,
}

/// Score from which a comment is looked at first.
const FIRST: f32 = 0.65;
/// Score from which it is looked at soon.
const SOON: f32 = 0.3;
/// Chance of a severe statement from which it is given as a reason.
const TELLING: f32 = 0.1;
/// Hits kept as evidence for one comment, the heaviest; all are counted.
const KEPT: usize = 40;

/// One place where the lexicon speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Id of its category.
    pub category: String,
    /// How outright the words are.
    pub tier: Tier,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// How it is meant, by the words around it.
    pub meant: Meant,
    /// Its weight after that, 0 to 1.
    pub weight: f32,
}

/// One reason for the rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The words of a hit, its category by name, and how it is meant.
    Words {
        /// As the speaker wrote them.
        words: String,
        /// Name of the category.
        category: String,
        /// How it is meant.
        meant: Meant,
    },
    /// The speaker's own tick.
    Ticked,
    /// The most negative statement, as scored by the caller's model.
    Negative(f32),
    /// The lexicon reads English only, and this is not English: nobody has read it.
    NotRead,
    /// None of the signs.
    NoSign,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words { words, category, meant } => {
                write!(f, "says \u{2018}{words}\u{2019} ({category}), {meant}")
            }
            Self::Ticked => f.write_str("the speaker ticked that somebody may be at risk"),
            Self::Negative(score) => {
                write!(f, "a statement is severe with a chance of {score:.2}, says the model")
            }
            Self::NotRead => f.write_str("not in English, so the lexicon has not read it"),
            Self::NoSign => f.write_str("no sign of harm was found; that is no proof of safety"),
        }
    }
}

/// The rank of one comment and its reasons. It never closes anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// When a person should look.
    pub urgency: Urgency,
    /// Place among comments of the same urgency, 0 to 1: a rank and no probability.
    pub score: f32,
    /// What the lexicon found, heaviest first, at most forty.
    pub hits: Vec<Hit>,
    /// How many places it found in all.
    pub hits_in_all: usize,
    /// Reasons, weightiest first; at least one.
    pub why: Vec<Why>,
}

impl Assessment {
    /// Order for reading: what should be looked at first comes first.
    pub fn reading_order(&self, other: &Self) -> Ordering {
        other.urgency.cmp(&self.urgency).then(other.score.total_cmp(&self.score))
    }

    /// The reasons as one sentence in English.
    pub fn reason(&self) -> String {
        let parts: Vec<String> = self.why.iter().map(Why::to_string).collect();
        let mut sentence = parts.join("; ");
        if let Some(first) = sentence.get(..1) {
            let first = first.to_uppercase();
            sentence.replace_range(..1, &first);
        }
        sentence.push('.');
        sentence
    }
}

/// Reads comments with a lexicon.
#[derive(Debug)]
pub struct Safety {
    lexicon: Lexicon,
}

impl Safety {
    /// With the lexicon that ships with the product.
    pub fn standard() -> Result<Self, LexiconError> {
        Lexicon::standard().map(Self::new)
    }

    /// With a lexicon of one's own.
    pub fn new(lexicon: Lexicon) -> Self {
        Self { lexicon }
    }

    /// The lexicon it reads with.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Ranks one comment. Time grows with the length of the text and with nothing else.
    pub fn assess(&self, text: &str, signs: Signs) -> Assessment {
        let tokens = Tokens::new(text, &self.lexicon);
        let mut hits = self.hits(&tokens);
        hits.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(a.0.start.cmp(&b.0.start)));
        let hits_in_all = hits.len();
        hits.truncate(KEPT);
        let score = score(hits.iter().map(|(_, hit)| hit), signs);
        let explicit = hits.iter().any(|(_, hit)| hit.tier == Tier::Explicit);
        let urgency = match score {
            score if score >= FIRST => Urgency::First,
            score if score >= SOON || explicit || signs.not_english => Urgency::Soon,
            _ => Urgency::InTurn,
        };
        let why = self.why(&tokens, &hits, signs);
        let hits = hits.into_iter().map(|(_, hit)| hit).collect();
        Assessment { urgency, score, hits, hits_in_all, why }
    }

    fn hits(&self, tokens: &Tokens<'_>) -> Vec<(Range<usize>, Hit)> {
        let mut found: Vec<(Range<usize>, usize, Tier)> = Vec::new();
        let mut idioms: Vec<(Range<usize>, usize)> = Vec::new();
        for start in 0..tokens.len() {
            let Some(word) = tokens.word(start) else { break };
            for rule in self.lexicon.beginning_with(word) {
                let Some(end) = rule.pattern.end(tokens, start) else { continue };
                match rule.says {
                    Says::Harm(tier) => found.push((start..end, rule.category, tier)),
                    Says::Idiom => idioms.push((start..end, rule.category)),
                }
            }
        }
        strongest(found)
            .into_iter()
            .filter_map(|(place, at, tier)| {
                let category = self.lexicon.category(at)?;
                let meant = if touches(&idioms, &place, at) {
                    Meant::Expression
                } else {
                    meant::meant(tokens, &place, category.hypothetical_counts)
                };
                let (span, category) = (tokens.span(&place), category.id.clone());
                let weight = tier.weight() * meant.share();
                Some((place, Hit { category, tier, span, meant, weight }))
            })
            .collect()
    }

    fn why(&self, tokens: &Tokens<'_>, hits: &[(Range<usize>, Hit)], signs: Signs) -> Vec<Why> {
        let mut why = Vec::new();
        if signs.ticked {
            why.push(Why::Ticked);
        }
        for (place, hit) in hits.iter().take(3) {
            let names = self.lexicon.categories().iter();
            let name = names.filter(|c| c.id == hit.category).map(|c| c.name.clone()).next();
            let words = shortened(tokens.text(place));
            why.push(Why::Words { words, category: name.unwrap_or_default(), meant: hit.meant });
        }
        if let Some(negative) = signs.most_negative.filter(|score| *score >= TELLING) {
            why.push(Why::Negative(negative.clamp(0.0, 1.0)));
        }
        if signs.not_english {
            why.push(Why::NotRead);
        }
        if why.is_empty() {
            why.push(Why::NoSign);
        }
        why
    }
}

/// Within a category the strongest hit stands where several share words.
fn strongest(mut found: Vec<(Range<usize>, usize, Tier)>) -> Vec<(Range<usize>, usize, Tier)> {
    // Later ends first among equals, so that the longest words stand.
    found.sort_by(|a, b| {
        a.1.cmp(&b.1)
            .then(a.0.start.cmp(&b.0.start))
            .then(b.2.cmp(&a.2))
            .then(b.0.end.cmp(&a.0.end))
    });
    let mut kept: Vec<(Range<usize>, usize, Tier)> = Vec::with_capacity(found.len());
    for hit in found {
        match kept.last_mut() {
            Some(last) if last.1 == hit.1 && last.0.end > hit.0.start => {
                if hit.2 > last.2 {
                    *last = hit;
                }
            }
            _ => kept.push(hit),
        }
    }
    kept
}

/// Whether an expression of the category shares words with a place. The expressions come in the
/// order of their beginnings, and none is longer than a pattern can be.
fn touches(idioms: &[(Range<usize>, usize)], place: &Range<usize>, category: usize) -> bool {
    let near = idioms.partition_point(|(idiom, _)| idiom.start + 64 < place.start);
    idioms
        .iter()
        .skip(near)
        .take_while(|(idiom, _)| idiom.start < place.end)
        .any(|(idiom, of)| *of == category && idiom.end > place.start)
}

/// The heaviest hit counts in full and each further category adds a little; then the caller's score
/// and the tick close part of what is missing to 1. The shares are by judgement, looked over once
/// with `examples/measure_care`.
fn score<'h>(hits: impl Iterator<Item = &'h Hit>, signs: Signs) -> f32 {
    let mut seen: Vec<&str> = Vec::new();
    let mut missing = 1.0_f32;
    for hit in hits {
        if seen.contains(&&*hit.category) {
            continue;
        }
        missing *= 1.0 - hit.weight * if seen.is_empty() { 1.0 } else { 0.2 };
        seen.push(&hit.category);
    }
    let negative =
        signs.most_negative.filter(|score| score.is_finite()).unwrap_or(0.0).clamp(0.0, 1.0);
    // The chance is small even for most severe comments; its root spreads it over 0 to 1.
    missing *= 1.0 - 0.6 * negative.sqrt();
    if signs.ticked {
        missing *= 0.25;
    }
    1.0 - missing
}

/// Evidence words, cut after eighty letters.
fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(80).collect();
    if short.len() < words.len() {
        short.push('\u{2026}');
    }
    short
}
