//! Names of people, in any case, by what is known of the word and by the words around it.
//!
//! A word gathers points: from the lists (a name, a common word, neither), from its capital where
//! capitals mean something, and from its neighbours (a title, a role, a relation, thanks, a
//! greeting, a farewell, the name before it). At [`ENOUGH`] it is suggested.

use std::collections::HashSet;
use std::ops::Range;

use super::cues;
use super::gazetteer::{self, Entry};
use super::reason::{NameCue, Who};
use super::surroundings::{Hint, after, before};
use super::token::{Case, Join, Token};

/// Points at which a word is suggested as a name.
pub(super) const ENOUGH: f32 = 2.5;

/// Least weight of a listed given name with a capital within a sentence.
const RAISED: f32 = 0.5;

/// Build of a word in small letters from which it speaks for a name by itself.
const NAME_LIKE: f32 = 0.3;

/// One name: its words stand side by side.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Places of its words among the tokens.
    pub tokens: Range<usize>,
    /// How many of its words, from the first on, are given names.
    pub given: usize,
    pub confidence: f32,
    pub cue: NameCue,
    pub who: Who,
}

/// The tokens of a text, and whether capitals tell anything in it.
pub(super) struct Reading<'t, 's> {
    pub tokens: &'t [Token<'s>],
    pub capitals_tell: bool,
}

