//! Where sentences end.

use unicode_segmentation::UnicodeSegmentation;

const SHOWN_CHARACTERS: usize = 200;

/// Ends with a full stop and does not end a sentence when more follows.
const ABBREVIATIONS: [&str; 17] = [
    "dr.", "mr.", "mrs.", "ms.", "prof.", "st.", "rev.", "no.", "nos.", "e.g.", "i.e.", "eg.",
    "ie.", "etc.", "vs.", "approx.", "tel.",
];

/// The sentences of a text, with line breaks inside them turned into spaces.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text) {
        let mut pending = String::new();
        for piece in paragraph.unicode_sentences() {
            pending.push_str(piece);
            if !ends_in_abbreviation(&pending) {
                sentences.push(std::mem::take(&mut pending));
            }
        }
        if !pending.trim().is_empty() {
            sentences.push(pending);
        }
    }
    sentences
}

/// Lines, joined to the one before when they go on in lower case.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut after_blank = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            after_blank = true;
            continue;
        }
        let goes_on = !after_blank && line.chars().next().is_some_and(char::is_lowercase);
        match paragraphs.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
        after_blank = false;
    }
    paragraphs
}

fn ends_in_abbreviation(piece: &str) -> bool {
    let last = piece.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    let last = last.trim_start_matches(|sign: char| !sign.is_alphabetic());
    // Longer than any abbreviation: not worth turning into lower case.
    last.len() <= 8 && ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

/// The beginning of a sentence, cut between characters as a reader sees them.
pub(super) fn shortened(sentence: &str) -> String {
    let sentence = sentence.trim();
    match sentence.grapheme_indices(true).nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence.to_owned(),
    }
}
