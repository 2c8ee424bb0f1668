//! From names to suggestions: the organisation's own list, and what becomes of names of staff.

use std::collections::HashMap;

use super::names::{Name, names};
use super::reason::{Kind, NameCue, Reason, Who};
use super::token::{Join, Token};
use super::{Advice, Finding, Policy, Tone, cues};

/// Names of people, and in criticism the posts that only one person holds.
pub(super) fn people(tokens: &[Token<'_>], policy: &Policy, found: &mut Vec<Finding>) {
    let mut names = names(tokens);
    own_list(tokens, policy, &mut names);
    same_person(tokens, &mut names);
    for name in &names {
        suggest_name(tokens, policy.tone, name, found);
    }
    if policy.tone == Tone::Criticism {
        posts(tokens, found);
    }
}

fn own_list(tokens: &[Token<'_>], policy: &Policy, names: &mut Vec<Name>) {
    if policy.own_names.is_empty() {
        return;
    }
    for (place, token) in tokens.iter().enumerate() {
        let listed = policy.own_names.contains(&*token.lower);
        if listed && !names.iter().any(|name| name.tokens.contains(&place)) {
            let cue = NameCue::OwnList;
            let (given, who) = (1, Who::Staff);
            names.push(Name { tokens: place..place + 1, given, confidence: 0.9, cue, who });
        }
    }
}

/// A name that is known as somebody's in one place is theirs in every place.
fn same_person(tokens: &[Token<'_>], names: &mut [Name]) {
    let mut known: HashMap<&str, Who> = HashMap::new();
    for name in names.iter().filter(|name| name.who != Who::Unknown) {
        for token in tokens.get(name.tokens.clone()).unwrap_or_default() {
            known.entry(&token.lower).or_insert(name.who);
        }
    }
    for name in names.iter_mut().filter(|name| name.who == Who::Unknown) {
        let words = tokens.get(name.tokens.clone()).unwrap_or_default();
        if let Some(who) = words.iter().find_map(|token| known.get(&*token.lower)) {
            name.who = *who;
        }
    }
}

fn suggest_name(tokens: &[Token<'_>], tone: Tone, name: &Name, found: &mut Vec<Finding>) {
    let words = tokens.get(name.tokens.clone()).unwrap_or_default();
    let known_by: Vec<String> = words.iter().map(|t| t.lower.clone().into_owned()).collect();
    let staff_in_praise = tone == Tone::Praise && name.who == Who::Staff;
    let (given, rest) =
        words.split_at(if staff_in_praise { name.given.min(words.len()) } else { 0 });
    for (part, advice) in [(given, Advice::Keep), (rest, Advice::Replace)] {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let reason = match (advice, tone, name.who) {
            (Advice::Keep, _, _) => Reason::StaffFirstNameInPraise,
            (_, Tone::Criticism, Who::Staff) => Reason::StaffInCriticism,
            _ => Reason::Name(name.cue),
        };
        let span = first.span.start..last.span.end;
        let mut finding = Finding::new(span, Kind::Name, name.confidence, reason);
        finding.who = name.who;
        finding.advice = advice;
        finding.words.clone_from(&known_by);
        found.push(finding);
    }
}

/// 'The practice manager', 'the head receptionist': one person, though without a name.
fn posts(tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    for (place, pair) in tokens.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let lone = matches!(
            (&*first.lower, &*second.lower),
            (
                "practice"
                    | "ward"
                    | "department"
                    | "service"
                    | "office"
                    | "clinic"
                    | "unit"
                    | "team"
                    | "shift",
                "manager" | "sister" | "leader" | "lead"
            ) | (
                "head" | "lead" | "senior" | "chief",
                "receptionist"
                    | "nurse"
                    | "consultant"
                    | "midwife"
                    | "physio"
                    | "executive"
                    | "matron"
                    | "pharmacist"
            ) | ("ward", "matron")
        );
        let the = place.checked_sub(1).and_then(|at| tokens.get(at));
        let one = the.is_some_and(|t| t.is(cues::AGAINST) && t.join != Join::Break);
        if lone && one && second.join == Join::Space {
            let span = first.span.start..second.span.end;
            let mut finding = Finding::new(span, Kind::StaffRole, 0.4, Reason::StaffInCriticism);
            finding.who = Who::Staff;
            found.push(finding);
        }
    }
}
