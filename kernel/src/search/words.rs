//! From text to the words that are indexed, and from what a person types to a query. Both engines
//! are given words cut and folded here, so that they differ in as little as possible and nothing
//! that is typed can be a mistake of syntax.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Bytes of a text that are indexed: PostgreSQL takes no more than a megabyte of words.
const MOST_TEXT: usize = 400_000;
/// Bytes of a word.
const MOST_WORD: usize = 120;
/// Characters of a query that are read, and terms of it.
const MOST_QUERY: usize = 400;
const MOST_TERMS: usize = 20;

/// Scripts that write no spaces: each character is a word, and words that follow one another are
/// found as a phrase.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// The words of a text, in small letters, without accents, with one space between them.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MOST_TEXT));
    // Bytes of the word so far, and whether it is a character that stands alone.
    let (mut length, mut alone) = (0, false);
    // The letters that are compared are the compatible ones: `ﬁ` is `fi`, `²` is `2`.
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if matches!(c, '\u{0300}'..='\u{036F}') {
            continue;
        }
        let (mark, size) = (is_combining_mark(c), c.len_utf8());
        let too_long = length + size > MOST_WORD;
        if mark && (length == 0 || too_long) {
            continue;
        }
        if !mark && (!c.is_alphanumeric() || too_long || alone || stands_alone(c)) {
            (length, alone) = (0, false);
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        }
        if mark || c.is_alphanumeric() {
            if out.len() + size > MOST_TEXT {
                break;
            }
            out.push(c);
            length += size;
            alone = alone || stands_alone(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What is looked for: phrases that must be there, and phrases that must not. A word is a phrase
/// of one; one that is cut in two (`GP's`) is a phrase of two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    with: Vec<String>,
    without: Vec<String>,
}

impl Query {
    /// Reads what a person typed: words, "phrases in quotes" and -words to leave out. `None` when
    /// there is nothing to look for.
    pub(super) fn read(typed: &str) -> Option<Self> {
        let typed: String = typed.chars().take(MOST_QUERY).collect();
        let mut query = Self { with: Vec::new(), without: Vec::new() };
        let mut rest = typed.as_str();
        while query.with.len() + query.without.len() < MOST_TERMS {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            let (without, after) = match rest.strip_prefix(['-', '\u{2212}']) {
                Some(after) if !after.starts_with(char::is_whitespace) => (true, after),
                _ => (false, rest),
            };
            let (term, after) = cut(after);
            rest = after;
            let phrase = words(term);
            if !phrase.is_empty() {
                if without { &mut query.without } else { &mut query.with }.push(phrase);
            }
        }
        (!query.with.is_empty()).then_some(query)
    }

    /// For FTS5: every phrase in quotes, so that no word of it is an operator.
    pub(super) fn for_sqlite(&self) -> String {
        let quoted = |phrases: &[String], between: &str| {
            phrases.iter().map(|p| format!("\"{p}\"")).collect::<Vec<_>>().join(between)
        };
        let with = quoted(&self.with, " AND ");
        if self.without.is_empty() {
            return with;
        }
        format!("({with}) NOT ({})", quoted(&self.without, " OR "))
    }

    /// For `websearch_to_tsquery`: every phrase in quotes, for `or` is an operator there.
    pub(super) fn for_postgres(&self) -> String {
        let with = self.with.iter().map(|p| format!("\"{p}\""));
        let without = self.without.iter().map(|p| format!("-\"{p}\""));
        with.chain(without).collect::<Vec<_>>().join(" ")
    }
}

const QUOTES: [char; 3] = ['"', '\u{201C}', '\u{201D}'];

/// Cuts off the first term: a phrase in quotes, closed or not, or a word up to the next space or
/// quote.
fn cut(typed: &str) -> (&str, &str) {
    if let Some(after) = typed.strip_prefix(QUOTES) {
        let end = after.find(QUOTES).unwrap_or(after.len());
        let rest = &after[end..];
        return (&after[..end], rest.strip_prefix(QUOTES).unwrap_or(rest));
    }
    let end = typed.find(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    typed.split_at(end.unwrap_or(typed.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_cut_and_folded() {
        for (text, expected) in [
            ("The GP's  surgery,\nand/or X-ray.", "the gp s surgery and or x ray"),
            ("Siân's café — ÉCOLE", "sian s cafe ecole"),
            ("ﬁne 5² İ", "fine 52 i"),
            ("  !?…  ", ""),
            ("مستشفى", "مستشفى"),
            ("হাসপাতাল", "হাসপাতাল"),
            ("病院は", "病 院 は"),
            ("a病b", "a 病 b"),
        ] {
            assert_eq!(words(text), expected.nfkd().collect::<String>(), "{text}");
        }
    }

    #[test]
    fn what_is_typed_becomes_phrases() {
        for (typed, sqlite, postgres) in [
            ("wait times", "\"wait\" AND \"times\"", "\"wait\" \"times\""),
            (
                "\"GP surgery\" wait -cost",
                "(\"gp surgery\" AND \"wait\") NOT (\"cost\")",
                "\"gp surgery\" \"wait\" -\"cost\"",
            ),
            (
                "a or b NOT c",
                "\"a\" AND \"or\" AND \"b\" AND \"not\" AND \"c\"",
                "\"a\" \"or\" \"b\" \"not\" \"c\"",
            ),
            ("“open ended", "\"open ended\"", "\"open ended\""),
            ("x-ray - y", "\"x ray\" AND \"y\"", "\"x ray\" \"y\""),
            ("a\"b\"c", "\"a\" AND \"b\" AND \"c\"", "\"a\" \"b\" \"c\""),
            ("a -\"b c\" -d", "(\"a\") NOT (\"b c\" OR \"d\")", "\"a\" -\"b c\" -\"d\""),
        ] {
            let query = Query::read(typed).unwrap();
            assert_eq!(
                (query.for_sqlite().as_str(), query.for_postgres().as_str()),
                (sqlite, postgres)
            );
        }
        for typed in ["", "  ", "\"\"", "?!", "-cost", "*", "''';--", "-", "\"", "\u{0}"] {
            assert_eq!(Query::read(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn much_is_bounded() {
        let query = Query::read(&"word ".repeat(20_000)).unwrap();
        assert!(query.for_sqlite().len() < 1000);
        assert!(Query::read(&"x".repeat(100_000)).unwrap().for_postgres().len() < 1000);
        assert!(words(&"word ".repeat(1_000_000)).len() <= MOST_TEXT);
        assert!(words(&"x".repeat(10_000)).split(' ').all(|w| w.len() <= MOST_WORD));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,80}") {
            let once = words(&text);
            prop_assert_eq!(words(&once), once);
        }

        #[test]
        fn a_query_holds_nothing_but_words_in_quotes(typed in ".{0,80}") {
            if let Some(query) = Query::read(&typed) {
                for phrase in query.with.iter().chain(&query.without) {
                    prop_assert!(!phrase.contains(['"', '\'', '*', '\\', ':', '\0']), "{}", phrase);
                }
            }
        }
    }
}
