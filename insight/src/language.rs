//! Which language a text is in: English, another, undecided, or too short to tell.
//!
//! Trigrams alone mislabel short comments, so the words are asked first: a text whose words are
//! mostly common English ones is English. Only the rest goes to trigrams (`whatlang`).

use serde::{Deserialize, Serialize};

use crate::redact::gazetteer;
use crate::text;

/// What is known of a text's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// English: it may be read by the English models.
    English,
    /// Not English: it waits for a translation.
    NotEnglish,
    /// The signs contradict each other, as in a text of two languages: a person looks.
    Undecided,
    /// Fewer than three words and no foreign script. No label is given.
    TooShort,
}

/// A language by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Language {
    /// Three letters (ISO 639-3).
    pub code: &'static str,
    /// Its name in English.
    pub name: &'static str,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Finding {
    /// The decision.
    pub verdict: Verdict,
    /// The likeliest language where one can be named; a guess unless the verdict is English.
    pub likeliest: Option<Language>,
    /// How sure the verdict is, 0 to 1; for `TooShort` and `Undecided` how sure the guess is.
    pub confidence: f64,
}

impl Finding {
    /// Whether the English models may read the text.
    pub fn is_read_as_english(self) -> bool {
        matches!(self.verdict, Verdict::English | Verdict::TooShort)
    }

    /// Whether somebody has to look before it counts as read.
    pub fn needs_translation_or_a_look(self) -> bool {
        !self.is_read_as_english()
    }
}

const ENGLISH: Language = Language { code: "eng", name: "English" };
/// Bytes read at the most from the head of a text, and as many again from its end.
const READ: usize = 2_000;
/// Share of common English words from which a text is English.
const MOSTLY: f64 = 0.75;
/// Share below which it is not.
const SELDOM: f64 = 0.4;
/// Words needed for a verdict.
const WORDS: usize = 3;

/// Finds the language of a text. Reads at most 4,000 bytes, from its two ends.
pub fn detect(text: &str) -> Finding {
    let sample = sample(text);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if let Some(finding) = other_script(&sample, letters) {
        return finding;
    }
    let counted = count(&sample);
    if counted.words < WORDS {
        return Finding { verdict: Verdict::TooShort, likeliest: None, confidence: 0.0 };
    }
    let words = f64::from(u32::try_from(counted.words).unwrap_or(u32::MAX));
    let known = f64::from(u32::try_from(counted.known).unwrap_or(u32::MAX));
    let share = known / words;
    // A few words prove less than many.
    let weight = words / (words + 1.0);
    if share >= MOSTLY
        && (counted.words > 4 || counted.grammar > 0 || counted.known == counted.words)
    {
        return Finding {
            verdict: Verdict::English,
            likeliest: Some(ENGLISH),
            confidence: share * weight,
        };
    }
    by_trigrams(&sample, share, weight)
}

/// Two ends of a long text, so that a text that changes its language is seen to.
fn sample(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= 2 * READ {
        return text.into();
    }
    let mut head = READ;
    while !text.is_char_boundary(head) {
        head -= 1;
    }
    let mut tail = text.len() - READ;
    while !text.is_char_boundary(tail) {
        tail += 1;
    }
    let (head, tail) = (text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default());
    format!("{head} {tail}").into()
}

/// A script that English is not written in says so by itself.
fn other_script(sample: &str, letters: usize) -> Option<Finding> {
    let foreign = sample.chars().filter(|c| c.is_alphabetic() && *c > '\u{24f}').count();
    // One letter of a script without an alphabet is a word.
    let enough = foreign >= 3 || sample.chars().any(|c| ('\u{2e80}'..'\u{ac00}').contains(&c));
    if foreign * 2 <= letters || !enough {
        return None;
    }
    let guess = whatlang::detect(sample);
    let likeliest = guess.map(|info| language(info.lang()));
    Some(Finding { verdict: Verdict::NotEnglish, likeliest, confidence: 0.99 })
}

struct Counted {
    words: usize,
    known: usize,
    grammar: usize,
}

fn count(sample: &str) -> Counted {
    let mut counted = Counted { words: 0, known: 0, grammar: 0 };
    for word in text::words(sample) {
        if word.text.len() > 40 || !word.text.chars().any(char::is_alphabetic) {
            continue;
        }
        let lower = word.text.to_lowercase().replace('\u{2019}', "'");
        let stem = lower.split('\'').next().unwrap_or_default();
        let known =
            stem.split('-').all(|part| gazetteer::is_common(part) || matches!(part, "i" | "a"));
        let name =
            !known && word.text.starts_with(char::is_uppercase) && gazetteer::is_listed_name(stem);
        if name {
            continue;
        }
        counted.words += 1;
        counted.known += usize::from(known);
        counted.grammar += usize::from(is_grammar(stem));
    }
    counted
}

/// Words that hold English sentences together and are no words of its neighbours.
fn is_grammar(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "and"
            | "of"
            | "with"
            | "very"
            | "my"
            | "good"
            | "they"
            | "were"
            | "have"
            | "this"
            | "that"
            | "for"
            | "not"
            | "it"
            | "to"
            | "you"
            | "staff"
            | "service"
            | "nothing"
            | "all"
            | "would"
            | "could"
            | "too"
            | "from"
            | "more"
            | "been"
            | "are"
            | "i"
            | "time"
            | "care"
    )
}

fn by_trigrams(sample: &str, share: f64, weight: f64) -> Finding {
    let guess = whatlang::detect(sample);
    let likeliest = guess.as_ref().map(|info| language(info.lang()));
    let english = guess.as_ref().is_some_and(|info| info.lang() == whatlang::Lang::Eng);
    let reliable = guess.as_ref().is_some_and(whatlang::Info::is_reliable);
    let trigrams = guess.as_ref().map_or(0.0, whatlang::Info::confidence);
    if share >= SELDOM && english {
        let verdict = if reliable || share >= 0.6 { Verdict::English } else { Verdict::Undecided };
        return Finding { verdict, likeliest, confidence: share * weight };
    }
    if share < SELDOM && !english {
        let confidence = (1.0 - share) * weight * if reliable { 1.0 } else { 0.8 };
        return Finding { verdict: Verdict::NotEnglish, likeliest, confidence };
    }
    Finding { verdict: Verdict::Undecided, likeliest, confidence: trigrams.min(weight) }
}

fn language(lang: whatlang::Lang) -> Language {
    Language { code: lang.code(), name: lang.eng_name() }
}

#[cfg(test)]
mod tests;