impl<'t, 's> Reading<'t, 's> {
    pub fn new(tokens: &'t [Token<'s>]) -> Self {
        let written = tokens.iter().filter(|t| t.case != Case::Other).count();
        let raised = tokens.iter().filter(|t| matches!(t.case, Case::Capital | Case::Capitals));
        let raised = raised.filter(|t| !(t.opens() || t.text == "I")).count();
        // In a text of capitals, or with a capital to every word, capitals say nothing.
        let shouted = written >= 4 && raised * 10 > written * 6;
        Self { tokens, capitals_tell: !shouted }
    }

    pub fn at(&self, place: Option<usize>) -> Option<&'t Token<'s>> {
        self.tokens.get(place?)
    }

    /// Whether the word has a capital that no sentence's beginning explains.
    pub fn raised(&self, token: &Token<'_>) -> bool {
        self.capitals_tell && token.case == Case::Capital && !token.opens()
    }

    /// The points a word has by itself.
    fn own(&self, token: &Token<'_>) -> f32 {
        let entry = token.entry;
        // A capital within a sentence makes a given name of a word that is one now and then.
        let raised = if entry.first > 0.0 && self.raised(token) { RAISED } else { 0.0 };
        let weight = entry.first.max(entry.last).max(raised);
        let listed = (3.0 * entry.first.max(raised)).max(2.0 * entry.last);
        let lists = match (weight > 0.0, entry.common) {
            (true, true) => listed - 3.0 * (1.0 - weight),
            (true, false) => listed,
            (false, true) if token.is(cues::FUNCTION) => -6.0,
            (false, true) => -3.0,
            (false, false) => unlisted(token),
        };
        lists + self.by_case(token, weight)
    }

    fn by_case(&self, token: &Token<'_>, weight: f32) -> f32 {
        if !self.capitals_tell {
            return 0.0;
        }
        match token.case {
            Case::Capital if !token.opens() => 1.5,
            Case::Capital if !token.entry.common => 0.5,
            Case::Capitals if weight == 0.0 && token.text.len() <= 4 => -2.0,
            Case::Capitals => 0.3,
            _ => 0.0,
        }
    }

    /// Points and reason of a word that follows no name.
    fn alone(&self, place: usize) -> Option<(f32, Hint)> {
        let token = self.tokens.get(place)?;
        let before = before(self, place);
        let after = after(self, place);
        let mut points = self.own(token) + before.points + after.points + self.pair(place);
        if token.case == Case::Small
            && Self::unlisted(token)
            && token.lower.len() >= 4
            && gazetteer::built_like_a_name(&token.lower) > NAME_LIKE
        {
            points += 1.0;
        }
        if before.cue == NameCue::Title && token.entry.common && self.raised(token) {
            points += 2.0;
        }
        if before.cue == NameCue::Title && token.entry.common && token.entry.last >= 0.05 {
            points += 1.5;
        }
        if before.firm_title && token.entry.common && !token.is(cues::FUNCTION) {
            points += 1.8;
        }
        if points >= ENOUGH {
            points -= Self::slip(token, before.cue);
        }
        let hint = if before.cue == NameCue::Listed { after } else { before };
        (points >= ENOUGH).then_some((points, hint))
    }

    /// What a word in small letters loses for being one slip away from a common word: less after
    /// words that a name nearly always follows.
    fn slip(token: &Token<'_>, cue: NameCue) -> f32 {
        let listed = token.entry.first > 0.0 || token.entry.last > 0.0;
        if token.case != Case::Small || listed || cue == NameCue::Title {
            return 0.0;
        }
        if !gazetteer::is_slip_of_a_common_word(&token.lower) {
            return 0.0;
        }
        match cue {
            NameCue::Thanked | NameCue::Introduced | NameCue::Greeted | NameCue::SignedOff => 0.25,
            NameCue::Role | NameCue::Family => 1.0,
            _ => 1.6,
        }
    }

    /// A word that may begin a name nobody has listed.
    fn unlisted(token: &Token<'_>) -> bool {
        token.entry == Entry::default() && plausible(&token.lower)
    }

    /// A given name with a surname after it is surer than either.
    fn pair(&self, place: usize) -> f32 {
        let (Some(one), Some(two)) = (self.tokens.get(place), self.tokens.get(place + 1)) else {
            return 0.0;
        };
        if two.join != Join::Space || one.entry.cue & (cues::TITLE | cues::ROLE) != 0 {
            return 0.0;
        }
        if self.at(Some(place + 2)).is_some_and(|t| t.join == Join::Space && t.is(cues::PLACE)) {
            return 0.0;
        }
        let given = one.entry.first >= 0.15;
        let surname = two.entry.last >= 0.3 && (!two.entry.common || self.raised(two));
        let new = !two.entry.common && two.entry.last == 0.0 && self.raised(two);
        let both_new = Self::unlisted(one) && Self::unlisted(two);
        match (given, surname) {
            (true, true) if !two.entry.common => 2.0,
            (true, true) => 1.2,
            (false, true) if !one.entry.common && self.capitals_tell => 1.2,
            (true, false) if new => 1.0,
            (false, false) if both_new && self.raised(two) && one.case == Case::Capital => 1.0,
            (false, false) if both_new && !gazetteer::is_slip_of_a_common_word(&two.lower) => 1.0,
            _ => 0.0,
        }
    }

    /// Points of a word that stands right after a name.
    fn following(&self, place: usize) -> f32 {
        let Some(token) = self.tokens.get(place) else { return 0.0 };
        if !matches!(token.join, Join::Space) && !self.after_initial(place) {
            return 0.0;
        }
        if initial(token) {
            return if self.capitals_tell && token.case == Case::Small { 0.0 } else { 3.0 };
        }
        let against = cues::ROLE | cues::TITLE | cues::PLACE | cues::KIN | cues::FUNCTION;
        if self.common_surname(place) {
            return ENOUGH;
        }
        let bonus = if token.entry.last >= 0.25 && (!token.is(cues::FUNCTION) || self.raised(token))
        {
            4.0
        } else if token.entry.last > 0.0 || token.entry.first > 0.0 {
            if self.raised(token) { 4.0 } else { 1.0 }
        } else if !token.entry.common {
            2.0
        } else if self.raised(token) && !token.is(against) {
            4.1
        } else {
            0.0
        };
        self.own(token) + bonus - Self::slip(token, NameCue::Role) * 0.8
    }

    /// A surname that is a common word, in small letters after a sure given name, where the sentence
    /// goes on without needing the word: 'sara price rang', 'toby page (physio)'.
    fn common_surname(&self, place: usize) -> bool {
        let given = self.at(place.checked_sub(1)).is_some_and(|t| t.entry.first >= 0.8);
        let Some(token) = self.tokens.get(place) else { return false };
        let ends = self
            .at(Some(place + 1))
            .is_none_or(|next| next.join != Join::Space || next.is(cues::FUNCTION | cues::FOLLOWS));
        let word = token.is(cues::FUNCTION | cues::FOLLOWS);
        given && ends && !word && token.entry.last >= 0.03 && token.entry.last < 0.25
    }

    fn after_initial(&self, place: usize) -> bool {
        place.checked_sub(1).and_then(|at| self.tokens.get(at)).is_some_and(initial)
            && self.tokens.get(place).is_some_and(|token| token.join == Join::Stop)
    }
}

fn unlisted(token: &Token<'_>) -> f32 {
    if plausible(&token.lower) { if token.lower.is_ascii() { 1.5 } else { 2.0 } } else { -6.0 }
}

/// Letters only, with a vowel, of a name's length, without a letter three times running.
fn plausible(lower: &str) -> bool {
    let mut length = 0_usize;
    let mut vowel = false;
    let mut run = (None, 0_usize);
    for letter in lower.chars() {
        length += 1;
        if length > 30 || !(letter.is_alphabetic() || letter == '\'' || letter == '-') {
            return false;
        }
        vowel |= !letter.is_ascii() || "aeiouy".contains(letter);
        run = if run.0 == Some(letter) { (run.0, run.1 + 1) } else { (Some(letter), 1) };
        if run.1 >= 3 {
            return false;
        }
    }
    vowel && length >= 3
}

