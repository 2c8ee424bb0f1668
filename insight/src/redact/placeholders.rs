//! Placeholders that stay the same within a comment, and putting them in place of what a person
//! has accepted.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::reason::Kind;

/// A piece of text that a person has decided to replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Bytes of the original text.
    pub span: Range<usize>,
    /// What stands there instead, such as `[name 1]`.
    pub placeholder: String,
    /// What it was, for the log.
    pub kind: Kind,
}

/// One replacement that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Bytes of the original text.
    pub original: Range<usize>,
    /// Bytes of the redacted text.
    pub redacted: Range<usize>,
    /// What it was.
    pub kind: Kind,
}

/// A text without the accepted pieces. The original is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// The text with placeholders.
    pub text: String,
    /// What was replaced, in order. It holds places only, never the words.
    pub replaced: Vec<Replaced>,
}

/// Why a redaction could not be made. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The piece does not lie in the text, or cuts a letter.
    #[error("bytes {} to {} are no piece of this text", .0.start, .0.end)]
    NotInText(Range<usize>),
    /// Two pieces share letters.
    #[error("the piece at byte {} overlaps the one before it", .0.start)]
    Overlap(Range<usize>),
}

/// Puts placeholders in place of the accepted pieces, given in any order.
pub fn apply(text: &str, accepted: &[Accepted]) -> Result<Redacted, ApplyError> {
    let mut ordered: Vec<&Accepted> = accepted.iter().collect();
    ordered.sort_by_key(|piece| (piece.span.start, piece.span.end));
    let mut out = String::with_capacity(text.len());
    let mut replaced = Vec::with_capacity(ordered.len());
    let mut end = 0;
    for piece in ordered {
        let span = piece.span.clone();
        if span.is_empty() || text.get(span.clone()).is_none() {
            return Err(ApplyError::NotInText(span));
        }
        let between = text.get(end..span.start).ok_or_else(|| ApplyError::Overlap(span.clone()))?;
        out.push_str(between);
        let start = out.len();
        out.push_str(&piece.placeholder);
        replaced.push(Replaced {
            original: span.clone(),
            redacted: start..out.len(),
            kind: piece.kind,
        });
        end = span.end;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    Ok(Redacted { text: out, replaced })
}

/// Gives the same placeholder to the same thing, numbered by first appearance in the comment.
#[derive(Default)]
pub(super) struct Numbering {
    by_word: HashMap<(Kind, String), usize>,
    last: HashMap<Kind, usize>,
}

impl Numbering {
    /// The number for something known by these words: any of them seen before decides.
    pub fn number(&mut self, kind: Kind, words: &[String]) -> usize {
        let seen = words.iter().find_map(|word| self.by_word.get(&(kind, word.clone())).copied());
        let number = seen.unwrap_or_else(|| {
            let last = self.last.entry(kind).or_default();
            *last += 1;
            *last
        });
        for word in words {
            self.by_word.entry((kind, word.clone())).or_insert(number);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(span: Range<usize>, placeholder: &str) -> Accepted {
        Accepted { span, placeholder: placeholder.to_owned(), kind: Kind::Name }
    }

    #[test]
    fn pieces_are_replaced_and_placed() {
        let text = "Thanks to Zoë and Tom.";
        let done = apply(text, &[piece(19..22, "[name 2]"), piece(10..14, "[name 1]")]).unwrap();
        assert_eq!(done.text, "Thanks to [name 1] and [name 2].");
        assert_eq!(&done.text[done.replaced[1].redacted.clone()], "[name 2]");
    }

    #[test]
    fn wrong_pieces_are_refused() {
        assert!(matches!(apply("Zoë", &[piece(2..3, "x")]), Err(ApplyError::NotInText(_))));
        assert!(matches!(apply("Tom", &[piece(0..9, "x")]), Err(ApplyError::NotInText(_))));
        assert!(matches!(apply("Tom", &[piece(1..1, "x")]), Err(ApplyError::NotInText(_))));
        let two = [piece(0..2, "x"), piece(1..3, "y")];
        assert!(matches!(apply("Tom", &two), Err(ApplyError::Overlap(_))));
    }

    #[test]
    fn the_same_person_keeps_the_number() {
        let mut numbering = Numbering::default();
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(numbering.number(Kind::Name, &words(&["sarah", "jones"])), 1);
        assert_eq!(numbering.number(Kind::Name, &words(&["patel"])), 2);
        assert_eq!(numbering.number(Kind::Name, &words(&["sarah"])), 1);
        assert_eq!(numbering.number(Kind::Phone, &words(&["0123"])), 1);
    }
}
