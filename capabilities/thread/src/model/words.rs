//! What people wrote: the one normalisation, its limits, and covering parts of it.

use std::ops::Range;

use kernel::error::{Message, Problems};

/// Letters that one voice may hold at most.
pub const MOST_WORDS: usize = 100_000;
/// Letters that a name, a title or another line may hold at most.
pub const MOST_LINE: usize = 300;
/// Letters that a paragraph of staff's own may hold at most.
pub const MOST_TEXT: usize = 20_000;

/// The one normalisation of what people write: the line ends that browsers send (CR LF) become
/// LF. Nothing else is touched, so that what is shown, exported and proved is what was typed.
pub fn normalise(words: &str) -> String {
    words.replace("\r\n", "\n")
}

/// Checks the words of a voice.
pub(crate) fn check_words(problems: &mut Problems, words: &str) {
    problems.require(!words.trim().is_empty(), "words", "thread-words-missing");
    no_nul(problems, "words", words);
    if words.chars().count() > MOST_WORDS {
        problems.add("words", Message::new("thread-words-too-long").with("most", MOST_WORDS));
    }
}

/// Checks a line that may be empty: no line ends, not too long.
pub(crate) fn check_line(problems: &mut Problems, field: &str, line: &str) {
    problems.require(!line.chars().any(char::is_control), field, "thread-line-control");
    if line.chars().count() > MOST_LINE {
        problems.add(field, Message::new("thread-too-long").with("most", MOST_LINE));
    }
}

/// Checks a line that must not be empty.
pub(crate) fn check_title(problems: &mut Problems, field: &str, line: &str, missing: &'static str) {
    problems.require(!line.trim().is_empty(), field, missing);
    check_line(problems, field, line);
}

/// Checks a text that may be empty.
pub(crate) fn check_text(problems: &mut Problems, field: &str, text: &str) {
    no_nul(problems, field, text);
    if text.chars().count() > MOST_TEXT {
        problems.add(field, Message::new("thread-too-long").with("most", MOST_TEXT));
    }
}

/// Checks a text that must not be empty.
pub(crate) fn check_filled(
    problems: &mut Problems,
    field: &str,
    text: &str,
    missing: &'static str,
) {
    problems.require(!text.trim().is_empty(), field, missing);
    check_text(problems, field, text);
}

fn no_nul(problems: &mut Problems, field: &str, text: &str) {
    problems.require(!text.contains('\0'), field, "thread-words-nul");
}

/// What stands in the place of words that were covered.
pub const COVER: &str = "[…]";

/// Covers parts of words, counted in letters (Unicode scalar values). `None` when a part lies
/// outside them, is empty, or two overlap.
pub fn cover(words: &str, parts: &[Range<usize>]) -> Option<String> {
    let letters: Vec<char> = words.chars().collect();
    let mut parts = parts.to_vec();
    parts.sort_by_key(|part| part.start);
    let mut covered = String::with_capacity(words.len());
    let mut from = 0;
    for part in parts {
        if part.start < from || part.end <= part.start || part.end > letters.len() {
            return None;
        }
        covered.extend(&letters[from..part.start]);
        covered.push_str(COVER);
        from = part.end;
    }
    covered.extend(&letters[from..]);
    Some(covered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_ends_change() {
        assert_eq!(normalise("a\r\nb\rc\n\u{feff} é  "), "a\nb\rc\n\u{feff} é  ");
    }

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one part is covered")]
    fn parts_are_covered_by_letters_not_bytes() {
        assert_eq!(cover("Zoë Müller said", &[0..10]).unwrap(), "[…] said");
        assert_eq!(cover("a b c", &[4..5, 0..1]).unwrap(), "[…] b […]");
        assert_eq!(cover("abc", &[]).unwrap(), "abc");
        let beyond = 2..4;
        let empty = 1..1;
        assert_eq!(cover("abc", &[beyond]), None);
        assert_eq!(cover("abc", &[empty]), None);
        assert_eq!(cover("abcdef", &[0..3, 2..4]), None);
    }
}