pub(super) fn initial(token: &Token<'_>) -> bool {
    let mut letters = token.text.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_none()
        && !matches!(&*token.lower, "i" | "a" | "x" | "u" | "r" | "l")
}

/// The names in a text.
pub(super) fn names(tokens: &[Token<'_>]) -> Vec<Name> {
    let reading = Reading::new(tokens);
    let mut found: Vec<Name> = Vec::new();
    let mut place = 0;
    while place < tokens.len() {
        let joined = joined_with_last(&reading, place, found.last());
        let start = titled_initials(&reading, place);
        match reading.alone(start).or_else(|| joined_points(&reading, place, joined.as_ref())) {
            Some((points, hint)) => {
                let name = whole(&reading, place, start, points, &hint);
                place = name.tokens.end;
                found.push(name);
            }
            None => place += 1,
        }
    }
    again(&reading, &mut found);
    found.sort_by_key(|name| name.tokens.start);
    found
}

/// Where a name begins with initials ('Mr J P Smith'), the place of its first full word.
fn titled_initials(reading: &Reading<'_, '_>, place: usize) -> usize {
    let mut at = place;
    while at < place + 3
        && reading.tokens.get(at).is_some_and(|t| initial(t) && t.case != Case::Small)
        && reading.tokens.get(at + 1).is_some_and(|t| {
            matches!(t.join, Join::Space | Join::Stop) && (initial(t) || reading.raised_surname(t))
        })
    {
        at += 1;
    }
    at
}

impl Reading<'_, '_> {
    fn raised_surname(&self, token: &Token<'_>) -> bool {
        token.case == Case::Capital
            && (token.entry.last > 0.0 || !token.entry.common)
            && self.capitals_tell
    }
}

fn joined_with_last(reading: &Reading<'_, '_>, place: usize, last: Option<&Name>) -> Option<Name> {
    let last = last?;
    let token = reading.tokens.get(place)?;
    let and = place.checked_sub(1).and_then(|at| reading.tokens.get(at));
    let by_word =
        last.tokens.end + 1 == place && and.is_some_and(|t| matches!(&*t.lower, "and" | "n"));
    let by_mark = last.tokens.end == place && matches!(token.join, Join::Comma | Join::With);
    (by_word || by_mark).then(|| last.clone())
}

fn joined_points(
    reading: &Reading<'_, '_>,
    place: usize,
    joined: Option<&Name>,
) -> Option<(f32, Hint)> {
    let joined = joined?;
    let token = reading.tokens.get(place)?;
    let slip = token.case == Case::Small && gazetteer::is_slip_of_a_common_word(&token.lower);
    let points = reading.own(token) + 1.2 + after(reading, place).points
        - if slip && token.entry.first == 0.0 { 1.6 } else { 0.0 };
    let hint = Hint { points: 1.2, cue: NameCue::WithAnother, who: joined.who, firm_title: false };
    (points >= ENOUGH).then_some((points, hint))
}

/// A name from its first word to its last.
fn whole(reading: &Reading<'_, '_>, from: usize, start: usize, points: f32, hint: &Hint) -> Name {
    let mut end = start + 1;
    while end < from + 6 {
        let particle =
            reading.at(Some(end)).is_some_and(|t| t.is(cues::PARTICLE) && t.join == Join::Space);
        if reading.following(end) >= ENOUGH {
            end += 1;
        } else if particle && reading.following(end + 1) >= ENOUGH {
            end += 2;
        } else {
            break;
        }
    }
    let words = end - from;
    let surname_only = hint.cue == NameCue::Title
        && words == 1
        && reading.at(Some(start)).is_some_and(|t| t.entry.last > 0.0 || t.entry.first == 0.0);
    Name {
        tokens: from..end,
        given: if surname_only { 0 } else { words.saturating_sub(1).max(1).min(words) },
        confidence: sure(points),
        cue: hint.cue,
        who: hint.who,
    }
}

fn sure(points: f32) -> f32 {
    1.0 / (1.0 + (1.5 - points).exp())
}

/// Words found to be a name once are the same name wherever they come again.
fn again(reading: &Reading<'_, '_>, found: &mut Vec<Name>) {
    let mut taken: HashSet<usize> = HashSet::new();
    let mut known: HashSet<&str> = HashSet::new();
    for name in found.iter() {
        taken.extend(name.tokens.clone());
        for token in reading.tokens.get(name.tokens.clone()).unwrap_or_default() {
            if token.text.len() > 2 {
                known.insert(&token.lower);
            }
        }
    }
    if known.is_empty() {
        return;
    }
    for (place, token) in reading.tokens.iter().enumerate() {
        let same = known.contains(&*token.lower) && !taken.contains(&place);
        if same && (!token.entry.common || reading.raised(token)) {
            found.push(Name {
                tokens: place..place + 1,
                given: 1,
                confidence: 0.8,
                cue: NameCue::Again,
                who: Who::Unknown,
            });
        }
    }
}
