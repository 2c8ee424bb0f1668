//! What the words before and after say of a word: is it a name, and whose?

use super::cues;
use super::names::Reading;
use super::reason::{NameCue, Who};
use super::token::{Join, Token};

/// What the surroundings add.
#[derive(Debug, Clone)]
pub(super) struct Hint {
    pub points: f32,
    pub cue: NameCue,
    pub who: Who,
    /// 'Mr' and its like: the next word is a surname even where it is a common word.
    pub firm_title: bool,
}

impl Hint {
    const NONE: Hint =
        Hint { points: 0.0, cue: NameCue::Listed, who: Who::Unknown, firm_title: false };

    fn new(points: f32, cue: NameCue, who: Who) -> Self {
        Hint { points, cue, who, firm_title: false }
    }
}

/// What stands before.
pub(super) fn before(reading: &Reading<'_, '_>, place: usize) -> Hint {
    let Some(token) = reading.tokens.get(place) else { return Hint::NONE };
    let last = reading.at(place.checked_sub(1));
    let Some(last) = last else { return at_the_edge(reading, place, token) };
    let earlier = reading.at(place.checked_sub(2));
    let close = matches!(token.join, Join::Space | Join::Comma);
    if last.is(cues::TITLE)
        && matches!(token.join, Join::Space | Join::Stop)
        && !missing(last, earlier)
    {
        return titled(last);
    }
    if last.is(cues::FAREWELL) || (&*last.lower == "love" && token.join == Join::Break) {
        return Hint::new(1.5, NameCue::SignedOff, Who::Speaker);
    }
    if &*last.lower == "name" || &*last.lower == "patient" && token.join == Join::Break {
        return Hint::new(2.0, NameCue::Introduced, Who::Unknown);
    }
    if close {
        let hint = introduced(reading, place, last, earlier)
            .or_else(|| thanked(reading, place, last, earlier))
            .or_else(|| described(token, last));
        if let Some(hint) = hint {
            return hint;
        }
        if token.join == Join::Space && last.is(cues::AGAINST) {
            return Hint::new(against(token), NameCue::Listed, Who::Unknown);
        }
    }
    at_the_edge(reading, place, token)
}

fn titled(last: &Token<'_>) -> Hint {
    let staff = matches!(&*last.lower, "dr" | "prof" | "professor");
    Hint {
        points: if last.is(cues::FIRM_TITLE) { 4.0 } else { 3.5 },
        cue: NameCue::Title,
        who: if staff { Who::Staff } else { Who::Unknown },
        firm_title: last.is(cues::FIRM_TITLE),
    }
}

/// 'I miss home' has no title.
fn missing(last: &Token<'_>, earlier: Option<&Token<'_>>) -> bool {
    let word = |token: &Token<'_>| {
        matches!(
            &*token.lower,
            "i" | "we" | "to" | "will" | "not" | "dont" | "don't" | "would" | "i'll" | "did"
        )
    };
    &*last.lower == "miss" && earlier.is_some_and(word)
}

fn introduced(
    reading: &Reading<'_, '_>,
    place: usize,
    last: &Token<'_>,
    earlier: Option<&Token<'_>>,
) -> Option<Hint> {
    let earlier = earlier.map_or("", |t| &*t.lower);
    match (earlier, &*last.lower) {
        ("name" | "names", "is" | "was" | "are" | "of") | (_, "name's") => {
            Some(Hint::new(2.5, NameCue::Introduced, whose(reading, place)))
        }
        ("known", "as")
        | ("calling" | "called" | "call" | "calls", "me" | "him" | "her")
        | ("attention" | "behalf" | "care", "of") => {
            Some(Hint::new(1.5, NameCue::Introduced, Who::Unknown))
        }
        ("i", "am") | (_, "i'm" | "im") => Some(Hint::new(0.8, NameCue::Introduced, Who::Speaker)),
        ("ask" | "asked" | "asking", "for") | ("all", "to") => {
            Some(Hint::new(1.0, NameCue::Spoken, Who::Unknown))
        }
        _ if last.is(cues::NAMED) => {
            Some(Hint::new(2.0, NameCue::Introduced, whose(reading, place)))
        }
        _ => None,
    }
}

/// Whose name is given: 'my name is', 'a nurse called', 'my son called'.
fn whose(reading: &Reading<'_, '_>, place: usize) -> Who {
    let near = reading.tokens.get(place.saturating_sub(4)..place).unwrap_or_default();
    if near.iter().any(|t| t.is(cues::ROLE)) {
        Who::Staff
    } else if near.iter().any(|t| t.is(cues::KIN)) {
        Who::Family
    } else if near.iter().any(|t| &*t.lower == "my") {
        Who::Speaker
    } else {
        Who::Unknown
    }
}

fn thanked(
    reading: &Reading<'_, '_>,
    place: usize,
    last: &Token<'_>,
    earlier: Option<&Token<'_>>,
) -> Option<Hint> {
    let earlier = earlier.map_or("", |t| &*t.lower);
    let third = reading.at(place.checked_sub(3)).map_or("", |t| &*t.lower);
    let points = match (third, earlier, &*last.lower) {
        (
            _,
            "thanks" | "thank" | "thankyou" | "thx" | "grateful" | "kudos" | "credit" | "praise"
            | "gratitude" | "off" | "out" | "appreciation" | "done" | "you" | "compliments"
            | "goes",
            "to",
        ) => 1.5,
        (_, _, "thanks" | "thank" | "thankyou" | "cheers" | "bless")
        | (_, "thank" | "bless", "you")
        | (_, "well", "done")
        | (_, "praise" | "mention", "for")
        | ("you" | "thanks", "so" | "very", "much") => 1.3,
        (_, "spoke" | "spoken" | "speak" | "speaking" | "talked" | "talking", "to" | "with") => {
            return Some(Hint::new(1.0, NameCue::Spoken, Who::Unknown));
        }
        _ => return None,
    };
    Some(Hint::new(points, NameCue::Thanked, Who::Staff))
}

