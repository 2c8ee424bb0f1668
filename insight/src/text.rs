//! Words and clauses, with the place of each in the text as it was typed.
//!
//! Places are bytes of the text, always on the edge of a letter. Everything takes time in
//! proportion to the text and keeps nothing but where it is.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

/// A word as it was typed, and its bytes' place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As typed, without the punctuation around it.
    pub text: &'a str,
    /// Bytes of the text that it takes up.
    pub span: Range<usize>,
}

/// A part of a text that says one thing: it ends with the sentence, or where a speaker turns
/// ('but', 'however', 'although').
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause<'a> {
    /// As typed, from its first word to its last.
    pub text: &'a str,
    /// Bytes of the text that it takes up.
    pub span: Range<usize>,
}

/// Words at which a speaker turns from one view to another.
const TURNS: [&str; 3] = ["but", "however", "although"];

/// Words after which 'but' is no turn: 'nothing but praise', 'last but not least'.
const NO_TURN_AFTER: [&str; 5] = ["nothing", "anything", "none", "all", "last"];

/// Words whose full stop ends no sentence.
const SHORTENED: [&str; 12] =
    ["dr", "mr", "mrs", "ms", "prof", "st", "approx", "hrs", "hr", "mins", "min", "appt"];

/// The words of a text in their order. An apostrophe or hyphen within a word belongs to it, and
/// so do the marks that some scripts set above and below their letters.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(char::is_alphanumeric)?;
        let end = word_end(text, start);
        from = end;
        Some(Word { text: text.get(start..end)?, span: start..end })
    })
}

/// Where the word that begins at `start` is over.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = text.get(start..).unwrap_or_default().char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = matches!(letter, '\'' | '\u{2019}' | '-')
            && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(letter.is_ascii_alphanumeric() || letter.is_alphanumeric() || joins || mark(letter)) {
            break;
        }
        end = start + at + letter.len_utf8();
    }
    end
}

/// Marks that belong to the letter before them: accents typed apart, viramas, joiners.
fn mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}'
        | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}'
        | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Lower case, with the typographic apostrophe made the plain one: the form in which two
/// spellings of a word are the same. Borrowed when there is nothing to change.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, &mut folded);
    Cow::Owned(folded)
}

/// As [`fold`], set behind what `folded` already holds: for loops that keep one buffer.
pub fn fold_onto(text: &str, folded: &mut String) {
    for letter in text.chars() {
        match letter {
            '\u{2019}' | '\u{2018}' => folded.push('\''),
            _ if letter.is_ascii() => folded.push(letter.to_ascii_lowercase()),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
}

/// The clauses of a text in their order. Each has at least one word; together they have all.
///
/// A clause ends with its sentence (full stop, question or exclamation mark, semicolon, new line),
/// before 'but', 'however' and 'although', and at the first comma of a sentence that begins with
/// 'although'. A full stop within a number, an address or a shortened word ends nothing.
pub fn clauses(text: &str) -> impl Iterator<Item = Clause<'_>> {
    let mut rest = words(text).peekable();
    std::iter::from_fn(move || {
        let first = rest.next()?;
        let end = clause_end(text, &first, &mut rest);
        let span = first.span.start..end;
        Some(Clause { text: text.get(span.clone())?, span })
    })
}

/// Takes the words that go on the clause begun by `first`, and tells where the last one ends.
fn clause_end<'a>(
    text: &'a str,
    first: &Word<'a>,
    rest: &mut Peekable<impl Iterator<Item = Word<'a>>>,
) -> usize {
    let mut concession = is(first.text, "although");
    let mut last = first.clone();
    while let Some(next) = rest.peek() {
        let gap = text.get(last.span.end..next.span.start).unwrap_or_default();
        if ends_sentence(last.text, gap, next.text) || turns(last.text, next.text) {
            break;
        }
        if concession && gap.contains(',') {
            concession = false;
            // 'Although, to be fair, they tried': too short to be the concession itself.
            if last.span.start > first.span.start {
                break;
            }
        }
        match rest.next() {
            Some(word) => last = word,
            None => break,
        }
    }
    last.span.end
}

fn turns(last: &str, next: &str) -> bool {
    TURNS.iter().any(|turn| is(next, turn)) && !NO_TURN_AFTER.iter().any(|word| is(last, word))
}

