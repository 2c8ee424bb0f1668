//! Which words are read, and which of them are hard.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::HardWord;

/// Longer than any word: a run of letters without sense.
const LONGEST_WORD_BYTES: usize = 60;

/// Long or official words with a plainer one.
const PLAINER: [(&str, &str); 36] = [
    ("accordingly", "so"),
    ("additional", "more"),
    ("additionally", "also"),
    ("advise", "tell"),
    ("approximately", "about"),
    ("ascertain", "find out"),
    ("assist", "help"),
    ("assistance", "help"),
    ("commence", "start"),
    ("commenced", "started"),
    ("commissioning", "planning and buying"),
    ("consequently", "so"),
    ("demonstrate", "show"),
    ("endeavour", "try"),
    ("facilitate", "help"),
    ("forthwith", "now"),
    ("furthermore", "also"),
    ("implement", "carry out"),
    ("inform", "tell"),
    ("initiate", "start"),
    ("methodology", "method"),
    ("notwithstanding", "although"),
    ("numerous", "many"),
    ("obtain", "get"),
    ("participate", "take part"),
    ("prioritise", "put first"),
    ("provision", "giving"),
    ("purchase", "buy"),
    ("pursuant", "under"),
    ("regarding", "about"),
    ("requirement", "need"),
    ("stakeholder", "person or group concerned"),
    ("stakeholders", "people and groups concerned"),
    ("subsequently", "later"),
    ("terminate", "end"),
    ("utilise", "use"),
];

/// How many letters are of the Latin alphabet, and how many are not.
pub(super) fn letters(text: &str) -> (usize, usize) {
    text.chars().filter(|sign| sign.is_alphabetic()).fold((0, 0), |(latin, other), letter| {
        if is_latin(letter) { (latin + 1, other) } else { (latin, other + 1) }
    })
}

fn is_latin(letter: char) -> bool {
    matches!(letter,
        'A'..='Z' | 'a'..='z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{2af}'
        | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}'
        | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}'
        | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
}

/// The words of a sentence that are read: not numbers, links, addresses or other scripts.
pub(super) fn readable(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split_whitespace()
        .filter(|piece| {
            !piece.contains("://") && !piece.contains('@') && !piece.starts_with("www.")
        })
        .flat_map(UnicodeSegmentation::unicode_words)
        .filter(|word| word.len() <= LONGEST_WORD_BYTES && word.chars().any(is_latin))
}

/// The hard words met so far.
#[derive(Default)]
pub(super) struct HardWords {
    met: HashMap<String, HardWord>,
}

impl HardWords {
    pub(super) fn take(&mut self, word: &str, syllables: u32) {
        let word = word.to_lowercase();
        let plainer = PLAINER.iter().find(|(hard, _)| *hard == word).map(|(_, plainer)| *plainer);
        if plainer.is_none() && !is_hard(&word, syllables) {
            return;
        }
        let entry = self.met.entry(word).or_insert_with_key(|word| HardWord {
            word: word.clone(),
            times: 0,
            syllables,
            plainer: plainer.map(str::to_owned),
        });
        entry.times += 1;
    }

    /// Most frequent first, then most syllables, then by the alphabet, so the order never changes.
    pub(super) fn most_frequent(self, at_most: usize) -> Vec<HardWord> {
        let mut words: Vec<HardWord> = self.met.into_values().collect();
        words.sort_by(|one, other| {
            let key = |word: &HardWord| (word.times, word.syllables);
            key(other).cmp(&key(one)).then_with(|| one.word.cmp(&other.word))
        });
        words.truncate(at_most);
        words
    }
}

/// Of three syllables by the rules, and known to every reader.
const EVERYDAY: [&str; 10] = [
    "nhs",
    "area",
    "areas",
    "another",
    "everyone",
    "everything",
    "family",
    "hospital",
    "idea",
    "ideas",
];

/// Three syllables or more, not counting one that only an ending adds, as in 'decided'.
fn is_hard(word: &str, syllables: u32) -> bool {
    let by_ending = ["ed", "es", "ing"].iter().any(|ending| word.ends_with(ending));
    !EVERYDAY.contains(&word) && if by_ending { syllables > 3 } else { syllables >= 3 }
}
