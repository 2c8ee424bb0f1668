//! Patterns of words: alternatives, beginnings, gaps, and words that may be missing.

use std::collections::{HashMap, HashSet};

use super::tokens::Tokens;

/// Words that a gap may span.
const GAP: usize = 3;
/// Elements a pattern may have, so that matching stays bounded.
const LONGEST: usize = 16;

#[derive(Debug, Clone)]
pub(super) enum Element {
    Words { exact: HashSet<String>, beginnings: Vec<String>, optional: bool },
    Gap,
}

#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub elements: Vec<Element>,
}

/// Reads a pattern as it is written in the lexicon.
pub(super) fn parse(
    written: &str,
    sets: &HashMap<String, String>,
) -> Result<Pattern, &'static str> {
    let mut elements = Vec::new();
    for item in written.split_whitespace() {
        match item.strip_prefix('{') {
            Some(set) => {
                let (name, more) = set.split_once('}').ok_or("has a brace that is not closed")?;
                let words = sets.get(name).ok_or("names a set that is not in the file")?;
                let (more, optional) = match more.strip_suffix('?') {
                    Some(more) => (more, true),
                    None => (more, false),
                };
                let mut items = words.split_whitespace().peekable();
                while let Some(item) = items.next() {
                    // What is written after the brace joins the set's last word.
                    let last = items.peek().is_none();
                    let item = if last { format!("{item}{more}") } else { item.to_owned() };
                    let item = if last && optional { item + "?" } else { item };
                    elements.push(element(&item, false)?);
                }
            }
            None => elements.push(element(item, true)?),
        }
    }
    // What may be missing at the start adds nothing.
    let needed = |e: &Element| matches!(e, Element::Words { optional: false, .. });
    let first = elements.iter().position(needed).ok_or("has no word that must be there")?;
    elements.drain(..first);
    while elements.last().is_some_and(|e| matches!(e, Element::Gap)) {
        elements.pop();
    }
    if elements.len() > LONGEST {
        return Err("is too long");
    }
    Ok(Pattern { elements })
}

fn element(item: &str, gaps: bool) -> Result<Element, &'static str> {
    if item == "_" && gaps {
        return Ok(Element::Gap);
    }
    let (item, optional) = match item.strip_suffix('?') {
        Some(item) => (item, true),
        None => (item, false),
    };
    let (mut exact, mut beginnings) = (HashSet::new(), Vec::new());
    for word in item.split('/') {
        let beginning = word.strip_suffix('*');
        let letters = beginning.unwrap_or(word);
        if letters.is_empty()
            || !letters.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        {
            return Err("has something other than small letters, digits and its own marks");
        }
        match beginning {
            Some(letters) if letters.len() < 3 => {
                return Err("has a beginning of fewer than three letters");
            }
            Some(letters) => beginnings.push(letters.to_owned()),
            None => {
                exact.insert(letters.to_owned());
            }
        }
    }
    Ok(Element::Words { exact, beginnings, optional })
}

impl Pattern {
    /// Where the pattern ends when it begins at a token; the first token is known to fit.
    pub fn end(&self, tokens: &Tokens<'_>, start: usize) -> Option<usize> {
        let rest = self.elements.get(1..)?;
        ends(rest, tokens, start + 1)
    }
}

/// Gaps try the shortest way first. The ways are at most (GAP + 1) to the number of gaps, times two
/// for each word that may be missing, and patterns are short.
fn ends(elements: &[Element], tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(at) };
    match element {
        Element::Gap => (0..=GAP)
            .take_while(|skipped| (0..*skipped).all(|step| tokens.goes_on(at + step)))
            .find_map(|skipped| ends(rest, tokens, at + skipped)),
        Element::Words { exact, beginnings, optional } => {
            let word = if tokens.goes_on(at) { tokens.word(at) } else { None };
            let fits = word.is_some_and(|word| {
                exact.contains(word) || beginnings.iter().any(|b| word.starts_with(b.as_str()))
            });
            let taken = if fits { ends(rest, tokens, at + 1) } else { None };
            taken.or_else(|| if *optional { ends(rest, tokens, at) } else { None })
        }
    }
}