fn ends_sentence(last: &str, gap: &str, next: &str) -> bool {
    let always =
        |c| matches!(c, '!' | '?' | ';' | '\n' | '\r' | '…' | '•' | '。' | '！' | '？' | '؟' | '।');
    if gap.contains(always) {
        return true;
    }
    let Some(behind) = gap.find('.').and_then(|at| gap.get(at + 1..)) else { return false };
    let shortened = last.chars().nth(1).is_none() || SHORTENED.iter().any(|word| is(last, word));
    if behind.is_empty() {
        // 'nhs.uk', '3.5' go on; 'on time.The crew' does not.
        return !shortened && next.starts_with(char::is_uppercase);
    }
    !shortened || behind.contains('.')
}

fn is(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[test]
    fn words_keep_their_places() {
        let text = "  The nurse's tea — \u{201c}lovely\u{201d}, well-made.";
        let found: Vec<_> = words(text).map(|w| w.text).collect();
        assert_eq!(found, ["The", "nurse's", "tea", "lovely", "well-made"]);
        assert!(words(text).all(|w| &text[w.span.clone()] == w.text));
    }

    #[rstest]
    #[case("cafe\u{301} x", &["cafe\u{301}", "x"])]
    #[case("ਨਰਸ ਬਹੁਤ ਚੰਗੀ", &["ਨਰਸ", "ਬਹੁਤ", "ਚੰਗੀ"])]
    #[case("شكرا جزيلا", &["شكرا", "جزيلا"])]
    #[case("rock 'n' roll -- 10-15", &["rock", "n", "roll", "10-15"])]
    #[case("a\0b", &["a", "b"])]
    #[case("👍👍 🙂", &[])]
    #[case("", &[])]
    fn words_of_many_kinds(#[case] text: &str, #[case] expected: &[&str]) {
        let found: Vec<_> = words(text).map(|w| w.text).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("GREAT", "great")]
    #[case("Didn\u{2019}t", "didn't")]
    #[case("ÉCOLE", "école")]
    fn folded(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(fold(text), expected);
        assert!(matches!(fold(expected), Cow::Borrowed(_)) || !expected.is_ascii());
    }

    #[rstest]
    #[case("Crew were lovely. Waited two hours!", &["Crew were lovely", "Waited two hours"])]
    #[case("Crew lovely but waited 2.5 hrs. in pain", &["Crew lovely", "but waited 2.5 hrs. in pain"])]
    #[case("Although we waited, crew kind", &["Although we waited", "crew kind"])]
    #[case("Dr. Shah and Mrs. May helped", &["Dr. Shah and Mrs. May helped"])]
    #[case("see www.nhs.uk for more", &["see www.nhs.uk for more"])]
    #[case("on time.The crew", &["on time", "The crew"])]
    #[case("nothing but praise", &["nothing but praise"])]
    #[case("But why? However…", &["But why", "However"])]
    #[case("one\ntwo; three", &["one", "two", "three"])]
    #[case("waited... and waited", &["waited", "and waited"])]
    #[case("?!", &[])]
    fn clauses_of_many_kinds(#[case] text: &str, #[case] expected: &[&str]) {
        let found: Vec<_> = clauses(text).map(|c| c.text).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case::one_word(&"a".repeat(10_000), 1)]
    #[case::many_words(&"wait ".repeat(1_000_000), 1_000_000)]
    #[case::hyphens(&"a-".repeat(50_000), 1)]
    #[case::marks(&"\u{301}".repeat(100_000), 0)]
    #[case::stops(&".".repeat(100_000), 0)]
    fn large_texts_end(#[case] text: &str, #[case] expected: usize) {
        assert_eq!(words(text).count(), expected);
        assert!(clauses(text).count() <= expected);
    }

    proptest! {
        #[test]
        fn places_lie_inside_and_in_order(text in any::<String>()) {
            let mut before = 0;
            for word in words(&text) {
                prop_assert_eq!(text.get(word.span.clone()), Some(word.text));
                prop_assert!(word.span.start >= before && !word.text.is_empty());
                before = word.span.end;
            }
            prop_assert!(before <= text.len());
        }

        #[test]
        fn clauses_have_every_word(text in "[a-zA-Z'.,;!? \n]{0,80}|\\PC{0,40}|(but|although|,|\\.| )*") {
            let mut inside = Vec::new();
            for clause in clauses(&text) {
                prop_assert_eq!(text.get(clause.span.clone()), Some(clause.text));
                inside.extend(words(clause.text).map(|w| w.span.start + clause.span.start));
            }
            let all: Vec<_> = words(&text).map(|w| w.span.start).collect();
            prop_assert_eq!(inside, all);
        }
    }
}
