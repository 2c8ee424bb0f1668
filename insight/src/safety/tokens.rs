//! A text as small words without apostrophes, contractions written out, each with its place.

use std::ops::Range;

use super::lexicon::Lexicon;
use crate::redact::gazetteer;
use crate::text;

#[derive(Debug)]
struct Token {
    word: Range<usize>,
    span: Range<usize>,
    /// Whether a sentence ends before it.
    hard: bool,
    /// Whether a clause ends before it.
    soft: bool,
}

/// The words of a text; all in one buffer.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    source: &'t str,
    letters: String,
    list: Vec<Token>,
    /// The word at hand, kept so that its memory is used again.
    scratch: String,
}

impl<'t> Tokens<'t> {
    pub fn new(source: &'t str, lexicon: &Lexicon) -> Self {
        let mut tokens = Self {
            source,
            letters: String::with_capacity(source.len()),
            list: Vec::with_capacity(source.len() / 5),
            scratch: String::new(),
        };
        let mut end = 0;
        for word in text::words(source) {
            let between = source.get(end..word.span.start).unwrap_or_default();
            let (mut hard, mut soft) = breaks(between);
            end = word.span.end;
            let mut start = word.span.start;
            for part in word.text.split('-') {
                let span = start..start + part.len();
                start = span.end + 1;
                tokens.add(part, &span, hard, soft, lexicon);
                (hard, soft) = (false, false);
            }
        }
        tokens
    }

    fn add(&mut self, part: &str, span: &Range<usize>, hard: bool, soft: bool, lexicon: &Lexicon) {
        let mut word = std::mem::take(&mut self.scratch);
        word.clear();
        for letter in part.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')) {
            word.extend(letter.to_lowercase());
        }
        if let Some((one, two)) = written_out(&word, part) {
            self.push(one, span, hard, soft);
            self.push(two, span, false, false);
        } else {
            let known = word.len() < 6 || word.len() > 20 || gazetteer::is_common(&word);
            let meant = if known { None } else { lexicon.meant_by(&word) };
            self.push(meant.unwrap_or(&word), span, hard, soft);
        }
        self.scratch = word;
    }

    fn push(&mut self, word: &str, span: &Range<usize>, hard: bool, soft: bool) {
        let from = self.letters.len();
        self.letters.push_str(word);
        let word = from..self.letters.len();
        self.list.push(Token { word, span: span.clone(), hard, soft });
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn word(&self, at: usize) -> Option<&str> {
        self.letters.get(self.list.get(at)?.word.clone())
    }

    /// Whether there is a token and no sentence ends before it.
    pub fn goes_on(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| !token.hard)
    }

    /// Whether a clause or sentence ends before a token.
    pub fn breaks(&self, at: usize) -> bool {
        self.list.get(at).is_none_or(|token| token.hard || token.soft)
    }

    /// Bytes of the text from one token to before another.
    pub fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.list.get(tokens.start).map_or(0, |t| t.span.start);
        let last = tokens.end.checked_sub(1).and_then(|at| self.list.get(at));
        start..last.map_or(start, |t| t.span.end).max(start)
    }

    pub fn text(&self, tokens: &Range<usize>) -> &'t str {
        self.source.get(self.span(tokens)).unwrap_or_default()
    }

    /// Tokens back from one, nearest first, within its sentence.
    pub fn back(&self, from: usize, most: usize) -> impl Iterator<Item = (usize, &str)> {
        let open = (from.saturating_sub(most)..from).rev();
        open.take_while(move |at| self.goes_on(at + 1)).filter_map(|at| Some((at, self.word(at)?)))
    }

    /// Tokens on from one within its sentence.
    pub fn on(&self, from: usize, most: usize) -> impl Iterator<Item = (usize, &str)> {
        (from..from + most)
            .take_while(|at| self.goes_on(*at))
            .filter_map(|at| Some((at, self.word(at)?)))
    }
}

/// A full stop, question or exclamation mark or line's end ends a sentence; three dots do not,
/// and a comma, colon or dash ends a clause.
fn breaks(between: &str) -> (bool, bool) {
    let dots = between.contains("..") || between.contains('\u{2026}');
    let hard = between.contains(['!', '?', ';', '\n']) || between.contains('.') && !dots;
    (hard, hard || dots || between.contains([',', ':', '(', ')', '\u{2013}', '\u{2014}', '-']))
}

/// "Didn't" as 'did not', "I'm" as 'i am', however the apostrophe is typed or left out.
fn written_out<'w>(word: &'w str, typed: &str) -> Option<(&'w str, &'w str)> {
    let apostrophe = typed.contains(['\'', '\u{2019}']);
    Some(match word {
        "cant" | "cannot" => ("can", "not"),
        "wont" => ("will", "not"),
        "shant" => ("shall", "not"),
        "aint" => ("is", "not"),
        "im" => ("i", "am"),
        "ive" => ("i", "have"),
        "wanna" => ("want", "to"),
        "gonna" => ("going", "to"),
        "ill" if apostrophe => ("i", "will"),
        "well" | "were" | "shell" | "hell" if apostrophe => return None,
        "didnt" | "doesnt" | "dont" | "wasnt" | "werent" | "isnt" | "arent" | "hasnt"
        | "havent" | "hadnt" | "wouldnt" | "couldnt" | "shouldnt" | "neednt" | "mustnt" => {
            (word.strip_suffix("nt")?, "not")
        }
        _ if apostrophe => {
            let ends = [("ve", "have"), ("re", "are"), ("ll", "will"), ("s", "s")];
            let (head, tail) =
                ends.iter().find_map(|(end, full)| Some((word.strip_suffix(end)?, *full)))?;
            if tail == "s" || head.is_empty() {
                return None;
            }
            (head, tail)
        }
        _ => return None,
    })
}
