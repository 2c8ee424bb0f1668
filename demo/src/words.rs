//! Making one voice out of what was written by hand: its gaps filled, something before it and
//! something after.

use std::collections::BTreeMap;

use crate::chance::Chance;
use crate::content::Frames;

/// Shorter voices stand alone: people who write one word write no more.
const STANDS_ALONE: usize = 40;

/// Fills a voice's gaps for a body, and puts a frame around it.
pub(crate) fn make(
    chance: &mut Chance,
    frames: &Frames,
    body: &str,
    words: &str,
    wrapped: bool,
) -> String {
    let (mut opener, mut closer) = ("", "");
    if wrapped && words.len() > STANDS_ALONE {
        opener = chance.pick(&frames.openers).map_or("", String::as_str);
        closer = chance.pick(&frames.closers).map_or("", String::as_str);
    }
    fill(chance, frames, body, &format!("{opener}{words}{closer}"))
}

/// Fills the gaps: one gap twice in a voice is filled twice alike.
fn fill(chance: &mut Chance, frames: &Frames, body: &str, text: &str) -> String {
    let mut filled: BTreeMap<&str, &str> = BTreeMap::new();
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let choice = if let Some(choice) = filled.get(name) {
            choice
        } else {
            let from = match name {
                "town" => frames.towns.get(body),
                "month" => Some(&frames.months),
                _ => frames.slots.get(name),
            };
            let choice = from.and_then(|from| chance.pick(from)).map_or(name, String::as_str);
            filled.entry(name).or_insert(choice)
        };
        out.push_str(choice);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Takes the marks `[[…]]` off: the words, and the parts that are to be covered, in letters.
pub(crate) fn marked(text: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let mut words = String::with_capacity(text.len());
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((inside, after)) = after.split_once("]]") else { break };
        words.push_str(before);
        let from = words.chars().count();
        words.push_str(inside);
        parts.push(from..words.chars().count());
        rest = after;
    }
    words.push_str(rest);
    (words, parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Frames {
        let one = |word: &str| vec![word.to_owned()];
        Frames {
            openers: one("Well. "),
            closers: one(" So there."),
            slots: [("day".to_owned(), one("Monday"))].into(),
            towns: [("here".to_owned(), one("Romford"))].into(),
            months: one("May"),
        }
    }

    #[test]
    fn gaps_are_filled() {
        let mut chance = Chance::new(1);
        let mut say = |words: &str| make(&mut chance, &frames(), "here", words, true);
        assert_eq!(say("In {town} on {day}."), "In Romford on Monday.");
        assert_eq!(
            say("In {town} on {day} and {day} again, {month} or {no"),
            "Well. In Romford on Monday and Monday again, May or {no So there."
        );
    }

    #[test]
    fn marks_become_parts() {
        let (words, parts) = marked("é [[me]] and [[you]].");
        assert_eq!(words, "é me and you.");
        assert_eq!(parts, [2..4, 9..12]);
    }
}
