//! What is known about a word before it is read in its place: common word, given name, surname,
//! or a word that announces a name.
//!
//! The lists are in `lists/`, each with its source at its head. They are read at first use.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::cues;

/// What the lists say of one word.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Entry {
    /// In the list of common English words or of health words.
    pub common: bool,
    /// How likely the bare word is a given name, 0 where it is in no list.
    pub first: f32,
    /// How likely the bare word is a surname, 0 where it is in no list.
    pub last: f32,
    /// What it announces: the sum of flags of [`cues`].
    pub cue: u32,
}

/// Weight of a listed name that is no common word, where the list gives none.
const PLAIN: f32 = 0.95;
/// Weight of a listed name that is also a common word, where the list gives none.
const ALSO_A_WORD: f32 = 0.35;

type Words = HashMap<&'static str, Entry, BuildHasherDefault<Quick>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let lists = [include_str!("lists/common_words.txt"), include_str!("lists/health_words.txt")];
    for word in lists.into_iter().flat_map(items) {
        words.entry(word).or_default().common = true;
    }
    for (word, flag) in cues::all() {
        let entry = words.entry(word).or_default();
        entry.common = true;
        entry.cue |= flag;
    }
    for (name, weight) in items(include_str!("lists/first_names.txt")).map(weighted) {
        let entry = words.entry(name).or_default();
        entry.first = weight.unwrap_or(if entry.common { ALSO_A_WORD } else { PLAIN });
    }
    for (name, weight) in items(include_str!("lists/surnames.txt")).map(weighted) {
        let entry = words.entry(name).or_default();
        entry.last = weight.unwrap_or(if entry.common { ALSO_A_WORD } else { PLAIN });
    }
    words
});

fn items(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

fn weighted(item: &'static str) -> (&'static str, Option<f32>) {
    match item.split_once(':') {
        Some((name, weight)) => (name, weight.parse().ok()),
        None => (item, None),
    }
}

/// What is known of a word in small letters.
pub(crate) fn look_up(lower: &str) -> Entry {
    WORDS.get(lower).copied().unwrap_or_default()
}

/// Whether a word in small letters is a common English or health word.
pub(crate) fn is_common(lower: &str) -> bool {
    look_up(lower).common
}

/// Whether a word in small letters is in the shipped lists of given names or surnames.
pub fn is_listed_name(lower: &str) -> bool {
    let entry = look_up(lower);
    entry.first > 0.0 || entry.last > 0.0
}

type Shapes = HashMap<[u8; 3], f32, BuildHasherDefault<Quick>>;

/// For three letters in a row, how much likelier they are in a listed name than in a common word:
/// the logarithm of the two shares.
static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let mut counts: HashMap<[u8; 3], [f32; 2]> = HashMap::new();
    let mut all = [0.0_f32; 2];
    for (word, entry) in WORDS.iter() {
        let name = entry.first > 0.0 || entry.last > 0.0;
        if name && entry.common {
            continue;
        }
        let kind = usize::from(name);
        for three in threes(word) {
            let both = counts.entry(three).or_default();
            if let (Some(count), Some(sum)) = (both.get_mut(kind), all.get_mut(kind)) {
                *count += 1.0;
                *sum += 1.0;
            }
        }
    }
    let [words, names] = all;
    let odds = |[word, name]: [f32; 2]| {
        ((name + 0.5) / (names + 1.0)).ln() - ((word + 0.5) / (words + 1.0)).ln()
    };
    counts.into_iter().map(|(three, both)| (three, odds(both))).collect()
});

/// Letters in threes, with the word's beginning and end.
fn threes(word: &str) -> impl Iterator<Item = [u8; 3]> {
    let bytes = word.as_bytes();
    let letter =
        |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b'.');
    (0..bytes.len()).map(move |at| [letter(at), letter(at + 1), letter(at + 2)])
}

/// How much a word in small letters is built like a listed name and not like a common word: above
/// 0 like a name. Letters in threes that no list has count for a name a little.
pub(crate) fn built_like_a_name(lower: &str) -> f32 {
    let (sum, count) = threes(lower).take(40).fold((0.0, 0.0), |(sum, count), three| {
        (sum + SHAPES.get(&three).copied().unwrap_or(NEW_SHAPE), count + 1.0)
    });
    if count > 0.0 { sum / count } else { 0.0 }
}

/// What three letters count that are in no list.
const NEW_SHAPE: f32 = 1.0;

/// Whether one slip of the finger (a letter more, less, other, or two exchanged) makes the word
/// a common one. Only for plain letters, five to twenty of them.
pub(crate) fn is_slip_of_a_common_word(lower: &str) -> bool {
    let letters = lower.as_bytes();
    if !(5..=20).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_lowercase) {
        return false;
    }
    let mut tried = Vec::with_capacity(letters.len() + 1);
    let mut known = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(is_common);
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        if let [_, rest @ ..] = after {
            tried.clear();
            tried.extend_from_slice(before);
            tried.extend_from_slice(rest);
            if known(&tried) {
                return true;
            }
        }
        if let [one, two, rest @ ..] = after {
            tried.clear();
            tried.extend_from_slice(before);
            tried.extend_from_slice(&[*two, *one]);
            tried.extend_from_slice(rest);
            if known(&tried) {
                return true;
            }
        }
        if any_letter_makes_common(before, after, &mut tried, &mut known) {
            return true;
        }
    }
    false
}

fn any_letter_makes_common(
    before: &[u8],
    after: &[u8],
    tried: &mut Vec<u8>,
    known: &mut impl FnMut(&[u8]) -> bool,
) -> bool {
    let tails = [after, after.get(1..).unwrap_or(after)];
    (b'a'..=b'z').any(|letter| {
        tails.iter().any(|tail| {
            tried.clear();
            tried.extend_from_slice(before);
            tried.push(letter);
            tried.extend_from_slice(tail);
            known(tried)
        })
    })
}

/// FNV-1a: the keys are our own lists, so nobody can make them collide, and words are short.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut hash = if self.0 == 0 { 0xcbf2_9ce4_8422_2325 } else { self.0 };
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_told_apart() {
        assert!(look_up("sarah").first > 0.9 && !look_up("sarah").common);
        assert!(look_up("will").first < 0.1 && look_up("will").common);
        assert!(look_up("okafor").last > 0.9);
        assert!(is_common("waiting") && !is_listed_name("waiting"));
        assert!(look_up("nurse").cue & cues::ROLE != 0);
    }

    #[test]
    fn names_that_nobody_listed_are_built_like_names() {
        for name in ["nandini", "fatmanur", "milay"] {
            assert!(!is_listed_name(name) && built_like_a_name(name) > 0.3, "{name}");
        }
        for word in ["waiting", "appointment", "treatment", "unhelpfully"] {
            assert!(built_like_a_name(word) < 0.0, "{word}");
        }
        assert!(built_like_a_name("").abs() < f32::EPSILON);
    }

    #[test]
    fn a_slip_is_seen_and_a_name_is_not_one() {
        for slip in ["recieved", "appointmnt", "hosptal", "wonderfull"] {
            assert!(is_slip_of_a_common_word(slip), "{slip}");
        }
        assert!(!is_slip_of_a_common_word("okonkwo"));
        assert!(!is_slip_of_a_common_word("łukasz"));
    }
}
