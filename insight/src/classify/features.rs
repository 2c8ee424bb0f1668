//! What of a text a model looks at: its words, the runs of three to five letters within a word,
//! neighbouring words. Each has a key of 64 bits, the same for ever: keys stand in model files.

use super::chance::mix;
use crate::text::fold_onto;

/// Letters of a word that are looked at. The longest word of everyday English has 28.
pub const LONGEST: usize = 32;

/// Shortest and longest run of letters.
const RUNS: std::ops::RangeInclusive<usize> = 3..=5;

/// How a feature came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The whole word.
    Word,
    /// A run of letters within it.
    Run,
    /// Two neighbouring words.
    Pair,
}

/// The form of a word in which it is looked up: lower case, every figure a nought, cut to
/// [`LONGEST`] letters. Written over what `form` held.
pub fn form(word: &str, form: &mut String) {
    form.clear();
    let nought = |b: u8| if b.is_ascii_digit() { '0' } else { char::from(b.to_ascii_lowercase()) };
    if word.is_ascii() {
        form.extend(word.bytes().take(LONGEST).map(nought));
        return;
    }
    let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
    fold_onto(word.get(..end).unwrap_or(word), form);
    if form.bytes().any(|b| b.is_ascii_digit()) {
        *form = form.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    }
}

/// Key of a whole word in its [`form`].
pub fn word_key(form: &str) -> u64 {
    key(Kind::Word, form.as_bytes())
}

/// Key of two neighbouring words, given by their own keys.
pub fn pair_key(first: u64, second: u64) -> u64 {
    nonzero(mix(first.rotate_left(23) ^ mix(second)) ^ 0x5041_4952)
}

/// Calls `each` for the word itself and for every run of letters in it; the space before and
/// behind the word belongs to the runs, so that beginnings and ends can be told.
pub fn of_word(form: &str, mut each: impl FnMut(u64, Kind)) {
    each(word_key(form), Kind::Word);
    let mut letters = [0_u8; LONGEST * 16 + 2];
    let mut edges = [0_usize; LONGEST * 4 + 3];
    let (letters, edges) = spaced(form, &mut letters, &mut edges);
    for run in RUNS {
        for ends in edges.windows(run + 1) {
            if let [from, .., to] = ends
                && let Some(run) = letters.get(*from..*to)
            {
                each(key(Kind::Run, run), Kind::Run);
            }
        }
    }
}

/// The word with a space on both sides, and where each letter begins.
fn spaced<'a>(
    form: &str,
    letters: &'a mut [u8],
    edges: &'a mut [usize],
) -> (&'a [u8], &'a [usize]) {
    let (mut end, mut count) = (0, 0);
    let edge_of = |at: usize, count: &mut usize, edges: &mut [usize]| {
        if let Some(edge) = edges.get_mut(*count) {
            *edge = at;
            *count += 1;
        }
    };
    for letter in std::iter::once(' ').chain(form.chars()).chain([' ']) {
        let mut bytes = [0; 4];
        let bytes = letter.encode_utf8(&mut bytes).as_bytes();
        let Some(room) = letters.get_mut(end..end + bytes.len()) else { break };
        room.copy_from_slice(bytes);
        edge_of(end, &mut count, edges);
        end += bytes.len();
    }
    edge_of(end, &mut count, edges);
    (letters.get(..end).unwrap_or_default(), edges.get(..count).unwrap_or_default())
}

/// FNV-1a over the bytes, then mixed; nought is kept for 'no key'.
fn key(kind: Kind, bytes: &[u8]) -> u64 {
    let start = match kind {
        Kind::Word => 0xcbf2_9ce4_8422_2325_u64,
        Kind::Run => 0x8422_2325_cbf2_9ce4,
        Kind::Pair => 0x9ce4_8422_2325_cbf2,
    };
    let hash =
        bytes.iter().fold(start, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    nonzero(mix(hash))
}

fn nonzero(key: u64) -> u64 {
    key.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn formed(word: &str) -> String {
        let mut out = String::new();
        form(word, &mut out);
        out
    }

    #[test]
    fn keys_never_change() {
        // Model files made earlier rely on these.
        assert_eq!(word_key("nurse"), key(Kind::Word, b"nurse"));
        assert_eq!(word_key("nurse"), NURSE);
        assert_eq!(pair_key(word_key("very"), word_key("kind")), VERY_KIND);
    }
    const NURSE: u64 = 2_613_476_957_582_874_502;
    const VERY_KIND: u64 = 752_266_261_965_295_339;

    #[test]
    fn a_word_and_its_runs() {
        let mut found = Vec::new();
        of_word("tea", |key, kind| found.push((key, kind)));
        let runs = [" te", "tea", "ea ", " tea", "tea ", " tea "];
        let expected: Vec<_> = std::iter::once((word_key("tea"), Kind::Word))
            .chain(runs.iter().map(|r| (key(Kind::Run, r.as_bytes()), Kind::Run)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn spellings_of_one_word_share_a_form() {
        assert_eq!(formed("Didn\u{2019}t"), "didn't");
        assert_eq!(formed("10-15"), "00-00");
        assert_eq!(formed(&"a".repeat(10_000)).len(), LONGEST);
        assert_ne!(pair_key(1, 2), pair_key(2, 1));
    }

    proptest! {
        #[test]
        fn any_word_gives_a_bounded_number_of_features(word in any::<String>()) {
            let mut count = 0;
            of_word(&formed(&word), |key, _| { count += 1; assert_ne!(key, 0); });
            prop_assert!(count <= 1 + 3 * (LONGEST * 4 + 2));
        }
    }
}
