//! House and street: a number before a street, a flat, or what comes after 'I live at'.

use std::ops::Range;

use super::Finding;
use super::cues;
use super::reason::{Kind, Reason};
use super::token::{Case, Join, Token};

/// Words of a street's name between its number and its kind, at most.
const LONGEST_STREET: usize = 4;

/// Every address among the words of a text.
pub(super) fn addresses(text: &str, tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    let mut place = 0;
    while place < tokens.len() {
        match address(text, tokens, place) {
            Some((end, finding)) => {
                found.push(finding);
                place = end;
            }
            None => place += 1,
        }
    }
}

fn address(text: &str, tokens: &[Token<'_>], place: usize) -> Option<(usize, Finding)> {
    let token = tokens.get(place)?;
    if flat(token) && tokens.get(place + 1).is_some_and(|t| t.join == Join::Space && flat_number(t))
    {
        return Some(flat_address(tokens, place));
    }
    if house_number(token) {
        let lives = lives_before(tokens, place);
        if let Some((end, kind)) = street(tokens, place + 1, true) {
            let raised = capitals(tokens, place + 1..end);
            let confidence = match (kind & cues::STREET != 0, raised, lives) {
                (_, _, true) | (true, true, _) => 0.95,
                (true, false, _) | (false, true, _) => 0.85,
                (false, false, false) if plain_street(tokens, place + 1..end) => 0.6,
                (false, false, false) => return None,
            };
            return Some((end, finding(tokens, place..end, confidence, Reason::Form)));
        }
        if let Some(end) = before_postcode(tokens, place + 1) {
            return Some((end, finding(tokens, place..end, 0.85, Reason::Context)));
        }
        let end = after_lives(tokens, place).or_else(|| named_place(tokens, place))?;
        return Some((end, finding(tokens, place..end, 0.75, Reason::Context)));
    }
    unnumbered(text, tokens, place)
}

/// A street without a number: after 'live in', or capitalised in its name and its kind.
fn unnumbered(text: &str, tokens: &[Token<'_>], place: usize) -> Option<(usize, Finding)> {
    let token = tokens.get(place)?;
    if token.entry.cue & (cues::FUNCTION | cues::MEASURE | cues::AGAINST) != 0 || token.number() {
        return None;
    }
    let lives = lives_before(tokens, place);
    let (end, kind) = street(tokens, place, false)?;
    let raised =
        token.case == Case::Capital && capitals(tokens, place..end) && kind & cues::STREET != 0;
    let hospital = tokens.get(end).is_some_and(|t| t.join == Join::Space && t.is(cues::PLACE));
    let confidence = match (lives, raised && !token.opens()) {
        (true, _) => 0.8,
        (false, true) if !hospital && text.len() > 12 => 0.5,
        _ => return None,
    };
    Some((end, finding(tokens, place..end, confidence, Reason::Context)))
}

fn finding(tokens: &[Token<'_>], places: Range<usize>, confidence: f32, reason: Reason) -> Finding {
    let start = tokens.get(places.start).map_or(0, |t| t.span.start);
    let end = tokens.get(places.end - 1).map_or(start, |t| t.span.end);
    Finding::new(start..end, Kind::Address, confidence, reason)
}

fn flat(token: &Token<'_>) -> bool {
    matches!(&*token.lower, "flat" | "apartment" | "apt" | "studio" | "bedsit")
}

fn flat_number(token: &Token<'_>) -> bool {
    token.number() && token.text.len() <= 5
        || token.text.len() == 1 && token.text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// '12', '12a', '12-14'.
fn house_number(token: &Token<'_>) -> bool {
    let digits = token.text.bytes().filter(u8::is_ascii_digit).count();
    let letters = token.text.bytes().filter(u8::is_ascii_alphabetic).count();
    token.number()
        && (1..=6).contains(&digits)
        && digits <= token.text.len()
        && letters <= 1
        && token.text.len() <= 9
        && (digits <= 4 || token.text.contains('-'))
}

fn flat_address(tokens: &[Token<'_>], place: usize) -> (usize, Finding) {
    let mut end = place + 2;
    let number = tokens.get(end).is_some_and(|t| house_number(t) && near(t));
    let from = if number { end + 1 } else { end };
    if let Some((street_end, _)) = street(tokens, from, true) {
        end = street_end;
    } else if let Some(named) =
        before_postcode(tokens, from).or_else(|| name_of_street(tokens, from))
    {
        end = named;
    }
    (end, finding(tokens, place..end, 0.9, Reason::Form))
}

fn near(token: &Token<'_>) -> bool {
    matches!(token.join, Join::Space | Join::Comma) || token.join == Join::Break
}

/// Up to three capitalised words in a row, or a name and the word after it.
fn name_of_street(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    let named = tokens.iter().skip(from).take(3).enumerate();
    let count = named
        .take_while(|(at, t)| {
            t.case == Case::Capital && if *at == 0 { near(t) } else { t.join == Join::Space }
        })
        .count();
    let small = || tokens.get(from).filter(|t| near(t)).and_then(|_| name_and_word(tokens, from));
    if count > 0 { Some(from + count) } else { small() }
}

/// One to four words that a postcode follows, with a town between at most.
fn before_postcode(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    let plain = |t: &Token<'_>| !t.number() && !t.is(cues::FUNCTION | cues::MEASURE);
    let joined = |at: usize, t: &Token<'_>| if at == 0 { near(t) } else { t.join == Join::Space };
    let words = tokens.iter().skip(from).take(4).enumerate();
    let count = words.take_while(|(at, t)| plain(t) && joined(*at, t) && !outward(t)).count();
    let end = from + count;
    let rest = tokens.get(end..).unwrap_or_default().iter().take(4);
    let follows = rest.take_while(|t| near(t) && (plain(t) || outward(t))).any(outward);
    (count > 0 && follows).then_some(end)
}

/// The outward half of a postcode, or all of it in one word.
fn outward(token: &Token<'_>) -> bool {
    let text = token.text;
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digit = text.as_bytes().get(letters).is_some_and(u8::is_ascii_digit);
    (1..=2).contains(&letters) && digit && (2..=7).contains(&text.len())
}

/// 'Moved to 4 Patrick Underpass': after 'to', 'at' or a comma a number, a listed name, and a word
/// that is no part of the sentence.
fn named_place(tokens: &[Token<'_>], place: usize) -> Option<usize> {
    let token = tokens.get(place)?;
    let before = place.checked_sub(1).and_then(|at| tokens.get(at))?;
    let placed = token.join == Join::Comma || matches!(&*before.lower, "to" | "at");
    let beside = tokens.get(place + 1).is_some_and(|next| next.join == Join::Space);
    if placed && beside { name_and_word(tokens, place + 1) } else { None }
}

fn name_and_word(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    let (name, word) = (tokens.get(from)?, tokens.get(from + 1)?);
    let weight = name.entry.first.max(name.entry.last);
    let named =
        weight >= 0.3 && (!name.entry.common || name.case == Case::Capital || weight >= 0.5);
    let kind = cues::FUNCTION | cues::FOLLOWS | cues::MEASURE | cues::ROLE | cues::KIN | cues::BY;
    let plain = word.join == Join::Space && word.entry.common && !word.is(kind) && !word.number();
    (named && plain).then_some(from + 2)
}

/// The end of a street's name that begins here, and what the word for its kind is.
fn street(tokens: &[Token<'_>], from: usize, numbered: bool) -> Option<(usize, u32)> {
    let mut last = None;
    for (at, token) in tokens.iter().enumerate().skip(from).take(LONGEST_STREET + 1) {
        let joined = token.join == Join::Space
            || (at == from && (near(token) || !numbered))
            || (at > from
                && token.join == Join::Stop
                && tokens.get(at - 1).is_some_and(|t| &*t.lower == "st"));
        let the = at == from && &*token.lower == "the" && numbered;
        let kind = token.entry.cue & (cues::STREET | cues::STREET_OR_WORD);
        if !joined || token.number() || token.is(cues::MEASURE) && kind == 0 {
            break;
        }
        let saint = at == from && &*token.lower == "st";
        if kind != 0 && at > from && !saint {
            last = Some((at + 1, kind));
            if kind == cues::STREET {
                break;
            }
            continue;
        }
        if kind == 0 && token.is(cues::FUNCTION | cues::AGAINST) && !the {
            break;
        }
    }
    last
}

fn capitals(tokens: &[Token<'_>], places: Range<usize>) -> bool {
    tokens.get(places).is_some_and(|part| {
        part.iter().all(|t| matches!(t.case, Case::Capital | Case::Capitals) || t.text.len() <= 3)
    })
}

/// In small letters a kind that is also a word counts where no word before it is a plain one.
fn plain_street(tokens: &[Token<'_>], places: Range<usize>) -> bool {
    let Some((_, named)) = tokens.get(places).and_then(<[_]>::split_last) else { return false };
    let telling = |t: &Token<'_>| !t.entry.common || t.entry.last > 0.0 || t.entry.first > 0.0;
    !named.is_empty() && named.iter().all(telling)
}

/// 'I live at', 'address is', 'home is', 'moved to' in the few words before.
fn lives_before(tokens: &[Token<'_>], place: usize) -> bool {
    let before = tokens.get(place.saturating_sub(3)..place).unwrap_or_default();
    let lives = |t: &Token<'_>| {
        matches!(
            &*t.lower,
            "live" | "lives" | "lived" | "living" | "address" | "reside" | "resides" | "addr"
        )
    };
    before.iter().any(lives)
        && before.iter().rev().take_while(|t| !lives(t)).all(|t| {
            matches!(
                &*t.lower,
                "at" | "in" | "on" | "is" | "was" | "near" | "flat" | "number" | "no"
            )
        })
}

/// After 'I live at 12': the words up to a stop, four at most, none of them plain grammar.
fn after_lives(tokens: &[Token<'_>], place: usize) -> Option<usize> {
    if !lives_before(tokens, place) {
        return None;
    }
    let words = tokens.iter().skip(place + 1).take(3).take_while(|t| {
        t.join == Join::Space && !t.is(cues::FUNCTION | cues::MEASURE) && !t.number()
    });
    let count = words.count();
    (count > 0).then_some(place + 1 + count)
}
