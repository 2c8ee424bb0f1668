//! Words and clauses, with the place of each in the text as it was typed.

use std::ops::Range;

/// A word as it was typed, and its bytes' place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As typed, without the punctuation around it.
    pub text: &'a str,
    /// Bytes of the text that it takes up.
    pub span: Range<usize>,
}

/// The words of a text in their order. An apostrophe or hyphen within a word belongs to it.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(|c: char| c.is_alphanumeric())?;
        let end = word_end(text, start);
        from = end;
        Some(Word { text: &text[start..end], span: start..end })
    })
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = text[start..].char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = matches!(letter, '\'' | '\u{2019}' | '-')
            && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !letter.is_alphanumeric() && !joins {
            break;
        }
        end = start + at + letter.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places() {
        let text = "  The nurse's tea — \u{201c}lovely\u{201d}, well-made.";
        let found: Vec<_> = words(text).map(|w| w.text).collect();
        assert_eq!(found, ["The", "nurse's", "tea", "lovely", "well-made"]);
        assert!(words(text).all(|w| &text[w.span.clone()] == w.text));
    }
}