fn described(token: &Token<'_>, last: &Token<'_>) -> Option<Hint> {
    let comma = token.join == Join::Comma;
    let lower = if comma { 0.5 } else { 0.0 };
    if last.is(cues::ROLE) && last.is(cues::KIN) {
        return Some(Hint::new(1.5 - lower, NameCue::Role, Who::Unknown));
    }
    if last.is(cues::ROLE) {
        return Some(Hint::new(1.5 - lower, NameCue::Role, Who::Staff));
    }
    if last.is(cues::KIN) {
        return Some(Hint::new(1.5 - lower, NameCue::Family, Who::Family));
    }
    if last.is(cues::GREETING) {
        return Some(Hint::new(1.5, NameCue::Greeted, Who::Staff));
    }
    if matches!(&*last.lower, "especially" | "particularly" | "including" | "namely") {
        return Some(Hint::new(1.1, NameCue::Spoken, Who::Unknown));
    }
    if matches!(&*last.lower, "tell" | "ask" | "contact" | "thank" | "without") && !comma {
        return Some(Hint::new(1.0, NameCue::Spoken, Who::Unknown));
    }
    (last.is(cues::BY) && !comma).then(|| Hint::new(0.6, NameCue::Spoken, Who::Unknown))
}

/// How much an article or a possessive before a word speaks against a name.
fn against(token: &Token<'_>) -> f32 {
    let weight = token.entry.first.max(token.entry.last);
    match (token.entry.common, weight > 0.0) {
        (true, _) => -2.5,
        (false, false) => -1.8,
        (false, true) if token.entry.first > 0.0 => -0.2,
        (false, true) => -1.0,
    }
}

/// A name alone on the last line, or after a dash at the end, signs the text.
fn at_the_edge(reading: &Reading<'_, '_>, place: usize, token: &Token<'_>) -> Hint {
    let left = reading.tokens.len() - place;
    if place > 2
        && left <= 2
        && token.join == Join::Break
        && token.text.starts_with(char::is_uppercase)
    {
        return Hint::new(1.0, NameCue::SignedOff, Who::Speaker);
    }
    Hint::NONE
}

/// What stands after.
pub(super) fn after(reading: &Reading<'_, '_>, place: usize) -> Hint {
    if reading.tokens.get(place).is_some_and(|token| token.owns) {
        return Hint::new(1.0, NameCue::Spoken, Who::Unknown);
    }
    let Some(next) = reading.at(Some(place + 1)) else { return Hint::NONE };
    let then = reading.at(Some(place + 2));
    let space = next.join == Join::Space;
    let surname = |t: &Token<'_>| t.entry.first >= 0.8 && next.entry.last >= 0.1;
    let surname = reading.tokens.get(place).is_some_and(surname);
    if space && next.is(cues::PLACE) && !surname {
        return Hint::new(-3.0, NameCue::Listed, Who::Unknown);
    }
    let article = matches!(&*next.lower, "the" | "our" | "my" | "a" | "an" | "his" | "her");
    let role_next = |token: &Token<'_>| token.is(cues::ROLE) && token.join == Join::Space;
    if article && matches!(next.join, Join::Space | Join::Comma) && then.is_some_and(role_next) {
        return Hint::new(1.2, NameCue::RoleAfter, Who::Staff);
    }
    if space && matches!(&*next.lower, "on" | "at" | "in" | "from") {
        let desk = |token: &Token<'_>| token.is(cues::PLACE | cues::ROLE);
        let near = reading.tokens.get(place + 2..).unwrap_or_default().iter().take(4);
        if near.take_while(|token| token.join == Join::Space).any(desk) {
            return Hint::new(1.0, NameCue::RoleAfter, Who::Staff);
        }
    }
    if space && &*next.lower == "and" && then.is_some_and(|t| t.entry.first > 0.8) {
        return Hint::new(1.0, NameCue::WithAnother, Who::Unknown);
    }
    if &*next.lower == "and" && then.is_some_and(|t| t.is(cues::ROLE | cues::TITLE)) {
        return Hint::new(0.6, NameCue::WithAnother, Who::Unknown);
    }
    if space && next.is(cues::FOLLOWS) {
        let praised = [then, reading.at(Some(place + 3))].into_iter().flatten().any(praise);
        let who = if praised { Who::Staff } else { Who::Unknown };
        let points = match (praised && matches!(&*next.lower, "was" | "is"), next.is(cues::HUMAN)) {
            (true, _) => 1.2,
            (false, true) => 1.0,
            (false, false) => 0.8,
        };
        return Hint::new(points, NameCue::Spoken, who);
    }
    Hint::NONE
}

fn praise(token: &Token<'_>) -> bool {
    matches!(
        &*token.lower,
        "lovely"
            | "amazing"
            | "brilliant"
            | "fantastic"
            | "great"
            | "kind"
            | "helpful"
            | "excellent"
            | "wonderful"
            | "professional"
            | "caring"
            | "friendly"
            | "fab"
            | "superb"
            | "outstanding"
            | "attentive"
            | "patient"
            | "gentle"
    )
}
