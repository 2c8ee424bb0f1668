//! A text as words with what is known of each and how each hangs on the one before.

use std::borrow::Cow;
use std::ops::Range;

use super::cues;
use super::gazetteer::{self, Entry};
use crate::text;

/// How the letters of a word are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Small,
    /// A capital and then small letters.
    Capital,
    /// Capitals only, two or more.
    Capitals,
    /// No letters, or a mixture.
    Other,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    Start,
    Space,
    Comma,
    /// A full stop and no more: it ends a sentence or an abbreviation.
    Stop,
    /// A line break, a dash, or an end of sentence that is no full stop.
    Break,
    /// An ampersand, a plus or a stroke.
    With,
    Other,
}

#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    pub lower: Cow<'a, str>,
    pub span: Range<usize>,
    pub entry: Entry,
    pub case: Case,
    pub join: Join,
    /// With a possessive `'s`, which is left outside.
    pub owns: bool,
}

impl Token<'_> {
    pub fn is(&self, flag: u32) -> bool {
        self.entry.cue & flag != 0
    }

    /// Whether a sentence begins here, so that a capital says nothing.
    pub fn opens(&self) -> bool {
        matches!(self.join, Join::Start | Join::Stop | Join::Break)
    }

    pub fn number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The words of a text. A possessive `'s` is left outside the word, so that `Sarah's` is `Sarah`.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut end = 0;
    let mut first = true;
    text::words(source)
        .map(|word| {
            let join = join(source.get(end..word.span.start).unwrap_or_default(), first);
            first = false;
            end = word.span.end;
            let text = without_possessive(word.text);
            let lower = lower(text);
            Token {
                span: word.span.start..word.span.start + text.len(),
                entry: entry(&lower),
                case: case(text),
                owns: text.len() < word.text.len(),
                text,
                lower,
                join,
            }
        })
        .collect()
}

/// What is known of a word, or of its parts: "didn't" is as common as 'did', and 'Anne-Marie' as
/// much a name as its halves.
fn entry(lower: &str) -> Entry {
    let whole = gazetteer::look_up(lower);
    if whole != Entry::default() || !lower.contains(['\'', '-']) {
        return whole;
    }
    let head = lower.split_once('\'').map_or(lower, |(head, _)| head);
    let stem = head.strip_suffix('n').filter(|_| lower.ends_with("n't")).unwrap_or(head);
    let common = |word: &str| word.split('-').all(|part| gazetteer::look_up(part).common);
    if common(stem) || common(head) {
        return Entry { common: true, cue: cues::FUNCTION, ..Entry::default() };
    }
    let parts = || stem.split('-').map(gazetteer::look_up);
    let weight = |of: fn(&Entry) -> f32| parts().map(|part| of(&part)).fold(1.0, f32::min);
    Entry { first: weight(|e| e.first), last: weight(|e| e.last), ..Entry::default() }
}

fn without_possessive(word: &str) -> &str {
    ["'s", "\u{2019}s", "'S", "\u{2019}S"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .filter(|rest| !matches!(*rest, "name" | "Name" | "NAME" | ""))
        .unwrap_or(word)
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        Cow::Borrowed(text)
    } else {
        // The dot that Turkish capitals leave behind is no letter.
        Cow::Owned(text.to_lowercase().replace('\u{2019}', "'").replace('\u{307}', ""))
    }
}

fn case(text: &str) -> Case {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Case::Other };
    let (mut upper, mut small) = (0_usize, 0_usize);
    for letter in letters {
        if letter.is_uppercase() {
            upper += 1;
        } else {
            small += 1;
        }
    }
    match (first.is_uppercase(), upper, small) {
        (true, 0, 0) => Case::Capital,
        (true, _, 0) => Case::Capitals,
        // 'McDonald', "O'Brien", 'Anne-Marie'
        (true, 0..=2, _) => Case::Capital,
        (false, 0, _) => Case::Small,
        _ => Case::Other,
    }
}

fn join(between: &str, first: bool) -> Join {
    if first {
        return Join::Start;
    }
    let mut found = Join::Space;
    for mark in between.chars() {
        let this = match mark {
            ' ' | '\t' | '\u{a0}' => Join::Space,
            ',' => Join::Comma,
            '.' => Join::Stop,
            '\n' | '\r' | '!' | '?' | ';' | ':' | '\u{2013}' | '\u{2014}' | '-' => Join::Break,
            '&' | '+' | '/' => Join::With,
            _ => Join::Other,
        };
        found = match (found, this) {
            (Join::Break, _) | (_, Join::Break) => Join::Break,
            (kept, Join::Space) => kept,
            (_, new) => new,
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Join::{Break, Comma, Space, Start, Stop, With};
    use super::*;

    #[test]
    fn joins_cases_and_possessives() {
        let found = tokens("Dr. Patel's nurse, ANNE \u{2014} o'brien & McDonald");
        let texts: Vec<_> = found.iter().map(|t| t.text).collect();
        assert_eq!(texts, ["Dr", "Patel", "nurse", "ANNE", "o'brien", "McDonald"]);
        let joins: Vec<_> = found.iter().map(|t| t.join).collect();
        assert_eq!(joins, [Start, Stop, Space, Comma, Break, With]);
        assert_eq!(found[3].case, Case::Capitals);
        assert_eq!(found[5].case, Case::Capital);
        assert_eq!(found[4].case, Case::Small);
    }
}
